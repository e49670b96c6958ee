"""Where words of the extracted text stand in the source file itself, for formats that point into the file.

A plain text is its own source. In Markdown, HTML, LaTeX and Word the same words stand in the same order between
mark-up, and are looked up there (`audit.aligning`). A PDF has no lines to point at.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from audit.aligning import Alignment, align
from audit.model import Finding, Report

_MARKUP = re.compile(  # each alternative ends somewhere, so that no text takes quadratic time
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)|</?[a-z!?][^<>]*>", re.DOTALL | re.IGNORECASE
)
_TEXTUAL = ("text/", "application/xhtml", "application/xml", "application/x-tex", "application/x-latex")
_UNTAGGED = ("text/markdown", "text/x-markdown", "text/x-tex", "application/x-tex", "application/x-latex")
_MAX_SOURCE = 20_000_000


@dataclass(frozen=True, slots=True)
class Region:
    """Lines and columns from 1; `end_column` is the column after the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Locator:
    """Turns findings into regions of the source file; without `starts` the file has no lines to point at."""

    alignment: Alignment
    starts: tuple[int, ...] = ()

    def region(self, finding: Finding) -> Region | None:
        """The finding's words in the source file, or the place just before them; None where there is no such place."""
        at = finding.location
        if at.end <= at.start or at.start < 0 or not self.starts:
            return None
        span = self.alignment.span(at.start, at.end)
        if span is None:
            end = self.alignment.before(at.start)
            if end is None:
                return None
            span = (end, end)
        line, end_line = bisect_right(self.starts, span[0]), bisect_right(self.starts, span[1])
        return Region(line, span[0] - self.starts[line - 1] + 1, end_line, span[1] - self.starts[end_line - 1] + 1)


def locator(report: Report, source: bytes | None) -> Locator:
    """For a plain text the report is enough; for other text formats `source`, the file, is needed."""
    media_type = report.document.media_type
    if media_type == "text/plain":
        return Locator(Alignment(exact=True), _line_starts(report.text))
    if source is None or len(source) > _MAX_SOURCE or not media_type.startswith(_TEXTUAL):
        return Locator(Alignment())
    raw = source.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    visible = raw if media_type in _UNTAGGED else _MARKUP.sub(lambda m: " " * len(m[0]), raw)
    return Locator(align(report.text, visible), _line_starts(raw))


def _line_starts(text: str) -> tuple[int, ...]:
    return (0, *(m.end() for m in re.finditer("\n", text)))
