"""A small conditional random field that labels the parts of a reference where rules alone are unsure.

Trained by `benchmarks/reference_training/train.py` on references that the project makes up itself; read from
`data/references.crfsuite` when the first unsure reference comes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from audit.bibliography.features import Hints, Token, features, tokenise
from audit.bibliography.journal_forms import Proposal

MODEL: Final = Path(__file__).parent / "data" / "references.crfsuite"
_OPENING: Final = re.compile(r"\s*[(\[“\"«„‘']+\s*")
_SURE: Final = (1.0, 4.0)


@dataclass(frozen=True, slots=True)
class Segment:
    """Characters `start` to `end` of the scanned text that carry one label (see `features`)."""

    label: str
    start: int
    end: int


def hints_of(seen: Proposal) -> Hints:
    """What the rules propose, as hints for the model."""
    sure = 0 if seen.split is None else 1 + sum(seen.split.sure > limit for limit in _SURE)
    form = f"{seen.prefix.form}{min(len(seen.prefix.authors), 3)}" + ("." if seen.prefix.closed else "")
    return Hints(
        seen.prefix.end if seen.prefix.authors else 0, form,
        seen.source_start, sure, seen.locator.form + ("?" if seen.locator.loose else "") if seen.locator else "",
    )  # fmt: skip


def tokens_of(core: str, seen: Proposal) -> list[Token]:
    """The tokens of a scanned reference, its locator as one."""
    return tokenise(core, (seen.locator.start, seen.locator.end) if seen.locator else None)


@cache
def _tagger() -> Any:
    import pycrfsuite

    tagger = pycrfsuite.Tagger()
    tagger.open(str(MODEL))
    return tagger


def label(core: str, seen: Proposal) -> list[Segment]:
    """The text cut into labelled segments; neighbouring tokens of one label are one segment."""
    tokens = tokens_of(core, seen)
    if not tokens:
        return []
    labels = _tagger().tag(features(tokens, hints_of(seen)))
    segments: list[Segment] = []
    for token, name in zip(tokens, labels, strict=True):
        if segments and segments[-1].label == name:
            segments[-1] = Segment(name, segments[-1].start, token.end)
        else:
            segments.append(Segment(name, token.start, token.end))
    return _mended(core, segments)


def _mended(core: str, segments: list[Segment]) -> list[Segment]:
    """Close a gap of one opening bracket or quotation mark that was labelled apart from what it opens."""
    mended: list[Segment] = []
    for segment in segments:
        current = segment
        if mended and mended[-1].label != current.label and _OPENING.fullmatch(core[mended[-1].start : mended[-1].end]):
            opened = mended.pop()
            current = Segment(current.label, opened.start, current.end)
            if mended and mended[-1].label == current.label:
                current = Segment(current.label, mended.pop().start, current.end)
        mended.append(current)
    return mended
