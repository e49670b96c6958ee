"""What a line of text tells about being part of a reference list: headings, labels, likeness to a reference.

All patterns look at bounded stretches of text, so that every function is linear in its input.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

_HEADING_WORDS = (
    r"references?(?:\s+list|\s+cited|\s+and\s+notes)?|reference\s+list|list\s+of\s+references|selected\s+references|"
    r"bibliograph(?:y|ie|ia)|bibliograf[ií]a|literature(?:\s+cited|\s+references)?|works\s+cited|"
    r"(?:further|additional|suggested|recommended)\s+reading|citations|cited\s+(?:works|sources)|sources?|notes\s+and\s+references|further\s+references|"
    r"quellen(?:verzeichnis|angaben)?|literatur(?:verzeichnis|angaben|hinweise|quellen)?|referenzen|einzelnachweise|"
    r"r[ée]f[ée]rences(?:\s+bibliographiques)?|"
    r"referencias(?:\s+bibliogr[áa]ficas)?|fuentes|"
    r"riferimenti(?:\s+bibliografici)?|referenze|fonti|referenties|literatuur(?:lijst)?|refer[êe]ncias"
)
HEADING = re.compile(rf"^\W{{0,4}}(?:\d{{1,2}}\.?\s+)?({_HEADING_WORDS})\s*[:.]?\s*$", re.IGNORECASE)
RUN_IN_HEADING = re.compile(
    rf"^\W{{0,4}}({_HEADING_WORDS})\s*(?:[:.]\s*|\s(?=\[?1[.\])\s]))(?=\S)",
    re.IGNORECASE,
)
# words that are as often ordinary headings or sentence openings: only with a colon and a reference behind them
WEAK_HEADINGS = re.compile(r"^(?:sources?|citations|literature|quellen|fuentes|fonti|fonte)\b", re.IGNORECASE)

_ANCHORS = re.compile(r"^(?:\d{1,3}[a-z]{1,2}[\s,]+){1,60}(?=\S)")
_LABEL = re.compile(
    r"""^[-•·–*\s]{0,4}(?:
        \[\s?(?P<bracket>\d{1,4}[a-z]?)\s?\][.:]?\s*
      | \((?P<paren>\d{1,4}[a-z]?)\)[.:]?\s*
      | (?P<dot>\d{1,4}[a-z]?)\s?[.)\]:](?!\d)\s*
      | (?P<space>\d{1,4}[a-z]?)\s+(?=\S)
      | (?P<glued>\d{1,3})(?=[A-ZÀ-Þ“"‘*][\w’'-])
      | (?P<super>[⁰¹²³⁴-⁹]{1,4})\s*(?=\S)
    )""",
    re.VERBOSE,
)
_SUPERSCRIPT_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(frozen=True, slots=True)
class Label:
    """A label in front of a line: `number` 4, `text` "4a", `anchors` ("4a", "4b"), `length` characters, its form."""

    number: int
    text: str
    anchors: tuple[str, ...]
    length: int
    form: str


def read_label(text: str) -> Label | None:
    """The reference label that `text` begins with, or None: `[12] `, `12. `, `12 `, `4a 4b `, `¹² `, `12Surname`."""
    if not text or not (text[0].isdigit() or text[0] in "[(-•·–* "):
        return None
    anchors = _ANCHORS.match(text)
    if anchors:
        names = tuple(re.findall(r"\d+[a-z]+", anchors.group()))
        numbers = {re.sub(r"\D", "", name) for name in names}
        if len(numbers) == 1:
            number = numbers.pop()
            return Label(int(number), number, names, anchors.end(), "anchors")
    found = _LABEL.match(text)
    if not found:
        return None
    form = found.lastgroup or ""
    label = found.group(form).translate(_SUPERSCRIPT_DIGITS)
    digits = re.sub(r"\D", "", label)
    return Label(int(digits), label, (), found.end(), form)


# `(?:19|20)(?<=\b\d\d)` is `\b(?:19|20)`, begun with a digit: so the search jumps from digit to digit.
# Weight, substrings of the lower-case line without which the pattern cannot match, pattern.
_SIGNALS: tuple[tuple[float, tuple[str, ...], re.Pattern[str]], ...] = (
    (3.0, ("doi", "10."), re.compile(r"\bdoi:|doi\.org/|\b10\.\d{4,9}/\S", re.IGNORECASE)),
    (
        3.0,
        ("19", "20"),
        re.compile(r"(?:19|20)(?<=\b\d\d)\d\d(?:\s+[A-Z][a-zé]{2,8}\.?(?:\s+\d{1,2})?)?\s?[;:,]\s?(?:\d+|Suppl)"),
    ),
    (2.5, ("(",), re.compile(r"\b\d{1,4}\s?\(\s?(?:[A-Z]?\d|Suppl|Pt)[^()]{0,14}\)\s?[:,]\s?[a-zA-Z]?\d")),
    (2.0, (":",), re.compile(r"[\s(]\d{1,4}\s?:\s?[a-zA-Z]?\d{1,6}\s?[-–]\s?[a-zA-Z]?\d")),
    (2.5, ("[",), re.compile(r"\[(?:PUBMED|PubMed|DOI|Google Scholar|PMC free article|CrossRef)\b")),
    (
        2.5,
        (
            "access",
            "retriev",
            "availab",
            "visited",
            "updated",
            "cited",
            "consult",
            "disponib",
            "gerufen",
            "zugriff",
            "geraadpleegd",
        ),
        re.compile(
            r"\b(?:accessed|retrieved|available (?:at|from|online)|last (?:accessed|visited|updated)|cited \d{4}|"
            r"consult[ée]e? le|accessible [àa]|disponible|consultad[oa]|abgerufen|zugriff|aufgerufen|"
            r"consultat[oa]|accesso|ultimo accesso|disponibile|geraadpleegd)\b",
            re.IGNORECASE,
        ),
    ),
    (
        2.5,
        (
            "file",
            "inform",
            "insert",
            "leaflet",
            "monograph",
            "smpc",
            "highlights",
            "instructions",
            "identifier",
            "press release",
            "unpublished",
            "presented",
            "nccn",
            "medication",
            "charact",
            "caract",
            "caratter",
            "ficha",
            "scheda",
        ),
        re.compile(
            r"\b(?:data on file|prescribing information|package (?:insert|leaflet)|product (?:monograph|information)|"
            r"(?:approved|patient) leaflet|summary of product characteristics|SmPC|highlights of prescribing|"
            r"instructions for use|fachinformation|gebrauchsinformation|clinicaltrials\.gov identifier|press release|"
            r"unpublished|presented at|NCCN|medication guide|resumen de las caracter|r[ée]sum[ée] des caract|"
            r"ficha t[ée]cnica|scheda tecnica|riassunto delle caratter)",
            re.IGNORECASE,
        ),
    ),
    (1.5, ("http", "www."), re.compile(r"\bhttps?://|\bwww\.")),
    (
        1.5,
        ("et al", "et\u00a0al", "et coll", "by col", "u. a", "u.a", "u.\u00a0a", "e coll"),
        re.compile(r"\bet\s+al\b|\bet coll\b|\by cols?\b|\bu\.\s?a\.|\be coll\b"),
    ),
    (
        1.5,
        ("in:", " ed.", " eds.", "\u00a0ed", ",ed", "(ed", "press", "springer", "elsevier", "wiley", "hrsg"),
        re.compile(r"\bIn:\s|\beds?\.\B|\(eds?\.?\)|\bed\.\s|\bPress\b|\bSpringer\b|\bElsevier\b|\bWiley\b|\bHrsg"),
    ),
    (1.5, ("pmid", "pmc", "nct", "isbn"), re.compile(r"\bPMID|\bPMC\d|\bNCT\d{8}|\bISBN")),
    (1.0, ("19", "20"), re.compile(r"(?:19|20)(?<=\b\d\d)\d\d[a-z]?\b")),
    (1.0, ("19", "20"), re.compile(r"[;,:]\s?(?:19|20)\d\d\.?\s*$|\((?:19|20)\d\d[a-z]?\)")),
    (0.8, ("-", "–"), re.compile(r"\b[A-Z]?\d{1,5}\s?[-–]\s?[A-Z]?\d{1,5}\b")),
)
_AUTHORS = re.compile(
    r"^(?:(?:de|la|le|van|von|der|den|di|da|del|dos|el|al|ten|ter|d[’'])\s?){0,3}"
    r"[A-ZÀ-ÞŠŽ][\w’'‐-]+(?:\s[A-ZÀ-ÞŠŽ][\w’'‐-]+){0,2},?\s"
    r"(?:[A-ZÀ-Þ]{1,4}\b|(?:[A-ZÀ-Þ]\.[\s-]?){1,4})(?:\s?(?:Jr|Sr|II|III)\.?)?\s?(?:[.,;:&(]|et\b|and\b|(?:19|20)\d\d|$)"
)
_PROSE_WORDS = frozenset("is are was were has have had can may should will we our this these which".split())
# Without any of these a line is no reference, whatever else it holds.
_TRACES = (
    "et al",
    *"doi DOI http www. file File insert Insert nformation leaflet Leaflet PMID NCT ISBN ccessed".split(),
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_NO_REFERENCE = re.compile(
    r"^\W{0,3}(?:©|\(c\)\s|copyright|all rights reserved|[a-z*†‡§]?\s?(?:re)?(?:adapted|printed|reprinted|reproduced|"
    r"modified|source:)\s(?:with|from|by|and)\b|tabl?e\s\d|fig(?:ure|\.)\s?\d|last updated|date of prep)",
    re.IGNORECASE,
)


def reference_likeness(text: str, floor: float = -math.inf) -> float:
    """How much a line looks like a reference, from below 0 to about 15; 2.5 is likely under a heading or a label, 4
    is likely anywhere. Only the first 500 and the last 300 characters are looked at. Below `floor` the value may be
    any other one below it: what cannot reach it is not looked at further."""
    if _NO_REFERENCE.match(text):
        return -5.0
    prose = sum(map(_PROSE_WORDS.__contains__, text[:800].split()))
    if prose > 7 or (len(text) > 400 and not _YEAR.search(text) and not any(map(text.__contains__, _TRACES))):
        return -1.0
    sample = text if len(text) <= 800 else text[:500] + " … " + text[-300:]
    lower = sample.lower()
    score = -min(3.0, 0.7 * prose)
    if _AUTHORS.match(sample):
        score += 2.0
    if len(text) > 900:
        score -= 1.5
    possible = [(weight, pattern) for weight, keys, pattern in _SIGNALS if any(map(lower.__contains__, keys))]
    rest = sum(weight for weight, _ in possible)
    for weight, pattern in possible:
        if score + rest < floor:
            break
        rest -= weight
        if pattern.search(sample):
            score += weight
    return score
