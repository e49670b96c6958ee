"""Retraction Watch's table (CSV), imported once and pinned: its hash, its date, its rows by DOI.

The import keeps what verdicts need (DOI, nature, notice, date, record number), one row a line, sorted, in
`retraction-watch.csv` of the evidence folder, and what identifies the original in `retraction-watch.json`.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from audit.errors import InputError
from audit.files import dump_json, sha256, write_atomic
from audit.model import Evidence, Update
from audit.registries.dois import normalise
from audit.registries.updates import type_name

if TYPE_CHECKING:
    from audit.registries.evidence import EvidenceStore

ROWS: Final = "retraction-watch.csv"
PIN: Final = "retraction-watch.json"
_NEEDED: Final = ("OriginalPaperDOI", "RetractionNature", "RetractionDOI", "RetractionDate")
_COLUMNS: Final = ("doi", "type", "notice", "date", "record_id")
_LARGEST = 500_000_000


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import took in. rows: those with a DOI; skipped: those without."""

    rows: int
    skipped: int
    sha256: str
    imported_at: str


def import_retraction_watch(path: Path, store: EvidenceStore, *, now: datetime | None = None) -> Imported:
    """Take a Retraction Watch CSV into the evidence store, in place of the one before.

    Raises InputError when the file cannot be read or is not that table.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError(str(path), "is too large for a Retraction Watch table")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {error.strerror or error}") from error
    rows, skipped = _rows(path, data)
    moment = (now or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(sorted(rows))
    pin = {
        "schema": "claim-audit/retraction-watch/1",
        "source": path.name,
        "sha256": sha256(data),
        "imported_at": moment,
        "rows": len(rows),
        "skipped": skipped,
        "rows_sha256": sha256(text.getvalue()),
    }
    write_atomic(store.folder / ROWS, text.getvalue())
    write_atomic(store.folder / PIN, dump_json(pin))
    store.forget_watched()
    return Imported(len(rows), skipped, str(pin["sha256"]), moment)


def _rows(path: Path, data: bytes) -> tuple[set[tuple[str, ...]], int]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")  # the table's older editions
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        hint = "the columns are those of the table that Crossref publishes"
        raise InputError(str(path), f"is no Retraction Watch table: no column {missing[0]}", line=1, hint=hint)
    rows: set[tuple[str, ...]] = set()
    skipped = 0
    try:
        for row in reader:
            doi = normalise(row.get("OriginalPaperDOI"))
            if doi is None:
                skipped += 1
                continue
            notice = normalise(row.get("RetractionDOI")) or ""
            kind = type_name(row.get("RetractionNature"))
            if kind == "retraction" and re.search(r"retract and replace", row.get("Reason") or "", re.I):
                kind = "retract_and_replace"
            rows.add((doi, kind, notice, _date(row.get("RetractionDate")), (row.get("Record ID") or "").strip()))
    except csv.Error as error:
        raise InputError(str(path), f"is damaged: {error}", line=reader.line_num) from error
    return rows, skipped


def _date(text: str | None) -> str:
    found = re.match(r"\s*(\d{1,2})/(\d{1,2})/(\d{4})", text or "")
    return f"{found[3]}-{int(found[1]):02}-{int(found[2]):02}" if found else ""


@dataclass(frozen=True, slots=True)
class WatchTable:
    """The imported table: updates by DOI, and what it is as evidence."""

    updates: dict[str, tuple[Update, ...]]
    source: Evidence | None

    def of(self, doi: str) -> Sequence[Update]:
        """The rows about a DOI."""
        return self.updates.get(doi, ())


def load_table(folder: Path, notes: list[str]) -> WatchTable:
    """The imported table, or an empty one. A table that does not fit its pin is reported and not used."""
    try:
        pin: Any = json.loads((folder / PIN).read_text(encoding="utf-8"))
        text = (folder / ROWS).read_text(encoding="utf-8")
        if pin["rows_sha256"] != sha256(text):
            raise ValueError("the rows were changed after the import")  # noqa: TRY301 - one way to handle damage
    except FileNotFoundError:
        return WatchTable({}, None)
    except (OSError, ValueError, KeyError, TypeError) as error:
        notes.append(f"The imported Retraction Watch table is damaged ({error}) and is not used; import it again.")
        return WatchTable({}, None)
    updates: dict[str, tuple[Update, ...]] = {}
    for doi, kind, notice, date, _number in list(csv.reader(io.StringIO(text)))[1:]:
        update = Update(type=kind, doi=notice or None, date=date or None, source="Retraction Watch")
        updates[doi] = (*updates.get(doi, ()), update)
    words = f"table {pin['source']}, {pin['rows']} rows, SHA-256 {pin['sha256']}"
    source = Evidence(source="Retraction Watch", retrieved_at=pin["imported_at"], excerpt=words)
    return WatchTable(updates, source)
