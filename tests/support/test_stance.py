"""Contradicted is said on plain opposition only: the worst thing this tool can say is a false one."""

from __future__ import annotations

import pytest

from audit.support import SourceText, judge

TRIAL = (
    "We randomly assigned 120 adults to zelotide or placebo for 24 weeks. "
    "Pain intensity was significantly lower in the zelotide group than in the placebo group (p = 0.002). "
    "Overall survival did not differ between zelotide and placebo (p = 0.64). "
    "Compared with placebo, zelotide increased bone density (p < 0.001). "
    "Nausea occurred more often with zelotide."
)

CONTRADICTED = [
    "Zelotide significantly increased pain intensity compared with placebo.",
    "Compared with placebo, zelotide significantly increased pain intensity.",
    "Compared with placebo, zelotide reduced bone density.",
    "Zelotide decreases bone density.",
    "Compared with placebo, zelotide significantly increased overall survival.",
]

NOT_CONTRADICTED = [
    "Zelotide significantly decreased pain intensity compared with placebo.",
    "Zelotide reduces pain intensity.",
    "Compared with placebo, zelotide increased bone density.",
    "Zelotide did not change overall survival.",
    "Zelotide was given for 24 weeks.",
    "Ibuprofen increases blood pressure.",
    "Pain intensity was higher with placebo than with zelotide.",
    "Zelotide reduces the use of opioids.",
    "Zelotide may influence bone density.",
]


@pytest.mark.parametrize("claim", CONTRADICTED)
def test_contradicted(claim: str) -> None:
    verdict = judge(claim, TRIAL)
    assert verdict.verdict == "contradicted", verdict.reasons
    assert verdict.contradiction is not None
    assert verdict.contradiction.passage.text in TRIAL
    assert verdict.contradiction.passage.text in [p.text for p in verdict.passages]
    assert verdict.score < 0.2


@pytest.mark.parametrize("claim", NOT_CONTRADICTED)
def test_not_contradicted(claim: str) -> None:
    verdict = judge(claim, TRIAL)
    assert verdict.verdict != "contradicted", verdict.reasons
    assert verdict.contradiction is None


@pytest.mark.parametrize(
    "text",
    [
        "We aimed to examine whether zelotide reduces bone density.",
        "Earlier work found that zelotide reduced bone density in rats [12].",
        "Bone density was lower than at baseline in both groups.",
        "On day 7, zelotide reduced bone density.",
        "Placebo reduced bone density compared with zelotide.",
    ],
)
def test_no_opposition_from_questions_other_works_other_times_or_the_other_arm(text: str) -> None:
    claim = "On day 28, zelotide increased bone density compared with placebo."
    assert judge(claim, SourceText(text)).verdict != "contradicted"


def test_agreement_elsewhere_forbids_contradicted() -> None:
    text = (
        TRIAL + " In the subgroup of women, pain intensity was higher in the zelotide group than in the placebo group."
    )
    assert judge("Zelotide lowered pain intensity compared with placebo.", text).verdict != "contradicted"


def test_scores_order_support() -> None:
    good = judge("Zelotide lowered pain intensity compared with placebo.", TRIAL).score
    other = judge("Zelotide was tested in children with asthma.", TRIAL).score
    bad = judge("Zelotide increased pain intensity compared with placebo.", TRIAL).score
    assert good > other > bad


def test_supported_needs_more_than_the_same_words() -> None:
    text = "Overall survival (84.7 and 83.7 months) was only slightly different with octreotide and placebo (p = 0.51)."
    assert (
        judge("Octreotide significantly increased overall survival compared with placebo.", text).verdict != "supported"
    )
    assert judge("Zelotide increased bone density compared with placebo.", TRIAL).verdict == "supported"


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        (
            "Heart rate was higher in group B.",
            "Heart rate was significantly lower in group C patients when compared to group B patients (p = 0.002).",
        ),
        (
            "An increase in LDL cholesterol leads to more infarctions.",
            "Oat fibre significantly lowers LDL cholesterol in adults (p = 0.01).",
        ),
        (
            "Smoking results in an increase in infarctions.",
            "Oat fibre significantly lowers weight in adults with infarctions (p = 0.01).",
        ),
        (
            "Cooling the lower abdomen did not decrease blood loss.",
            "Blood loss was measured after cooling the lower abdomen (p = 0.01).",
        ),
    ],
)
def test_what_is_said_of_other_groups_in_passing_or_as_a_premise_opposes_nothing(claim: str, text: str) -> None:
    assert judge(claim, text).verdict != "contradicted"
