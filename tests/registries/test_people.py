from __future__ import annotations

import pytest

from audit.model import Author
from audit.registries.authorship import compare_authors
from audit.registries.people import initials, nearly_same_family, same_person
from audit.registries.works import Work


def person(name: str) -> Author:
    """`Family, Given`, or a group."""
    family, comma, given = name.partition(", ")
    return Author(family=family, given=given) if comma else Author(literal=name)


@pytest.mark.parametrize(
    ("cited", "registered", "same"),
    [
        ("Kidd, M", "Kidd, Mark", True),
        ("Kidd, M", "Modlin, Irvin", False),
        ("de Mestier, L", "Mestier, Louis de", True),
        ("de Mestier, L", "DeMestier, L.", True),
        ("d'Assignies, G", "D’Assignies, Gaspard", True),
        ("O'Dorisio, S", "O'Dorisio, Sue", True),
        ("Müller, HH", "Mueller, Hans-Helge", True),
        ("Muller, HH", "Müller, H H", True),
        ("Løvås, K", "Lovas, Kristian", True),
        ("Herrera-Martínez, AD", "Herrera Martinez, Aura D", True),
        ("Martínez, AD", "Herrera-Martínez, Aura D", True),
        ("García-Figueiras, R", "García Figueiras, Roberto", True),
        ("Zhang, W", "Wei, Zhang", True),  # family and given name exchanged
        ("Zhang, W", "Li, Zhang", False),
        ("van der Zwan, J", "Zwan, Jan Maarten van der", True),
        ("Smith, J", "Smythe, J", False),
        ("KIDD, M", "Kidd, M", True),
        ("World Health Organization", "WHO", True),
        ("RECOVERY Collaborative Group", "The RECOVERY Collaborative Group", True),
        ("ENETS", "European Medicines Agency", False),
    ],
)
def test_persons(cited: str, registered: str, same: bool) -> None:
    assert same_person(person(cited), person(registered)) is same


@pytest.mark.parametrize(
    ("given", "letters"), [("Mark L.", "ML"), ("ML", "ML"), ("M.-L.", "ML"), ("José Miguel", "JM"), (None, "")]
)
def test_initials(given: str | None, letters: str) -> None:
    assert initials(given) == letters


def test_typing_errors_are_near() -> None:
    assert nearly_same_family("Modlinn", "Modlin")
    assert not nearly_same_family("Kidd", "Todd")


REGISTERED = ("Kidd, Mark", "Modlin, Irvin M", "Bodei, Lisa", "Drozdov, Ignat")


@pytest.mark.parametrize(
    ("cited", "registered", "first", "faults"),
    [
        (("Kidd, M", "Modlin, IM", "Bodei, L", "Drozdov, I"), REGISTERED, True, ()),
        (("Kidd, M", "Modlin, IM"), REGISTERED, True, ()),  # et al
        (("Castellanos, M", "Modlin, IM"), REGISTERED, False, ()),
        (("Modlin, IM", "Kidd, M"), REGISTERED, False, ()),
        (("Kid, M", "Modlin, IM"), REGISTERED, True, ("Kid M",)),  # a slip
        (("Kidd, M", "Bodei, L", "Modlin, IM"), REGISTERED, True, ("Modlin IM (out of order)",)),
        (("Kidd, M", "Petrov, P"), REGISTERED, True, ("Petrov P",)),
        (("Kidd, J",), REGISTERED, True, ("Kidd J (initials)",)),
        (("PROMID Study Group",), ("Rinke, Anja",), None, ()),
        (("Rinke, A", "PROMID Study Group"), ("PROMID Study Group", "Rinke, Anja"), True, ()),
        (("Kidd, M",), ("World Health Organization",), None, ()),
        (("Kidd, M",), ("王, 伟",), None, ()),
        ((), REGISTERED, None, ()),
        (("Kidd, M",), (), None, ()),
    ],
)
def test_lists(
    cited: tuple[str, ...], registered: tuple[str, ...], first: bool | None, faults: tuple[str, ...]
) -> None:
    work = Work("Crossref", None, "journal-article", authors=tuple(map(person, registered)))
    compared = compare_authors([person(name) for name in cited], [work])
    assert (compared.first, compared.faults) == (first, faults)


def test_a_second_registry_may_support_the_author() -> None:
    wrong = Work("Crossref", None, "journal-article", authors=(person("Petrov, P"),))
    right = Work("Europe PMC", None, "journal-article", authors=(person("Kidd, M"),))
    assert compare_authors([person("Kidd, M")], [wrong, right]).first is True
