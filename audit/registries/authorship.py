"""Lists of authors: whether a reference names those that a work is registered with, the first above all.

Registries leave groups out, put them first, or list them last; a reference stops after three or six. None of that is a
difference. Another first author is; so are, at less weight, a mistyped name, a stranger, a changed order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audit.model import Author
from audit.registries.misreadings import authors_stand_in
from audit.registries.people import comparable, initials, nearly_same_family, same_family, same_person
from audit.registries.text import is_latin
from audit.registries.works import Work


@dataclass(frozen=True, slots=True)
class AuthorComparison:
    """first: whether the first author is right (None: cannot be told). faults: what is wrong with the list, in words.

    registered: the registered authors as they would be cited.
    """

    first: bool | None
    faults: tuple[str, ...] = ()
    registered: str | None = None


def compare_authors(cited: Sequence[Author], works: Sequence[Work], raw: str = "") -> AuthorComparison:
    """Cited authors against a work as one or more registries list its authors (editors where there are no authors).

    raw: the entry as written: where the registered names stand in it, they were only read wrongly.
    """
    compared = _compare(cited, works)
    if raw and (compared.first is False or compared.faults):
        count = len(cited) if compared.first else min(2, len(cited))
        if any(authors_stand_in(raw, [person.sort_name for person in work.people], count) for work in works):
            return AuthorComparison(True, (), compared.registered)
    return compared


def _compare(cited: Sequence[Author], works: Sequence[Work]) -> AuthorComparison:
    lists = [people for work in works for people in (work.authors, work.authors + work.editors) if people]
    if not cited or not lists or not any(comparable(cited[0], people[0]) for people in lists):
        return AuthorComparison(None)
    registered = shown_list(lists[0])
    first = cited[0]
    if any(_leads(first, people) for people in lists):
        return AuthorComparison(True, tuple(_best_faults(cited, works)), registered)
    if first.literal is not None and not _is_surname(first.literal) and not any(_groups(lists)):
        return AuthorComparison(None)  # cited by its group; the registry lists persons alone
    if first.literal is None and not any(_first_person(people) for people in lists):
        return AuthorComparison(None)  # the registry lists groups alone
    if any(
        nearly_same_family(first.sort_name, person.sort_name) for people in lists if (person := _first_person(people))
    ):
        return AuthorComparison(True, (shown(first),), registered)
    return AuthorComparison(False, (), registered)


def _is_surname(literal: str) -> bool:
    """A single capitalised word (`Castellanos`) is rather a family name without initials than a group."""
    return literal.isalpha() and literal.istitle()


def _groups(lists: Sequence[Sequence[Author]]) -> list[Author]:
    return [author for people in lists for author in people if author.literal is not None]


def _leads(first: Author, people: Sequence[Author]) -> bool:
    """The first author is registered first, or is the first person after a group, or a group wherever it stands."""
    if first.literal is not None and _is_surname(first.literal):
        return any(same_family(first.literal, author.sort_name) for author in people[:1])
    if first.literal is not None:
        return any(same_person(first, author) for author in people if author.literal is not None)
    person = _first_person(people)
    return person is not None and same_person(first, person)


def _first_person(people: Sequence[Author]) -> Author | None:
    return next((author for author in people if author.literal is None), None)


def _best_faults(cited: Sequence[Author], works: Sequence[Work]) -> list[str]:
    """The faults against the registry that finds the fewest."""
    persons = [author for author in cited if author.literal is None]
    found = [_faults(persons, work.people or work.editors) for work in works if work.people or work.editors]
    return min(found, key=len, default=[])


def _faults(cited: Sequence[Author], people: Sequence[Author]) -> list[str]:
    """Each cited author must be registered, in order, with an initial that fits."""
    faults = []
    last = -1
    for author in cited:
        if not is_latin(author.sort_name):
            continue
        place = next((n for n, person in enumerate(people) if n > last and same_person(author, person)), None)
        if place is not None:
            last = place
            if not _initial_fits(author, [person for person in people if same_person(author, person)]):
                faults.append(f"{shown(author)} (initials)")
        elif any(same_person(author, person) for person in people):
            faults.append(f"{shown(author)} (out of order)")
        elif all(comparable(author, person) for person in people):
            faults.append(shown(author))
    return faults[:6]


def _initial_fits(cited: Author, namesakes: Sequence[Author]) -> bool:
    """Whether the first initial is one of a namesake's (many are known by their second name)."""
    ours = initials(cited.given)
    if not ours or not ours.isascii():
        return True
    for person in namesakes:
        theirs = initials(person.given)
        if not theirs or not theirs.isascii() or ours[0] in theirs or theirs[0] in ours:
            return True
        if not same_family(cited.sort_name, person.sort_name):
            return True  # matched with given and family name exchanged
    return False


def shown(author: Author) -> str:
    """An author as AMA cites him: `Kidd M`."""
    return author.literal or " ".join(part for part in (author.sort_name, initials(author.given)) if part)


def shown_list(authors: Sequence[Author]) -> str:
    """Authors as a list, the first six."""
    return ", ".join(shown(author) for author in authors[:6]) + (", et al" if len(authors) > 6 else "")
