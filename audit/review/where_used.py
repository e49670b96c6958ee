"""Where a work is used: every claim, in every document, that rests on it. A SQLite index, derived and disposable.

The index follows the claim store, the stored reports and the library: files that changed are read again, the others are
not opened. It is no part of the workspace's record; deleting it loses nothing. Nothing heavy is imported here: over
thousands of documents the look-up must answer at once.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from audit.files import DERIVED, derived_folder

FOLDER: Final = DERIVED
_FILE: Final = "where-used.sqlite"
_VERSION: Final = 4
_LARGEST: Final = 500_000_000
_GONE: Final = ("retraction", "removal", "withdrawal", "retract_and_replace", "partial_retraction")
_SCHEMA: Final = """
CREATE TABLE files (path TEXT PRIMARY KEY, stamp TEXT NOT NULL);
CREATE TABLE uses (name TEXT, document TEXT, key TEXT, claim TEXT, text TEXT, line INTEGER, coverage TEXT);
CREATE TABLE works (name TEXT, key TEXT, label TEXT, doi TEXT, pmid TEXT, raw TEXT, retracted TEXT, audited TEXT);
CREATE TABLE library (key TEXT PRIMARY KEY, doi TEXT, pmid TEXT, title TEXT);
CREATE INDEX uses_key ON uses (key);
CREATE INDEX uses_name ON uses (name, key);
CREATE INDEX works_name ON works (name, key);
CREATE INDEX works_doi ON works (doi);
CREATE INDEX works_pmid ON works (pmid);
CREATE INDEX works_retracted ON works (retracted) WHERE retracted IS NOT NULL;
CREATE INDEX library_doi ON library (doi);
CREATE INDEX library_pmid ON library (pmid);
"""
_QUERY: Final = """
SELECT u.document, u.claim, u.text, u.line, u.coverage, u.key, coalesce(min(w.label), ''), coalesce(w.doi, l.doi),
       coalesce(w.pmid, l.pmid), coalesce(w.raw, l.title, ''), w.retracted, w.audited
FROM {joined} ON w.name = u.name AND w.key = u.key LEFT JOIN library l ON l.key = u.key
{where} GROUP BY u.name, u.key, u.claim ORDER BY u.document, u.line, u.claim
"""


@dataclass(frozen=True, slots=True)
class Use:
    """A claim that rests on a work. coverage: `direct`, or how it inherits the citation. retracted: what is known
    against the work, in words; audited: since when that is known."""

    document: str
    claim: str
    text: str
    line: int
    coverage: str
    key: str
    label: str = ""
    doi: str | None = None
    pmid: str | None = None
    work: str = ""
    retracted: str | None = None
    audited: str | None = None


def find_root(start: Path) -> Path:
    """The nearest workspace from `start` upward: as `audit.configuration.find_workspace`, without its weight."""
    for folder in (start, *start.parents):
        if (folder / "claim-audit.toml").is_file():
            return folder
        with contextlib.suppress(OSError, UnicodeDecodeError):
            if re.search(r"^\s*\[tool\.claim-audit\b", (folder / "pyproject.toml").read_text(encoding="utf-8"), re.M):
                return folder
    return start


class WhereUsed:
    """The index of one workspace. Opening it brings it up to date. Use as a context manager."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._base = _open(root / FOLDER / _FILE)
        try:
            self._refresh()
        except sqlite3.DatabaseError:
            self._base.close()
            with contextlib.suppress(OSError):
                (root / FOLDER / _FILE).unlink()
            self._base = _open(root / FOLDER / _FILE)
            self._refresh()

    def __enter__(self) -> WhereUsed:
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()

    def find(self, text: str | None = None, *, retracted: bool = False) -> list[Use]:
        """Every use of the work that `text` names (a citation key, a DOI, a PubMed number), by document and line.

        retracted: only works that are known to be retracted; without `text`, all of them.
        """
        keys = self._keys(text) if text is not None else None
        if keys is not None and not keys:
            return []
        values = keys or []
        conditions = [f"u.key IN ({','.join('?' * len(values))})"] if keys is not None else []
        conditions += ["w.retracted IS NOT NULL"] if retracted else []
        # a work that is listed twice in one document is one work; retracted ones are few, so they lead
        joined = "works w CROSS JOIN uses u" if retracted else "uses u LEFT JOIN works w"
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        rows = self._base.execute(_QUERY.format(joined=joined, where=where), values)
        return [Use(*row) for row in rows]

    def documents(self) -> int:
        """How many documents the index knows."""
        return int(self._base.execute("SELECT count(DISTINCT name) FROM uses").fetchone()[0])

    def _keys(self, text: str) -> list[str]:
        """The citation keys of the work that a text names."""
        wanted = text.strip()
        found = {row[0] for row in self._base.execute("SELECT key FROM uses WHERE key = ? LIMIT 1", [wanted])}
        for column, value in (("doi", _doi(wanted)), ("pmid", _pmid(wanted))):
            if value:
                for table in ("works", "library"):
                    rows = self._base.execute(f"SELECT key FROM {table} WHERE {column} = ?", [value])  # noqa: S608
                    found.update(row[0] for row in rows)
        return sorted(found)

    # -- keeping up to date --

    def _refresh(self) -> None:
        now = self._stamps()
        known = dict(self._base.execute("SELECT path, stamp FROM files"))
        if now == known:
            return
        names = {Path(path).stem for path in now.keys() | known.keys() if now.get(path) != known.get(path)}
        with self._base:
            for path in known.keys() - now.keys():
                self._base.execute("DELETE FROM files WHERE path = ?", [path])
            for name in names - {"references"}:
                self._read_document(name)
            if "references" in names:
                self._read_library()
            self._base.executemany("INSERT OR REPLACE INTO files VALUES (?, ?)", now.items())

    def _stamps(self) -> dict[str, str]:
        """Every file that the index is made of, with what changes when it is written."""
        found = {}
        for folder in ("claims", "reports"):
            with contextlib.suppress(OSError), os.scandir(self.root / folder) as entries:
                for entry in entries:
                    if entry.name.endswith(".json"):
                        stat = entry.stat()
                        found[f"{folder}/{entry.name}"] = f"{stat.st_mtime_ns}:{stat.st_size}:{stat.st_ino}"
        with contextlib.suppress(OSError):
            stat = (self.root / "bib" / "references.bib").stat()
            found["bib/references.bib"] = f"{stat.st_mtime_ns}:{stat.st_size}:{stat.st_ino}"
        return found

    def _read_document(self, name: str) -> None:
        self._base.execute("DELETE FROM uses WHERE name = ?", [name])
        self._base.execute("DELETE FROM works WHERE name = ?", [name])
        report = _load(self.root / "reports" / f"{name}.json", "claim-audit/report/1")
        claims = _load(self.root / "claims" / f"{name}.json", "claim-audit/claims/1") or report
        with contextlib.suppress(KeyError, TypeError, AttributeError):  # no file of ours, whatever it calls itself
            if claims is not None:
                self._base.executemany("INSERT INTO uses VALUES (?,?,?,?,?,?,?)", list(_uses(name, claims)))
            if report is not None:
                self._base.executemany("INSERT INTO works VALUES (?,?,?,?,?,?,?,?)", list(_works(name, report)))

    def _read_library(self) -> None:
        self._base.execute("DELETE FROM library")
        with contextlib.suppress(OSError):
            text = (self.root / "bib" / "references.bib").read_text(encoding="utf-8", errors="replace")
            self._base.executemany("INSERT OR REPLACE INTO library VALUES (?,?,?,?)", list(_entries(text)))


