"""The one door of this room: which formats there are, and how a report is drawn in one.

The same report gives the same bytes, whenever and wherever it is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol, cast

from audit.errors import ClaimAuditError, MissingExtraError
from audit.model import Report

if TYPE_CHECKING:
    from audit.reports.workspace import Snapshot


class _Writer(Protocol):
    def __call__(self, report: Report) -> bytes: ...


class _SourceWriter(Protocol):
    def __call__(self, report: Report, source: bytes | None) -> bytes: ...


class _WorkspaceWriter(Protocol):
    def __call__(self, reports: Sequence[Report], links: Mapping[str, str]) -> bytes: ...


class _HistoryWriter(Protocol):
    def __call__(
        self, reports: Sequence[Report], links: Mapping[str, str], history: Mapping[str, Sequence[Snapshot]]
    ) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Format:
    """One format. `module` and `function` are imported when it is first asked for: many need heavy packages.

    title: its name in messages. extension: with the dot. extra: the optional extra that it needs. packages: what that
    extra must bring. takes_source: the writer can use the bytes of the original file. takes_history: it shows earlier
    runs.
    """

    title: str
    extension: str
    module: str
    function: str
    extra: str | None = None
    packages: tuple[str, ...] = ()
    takes_source: bool = False
    takes_history: bool = False

    def load(self) -> object:
        """The writing function. MissingExtraError where an optional package is not installed."""
        try:
            return getattr(import_module(f"audit.reports.{self.module}"), self.function)
        except ModuleNotFoundError as error:
            if self.extra and (error.name or "").partition(".")[0] in self.packages:
                raise MissingExtraError(self.title, self.extra) from error
            raise

    def __call__(self, report: Report, source: bytes | None = None) -> bytes:
        """The report in this format."""
        if self.takes_source:
            return cast(_SourceWriter, self.load())(report, source)
        return cast(_Writer, self.load())(report)


FORMATS: Final[Mapping[str, Format]] = {
    "json": Format("JSON", ".json", "json", "render_json"),
    "html": Format("HTML", ".html", "html", "render_html"),
    "pdf": Format("PDF", ".pdf", "pdf", "render_pdf", "report", ("weasyprint",)),
    "docx": Format("DOCX", ".docx", "word", "render_docx", "report", ("docx",)),
    "annotated-docx": Format(
        "Annotated DOCX", ".annotated.docx", "annotated_word", "render_annotated_docx", "report", ("docx",), True
    ),
    "annotated-html": Format(
        "Annotated HTML", ".annotated.html", "annotated_html", "render_annotated_html", takes_source=True
    ),
    "xlsx": Format("XLSX", ".xlsx", "xlsx", "render_xlsx", "report", ("xlsxwriter",)),
    "csv": Format("CSV", ".csv", "csv", "render_csv"),
    "markdown": Format("Markdown", ".md", "markdown", "render_markdown"),
    "sarif": Format("SARIF", ".sarif", "sarif", "render_sarif", takes_source=True),
    "junit": Format("JUnit", ".junit.xml", "junit", "render_junit"),
    "github": Format("GitHub", ".github.txt", "github", "render_github", takes_source=True),
}
WORKSPACE_FORMATS: Final[Mapping[str, Format]] = {
    "html": Format("HTML", ".html", "index", "render_index", takes_history=True),
    "xlsx": Format("XLSX", ".xlsx", "xlsx", "render_workspace_xlsx", "report", ("xlsxwriter",)),
    "csv": Format("CSV", ".csv", "csv", "render_workspace_csv"),
    "markdown": Format("Markdown", ".md", "markdown", "render_workspace_markdown"),
    "sarif": Format("SARIF", ".sarif", "sarif", "render_workspace_sarif"),
    "junit": Format("JUnit", ".junit.xml", "junit", "render_workspace_junit"),
    "github": Format("GitHub", ".github.txt", "github", "render_workspace_github"),
}


def render(report: Report, format: str, *, source: bytes | None = None) -> bytes:
    """`report` in `format`. `source`: the bytes of the audited file. SARIF and GitHub annotations use it to point at
    lines of Markdown and HTML, the annotated formats to annotate the file itself; all can do without.

    Raises ClaimAuditError for a format that does not exist, MissingExtraError for one whose packages are missing.
    """
    return _known(FORMATS, format)(report, source)


def extension(format: str) -> str:
    """The ending of a file in `format`, with its dot: `.html`, `.sarif.json`."""
    return _known(FORMATS, format).extension


def render_workspace(
    reports: Sequence[Report],
    format: str,
    *,
    links: Mapping[str, str] | None = None,
    history: Mapping[str, Sequence[Snapshot]] | None = None,
) -> bytes:
    """One report over many documents. Several reports of one document are its history: the latest counts.

    links: where the report of each document lies, by the document's path, relative to the file to be written.
    history: what earlier runs of a document came to, by its path.
    """
    chosen = _known(WORKSPACE_FORMATS, format)
    if chosen.takes_history:
        return cast(_HistoryWriter, chosen.load())(reports, links or {}, history or {})
    return cast(_WorkspaceWriter, chosen.load())(reports, links or {})


def _known(formats: Mapping[str, Format], name: str) -> Format:
    if name not in formats:
        raise ClaimAuditError(f"unknown report format {name!r}; known formats: {', '.join(formats)}")
    return formats[name]
