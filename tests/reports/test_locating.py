from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.aligning import align
from audit.model import DocumentInfo, Finding, Location, Reconciliation, Report, Run, Summary, Tool
from audit.reports.locating import Region, locator


def _report(text: str, media_type: str) -> Report:
    return Report(
        tool=Tool(version="0"),
        run=Run(started="", finished=""),
        document=DocumentInfo(path="x", media_type=media_type),
        summary=Summary(verdict="clean", sentence=""),
        reconciliation=Reconciliation(),
        statements=[],
        references=[],
        findings=[],
        unverified=[],
        text=text,
    )


def _finding(text: str, words: str) -> Finding:
    start = text.index(words)
    location = Location(path="x", start=start, end=start + len(words))
    return Finding(code="X", name="x", severity="minor", message="", location=location)


HTML = """<html><head><style>p { color: red }</style></head>
<body><p>Found in three areas<sup>1b 3</sup>: see <!-- p --> <b>G3</b>.<sup>4c</sup></p>
<p>P&lt;0.001 &amp; more,
at the end</p></body></html>"""
TEXT = "Found in three areas1b 3: see G3.4c\nP<0.001 & more, at the end"


@pytest.mark.parametrize(
    ("media_type", "text", "source", "words", "region"),
    [
        ("text/plain", "one\ntwo three", None, "three", Region(2, 5, 2, 10)),
        ("text/markdown", "Head\nsome bold words", b"# Head\r\n\r\nsome **bold** words\n", "bold words",
         Region(3, 8, 3, 20)),
        ("text/markdown", "some bold words", b"", "bold", None),
        ("text/html", TEXT, HTML.encode(), "1b", Region(2, 35, 2, 37)),
        ("text/html", TEXT, HTML.encode(), "areas", Region(2, 25, 2, 30)),
        ("text/html", TEXT, HTML.encode(), "more, at", Region(3, 21, 4, 3)),
        ("text/html", TEXT, None, "areas", None),
        ("application/pdf", TEXT, b"%PDF", "areas", None),
    ],
)  # fmt: skip
def test_region(media_type: str, text: str, source: bytes | None, words: str, region: Region | None) -> None:
    assert locator(_report(text, media_type), source).region(_finding(text, words)) == region


def test_a_place_beyond_the_text_is_no_place() -> None:
    finding = Finding(code="X", name="x", severity="minor", message="", location=Location(path="x", start=5, end=2))
    assert locator(_report("abc", "text/plain"), None).region(finding) is None


WORDS = st.lists(
    st.sampled_from("the of alpha beta gamma delta 12 p 0 iron ferritin study".split()), min_size=1, max_size=60
)


@given(WORDS, st.lists(st.integers(0, 5), min_size=60, max_size=60), st.data())
def test_words_are_found_between_markup(words: list[str], noise: list[int], data: st.DataObject) -> None:
    """Whatever stands between the words: what is found is the very word, and order never turns round."""
    text = " ".join(words)
    marked = "".join(
        f"{w}{(' ', ' *', '** ', '</b> ', '<br>', ' &nbsp; ')[n]}" for w, n in zip(words, noise, strict=False)
    )
    alignment = align(text, marked)
    spans = [alignment.span(m.start(), m.end()) for m in re.finditer(r"\w+", text)]
    found = [span for span in spans if span]
    assert found == sorted(found)
    for word, span in zip(words, spans, strict=True):
        if span:
            assert marked[span[0] : span[1]] == word
    at = data.draw(st.integers(0, len(text)))
    span = alignment.span(at, data.draw(st.integers(at, len(text))))
    assert span is None or 0 <= span[0] < span[1] <= len(marked)


def test_all_words_are_found_in_prose() -> None:
    prose = [f"Sentence {n} says that drug {n * 7 % 50} lowered the rate of relapse by {n % 9} %." for n in range(400)]
    text = "\n".join(prose)
    marked = [line.replace("the rate", "the <em>rate</em>") for line in prose]
    source = "\n\n".join(f"<p id='p{n}'>{line}<sup>{n}</sup></p>" for n, line in enumerate(marked))
    alignment = align(text, source)
    spans = [alignment.span(m.start(), m.end()) for m in re.finditer(r"\w+", text)]
    assert all(spans)
