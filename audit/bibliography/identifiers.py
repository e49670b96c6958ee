"""DOIs, PMIDs, PMCIDs, URLs and trial numbers in running text, however damaged.

Every finder returns `Found` spans over the text it was given; values are normalised, spans cover what a reader would
strike out with the value (prefix `doi:`, a closing bracket's partner stays outside).
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote


@dataclass(frozen=True, slots=True)
class Found:
    """`value` as normalised, at characters `start` to `end` of the searched text, prefix included."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MalformedDoi:
    """Something that is announced as a DOI and is none. `text` is what was announced, `reason` why it is refused."""

    text: str
    start: int
    end: int
    reason: str


# a space may stand where a line was broken: after the dot of "doi.org", around the slash, after "10."
_PREFIX: Final = (
    r"(?:(?:https?\s?:\s?//\s?)?(?:www\.)?(?:dx\.)?doi[.-]\s?org[\w.-]*\s?/\s?(?:doi:\s?)?"
    r"|\bdoi\s?[:.=]?\s?(?=\s?(?:https?\s?:|(?:dx\.)?doi\.|10\s?\.))"
    r"|(?:\binfo:doi/))"
)
_DOI: Final = re.compile(
    rf"((?:{_PREFIX}\s*)*)(?<!\d)(10\.\s?\d{{4,9}}(?:\.\d{{1,9}})*\s?/\s?)([^\s\"“”«»|\ue000]+)", re.IGNORECASE
)
# what follows a DOI without a space in text copied from PMC and publishers' pages
_GLUED_TAIL: Final = re.compile(
    r"(?:[.,;]?\[(?:pubmed|pmc|doi|google|crossref|cross\s?ref|web\s?of|medline|isi|free|ref)"
    r"|[.,;]?(?:PMID|PMCID|PubMed|Epub|Accessed|Available|Published|Retrieved|eCollection|Google)\b"
    r"|[.,;]https?://|</?[a-z]{1,4}>|&(?:lt|gt|quot);(?=[.,;\s]|$)|%20|#:~:text)",
    re.IGNORECASE,
)
_URL_TAIL: Final = re.compile(
    r"(?:/(?:full|abstract|pdf|epdf|meta|summary|references|fulltext|html|issuetoc|citation|suppl_file\S*)"
    r"|\.(?:pdf|full|full-text|abstract|short|long|html)|[?&#]\S*)+$",
    re.IGNORECASE,
)
_CONTINUES: Final = re.compile(r"[a-z0-9(][\w.()/:;<>-]*\Z")
_YEAR_WORD: Final = re.compile(r"(?:1[89]|20)\d\d[a-z]?\b[.,;:)\]]*(?![\w.])")
_NEXT_WORD: Final = re.compile(r"[\s\u00ad]+(\S+)")
_BRACKETS: Final = {")": "(", "]": "[", ">": "<", "}": "{"}
_EDGE: Final = ".,;:'\"’”»*†‡·…"

_ANNOUNCED: Final = re.compile(
    r"(?:\bdoi\s?[:=]\s?(?!\s?(?:https?\s?:|doi|dx\.|10\s?\.\s?\d{4,9}(?:\.\d+)*\s?/))|doi\.org/(?!\s?(?:doi:|10\.)))\s*(\S*)",
    re.IGNORECASE,
)
_EMPTY_DOI: Final = re.compile(r"\bdoi\s?[:=]\s?(10\.\s?\d{0,9}(?:\.\d+)*\s?/?)[\s.,;)\]]*(?=\s|$)", re.IGNORECASE)

