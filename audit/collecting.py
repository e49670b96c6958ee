"""The garbage collector, held back while a document is worked on.

A document's thousands of statements live until it is done. Python would look through all of them for cycles again and
again, which takes a tenth of the time of a long page, and finds none.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = (200_000, 50, 100)


@contextmanager
def seldom() -> Iterator[None]:
    """Look for garbage seldom, as a context or as a decorator."""
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
