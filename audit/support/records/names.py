"""Which rows of an adverse event table a claim's words mean."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from audit.support import terms
from audit.support.records.reading import Event, Record

_GENERIC_WORDS: Final = """
case cases patient patients participant participants subject subjects trial trials cohort cohorts group groups arm arms
adverse event events ae aes side effects recorded record records reported report reports observed observe observes
suffered suffer suffering experienced experience experiencing primary secondary number numbers percentage type types
different total higher lower more fewer less most least common occurrence occurrences rate rates people person
individual women affected affect symptoms symptom sign signs diagnosed section described single developed development
condition severe showed show shows related specific study entire exact exactly same none any across all every highest
lowest many much times time often over half than twice results result occurred occur occurs following received receive
intervention treatment size respectively compared levels level low high abnormal abnormally decrease increase reaction
reactions issue issues problem problems one two three deficiency loss count counts undergoing due presence present body
several significant significantly quarter third majority minority abrupt entirely exclusively category categories
combined size illness illnesses
""".split()
_GENERIC: Final = frozenset(terms.stem(word) for word in _GENERIC_WORDS)


@dataclass(frozen=True, slots=True)
class Named:
    """Words of a claim that name events. stems: all of them stand in the row; or, by the lay terms, one beginning."""

    start: int
    text: str
    stems: frozenset[str]
    beginnings: tuple[str, ...] = ()
    spelled: bool = False

    def means(self, event: Event) -> bool:
        """The row is (one of) what the words name."""
        low = event.name.lower()
        if self.stems <= {t.stem for t in terms.words(event.name)}:
            return True
        return any(re.search(rf"(?:\b|hyper|hypo){re.escape(b)}", low) for b in self.beginnings)


@lru_cache(maxsize=1)
def _lay() -> dict[str, tuple[str, ...]]:
    data = tomllib.loads((files("audit.support.records") / "lay_terms.toml").read_text(encoding="utf-8"))
    return {key: tuple(value) for key, value in data.items()}


def named(part: str, found: list[Record]) -> list[Named]:
    """Row names that the part of the claim spells out; else its remaining words as one name."""
    stems = {t.stem: t.start for t in terms.words(part)}
    known = {event.name for record in found for group in record.events for event in group.events}
    spelled: dict[frozenset[str], Named] = {}
    for name in known:
        own = frozenset(t.stem for t in terms.content(name))
        if own and own <= stems.keys() and not own <= _GENERIC:
            spelled[own] = Named(min(stems[s] for s in own), name, own, spelled=True)
    best = [n for own, n in spelled.items() if not any(own < other for other in spelled)]
    if best:
        return sorted(best, key=lambda n: n.start)
    loose = [t for t in terms.content(part) if t.stem not in _GENERIC]
    if not loose:
        return []
    text = " ".join(t.word for t in loose)
    return [Named(loose[0].start, text, frozenset(t.stem for t in loose), _beginnings(text))]


def _beginnings(text: str) -> tuple[str, ...]:
    low = text.lower()
    found = [b for key, options in _lay().items() if re.search(rf"\b{re.escape(key)}", low) for b in options]
    return tuple(dict.fromkeys(found))
