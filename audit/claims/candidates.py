"""Proposing markers: every place where a marker may stand, with every way to read it, each weighed by itself.

Nothing is decided here. A reading's `score` is how much its own surroundings speak for a marker against plain text
(log-odds in spirit, set by hand from the contexts seen in published pages); `decoding` sets it against the rest of
the document.
"""

from __future__ import annotations

from audit.claims.body import Body
from audit.claims.enclosed import enclosed
from audit.claims.flat import flat
from audit.claims.labels import LabelSpace
from audit.claims.readings import Candidate


def candidates(body: Body, space: LabelSpace, start: int, end: int) -> list[Candidate]:
    """All candidates between `start` and `end`, in order, not overlapping.

    Raised text (where the format tells) and brackets are looked at first: digits inside them are not looked at again.
    """
    found = list(enclosed(body, space, start, end))
    taken = sorted((candidate.start, candidate.end) for candidate in found)
    found.extend(flat(body, space, start, end, taken))
    found.sort(key=lambda candidate: candidate.start)
    kept: list[Candidate] = []
    for candidate in found:
        if not kept or candidate.start >= kept[-1].end:
            kept.append(candidate)
    return kept
