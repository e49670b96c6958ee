"""The reviewer's desk: identity through edits, the log under kills and two writers, where-used.

    python benchmarks/review.py [--articles ../shared/data/articles] [--only identity,log,where-used] [--seed 8]

identity: 200 seeded edits (and as many revisions of ten edits each) of the articles' pages. An id is right where the
statement took most of its characters from the statement that had it; of a statement that was split, one part keeps the
id; of two that were merged, one id stays. The thresholds of audit/claims/identity.py were chosen on other edits of the
same articles (--seed 1); --seed 8 and later were not looked at while choosing.
log: 500 decisions by a process that is killed (SIGKILL) again and again; two processes that decide at once.
where-used: a workspace of 5,000 written documents; the time of a warm look-up, in the process and as a command.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT), str(ROOT.parent)]

from identity_edits import KINDS, Edited, edit  # noqa: E402

from audit.bibliography.library import Library  # noqa: E402
from audit.claims.identity import carry  # noqa: E402
from audit.model import Statement  # noqa: E402
from audit.pipeline import link, read_source  # noqa: E402

SHARED = ROOT.parents[1] / "shared" / "data" / "articles"


@dataclass
class Score:
    """Statements of new readings: those that should have an old id, and what they got."""

    total: int = 0
    right: int = 0
    touched: int = 0
    touched_right: int = 0
    lost: int = 0
    moved: int = 0
    told: Counter[str] = field(default_factory=Counter)
    untold: Counter[str] = field(default_factory=Counter)


def read(path: Path, text: str, folder: Path) -> list[Statement]:
    file = folder / path.name
    file.write_text(text, encoding="utf-8")
    reading = read_source(file, path.name)
    Library.load(folder / "none.bib").assign(reading.references)
    return link(reading)


def truths(before: list[Statement], after: list[Statement], edited: Edited) -> Iterator[tuple[Statement, set[str]]]:
    """Each new statement with the ids that it may rightly have: none where it is new."""
    look = edited.origins()
    for new in after:
        shares: Counter[str] = Counter()
        for start, end in look(new.start, new.end):
            for old in before:
                overlap = min(end, old.end) - max(start, old.start)
                if overlap > 0:
                    shares[old.id] += overlap
        sizes = {old.id: old.end - old.start for old in before}
        length = new.end - new.start
        yield new, {i for i, share in shares.items() if share > 0.5 * length or share > 0.6 * sizes[i]}


def judge(before: list[Statement], after: list[Statement], edited: Edited, kind: str, score: Score) -> None:
    carried, what = carry(before, after)
    old_ids = {statement.id for statement in before}
    texts = {statement.id: statement.text for statement in before}
    taken = {statement.id for statement in carried}
    for new, allowed in truths(before, carried, edited):
        if not allowed:
            score.moved += new.id in old_ids
            continue
        touched = new.text not in {texts[i] for i in allowed}
        # a part of a split may be new, if the other part has the id
        good = new.id in allowed or (new.id not in old_ids and allowed <= taken)
        score.total += 1
        score.right += good
        score.touched += touched
        score.touched_right += touched and good
        score.moved += new.id in old_ids and new.id not in allowed
        score.lost += not good and new.id not in old_ids
    if kind in ("split", "merged"):
        told = any(event.what == kind for event in what.reshaped)
        (score.told if told else score.untold)[kind] += 1


def identity(articles: Path, seed: int, folder: Path, count: int = 200) -> None:
    pages = sorted(articles.glob("*/page_bracket.txt"))
    if not pages:
        print(f"identity: no articles in {articles}")
        return
    dice = random.Random(seed)
    known: dict[Path, tuple[str, list[Statement]]] = {}
    print("identity          ids      right   touched    right     lost  moved to another claim   told")
    whole = Score()
    for kind in (*KINDS, "ten at once"):
        score = Score()
        done = 0
        while done < (count // len(KINDS) + 1):
            page = dice.choice(pages)
            if page not in known:
                text = page.read_text(encoding="utf-8")
                known[page] = (text, read(page, text, folder))
            text, before = known[page]
            edited = several(text, before, dice) if kind == "ten at once" else edit(kind, text, before, dice)
            if edited is None:
                continue
            done += 1
            judge(before, read(page, edited.text, folder), edited, kind, score)
            if kind != "ten at once":
                continue
        line(kind, score)
        if kind != "ten at once":
            for name in ("total", "right", "touched", "touched_right", "lost", "moved"):
                setattr(whole, name, getattr(whole, name) + getattr(score, name))
            whole.told += score.told
            whole.untold += score.untold
    line("all single", whole)


def several(text: str, before: list[Statement], dice: random.Random) -> Edited | None:
    """Ten edits in different statements, composed from the end of the text to its start."""
    kinds = [kind for kind in KINDS if kind not in ("renumbered", "moved")]
    cuts: list[tuple[int, int, list[tuple[int, int | str]]]] = []
    for _ in range(40):
        found = edit(dice.choice(kinds), text, before, dice)
        if found is None:
            continue
        first, last = found.pieces[0], found.pieces[-1]
        start, end = int(first[1]), last[0]
        if all(end + 3 < low or start > high + 3 for low, high, _ in cuts):
            cuts.append((start, end, list(found.pieces[1:-1])))
        if len(cuts) == 10:
            break
    pieces: list[tuple[int, int | str]] = []
    at = 0
    for start, end, middle in sorted(cuts, key=lambda cut: cut[0]):
        pieces += [(at, start), *middle]
        at = end
    return Edited((*pieces, (at, len(text))), text)


def line(kind: str, s: Score) -> None:
    told = ", ".join(f"{what} {n}/{n + s.untold[what]}" for what, n in sorted(s.told.items()))
    rate, rate2 = (f"{100 * a / b:8.2f} %" if b else "-" for a, b in ((s.right, s.total), (s.touched_right, s.touched)))
    print(f"{kind:<12} {s.total:>8} {rate} {s.touched:>8} {rate2} {s.lost:>7} {s.moved:>8}                {told}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, default=SHARED)
    parser.add_argument("--only", default="identity,log,where-used")
    parser.add_argument("--seed", type=int, default=8)
    options = parser.parse_args()
    import tempfile

    wanted = options.only.split(",")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        started = time.perf_counter()
        if "identity" in wanted:
            identity(options.articles, options.seed, folder)
        print(f"{time.perf_counter() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
