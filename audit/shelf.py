"""The cited works at hand, and what they say of the claims that cite them.

Best first: the user's own copy (`bib/fulltext/KEY.pdf`, `.docx`, `.html`, ...), open-access full text, the abstract.
Which one was read is part of every verdict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from audit.documents.reading import read, read_bytes
from audit.errors import InputError
from audit.model import ClaimSupport, Document, QuotationCheck, Reference, ReferenceSupport, Statement, SupportStatus
from audit.registries import EvidenceStore
from audit.registries.texts import text_of
from audit.support import SourceText, check_quotation, judge, unverified

SUFFIXES = (".pdf", ".docx", ".html", ".htm", ".xml", ".nxml", ".txt", ".md", ".tex")
_QUOTED = re.compile(r"[“„«]\s?([^“”„«»]{12,600}?)\s?[”“»]|\"([^\"\n]{12,600})\"")
# A file of an article that is shorter than this holds its abstract or a part: what is not in it may be in the work.
_LONG = frozenset({"article", "chapter", "book", "guideline", "report", "thesis", "preprint"})
_SHORTEST = 8_000
_FEWEST_WORDS = 4  # fewer quoted words are a term, not a quotation
# A claim is as well supported as by the best of its references; what contradicts is said whatever else supports.
_RANK: dict[SupportStatus, int] = {"supported": 4, "partly": 3, "contradicted": 2, "not-found": 1, "unverified": 0}


class Shelf:
    """The texts of cited works, each read once. `notes`: own copies that could not be read, for the user to know."""

    def __init__(self, folder: Path, store: EvidenceStore) -> None:
        self._folder, self._store = folder, store
        self._texts: dict[str, SourceText | None] = {}
        self.notes: list[str] = []

    def text_of(self, reference: Reference) -> SourceText | None:
        """The best text of a work, or None where there is none at hand."""
        if reference.key not in self._texts:
            self._texts[reference.key] = self.find(reference)
        return self._texts[reference.key]

    def find(self, reference: Reference) -> SourceText | None:
        """The best text of a work, looked for anew."""
        return self._own_copy(reference) or self._registered(reference)

    def _own_copy(self, reference: Reference) -> SourceText | None:
        for suffix in SUFFIXES:
            path = self._folder / f"{reference.key}{suffix}"
            if not path.is_file():
                continue
            name = f"bib/fulltext/{path.name}"
            try:
                text = as_source(read(path, name=name), title=reference.title or "")
            except InputError as error:
                self.notes.append(str(error))
                continue
            if reference.type in _LONG and len(text.text) < _SHORTEST:
                return SourceText(text.text, "excerpt", text.origin, text.sha256, text.title, text.place_of)
            return text
        return None

    def _registered(self, reference: Reference) -> SourceText | None:
        found = text_of(reference, self._store)
        if found is None:
            return None
        suffix = ".xml" if found.media_type == "application/xml" else ".txt"
        try:
            document = read_bytes(found.data, name=found.origin, suffix=suffix)
        except InputError as error:
            self.notes.append(str(error))
            return None
        text = as_source(document, title=reference.title or "")
        return SourceText(text.text, found.kind, found.origin, found.sha256, text.title, text.place_of)


def as_source(document: Document, *, title: str = "") -> SourceText:
    """A document as a text that claims can be judged against, with its places (pages, paragraphs)."""

    def place_of(offset: int) -> str | None:
        block = document.block_at(offset)
        return block.place if block else None

    return SourceText(
        document.text,
        origin=document.path,
        sha256=document.sha256,
        title=title or document.title,
        place_of=place_of,
    )


def support_claims(
    statements: Sequence[Statement], references: Sequence[Reference], shelf: Shelf
) -> list[ClaimSupport]:
    """What the cited works say of each cited claim of which at least one work is at hand, in order.

    A claim that stands under the citation of another (a lead-in, a label) is judged by that citation.
    """
    works = {reference.key: reference for reference in references}
    by_id = {statement.id: statement for statement in statements}
    judged = []
    for statement in statements:
        keys = _keys(statement, by_id)
        if not statement.needs_citation or not keys or statement.kind == "lead-in":
            continue
        found = [_one(statement.text, works[key], shelf) for key in keys if key in works]
        if any(part.verdict.verdict != "unverified" for part in found):
            judged.append(_together(statement, found, works))
    return judged


def check_quotations(
    statements: Sequence[Statement], references: Sequence[Reference], shelf: Shelf
) -> Mapping[str, list[QuotationCheck]]:
    """Statement id -> its quotations, each looked for in the cited works at hand; the best find counts."""
    works = {reference.key: reference for reference in references}
    checked: dict[str, list[QuotationCheck]] = {}
    for statement in statements:
        texts = [text for key in statement.citation_keys if key in works and (text := shelf.text_of(works[key]))]
        for quote in _quotations(statement.text) if texts else ():
            found = [check_quotation(quote, text) for text in texts]
            checked.setdefault(statement.id, []).append(max(found, key=lambda check: check.similarity))
    return checked


def _keys(statement: Statement, by_id: Mapping[str, Statement]) -> list[str]:
    if statement.citation_keys:
        return statement.citation_keys
    covering = by_id.get(statement.covered_by or "")
    return covering.citation_keys if covering else []


def _one(claim: str, reference: Reference, shelf: Shelf) -> ReferenceSupport:
    text = shelf.text_of(reference)
    verdict = judge(claim, text) if text else unverified("No text of this work is at hand.")
    return ReferenceSupport(reference_key=reference.key, verdict=verdict)


def _together(statement: Statement, parts: list[ReferenceSupport], works: Mapping[str, Reference]) -> ClaimSupport:
    best = max(parts, key=lambda part: (_RANK[part.verdict.verdict], part.verdict.score))
    verdict = best.verdict.verdict
    missing = [works[part.reference_key] for part in parts if part.verdict.verdict == "unverified"]
    unread = [work.label or work.key for work in missing]
    reasons = list(best.verdict.reasons)
    if unread:
        noun = "reference" if len(unread) == 1 else "references"
        reasons.append(f"No text was at hand of {noun} {', '.join(unread)}.")
    return ClaimSupport(
        statement_id=statement.id, verdict=verdict, score=best.verdict.score, references=parts, reasons=reasons
    )


def _quotations(text: str) -> Iterator[str]:
    for found in _QUOTED.finditer(text):
        quote = found.group(1) or found.group(2)
        if len(quote.split()) >= _FEWEST_WORDS:
            yield quote
