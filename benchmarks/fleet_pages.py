"""Pages for fleet.py: medical pages that never were, rendered from templates, citing works that never were.

Everything is drawn from a seeded generator, so that page n of a fleet is the same every time. A third of the pages is
plain text with flattened superscripts, a third HTML, a third Markdown; half of the works have an abstract.
"""

from __future__ import annotations

import html
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

Record = Mapping[str, Any]

_FAMILIES = (
    "Abernathy Okonkwo Lindqvist Castellanos Petrov Yamaguchi Haddad Thorburn Novak Iyer Marchetti Osei Fitzgerald Koh "
    "Wieczorek Dubois Rahman Eriksen Tanaka Moreau Silva Brandt Nakamura Achebe Larsen Ortega Kowalski Bianchi Meyer"
).split()
_DRUGS = (
    "avoretide belomab cantuzine dorlimod elvastatin fenoprilat gantuximab helocaine ibrosertib jantrolol kelizumab "
    "lomiparin mavoxetine nelitinib orbastine paridexin quelimod rivolamab selotrexed tamifloxan"
).split()
_DISEASES = (
    "carcinoid syndrome|chronic heart failure|type 2 diabetes|plaque psoriasis|migraine with aura|ulcerative colitis|"
    "severe asthma|osteoporosis|rheumatoid arthritis|chronic kidney disease|atrial fibrillation|multiple sclerosis|"
    "acromegaly|hepatocellular carcinoma|thyroid eye disease|polycythaemia vera"
).split("|")
_ENDS = (
    "overall survival|progression-free survival|hospital admission|quality of life|symptom control|"
    "relapse rate|bone mineral density|blood pressure|tumor response|time to next treatment"
).split("|")
_DESIGNS = (
    "a randomized, placebo-controlled trial|a prospective cohort study|a systematic review and meta-analysis|"
    "an open-label extension|a population-based registry study|pooled analysis of phase 3 trials"
).split("|")
_JOURNALS = (
    "Example Journal of Medicine|Annals of Invented Oncology|Archives of Fictional Cardiology|Imaginary Endocrinology|"
    "Journal of Supposed Outcomes|Proceedings of the Pretend Society|Clinical Nowhere|Theoretical Rheumatology"
).split("|")
_CLAIMS = (
    "{drug} improved {end} in patients with {disease} compared with placebo",
    "In {disease}, {n}% of patients treated with {drug} reached the primary end point of {end}",
    "The incidence of {disease} has risen {m}-fold since the 1990s",
    "{disease} is associated with a shorter {end} when it is diagnosed late",
    "Guidelines recommend that patients with {disease} are screened every {m} years",
    "The most common adverse events of {drug} were nausea ({n}%) and headache ({m}%)",
    "Median {end} was {n} months with {drug} and {m} months with standard care",
    "Up to {n}% of patients with {disease} do not respond to first-line treatment",
)
_ITEMS = ("fatigue and weight loss", "abdominal pain", "shortness of breath", "palpitations", "joint swelling", "fever")


def works(number: int, seed: int = 11) -> list[dict[str, Any]]:
    """Crossref records of works that do not exist: prefix 10.5555 is Crossref's own for examples."""
    chance = random.Random(seed)
    return [_work(n, chance) for n in range(number)]


def _work(n: int, chance: random.Random) -> dict[str, Any]:
    drug, disease, end = chance.choice(_DRUGS), chance.choice(_DISEASES), chance.choice(_ENDS)
    year, first, journal = chance.randint(1998, 2024), chance.randint(1, 3000), chance.choice(_JOURNALS)
    title = chance.choice(
        (
            f"{drug.capitalize()} and {end} in {disease}: {chance.choice(_DESIGNS)} in {n + 40} patients",
            f"Long-term {end} with {drug} in {n + 40} adults with {disease}",
            f"Effect of {drug} on {end} among {n + 40} patients with {disease}: {chance.choice(_DESIGNS)}",
        )
    )
    people = [
        {"family": chance.choice(_FAMILIES), "given": f"{chance.choice('ABCDEFGHJKLM')}.", "sequence": "additional"}
        for _ in range(chance.randint(1, 8))
    ]
    people[0]["sequence"] = "first"
    record: dict[str, Any] = {
        "DOI": f"10.5555/fleet.{n:05}",
        "type": "journal-article",
        "title": [title],
        "author": people,
        "container-title": [journal],
        "issued": {"date-parts": [[year, chance.randint(1, 12)]]},
        "published-print": {"date-parts": [[year]]},
        "volume": str(year - 1980),
        "issue": str(chance.randint(1, 12)),
        "page": f"{first}-{first + chance.randint(3, 20)}",
        "publisher": "Example Press",
        "ISSN": ["2167-8359"],
    }
    if n % 2:
        record["abstract"] = f"<jats:p>{' '.join(_abstract(drug, disease, end, chance))}</jats:p>"
    return record


def _abstract(drug: str, disease: str, end: str, chance: random.Random) -> Iterator[str]:
    n, m = chance.randint(20, 95), chance.randint(2, 19)
    yield f"Background: The effect of {drug} on {end} in {disease} is unknown."
    yield f"Methods: We assigned {chance.randint(90, 900)} patients to {drug} or placebo for {m} months."
    yield f"Results: Median {end} was {n} months with {drug} and {m} months with placebo (hazard ratio, 0.{n})."
    yield f"Nausea was reported in {n}% and headache in {m}% of patients."
    yield f"Conclusions: In patients with {disease}, {drug} improved {end} compared with placebo."