_PMID: Final = re.compile(
    r"[\[(]?\s?(?:PubMed\s*)?\b(?:PMID|PubMed(?:\s+ID)?|Medline)\s?(?::|#|=)?\s?(\d{4,8})\b(?:\s?[\])])?", re.IGNORECASE
)
_PMID_URL: Final = re.compile(
    r"(?:https?://)?(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed)/(\d{4,8})\b/?",
    re.IGNORECASE,
)
_PMCID: Final = re.compile(r"[\[(]?\s?(?:\bPMCID\s?:?\s?(?:PMC\s?)?|\bPMC\s?)(\d{5,9})\b(?:\s?[\])])?", re.IGNORECASE)
_PMC_URL: Final = re.compile(
    r"(?:https?://)?(?:www\.)?(?:pmc\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pmc)/articles/PMC(\d{5,9})(?:/\S*)?",
    re.IGNORECASE,
)
_URL: Final = re.compile(
    r"(?:https?\s?:\s?/\s?/\s?|\bftp://|\bwww\.)[^\s\"“”«»|<>\ue000]+"
    r"|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:com|org|net|gov|edu|int|info|eu|de|fr|ch|at|es|it|ca|au|be|nl|se|no|dk|fi|ie"
    r"|ac\.uk|co\.uk|org\.uk|nhs\.uk|gov\.uk)(?:/[^\s\"“”«»|<>\ue000]*)(?<![.,;:])",
    re.IGNORECASE,
)
_URL_JOIN: Final = re.compile(r"[a-z0-9][\w%~.=&?#/-]*[/._=-][\w%~.=&?#/-]*|[\w%~=&?#-]+\.(?:pdf|html?|aspx?|php)\b")
_TRIAL: Final = re.compile(
    r"\b(NCT\s?\d{8}|ISRCTN\s?\d{6,8}|ACTRN\s?\d{14}p?|ChiCTR[-\w]*\d{6,}|CTRI/\d{4}/\d+/\d+|DRKS\s?\d{8}|UMIN\s?\d{9}"
    r"|jRCTs?\d{9,10}|JPRN-\w+|KCT\d{7}|NTR\s?\d{3,5}|(?:EudraCT|EUCTR|CTIS)\s?(?:number|no\.?)?:?\s?\d{4}-\d{6}-\d{2}(?:-\d\d)?)",
    re.IGNORECASE,
)
_EUDRACT: Final = re.compile(r"\d{4}-\d{6}-\d{2}(?:-\d\d)?")


def _balanced(text: str) -> str:
    """`text` without punctuation and without brackets that its end closes but it never opened."""
    while text:
        last = text[-1]
        if last in _EDGE or (last in _BRACKETS and text.count(last) > text.count(_BRACKETS[last])) or last in "([{<":
            text = text[:-1]
        else:
            break
    return text


def _percent_decoded(suffix: str) -> str:
    return unquote(suffix) if "%" in suffix and re.search(r"%[0-9a-fA-F]{2}", suffix) else suffix


def _joined(text: str, end: int, suffix: str) -> tuple[str, int]:
    """The suffix with the next word joined on where a line break cut the DOI in two."""
    for _ in range(2):
        if not suffix or suffix[-1] not in "./-_:(":
            break
        match = _NEXT_WORD.match(text, end)
        word = match.group(1) if match else ""
        trimmed = _balanced(word)
        if not match or not trimmed or not any(c.isdigit() for c in trimmed) or not _CONTINUES.match(trimmed):
            break
        if suffix[-1] in ".:" and (_YEAR_WORD.match(word) or ";" in trimmed or ":" in trimmed or len(trimmed) < 3):
            break
        suffix, end = suffix + word, match.end()
    return suffix, end


def find_dois(text: str) -> list[Found]:
    """Every DOI of the text, in order: normalised (no prefix, no trailing punctuation), with its prefix in the span."""
    if "10" not in text:
        return []
    found = []
    at = 0
    while match := _DOI.search(text, at):
        prefix, registrant = match.group(1), re.sub(r"\s", "", match.group(2))
        suffix, end = _joined(text, match.end(), match.group(3))
        if tail := _GLUED_TAIL.search(suffix):
            end -= len(suffix) - tail.start()
            suffix = suffix[: tail.start()]
        trimmed = _balanced(suffix)
        end -= len(suffix) - len(trimmed)
        start = match.start()
        value = _percent_decoded(html.unescape(trimmed))
        inside_url = not prefix and _url_before(text, match.start(2))
        if inside_url:
            value = _balanced(_URL_TAIL.sub("", value))
        elif "org" in prefix.lower():  # a query is never part of a DOI; a # may be
            value = _balanced(value.partition("?")[0])
        at = max(end, match.end(2))
        if value:
            found.append(Found(registrant + value, start if prefix else match.start(2), end))
    return found


