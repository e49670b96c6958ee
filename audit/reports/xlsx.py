"""XLSX: summary, claims, references, findings, the claim-reference matrix and what was not checked.

Every cell is written as text or as a number, never as a formula, whatever it begins with.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from audit.model import Report
from audit.reports import tables, wording
from audit.reports.narrative import headline, paragraphs
from audit.reports.text import clean, safe_url
from audit.reports.view import ReportView, coverage_of, latest

_MAX_CELL = 32_767  # Excel's own limit
_MAX_LINKS = 60_000
_TONES = {
    "Critical": "#8c1c2b", "Major": "#9a4b06", "Minor": "#6b5a08", "Note": "#345f86", "No citation": "#9a4b06",
    "Cited": "#2a6146", "Verified": "#2a6146", "Differs": "#6b5a08", "Another work": "#9a4b06",
    "Not found": "#9a4b06", "Not checked": "#5d4a86", "Contradicted": "#8c1c2b", "Supported": "#2a6146",
    "Partly supported": "#6b5a08",
}  # fmt: skip
_BASE = {"font_name": "Calibri", "font_size": 10.5, "valign": "top", "font_color": "#23262b"}


def render_xlsx(report: Report) -> bytes:
    """The audit of one document as a workbook."""
    return _write([ReportView(report)])


def render_workspace_xlsx(reports: Sequence[Report], links: Mapping[str, str]) -> bytes:
    """All documents in one workbook; the latest audit of each."""
    return _write([ReportView(report) for report in latest(reports)])


def _write(views: Sequence[ReportView]) -> bytes:
    out = io.BytesIO()
    book = _Book(out, views)
    book.overview(views)
    for make in (tables.findings, tables.claims, tables.references):
        book.sheet(make(views))
    for n, view in enumerate(views, 1):
        book.matrix(view, "Matrix" if len(views) == 1 else f"Matrix {n}")
    book.sheet(tables.unchecked(views))
    if len(views) > 1:
        book.sheet(tables.summary(views))
    book.close()
    return out.getvalue()


class _Book:
    """A workbook with our formats. The same tables give the same bytes: its dates are those of the audit."""

    def __init__(self, out: io.BytesIO, views: Sequence[ReportView]) -> None:
        self._book = xlsxwriter.Workbook(
            out,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
             "default_date_format": "yyyy-mm-dd"},
        )  # fmt: skip
        title = views[0].title if len(views) == 1 else f"{len(views)} documents"
        created = max((_time(v.report.run.finished) for v in views), default=datetime(2000, 1, 1))
        self._book.set_properties(
            {"title": clean(f"Claim audit: {title}")[:250], "created": created, "author": "claim-audit"}
        )
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._links = 0

    def close(self) -> None:
        self._book.close()

    def format(self, **more: Any) -> Any:
        key = tuple(sorted(more.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(_BASE | more)
        return self._formats[key]

    @property
    def head(self) -> Any:
        return self.format(bold=True, bg_color="#eceae4", bottom=1, bottom_color="#8f8b82", text_wrap=True)

    def sheet(self, table: tables.Table) -> None:
        """A table with a frozen heading, filters, widths, heights, colours, and print settings."""
        sheet = self._book.add_worksheet(table.name)
        for n, column in enumerate(table.columns):
            sheet.set_column(n, n, column.width)
            sheet.write_string(0, n, column.name, self.head)
        sheet.set_row(0, _height((column.name, column.width) for column in table.columns))
        for r, row in enumerate(table.rows, 1):
            sheet.set_row(
                r,
                _height(
                    (str(cell or ""), c.width if c.wrap else 10**6) for cell, c in zip(row, table.columns, strict=True)
                ),
            )
            for c, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
                self._cell(sheet, r, c, cell, column)
        sheet.freeze_panes(1, 2)
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
        else:
            sheet.write_string(1, 0, "none", self.format(italic=True))
        sheet.print_area(0, 0, max(len(table.rows), 1), table.printed - 1)
        self._paper(sheet, table.name)

    def _cell(self, sheet: Any, row: int, col: int, cell: tables.Cell, column: tables.Column) -> None:
        if cell is None or cell == "":
            sheet.write_blank(row, col, None, self.line())
            return
        if isinstance(cell, int):
            sheet.write_number(row, col, cell, self.line(align="left"))
            return
        text = _fit(cell)
        if column.link and safe_url(cell) and self._links < _MAX_LINKS:
            self._links += 1
            sheet.write_url(row, col, cell, self.line(font_color="#1d4a73", underline=1), text)
            return
        tone = _TONES.get(text)
        style = self.line(text_wrap=column.wrap, **({"font_color": tone, "bold": True} if tone else {}))
        sheet.write_string(row, col, text, style)

    def line(self, **more: Any) -> Any:
        """A cell of a table: a hairline under it."""
        return self.format(bottom=1, bottom_color="#d9d6ce", **more)

    def _paper(self, sheet: Any, name: str, *, landscape: bool = True) -> None:
        if landscape:
            sheet.set_landscape()
            sheet.repeat_rows(0)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.6, 0.6)
        sheet.set_footer(f"&L{name}&RPage &P of &N")

    def overview(self, views: Sequence[ReportView]) -> None:
        """The first sheet: what the audit says, in words and counts, to be read from top to bottom."""
        sheet = self._book.add_worksheet("Overview")
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 90)
        sheet.hide_gridlines(2)
        row = 0
        for view in views:
            sheet.write_string(row, 0, _fit(view.title), self.format(bold=True, font_size=16, font_name="Cambria"))
            sheet.set_row(row, 24)
            row += 1
            for label, value in _overview(view):
                if not label:
                    row += 1
                    continue
                heading = value is None
                sheet.write_string(
                    row, 0, label, self.format(bold=heading, font_color="#23262b" if heading else "#5a5f68")
                )
                if isinstance(value, int):
                    sheet.write_number(row, 1, value, self.format(align="left"))
                elif value:
                    sheet.write_string(row, 1, _fit(value), self.format(text_wrap=True))
                    sheet.set_row(row, _height([(value, 90)]))
                row += 1
            row += 2
        self._paper(sheet, "Overview", landscape=False)

    def matrix(self, view: ReportView, name: str) -> None:
        """Statements down, references across; ● cited by its own marker, ◐ inherited."""
        sheet = self._book.add_worksheet(name)
        sheet.set_column(0, 0, 7)
        sheet.set_column(1, 1, 70)
        sheet.set_column(2, 2, 22)
        for n, text in enumerate(("Line", "Statement", "Coverage")):
            sheet.write_string(0, n, text, self.head)
        column = {id(r): n for n, r in enumerate(view.references, 3)}
        centre, head = self.format(align="center"), self.format(
            bold=True, bg_color="#eceae4", bottom=1, bottom_color="#8f8b82", align="center"
        )  # fmt: skip
        for r in view.references:
            sheet.write_string(0, column[id(r)], _fit(r.name), head)
        if view.references:
            sheet.set_column(3, 2 + len(view.references), 5)
        listed = [s for s in view.statements if s.citations or s.statement.needs_citation]
        for row, s in enumerate(listed, 1):
            coverage = wording.term(wording.COVERAGE, coverage_of(s.statement)).label
            sheet.set_row(row, _height([(s.statement.text, 70)]))
            self._cell(sheet, row, 0, s.statement.line, tables.Column("", 0))
            self._cell(sheet, row, 1, s.statement.text, tables.Column("", 0, wrap=True))
            self._cell(sheet, row, 2, coverage, tables.Column("", 0))
            for c in sorted(s.citations, key=lambda c: not c.inherited):
                if c.reference is not None:
                    sheet.write_string(row, column[id(c.reference)], "◐" if c.inherited else "●", centre)
        sheet.freeze_panes(1, 3)
        if listed:
            sheet.autofilter(0, 0, len(listed), 2 + len(view.references))
        self._paper(sheet, name)


def _overview(view: ReportView) -> list[tuple[str, str | int | None]]:
    """Labels and values of the first sheet; a label without a value is a heading, without both an empty line."""
    table = tables.summary([view])
    values = {column.name: cell for column, cell in zip(table.columns, table.rows[0], strict=True)}
    rows: list[tuple[str, str | int | None]] = [("Verdict", headline(view)), ("", None)]
    rows += [("In words" if n == 0 else " ", text) for n, text in enumerate(paragraphs(view))]
    blocks = (
        ("Open findings", ("Critical", "Major", "Minor", "Note", "Waived", "Checks not made")),
        ("Every statement accounted for", (
            "Statements read", "Cited", "Covered", "Citation problem, waived", "Citation problem", "Need no citation")),
        ("References", ("References", *(f"References: {t.label.lower()}" for t in wording.STATUS.values()))),
        ("Provenance", ("Document", "Started (UTC)", "Profile", "Network", "Tool", "SHA-256 of the source",
                        "SHA-256 of the settings")),
    )  # fmt: skip
    for title, names in blocks:
        rows += [("", None), (title, None), *((name, values[name]) for name in names)]
    return rows


def _height(cells: Iterable[tuple[str, int]]) -> float:
    """Points that a row needs: Excel does it by itself when a row is edited, other readers never do."""
    lines = 1
    for text, width in cells:
        need = sum(1 + int(max(len(part) * 0.97 - 1, 0)) // max(width, 1) for part in text.split("\n"))
        lines = max(lines, need)
    return min(lines * 14.5 + 2.5, 409.0)


def _fit(text: str) -> str:
    text = clean(text)
    return text if len(text) <= _MAX_CELL else text[: _MAX_CELL - 20] + "… (cut by Excel)"


def _time(value: str) -> datetime:
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return datetime(2000, 1, 1)
    return (found.astimezone(UTC) if found.tzinfo else found).replace(tzinfo=None)