def reference(record: Record) -> str:
    """A work as an AMA list cites it."""
    people = [f"{person['family']} {person['given'][0]}" for person in record["author"]]
    names = ", ".join(people if len(people) <= 6 else [*people[:3], "et al"])
    year = record["published-print"]["date-parts"][0][0]
    place = f"{year};{record['volume']}({record['issue']}):{record['page']}"
    return f"{names}. {record['title'][0]}. {record['container-title'][0]}. {place}. doi:{record['DOI']}"


def write_pages(folder: Path, first: int, last: int, records: Sequence[Record], cited: int = 20) -> list[Path]:
    """Write the pages `first` to `last` (exclusive) of a fleet; a hundred in each folder."""
    paths = []
    for n in range(first, last):
        name, text = page(n, records, cited)
        path = folder / f"{n // 100:04}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def page(n: int, records: Sequence[Record], cited: int = 20) -> tuple[str, str]:
    """Name and text of page `n`."""
    chance = random.Random(1_000 + n)
    listed = chance.sample(range(len(records)), cited)
    blocks = list(_blocks(n, cited, chance))
    render = (_as_text, _as_html, _as_markdown)[n % 3]
    suffix = ("txt", "html", "md")[n % 3]
    references = [reference(records[index]) for index in listed]
    return f"page-{n:05}.{suffix}", render(blocks, references)


Block = tuple[str, list[tuple[str, list[int]]]]
"""A kind (`h1`, `h2`, `p`, `li`) and its sentences with the numbers that each cites."""


def _blocks(n: int, cited: int, chance: random.Random) -> Iterator[Block]:
    disease, drug = chance.choice(_DISEASES), chance.choice(_DRUGS)
    yield "h1", [(f"Living with {disease}: page {n} for healthcare professionals", [])]
    yield "p", [(f"This page explains what {disease} is and how it is treated.", [])]
    number = 0
    for section in ("What it is", "Diagnosis", "Treatment", "Outlook"):
        yield "h2", [(section, [])]
        for _ in range(2):
            sentences = []
            for _ in range(chance.randint(2, 4)):
                marks = []
                if number < cited:
                    number += 1
                    marks = [number]
                    if number > 2 and chance.random() < 0.3:
                        marks = sorted({number, chance.randint(1, number)})
                elif chance.random() < 0.8:
                    marks = [chance.randint(1, cited)]
                sentences.append((_claim(drug, disease, chance) + ".", marks))
            yield "p", sentences
        if section == "Diagnosis":
            number = min(cited, number + 1)
            yield "p", [("Symptoms at diagnosis are usually one of the following:", [number])]
            for item in chance.sample(_ITEMS, 3):
                yield "li", [(item.capitalize(), [])]
    while number < cited:
        number += 1
        yield "p", [(_claim(drug, disease, chance) + ".", [number])]


def _claim(drug: str, disease: str, chance: random.Random) -> str:
    text = chance.choice(_CLAIMS).format(
        drug=drug, disease=disease, end=chance.choice(_ENDS), n=chance.randint(20, 95), m=chance.randint(2, 19)
    )
    return text[0].upper() + text[1:]


def _as_text(blocks: Sequence[Block], references: Sequence[str]) -> str:
    lines = [" ".join(text + " ".join(map(str, marks)) for text, marks in sentences) for _kind, sentences in blocks]
    return "\n".join([*lines, "References", *(f"{n}. {text}" for n, text in enumerate(references, 1))]) + "\n"


def _as_html(blocks: Sequence[Block], references: Sequence[str]) -> str:
    def sentence(text: str, marks: list[int]) -> str:
        raised = f"<sup>{','.join(map(str, marks))}</sup>" if marks else ""
        return html.escape(text) + raised

    parts = []
    for kind, sentences in blocks:
        inside = " ".join(sentence(*one) for one in sentences)
        parts.append(f"<ul><li>{inside}</li></ul>" if kind == "li" else f"<{kind}>{inside}</{kind}>")
    listed = "\n".join(f"<li>{html.escape(text)}</li>" for text in references)
    body = "\n".join(parts).replace("</ul>\n<ul>", "\n")
    return (
        "<!doctype html>\n<html lang='en'><head><title>Page</title></head><body><main>\n"
        f"{body}\n<h2>References</h2>\n<ol>\n{listed}\n</ol>\n</main></body></html>\n"
    )


def _as_markdown(blocks: Sequence[Block], references: Sequence[str]) -> str:
    def sentence(text: str, marks: list[int]) -> str:
        return text + (f"<sup>{','.join(map(str, marks))}</sup>" if marks else "")

    signs = {"h1": "# ", "h2": "## ", "li": "- ", "p": ""}
    parts = [signs[kind] + " ".join(sentence(*one) for one in sentences) for kind, sentences in blocks]
    listed = [f"{n}. {text}" for n, text in enumerate(references, 1)]
    return "\n\n".join([*parts, "## References", "\n".join(listed)]) + "\n"
