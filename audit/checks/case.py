"""The case that the rules judge: one document with everything the other rooms found out about it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from audit.checks.abbreviation_reading import Definition, definitions
from audit.checks.profile import Profile
from audit.checks.prose import Prose, read_prose
from audit.checks.subject import product_names
from audit.checks.uses import Use, marker_uses
from audit.model import Document, Reference, ReferenceList, Statement, Verification, VerifiedReference
from audit.model.support import ClaimSupport, QuotationCheck

_NOT_VERIFIED = Verification()


@dataclass(frozen=True)
class Case:
    """One document, read and linked and (if `verified`) compared with the registries.

    duplicates: pairs of reference indexes with the reason why they are the same work; the second is the repetition.
    missing_fields: reference index -> the names of the fields that an entry of its type should have and has not.
    style_differences: reference index and a sentence that says how its style differs from the rest of its list.
    malformed_dois: reference index -> the DOI as written, which cannot be one.
    verified: false where no registry was asked: only what can be told without a network is judged.
    today: the day that ages are counted from.
    support: what the cited sources say of the claims. quotations: statement id -> its quotations, looked for.
    editions: reference index -> what a registry's search found for `editions.edition_query` of it (REF008).
    """

    document: Document
    profile: Profile
    today: date
    lists: Sequence[ReferenceList] = ()
    statements: Sequence[Statement] = ()
    references: Sequence[Reference] = ()
    duplicates: Sequence[tuple[int, int, str]] = ()
    missing_fields: Mapping[int, Sequence[str]] = field(default_factory=dict)
    style_differences: Sequence[tuple[int, str]] = ()
    malformed_dois: Mapping[int, str] = field(default_factory=dict)
    verified: bool = False
    support: Sequence[ClaimSupport] = ()
    quotations: Mapping[str, Sequence[QuotationCheck]] = field(default_factory=dict)
    editions: Mapping[int, Sequence[Reference]] = field(default_factory=dict)

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """Every use of a marker in the text, in order, resolved to the reference it names."""
        return marker_uses(self.lists, self.references, self.statements)

    @cached_property
    def uses_of(self) -> Mapping[int, Sequence[Use]]:
        """Reference index -> the uses that name it, in order of the text."""
        found: dict[int, list[Use]] = {}
        for use in self.uses:
            if use.reference is not None:
                found.setdefault(use.reference, []).append(use)
        return found

    @cached_property
    def entries(self) -> tuple[tuple[int, Reference], ...]:
        """The references with their indexes, an entry that repeats another one word for word left out: what is wrong
        with it is said once, and REF003 says that it is listed twice."""
        first: dict[str, int] = {}
        for index, reference in enumerate(self.references):
            first.setdefault(reference.raw, index)
        return tuple((index, self.references[index]) for index in sorted(first.values()))

    @cached_property
    def listed(self) -> Mapping[tuple[int, str], Sequence[Reference]]:
        """List index and the words of an entry -> the references that were parsed from such an entry."""
        found: dict[tuple[int, str], list[Reference]] = {}
        for reference in self.references:
            found.setdefault((reference.list_index, reference.raw), []).append(reference)
        return found

    @cached_property
    def prose(self) -> tuple[Prose, ...]:
        """The words of every statement, markers blanked out."""
        return tuple(read_prose(self.document, self.statements, self.references))

    @cached_property
    def definitions(self) -> tuple[Definition, ...]:
        """Where the document explains its abbreviations."""
        return tuple(definitions(self.prose))

    @cached_property
    def own_words(self) -> str:
        """The document's text, as long as it is, with only the author's own running words in it: markers, quotations,
        titles of references and what is no statement are blank."""
        blank = [" " if character != "\n" else "\n" for character in self.document.text]
        for prose in self.prose:
            blank[prose.start : prose.start + len(prose.words)] = prose.words
            for first, last in prose.exempt:
                blank[prose.start + first : prose.start + last] = " " * (last - first)
        return "".join(blank)

    def prose_at(self, offset: int) -> Prose | None:
        """The words of the statement that holds `offset` of the document's text."""
        index = bisect_right(self.prose, offset, key=lambda prose: prose.start) - 1
        if index >= 0 and offset < self.prose[index].start + len(self.prose[index].words):
            return self.prose[index]
        return None

    @cached_property
    def products(self) -> frozenset[str]:
        """Names of products: those of the profile, those that carry ® or ™, those that a reference to a label names."""
        return frozenset(product_names(self.document, self.references)) | frozenset(self.profile.products)

    @cached_property
    def lost_text(self) -> bool:
        """Whether part of the text is known to be missing, so that absence from the text proves less."""
        return any(statement.items_missing for statement in self.statements)

    def verification(self, reference: Reference) -> Verification:
        """What the registries say of `reference`; `not-applicable` where they were not asked."""
        if self.verified and isinstance(reference, VerifiedReference):
            return reference.verification
        return _NOT_VERIFIED
