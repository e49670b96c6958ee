"""Whether a file is what it was."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.fleet.versions import ABSENT, Files, hash_of, stat_of


def touched(path: Path) -> None:
    os.utime(path, (5, 5))


def copied(path: Path) -> None:
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data)


def same_size_and_time(path: Path) -> None:
    stat = path.stat()
    path.write_text("two", encoding="utf-8")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


@pytest.mark.parametrize(
    ("change", "current"),
    [
        (lambda path: None, True),
        (touched, True),
        (copied, True),
        (lambda path: path.write_text("three", encoding="utf-8"), False),
        (same_size_and_time, False),
        (lambda path: path.unlink(), False),
    ],
)
def test_what_it_was(tmp_path: Path, change: Callable[[Path], None], current: bool) -> None:
    path = tmp_path / "file"
    path.write_text("one", encoding="utf-8")
    files = Files(tmp_path)
    number = files.version(path, stat_of(path))
    assert number is not None
    change(path)
    files.look_again()
    assert files.is_current(number) is current
    later = Files(tmp_path, [files.row(number)])
    assert later.is_current(number) is current


def test_a_file_that_was_not_there(tmp_path: Path) -> None:
    files, path = Files(tmp_path), tmp_path / "file"
    number = files.version(path, None)
    assert number is not None
    assert files.identity(number) == f"file\0{ABSENT}"
    assert files.is_current(number)
    path.write_text("one", encoding="utf-8")
    files.look_again()
    assert not files.is_current(number)


def test_what_changed_since_it_was_used_has_no_version(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("one", encoding="utf-8")
    used = stat_of(path)
    path.write_text("another", encoding="utf-8")
    assert Files(tmp_path).version(path, used, hash_of(path)) is None


def test_a_young_file_is_known_by_its_content_alone(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("one", encoding="utf-8")
    files = Files(tmp_path)
    number = files.version(path, stat_of(path), young=True)
    assert number is not None
    assert files.row(number)[2] is None
    os.utime(path, (5, 5))
    files.look_again()
    assert files.is_current(number)
    assert files.row(number)[2] == stat_of(path)


def test_versions_that_no_file_has_are_forgotten_when_they_are_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit.fleet.versions._MANY", 5)
    path = tmp_path / "file"
    files = Files(tmp_path, [(n, "file", None, f"{n:064}") for n in range(1, 20)])
    assert files.outlived() == list(range(1, 19))
    assert files.identity(3) == ""
    assert not files.is_current(3)
    assert not path.exists()
