"""The words that reports use: written for a reviewer who has never seen the tool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from audit.model import Severity


def in_source(place: str | None) -> str:
    """Where something stood in the source file, to be added to its line: ` (page 3)`; empty where nobody knows."""
    if not place:
        return ""
    return f" ({place} of the file)" if place.startswith("line ") else f" ({place})"


class Term(NamedTuple):
    """A short label and the sentence that explains it."""

    label: str
    meaning: str


SEVERITY: Final[dict[Severity, Term]] = {
    "critical": Term("Critical", "must not be published as it stands"),
    "major": Term("Major", "to be resolved before approval"),
    "minor": Term("Minor", "should be corrected"),
    "info": Term("Note", "for the reviewer to know"),
}
SEVERITY_MARK: Final[dict[Severity, str]] = {"critical": "◆", "major": "▲", "minor": "●", "info": "○"}

COVERAGE: Final[dict[str, Term]] = {
    "direct": Term("Cited", "carries its own citation"),
    "label": Term("Covered by its label", "the label or heading in front of it carries the citation"),
    "lead-in": Term("Covered by its lead-in", "the line that introduces its list carries the citation"),
    "paragraph": Term("Covered by its paragraph", "only the last statement of its paragraph carries a citation"),
    "none": Term("No citation", "needs a citation and has none"),
    "not-needed": Term("Needs none", "a heading, a notice or another text that needs no citation"),
}
COVERAGE_MARK: Final[dict[str, str]] = {
    "direct": "●", "label": "◐", "lead-in": "◐", "paragraph": "◐", "none": "○", "not-needed": "·",
}  # fmt: skip

STATUS: Final[dict[str, Term]] = {
    "verified": Term("Verified", "the registries know this work and agree with the reference"),
    "differs": Term("Differs", "the registries know this work, but the reference gives some of it differently"),
    "wrong-work": Term("Another work", "the DOI belongs to another work than the one cited"),
    "not-found": Term("Not found", "no registry knows it, and that was confirmed"),
    "unverified": Term("Not checked", "it could not be checked: neither right nor wrong"),
    "not-applicable": Term("No registry", "works of this kind are in no registry that was asked"),
}
STATUS_MARK: Final[dict[str, str]] = {
    "verified": "✓", "differs": "≠", "wrong-work": "✕", "not-found": "✕", "unverified": "?", "not-applicable": "–",
}  # fmt: skip

SUPPORT: Final[dict[str, Term]] = {
    "supported": Term("Supported", "the source says so"),
    "partly": Term("Partly supported", "the source says part of it, or says it of something narrower"),
    "not-found": Term("Not found", "nothing in the text that was read says so"),
    "contradicted": Term("Contradicted", "the source says something else"),
    "unverified": Term("Not checked", "there was no text to check it against"),
}
SUPPORT_MARK: Final[dict[str, str]] = {
    "supported": "✓", "partly": "◐", "not-found": "○", "contradicted": "✕", "unverified": "?",
}  # fmt: skip
NUMBER: Final[dict[str, str]] = {
    "found": "found", "elsewhere": "found in another context", "not-in-source": "not in the source",
    "not-checked": "not checked",
}  # fmt: skip

UPDATE: Final[dict[str, str]] = {
    "retraction": "Retracted", "withdrawal": "Withdrawn", "removal": "Removed",
    "retract_and_replace": "Retracted and replaced",
    "partial_retraction": "Partly retracted", "partial-retraction": "Partly retracted",
    "expression_of_concern": "Expression of concern",
    "expression-of-concern": "Expression of concern", "correction": "Corrected", "corrigendum": "Corrected",
    "erratum": "Erratum", "addendum": "Addendum", "clarification": "Clarification", "reinstatement": "Reinstated",
    "new_version": "New version", "new-version": "New version", "new_edition": "New edition",
    "new-edition": "New edition",
}  # fmt: skip

FIELDS: Final[dict[str, str]] = {
    "doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "container": "journal or book", "article_number": "article number",
    "et_al": "“et al”", "url": "web address", "accessed": "access date", "published": "date of publication",
    "updated": "date of update",
}  # fmt: skip

TYPES: Final[dict[str, str]] = {
    "article": "Journal article", "web": "Web page", "book": "Book", "chapter": "Book chapter", "abstract": "Abstract",
    "guideline": "Guideline", "report": "Report", "label": "Prescribing information", "data-on-file": "Data on file",
    "trial": "Trial record", "preprint": "Preprint", "thesis": "Thesis", "news": "News", "other": "Other",
}  # fmt: skip

KINDS: Final[dict[str, str]] = {
    "claim": "Claim", "lead-in": "Lead-in", "heading": "Heading", "disclaimer": "Disclaimer",
    "abbreviation": "Abbreviation key", "boilerplate": "Standing text", "caption": "Caption", "quotation": "Quotation",
}  # fmt: skip

RECONCILIATION: Final[tuple[tuple[str, str], ...]] = (
    ("cited", "carry their own citation"),
    ("covered", "covered by a label, a lead-in or their paragraph"),
    ("waived", "have a citation problem that is waived"),
    ("flagged", "have a citation problem: none, an unknown marker, or a lost list"),
    ("not_needed", "need no citation"),
)


def term(table: Mapping[Any, Term], name: str) -> Term:
    """The table's term, or the name itself for one that this version does not know."""
    return table.get(name) or Term(name.replace("-", " ").replace("_", " ").capitalize(), "")


def update_label(kind: str) -> str:
    """`Retracted`, `Expression of concern`, ..."""
    return UPDATE.get(kind.lower()) or kind.replace("_", " ").replace("-", " ").capitalize()


def field_label(name: str) -> str:
    """The name of a reference's field in words."""
    return FIELDS.get(name, name.replace("_", " "))
