"""The evidence store: every registry answer on file, one readable JSON file a DOI, so that a verdict can be replayed.

    bib/evidence/10.1016_j.neo.2017.09.002.json     what the registries said of a DOI
    bib/evidence/pmid/26487581.json                 ... of a PubMed number
    bib/evidence/search/...json                     ... to a bibliographic search
    bib/evidence/web/...json                        what a web address answered
    bib/evidence/pmc/6338796.json, .xml             an open-access full text
    bib/evidence/retraction-watch.json, .csv        an imported Retraction Watch table

A file is `{"schema", "subject", "answers": {SOURCE: {"source", "url", "retrieved_at", "status", "sha256", "asked_as",
"omitted", "digest", "body"}}}`. `sha256` is of the response as it came; `digest` of the body as it stands in the file
(canonical JSON), so that an edit is seen. A record typed in by hand has `"transcribed": true` and
`"transcribed_from"`, needs no digest, and is shown as transcribed wherever it is cited.

Writers take a lock, merge with what others wrote meanwhile (the newer answer of a source wins) and replace the file
atomically: two runs at once lose nothing.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

from audit.files import dump_json, sha256, write_if_changed
from audit.model import Evidence, Update
from audit.registries.dois import file_name
from audit.registries.locks import FileLock
from audit.registries.outcomes import Answer
from audit.registries.retraction_watch import WatchTable, load_table

SCHEMA: Final = "claim-audit/evidence/1"
_LARGEST_FILE = 20_000_000
_WRITERS = 4

Dossier: TypeAlias = Mapping[str, Answer]
"""The answers on file about one subject, by source."""


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """What was asked about. kind: `doi`, `pmid`, `search`, `web`; identity: the DOI, the number, the query, the URL."""

    kind: str
    identity: str

    @property
    def name(self) -> str:
        """The subject in words: `doi:10.1016/...`."""
        return f"{self.kind}:{self.identity}"


class EvidenceStore:
    """Evidence in a folder. Safe between threads; between processes, writers merge under a lock.

    notes: what a user should know of the store itself (evidence that was damaged and set aside), in words.
    unwritten: some of it could not be written, and is held in memory alone.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.notes: list[str] = []
        self.unwritten = False
        self._cache: dict[Subject, dict[str, Answer]] = {}
        self._guard = threading.Lock()
        self._pending: dict[Subject, list[Answer]] = {}
        self._writer: threading.Thread | None = None
        self._watched: WatchTable | None = None

    def path(self, subject: Subject) -> Path:
        """The file of a subject."""
        return self.folder / self._inside(subject)

    def label(self, subject: Subject) -> str:
        """The file of a subject as reports name it: `bib/evidence/NAME.json`."""
        return f"{self.folder.parent.name}/{self.folder.name}/{self._inside(subject).as_posix()}"

    @staticmethod
    def _inside(subject: Subject) -> Path:
        name = f"{file_name(subject.identity)}.json"
        return Path(name) if subject.kind == "doi" else Path(subject.kind) / name

    def read(self, subject: Subject) -> Dossier:
        """The answers on file, by source; empty where there are none. Damaged evidence is set aside and reported."""
        with self._guard:
            known = self._cache.get(subject)
        if known is None:
            known = self._load(subject)
            with self._guard:
                known = self._cache.setdefault(subject, known)
        return dict(known)

    def write(self, subject: Subject, answer: Answer) -> None:
        """Put one answer on file."""
        self.write_all([(subject, answer)])

    def write_all(self, answers: Iterable[tuple[Subject, Answer]]) -> None:
        """Put several answers on file, now."""
        self.put(answers)
        self.flush()

    def put(self, answers: Iterable[tuple[Subject, Answer]]) -> None:
        """Take answers: they are read back at once, and on file soon, at the latest after `flush`.

        A cold run learns thousands of answers, several of one work; a disk takes milliseconds for each safe write.
        """
        for subject, answer in answers:
            self.read(subject)
            with self._guard:
                self._cache[subject] = _with(self._cache[subject], [answer])
                self._pending.setdefault(subject, []).append(answer)
        with self._guard:
            if self._pending and self._writer is None:
                self._writer = threading.Thread(target=self._write_pending, name="evidence", daemon=False)
                self._writer.start()

    def flush(self) -> None:
        """Wait until everything taken is on file."""
        while True:
            with self._guard:
                writer = self._writer
            if writer is None:
                return
            writer.join()

    def forget(self) -> None:
        """Drop from memory what is on file; it is read again when it is asked for."""
        self.flush()
        with self._guard:
            if not self.unwritten:
                self._cache.clear()

    def _write_pending(self) -> None:
        while True:
            with self._guard:
                taken, self._pending = self._pending, {}
                if not taken:
                    self._writer = None
                    return
            try:
                self._merge(taken)
            except OSError as error:  # a read-only or full disk: the verdicts stand, but cannot be replayed
                self.unwritten = True
                note = f"Evidence could not be written ({error.strerror or error}): this run cannot be replayed."
                if note not in self.notes:
                    self.notes.append(note)

    def _merge(self, taken: Mapping[Subject, Sequence[Answer]]) -> None:
        """Merge with what other runs wrote meanwhile. Many small safe writes at once cost little more than one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / ".lock"), ThreadPoolExecutor(_WRITERS) as writers:
            texts = {}
            for subject, new in taken.items():
                merged = _with(self._load(subject, locked=True), new)
                texts[self.path(subject)] = _to_text(subject, merged)
                with self._guard:
                    self._cache[subject] = _with(merged, list(self._cache.get(subject, {}).values()))
            for written in [writers.submit(write_if_changed, path, text) for path, text in texts.items()]:
                written.result()

    @property
    def _table(self) -> WatchTable:
        if self._watched is None:
            self._watched = load_table(self.folder, self.notes)
        return self._watched

    def watched(self, doi: str) -> Sequence[Update]:
        """What an imported Retraction Watch table says of a DOI."""
        return self._table.of(doi)

    @property
    def watched_source(self) -> Evidence | None:
        """The imported table as evidence, or None where there is none."""
        return self._table.source

    def forget_watched(self) -> None:
        """Read the imported table anew."""
        self._watched = None

    def _load(self, subject: Subject, *, locked: bool = False) -> dict[str, Answer]:
        path = self.path(subject)
        try:
            if path.stat().st_size > _LARGEST_FILE:
                raise _DamagedError(f"larger than {_LARGEST_FILE} bytes")  # noqa: TRY301 - same handling as all damage
            return _from_text(subject, path.read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except OSError as error:
            self.notes.append(f"Evidence {path.name} cannot be read ({error.strerror or error}).")
            return {}
        except (UnicodeDecodeError, RecursionError, _DamagedError) as error:
            self._set_aside(path, str(error), locked=locked)
            return {}

    def _set_aside(self, path: Path, why: str, *, locked: bool) -> None:
        aside = path.with_suffix(".damaged")
        number = 1
        while aside.exists():
            number += 1
            aside = path.with_suffix(f".{number}.damaged")
        lock: contextlib.AbstractContextManager[object] = (
            contextlib.nullcontext() if locked else FileLock(self.folder / ".lock")
        )
        with contextlib.suppress(OSError), lock:
            path.rename(aside)
        self.notes.append(f"Evidence {path.name} is damaged ({why}); it was set aside as {aside.name} and is not used.")


def _with(held: Mapping[str, Answer], new: Iterable[Answer]) -> dict[str, Answer]:
    """The answers with newer ones put in. A real answer, however old, takes the place of a transcription."""
    merged = dict(held)
    for answer in new:
        before = merged.get(answer.source)
        if before is None or before.transcribed or before.retrieved_at <= answer.retrieved_at:
            merged[answer.source] = answer
    return merged


class _DamagedError(ValueError):
    """A file of evidence does not hold what it must."""


def _to_text(subject: Subject, answers: Mapping[str, Answer]) -> str:
    return dump_json(
        {
            "schema": SCHEMA,
            "subject": {"kind": subject.kind, "id": subject.identity},
            "answers": {source: _answer_to_json(answers[source]) for source in sorted(answers)},
        }
    )


def _answer_to_json(answer: Answer) -> dict[str, Any]:
    stored: dict[str, Any] = {
        "source": answer.source,
        "url": answer.url,
        "retrieved_at": answer.retrieved_at,
        "status": answer.status,
        "sha256": answer.sha256,
    }
    if answer.asked_as:
        stored["asked_as"] = answer.asked_as
    if answer.transcribed:
        stored["transcribed"] = True
        stored["transcribed_from"] = answer.transcribed_from
    else:
        stored["digest"] = digest(answer.body)
    stored["omitted"] = list(answer.omitted)
    stored["body"] = answer.body
    return stored


def digest(body: Any) -> str:
    """SHA-256 of a JSON value in canonical form (sorted keys, no spaces, UTF-8)."""
    return sha256(json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode(errors="replace"))


def _from_text(subject: Subject, text: str) -> dict[str, Answer]:
    try:
        stored = json.loads(text)
    except ValueError as error:
        raise _DamagedError("not JSON") from error
    if not isinstance(stored, dict) or stored.get("schema") != SCHEMA or not isinstance(stored.get("answers"), dict):
        raise _DamagedError(f"not {SCHEMA}")
    if stored.get("subject") != {"kind": subject.kind, "id": subject.identity}:
        raise _DamagedError("it is about something else")
    return {str(source): _answer_from_json(str(source), value) for source, value in stored["answers"].items()}


def _answer_from_json(source: str, value: Any) -> Answer:
    if not isinstance(value, dict):
        raise _DamagedError(f"answer of {source} is no object")
    transcribed = value.get("transcribed") is True
    try:
        answer = Answer(
            source=source,
            url=_string(value, "url"),
            retrieved_at=_string(value, "retrieved_at"),
            status=int(value["status"]),
            sha256=str(value.get("sha256") or ""),
            body=value["body"],
            omitted=tuple(str(name) for name in value.get("omitted") or ()),
            asked_as=value.get("asked_as"),
            transcribed=transcribed,
            transcribed_from=value.get("transcribed_from"),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _DamagedError(f"answer of {source} is incomplete: {error}") from error
    if not transcribed and value.get("digest") != digest(answer.body):
        raise _DamagedError(f"answer of {source} was changed after it was recorded")
    return answer


def _string(value: Mapping[str, Any], name: str) -> str:
    if not isinstance(value.get(name), str):
        raise _DamagedError(f"no {name}")
    return str(value[name])
