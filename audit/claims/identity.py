"""The identity of a statement: from its words, so that it stays while the words do, wherever they move."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence


def normalised(text: str) -> str:
    """The letters and digits of a statement, case folded: what counts as the same words."""
    return re.sub(r"[\W_]+", " ", text).strip().casefold()


def assign_ids(texts: Sequence[str]) -> list[str]:
    """An id per statement: a short hash of its words, numbered where the same words stand more than once."""
    seen: dict[str, int] = {}
    ids = []
    for text in texts:
        digest = hashlib.sha256(normalised(text).encode()).hexdigest()[:10]
        count = seen[digest] = seen.get(digest, 0) + 1
        ids.append(f"s-{digest}" if count == 1 else f"s-{digest}-{count}")
    return ids
