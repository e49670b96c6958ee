"""Concepts a claim and its source must share: populations, treatments, endpoints. Lists a user can read and add to."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal

from audit.errors import InputError
from audit.support import terms

Field = Literal["population", "intervention", "endpoint"]
FIELDS: Final[tuple[Field, ...]] = ("population", "intervention", "endpoint")
WINDOW: Final = 2


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing a text can be about. Only concepts on the same `axis` are compared. `part_of` names a broader one.

    implied: understood when nothing else of the axis is named (people). exclusive: excludes the implied one.
    """

    field: Field
    name: str
    axis: str
    terms: tuple[tuple[str, ...], ...]
    capitals: frozenset[str] = frozenset()
    part_of: str | None = None
    implied: bool = False
    exclusive: bool = False

    def named_in(self, text: str) -> bool:
        """`text` names it."""
        line = terms.words(text)
        spans = (
            (_span(line, at, term), term) for at, word in enumerate(line) for term in self.terms if term[0] == word.stem
        )
        return any(span and _capitals_hold(self, term, text, line, span) for span, term in spans)


@dataclass(frozen=True)
class Concepts:
    """All concepts, and the endings by which drug names are known."""

    all: tuple[Concept, ...]
    drug_endings: tuple[str, ...] = ()
    not_drugs: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        by_stem: dict[str, list[tuple[Concept, tuple[str, ...]]]] = {}
        for concept in self.all:
            for term in concept.terms:
                by_stem.setdefault(term[0], []).append((concept, term))
        object.__setattr__(self, "_by_stem", by_stem)
        object.__setattr__(self, "_by_name", {c.name: c for c in self.all})

    def named(self, name: str) -> Concept | None:
        """The concept called `name`."""
        found: dict[str, Concept] = self.__dict__["_by_name"]
        return found.get(name)

    def within(self, concept: Concept, other: Concept) -> bool:
        """`concept` is `other` or a part of it."""
        seen: set[str] = set()
        at: Concept | None = concept
        while at is not None and at.name not in seen:
            if at.name == other.name:
                return True
            seen.add(at.name)
            at = self.named(at.part_of) if at.part_of else None
        return False

    def mentioned(self, *texts: str) -> dict[str, tuple[Concept, str]]:
        """Name of each concept that the texts speak of -> the concept and the words that name it there."""
        return self.mentioned_in((text, terms.forms(text)) for text in texts)

    def mentioned_in(self, lines: Iterable[tuple[str, Sequence[terms.Form]]]) -> dict[str, tuple[Concept, str]]:
        """The same for lines whose words are known; no concept runs over a line's end."""
        by_stem: dict[str, list[tuple[Concept, tuple[str, ...]]]] = self.__dict__["_by_stem"]
        found: dict[str, tuple[Concept, str]] = {}
        for text, line in lines:
            if any(form.stem in by_stem for form in line):
                self._add(text, terms.words(text), found)
        return found

    def _add(self, text: str, line: Sequence[terms.Term], found: dict[str, tuple[Concept, str]]) -> None:
        by_stem: dict[str, list[tuple[Concept, tuple[str, ...]]]] = self.__dict__["_by_stem"]
        for at, word in enumerate(line):
            for concept, term in by_stem.get(word.stem, ()):
                if concept.name in found:
                    continue
                span = _span(line, at, term)
                if span and _capitals_hold(concept, term, text, line, span):
                    found[concept.name] = (concept, text[line[span[0]].start : line[span[1]].end])

    def drugs(self, words: Iterable[str]) -> set[str]:
        """Names of medicines among lower-case words, told by their endings (INN stems)."""
        long = {word for word in words if len(word) >= 7}
        return {word for word in long if word.endswith(self.drug_endings) and word not in self.not_drugs}


def _span(line: Sequence[terms.Term], at: int, term: tuple[str, ...]) -> tuple[int, int] | None:
    """First and last word of `term` around `at`, in any order, with at most WINDOW words between."""
    if len(term) == 1:
        return at, at
    low, high = max(0, at - len(term) - WINDOW), min(len(line), at + len(term) + WINDOW)
    places = [at]
    for stem in term[1:]:
        options = [i for i in range(low, high) if line[i].stem == stem and i not in places]
        if not options:
            return None
        places.append(min(options, key=lambda i: abs(i - at)))
    first, last = min(places), max(places)
    return (first, last) if last - first < len(term) + WINDOW else None


def _capitals_hold(
    concept: Concept, term: tuple[str, ...], text: str, line: Sequence[terms.Term], span: tuple[int, int]
) -> bool:
    needed = [stem for stem in term if stem in concept.capitals]
    if not needed:
        return True
    return all(
        any(c.isupper() for c in text[w.start : w.end])
        for w in line[span[0] : span[1] + 1]
        if w.stem in concept.capitals
    )


@lru_cache(maxsize=1)
def default_concepts() -> Concepts:
    """The lists of the package."""
    return _build([(str(files("audit.support") / "concepts.toml"), _load_packaged())])


def load_concepts(*paths: Path) -> Concepts:
    """The package's lists and those of `paths` (same form). Raises InputError for a file that is not such a list."""
    loaded: list[tuple[str, dict[str, Any]]] = [("concepts.toml", _load_packaged())]
    for path in paths:
        try:
            loaded.append((str(path), tomllib.loads(path.read_text(encoding="utf-8"))))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise InputError(str(path), f"cannot be read as a list of concepts: {error}") from error
    return _build(loaded)


def _load_packaged() -> dict[str, Any]:
    return tomllib.loads((files("audit.support") / "concepts.toml").read_text(encoding="utf-8"))


def _build(loaded: Iterable[tuple[str, dict[str, Any]]]) -> Concepts:
    concepts: list[Concept] = []
    endings: list[str] = []
    not_drugs: set[str] = set()
    for path, data in loaded:
        for field in FIELDS:
            concepts += [_concept(field, entry, path) for entry in data.get(field, [])]
        drugs = data.get("drugs", {})
        endings += drugs.get("endings", [])
        not_drugs |= set(drugs.get("not_drugs", []))
    return Concepts(tuple(concepts), tuple(endings), frozenset(not_drugs))


def _concept(field: Field, entry: Any, path: str) -> Concept:
    try:
        name, written = str(entry["name"]), [str(t) for t in entry["terms"]]
    except (KeyError, TypeError) as error:
        raise InputError(path, f"a {field} needs a name and terms", hint='name = "...", terms = ["..."]') from error
    split = [tuple(w.stem for w in terms.words(term)) for term in written]
    capitals = {
        w.stem for term in written for w in terms.words(term) if sum(c.isupper() for c in term[w.start : w.end]) >= 2
    }
    return Concept(
        field=field,
        name=name,
        axis=str(entry.get("axis", name)),
        terms=tuple(t for t in split if t),
        capitals=frozenset(capitals),
        part_of=entry.get("part_of"),
        implied=bool(entry.get("implied", False)),
        exclusive=bool(entry.get("exclusive", False)),
    )
