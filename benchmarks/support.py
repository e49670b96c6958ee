"""Claim support, measured: passages, claims turned round, judged pairs, changed numbers, speed, and the baselines.

    python benchmarks/support.py [--data DIR] [--part dev|later|held|all] [--only passages,pairs,baselines,turned,speed]
                                 [--limit N] [--show N] [--minilm FOLDER]

DIR holds passages.jsonl with passages/, and the sets of judged pairs (see ../shared/tools/score_support.py, whose
measures these are). Rules and weights were chosen while looking at the parts called `dev` (half of the names, by a
hash) and `later` (a quarter); of `held` (a quarter) only the counts were looked at while rules were written. SciFact's
texts are CC BY-NC: measured, nothing was fitted to them. FOLDER holds MiniLM as model.onnx and tokenizer.json.
`turned` makes its own claims: sentences of the articles, as they stand and with one direction word turned round, each
against the rest of its article.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from audit.model import SupportVerdict
from audit.support import SourceText, judge, ranking
from audit.support.effects import effects
from audit.support.opposing import primary

DATA = Path(__file__).parents[1].parent / "shared" / "data" / "support"
PAIRS = ("scifact_rte", "healthver_dev", "nli4ct_dev", "expertqa_health_dev")
Row = dict[str, Any]


def part_of(name: str) -> str:
    """`dev` for half of the names, `later` for a quarter, `held` for the last quarter."""
    return ("dev", "later", "dev", "held")[int(hashlib.sha1(name.encode()).hexdigest(), 16) % 4]


def rows(path: Path, part: str, key: str = "id") -> list[Row]:
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [row for row in found if part == "all" or part_of(str(row[key])) == part]


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


def passages(data: Path, part: str, show: int) -> None:
    claims, get = rows(data / "passages.jsonl", part, "pmcid"), sources(data)
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
        f"passages ({part}): {n} claims; evidence first {first / n:.3f}, in three {third / n:.3f}; contradicted: "
        f"turned {said}/{both} ({said / both:.2f}), true {true}/{n} ({true / n:.3f}); supported said of turned {missed}"
    )


def pairs(data: Path, part: str, limit: int, show: int) -> None:
    for name in PAIRS:
        path = data / f"{name}.jsonl"
        if not path.exists():
            continue
        asked = [r for r in rows(path, part) if r["label"] in ("SUPPORTS", "REFUTES", "NEI")][:limit]
        started = time.perf_counter()
        answers = [(row, judge(row["claim"], "\n\n".join(e["text"] for e in row["evidence"]))) for row in asked]
        taken = time.perf_counter() - started
        print(pair_line(name, part, answers) + f"; {len(asked) / taken:.0f}/s")
        wrong = [(r, v) for r, v in answers if v.verdict == "contradicted" and r["label"] != "REFUTES"]
        for row, verdict in wrong[:show]:
            report(row["label"], row["claim"], verdict)


def pair_line(name: str, part: str, answers: list[tuple[Row, SupportVerdict]]) -> str:
    said = [row["label"] for row, v in answers if v.verdict == "contradicted"]
    good = [row["label"] for row, v in answers if v.verdict == "supported"]
    scores: dict[str, list[float]] = {"SUPPORTS": [], "REFUTES": [], "NEI": []}
    for row, verdict in answers:
        scores[row["label"]].append(verdict.score)
    return (
        f"{name} ({part}): {len(answers)} pairs; contradicted said {len(said)}, right {said.count('REFUTES')} of "
        f"{len(scores['REFUTES'])}; supported said {len(good)}, right {good.count('SUPPORTS')} of "
        f"{len(scores['SUPPORTS'])}; AUROC {auroc(scores['SUPPORTS'], scores['REFUTES']):.3f}"
    )


def report(label: str, claim: str, verdict: SupportVerdict) -> None:
    print(f"  {label}: {claim}")
    if verdict.contradiction:
        print(f"     {verdict.contradiction.reason}\n     {verdict.contradiction.passage.text[:400]}")


def baselines(data: Path, part: str, minilm: Path | None) -> None:
    """Evidence first / in three: idf overlap of words, TF-IDF of characters 3 to 5, MiniLM, and ours, in one table."""
    claims, get = rows(data / "passages.jsonl", part, "pmcid"), sources(data)
    rankers: dict[str, Callable[[str, SourceText], list[int]]] = {
        "idf overlap": Overlap(lambda text: re.findall(r"[a-z0-9]+", text.lower())).rank,
        "TF-IDF, characters 3-5": Overlap(grams, cosine=True).rank,
        "ours": lambda claim, source: [r.index for r in ranking.rank(ranking.query(claim), source)],
    }
    if minilm:
        rankers["MiniLM (int8)"] = MiniLm(minilm).rank
    print(f"| {'ranking':24} | first | in three |  ({part}: {len(claims)} claims)")
    for name, rank in rankers.items():
        first = third = 0
        for row in claims:
            source = get(row["pmcid"])
            hits = [overlaps(source.sentences[i].text, row["evidence"]) for i in rank(row["claim"], source)[:3]]
            first += any(hits[:1])
            third += any(hits)
        print(f"| {name:24} | {first / len(claims):.3f} | {third / len(claims):.3f} |")


def grams(text: str) -> list[str]:
    low = f" {' '.join(text.lower().split())} "
    return [low[i : i + n] for n in (3, 4, 5) for i in range(len(low) - n + 1)]


class Overlap:
    """Terms weighed by idf over the sentences of the source: their sum, or the cosine of TF-IDF vectors."""

    def __init__(self, terms: Callable[[str], list[str]], cosine: bool = False) -> None:
        self.terms, self.cosine = terms, cosine
        self.kept: dict[int, tuple[list[Counter[str]], dict[str, float]]] = {}

    def index(self, source: SourceText) -> tuple[list[Counter[str]], dict[str, float]]:
        if id(source) not in self.kept:
            counts = [Counter(self.terms(s.text)) for s in source.sentences]
            known = Counter(term for count in counts for term in count)
            self.kept[id(source)] = counts, {t: math.log((1 + len(counts)) / (1 + n)) + 1 for t, n in known.items()}
        return self.kept[id(source)]

    def rank(self, claim: str, source: SourceText) -> list[int]:
        counts, idf = self.index(source)
        asked = Counter(term for term in self.terms(claim) if term in idf)
        scores = []
        for count in counts:
            if self.cosine:
                dot = sum(n * count[t] * idf[t] ** 2 for t, n in asked.items() if t in count)
                scores.append(dot / (math.sqrt(sum((n * idf[t]) ** 2 for t, n in count.items())) or 1))
            else:
                scores.append(sum(idf[t] for t in asked if t in count))
        return sorted(range(len(counts)), key=lambda i: (-scores[i], i))


class MiniLm:
    """all-MiniLM-L6-v2 as ONNX, mean pooling: only measured, not part of the product."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.enable_truncation(256)
        self.tokenizer.enable_padding()
        self.session = onnxruntime.InferenceSession(str(folder / "model.onnx"))
        self.kept: dict[int, Any] = {}

    def embed(self, texts: list[str]) -> Any:
        import numpy as np

        parts = []
        for at in range(0, len(texts), 32):
            encoded = self.tokenizer.encode_batch(texts[at : at + 32])
            ids, mask = np.array([e.ids for e in encoded]), np.array([e.attention_mask for e in encoded])
            inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            pooled = (self.session.run(None, inputs)[0] * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
            parts.append(pooled / np.linalg.norm(pooled, axis=1, keepdims=True))
        return np.concatenate(parts)

    def rank(self, claim: str, source: SourceText) -> list[int]:
        if id(source) not in self.kept:
            self.kept[id(source)] = self.embed([s.text for s in source.sentences])
        alike = self.kept[id(source)] @ self.embed([claim])[0]
        return sorted(range(len(alike)), key=lambda i: -float(alike[i]))


FLIPS = (
    ("increased", "decreased"), ("higher", "lower"), ("reduced", "increased"), ("increase", "decrease"),
    ("longer", "shorter"), ("greater", "smaller"), ("reduction", "increase"), ("improved", "worsened"),
    ("reduces", "increases"),
)  # fmt: skip


def turned_sentences(files: list[Path], each: int, show: int) -> None:
    """A sentence of an article is nearly always true of the rest of it; with its direction turned it is not."""
    turn = {a: b for x, y in FLIPS for a, b in ((x, y), (y, x))} | {"reduced": "increased", "increased": "decreased"}
    r = random.Random(11)
    true = false = flipped = noticed = 0
    for path in files:
        text = path.read_text(encoding="utf-8")
        source = SourceText(text)
        lines = [s for s in source.sentences if 50 < len(s.text) < 350 and directed(s.text)]
        for sentence in r.sample(lines, min(each, len(lines))):
            rest = SourceText(text[: sentence.start] + "\n\n" + text[sentence.end :])
            verdict = judge(sentence.text, rest)
            true += 1
            false += verdict.verdict == "contradicted"
            if verdict.verdict == "contradicted" and false <= show:
                report("SAID OF A TRUE ONE", sentence.text, verdict)
            words = sentence.text.split()
            places = [i for i, word in enumerate(words) if word in turn]
            if len(places) == 1:
                words[places[0]] = turn[words[places[0]]]
                flipped += 1
                noticed += judge(" ".join(words), source).verdict == "contradicted"
    print(
        f"sentences of {len(files)} articles: contradicted said of {noticed}/{flipped} turned round "
        f"({noticed / max(flipped, 1):.2f}), of {false}/{true} as they stand ({false / max(true, 1):.3f})"
    )


def directed(text: str) -> bool:
    return any(effect.kind != "link" and effect.target for effect in primary(effects(text)))


def speed(data: Path) -> None:
    """Pairs a second, each source read anew; against CPU time, for the machine is shared."""
    claims = rows(data / "passages.jsonl", "all", "pmcid")
    texts = {row["pmcid"]: (data / "passages" / f"{row['pmcid']}.txt").read_text(encoding="utf-8") for row in claims}
    judge("Warm.", "Up.")
    started = time.process_time()
    for row in claims:
        judge(row["claim"], SourceText(texts[row["pmcid"]]))
    cold = len(claims) / (time.process_time() - started)
    kept = {name: SourceText(text) for name, text in texts.items()}
    for row in claims:
        judge(row["claim"], kept[row["pmcid"]])
    started = time.process_time()
    for row in claims:
        judge(turned(row["claim"]) + " ", kept[row["pmcid"]])
    warm = len(claims) / (time.process_time() - started)
    size = sum(map(len, texts.values())) / len(texts)
    print(
        f"speed: {cold:.0f} pairs a second of CPU, source read anew ({size:,.0f} characters); {warm:.0f} with it kept"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--part", choices=("dev", "later", "held", "all"), default="all")
    parser.add_argument("--only", default="passages,pairs")
    parser.add_argument("--limit", type=int, default=2000)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--minilm", type=Path)
    options = parser.parse_args()
    wanted = options.only.split(",")
    if "passages" in wanted:
        passages(options.data, options.part, options.show)
    if "pairs" in wanted:
        pairs(options.data, options.part, options.limit, options.show)
    if "baselines" in wanted:
        baselines(options.data, options.part, options.minilm)
    if "turned" in wanted:
        names = sorted((options.data / "passages").glob("*.txt"))
        turned_sentences([p for p in names if options.part in ("all", part_of(p.stem))], 12, options.show)
        turned_sentences(sorted(options.data.parent.glob("articles/*/page_paren.txt")), 15, options.show)
    if "speed" in wanted:
        speed(options.data)


if __name__ == "__main__":
    main()
