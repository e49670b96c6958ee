"""Newer editions of cited guidelines and consensus papers: the registry is searched where the profile asks for it.

The search is the registries', what counts as a candidate is the rules' (`audit.checks.editions`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from audit.checks import Profile, rules
from audit.checks.editions import edition_query
from audit.model import Reference, VerifiedReference

Search: TypeAlias = Callable[[str], list[Reference] | None]
"""The works that a registry's search found for a query; None where its answer is not on file."""

_RULE = "REF008"
_UNSEARCHED = "newer editions were not looked for: no answer of Crossref's search is on file"


def edition_queries(references: Iterable[Reference], profile: Profile) -> list[str]:
    """What to search for; nothing where the profile has the rule off."""
    if not _asked_for(profile):
        return []
    return [query for reference in references if (query := edition_query(reference))]


def find_editions(
    references: Sequence[VerifiedReference], profile: Profile, search: Search
) -> tuple[list[VerifiedReference], Mapping[int, Sequence[Reference]]]:
    """What the search on file found, by index of the reference; and the references, those that it gave no answer for
    saying so (one whose registry gave no answer at all says that already)."""
    noted, found = list(references), dict[int, Sequence[Reference]]()
    if not _asked_for(profile):
        return noted, found
    for index, reference in enumerate(references):
        query = edition_query(reference)
        works = search(query) if query else None
        if works is not None:
            found[index] = works
        elif query and reference.verification.status != "unverified":
            unchecked = [*reference.verification.unchecked, _UNSEARCHED]
            verification = reference.verification.model_copy(update={"unchecked": unchecked})
            noted[index] = reference.model_copy(update={"verification": verification})
    return noted, found


def _asked_for(profile: Profile) -> bool:
    return any(rule.code == _RULE and profile.severity(rule) is not None for rule in rules())
