"""CSV: the claim-reference matrix as a list, UTF-8 with a byte-order mark, so that Excel reads it as it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from audit.model import Report
from audit.reports.tables import Cell, claim_references
from audit.reports.text import clean
from audit.reports.view import ReportView, latest

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def render_csv(report: Report) -> bytes:
    """One row a statement and reference."""
    return _write([ReportView(report)])


def render_workspace_csv(reports: Sequence[Report], links: Mapping[str, str]) -> bytes:
    """All documents in one list; the latest audit of each."""
    return _write([ReportView(report) for report in latest(reports)])


def _write(views: Sequence[ReportView]) -> bytes:
    table = claim_references(views)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([_cell(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def _cell(cell: Cell) -> str:
    """The cell's text; what a spreadsheet would run as a formula is quoted with an apostrophe."""
    if cell is None:
        return ""
    text = clean(str(cell))
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