def _url_before(text: str, start: int) -> bool:
    """Whether the character before `start` belongs to a URL (`https://site/doi/full/10.1002/...`)."""
    return start > 0 and text[start - 1] in "/=" and "." in text[max(0, start - 60) : start].rsplit(None, 1)[-1]


def find_doi(text: str) -> str | None:
    """The first DOI of the text, normalised, or None."""
    found = find_dois(text)
    return found[0].value if found else None


def normalise_doi(text: str | None) -> str | None:
    """A DOI without prefix, white space and trailing punctuation, in its own capitals; None if `text` is no DOI."""
    if not text:
        return None
    found = find_dois(" ".join(text.split()))
    return found[0].value if found else None


def doi_key(doi: str) -> str:
    """What two spellings of one DOI have in common (DOIs ignore case)."""
    return doi.strip().lower()


def find_malformed_dois(text: str) -> list[MalformedDoi]:
    """What is announced as a DOI (`doi:`, `doi.org/`) and is none, for DOI001."""
    lowered = text.lower()
    if "doi" not in lowered:
        return []
    bad = []
    for match in _ANNOUNCED.finditer(text):
        word = _balanced(match.group(1))
        if word and word[0] not in "[<" and not word.lower().startswith(("http", "n/a", "not", "none")):
            bad.append(MalformedDoi(word, match.start(), match.start(1) + len(word), _reason(word)))
    for match in _EMPTY_DOI.finditer(text):
        bad.append(MalformedDoi(match.group(1), match.start(), match.end(1), "nothing follows the registrant's number"))
    return sorted(bad, key=lambda item: item.start)


def _reason(word: str) -> str:
    if re.match(r"10[.,]?\d{4,9}", word) and "/" not in word:
        return "the slash after the registrant's number is missing"
    if re.match(r"1[0O]?[.,]?\d", word, re.IGNORECASE):
        return "a DOI begins with 10. and four to nine digits, then a slash"
    return "a DOI begins with 10."


def find_pmids(text: str) -> list[Found]:
    """PubMed identifiers, written out or in PubMed's URLs."""
    if "m" not in text.lower():
        return []
    return [Found(m.group(1), m.start(), m.end()) for p in (_PMID_URL, _PMID) for m in p.finditer(text)]


def find_pmcids(text: str) -> list[Found]:
    """PubMed Central identifiers as `PMC1234567`."""
    if "PMC" not in text.upper():
        return []
    return [Found("PMC" + m.group(1), m.start(), m.end()) for p in (_PMC_URL, _PMCID) for m in p.finditer(text)]


def find_urls(text: str) -> list[Found]:
    """URLs, joined where a line break cut them, without trailing punctuation; a bare host only with a path."""
    if "." not in text:
        return []
    found = []
    at = 0
    while match := _URL.search(text, at):
        url, end = match.group(), match.end()
        while url[-1] in "/-_=." and (nxt := re.compile(r"\s(\S+)").match(text, end)):
            word = nxt.group(1)
            stem = _balanced(word)
            if url[-1] == "." and not re.match(r"[a-z0-9-]+\.(?:[a-z0-9-]+\.)*[a-z]{2,}/?|[a-z]{2,4}/\S", stem):
                break
            if not _URL_JOIN.fullmatch(stem) or re.fullmatch(r"[\d.]+", stem):
                break
            url, end = url + word, nxt.end()
        trimmed = _balanced(url)
        end -= len(url) - len(trimmed)
        at = max(end, match.start() + 1)
        found.append(Found(re.sub(r"\s", "", trimmed), match.start(), end))
    return found


def find_trial_ids(text: str) -> list[Found]:
    """Numbers of trial registries, without inner spaces (`NCT01234567`, `2004-000446-20`)."""
    found = []
    for match in _TRIAL.finditer(text):
        eudract = _EUDRACT.search(match.group(1))
        value = eudract.group() if eudract else match.group(1).replace(" ", "")
        found.append(Found(value, match.start(), match.end()))
    return found
