"""What reviewers decided is printed in every report that people read; nothing waived disappears."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date

import pytest

from audit.model import DecisionRecord, Report, ReviewRecord, SignatureRecord, WaiverInfo
from audit.reports import render

SHA = "0f3490" * 10 + "abcd"
SIGNED = SignatureRecord(
    sequence=3, time="2026-11-23T12:00:00Z", name="Mia Medical", email="mia@example.org", role="Medical",
    meaning="medical approval", report_sha256=SHA,
)  # fmt: skip
REVIEW = ReviewRecord(
    state="in re-approval",
    why=["Jane Doe (Legal) approved it on 2026-11-20; the words have changed since."],
    decisions=[
        DecisionRecord(
            sequence=1, time="2026-11-20T12:00:00Z", name="Jane Doe", role="Legal", action="approve",
            subject="claim", id="s-1", text="The claim & its <words>", void="the words have changed since",
        ),
        DecisionRecord(
            sequence=2, time="2026-11-20T12:01:00Z", name="Jane Doe", role="Legal", action="waive", subject="finding",
            id="f", code="CIT001", text="Another claim", reason="agreed with the author", until=date(2027, 6, 30),
        ),
    ],
    signatures=[
        SIGNED,
        SIGNED.model_copy(update={"sequence": 4, "name": "Leo Legal", "void": "the source has changed"}),
    ],
    entries=4,
)  # fmt: skip
WORDS = [
    "State: in re-approval.",
    "Jane Doe (Legal) approved it on 2026-11-20; the words have changed since.",
    "Mia Medical (Medical) <mia@example.org>",
    "edical approval",
    "23 November 2026, 12:00 UTC",
    f"SHA-256 of what was audited and found: {SHA}",
    "Leo Legal",
    "Void: the source has changed.",
    "Void: the words have changed since.",
    "The claim & its <words>",
    "aived until 30 June 2027",
    "agreed with the author",
]
WAIVED = "Leo Legal (Legal), until 1 February 2027: house style"


@pytest.fixture
def reviewed(sample: Callable[[str], Report]) -> Report:
    report = sample("realistic")
    waiver = WaiverInfo(owner="Leo Legal", role="Legal", reason="house style", until=date(2027, 2, 1), sequence=2)
    first, *others = report.findings
    waived = first.model_copy(update={"waived": True, "waiver": waiver})
    return report.model_copy(update={"review": REVIEW, "findings": [waived, *others]})


def words_of(data: bytes, format_name: str) -> str:
    if format_name == "docx":
        import docx

        document = docx.Document(io.BytesIO(data))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return " ".join(" ".join([*(p.text for p in document.paragraphs), *cells]).split())
    if format_name == "pdf":
        import pypdfium2

        text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
        return re.sub(r"\s+", "", text)
    from lxml import html

    page = html.fromstring(data)
    for unread in page.xpath("//style | //script"):
        unread.drop_tree()
    return " ".join(page.text_content().split())


@pytest.mark.parametrize("format_name", ["html", "docx", "pdf"])
def test_the_state_signatures_and_decisions_are_printed(reviewed: Report, format_name: str) -> None:
    if format_name == "pdf":
        pytest.importorskip(
            "weasyprint", reason="WeasyPrint or its libraries are missing", exc_type=(ImportError, OSError)
        )
    found = words_of(render(reviewed, format_name), format_name)
    for words in [*WORDS, WAIVED]:
        assert ("".join(words.split()) if format_name == "pdf" else words) in found


def test_a_comment_on_a_pull_request_says_who_signed(reviewed: Report) -> None:
    text = render(reviewed, "markdown").decode()
    assert "**State: in re-approval.**" in text
    assert "- Signed: Mia Medical (Medical)" in text
    assert "**Void: the source has changed.**" in text
    assert "**Waived:** Leo Legal (Legal), until 1 February 2027: house style" in text


@pytest.mark.parametrize("format_name", ["html", "markdown", "docx"])
def test_where_nothing_was_decided_nothing_is_said(sample: Callable[[str], Report], format_name: str) -> None:
    assert b"State: " not in render(sample("realistic"), format_name)
