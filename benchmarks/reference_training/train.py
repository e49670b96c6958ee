"""Train the sequence model of reference parsing on made-up references. Reproducible: same seed, same file.

    python benchmarks/reference_training/train.py [--references 40000] [--seed 7] [--output FILE]

Half of the journals are hidden from the dictionaries for most of the training, so that the model learns to recognise
journals it has never met.
"""

from __future__ import annotations

import argparse
import difflib
import random
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import pycrfsuite  # noqa: E402
from damage import damaged  # noqa: E402
from facts import Library  # noqa: E402
from render_other import OtherRenderer  # noqa: E402

from audit.bibliography import features, journal_names, lexicon, sequence_model  # noqa: E402
from audit.bibliography.journal_forms import propose  # noqa: E402
from audit.bibliography.scan import HOLE, clean, scan  # noqa: E402

KINDS = {
    "article": 60, "book": 10, "chapter": 9, "conference": 4, "abstract": 2, "web": 7, "report": 7, "guideline": 2,
    "news": 1, "technical_report": 2, "label": 2, "data-on-file": 1, "thesis": 2, "preprint": 2, "trial": 1,
}  # fmt: skip
LOCATOR_LABELS = set("DVSG")


def labelled_tokens(core: str, tokens: list[features.Token], pieces: list[tuple[str, str]]) -> list[str] | None:
    """The label of each token of the scanned text, by matching its words with those of the labelled string."""
    raw = "".join(text for text, _ in pieces)
    labels = [label for text, label in pieces for _ in text]
    if clean(raw) != raw:
        squeezed = [
            (c, label)
            for i, (c, label) in enumerate(zip(raw, labels, strict=True))
            if not (c == " " and (i == 0 or raw[i - 1] == " "))
        ]
        raw, labels = "".join(c for c, _ in squeezed), [label for _, label in squeezed]
    raw_tokens = features.tokenise(raw)
    majority = [Counter(labels[t.start : t.end]).most_common(1)[0][0] for t in raw_tokens]
    flat: list[tuple[str, int]] = []
    for index, token in enumerate(tokens):
        for inner in features.tokenise(token.text) if token.locator else [token]:
            flat.append((inner.text, index))
    strip = ".,;:?!)]}”»\"’'"
    matcher = difflib.SequenceMatcher(
        None, [t.text.rstrip(strip) for t in raw_tokens], [t.rstrip(strip) for t, _ in flat], autojunk=False
    )
    votes: list[Counter[str]] = [Counter() for _ in tokens]
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            votes[flat[block.b + offset][1]][majority[block.a + offset]] += 1
    result = []
    for token, vote in zip(tokens, votes, strict=True):
        if token.text == HOLE:
            result.append("H")
        elif not vote:
            result.append(result[-1] if result and not any(c.isalnum() for c in token.text) else "O")
        elif token.locator:
            best = vote.most_common(1)[0][0]
            result.append(
                "X" if sum(vote[x] for x in LOCATOR_LABELS) * 2 >= sum(vote.values()) or best == "O" else best
            )
        else:
            best = vote.most_common(1)[0][0]
            result.append("O" if best == "H" else best)
    return result if sum(bool(v) for v in votes) >= len(tokens) * 0.6 else None


def hide_journals(chooser: random.Random, share: float) -> None:
    """Let the dictionaries know only a part of the journals."""
    full = journal_names.read_vocabulary()
    names = frozenset(n for n in sorted(full.names) if chooser.random() >= share)
    words = frozenset(w for w in sorted(full.words) if chooser.random() >= share * 0.4)
    small = journal_names.Vocabulary(names, words)
    journal_names.vocabulary = features.vocabulary = lambda: small  # type: ignore[assignment]
    known = lexicon.read_lexicon()

    def some(values: frozenset[str], keep: float) -> frozenset[str]:
        return frozenset(v for v in sorted(values) if chooser.random() < keep)

    fewer = lexicon.Lexicon(
        known.organisations_by_word, some(known.publishers, 0.75), some(known.places, 0.7), some(known.given, 0.7),
        some(known.organisation_words, 0.8),
    )  # fmt: skip
    features.lexicon = lambda: fewer  # type: ignore[assignment]
    features._static.cache_clear()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--references", type=int, default=40_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--iterations", type=int, default=120)
    parser.add_argument("--output", type=Path, default=sequence_model.MODEL)
    options = parser.parse_args()
    library = Library(options.seed)
    renderer = OtherRenderer(library)
    chooser = random.Random(options.seed + 1)
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({"c1": 1.0, "c2": 0.5, "max_iterations": options.iterations, "feature.minfreq": 3})
    started, skipped = time.time(), 0
    for index in range(options.references):
        if index % 3000 == 0:
            hide_journals(chooser, 0.0 if index % 12000 == 9000 else chooser.choice([0.4, 0.5, 0.7]))
        work = library.work(library.random.choices(list(KINDS), list(KINDS.values()))[0])
        pieces = damaged(renderer.render(work), library.random)
        core = scan("".join(text for text, _ in pieces)).core
        seen = propose(core)
        tokens = sequence_model.tokens_of(core, seen)
        labels = labelled_tokens(core, tokens, pieces) if tokens else None
        if labels is None:
            skipped += 1
            continue
        trainer.append(features.features(tokens, sequence_model.hints_of(seen)), labels)
    print(f"{options.references - skipped} references, {skipped} skipped, {time.time() - started:.0f} s")
    trainer.train(str(options.output))
    size, seconds = options.output.stat().st_size / 1e6, time.time() - started
    print(f"{options.output}: {size:.2f} MB, {seconds:.0f} s in all; {trainer.logparser.last_iteration}")


if __name__ == "__main__":
    main()
