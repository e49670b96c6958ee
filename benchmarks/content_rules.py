"""How often the rules on content are right.

    python benchmarks/content_rules.py [--articles DIR] [--profile NAME] [--list] [--all]

Two measures:
- sentences: `content_rules_sentences.tsv`, written for this project, good and bad ones. Part A was written before the
  rules and used while they were made; parts B, C and D were written afterwards, one after the other, and each measured
  before anything was changed for it; then they were used too. The blind figures stand in the file.
- articles: published scholarly prose (`../shared/data/articles`), where nearly every hit of a LAN rule is false. Half
  of the articles (by the hash of their name) was not looked at while the rules were made; --list prints the hits of
  the other half, --all those of both.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from audit.checks import Case, Profile, load_profile, run_checks
from audit.model import Block, Document, Finding, Marker, Reference, ReferenceList, Statement

TODAY = date(2026, 11, 1)
CONTENT = ("LAN", "ABB", "TXT")
SENTENCES = Path(__file__).with_name("content_rules_sentences.tsv")
ARTICLES = Path(__file__).parents[2] / "shared" / "data" / "articles"
_KEY = re.compile(r"[\w-]{0,4}[A-Z][\w-]{0,9}(?:,|:| =) [A-Za-z0-9][^.;]+(?:; [\w-]{1,10}(?:,|:| =) [^.;]+)*\.?")


def case_of(parts: Sequence[tuple[str, int, list[int]]], titles: Sequence[str], profile: Profile) -> Case:
    """A case of (statement, block number, indexes of the cited titles)."""
    text, statements, blocks = "", [], {}
    for number, (words, block, cited) in enumerate(parts):
        start, end = len(text), len(text) + len(words)
        key = _KEY.fullmatch(words) and (not re.match(r"[A-Z][a-z]+[,:]", words))
        shouted = words.isupper() and not words.endswith(".")
        groups = [Marker(source="", labels=[str(c + 1) for c in cited], start=end, end=end)] if cited else []
        statements.append(
            Statement(
                id=f"s{number}", kind="abbreviation" if key else "heading" if shouted else "claim", text=words,
                source_text=words, line=number + 1, start=start, end=end, marker_groups=groups,
                markers=[str(c + 1) for c in cited], coverage="direct",
            )
        )  # fmt: skip
        first = blocks.get(block, (start, end))[0]
        blocks[block] = (first, end)
        text += words + "\n"
    references = [Reference(raw=title, title=title, label=str(n), type="article") for n, title in enumerate(titles, 1)]
    return Case(
        document=Document(
            path="-", media_type="text/plain", sha256="", text=text,
            blocks=tuple(Block("paragraph", start, end) for start, end in blocks.values()),
        ),
        profile=profile, today=TODAY, statements=statements, references=references,
        lists=[ReferenceList((), len(text), len(text), 0, len(text) + 1)] if titles else [],
    )  # fmt: skip


def labelled() -> Iterator[tuple[str, set[str], str, str]]:
    """(part, codes, text, title) of every sentence."""
    part = ""
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            part = found[1] if (found := re.search(r"Part (\w)", line)) else part
        elif line.strip():
            codes, text, *title = line.split("\t")
            yield part, set(codes.split()) - {"-"}, text, title[0] if title else ""


def score_sentences(profile: Profile, show: bool) -> None:
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    totals: Counter[str] = Counter()
    for part, wanted, text, title in labelled():
        parts = [(words, number, [0] if title else []) for number, words in enumerate(text.split("⏎"))]
        said = {f.code for f in run_checks(case_of(parts, [title] if title else [], profile)) if f.code[:3] in CONTENT}
        totals[part] += 1
        for code in said | wanted:
            kind = "right" if code in said & wanted else "false" if code in said else "missed"
            counts[part][code][kind] += 1
            counts[part]["all"][kind] += 1
            if show and kind != "right":
                print(f"  {part} {kind} {code}: {text}")
    for part, codes in sorted(counts.items()):
        print(f"sentences, part {part} ({totals[part]})")
        for code, c in sorted(codes.items()):
            said, there = c["right"] + c["false"], c["right"] + c["missed"]
            precision = f"{c['right'] / said:.3f}" if said else "-"
            recall = f"{c['right'] / there:.3f}" if there else "-"
            print(
                f"  {code:8} precision {precision:>5} ({c['right']}/{said})  recall {recall:>5} ({c['right']}/{there})"
            )


def _article(path: Path, profile: Profile) -> tuple[int, Case, list[Finding]]:
    gold = json.loads(path.read_text(encoding="utf-8"))
    index = {reference["label"]: n for n, reference in enumerate(gold["references"])}
    parts = [
        (" ".join(c["text"].split()), c["block"], [index[label] for label in c["labels"] if label in index])
        for c in gold["claims"]
    ]
    case = case_of(parts, [reference.get("title") or "" for reference in gold["references"]], profile)
    return len(parts), case, [f for f in run_checks(case) if f.code[:3] in CONTENT]


def score_articles(folder: Path, profile: Profile, shown: set[str], codes: str) -> None:
    hits: dict[str, Counter[str]] = defaultdict(Counter)
    sentences: Counter[str] = Counter()
    for path in sorted(folder.glob("*/gold.json")):
        half = "seen" if int(hashlib.sha256(path.parent.name.encode()).hexdigest(), 16) % 2 == 0 else "held back"
        count, case, findings = _article(path, profile)
        sentences[half] += count
        for finding in findings:
            hits[half][finding.code] += 1
            if half in shown and finding.code.startswith(codes):
                line = case.document.text.splitlines()[finding.location.line - 1]
                words = line[max(0, finding.location.column - 80) : finding.location.column + 90]
                print(f"  {half} {path.parent.name[:12]} {finding.code} {finding.message[:110]} | {words}")
    for half, found in sorted(hits.items()):
        lan = sum(count for code, count in found.items() if code.startswith("LAN"))
        each = ", ".join(f"{code} {count}" for code, count in sorted(found.items()))
        rate = f"1 in {sentences[half] / lan:.0f}" if lan else "none"
        print(f"articles, {half}: {sentences[half]} sentences, LAN hits {lan} ({rate}); {each}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, default=ARTICLES)
    parser.add_argument("--profile", default="medical-content")
    parser.add_argument("--list", action="store_true", help="print every hit and miss of what was seen")
    parser.add_argument("--all", action="store_true", help="print those of the half held back, too")
    parser.add_argument("--code", default="", help="print only codes that begin so")
    options = parser.parse_args()
    profile = load_profile(options.profile)
    score_sentences(profile, options.list or options.all)
    if options.articles.is_dir():
        shown = ({"seen"} if options.list else set()) | ({"seen", "held back"} if options.all else set())
        score_articles(options.articles, profile, shown, options.code)
    else:
        print(f"articles: skipped, {options.articles} is not there")


if __name__ == "__main__":
    main()
