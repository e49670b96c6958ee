"""What stands out of a reference whatever its style: identifiers, links, dates of access, notes.

`scan` takes them out and leaves `Scan.core`, in which each of them is one `HOLE` character, so that the rest (authors,
title, source, locator) can be read without stumbling over them.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Final

from audit.bibliography import identifiers
from audit.bibliography.dates import find_date, match_date

HOLE: Final = "\ue000"

_INVISIBLE: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2060\ufeff\ud800-\udfff\ue000-\uf8ff]")
_BROKEN_DOI: Final = re.compile(r"(10\.\d{4,9}/\S*?)[ \t]*\r?\n[ \t]*(?=[a-z0-9][\w.()/-]*\d)(?!(?:19|20)\d\d[;:,.\s])")
_DOUBLE: Final = re.compile(r"\(\(([^()]*)\)\)")
# "The Foundation; c2020", "© 2023": the year is the year
_COPYRIGHT: Final = re.compile(r"(?<=[;,.:(]\s)[c©]\s?(?=(?:19|20)\d\d\b)|©\s?(?:copyright\s)?", re.IGNORECASE)
_TAG: Final = re.compile(
    r"</?(?:i|em|b|strong|sup|sub|span|a|u|p|br|cite|font|italic|bold|div|li)\b[^<>]{0,300}/?>", re.I
)
_LABEL: Final = re.compile(
    r"\s*(?:[•●▪*–-]\s*)?(?:\[\d{1,3}[a-z]?\]|\(\d{1,3}\)|\d{1,3}[.)](?=\s*[^\W\d_\"“‘'])|\d{1,3}\s?-\s?(?=[^\W\d_]{2,})(?=[A-ZÀ-Þ])"
    r"|\d{1,3}(?:\t|\s{1,3})(?=[A-ZÀ-Þ][^\s,;.]*(?:,|\s[A-ZÀ-Þ]{1,3}\b)))[.:]?\s*"
)
_LEAD: Final = re.compile(
    r"\s*(?:(?:figure|image|table|graph|data)s?\s+)?(?:(?:adapted|reprinted|reproduced|referenced|modified|redrawn|taken|derived|cited|data)"
    r"(?:\s+(?:with|by|under))?(?:\s+(?:kind\s+)?permission)?(?:\s+and\s+(?:adapted|modified))?\s+from"
    r"(?:\s+the(?=\s+[A-Z]{2}))?"
    r"|adapté(?:e)?\s+de|(?:modifiziert|adaptiert)\s+nach|adaptado\s+de|adattato\s+da"
    r"|source|quelle|fuente|fonte|see also|see)\s*:?\s+",
    re.IGNORECASE,
)
_LINK_LABEL: Final = re.compile(
    r"\[\s*(?:(?:PubMed|Medline|Google\s?Scholar|Cross\s?Ref|DOI|PMC\s(?:free\s)?article|Free\sfull\stext|Full\s?text"
    r"|Web of Science"
    r"|ISI|Scopus|PUBMED\sAbstract|Abstract/Full|CAS|Ref\slist|free|Link|PDF|HTML)(?:\s[^\[\]]{0,30})?|PMC)\s*\]"
    r"|(?:\s(?:View\s)?(?:Article|CAS|PubMed Central|PubMed|Google Scholar|Cross[Rr]ef|ADS|Scopus|Full Text|Abstract"
    r"|PDF)){2,}\s*$",
    re.IGNORECASE,
)
_ACCESS_WORD: Final = re.compile(
    r"[\[(]?\s?\b(?:(?:date\s)?(?:of\s)?(?:last(?:ly)?|latest|letzter|letztmals|zuletzt|ultimo|dernier|dernière|último|última)?\s?"
    r"(?:accessed|access(?:\sdate)?|retrieved|viewed|consulted|visited|assessed\son|(?:page\s)?consulté[es]{0,2}|accédé|accès|zugriff"
    r"|zugegriffen|abgerufen|aufgerufen|abruf|eingesehen|besucht|consultad[oa]|consulta|acceso|accedido|consultat[oa]|accesso|visitato"
    r"|acessado|acesso|geraadpleegd|bezocht|lästs?t?)|(?:(?<=\[)|(?<=;\s))(?:cited|citad[oa]|zitiert|cité))"
    r"\b(?:\s(?:online|in|on|le|am|el|il|em|op|at|en|date|a|vom|the|den)\b)*\s?[:,]?\s*",
    re.IGNORECASE,
)
_URL_STEMS: Final = (
    "http", "www.", "ftp:", ".com/", ".org/", ".gov/", ".edu/", ".int/", ".net/", ".uk/", ".eu/", ".de/", ".fr/",
    ".ca/", ".au/", ".ch/", ".es/", ".it/", ".nl/", ".info/", ".at/", ".be/", ".se/", ".no/", ".dk/", ".fi/", ".ie/",
)  # fmt: skip
_TRIAL_STEMS: Final = (
    "nct", "isrctn", "actrn", "chictr", "ctri/", "drks", "umin", "jrct", "jprn", "kct0", "ntr", "eudract", "euctr",
    "ctis",
)  # fmt: skip
# plain words that must occur before the long patterns are worth trying
_ACCESS_STEMS: Final = (
    "access", "retriev", "viewed", "consult", "visit", "assessed on", "accéd", "accès", "zugriff", "zugegriffen",
    "rufen", "abruf", "eingesehen", "besucht", "acceso", "accedid", "acessado", "acesso", "geraadpleegd", "bezocht",
    "läst", "cited",
    "citad", "zitiert", "cité",
)  # fmt: skip
_UPDATED_STEMS: Final = (
    "update", "review", "revis", "modified", "amended", "à jour", "stand", "aktualisi", "fassung", "überarb", "actuali",
    "aggiorna", "atualiz",
)  # fmt: skip
_ACCESS_AFTER: Final = re.compile(r"\s?,?\s?(?:date\s)?(?:last|of)\s?(?:accessed|access)\b", re.IGNORECASE)
_UPDATED_WORD: Final = re.compile(
    r"(?:^|(?<=[.;:,([])\s*|(?<=\ue000)\s*|(?<=[.\])]\s))(?P<word>(?:page\s|content\s)?(?:last\s)?(?:updated|reviewed|revised|modified|amended)"
    r"|date\sof\s(?:last\s)?revision(?:\sof\sthe\stext)?|revision\sdate|mise?\sà\sjour|dernière\smise\sà\sjour|stand|aktualisiert|letzte\saktualisierung"
    r"|fassung|überarbeitet|actualizad[oa]|última\sactualización|aggiornat[oa]|ultimo\saggiornamento|atualizado)"
    r"(?:\s(?:on|le|am|el|il|em|at|in)\b|\s:)*\s?:?\s*(?=\S)",
    re.IGNORECASE,
)
_PUBLISHED_WORD: Final = re.compile(
    r"(?P<open>[\[(]?)\s?\b(?P<word>(?:e-?pub(?:lished)?|first\spublished|(?:electronically\s)?published|posted|issued|preprint\sposted|publié[es]{0,2}"
    r"|veröffentlicht|erschienen|publicad[oa]|pubblicat[oa])(?:\s(?:online|on\s?line|electronically|first|ahead\sof\s(?:print|publication)))*)"
    r"(?:\s(?:on|le|am|el|il|em|at|in)\b)?\s?:?,?\s*",
    re.IGNORECASE,
)
_AHEAD: Final = re.compile(
    r"\s?[\[(]?\s?\b(?:(?:e-?pub|published\sonline|online|published)\s?(?:first\s)?ahead\sof\s(?:print|publication)|advance\s(?:online\s)?(?:publication|access)"
    r"|(?:article\s)?in\spress|online\sfirst|forthcoming|ahead\sof\sprint|early\sview|im\sdruck|sous\spresse|en\sprensa|in\sstampa|epub)\b\s?[\])]?",
    re.IGNORECASE,
)
_NOTICE: Final = re.compile(
    r"[\[(]\s?(?:(?:published|printed)\s)?(?:a\s)?(?:correction|erratum|corrigendum|retraction|addendum|comment)s?\b[^\[\]()]*(?:\([^()]*\)[^\[\]()]*)*[\])]"
    r"|(?<=[.\]])\s(?:Erratum|Corrigendum|Comment|Retraction)\sin:?\s.*$",
    re.IGNORECASE,
)
_URL_LEAD: Final = re.compile(
    r"(?:[\[(<]\s?)?(?:\b(?:(?:(?:is\s)?(?:also\s)?available|accessible|accessed|obtained|retrieved|downloaded|disponible|verfügbar|abrufbar|erhältlich"
    r"|disponibile|disponível|beschikbaar|accessible|consultable)(?:\s(?:online|on-line|from|at|on|via|in|as|under|unter|sur|à|en|a|su|em|op|through"
    r"|the|web|url|l['’]adresse|internet|website))*|full\stext|web\s?site|website|(?:link|url|web)(?:\saddress)?|from|at|via|internet|online)\s?:?\s?)+$",
    re.IGNORECASE,
)
# APA: "Retrieved March 23, 2016, from Healthy Place: URL", "Retrieved from the Agency's website: URL"
_SITE_LEAD: Final = re.compile(
    r"(?:(?<=\d,)|\b(?:retrieved|available|accessed))\sfrom\s(?:the\s)?(?P<site>(?-i:[A-Z])[^:;.]{2,90}?)(?:\sweb\s?site)?:\s?\Z",
    re.IGNORECASE,
)
_BARE_LEAD: Final = re.compile(
    r"[\s.;,(]*\b(?:available|verfügbar|disponible)\s(?:from|at|online|on)(?:\sURL)?\s?:?\s?(?=\ue000|\s*$)", re.I
)
_AVAILABLE: Final = re.compile(
    r"(?<=[.;,])\s(?:also\s)?available\s(?:online|on\s(?:the\s)?(?:web|internet|request|CD))\b\.?(?=\s|$|\ue000)",
    re.IGNORECASE,
)
_REVIEW_DUE: Final = re.compile(
    r"[\s;,.]*\b(?:next\sreview(?:\s(?:due|date))?|review\s(?:due|date))\s?:?\s(?:\d{1,2}\s)?[^\W\d_]{3,9}\s(?:\d{1,2},\s)?20\d\d",
    re.IGNORECASE,
)
_PREPRINT_ID: Final = re.compile(
    r"\b(?:(?:19|20)\d\d\.\d\d\.\d\d\.\d{6,8}(?:v\d+)?|(?<=arXiv:)\s?\d{4}\.\d{4,5}(?:v\d+)?|(?<=arXiv\s)\d{4}\.\d{4,5})"
    r"(?:\s?\[[a-z-]+(?:\.[A-Za-z-]{2,8})?\])?"
)
_EDGES: Final = re.compile(r"\s*[(\[<]?\s*\ue000\s*[)\]>]?")
_HOLES: Final = re.compile(r"\s*[.,;:]?\s*(?:\ue000[\s.,;:)\]]*)+")


@dataclass(slots=True)
class Scan:
    """One reference without what stands out of it.

    text: the reference on one line, label and lead-in removed, entities decoded; lowered: `text` in small letters.
    core: `text` with a `HOLE` for each thing taken out. ahead: published ahead of print.
    site: whose pages the URL is in.
    """

    text: str
    lowered: str = ""
    core: str = ""
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    url: str | None = None
    site: str | None = None
    accessed: str | None = None
    published: str | None = None
    updated: str | None = None
    trial: str | None = None
    preprint: str | None = None
    ahead: bool = False
    holes: list[tuple[int, int]] = field(default_factory=list)


def clean(raw: str) -> str:
    """The reference on one line: tags, entities and invisible characters gone, white space folded."""
    text = _BROKEN_DOI.sub(r"\1", raw) if "\n" in raw else raw
    if "<" in text:
        text = _TAG.sub("", text)
    if "&" in text:
        text = html.unescape(text)
    if "((" in text:
        text = _DOUBLE.sub(r"(\1)", text)
    if "c1" in text or "c2" in text or "©" in text:
        text = _COPYRIGHT.sub("", text)
    return " ".join(_INVISIBLE.sub("", text).split())


def strip_label(text: str) -> str:
    """Without `12. `, `[6]`, `(7)`, `3-` and without `Adapted from`."""
    match = _LABEL.match(text)
    if match and match.end() < len(text):
        text = text[match.end() :]
    match = _LEAD.match(text)
    return text[match.end() :] if match and match.end() < len(text) else text


def scan(raw: str) -> Scan:
    """Take identifiers, links, dates of access and publication, and notes out of one reference."""
    found = Scan(strip_label(clean(raw)))
    text = found.text
    lowered = found.lowered = text.lower()
    _identifiers(found, text, lowered)
    _dates(found, text, lowered)
    _notes(found, text, lowered)
    found.core = _core(found)
    return found


def _identifiers(found: Scan, text: str, lowered: str) -> None:
    holes = found.holes
    urls = identifiers.find_urls(text) if any(stem in lowered for stem in _URL_STEMS) else []
    for doi in identifiers.find_dois(text) if "10." in text or "10 ." in text else []:
        if found.doi is None:
            found.doi = doi.value
        holes.append((doi.start, doi.end))
    if "pm" in lowered or "pubmed" in lowered or "medline" in lowered:
        for pmid in identifiers.find_pmids(text):
            found.pmid = found.pmid or pmid.value
            holes.append((pmid.start, pmid.end))
        for pmcid in identifiers.find_pmcids(text):
            found.pmcid = found.pmcid or pmcid.value
            holes.append((pmcid.start, pmcid.end))
    for url in urls:
        if found.url is None and "doi.org" not in url.value.lower():
            found.url = url.value
        lead = _URL_LEAD.search(text, max(0, url.start - 60), url.start)
        site = _SITE_LEAD.search(text[max(0, url.start - 130) : url.start]) if " from " in text else None
        if site:
            found.site = found.site or site.group("site").strip()
            holes.append((url.start - len(site.group()), url.start))
        holes.append((lead.start() if lead else url.start, url.end))
    trial = identifiers.find_trial_ids(text) if any(stem in lowered for stem in _TRIAL_STEMS) else []
    found.trial = trial[0].value if trial else None


def _dates(found: Scan, text: str, lowered: str) -> None:
    for match in _ACCESS_WORD.finditer(text) if any(stem in lowered for stem in _ACCESS_STEMS) else ():
        date = match_date(text, match.end())
        if date is None:
            continue
        if found.accessed is None:
            found.accessed = date.value
        found.holes.append((match.start(), _closing(text, date.end)))
    if "last access" in lowered or "date of access" in lowered:
        for after in _ACCESS_AFTER.finditer(text):
            date = find_date(text, max(0, after.start() - 22), after.start())
            if date is not None and date.end == after.start():
                found.accessed = found.accessed or date.value
                found.holes.append((date.start, _closing(text, after.end())))
    for match in _UPDATED_WORD.finditer(text) if any(stem in lowered for stem in _UPDATED_STEMS) else ():
        date = match_date(text, match.end())
        if date is not None and re.match(
            r"[\s.,;:)\]]*(?:$|[.,;)\]\ue000]|https?:|www|accessed|available)", text[date.end :], re.I
        ):
            found.updated = found.updated or date.value
            found.holes.append((match.start("word"), _closing(text, date.end)))
    if "pub" in lowered or "posted" in lowered or "issued" in lowered or "ersch" in lowered or "veröff" in lowered:
        for match in _PUBLISHED_WORD.finditer(text):
            date = match_date(text, match.end())
            if date is not None and (
                match.group("open") or not match.start() or text[match.start() - 1] in ".;, ([\ue000"
            ):
                found.published = found.published or date.value
                found.ahead = (
                    found.ahead or "ahead" in match.group("word").lower() or "online" in match.group("word").lower()
                )
                found.holes.append((match.start(), _closing(text, date.end)))


def _closing(text: str, end: int) -> int:
    """`end`, or past the bracket that closes right after it."""
    match = re.compile(
        r"\s?[,;]?\s?(?:\d{1,2}:\d\d\s?(?:[ap]\.?m\.?)?)?\s?[\])]|,?\s(?:from|at):?(?=\s(?:https?:|www\.))", re.I
    ).match(text, end)
    return match.end() if match else end


def _notes(found: Scan, text: str, lowered: str) -> None:
    if "[" in text or "Scholar" in text or "Article" in text:
        found.holes.extend(match.span() for match in _LINK_LABEL.finditer(text))
    if "next review" in lowered or "review due" in lowered or "review date" in lowered:
        found.holes.extend(match.span() for match in _REVIEW_DUE.finditer(text))
    if "available" in lowered:
        found.holes.extend(match.span() for match in _AVAILABLE.finditer(text))
    if "rxiv" in lowered and (preprint := _PREPRINT_ID.search(text)):
        found.preprint = preprint.group().partition("[")[0].strip()
        found.holes.append(preprint.span())
    if (
        "ahead" in lowered
        or "press" in lowered
        or "epub" in lowered
        or "advance" in lowered
        or "online first" in lowered
        or "forthcoming" in lowered
    ):
        for match in _AHEAD.finditer(text):
            if _stands_alone(text, *match.span()):
                found.ahead = True
                found.holes.append(match.span())
    if (
        "orrect" in lowered
        or "errat" in lowered
        or "corrigend" in lowered
        or "retract" in lowered
        or "comment" in lowered
    ):
        found.holes.extend(match.span() for match in _NOTICE.finditer(text))


def _stands_alone(text: str, start: int, end: int) -> bool:
    """A note of its own, not words of a title: set off by punctuation or brackets on both sides."""
    before, after = text[:start].rstrip(), text[end:].lstrip()
    return (not before or before[-1] in ".,;:)]\ue000" or text[start:end].lstrip()[:1] in "[(") and (
        not after or after[0] in ".,;:)]1234567890\ue000" or text[start:end].rstrip()[-1:] in "])"
    )


def _core(found: Scan) -> str:
    """`found.text` with one `HOLE` for each run of things taken out."""
    if not found.holes:
        return found.text
    parts, at = [], 0
    for start, end in sorted(found.holes):
        if start > at:
            parts.append(found.text[at:start])
        elif start < at and end <= at:
            continue
        parts.append(HOLE)
        at = max(at, end)
    parts.append(found.text[at:])
    core = _EDGES.sub(HOLE, "".join(parts))
    core = _BARE_LEAD.sub(HOLE, core)
    return _HOLES.sub(f" {HOLE} ", core).strip()
