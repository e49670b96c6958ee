"""The reviewer's desk: identity through edits, the log under kills and two writers, where-used.

    python benchmarks/review.py [--articles ../shared/data/articles] [--only identity,log,where-used] [--seed 8]

identity: 200 seeded edits (and as many revisions of ten edits each) of the articles' pages. An id is right where the
statement took most of its characters from the statement that had it; of a statement that was split, one part keeps the
id; of two that were merged, one id stays. The thresholds of audit/claims/identity.py were chosen on other edits of the
same articles (--seed 1); --seed 8 and later were not looked at while choosing.
log: 500 decisions by a process that is killed (SIGKILL) again and again; two processes that decide at once.
where-used: a workspace of 5,000 written documents; the time of a warm look-up, in the process and as a command
(on a busy machine the processor time tells more).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
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


def where_used(folder: Path, documents: int = 5000) -> None:
    """A workspace of written documents: 30 claims and 15 of 2,000 works each, every 400th work retracted."""
    from audit.review.where_used import WhereUsed

    dice = random.Random(5)
    (folder / "claim-audit.toml").write_text("", encoding="utf-8")
    for name in ("claims", "reports"):
        (folder / name).mkdir()
    for number in range(documents):
        write_document(folder, number, dice)
    started = time.perf_counter()
    with WhereUsed(folder) as index:
        print(f"where-used   built over {index.documents():,} documents in {time.perf_counter() - started:.1f} s")
    for what, arguments in (("by DOI", ["10.1000/w77"]), ("by key", ["w1999"]), ("--retracted", ["--retracted"])):
        within, outside, cpu = [], [], []
        for _ in range(5):
            started = time.perf_counter()
            with WhereUsed(folder) as index:
                found = index.find(None if "-" in arguments[0] else arguments[0], retracted="-" in arguments[0])
            within.append(time.perf_counter() - started)
            started, spent = time.perf_counter(), _spent()
            subprocess.run(
                [sys.executable, "-m", "audit", "where-used", *arguments], cwd=folder, check=True, capture_output=True,
                env={**os.environ, "PYTHONPATH": str(ROOT.parent)},
            )  # fmt: skip
            outside.append(time.perf_counter() - started)
            cpu.append(_spent() - spent)
        took = f"{1000 * min(within):.0f} ms in the process, {1000 * min(outside):.0f} ms as a command"
        took += f" ({1000 * min(cpu):.0f} ms of processor time)"
        print(f"where-used   {what:<12} {len(found):>6} claims   {took}")


def _spent() -> float:
    """Processor seconds of the processes that this one has waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


RETRACTED = {"type": "retraction", "date": "2024-01-01"}


def write_document(folder: Path, number: int, dice: random.Random) -> None:
    works = dice.sample(range(2000), 15)
    statements = [
        {
            "id": f"s-{number}-{place}", "kind": "claim", "text": f"Statement {place} of document {number} says so.",
            "source_text": "x", "line": place, "start": 0, "end": 1, "coverage": "direct", "covered_by": None,
            "citation_keys": [f"w{work}" for work in dice.sample(works, 2)],
        }
        for place in range(30)
    ]  # fmt: skip
    references = [
        {
            "key": f"w{work}", "label": str(place), "raw": f"Doe J. Work {work}. J Cases. 2020;1:{work}.",
            "doi": f"10.1000/w{work}", "pmid": None,
            "verification": {"status": "verified", "updates": [RETRACTED] if work % 400 == 0 else []},
        }
        for place, work in enumerate(works, 1)
    ]  # fmt: skip
    document = {"path": f"content/page-{number}.txt"}
    claims = {"schema": "claim-audit/claims/1", "document": document, "statements": statements}
    report = {
        **claims,
        "schema": "claim-audit/report/1",
        "run": {"started": "2026-01-01T00:00:00Z"},
        "references": references,
    }
    for name, values in (("claims", claims), ("reports", report)):
        (folder / name / f"page-{number}.json").write_text(json.dumps(values), encoding="utf-8")


def log(folder: Path) -> None:
    """Kill the writer of 500 decisions again and again; then let two write at once."""
    from audit.review.log import DecisionLog

    path = folder / "decisions.jsonl"
    acknowledged: dict[int, str] = {}
    kills, dice = 0, random.Random(3)
    while len(acknowledged) < 500:
        writer = start_writer(path, 500 - len(acknowledged))
        assert writer.stdout is not None
        for _ in range(dice.randrange(5, 60)):
            said = writer.stdout.readline().split()
            if said:
                acknowledged[int(said[0])] = said[1]
        time.sleep(dice.random() * 0.01)
        writer.kill()
        kills += 1
        rest, _ = writer.communicate()
        acknowledged.update({int(a): b for a, b in (line.split() for line in rest.splitlines() if " " in line)})
    before = len(DecisionLog(path).read().entries)
    writers = [start_writer(path, 250) for _ in range(2)]
    for writer in writers:
        writer.communicate()
    trail = DecisionLog(path).read()
    hashes = {entry.sequence: entry.hash for entry in trail.entries}
    lost = sum(hashes.get(number) != digest for number, digest in acknowledged.items())
    chain = "holds" if trail.fault is None else trail.fault.sentence
    print(f"log          {len(acknowledged)} decisions acknowledged through {kills} kills: {lost} lost; chain {chain}")
    print(f"log          two writers of 250 decisions at once: {len(trail.entries) - before} in the log")


WRITER = """
import sys
from pathlib import Path
from audit.model import Actor, Decision, Subject
from audit.review.log import DecisionLog
log = DecisionLog(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    made = log.record(lambda entries: [Decision(
        sequence=0, time="2026-11-23T12:00:00Z", actor=Actor(name="Jane"), action="comment",
        subject=Subject(type="document", document="d"), reason="x" * 20000)])
    print(made[0].sequence, made[0].hash, flush=True)
"""


def start_writer(path: Path, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(count)], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT.parent)},
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, default=SHARED)
    parser.add_argument("--only", default="identity,log,where-used")
    parser.add_argument("--seed", type=int, default=8)
    options = parser.parse_args()
    wanted = options.only.split(",")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        started = time.perf_counter()
        if "identity" in wanted:
            identity(options.articles, options.seed, folder)
        if "log" in wanted:
            (folder / "log").mkdir()
            log(folder / "log")
        if "where-used" in wanted:
            (folder / "fleet").mkdir()
            where_used(folder / "fleet")
        print(f"{time.perf_counter() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
