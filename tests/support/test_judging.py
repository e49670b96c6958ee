"""The verdict as other rooms get it."""

from __future__ import annotations

import pytest

from audit.support import SourceText, judge

ABSTRACT = (
    "Background: Treatment of valve disease is debated. Eighty-five patients were assigned to monthly drug A 30 mg or "
    "placebo. Forty-eight patients (56.5%) died. Median overall survival was 84.7 months with drug A and 83.7 months "
    "with placebo [HR = 0.83 (95% CI: 0.47-1.46); p = 0.51]."
)


def test_nothing_read_is_unverified() -> None:
    verdict = judge("Anything at all.", "  \n")
    assert verdict.verdict == "unverified"
    assert verdict.reasons


def test_a_passage_is_the_text_at_its_offsets() -> None:
    verdict = judge("Median overall survival was 84.7 months.", ABSTRACT)
    assert verdict.passages
    assert all(ABSTRACT[p.start : p.end] == p.text for p in verdict.passages)
    assert verdict.numbers[0].status == "found"


@pytest.mark.parametrize("kind", ["abstract", "excerpt"])
def test_a_part_is_named_as_a_part(kind: str) -> None:
    verdict = judge("Median overall survival was 84.7 months.", SourceText(ABSTRACT, kind=kind))
    assert verdict.abstract_only
    assert any("not the full text" in reason for reason in verdict.reasons)
