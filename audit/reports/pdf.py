"""The report on paper: a tagged PDF with bookmarks, page numbers and a signature block.

The same report gives the same bytes with the same fonts and the same version of WeasyPrint.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import NoReturn

from weasyprint import HTML

from audit.model import Report
from audit.reports.html import asset, environment, page_values
from audit.reports.view import ReportView


def render_pdf(report: Report) -> bytes:
    """The whole report as PDF/UA."""
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it warns of every unknown glyph
    page = environment().get_template("pdf.html.j2").render(**page_values(ReportView(report)), css=asset("pdf.css"))
    identifier = sha256(page.encode("utf-8", "replace")).digest()[:16]
    with _rare_collections():
        document = HTML(string=page, url_fetcher=_fetch_nothing)
        return bytes(document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier))


def _fetch_nothing(url: str, *args: object, **more: object) -> NoReturn:
    raise ValueError(f"a report loads nothing, not even {url[:200]}")


@contextmanager
def _rare_collections() -> Iterator[None]:
    """A fifth of the time of a large document goes into looking for garbage among boxes that are all in use."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
