"""What is remembered of earlier runs: which audit rests on which versions of which files. `.claim-audit/memory.sqlite`.

It is derived and disposable, and nothing is believed that this user's own runs did not write: every row is bound to a
key that lies outside the workspace, so that a foreign checkout cannot bring verdicts along.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import os
import secrets
import sqlite3
import time
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from audit.files import DERIVED, derived_folder
from audit.fleet.versions import Files
from audit.model import Summary

FOLDER: Final = DERIVED
_NAME: Final = "memory.sqlite"
_FORM: Final = "1"
_PATIENCE: Final = 5.0  # seconds, for another run that is writing
_PAUSE: Final = 1.0  # seconds between commits
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (id INTEGER PRIMARY KEY, name TEXT, stat TEXT, content TEXT);
CREATE TABLE IF NOT EXISTS audits (
  document TEXT, reports TEXT, body TEXT, rests BLOB, mac BLOB, PRIMARY KEY (document, reports)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Remembered:
    """A finished audit and what it rests on.

    manner: `manner_of` its run. name: NAME of its files. source, outputs, evidence, copies: numbers of versions: of
    the source; of the claim file and the reports; of registry answers; of the user's own copies of cited works.
    copy_names: all own copies of its works that there were. log, decided: the version of the log of decisions, and
    what it held on the document. keys: of its references, in order. generation: of the bibliography that gave them.
    day, steady_until: ISO dates between which the rules find the same. due: when the first registry answer gets old.
    offline, unanswered: nothing was asked; what was asked and not answered. started: the stored audit's own time.
    """

    manner: str
    name: str
    source: int
    outputs: tuple[int, ...]
    evidence: tuple[int, ...]
    copies: tuple[int, ...]
    copy_names: tuple[str, ...]
    log: int
    decided: str
    keys: tuple[str, ...]
    generation: str
    day: str
    steady_until: str
    due: str
    offline: bool
    unanswered: str
    started: str
    summary: Summary

    @property
    def rests(self) -> tuple[int, ...]:
        """Every version that it rests on, but for the log, which most audits do not care about."""
        return (self.source, *self.outputs, *self.evidence, *self.copies)


_TUPLES: Final = ("outputs", "copies", "copy_names", "keys")


class Memory:
    """The memory of one workspace; made by `open_memory`. One that cannot be used remembers nothing.

    Nothing is written before there is something to remember.
    """

    def __init__(self, root: Path, database: sqlite3.Connection | None, key: bytes) -> None:
        self._root, self._database, self._key = root, database, key
        self._usable = bool(key)
        self._facts: dict[str, str] = {}
        rows: list[tuple[int, str, str | None, str]] = []
        if database is not None:
            self._facts = dict(database.execute("SELECT name, value FROM facts"))
            rows = database.execute("SELECT id, name, stat, content FROM files ORDER BY id").fetchall()
        self.files = Files(root, ((number, name, _stat(stat), content) for number, name, stat, content in rows))
        self._pending: list[tuple[str, str, str, bytes, bytes]] = []
        self._learned: dict[str, str] = {}
        self._committed = time.monotonic()

    def recall(self, document: str, reports: str) -> Remembered | None:
        """What is remembered of a document whose reports lie in the folder `reports`."""
        if self._database is None:
            return None
        query = "SELECT body, rests, mac FROM audits WHERE document = ? AND reports = ?"
        row = self._database.execute(query, (document, reports)).fetchone()
        if row is None:
            return None
        body, rests, mac = row
        numbers = array("I", rests)
        if not hmac.compare_digest(mac, self._mac(document, reports, body, numbers)):
            return None
        return _remembered(json.loads(body), numbers)

    def remember(self, document: str, reports: str, audit: Remembered) -> None:
        """Remember an audit, in place of an earlier one of the document. On disk within a second or so."""
        values = {field.name: getattr(audit, field.name) for field in fields(audit)}
        values["summary"] = audit.summary.model_dump(mode="json")
        del values["evidence"]
        body = json.dumps(values, ensure_ascii=False)
        numbers = array("I", audit.evidence)
        mac = self._mac(document, reports, body, numbers)
        self._pending.append((document, reports, body, numbers.tobytes(), mac))
        if time.monotonic() - self._committed > _PAUSE:
            self.commit()

    def fact(self, name: str) -> str:
        """A fact about the workspace; empty where nothing is known."""
        return self._facts.get(name, "")

    def learn(self, name: str, value: str) -> None:
        """Remember a fact about the workspace."""
        if self._facts.get(name) != value:
            self._facts[name] = self._learned[name] = value

    def commit(self) -> None:
        """Put on disk what was remembered, in one short transaction: other runs may be writing too.

        A disk that is full, a file that others damage: from then on nothing is remembered, and nothing else is lost.
        """
        self._committed = time.monotonic()
        if not self._usable or not (self._pending or self._learned or self.files.changed):
            return
        database = self._database = self._database or _open(self._root / FOLDER)
        if database is None:
            self._usable = False
            return
        versions = [self.files.row(number) for number in sorted(self.files.changed)]
        told = [(number, name, json.dumps(stat) if stat else None, content) for number, name, stat, content in versions]
        try:
            with database:
                database.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", told)
                database.executemany("INSERT OR REPLACE INTO audits VALUES (?, ?, ?, ?, ?)", self._pending)
                database.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", self._learned.items())
                database.executemany("DELETE FROM files WHERE id = ?", [(number,) for number in self.files.outlived()])
        except sqlite3.Error:
            self._database, self._usable = None, False
            with contextlib.suppress(sqlite3.Error):
                database.close()
            return
        self._pending.clear()
        self._learned.clear()
        self.files.changed.clear()

    def _mac(self, document: str, reports: str, body: str, evidence: Sequence[int]) -> bytes:
        """What binds a row to our key, and with it the versions that it names."""
        named = json.loads(body)
        numbers = [named["source"], *named["outputs"], *named["copies"], named["log"], *evidence]
        text = "\n".join([document, reports, body, *map(self.files.identity, numbers)])
        return hmac.digest(self._key, text.encode(errors="surrogateescape"), "sha256")

    def close(self) -> None:
        """Commit and let go."""
        self.commit()
        if self._database is not None:
            self._database.close()


@contextlib.contextmanager
def open_memory(root: Path) -> Iterator[Memory]:
    """The memory of the workspace at `root`; an empty one that forgets everything where there can be none."""
    key = _key()
    database = _open(root / FOLDER) if key and (root / FOLDER / _NAME).is_file() else None
    try:
        memory = Memory(root, database, key)
    except (sqlite3.Error, ValueError, TypeError):  # damaged: begin anew
        if database is not None:
            database.close()
        _discard(root / FOLDER)
        memory = Memory(root, None, key)
    try:
        yield memory
    finally:
        memory.close()


def _open(folder: Path) -> sqlite3.Connection | None:
    try:
        derived_folder(folder.parent)
        database = sqlite3.connect(folder / _NAME, timeout=_PATIENCE, isolation_level="DEFERRED")
        try:
            return _prepared(database)
        except sqlite3.DatabaseError:
            database.close()
            _discard(folder)
            return _prepared(sqlite3.connect(folder / _NAME, timeout=_PATIENCE, isolation_level="DEFERRED"))
    except (OSError, sqlite3.Error):
        return None


def _prepared(database: sqlite3.Connection) -> sqlite3.Connection:
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = OFF")  # a kill loses nothing, a power cut at most the memory
    database.executescript(_TABLES)
    form = database.execute("SELECT value FROM facts WHERE name = 'form'").fetchone()
    if form is None:
        database.execute("INSERT OR REPLACE INTO facts VALUES ('form', ?)", (_FORM,))
        database.commit()
    elif form[0] != _FORM:
        raise sqlite3.DatabaseError("of another form")
    return database


def _discard(folder: Path) -> None:
    for name in (_NAME, f"{_NAME}-wal", f"{_NAME}-shm"):
        with contextlib.suppress(OSError):
            (folder / name).unlink()


def _stat(text: str | None) -> Any:
    return tuple(json.loads(text)) if text else None


def _remembered(values: dict[str, Any], evidence: Sequence[int]) -> Remembered:
    for name in _TUPLES:
        values[name] = tuple(values[name])
    return Remembered(**{**values, "evidence": tuple(evidence), "summary": Summary.model_validate(values["summary"])})


def _key() -> bytes:
    """This user's key, made on first use. Empty where none can be kept: then nothing is remembered."""
    base = os.environ.get("XDG_CACHE_HOME") or ""
    try:
        folder = (Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / "claim-audit"
        path = folder / "key"
        if not path.is_file():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            new = folder / f"key.{os.getpid()}"
            handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as stream:
                stream.write(secrets.token_bytes(32))
            with contextlib.suppress(FileExistsError):
                os.link(new, path)  # only one of several runs that start at once wins
            new.unlink()
        key = path.read_bytes()
    except (OSError, RuntimeError):
        return b""
    return key if len(key) == 32 else b""
