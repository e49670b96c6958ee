"""Reference lists that run on in one paragraph: `1. Kidd M, ... 2015;1(2):131-153. 2. Oronsky B, ...`."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Entries run on, so a label may stand wherever an entry can end: after a full stop, a semicolon, a bracket, a URL.
_LABEL = re.compile(
    r"(?:(?<=^)|(?<=[.;\])/>\"”])\s{0,3}|(?<=[\w/])\s+)(?:\[(\d{1,3})\]\s*|(\d{1,3})\s?[.)]\s?(?=[^\W\d]|[“\"‘\[(])|"
    r"(\d{1,3})\s(?=[^\W\d_]))"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One entry of a run-on list: its label, its text without label and separator, its place in the paragraph."""

    label: str
    raw: str
    start: int
    end: int


def split_run_on(text: str) -> list[Piece]:
    """The entries of a run-on list in order, or [] where `text` holds no sequence of labels that begins with 1.

    Labels are taken in sequence (1, 2, 3, ...): a number that is not the next label is part of an entry. The first
    label may be lost where the next two are there.
    """
    found = _labels(text, 1)
    if not found and text[:1].isalpha():
        found = _labels(text, 2)
        found = {1: (0, 0, "1"), **found} if len(found) > 1 else {}
    pieces = []
    for number, (start, body, label) in found.items():
        end = found[number + 1][0] if number + 1 in found else len(text)
        raw = text[body:end].strip().rstrip(";").strip()
        lead = len(text[start:end]) - len(text[start:end].lstrip())
        stop = start + len(text[start:end].rstrip().rstrip(";").rstrip())
        pieces.append(Piece(label, raw, start + lead, stop))
    return pieces


def _labels(text: str, first: int) -> dict[int, tuple[int, int, str]]:
    """Where each label of the sequence from `first` begins and ends, and how it is written."""
    found: dict[int, tuple[int, int, str]] = {}
    expected, form = first, None
    for match in _LABEL.finditer(text):
        group = match.lastindex or 0
        if int(match.group(group)) != expected or (form is not None and group != form):
            continue
        if expected == 1 and match.start() > 3:
            break
        form = group
        found[expected] = (match.start(), match.end(), match.group(group))
        expected += 1
    return found
