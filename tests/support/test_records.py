"""Tables of trial registry records."""

from __future__ import annotations

import pytest

from audit.support import judge
from audit.support.records import read_tables
from audit.support.records.reading import records

EVENTS = """Adverse Events 1:
  Total: 20/167 (11.98%)
  Diarrhoea 5/167 (2.99%)
  Febrile neutropenia * 21/167 (0.60%)
  Cardiac failure acute 0/167 (0.00%)
Adverse Events 2:
  Total: 4/160 (2.50%)
  Diarrhoea 1/160 (0.63%)
  Febrile neutropenia * 20/160 (0.00%)
  Cardiac failure acute 1/160 (0.63%)"""

OUTCOMES = """Outcome Measurement:
  Progression-free survival
  Time frame: 2 years
Results 1:
  Arm/Group Title: Zelotide
  Overall Number of Participants Analyzed: 211
  Median (95% Confidence Interval)
  Unit of Measure: months  8.4        (7.0 to 9.9)
Results 2:
  Arm/Group Title: Placebo
  Overall Number of Participants Analyzed: 209
  Median (95% Confidence Interval)
  Unit of Measure: months  5.5        (4.9 to 6.5)"""


@pytest.mark.parametrize(
    ("claim", "holds"),
    [
        ("5 patients in cohort 1 of the trial had diarrhoea.", True),
        ("6 patients in cohort 1 of the trial had diarrhoea.", False),
        ("There were more cases of diarrhoea in cohort 1 than in cohort 2.", True),
        ("There were more cases of diarrhoea in cohort 2 than in cohort 1.", False),
        ("There were no cases of acute cardiac failure in cohort 1.", True),
        ("There were no cases of acute cardiac failure in the trial.", False),
        ("Diarrhoea was the most common adverse event.", True),
        ("Less than 5% of patients in cohort 1 had diarrhoea.", True),
        ("More than 1/3 of patients in cohort 1 had diarrhoea.", False),
        ("All cases of acute cardiac failure occurred in cohort 2.", True),
        ("All cases of diarrhoea occurred in cohort 2.", False),
        ("There were over 4 times more cases of diarrhoea in cohort 1 than in cohort 2.", True),
        ("There were over 6 times more cases of diarrhoea in cohort 1 than in cohort 2.", False),
        ("1 patient in cohort 1 had febrile neutropenia.", True),
    ],
)
def test_adverse_events(claim: str, holds: bool) -> None:
    assert (read_tables(claim, EVENTS).balance > 0) is holds


@pytest.mark.parametrize(
    ("claim", "holds"),
    [
        ("Median progression-free survival was higher with zelotide than with placebo.", True),
        ("Median progression-free survival was higher with placebo than with zelotide.", False),
        ("Median progression-free survival with zelotide was over 8 months.", True),
        ("Median progression-free survival with zelotide was over 9 months.", False),
        ("There was less than 3 months difference in median progression-free survival.", True),
        ("There was less than 2 months difference in median progression-free survival.", False),
    ],
)
def test_outcomes(claim: str, holds: bool) -> None:
    assert (read_tables(claim, OUTCOMES).balance > 0) is holds


def test_two_records_are_told_apart() -> None:
    first, second = records(EVENTS + "\n\n" + EVENTS.split("Adverse Events 2", maxsplit=1)[0])
    assert (len(first.events), len(second.events)) == (2, 1)


def test_other_texts_are_no_records() -> None:
    assert records("Inclusion criteria were broad. Patients were eligible.\n\nResults were good.") == []


def test_a_table_shows_in_the_reasons_and_never_contradicts() -> None:
    verdict = judge("6 patients in cohort 1 of the trial had diarrhoea.", EVENTS)
    assert verdict.verdict == "partly"
    assert any("5 of 167" in reason for reason in verdict.reasons)


@pytest.mark.parametrize(("frame", "holds"), [("2 years", True), ("6 weeks", False)])
def test_time_frames_are_compared(frame: str, holds: bool) -> None:
    both = OUTCOMES + "\n\n" + OUTCOMES.replace("2 years", frame)
    assert (
        read_tables("The primary trial and the secondary trial use the same time frame.", both).balance > 0
    ) is holds


def test_a_record_whose_tables_say_nothing_of_a_claim_neither_supports_nor_opposes_it() -> None:
    assert judge("Zelotide was taken as a tablet.", OUTCOMES).score == pytest.approx(0.5, abs=0.05)
