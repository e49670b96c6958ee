"""The sequence model: small, loaded only when needed, trained on references that the project makes up reproducibly."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from audit.bibliography import sequence_model
from audit.bibliography.features import Hints, features, tokenise
from audit.bibliography.journal_forms import propose
from audit.bibliography.repairs import repaired
from audit.bibliography.scan import scan

TRAINING = Path(__file__).parents[2] / "benchmarks" / "reference_training"


def test_the_model_is_small_and_loaded_only_when_needed() -> None:
    assert sequence_model.MODEL.stat().st_size < 3_000_000
    program = (
        "import sys; from audit.bibliography.parsing import parse_reference as p;"
        "p('Kidd M. Decoding the code. Ann Oncol. 2015;1(2):131-153.'); assert 'pycrfsuite' not in sys.modules;"
        "p('Kidd M Decoding the code Springer 2015'); assert 'pycrfsuite' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_tokens_cover_the_text_and_the_locator_is_one() -> None:
    text = "Kidd M.Modlin I. (2009). “Decoding,” J. Clin. Oncol. 27(3): 1-9"
    tokens = tokenise(text, (text.index("27"), len(text)))
    assert [token.text for token in tokens][-1] == "27(3): 1-9" and tokens[-1].locator
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert "".join(token.text for token in tokens) == text.replace(" ", "").replace("27(3):1-9", "27(3): 1-9")


def test_features_are_one_row_a_token() -> None:
    tokens = tokenise("Kidd M. Decoding the code.")
    assert len(features(tokens, Hints())) == len(tokens)
    assert features([], Hints()) == []


@pytest.mark.parametrize(
    "raw",
    [
        "Okafor JN. Principles of Nephrology. 2nd ed. Springer; 2019.",
        "Ibid.",
        "x",
        "Kidd M, Modlin I. Decoding. In press.",
    ],
)
def test_segments_are_in_order_and_do_not_overlap(raw: str) -> None:
    core = scan(raw).core
    seen = propose(core)
    segments = repaired(core, sequence_model.label(core, seen), seen)
    assert all(a.end <= b.start for a, b in pairwise(segments))
    assert all(0 <= s.start < s.end <= len(core) for s in segments)


@pytest.mark.skipif(not TRAINING.is_dir(), reason="benchmarks/reference_training is not in this distribution")
def test_training_references_are_reproducible_and_labelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(TRAINING))
    import train
    from damage import damaged
    from facts import Library
    from render_other import OtherRenderer

    def made(seed: int) -> list[list[tuple[str, str]]]:
        library = Library(seed)
        renderer = OtherRenderer(library)
        return [damaged(renderer.render(library.work(kind)), library.random) for kind in train.KINDS for _ in range(5)]

    first = made(3)
    assert first == made(3)
    assert first != made(4)
    for pieces in first:
        core = scan("".join(text for text, _ in pieces)).core
        tokens = sequence_model.tokens_of(core, propose(core))
        labels = train.labelled_tokens(core, tokens, pieces)
        assert labels is not None and len(labels) == len(tokens)
