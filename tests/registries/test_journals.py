from __future__ import annotations

import pytest

from audit.registries.journals import same_journal

SAME = """\
Clin Transl Oncol = Clinical and Translational Oncology
Cell Mol Gastroenterol Hepatol = Cellular and Molecular Gastroenterology and Hepatology
CMAJ = Canadian Medical Association Journal
Lancet = The Lancet
Lancet = Lancet (London, England)
N Engl J Med = New England Journal of Medicine
NEJM = New England Journal of Medicine
Ann Oncol = Annals of oncology : official journal of the European Society for Medical Oncology
J Natl Cancer Inst = JNCI: Journal of the National Cancer Institute
Biochim Biophys Acta = Biochimica et Biophysica Acta (BBA) - Molecular Basis of Disease
Dtsch Med Wochenschr = DMW - Deutsche Medizinische Wochenschrift
Dtsch Arztebl Int = Deutsches Ärzteblatt international
Jpn J Clin Oncol = Japanese Journal of Clinical Oncology
Morb Mortal Wkly Rep = Morbidity and Mortality Weekly Report
Cancers (Basel) = Cancers
Am J Physiol Heart Circ Physiol = American Journal of Physiology-Heart and Circulatory Physiology
J Clin Endocrinol Metab = The Journal of Clinical Endocrinology &amp; Metabolism
Circ Heart Fail = Circulation: Heart Failure
Arch Intern Med = JAMA Internal Medicine
Proc Natl Acad Sci U S A = Proceedings of the National Academy of Sciences
PLoS One = PLOS ONE
Ned Tijdschr Geneeskd = Nederlands Tijdschrift voor Geneeskunde
Pflugers Arch = Pflügers Archiv - European Journal of Physiology
Ann Int Med = Annals of Internal Medicine
J. Clin. Oncol. = Journal of Clinical Oncology
JCO = Journal of Clinical Oncology
Br Med J = BMJ
Int J Radiat Oncol Biol Phys = International Journal of Radiation Oncology*Biology*Physics
Journal of the American Medical Association = JAMA"""

DIFFERENT = """\
Lancet = The Lancet Oncology
Nature = Nature Medicine
Cancer = Cancers
JAMA = JAMA Oncology
J Intern Med = JAMA Internal Medicine
Circulation = Circulation: Heart Failure
Neurology = Neuropharmacology
Cancer Res = Clinical Cancer Research
BMJ = BMJ Open
Eur J Cancer = European Journal of Cancer Care
Blood = Blood Advances
Cell = Cell Reports
Ann Surg = Annals of Surgical Oncology
Gastroenterology = Clinical Gastroenterology and Hepatology
PLoS One = PLOS Medicine
Neuron = Neuroscience
Biom J = Biochemical Journal
Diabetes = Diabetes Care
PRL = Psychopharmacology (Berl)
J Neurol = Journal of Neuroinflammation"""


def pairs(table: str) -> list[tuple[str, str]]:
    return [(left, right) for left, _, right in (line.partition(" = ") for line in table.splitlines())]


@pytest.mark.parametrize(("cited", "registered"), pairs(SAME))
def test_one_journal(cited: str, registered: str) -> None:
    assert same_journal(cited, registered)


@pytest.mark.parametrize(("cited", "registered"), pairs(DIFFERENT))
def test_two_journals(cited: str, registered: str) -> None:
    assert not same_journal(cited, registered)
    assert not same_journal(registered, cited)
