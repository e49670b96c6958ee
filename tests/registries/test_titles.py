from __future__ import annotations

import pytest

from audit.registries.text import unmarked, words
from audit.registries.titles import TitleMatch, bare, compare_titles, marked_retracted

SAME, SHORT, TYPO, REWORDED, OTHER = TitleMatch

CASES = [
    # markup, entities, white space
    ("KRAS and BRAF mutations in plasma", "<i>KRAS</i> and\n   <i>BRAF</i> mutations in plasma", SAME),
    ("Sex & gender in cardiology", "Sex &amp;amp; gender in cardiology", SAME),
    ("Effects of CO2 on reefs", "Effects of CO<sub>2</sub> on reefs", SAME),
    ("Effects of CO₂ on reefs", "Effects of CO 2 on reefs", SAME),
    # typography
    ("Non-small-cell lung cancer—an update", "Non–small cell lung cancer - an update", SAME),
    ("Crohn's disease in children.", "Crohn’s disease in children", SAME),
    ("WORLD-WIDE BURDEN OF DISEASE", "Worldwide burden of disease", SAME),
    # spelling
    ("Management of tumours and anaemia", "Management of tumors and anemia", SAME),
    ("Randomised, placebo-controlled programme in oesophageal haemorrhage",
     "Randomized placebo controlled program in esophageal hemorrhage", SAME),
    ("Paediatric orthopaedic centres", "Pediatric orthopedic centers", SAME),
    ("Sulphonylureas and behaviour", "Sulfonylureas and behavior", SAME),
    # Greek, Roman, accents
    ("Role of β-catenin in α-synuclein disease", "Role of beta-catenin in alpha-synuclein disease", SAME),
    ("A phase II trial of type I disease", "A phase 2 trial of type 1 disease", SAME),
    ("Índice de resecabilidad y supervivencia", "Indice de resecabilidad y supervivencia", SAME),
    ("TGF-β signalling in fibrosis of the lung", "TGF- signaling in fibrosis of the lung", SAME),
    # what registries add
    ("Chloroquine with a macrolide", "RETRACTED: Chloroquine with a macrolide", SAME),
    ("World-class city under globalization", "Notice of Retraction: World-class city under globalization", SAME),
    ("Outcomes of surgery in the elderly", "Outcomes of surgery in the elderly [corrected]", SAME),
    # subtitles
    ("Nothing but NET", "Nothing But NET: A Review of Neuroendocrine Tumors and Carcinomas", SHORT),
    ("Targeted systemic treatment of neuroendocrine tumors",
     "Targeted Systemic Treatment of Neuroendocrine Tumors: Current Options and Future Perspectives", SHORT),
    ("Is less more? A trial of dose reduction in the elderly", "A trial of dose reduction in the elderly", SHORT),
    # traps
    ("The", "The Lancet Oncology Commission on global cancer surgery", OTHER),
    ("The Lancet Oncology Commission", "The Lancet Oncology Commission on global cancer surgery", OTHER),
    ("Preparing and using policy briefs, part 13", "Preparing and using policy briefs, part 14", REWORDED),
    ("Weight loss causes increased mortality: pros", "Weight loss causes increased mortality: cons", REWORDED),
    ("Hypertension in pregnancy and its outcome", "Hypotension in pregnancy and its outcome", REWORDED),
    ("Outcomes at 5 years after surgery for cancer", "Outcomes at 10 years after surgery for cancer", REWORDED),
    ("Preoperative chemotherapy for gastric cancer", "Postoperative chemotherapy for gastric cancer", REWORDED),
    ("Treatable causes of dementia in adults", "Untreatable causes of dementia in adults", REWORDED),
    # typing errors
    ("Autologouse marrow transplantation in hepatitis", "Autologous marrow transplantation in hepatitis", TYPO),
    ("A study of the outcomes in patients with asthma", "A study of outcomes of patients with asthma", TYPO),
    ("Quite another subject altogether", "Somatostatin receptors in the midgut", OTHER),
    ("", "Somatostatin receptors in the midgut", OTHER),
]  # fmt: skip


@pytest.mark.parametrize(("cited", "registered", "match"), CASES)
def test_titles(cited: str, registered: str, match: TitleMatch) -> None:
    assert compare_titles(cited, registered).match is match


def test_a_first_report_is_not_its_follow_up() -> None:
    first = (
        "Placebo-controlled, double-blind, prospective, randomized study on the effect of octreotide LAR in the"
        " control of tumor growth in patients with metastatic neuroendocrine midgut tumors:"
        " a report from the PROMID Study Group"
    )
    later = (
        "Placebo-Controlled, Double-Blind, Prospective, Randomized Study on the Effect of Octreotide LAR in the"
        " Control of Tumor Growth in Patients with Metastatic Neuroendocrine Midgut Tumors (PROMID):"
        " Results of Long-Term Survival"
    )
    assert compare_titles(first, later).match in {REWORDED, OTHER}


@pytest.mark.parametrize(
    ("title", "marked"),
    [
        ("RETRACTED: Some work", True),
        ("[Retracted] Some work", True),
        ("Retracted Article: Some work", True),
        ("WITHDRAWN: Some work", True),
        ("Some work (Retracted article. See vol. 3)", True),
        ("Notice of Retraction: Some work", True),
        ("Retraction: Some work", False),  # a notice
        ("Retraction—Some work", False),
        ("Retracted publications in oncology: a survey", False),
        ("Withdrawal of antidepressants", False),
    ],
)
def test_titles_that_say_they_are_retracted(title: str, marked: bool) -> None:
    assert marked_retracted(title) is marked


def test_bare_never_leaves_nothing() -> None:
    assert bare("RETRACTED: ") != ""


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("MÃ´nica", "Mônica"),
        ("a &lt; b and c < d", "a < b and c < d"),
        ("<mml:math><mml:mi>x</mml:mi></mml:math> rays", "x rays"),
        ("p < 0.05 and n > 3", "p < 0.05 and n > 3"),
    ],
)
def test_unmarked(text: str, plain: str) -> None:
    assert unmarked(text) == plain


def test_superscript_figures_do_not_vanish() -> None:
    assert words("10² cells") == ("102", "cells")
