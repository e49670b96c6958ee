"""What the links of a reference entry add to its words."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.model import Reference
from audit.pipeline import read_source

ARTICLE = "Raphael MJ, Chan DL. Principles of diagnosis of neuroendocrine tumours. CMAJ. 2017;189(10):E398-E404."
WEB = "National Health Service. <a href='{0}'>About carcinoid syndrome</a>. Accessed May 2, 2024."


def references(folder: Path, *entries: str) -> list[Reference]:
    items = "".join(f"<li>{entry}</li>" for entry in entries)
    page = f"<html><body><p>Tumors grow.<sup>1</sup></p><h2>References</h2><ol>{items}</ol></body></html>"
    (folder / "page.html").write_text(page, encoding="utf-8")
    return read_source(folder / "page.html", "page.html").references


@pytest.mark.parametrize(
    ("entry", "fields"),
    [
        (f"{ARTICLE} <a href='https://doi.org/10.1503/cmaj.160771'>[Crossref]</a>", {"doi": "10.1503/cmaj.160771"}),
        (f"{ARTICLE} <a href='http://dx.doi.org/10.1503%2Fcmaj.160771?x=1'>Link</a>", {"doi": "10.1503/cmaj.160771"}),
        (
            f"{ARTICLE} doi:10.1503/cmaj.160771 <a href='https://doi.org/10.9999/another'>link</a>",
            {"doi": "10.1503/cmaj.160771"},  # the words stand
        ),
        (f"{ARTICLE} <a href='https://pubmed.ncbi.nlm.nih.gov/28385820/'>PubMed</a>", {"pmid": "28385820"}),
        (f"{ARTICLE} <a href='https://www.ncbi.nlm.nih.gov/pubmed/28385820'>PubMed</a>", {"pmid": "28385820"}),
        (f"{ARTICLE} <a href='https://www.ncbi.nlm.nih.gov/pmc/articles/PMC5389890/'>PMC</a>", {"pmcid": "PMC5389890"}),
        (f"{ARTICLE} <a href='https://example.org/about'>Our library</a>", {"type": "article", "url": None}),
        (f"{ARTICLE} <a href='#top'>back</a> <a href='/library'>more</a>", {"doi": None, "url": None}),
        (WEB.format("https://example.org/nhs"), {"type": "web", "url": "https://example.org/nhs"}),
        (WEB.format("//example.org/nhs"), {"type": "web", "url": "https://example.org/nhs"}),
        (WEB.format("javascript:alert(1)"), {"url": None}),
        (
            "Payment S. <a href='https://example.org/b'>The founders of a company</a>. New York: Rosen; 2007.",
            {"type": "book", "url": "https://example.org/b"},
        ),
    ],
)  # fmt: skip
def test_links_of_an_entry(tmp_path: Path, entry: str, fields: dict[str, str | None]) -> None:
    (found,) = references(tmp_path, entry)
    assert {name: getattr(found, name) for name in fields} == fields
    assert "example.org" not in found.raw
    assert "http" not in found.raw


def test_each_entry_has_its_own_links(tmp_path: Path) -> None:
    doi = "<a href='https://doi.org/10.1503/cmaj.16077{}'>Crossref</a>"
    found = references(tmp_path, f"{ARTICLE} {doi.format(1)}", ARTICLE, f"{ARTICLE} {doi.format(3)}")
    assert [reference.doi for reference in found] == ["10.1503/cmaj.160771", None, "10.1503/cmaj.160773"]
