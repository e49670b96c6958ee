"""What lies before the judge: stored answers by subject, why others are missing, and how subjects are named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from audit.model import Evidence, Reference, Update
from audit.registries.dois import doi_of
from audit.registries.evidence import Dossier, Subject
from audit.registries.finding import query_of
from audit.registries.sources import CROSSREF


@dataclass(frozen=True, slots=True)
class Bench:
    """What the judge has before him.

    dossier: the stored answers about a subject. label: its file as reports name it. failures: why a question stayed
    without an answer in this run. watched: the Retraction Watch rows of a DOI, and the table they come from.
    """

    dossier: Callable[[Subject], Dossier]
    label: Callable[[Subject], str]
    failures: Mapping[tuple[Subject, str], str] = field(default_factory=dict)
    watched: Callable[[str], Sequence[Update]] = lambda _doi: ()
    watched_source: Evidence | None = None
    check_links: bool = True

    def why(self, subject: Subject, source: str, name: str) -> str:
        """Why an answer is missing, as a sentence."""
        reason = self.failures.get((subject, source))
        return f"{name} gave no answer: {reason}" if reason else f"no answer of {name} is on file"

    def record(self, doi: str) -> Mapping[str, Any] | None:
        """The record of a DOI at Crossref, where it is on file."""
        answer = self.dossier(subject_of_doi(doi)).get(CROSSREF)
        return answer.body if answer is not None and answer.status == 200 and isinstance(answer.body, dict) else None


def subject_of_doi(doi: str) -> Subject:
    """The subject of a DOI."""
    return Subject("doi", doi)


def subject_of_search(reference: Reference) -> Subject:
    """The subject of a bibliographic search for a reference."""
    return Subject("search", query_of(reference))


def web_address(reference: Reference) -> str | None:
    """The address whose page is looked at: not a DOI's, which the registries answer for."""
    url = (reference.url or "").strip()
    if not url or (doi_of(reference) and "doi.org/" in url):
        return None
    return url


def pmid_of(reference: Reference) -> str | None:
    """The PubMed number, if the reference gives a plausible one."""
    digits = (reference.pmid or "").strip()
    return digits.lstrip("0") if digits.isdigit() and 0 < len(digits.lstrip("0")) <= 9 else None
