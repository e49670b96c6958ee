"""Claim support, measured: passages, claims turned round, judged pairs, changed numbers, speed, and the baselines.

    python benchmarks/support.py [--data DIR] [--half dev|held|all] [--only passages,pairs,numbers,baselines]
                                 [--limit N] [--show N]

DIR holds passages.jsonl with passages/, and the sets of judged pairs (see ../shared/tools/score_support.py, whose
measures these are). Rules and weights were chosen while looking at the half called `dev` (a hash of the article's or
the pair's name decides); `held` was only counted. SciFact's texts are CC BY-NC: measured, nothing was fitted to them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from audit.model import SupportVerdict
from audit.support import SourceText, judge

DATA = Path(__file__).parents[1].parent / "shared" / "data" / "support"
PAIRS = ("scifact_rte", "healthver_dev", "nli4ct_dev", "expertqa_health_dev")
Row = dict[str, Any]


def half_of(name: str) -> str:
    """`dev` for three quarters of the names, `held` for the fourth."""
    return ("dev", "later", "dev", "held")[int(hashlib.sha1(name.encode()).hexdigest(), 16) % 4]


def rows(path: Path, half: str, key: str = "id") -> list[Row]:
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [row for row in found if half == "all" or half_of(str(row[key])) == half]


def overlaps(passage: str, evidence: Iterable[str]) -> bool:
    """As the shared scorer has it: one inside the other, or 70 % of the shorter one's words shared."""
    squeeze = lambda s: re.sub(r"\W+", "", s).lower()  # noqa: E731
    words = lambda s: set(re.findall(r"[a-z0-9.]+", s.lower()))  # noqa: E731
    for text in evidence:
        a, b = squeeze(passage), squeeze(text)
        if a and (a in b or b in a):
            return True
        x, y = words(passage), words(text)
        if min(len(x), len(y)) >= 6 and len(x & y) / min(len(x), len(y)) >= 0.7:
            return True
    return False


def turned(claim: str) -> str:
    parts = re.split(r"(significantly increased|significantly decreased)", claim)
    swap = {"significantly increased": "significantly decreased", "significantly decreased": "significantly increased"}
    return "".join(swap.get(part, part) for part in parts)


def auroc(high: list[float], low: list[float]) -> float:
    if not high or not low:
        return float("nan")
    return sum((a > b) + 0.5 * (a == b) for a in high for b in low) / (len(high) * len(low))


def sources(data: Path) -> Callable[[str], SourceText]:
    kept: dict[str, SourceText] = {}

    def get(name: str) -> SourceText:
        if name not in kept:
            kept[name] = SourceText((data / "passages" / f"{name}.txt").read_text(encoding="utf-8"), origin=name)
        return kept[name]

    return get


def passages(data: Path, half: str, show: int) -> None:
    claims, get = rows(data / "passages.jsonl", half, "pmcid"), sources(data)
    first = third = true = missed = said = both = 0
    for row in claims:
        source = get(row["pmcid"])
        verdict = judge(row["claim"], source)
        hits = [overlaps(p.text, row["evidence"]) for p in verdict.passages]
        first += any(hits[:1])
        third += any(hits[:3])
        true += verdict.verdict == "contradicted"
        if verdict.verdict == "contradicted" and true <= show:
            report("FALSE", row["claim"], verdict)
        if turned(row["claim"]) != row["claim"]:
            both += 1
            other = judge(turned(row["claim"]), source)
            said += other.verdict == "contradicted"
            missed += other.verdict == "supported"
    n = len(claims)
    print(
        f"passages ({half}): {n} claims; evidence first {first / n:.3f}, in three {third / n:.3f}; contradicted: turned "
        f"{said}/{both} ({said / both:.2f}), true {true}/{n} ({true / n:.3f}); supported said of turned {missed}"
    )


def pairs(data: Path, half: str, limit: int, show: int) -> None:
    for name in PAIRS:
        path = data / f"{name}.jsonl"
        if not path.exists():
            continue
        asked = [r for r in rows(path, half) if r["label"] in ("SUPPORTS", "REFUTES", "NEI")][:limit]
        started = time.perf_counter()
        answers = [(row, judge(row["claim"], "\n\n".join(e["text"] for e in row["evidence"]))) for row in asked]
        taken = time.perf_counter() - started
        print(pair_line(name, half, answers) + f"; {len(asked) / taken:.0f}/s")
        wrong = [(r, v) for r, v in answers if v.verdict == "contradicted" and r["label"] != "REFUTES"]
        for row, verdict in wrong[:show]:
            report(row["label"], row["claim"], verdict)


def pair_line(name: str, half: str, answers: list[tuple[Row, SupportVerdict]]) -> str:
    said = [row["label"] for row, v in answers if v.verdict == "contradicted"]
    good = [row["label"] for row, v in answers if v.verdict == "supported"]
    scores: dict[str, list[float]] = {"SUPPORTS": [], "REFUTES": [], "NEI": []}
    for row, verdict in answers:
        scores[row["label"]].append(verdict.score)
    return (
        f"{name} ({half}): {len(answers)} pairs; contradicted said {len(said)}, right {said.count('REFUTES')} of "
        f"{len(scores['REFUTES'])}; supported said {len(good)}, right {good.count('SUPPORTS')} of "
        f"{len(scores['SUPPORTS'])}; AUROC {auroc(scores['SUPPORTS'], scores['REFUTES']):.3f}"
    )


def report(label: str, claim: str, verdict: SupportVerdict) -> None:
    print(f"  {label}: {claim}")
    if verdict.contradiction:
        print(f"     {verdict.contradiction.reason}\n     {verdict.contradiction.passage.text[:400]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--half", choices=("dev", "later", "held", "all"), default="all")
    parser.add_argument("--only", default="passages,pairs")
    parser.add_argument("--limit", type=int, default=2000)
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args()
    wanted = options.only.split(",")
    if "passages" in wanted:
        passages(options.data, options.half, options.show)
    if "pairs" in wanted:
        pairs(options.data, options.half, options.limit, options.show)


if __name__ == "__main__":
    main()
