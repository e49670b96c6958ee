"""What a reference of each type must give (REF002)."""

# ruff: noqa: E501 (reference strings stay whole)

from __future__ import annotations

import pytest

from audit.bibliography.completeness import missing_fields
from audit.bibliography.parsing import parse_reference
from audit.model import Reference


@pytest.mark.parametrize(
    ("raw", "missing"),
    [
        ("Kidd M. Decoding. Ann Oncol. 2015;1(2):131-153.", []),
        ("Busch T, et al. N Engl J Med. 2017;376:1723-1736.", ["title"]),
        ("Berg M. New onset diabetes. JAMA. Published online March 3, 2020. doi:10.1001/jama.2020.2648", []),
        ("Lung Foundation. Living with asthma. Accessed July 19, 2024. https://lung.example.org/asthma", []),
        ("Lung Foundation. Living with asthma. Accessed July 19, 2024.", ["web address"]),
        ("Okafor JN. Principles of Nephrology. 2nd ed. Springer; 2019.", []),
        ("Renovia [prescribing information]. Alder Pharma, Inc.; September 2023.", []),
        ("Renovia [prescribing information].", ["company", "date or revision"]),
        ("Data on file. Alder Pharma Inc; 2021.", ["document number"]),
        ("Data on file. REF-04411. Alder Pharma Inc.; 2024.", []),
        (
            "ClinicalTrials.gov. NCT03972488. Accessed 5 January 2024. https://clinicaltrials.gov/study/NCT03972488",
            ["title"],
        ),
        ("Ibid.", []),
    ],
)
def test_missing(raw: str, missing: list[str]) -> None:
    assert missing_fields(parse_reference(raw)) == missing


@pytest.mark.parametrize(
    "kind",
    ["article", "web", "book", "chapter", "abstract", "guideline", "report", "label", "data-on-file", "trial", "preprint",
     "thesis", "news"],
)  # fmt: skip
def test_an_empty_reference_of_any_type_lacks_something(kind: str) -> None:
    assert missing_fields(Reference(raw="", type=kind))  # type: ignore[arg-type]


def test_other_lacks_nothing() -> None:
    assert missing_fields(Reference(raw="")) == []
