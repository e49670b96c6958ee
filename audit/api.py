"""The Python API: what the commands do, as functions with typed results.

    from audit import Workspace, audit_document

    report = audit_document("content/page.txt", Workspace.open("."), offline=True)
    for finding in report.findings:
        print(finding.severity, finding.location.line, finding.message)

Results are the pydantic models of `audit.model`, which the stored files are made of. What a user can mend (a file that
cannot be read, a setting that is wrong) raises `ClaimAuditError`; what could not be checked is in the result, never
an exception. Relative paths count from the current folder. Nothing is printed; remarks go to the logger `audit`.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from audit.bibliography.library import Library
from audit.bibliography.parsing import parse_references
from audit.checks import load_profile
from audit.cli.clock import now as clock
from audit.errors import ClaimAuditError, InputError, MissingExtraError
from audit.listed import from_bibtex, from_lines, is_bibtex
from audit.model import CheckedReference, Extraction, Finding, Reference, Report, Settings, Statement, Summary
from audit.pipeline import Order, Progress, extract, open_registries
from audit.pipeline import verify_references as verify_listed
from audit.reports import extension, render
from audit.runs import Comparison
from audit.runs import run as run_all
from audit.stored import load_report
from audit.summing import Verdict, exit_code_of_run
from audit.workspace import Workspace

__all__ = [
    "Audited",
    "CheckedReference",
    "ClaimAuditError",
    "Extraction",
    "Finding",
    "InputError",
    "MissingExtraError",
    "NotAudited",
    "Reference",
    "Report",
    "RunResult",
    "Settings",
    "Statement",
    "Workspace",
    "audit_document",
    "audit_documents",
    "extract_document",
    "parse_references",
    "read_report",
    "render_report",
    "stored_reports",
    "verify_references",
]

_LOG = logging.getLogger("audit")
PathLike = str | os.PathLike[str]


class Audited(BaseModel):
    """A document that was audited. document: as reports name it. stored: the file of its report."""

    model_config = ConfigDict(frozen=True)

    document: str
    stored: Path
    verdict: Verdict
    summary: Summary

    def report(self) -> Report:
        """The whole report, read from its file."""
        return load_report(self.stored)


class NotAudited(BaseModel):
    """A document that could not be audited, and why."""

    model_config = ConfigDict(frozen=True)

    document: str
    reason: str


class RunResult(BaseModel):
    """What came of a run over many documents. exit_code: what `claim-audit run` would end with."""

    model_config = ConfigDict(frozen=True)

    audited: list[Audited]
    not_audited: list[NotAudited]
    notes: list[str]
    exit_code: int


def audit_document(
    source: PathLike,
    workspace: Workspace | None = None,
    *,
    offline: bool = False,
    refresh: bool = False,
    profile: str | None = None,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> Report:
    """Audit one document, as `claim-audit run SOURCE` does: claims/, bib/ and reports/ of the workspace are written.

    workspace: default, the nearest one from the current folder upward. offline: recorded evidence only. refresh: ask
    anew, whatever is recorded. profile: instead of the workspace's own. now: the run's clock. progress: called with
    (phase, done, total).

    Raises ClaimAuditError where the document cannot be audited.
    """
    if Path(source).is_dir():
        raise InputError(os.fspath(source), "is a folder", hint="audit_documents takes folders")
    result = audit_documents(
        [source], workspace, offline=offline, refresh=refresh, profile=profile, jobs=1, now=now, progress=progress
    )
    for failed in result.not_audited:
        raise ClaimAuditError(failed.reason)
    for note in result.notes:
        _LOG.warning(note)
    if len(result.audited) != 1:
        raise InputError(os.fspath(source), "names more than one document", hint="audit_documents takes globs")
    return result.audited[0].report()


def audit_documents(  # noqa: PLR0913 - one parameter an option of `claim-audit run`
    sources: Iterable[PathLike] = (),
    workspace: Workspace | None = None,
    *,
    offline: bool = False,
    refresh: bool = False,
    profile: str | None = None,
    against: str | None = None,
    new_only: bool = False,
    jobs: int | None = None,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> RunResult:
    """Audit files, folders and globs (none: what the settings name), as `claim-audit run` does.

    against: an earlier audit to compare with (`approved`, a report, a folder of them, a Git revision). new_only: only
    what is new decides the exit code. jobs: processes; a script that uses more than one needs the usual
    `if __name__ == "__main__":`. A document that cannot be audited stops no other one.

    Raises ClaimAuditError where nothing can be audited at all.
    """
    if offline and refresh:
        raise ClaimAuditError("offline uses recorded answers only, refresh asks anew: choose one")
    space = _with_profile(workspace or Workspace.open(), profile)
    paths = space.sources([os.fspath(source) for source in sources])
    order = Order(space.settings, _time(now), offline=offline, refresh=refresh, root=space.root)
    comparison = Comparison(against or "approved", new_only=new_only) if against or new_only else None
    outcome = run_all(space, paths, order, jobs=jobs, progress=progress, comparison=comparison)
    return RunResult(
        audited=[
            Audited(document=audit.path, stored=audit.report, verdict=audit.verdict, summary=audit.summary)
            for audit in outcome.audits
        ],
        not_audited=[NotAudited(document=failed.path, reason=failed.message) for failed in outcome.failures],
        notes=outcome.notes,
        exit_code=exit_code_of_run([audit.verdict for audit in outcome.audits], failed=len(outcome.failures)),
    )


def extract_document(
    source: PathLike, workspace: Workspace | None = None, *, profile: str | None = None, now: datetime | None = None
) -> Extraction:
    """Read and link one document, without a network, as `claim-audit extract` does. Nothing is written."""
    space = _with_profile(workspace or Workspace.open(), profile)
    path = Path(source)
    if not path.is_file():
        raise InputError(os.fspath(source), "is a folder" if path.is_dir() else "no such file")
    order = Order(space.settings, _time(now), offline=True, root=space.root)
    return extract(path, space.display(path), Library.load(space.bibliography), order)


def verify_references(
    references: os.PathLike[str] | Iterable[str],
    workspace: Workspace | None = None,
    *,
    offline: bool = False,
    refresh: bool = False,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> list[CheckedReference]:
    """Check references alone, as `claim-audit references verify` does: each with what the registries say, and findings.

    references: the Path of a .bib file or of a file with one reference a line; or the lines themselves, each a
    reference as it is printed, or a DOI. Empty lines are passed over; else the result has the order of what was given.
    """
    if isinstance(references, str):
        raise TypeError("verify_references takes a list of references, or the Path of a file, not one string")
    space = workspace or Workspace.open()
    name, found = _listed(references)
    order = Order(space.settings, _time(now), offline=offline, refresh=refresh, root=space.root)
    with open_registries(order, space.evidence) as registries:
        checked = verify_listed(found, name, order, registries, progress)
    return [CheckedReference(**dict(reference), findings=findings) for reference, findings in checked]


def read_report(path: PathLike) -> Report:
    """The report stored in a file (`reports/NAME.json`)."""
    return load_report(Path(path))


def stored_reports(workspace: Workspace | None = None) -> Iterator[Report]:
    """Every report stored in the workspace, one after the other, by the name of its file."""
    space = workspace or Workspace.open()
    for path in sorted(space.reports.glob("*.json")):
        yield load_report(path)


def render_report(report: Report, format_name: str, workspace: Workspace | None = None) -> bytes:
    """A report in another format (`html`, `pdf`, `sarif`, ...), as `claim-audit report` draws it.

    workspace: where its source lies, for the formats that annotate the source itself.
    Raises MissingExtraError where the format needs packages that are not installed.
    """
    extension(format_name)
    space = workspace or Workspace.open()
    return render(report, format_name, source=space.source_of(report.document))


def _with_profile(space: Workspace, profile: str | None) -> Workspace:
    if profile is None:
        return space
    load_profile(profile, space.root)
    return Workspace(space.root, space.settings.model_copy(update={"profile": profile}))


def _time(given: datetime | None) -> datetime:
    if given is None:
        return clock()
    return (given if given.tzinfo else given.astimezone()).astimezone(UTC).replace(microsecond=0)


def _listed(references: os.PathLike[str] | Iterable[str]) -> tuple[str, list[Reference]]:
    if not isinstance(references, os.PathLike):
        return "references", from_lines(list(references))
    path = Path(references)
    try:
        data = path.read_bytes()
        if not is_bibtex(data, path.name):
            return str(path), from_lines(data.decode("utf-8-sig").splitlines())
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {(error.strerror or str(error)).lower()}") from None
    except UnicodeDecodeError:
        raise InputError(str(path), "is not UTF-8 text") from None
    found, problems = from_bibtex(data, str(path))
    for problem in problems:
        _LOG.warning(problem)
    return str(path), found
