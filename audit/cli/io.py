"""Standard input as a file, data to stdout or to a file."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

from audit.errors import InputError
from audit.files import write_atomic

if TYPE_CHECKING:
    from audit.model import Severity

FAIL_ON = ("critical", "major", "minor", "info", "never")
_MAX_BYTES = 50_000_000


@contextmanager
def standard_input(source: Path) -> Iterator[Path]:
    """`source`, or for `-` a temporary file that holds what stands on standard input."""
    if str(source) != "-":
        yield source
        return
    data = sys.stdin.buffer.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise InputError("standard input", f"is larger than {_MAX_BYTES // 1_000_000} MB")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "standard-input"
        path.write_bytes(data)
        yield path


def read_input(name: str) -> bytes:
    """The bytes of the file `name`, or of standard input for `-`. Raises InputError."""
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise InputError(name, f"cannot be read: {(error.strerror or str(error)).lower()}") from None


def decode(data: bytes, name: str) -> list[str]:
    """The lines of a UTF-8 text; InputError with the line where it is none."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(name, "is not UTF-8 text", line=line) from None
    return [line.rstrip("\r") for line in text.removesuffix("\n").split("\n")] if text else []


def read_lines(name: str) -> list[str]:
    """The lines of the file `name`, or of standard input for `-`. `InputError` where they cannot be read as UTF-8."""
    return decode(read_input(name), name)


def severity(name: str) -> Severity | None:
    """The threshold that `--fail-on` names; None for `never`."""
    return None if name == "never" else cast("Severity", name)


def write_line(text: str) -> None:
    """One line of data to stdout."""
    write_bytes(text.encode(errors="backslashreplace") + b"\n", None)


def write_output(text: str, output: Path | None) -> None:
    """Data to stdout, or to a file at once and whole."""
    write_bytes(text.encode(), output)


def write_bytes(data: bytes, output: Path | None) -> None:
    """Data in any format to stdout, or to a file at once and whole."""
    if output is None:
        rest = memoryview(data)
        while rest:  # an unbuffered stdout may take less than it is given
            rest = rest[sys.stdout.buffer.write(rest) :]
        sys.stdout.buffer.flush()
        return
    try:
        write_atomic(output, data)
    except OSError as error:
        raise InputError(str(output), f"cannot be written: {(error.strerror or str(error)).lower()}") from None
