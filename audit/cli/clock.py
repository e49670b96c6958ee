"""The run's one clock. `SOURCE_DATE_EPOCH` sets it, so that a run can be repeated to the byte."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from audit.errors import InputError


def now() -> datetime:
    """The time of this run, UTC, whole seconds."""
    text = os.environ.get("SOURCE_DATE_EPOCH")
    if text is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError):
        raise InputError("SOURCE_DATE_EPOCH", f"{text!r} is not a number of seconds since 1970") from None
