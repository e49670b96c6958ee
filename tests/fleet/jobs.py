"""Work for other processes: it must be importable there."""

from __future__ import annotations

import os
import signal


def square(number: int) -> int:
    """The square; a number named in the environment kills the process."""
    if str(number) in os.environ.get("DEADLY", "").split():
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number
