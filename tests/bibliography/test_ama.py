"""References as they should read in AMA 11, and read back."""

# ruff: noqa: E501 (reference strings stay whole)

from __future__ import annotations

import pytest

from audit.bibliography.ama import abbreviate_journal, ama_names, full_pages, render_ama
from audit.bibliography.parsing import parse_reference
from audit.model import Author, Reference


def people(*names: str) -> list[Author]:
    return [Author(family=name.split()[0], given=name.split()[1]) for name in names]


@pytest.mark.parametrize(
    ("authors", "et_al", "text"),
    [
        (people("Kidd M", "Modlin IM"), False, "Kidd M, Modlin IM"),
        (people("Kidd M"), True, "Kidd M, et al"),
        (people(*(f"A{n} B" for n in range(6))), False, "A0 B, A1 B, A2 B, A3 B, A4 B, A5 B"),
        (people(*(f"A{n} B" for n in range(7))), False, "A0 B, A1 B, A2 B, et al"),
        (people(*(f"A{n} B" for n in range(6))), True, "A0 B, A1 B, A2 B, et al"),
        ([Author(family="Mestier", particle="de", given="Louis")], False, "de Mestier L"),
        ([Author(family="Florian", given="J. A.", suffix="Jr")], False, "Florian JA Jr"),
        ([*people("Sachs G"), Author(literal="Bipolar Study Group")], False, "Sachs G; Bipolar Study Group"),
        ([Author(literal="World Health Organization")], False, "World Health Organization"),
    ],
)
def test_names(authors: list[Author], et_al: bool, text: str) -> None:
    assert ama_names(authors, et_al) == text


@pytest.mark.parametrize(
    ("pages", "full"),
    [("131-53", "131-153"), ("E398-404", "E398-E404"), ("S1–S9", "S1-S9"), ("188", "188"), ("vi-xii", "vi-xii"),
     ("591-601.e8", "591-601.e8"), (None, None)],
)  # fmt: skip
def test_pages(pages: str | None, full: str | None) -> None:
    assert full_pages(pages) == full


def test_journals_are_abbreviated() -> None:
    assert abbreviate_journal("New England Journal of Medicine") == "N Engl J Med"
    assert abbreviate_journal("J. Clin. Oncol.") == "J Clin Oncol"
    assert abbreviate_journal("Journal of Unknown Things") == "Journal of Unknown Things"


@pytest.mark.parametrize(
    ("raw", "ama"),
    [
        (
            "Hale, T., Brook, I., & Ruiz, M. L. (2012). Emotional eating in adolescents: A longitudinal study. "
            "New England Journal of Medicine, 58(1), 277–84. https://doi.org/10.1016/j.appet.2011.10.010",
            "Hale T, Brook I, Ruiz ML. Emotional eating in adolescents: A longitudinal study. N Engl J Med. "
            "2012;58(1):277-284. doi:10.1016/j.appet.2011.10.010",
        ),
        (
            "Ruiz M, Hale T: Is it safe? Ann Surg 183 (2): 89-96, 1996. [PUBMED Abstract]",
            "Ruiz M, Hale T. Is it safe? Ann Surg. 1996;183(2):89-96.",
        ),
        (
            "Lung Foundation. Living with asthma. Available at: https://lung.example.org/asthma. Accessed 11 May 2021.",
            "Lung Foundation. Living with asthma. Accessed May 11, 2021. https://lung.example.org/asthma",
        ),
        (
            "Okafor JN, Hale T. Principles of Nephrology. 2nd ed. New York, NY: Springer; 2019.",
            "Okafor JN, Hale T. Principles of Nephrology. 2nd ed. Springer; 2019.",
        ),
        (
            "Brook, I. (2011). Sleep apnea in children. In J. N. Okafor & T. Hale (Eds.), Handbook of sleep medicine "
            "(pp. 123–145). Elsevier.",
            "Brook I. Sleep apnea in children. In: Okafor JN, Hale T, eds. Handbook of sleep medicine. "
            "Elsevier; 2011:123-145.",
        ),
        (
            "Berg M. New onset diabetes. JAMA. Published online March 3, 2020. doi:10.1001/jama.2020.2648",
            "Berg M. New onset diabetes. JAMA. Published online March 3, 2020. doi:10.1001/jama.2020.2648",
        ),
        (
            "Hale T, Brook I. Airborne spread. medRxiv. Preprint posted online March 9, 2021. doi:10.1101/2021.03.05.21252520",
            "Hale T, Brook I. Airborne spread. medRxiv. Preprint posted online March 9, 2021. doi:10.1101/2021.03.05.21252520",
        ),
        ("Data on file. REF-04411. Alder Pharma Inc.; 2024.", "Data on file. REF-04411. Alder Pharma Inc; 2024."),
        ("Renovia [package insert]. Alder Pharma, Inc; 2021.", "Renovia. Package insert. Alder Pharma, Inc; 2021."),
        ("Ibid.", "Ibid."),
    ],
)
def test_as_it_should_read(raw: str, ama: str) -> None:
    assert render_ama(parse_reference(raw)) == ama


def test_a_record_renders_without_raw() -> None:
    record = Reference(
        raw="", type="article", authors=people("Kidd M", "Modlin IM"), title="Decoding", container="Cell",
        year="2015", volume="1", issue="2", pages="131-53", doi="10.1016/j.x",
    )  # fmt: skip
    assert render_ama(record) == "Kidd M, Modlin IM. Decoding. Cell. 2015;1(2):131-153. doi:10.1016/j.x"


def test_ama_is_a_fixed_point() -> None:
    raw = "Kidd M, Modlin IM, Bodei L, et al. Decoding the code: a review. Ann Oncol. 2015;1(2):131-153. doi:10.1016/j.x.1"
    assert render_ama(parse_reference(raw)) == raw
