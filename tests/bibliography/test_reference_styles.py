"""Styles, and what departs from the rest of a list (REF007)."""

# ruff: noqa: E501 (reference strings stay whole)

from __future__ import annotations

import pytest

from audit.bibliography.parsing import parse_reference, parse_references, style_differences

AMA = [
    f"Kidd M, Modlin IM. Title number {n}. Ann Oncol. 20{n};1(2):131-153. doi:10.1016/j.annonc.20{n}.01.001"
    for n in range(10, 16)
]


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        ("Hale T, Brook I. Bridging therapy. Ann Oncol. 2014;26(1):243-9. doi:10.1016/j.annonc.2014.01.002", "shortened"),
        ("Hale T, Brook I. Bridging therapy. Ann Oncol. 2014;26(1):243-249. https://doi.org/10.1016/j.annonc.2014.01.002", "link"),
        ("Hale, T., & Brook, I. (2014). Bridging therapy. Ann Oncol, 26(1), 243–249. doi:10.1016/j.annonc.2014.01.002", "full stops"),
        ("Hale T, Brook I. Bridging therapy. Annals of Oncology. 2014;26(1):243-249. doi:10.1016/j.annonc.2014.01.002", "in full"),
    ],
)  # fmt: skip
def test_the_odd_one_out(odd: str, words: str) -> None:
    differences = style_differences(parse_references([*AMA, odd]))
    assert differences and all(index == len(AMA) for index, _ in differences)
    assert any(words in what for _, what in differences)


def test_a_consistent_list_and_a_short_list_have_no_differences() -> None:
    assert style_differences(parse_references(AMA)) == []
    assert style_differences(parse_references(AMA[:2])) == []
    assert style_differences([]) == []


def test_what_can_be_written_in_one_way_only_is_no_difference() -> None:
    short = [f"Kidd M, Modlin IM. Title number {n}. Ann Oncol. 20{n};1(2):131-53." for n in range(10, 16)]
    alike = [f"Hale T. Bridging. Ann Oncol. 2014;26(1):{pages}." for pages in ("77-101", "7-13", "1-10", "188", "e12")]
    others = [
        "Lung Foundation. Asthma. Accessed July 1, 2024. https://lung.example.org/a", "Data on file. Alder Pharma; 2021.",
        "Kidd M, ed. Oncology. 2nd ed. Springer; 2019.", "Ibid.",
    ]  # fmt: skip
    assert style_differences(parse_references([*short, *alike, *others])) == []


def test_a_mixed_list_names_each_departure_once() -> None:
    mixed = [
        *AMA,
        "Hale, T. and Brook, I. (2014) 'Bridging therapy', Annals of Oncology, 26(1), pp. 243-9.",
        "Hale T, Brook I, Ito Y, et al. Bridging. Ann Oncol. 2016;26(1):243-249.",
        "Hale T, Brook I. Later work. Ann Oncol 2017 Mar;26(1):243-9.",
    ]
    found = style_differences(parse_references(mixed))
    assert {index for index, _ in found} == {len(AMA), len(AMA) + 2}
    assert len(found) == len(set(found)) and all("the rest of the list has" in what for _, what in found)


def test_an_even_mixture_has_no_style_to_depart_from() -> None:
    apa = [f"Hale, T. (20{n}). Bridging. Ann Oncol, 26(1), 243–249." for n in range(10, 16)]
    assert not any("full stops" in what for _, what in style_differences(parse_references([*AMA, *apa])))


@pytest.mark.parametrize(
    ("raw", "style"),
    [
        (AMA[0], "ama-11"), (AMA[0] + ".", "ama-10"),
        ("Kidd M. Title. Ann Oncol 2015 Mar;1(2):131-53.", "vancouver"),
        ("Kidd, M. (2015). Title of it. Ann Oncol, 1(2), 131–153.", "apa"),
        ("Kidd, M. & Modlin, I. Title of it. Ann. Oncol. 1, 131–153 (2015).", "nature"),
        ("Kidd M, Modlin I: Title of it. Ann Oncol 1 (2): 131-53, 2015.", "pdq"),
        ("Lung Foundation. Asthma. Accessed July 1, 2024. https://lung.example.org/a", "ama-11"),
        ("Lung Foundation. Asthma. https://lung.example.org/a. Accessed July 1, 2024.", "ama-10"),
        ("Ibid.", None),
    ],
)  # fmt: skip
def test_style(raw: str, style: str | None) -> None:
    assert parse_reference(raw).style == style
