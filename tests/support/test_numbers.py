"""Which numbers of a claim the source has, and how they are equal."""

from __future__ import annotations

import pytest

from audit.support import SourceText, judge

SOURCE = (
    "Participants were adults of both sexes. Eighty-five patients received 30 mg of the drug monthly or placebo for "
    "52 weeks. Overall survival was 84.7 months with the drug and 83.7 months with placebo (HR 0.75; p = 0.031). "
    "Progression was seen in 38 of 43 patients on placebo. A fifth of the patients (20 %) stopped early, mostly for "
    "nausea. The activity given was 200 mCi in each cycle. The incidence was 5.86 per 100 000 per year. Serum levels "
    "doubled within 24 hours. Of all screened people, 1,928 had answered the questionnaire. Diarrhoea occurred in "
    "12.3 % and 4.1 %."
)


@pytest.mark.parametrize(
    ("claim", "number", "status"),
    [
        ("Overall survival was 84.7 months with the drug.", "84.7 months", "found"),
        ("Overall survival with the drug was 85 months.", "85 months", "found"),
        ("Overall survival with the drug was 84.9 months.", "84.9 months", "not-in-source"),
        ("Overall survival with the drug was 94.7 months.", "94.7 months", "not-in-source"),
        ("Patients received the drug for one year: 12 months of treatment.", "12 months", "found"),
        ("Patients received 30 milligrams monthly.", "30 milligrams", "found"),
        ("Patients received 0.03 g of the drug monthly.", "0.03 g", "found"),
        ("Patients received 60 mg of the drug monthly.", "60 mg", "not-in-source"),
        ("One fifth of the patients stopped early.", "One fifth", "found"),
        ("The activity given in each cycle was 7.4 GBq.", "7.4 GBq", "found"),
        ("Progression was seen in 88 % of patients on placebo.", "88 %", "found"),
        ("Progression was seen in 78 % of patients on placebo.", "78 %", "not-in-source"),
        ("Overall survival: 25 % lower risk of death with the drug.", "25 %", "found"),
        ("Serum levels rose 2-fold within a day.", "2-fold", "found"),
        ("The difference in overall survival was significant (p < 0.05).", "0.05", "found"),
        ("The questionnaire was answered by 1928 people.", "1928", "found"),
        ("The questionnaire was answered by 84.7 people.", "84.7", "elsewhere"),
        ("The incidence was 5.86/100 000 per year.", "5.86/100 000", "found"),
    ],
)
def test_status(claim: str, number: str, status: str) -> None:
    checks = {check.text: check for check in judge(claim, SOURCE).numbers}
    assert checks[number].status == status, checks[number]
    if status == "not-in-source":
        assert checks[number].nearest
    if status == "found":
        passage = checks[number].passage
        assert passage is not None
        assert checks[number].found in passage.text


def test_numbers_swapped_in_a_repeated_sentence_are_noticed() -> None:
    claim = "Overall survival was 83.7 months with the drug and 84.7 months with placebo (HR 0.75; p = 0.031)."
    checks = {check.text: check.status for check in judge(claim, SOURCE).numbers}
    assert checks["83.7 months"] != "found"


def test_of_sentences_that_differ_only_in_numbers_the_nearest_is_meant() -> None:
    arms = "Arm A had 12 events in 40 patients. Arm B had 15 events in 41 patients. Arm C had 9 events in 38 patients."
    assert all(c.status == "found" for c in judge("Arm B had 15 events in 41 patients.", SourceText(arms)).numbers)
    wrong = judge("Arm B had 12 events in 41 patients.", SourceText(arms)).numbers
    assert [c.status for c in wrong if c.text == "12"] == ["not-in-source"]


def test_small_numbers_in_words_are_not_held_against_a_claim() -> None:
    checks = judge("The drug was compared in three broad areas of overall survival.", SOURCE).numbers
    assert [c.status for c in checks] == ["not-checked"]
