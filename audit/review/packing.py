"""The pack for an inspector: one zip with the audits, what they rest on, who decided what, and how to check it.

The same workspace gives the same bytes. What goes in is what the audits really read: they are replayed while packing.
"""

from __future__ import annotations

import io
import platform
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from audit import __version__
from audit.checks import profile_names
from audit.claims.store import load_claims
from audit.errors import InputError
from audit.files import dump_json, sha256
from audit.model import Report
from audit.past import Past
from audit.pipeline import Order
from audit.registries import EvidenceStore
from audit.registries.evidence import Dossier, Subject
from audit.reports import FORMATS, extension
from audit.review.baseline import audit_in_memory
from audit.review.desk import APPROVED
from audit.review.ledger import Ledger
from audit.review.log import DecisionLog, utc
from audit.review.signing import SIGNERS
from audit.stored import load_report
from audit.workspace import Workspace

SCHEMA: Final = "claim-audit/pack/1"
MANIFEST: Final = "manifest.json"
SETTINGS: Final = "settings.json"
README: Final = "README.txt"
_SECRET: Final = ("crossref_token", "mailto")
_TIME: Final = (1980, 1, 1, 0, 0, 0)
_WATCH: Final = ("retraction-watch.csv", "retraction-watch.json")


class _Tracing(EvidenceStore):
    """A store that remembers what it was asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.asked: set[Subject] = set()

    def read(self, subject: Subject) -> Dossier:
        self.asked.add(subject)
        return super().read(subject)


def pack(space: Workspace, names: Sequence[str], now: datetime, *, full_texts: bool = True) -> bytes:
    """The zip file for the audits NAME of a workspace. InputError where a source has changed since its audit.

    full_texts: also the user's own copies of cited works, which support verdicts rest on.
    """
    files: dict[str, bytes] = {}
    documents = []
    for name in names:
        report = load_report(space.reports / f"{name}.json")
        source = space.source_of(report.document)
        if source is None:
            raise InputError(report.document.path, "has changed since its audit, or is not here", hint="run it first")
        files[report.document.path] = source
        files.update(_files_of(space, name))
        files.update(_evidence_of(space, name, report, full_texts=full_texts))
        documents.append({"name": name, "path": report.document.path, "audited": report.run.started})
    files.update(_shared(space))
    manifest = _manifest(documents, files, now, full_texts=full_texts)
    files[MANIFEST] = dump_json(manifest).encode()
    files[README] = _readme(manifest).encode()
    return _zipped(files)


def _files_of(space: Workspace, name: str) -> Iterator[tuple[str, bytes]]:
    """The reports and claims of one audit."""
    reports = [space.reports / (name + extension(format_name)) for format_name in FORMATS]
    for path in (*reports, space.claims / f"{name}.json", space.claims / APPROVED / f"{name}.json"):
        if path.is_file():
            yield path.relative_to(space.root).as_posix(), path.read_bytes()


def _evidence_of(space: Workspace, name: str, report: Report, *, full_texts: bool) -> Iterator[tuple[str, bytes]]:
    """What the audit read, found by doing it again."""
    store = _Tracing(space.evidence)
    order = Order(space.settings, datetime.fromisoformat(report.run.started), root=space.root)
    past = Past(load_claims(space.claims / f"{name}.json"), Ledger(report.document.path, ()))
    audit_in_memory(space, order, space.root / report.document.path, report.document.path, past, store)
    for subject in store.asked:
        path = store.path(subject)
        for file in sorted(path.parent.glob(f"{_literal(path.stem)}.*")) if path.parent.is_dir() else ():
            yield file.relative_to(space.root).as_posix(), file.read_bytes()
    if full_texts and space.fulltext.is_dir():
        for key in sorted({reference.key for reference in report.references}):
            for file in sorted(space.fulltext.glob(f"{_literal(key)}.*")):
                yield file.relative_to(space.root).as_posix(), file.read_bytes()


def _literal(name: str) -> str:
    import glob

    return glob.escape(name)


def _shared(space: Workspace) -> Iterator[tuple[str, bytes]]:
    """What belongs to every audit: the library, the log, the settings without their secrets, the profile."""
    log = DecisionLog.inside(space.claims).path
    paths = [space.bibliography, log, log.with_suffix(".head"), space.claims / SIGNERS]
    paths += [space.evidence / name for name in _WATCH]
    paths += list(_profiles(space))
    for path in paths:
        if path.is_file():
            yield path.relative_to(space.root).as_posix(), path.read_bytes()
    settings = space.settings.model_dump(mode="json")
    for name in _SECRET:
        settings["registries"].pop(name, None)
    yield SETTINGS, dump_json(settings).encode()


def _profiles(space: Workspace) -> Iterator[Path]:
    """The files of the profile, where it is the user's own."""
    import tomllib

    name: object = space.settings.profile
    base = space.root
    seen: set[Path] = set()
    while isinstance(name, str) and name not in profile_names():
        path = (base / name).resolve()
        if path in seen or not path.is_file():
            return
        if not path.is_relative_to(space.root):
            raise InputError(str(path), "is a profile outside the workspace", hint="packs hold what is inside")
        seen.add(path)
        yield path
        name, base = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("inherits"), path.parent


def _manifest(
    documents: Sequence[dict[str, str]], files: dict[str, bytes], now: datetime, *, full_texts: bool
) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "packed": utc(now),
        "tool": {"name": "claim-audit", "version": __version__},
        "python": platform.python_version(),
        "packages": dict(sorted(_packages())),
        "full_texts": full_texts,
        "documents": list(documents),
        "files": {name: {"sha256": sha256(data), "bytes": len(data)} for name, data in sorted(files.items())},
    }


def _packages() -> Iterator[tuple[str, str]]:
    import re

    for wanted in metadata.requires("claim-audit") or ():
        if "extra ==" in wanted:
            continue
        found = re.match(r"[A-Za-z0-9._-]+", wanted)
        if found:
            try:
                yield found[0], metadata.version(found[0])
            except metadata.PackageNotFoundError:
                continue


def _zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    first = [README, MANIFEST]
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in [*first, *sorted(set(files) - set(first))]:
            info = zipfile.ZipInfo(name, _TIME)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, files[name])
    return buffer.getvalue()


def _readme(manifest: dict[str, Any]) -> str:
    text = Path(__file__).with_name("pack_readme.txt").read_text(encoding="utf-8")
    return text.format(
        name=manifest["tool"]["name"],
        version=manifest["tool"]["version"],
        packed=manifest["packed"],
        documents="\n".join(f"  {item['path']}    audited {item['audited']}" for item in manifest["documents"]),
        left_out="" if manifest["full_texts"] else " (left out of this pack)",
    )
