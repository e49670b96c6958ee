"""References of every type with any text in them, as hypothesis makes them."""

from __future__ import annotations

import unicodedata
from typing import get_args

from hypothesis import strategies as st

from audit.model import Author, Reference, ReferenceType

_CHARACTERS = st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"))
_TEX = st.sampled_from(list("{}\\%&#_$~^`'\"-,;@=() "))


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def texts(max_size: int = 40) -> st.SearchStrategy[str]:
    """Text in one line, never empty, rich in what BibTeX and LaTeX take for their own."""
    return st.text(_CHARACTERS | _TEX, min_size=1, max_size=max_size).map(_folded).filter(bool)


_WORDS = ["and", "AND", "others", "van", "von", "De", "et al", "Jr", "Smith, J", "{x}", "World Health Organization"]
_NAME = st.one_of(texts(15), st.sampled_from([*_WORDS, "Müller", "O'Brien", "García Márquez", "'t Hooft", "ßa", "王"]))
_PARTICLE = st.sampled_from(["de", "De", "van der", "Van Der", "d'", "D’", "al-", "'t", "von und zu", "Ó", "della"])
_SUFFIX = st.sampled_from(["Jr", "Sr", "III", "2nd", "Jr.", "M.D., Ph.D.", "and"])

PEOPLE = st.builds(
    Author,
    family=_NAME,
    given=st.none() | _NAME,
    particle=st.none() | _PARTICLE,
    suffix=st.none() | _SUFFIX,
)
GROUPS = st.builds(Author, literal=_NAME)
_TEXT = st.none() | texts()
_DATE = st.none() | st.sampled_from(["2024", "2024-07", "2024-07-19"])
_PAGES = st.none() | st.sampled_from(["131-153", "E398-E404", "188", "xii-xv", "e1234", "1-5, 7-9", "S12-S15", "R&D_1"])
_URL = st.none() | st.sampled_from(
    ["https://a.org/b_c%20d?x=1&y=~z#f", "http://x.y/a(b)[c];d", "https://who.int/news-room/fact-sheets/1--2"]
)
_DOI = st.none() | st.sampled_from(
    ["10.1016/j.neo.2017.09.002", "10.1002/(SICI)1097<1::AID-1>3.0.CO;2-#", "10.1/a_b%20"]
)


@st.composite
def references(draw: st.DrawFn) -> Reference:
    """A reference whose fields are as readers make them: white space folded, NFC, dates in ISO 8601."""
    people = st.lists(PEOPLE | GROUPS, max_size=4)
    return Reference(
        raw=draw(texts(80).filter(lambda raw: not raw.startswith(("@", "{")))),
        type=draw(st.sampled_from(get_args(ReferenceType))),
        authors=draw(people),
        editors=draw(people),
        et_al=draw(st.booleans()),
        title=draw(_TEXT), container=draw(_TEXT), year=draw(st.none() | st.sampled_from(["2017", "c1999", "in press"])),
        volume=draw(_TEXT), issue=draw(_TEXT), pages=draw(_PAGES), article_number=draw(_TEXT), edition=draw(_TEXT),
        publisher=draw(_TEXT), place=draw(_TEXT), doi=draw(_DOI), pmid=draw(st.none() | st.just("12345678")),
        pmcid=draw(st.none() | st.just("PMC123456")), url=draw(_URL), accessed=draw(_DATE), published=draw(_DATE),
        updated=draw(_DATE), identifier=draw(_TEXT), version=draw(_TEXT),
    )  # fmt: skip
