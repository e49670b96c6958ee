"""Lists of names: where they end, and who is in them, in every form."""

# ruff: noqa: E501 (reference strings stay whole)

from __future__ import annotations

import pytest

from audit.bibliography.names import read_prefix
from audit.bibliography.person_lists import parse_names
from audit.model import Author


def shown(authors: list[Author]) -> list[str]:
    return [a.literal or " ".join(p for p in (a.particle, a.family, a.given, a.suffix) if p) for a in authors]


@pytest.mark.parametrize(
    ("text", "names", "rest"),
    [
        ("Liou JM, Chen CC, et al Empirical therapy", ["Liou JM", "Chen CC"], "Empirical therapy"),
        ("Kott PS The delete-a-group", ["Kott PS"], "The delete-a-group"),
        ("Guthrie LB, Oken E, Ongoing monitoring", ["Guthrie LB", "Oken E"], "Ongoing monitoring"),
        ("Daugaard H, Bechtold J E, Jensen T. The effect", ["Daugaard H", "Bechtold JE", "Jensen T"], "The effect"),
        ("van den Berg MH, de la Rosa M. X", ["van den Berg MH", "de la Rosa M"], "X"),
        ("O'Shea RS, Van De Velde S, d'Assignies G. X", ["O'Shea RS", "Van De Velde S", "d'Assignies G"], "X"),
        ("Chasela, C. S., Hudgens, M. G., … Ahmed, Y. I. (2010). M", ["Chasela CS", "Hudgens MG", "Ahmed YI"], "(2010). M"),
        ("S.J. Anderson, S.B. Karum, and K. Iagnemma. C", ["Anderson SJ", "Karum SB", "Iagnemma K"], "C"),
        ("Karaya F.Provost A.Brown S. (2011). S", ["Karaya F", "Provost A", "Brown S"], "(2011). S"),
        ("Mackie, A.E., McDowall, J.E. & Daley‐Yates, P.T. P", ["Mackie AE", "McDowall JE", "Daley‐Yates PT"], "P"),
        ("Keck PE Jr, Calabrese JR, et al; Study Group. A", ["Keck PE Jr", "Calabrese JR", "Study Group"], "A"),
        ("Helm PJ, Looger, LL, Sprengel R. S", ["Helm PJ", "Looger LL", "Sprengel R"], "S"),
        ("Johnson, F. A., B. K. Williams, and D. F. Caith. A", ["Johnson FA", "Williams BK", "Caith DF"], "A"),
        ("Colombel J‐F, Bae S-C. C", ["Colombel J-F", "Bae S-C"], "C"),
        ("Smith J. A phase II study of", ["Smith J"], "A phase II study of"),
        ("Vitamin D in older people", [], "Vitamin D in older people"),
    ],
)  # fmt: skip
def test_prefix(text: str, names: list[str], rest: str) -> None:
    prefix = read_prefix(text)
    assert shown(prefix.authors) == names
    assert text[prefix.end :] == rest


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Myrone, Martin, and Lucy Peltz", ["Myrone Martin", "Peltz Lucy"]),
        ("Preissler, Melissa A., & Carey, Susan", ["Preissler Melissa A", "Carey Susan"]),
        ("Irda Fidrianny, Dian Ayu, Rika Hartati", ["Fidrianny Irda", "Ayu Dian", "Hartati Rika"]),
        ("Smith J, MD, Jones K, PhD", ["Smith J", "Jones K"]),
        ("Jordan PW, Thomas B, Weerdmeester BA, et al, eds.", ["Jordan PW", "Thomas B", "Weerdmeester BA"]),
        ("Press, WH; Teukolsky, SA; Flannery, BP", ["Press WH", "Teukolsky SA", "Flannery BP"]),
        ("World Health Organization", ["World Health Organization"]),
        ("Müller K, Schmidt H (Hrsg.)", ["Müller K", "Schmidt H"]),
        ("Ludwig van Beethoven", ["van Beethoven Ludwig"]),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert shown(parse_names(text)[0]) == names


@pytest.mark.parametrize(
    "mark",
    [
        "et al",
        "et al.",
        "et coll.",
        "und andere",
        "u. a.",
        "e cols.",
        "y otros",
        "et autres",
        "and others",
        "and colleagues",
    ],
)
def test_et_al(mark: str) -> None:
    authors, et_al = parse_names(f"Dupont J, Martin P, {mark}")
    assert (shown(authors), et_al) == (["Dupont J", "Martin P"], True)
