"""Changed numbers: claims made from source sentences, one number changed: noticed? And is peace kept otherwise?

    python benchmarks/support_numbers.py [--data DIR] [--claims 300] [--seed 7] [--show N]

Two sources of sentences: texts generated here (templates, random values, eight pages each), and, where DIR has them,
the articles of passages/. Each claim is used twice: as it stands (nothing may be flagged) and with one number changed
(that number must be flagged). A third of the claims are reworded: clauses swapped, words replaced, units respelled.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable
from pathlib import Path

from audit.model import NumberCheck
from audit.support import SourceText, judge
from audit.support.quantities import Quantity, quantities

DATA = Path(__file__).parents[1].parent / "shared" / "data" / "support"
FLAGGED = ("not-in-source", "elsewhere")

DRUGS = ("dorvamab", "telsitinib", "placebo", "arvostatin", "merogliptin", "lacopril", "sibentide", "usual care")
OUTCOMES = (
    "overall survival", "progression-free survival", "objective response", "HbA1c", "systolic blood pressure",
    "body weight", "pain intensity", "length of hospital stay", "serum creatinine", "LDL cholesterol",
    "quality of life", "all-cause mortality", "febrile neutropenia", "hospital readmission", "forced vital capacity",
    "serum ferritin",
)  # fmt: skip
SITES = ("liver", "lung", "pancreas", "small bowel", "colon", "breast", "kidney", "thyroid", "prostate", "stomach")

Make = Callable[[random.Random], str]


def number(r: random.Random, low: float, high: float, decimals: int) -> str:
    return f"{r.uniform(low, high):.{decimals}f}"


def a(r: random.Random) -> str:
    return r.choice(DRUGS)


def o(r: random.Random) -> str:
    return r.choice(OUTCOMES)


TEMPLATES: tuple[Make, ...] = (
    lambda r: (
        f"Median {o(r)} was {number(r, 3, 90, 1)} months with {a(r)} and {number(r, 3, 90, 1)} months with {a(r)} "
        f"(HR {number(r, 0.3, 1.6, 2)}; 95% CI {number(r, 0.2, 0.6, 2)}-{number(r, 0.7, 2.5, 2)}; "
        f"p = {number(r, 0.001, 0.9, 3)})."
    ),
    lambda r: (
        f"Between {r.randint(1990, 2004)} and {r.randint(2005, 2023)}, {r.randint(40, 3900)} patients with tumours of "
        f"the {r.choice(SITES)} were randomly assigned to {a(r)} {r.choice((5, 10, 15, 20, 30, 60, 120))} mg every "
        f"{r.randint(2, 8)} weeks."
    ),
    lambda r: (
        f"{o(r).capitalize()} was reported in {r.randint(3, 60)} of {r.randint(70, 400)} patients "
        f"({number(r, 2, 70, 1)}%) who received {a(r)}."
    ),
    lambda r: (
        f"The incidence of {o(r)} rose from {number(r, 0.5, 9, 2)} to {number(r, 9, 30, 2)} per 100 000 person-years."
    ),
    lambda r: (
        f"Participants were aged {r.randint(18, 40)} to {r.randint(60, 85)} years, and {r.randint(20, 80)}% were women."
    ),
    lambda r: (
        f"After {r.randint(6, 52)} weeks, mean {o(r)} had changed by {number(r, 0.5, 25, 1)} units in the {a(r)} "
        f"group and by {number(r, 0.1, 12, 1)} units in the {a(r)} group."
    ),
    lambda r: (
        f"Grade {r.randint(3, 4)} events of the {r.choice(SITES)} occurred in {number(r, 1, 30, 1)}% of patients "
        f"on {a(r)}."
    ),
    lambda r: (
        f"The dose of {a(r)} was {number(r, 0.5, 9, 1)} mg/kg, given over {r.randint(20, 90)} minutes on "
        f"day {r.randint(1, 28)}."
    ),
    lambda r: (
        f"A total of {r.randint(1000, 9999):,} scans of the {r.choice(SITES)} were read; {r.randint(50, 900)} showed "
        f"lesions larger than {r.randint(2, 40)} mm."
    ),
    lambda r: (
        f"Serum levels reached {number(r, 10, 99, 1)} ng/mL at {r.randint(2, 24)} hours after "
        f"{r.choice((50, 100, 200, 400))} mg of {a(r)}."
    ),
    lambda r: (
        f"The odds of {o(r)} were higher in smokers (OR {number(r, 1.1, 4.9, 2)}, 95% CI {number(r, 1.0, 1.9, 2)} to "
        f"{number(r, 2, 9, 2)}) at {r.randint(1, 10)} years."
    ),
    lambda r: (
        f"Tumours of the {r.choice(SITES)} make up {number(r, 0.5, 40, 1)}% of all cases in the registry "
        f"of {r.randint(1991, 2022)}."
    ),
)
FILLERS = (
    "The remaining patients were followed as described above.", "These findings agree with clinical experience.",
    "Details of the analysis are given in the protocol.", "No other differences between the groups were seen.",
    "The mechanism behind this observation is not known.", "Such patients are often seen in specialised centres.",
)  # fmt: skip


def generated(r: random.Random) -> SourceText:
    """About eight pages: 30,000 characters in paragraphs."""
    paragraphs: list[str] = []
    size = 0
    while size < 30_000:
        lines = [r.choice(TEMPLATES)(r) if r.random() < 0.6 else r.choice(FILLERS) for _ in range(r.randint(3, 7))]
        paragraphs.append(" ".join(lines))
        size += len(paragraphs[-1])
    return SourceText("\n\n".join(paragraphs))


REWORDINGS: tuple[tuple[str, str], ...] = (
    (r"\bpatients\b", "participants"), (r"\bwas reported in\b", "occurred in"), (r"(\d)%", r"\1 per cent"),
    (r"\bmonths\b", "mo"), (r"\bweeks\b", "wk"), (r"(\d)\.(\d)", r"\1·\2"), (r"\bThe \b", ""),
    (r"\bmg\b", "milligrams"), (r"\byears\b", "y"),
)  # fmt: skip


def reworded(text: str, r: random.Random) -> str:
    """Two rewordings at most; numbers stay the numbers they are."""
    for pattern, put in r.sample(REWORDINGS, 2):
        text = re.sub(pattern, put, text)
    return text


def changed(text: str, r: random.Random) -> tuple[str, Quantity] | None:
    """`text` with one number replaced by another of the same form, and the quantity as it then reads."""
    options = [
        q
        for q in quantities(text)
        if q.kind not in ("confidence level", "fold")
        and not q.vague
        and re.fullmatch(r"[\d,.·]+", text[q.number_start : q.number_end])
    ]
    if not options:
        return None
    quantity = r.choice(options)
    old = text[quantity.number_start : quantity.number_end]
    new = other_number(old, quantity, r)
    after = text[: quantity.number_start] + new + text[quantity.number_end :]
    again = next((q for q in quantities(after) if q.number_start == quantity.number_start), None)
    return (after, again) if again else None


def other_number(old: str, quantity: Quantity, r: random.Random) -> str:
    """Another value with as many decimals: a near miss, a slip of a digit, or a multiple."""
    grouped = "," in old
    step = 10.0**-quantity.decimals
    for _ in range(50):
        value = r.choice(
            (
                quantity.value * r.choice((0.5, 0.8, 1.2, 1.5, 2, 10, 0.1)),
                quantity.value + step * r.choice((-9, -5, -3, -2, -1, 1, 2, 3, 5, 9)),
            )
        )
        new = f"{abs(value):,.{quantity.decimals}f}" if grouped else f"{abs(value):.{quantity.decimals}f}"
        if quantity.kind == "year":
            new = str(int(quantity.value) + r.choice((-9, -3, -2, -1, 1, 2, 3, 9)))
        if float(new.replace(",", "")) not in (quantity.value, 0.0):
            return new
    return str(int(quantity.value) + 7)


def claims_of(source: SourceText, r: random.Random, count: int) -> list[str]:
    lines = [
        s.text for s in source.sentences if 40 <= len(s.text) <= 400 and any(not q.vague for q in quantities(s.text))
    ]
    return r.sample(lines, min(count, len(lines)))


def run(name: str, sources: list[SourceText], count: int, seed: int, show: int) -> None:
    r = random.Random(seed)
    each = -(-count // len(sources))
    noticed = tried = alarms = total = shown = 0
    for source in sources:
        for line in claims_of(source, r, each):
            claim = reworded(line, r) if r.random() < 1 / 3 else line
            plain = [c for c in judge(claim, source).numbers if c.status in FLAGGED]
            total += 1
            alarms += bool(plain)
            if plain and shown < show:
                shown += 1
                print(f"  ALARM {[(c.text, c.kind, c.status, c.nearest) for c in plain]}: {claim}")
            altered = changed(claim, r)
            if altered is None:
                continue
            tried += 1
            found = flagged(judge(altered[0], source).numbers, altered[1])
            noticed += found
            if not found and shown < show:
                shown += 1
                print(f"  MISSED {altered[1].text!r} ({altered[1].kind}): {altered[0]}\n         {line}")
    print(
        f"numbers, {name}: {tried} claims with one number changed: noticed {noticed / tried:.3f}; "
        f"{total} unchanged: flagged {alarms / total:.3f}"
    )


def flagged(checks: list[NumberCheck], quantity: Quantity) -> bool:
    return any(c.status in FLAGGED and c.start < quantity.end and quantity.start < c.end for c in checks)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--claims", type=int, default=300)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args()
    r = random.Random(options.seed)
    run("own texts", [generated(r) for _ in range(10)], options.claims, options.seed, options.show)
    files = sorted((options.data / "passages").glob("*.txt"))
    if files:
        texts = [SourceText(path.read_text(encoding="utf-8"), origin=path.stem) for path in files]
        run("articles", texts, options.claims, options.seed, options.show)


if __name__ == "__main__":
    main()
