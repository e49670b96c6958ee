"""What kind of work a reference names: told from its words and from the parts it has."""

from __future__ import annotations

import re
from typing import Final

from audit.bibliography.journal_forms import Parts
from audit.bibliography.journal_names import is_known
from audit.bibliography.organisations import is_organisation
from audit.bibliography.scan import Scan
from audit.model.reference import ReferenceType

PREPRINT: Final = re.compile(
    r"\b(?:bioRxiv|medRxiv|arXiv|ChemRxiv|PsyArXiv|SocArXiv|OSF\sPreprints|Research\sSquare|SSRN|Preprints(?:\.org)?|Authorea)\b|\bpreprint\b",
    re.IGNORECASE,
)
THESIS: Final = re.compile(
    r"\b(?:(?:ph\.?\s?d\.?|doctoral|master'?s?|m\.?sc\.?|m\.?a\.?|bachelor'?s?|habilitation)\s(?:thesis|dissertation|diss)|dissertation(?:sschrift)?|inaugural-?\s?dissertation|thèse(?:\sde\sdoctorat)?|tesis(?:\sdoctoral)?|tesi\sdi\slaurea|habilitationsschrift|unpublished\sthesis)\b|\[thesis\]|,\sthesis\b",
    re.IGNORECASE,
)
_ABSTRACT: Final = re.compile(
    r"\[(?:abstract|poster|meeting\sabstract)[^\]]*\]|\(abstract[^)]*\)|\b(?:presented|presentation|poster(?:\spresented)?|oral\spresentation)\s(?:at|to|in)\b|\babstr(?:acts?)?\.?\s(?:no\.?\s?)?[A-Z]{0,4}-?\d+|\bpaper\spresented\s(?:at|to)\b|\bposter\s[A-Z]{0,3}\d+|\bannual\s(?:meeting|congress)\b",
    re.IGNORECASE,
)
_GUIDELINE: Final = re.compile(
    r"\b(?:(?:clinical\s)?practice\sguidelines?|guidelines?\b|NCCN|leitlinien?|recommandations?|guías?\sde\spráctica|linee\sguida|technology\sappraisals?|consensus\s(?:statement|guidelines)|\[?(?-i:NG|CG|TA|QS)\d+\]?|S[123]k?e?-leitlinie)\b",
    re.IGNORECASE,
)
_NEWS: Final = re.compile(
    r"\b(?:news\srelease|press\srelease|pressemitteilung|communiqué\sde\spresse|nota\sde\sprensa|comunicato\sstampa|New\sYork\sTimes|Washington\sPost|Wall\sStreet\sJournal|The\sGuardian|BBC\sNews|Reuters|Le\sMonde|STAT\sNews|USA\sToday|Los\sAngeles\sTimes|Financial\sTimes)\b",
    re.IGNORECASE,
)
_REPORT: Final = re.compile(
    r"\b(?:reports?|technical|working\spaper|white\spaper|survey|statistics|fact\ssheet|bericht|rapport|informe|rapporto|briefing|strategy|action\splan|protocol|discussion\spaper)\b",
    re.IGNORECASE,
)
_PROCEEDINGS: Final = re.compile(
    r"\b(?:proceedings|proc\.?|conference|symposium|congress|workshop|lecture\snotes|meeting)\b", re.IGNORECASE
)


# plain words that must occur before the long patterns are worth trying
_THESIS_STEMS: Final = ("thes", "diss", "thès", "tesi", "habilitation")
_PREPRINT_STEMS: Final = ("rxiv", "preprint", "ssrn", "research square", "authorea")
_ABSTRACT_STEMS: Final = ("abstract", "poster", "present", "annual")


def type_of(scan: Scan, parts: Parts) -> ReferenceType:
    """The type of a reference; `other` where neither words nor parts tell."""
    text = scan.text
    if parts.kind:
        return parts.kind
    journal = _is_journal(parts)
    if not journal:
        if (scan.trial and not parts.container) or (scan.url and "clinicaltrials.gov" in scan.url):
            return "trial"
        if any(stem in scan.lowered for stem in _THESIS_STEMS) and THESIS.search(text):
            return "thesis"
    if any(stem in scan.lowered for stem in _PREPRINT_STEMS) and (
        PREPRINT.search(parts.container or "") or (not journal and PREPRINT.search(text))
    ):
        return "preprint"
    stems = ("abstr",) if journal else _ABSTRACT_STEMS
    if any(stem in scan.lowered for stem in stems) and _ABSTRACT.search(text):
        return "abstract"
    if journal:
        return "article"
    if parts.editors and parts.title and parts.container:
        return "chapter"
    if parts.container and _PROCEEDINGS.search(parts.container) and parts.title:
        return "chapter"
    return _document(scan, parts, text)


_NUMBER: Final = re.compile(r"\b(?:abstr(?:act)?|poster)\.?\s(?:no\.?\s)?#?[A-Z]{0,4}-?\d+[A-Z]{0,2}\b", re.IGNORECASE)


def abstract_number(text: str, kind: ReferenceType) -> str | None:
    """`Abstract 887P` of an abstract, wherever it stands."""
    found = _NUMBER.search(text) if kind == "abstract" else None
    return found.group() if found else None


def _is_journal(parts: Parts) -> bool:
    if not parts.container:
        return False
    if parts.publisher and (parts.editors or parts.edition):
        return False
    return bool(parts.volume or parts.issue) or (is_known(parts.container) and not parts.publisher)


def _document(scan: Scan, parts: Parts, text: str) -> ReferenceType:
    persons = any(author.family for author in (*parts.authors, *parts.editors))
    issuer = " ".join(author.literal for author in parts.authors if author.literal)
    if _NEWS.search(text):
        return "news"
    if _GUIDELINE.search(f"{parts.title or ''} {parts.container or ''} {parts.identifier or ''} {issuer}") and (
        issuer or parts.publisher or not persons
    ):
        return "guideline"
    if parts.container and re.search(r"\bIn:?\s", text) and parts.publisher:
        return "chapter"
    if parts.publisher and not scan.url and (persons or parts.edition):
        return "book"
    if scan.url and ("[internet]" in scan.lowered or not (parts.publisher and parts.place)):
        return "report" if _REPORT.search(parts.title or "") and parts.publisher else "web"
    if issuer and (parts.publisher or _REPORT.search(text)):
        return "report"
    if parts.publisher:
        return "book" if persons or not is_organisation(parts.publisher) else "report"
    if parts.container and parts.year and parts.title:
        return "article"
    if scan.accessed or scan.url:
        return "web"
    if parts.place and parts.title and parts.year:
        return "book"
    if persons and parts.title and parts.year and "patent" not in scan.lowered:
        return "book"
    return "report" if issuer and parts.title else "other"
