"""References made from registered records: clean ones as people write them, and the same with one seeded fault.

Used by verification.py. Everything is drawn from a seeded generator, so that a figure can be had again.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from audit.model import Author, Reference
from audit.registries.text import unmarked

Record = Mapping[str, Any]


def citable(record: Record) -> bool:
    """Whether a record is of a work that an AMA list would cite with its place, with the usual fields."""
    year = ((record.get("issued") or {}).get("date-parts") or [[None]])[0]
    people = [person for person in record.get("author") or () if person.get("family")]
    return (
        record.get("type") in {"journal-article", "proceedings-article", "posted-content", "book-chapter"}
        and bool(record.get("title"))
        and bool(people)
        and bool(year and year[0])
    )


def year_of(record: Record, role: str) -> int | None:
    """The year of a role (`published-print`, ...)."""
    parts = (record.get(role) or {}).get("date-parts") or [[None]]
    return parts[0][0] if parts and parts[0] else None


def initials(given: str | None) -> str | None:
    """`Mark L.` -> `ML`, as AMA writes it."""
    if not given:
        return None
    if given.replace(".", "").isupper() and len(given) <= 4:
        return given.replace(".", "")
    return "".join(part[0] for part in re.split(r"[\s.\-‐]+", given) if part and part[0].isalpha()).upper() or None


def clean(record: Record, chance: random.Random, abbreviate: Callable[[str], str]) -> Reference:
    """A right reference to a record, in one of the ways people write it."""
    people = [person for person in record["author"] if person.get("family")]
    shown = people if len(people) <= 6 else people[:3]
    authors = [_author(person, chance) for person in shown]
    title = _title(record, chance)
    container = next(iter(record.get("container-title") or ()), None)
    short = next(iter(record.get("short-container-title") or ()), None)
    if container:
        container = unmarked(container)
        container = chance.choice([container, abbreviate(container), short or container])
        container = re.sub(r"^The ", "", unmarked(container)) if chance.random() < 0.3 else unmarked(container)
    years = [year for role in ("published-print", "published-online", "issued") if (year := year_of(record, role))]
    pages = _pages(record, chance)
    return Reference(
        raw="",
        type="article",
        authors=authors,
        et_al=len(people) > 6,
        title=title,
        container=container,
        year=str(chance.choice(years)),
        volume=record.get("volume"),
        issue=record.get("issue") if chance.random() < 0.8 else None,
        pages=pages,
        doi=record["DOI"].upper() if chance.random() < 0.1 else record["DOI"],
    )


def _author(person: Mapping[str, Any], chance: random.Random) -> Author:
    family = unmarked(person["family"])
    if chance.random() < 0.15:  # accents lost
        family = "".join(c for c in unicodedata.normalize("NFKD", family) if not unicodedata.combining(c))
    if chance.random() < 0.1:
        family = family.replace("ü", "ue").replace("ö", "oe").replace("-", " ")
    return Author(family=family, given=initials(unmarked(person.get("given") or "")))


def _title(record: Record, chance: random.Random) -> str:
    title = unmarked(record["title"][0])
    title = re.sub(r"^RETRACTED:\s*", "", title)
    subtitle = next(iter(record.get("subtitle") or ()), None)
    if subtitle and chance.random() < 0.6:
        title = f"{title}: {unmarked(subtitle)}"
    kind = chance.random()
    if kind < 0.1:
        title += "."
    elif kind < 0.2:
        title = title.replace("–", "-").replace("—", "-").replace("‐", "-").replace("’", "'")
    elif kind < 0.3:
        title = title[0] + title[1:].lower()
    elif kind < 0.4:
        title = (
            re.sub(r"our\b", "or", title)
            .replace("aemia", "emia")
            .replace("isation", "ization")
            .replace("oedema", "edema")
        )
    elif kind < 0.5:
        title = title.replace("α", "alpha").replace("β", "beta").replace("γ", "gamma").replace("&", "and")
    elif kind < 0.6:
        title = re.sub(r"\bII\b", "2", title)
    elif kind < 0.65:
        title = title.replace("-", " ")
    return title


def _pages(record: Record, chance: random.Random) -> str | None:
    pages = record.get("page") or record.get("article-number")
    if not pages:
        return None
    found = re.fullmatch(r"([A-Za-z]*)(\d+)-([A-Za-z]*)(\d+)", pages)
    if found and chance.random() < 0.5:
        prefix, first, _, last = found.groups()
        if len(first) == len(last):
            same = 0
            while same < len(first) - 1 and first[same] == last[same]:
                same += 1
            return f"{prefix}{first}{chance.choice(['-', '–'])}{last[same:]}"
    if found and chance.random() < 0.1:
        return f"{found[1]}{found[2]}"
    return pages.replace("-", "–") if chance.random() < 0.3 else pages


FAULTS = ("another-work", "dead-doi", "wrong-first-author", "wrong-journal", "year+3", "wrong-volume", "wrong-pages")
_SURNAMES = (
    "Abernathy",
    "Okonkwo",
    "Lindqvist",
    "Castellanos",
    "Petrov",
    "Yamaguchi",
    "Haddad",
    "Thorburn",
    "Novak",
    "Iyer",
)


def seeded(
    fault: str, reference: Reference, others: Sequence[Reference], journals: Sequence[str], chance: random.Random
) -> Reference | None:
    """The reference with one fault; None where it has nothing that could carry this fault."""
    change: dict[str, Any] | None = None
    if fault == "another-work":
        other = chance.choice(
            [other for other in others if other.doi and other.doi.lower() != (reference.doi or "").lower()]
        )
        change = {"doi": other.doi}
    elif fault == "dead-doi":
        change = {"doi": f"10.{chance.randint(1000, 9999)}/nosuch.{chance.randint(10**6, 10**7)}"}
    elif fault == "wrong-first-author":
        name = chance.choice([name for name in _SURNAMES if name != reference.authors[0].family])
        change = {"authors": [Author(family=name, given=reference.authors[0].given), *reference.authors[1:]]}
    elif fault == "wrong-journal" and reference.container:
        change = {
            "container": chance.choice(
                [name for name in journals if name.lower() != (reference.container or "").lower()]
            )
        }
    elif fault == "year+3" and reference.year:
        change = {"year": str(int(reference.year) + 3)}
    elif fault == "wrong-volume" and reference.volume and re.fullmatch(r"\d+", reference.volume):
        change = {"volume": str(int(reference.volume) + chance.choice([1, 2, 5, 10]))}
    elif fault == "wrong-pages" and reference.pages:
        change = _other_pages(reference.pages, chance)
    return reference.model_copy(update=change) if change else None


def _other_pages(pages: str, chance: random.Random) -> dict[str, Any] | None:
    found = re.fullmatch(r"([A-Za-z]*)(\d+)(?:[-–][A-Za-z]*(\d+))?", pages)
    if not found or int(found[2]) < 10:
        return None
    step = chance.choice([10, 37, 100, 211])
    first = int(found[2]) + step
    last = f"-{found[1]}{first + chance.randint(2, 12)}" if found[3] else ""
    return {"pages": f"{found[1]}{first}{last}"}


def invented(number: int, seed: int = 7) -> list[dict[str, Any]]:
    """Synthetic Crossref records of works that do not exist: prefix 10.5555 is Crossref's own for examples."""
    chance = random.Random(seed)
    subjects = [
        "neuroendocrine tumors",
        "heart failure",
        "type 2 diabetes",
        "breast cancer",
        "asthma",
        "psoriasis",
        "migraine",
    ]
    what = [
        "A randomized trial of",
        "Long-term outcomes of",
        "A cohort study of",
        "A systematic review of",
        "Safety of",
    ]
    how = [
        "early treatment",
        "combination therapy",
        "dose escalation",
        "screening",
        "watchful waiting",
        "telephone follow-up",
    ]
    journals = [
        "Example Journal of Medicine",
        "Annals of Invented Oncology",
        "The Fictional Lancet",
        "Archives of Nothing",
    ]
    records = []
    for n in range(number):
        year = chance.randint(1995, 2024)
        first = chance.randint(1, 3000)
        people = [
            {
                "family": f"{chance.choice(_SURNAMES)}{chance.choice(['', 'son', 'ova', 'berg'])}",
                "given": chance.choice("ABCDEFGH") + ".",
            }
            for _ in range(chance.randint(1, 9))
        ]
        journal = chance.choice(journals)
        records.append(
            {
                "DOI": f"10.5555/example.{n:05}",
                "type": "journal-article",
                "title": [f"{chance.choice(what)} {chance.choice(how)} in {chance.choice(subjects)}: cohort {n}"],
                "author": people,
                "container-title": [journal],
                "issued": {"date-parts": [[year, chance.randint(1, 12)]]},
                "published-print": {"date-parts": [[year]]},
                "volume": str(year - 1980),
                "issue": str(chance.randint(1, 12)),
                "page": f"{first}-{first + chance.randint(3, 20)}",
            }
        )
    return records
