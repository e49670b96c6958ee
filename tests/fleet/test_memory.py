"""The memory is derived and disposable: damage, strangers and other users' rows are forgotten, never believed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.files import DERIVED
from audit.fleet.memory import Memory, Remembered, open_memory
from audit.fleet.versions import stat_of
from audit.model import Summary

SUMMARY = Summary(verdict="clean", sentence="No findings.", fail_on="major", statements=1, references=0)


@pytest.fixture(autouse=True)
def _own_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    folder.mkdir()
    (folder / "page.txt").write_text("A page.", encoding="utf-8")
    return folder


def row(memory: Memory, root: Path, **changes: object) -> Remembered:
    number = memory.files.version(root / "page.txt", stat_of(root / "page.txt"))
    assert number is not None
    values = {
        "manner": "m", "name": "page", "source": number, "outputs": (number, number), "evidence": (number,),
        "copies": (), "copy_names": (), "log": number, "decided": "", "keys": ("a", "b"), "generation": "g",
        "day": "2026-11-01", "steady_until": "2026-12-01", "due": "9999", "offline": False, "unanswered": "",
        "started": "2026-11-01T00:00:00Z", "summary": SUMMARY, **changes,
    }  # fmt: skip
    return Remembered(**values)  # type: ignore[arg-type]


def remembered(root: Path) -> Remembered:
    with open_memory(root) as memory:
        audit = row(memory, root)
        memory.remember("page.txt", "reports", audit)
        memory.learn("bibliography", "x")
    return audit


def recalled(root: Path, document: str = "page.txt", reports: str = "reports") -> Remembered | None:
    with open_memory(root) as memory:
        return memory.recall(document, reports)


def test_what_was_remembered_is_recalled(root: Path) -> None:
    assert recalled(root) is None
    assert not (root / DERIVED).exists()  # nothing to remember, nothing written
    audit = remembered(root)
    assert recalled(root) == audit
    assert recalled(root, reports="elsewhere") is None
    assert recalled(root, document="other.txt") is None
    with open_memory(root) as memory:
        assert (memory.fact("bibliography"), memory.fact("other")) == ("x", "")


def edit(statement: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        with sqlite3.connect(root / DERIVED / "memory.sqlite") as database:
            database.execute(statement)
        database.close()

    return change


def swapped_summary(root: Path) -> None:
    with sqlite3.connect(root / DERIVED / "memory.sqlite") as database:
        (body,) = database.execute("SELECT body FROM audits").fetchone()
        values = json.loads(body)
        values["manner"] = "another"
        database.execute("UPDATE audits SET body = ?", (json.dumps(values),))
    database.close()


@pytest.mark.parametrize(
    "damage",
    [
        edit("UPDATE audits SET document = 'page.txt', mac = x'00'"),
        edit("UPDATE files SET content = '0000'"),
        edit("DELETE FROM files"),
        edit("DROP TABLE audits"),
        edit("UPDATE facts SET value = '99' WHERE name = 'form'"),
        edit("UPDATE files SET stat = 'nonsense'"),
        swapped_summary,
        lambda root: (root / DERIVED / "memory.sqlite").write_bytes(b"no database at all" * 500),
        lambda root: (root / DERIVED / "memory.sqlite").write_bytes(b""),
    ],
)
def test_damage_is_forgotten_and_written_anew(root: Path, damage: Callable[[Path], None]) -> None:
    remembered(root)
    for name in ("memory.sqlite-wal", "memory.sqlite-shm"):
        (root / DERIVED / name).unlink(missing_ok=True)
    damage(root)
    assert recalled(root) is None
    audit = remembered(root)
    assert recalled(root) == audit


def test_what_another_user_remembered_is_not_believed(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered(root)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))
    assert recalled(root) is None


def test_where_nothing_can_be_kept_nothing_is(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    remembered(root)
    assert recalled(root) is None
    assert not (root / DERIVED).exists()


def test_a_folder_in_the_way_does_no_harm(root: Path) -> None:
    (root / DERIVED).write_text("a file of that name", encoding="utf-8")
    remembered(root)
    assert recalled(root) is None