def _open(path: Path) -> sqlite3.Connection:
    """The index file, made where there is none; in memory where nothing can be written."""
    try:
        derived_folder(path.parent.parent)
        base = sqlite3.connect(path, timeout=30)
    except (OSError, sqlite3.OperationalError):
        base = sqlite3.connect(":memory:")
    try:
        version = base.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError:  # no database at all
        base.close()
        path.unlink(missing_ok=True)
        return _open(path)
    if version != _VERSION:
        names = [row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in names:
            base.execute(f'DROP TABLE "{name}"')
        base.executescript(_SCHEMA + f"PRAGMA user_version = {_VERSION};")
    base.execute("PRAGMA synchronous = OFF")  # derived: after a power cut it is made again
    return base


def _load(path: Path, schema: str) -> Any:
    try:
        if path.stat().st_size > _LARGEST:
            return None
        values = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) and values.get("schema") == schema else None


def _uses(name: str, stored: Any) -> Iterator[tuple[Any, ...]]:
    document = str(stored["document"]["path"])
    statements = {statement["id"]: statement for statement in stored["statements"]}
    for statement in stored["statements"]:
        own = dict.fromkeys(statement.get("citation_keys") or ())
        parent = statements.get(statement.get("covered_by") or "")
        inherited = [key for key in (parent or {}).get("citation_keys") or () if key not in own]
        for key in (*own, *inherited):
            coverage = "direct" if key in own else str(statement.get("coverage") or "")
            yield name, document, key, statement["id"], statement["text"], statement.get("line") or 0, coverage


def _works(name: str, report: Any) -> Iterator[tuple[Any, ...]]:
    audited = str(report["run"]["started"])
    for reference in report["references"]:
        verification = reference.get("verification") or {}
        record = verification.get("record") or {}
        against = [
            " ".join(filter(None, (str(update["type"]).replace("_", " "), update.get("date"))))
            for update in verification.get("updates") or ()
            if update.get("type") in _GONE
        ]
        wrong = verification.get("status") == "wrong-work"  # then the DOI is of another work than the one cited
        yield (
            name, reference["key"], reference.get("label") or "",
            _doi(str(reference.get("doi") or (None if wrong else record.get("doi")) or "")),
            _pmid(str(reference.get("pmid") or (None if wrong else record.get("pmid")) or "")),
            reference.get("raw") or "", "; ".join(against) or None, audited,
        )  # fmt: skip


_ENTRY = re.compile(r"^@\w+\s*[{(]\s*([^,\s]+)\s*,", re.M)
_FIELD = re.compile(r"^\s*(doi|pmid|title)\s*=\s*[{\"](.*?)[}\"]\s*,?\s*$", re.M | re.I)


def _entries(text: str) -> Iterator[tuple[str, str | None, str | None, str | None]]:
    """Key, DOI, PubMed number and title of each entry of the library, as this program writes it."""
    starts = list(_ENTRY.finditer(text))
    for number, start in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else len(text)
        fields = {m[1].lower(): m[2].replace("{", "").replace("}", "") for m in _FIELD.finditer(text, start.end(), end)}
        yield start[1], _doi(fields.get("doi", "")), _pmid(fields.get("pmid", "")), fields.get("title")


def _doi(text: str) -> str | None:
    found = re.search(r"10\.\d{4,9}/\S+", text)
    return found[0].rstrip(".,;").casefold() if found else None


def _pmid(text: str) -> str | None:
    found = re.fullmatch(r"(?:pmid:?\s*)?0*(\d{1,9})", text.strip(), re.I)
    return found[1] if found else None
