"""A finding says where it stands in the source file, in every format a reviewer may open."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest

from audit.model import Report, Settings
from audit.pipeline import Order
from audit.reports import render
from audit.runs import run
from audit.stored import load_report
from audit.workspace import Workspace, create

CLAIM = "Tumors of a higher grade are associated with a shorter survival."


def audited(root: Path, name: str, content: bytes) -> Report:
    create(root)
    (root / "content" / name).write_bytes(content)
    space = Workspace(root, Settings(formats=["json"]))
    order = Order(space.settings, datetime(2026, 11, 23, tzinfo=UTC), offline=True, root=root)
    return load_report(run(space, space.sources([]), order, jobs=1).audits[0].report)


def word() -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph("About tumors")
    document.add_paragraph(CLAIM)
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("page.docx", word(), "paragraph 2"),
        ("page.html", f"<html><body><h1>About</h1><p>{CLAIM}</p></body></html>".encode(), "p"),
        ("page.md", f"---\ntitle: About\n---\n\n# About\n\n{CLAIM}\n".encode(), "line 7"),
        ("page.txt", f"About tumors\n{CLAIM}\n".encode(), None),
    ],
)
def test_the_place_in_the_source(tmp_path: Path, name: str, content: bytes, place: str | None) -> None:
    report = audited(tmp_path, name, content)
    (found,) = [finding for finding in report.findings if finding.code == "CIT001"]
    statement = next(item for item in report.statements if item.id == found.statement_id)
    assert (found.location.place, statement.place) == (place, place)
    if place is None:
        return
    words = f"({place} of the file)" if place.startswith("line") else f"({place})"
    for form in ("html", "markdown", "junit"):
        assert words in render(report, form).decode(), form
    rows = render(report, "csv").decode("utf-8-sig").splitlines()
    assert any(f",{place}," in row for row in rows if CLAIM[:20] in row)
    sarif = json.loads(render(report, "sarif"))
    assert words in json.dumps(sarif, ensure_ascii=False)
    printed = "".join(docx.Document(io.BytesIO(render(report, "docx"))).element.body.itertext())
    assert words in printed
