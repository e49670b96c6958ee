"""The list of documents with their states: over thousands of them, and without opening those that have not changed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from audit.files import sha256
from audit.model import Report
from audit.review.desk import Desk

_HEAD: Final = 32_768
_REVIEW: Final = '\n  "review": {'


@dataclass(frozen=True, slots=True)
class Listed:
    """A document in the list. `state` and the counts are of its stored audit and the log."""

    name: str
    path: str
    title: str
    audited: str
    counts: dict[str, int]
    unverified: int
    state: str
    by: str | None
    until: str | None
    stale: bool


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands at the beginning of a stored audit. stamp: of the file when it was read."""

    stamp: str
    path: str
    title: str
    audited: str
    sha256: str
    summary: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Standing:
    """What follows from the decisions on a document."""

    state: str = "draft"
    by: str | None = None
    until: str | None = None


class Listings:
    """The list. Not safe between threads. open_report: an audit by its name with everything that was decided on it."""

    def __init__(self, desk: Desk, open_report: Callable[[str], Report]) -> None:
        self._desk, self._open_report = desk, open_report
        self._heads: dict[str, _Head | None] = {}
        self._stamps: dict[str, str] = {}
        self._listed: dict[str, tuple[str, Listed]] = {}

    def all(self) -> list[Listed]:
        """Every stored audit, by path."""
        last = {entry.subject.document: entry.hash for entry in self._desk.log.entries()}
        found = [item for name in self._desk.names() if (item := self._one(name, last))]
        return sorted(found, key=lambda item: item.path)

    def _one(self, name: str, last: dict[str, str]) -> Listed | None:
        path = self._desk.report_path(name)
        stamp = stamp_of(path)
        if self._stamps.get(name) != stamp:
            self._stamps[name], self._heads[name] = stamp, _head(path, stamp)
        head = self._heads[name]
        if head is None:
            return None
        last_hash = last.get(head.path)
        key = f"{stamp} {last_hash} {self._desk.today} {stamp_of(self._desk.space.root / head.path)}"
        known = self._listed.get(name)
        if known is None or known[0] != key:
            known = self._listed[name] = (key, self._anew(name, head, last_hash))
        return known[1]

    def _anew(self, name: str, head: _Head, last_hash: str | None) -> Listed:
        standing, summary = _Standing(), head.summary
        if last_hash is not None:
            found = _stored_standing(self._desk.report_path(name), last_hash, self._desk.today)
            if found is None:  # only then is the whole audit needed
                standing, summary = _standing(self._open_report(name))
            else:
                standing = found
        return Listed(
            name=name,
            path=head.path,
            title=head.title or head.path,
            audited=head.audited,
            counts={severity: int(summary[severity]) for severity in ("critical", "major", "minor", "info")},
            unverified=int(summary["unverified"]),
            state=standing.state,
            by=standing.by,
            until=standing.until,
            stale=not self._is_current(head),
        )

    def _is_current(self, head: _Head) -> bool:
        try:
            return sha256((self._desk.space.root / head.path).read_bytes()) == head.sha256
        except OSError:
            return False


def _standing(report: Report) -> tuple[_Standing, dict[str, Any]]:
    record = report.review
    if record is None:
        return _Standing(), report.summary.model_dump()
    until = record.re_approval.isoformat() if record.re_approval else None
    return _Standing(record.state, record.approved_by, until), report.summary.model_dump()


def _stored_standing(path: Path, last_hash: str, today: date) -> _Standing | None:
    """What the stored audit says of its state; None where that was before the last decision, or time has passed."""
    try:
        text = path.read_text(encoding="utf-8")
        place = text.rfind(_REVIEW)
        if place < 0:
            return None
        record, _ = json.JSONDecoder().raw_decode(text, place + len(_REVIEW) - 1)
        ends = [record["re_approval"], *(entry["until"] for entry in record["decisions"] if not entry["void"])]
        if record["last_hash"] != last_hash or any(end is not None and end < today.isoformat() for end in ends):
            return None
        return _Standing(str(record["state"]), record["approved_by"], record["re_approval"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def stamp_of(path: Path) -> str:
    """Changes whenever the file is written; `-` where there is none."""
    try:
        stat = path.stat()
    except OSError:
        return "-"
    return f"{stat.st_mtime_ns}:{stat.st_size}:{stat.st_ino}"


def _head(path: Path, stamp: str) -> _Head | None:
    """What stands at the beginning of a stored audit, without loading the rest; None where it is none."""
    try:
        with path.open("rb") as stream:
            text = stream.read(_HEAD).decode("utf-8", "replace")
        found: dict[str, Any] = {}
        decoder = json.JSONDecoder()
        for name in ("run", "document", "summary"):
            place = re.search(rf'"{name}":\s*(?=\{{)', text)
            if place is None:
                return None
            found[name], _ = decoder.raw_decode(text, place.end())
        document, summary = found["document"], found["summary"]
        _ = summary["unverified"], summary["info"]
        return _Head(
            stamp, document["path"], document.get("title") or "", found["run"]["started"], document["sha256"], summary
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
