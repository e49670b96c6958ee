"""Check a pack: every hash, the chain of the log, the signatures, and every audit done again from what is in it."""

from __future__ import annotations

import contextlib
import json
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, Final

from pydantic import ValidationError

from audit import __version__
from audit.claims.store import load_claims
from audit.errors import InputError
from audit.files import sha256
from audit.model import Report, Settings
from audit.past import Past
from audit.pipeline import Order
from audit.review.baseline import audit_in_memory
from audit.review.binding import report_sha256
from audit.review.desk import Desk
from audit.review.inspecting import inspect
from audit.review.ledger import Ledger
from audit.review.packing import MANIFEST, README, SCHEMA, SETTINGS
from audit.stored import load_report
from audit.workspace import Workspace

_MOST_FILES: Final = 200_000
_MOST_BYTES: Final = 4_000_000_000
_MOST_TIMES: Final = 200  # how many times smaller than itself an honest file can be packed

_NO_PACK: Final = (
    zipfile.BadZipFile, ValueError, KeyError, TypeError, NotImplementedError, RuntimeError, EOFError, zlib.error,
)  # fmt: skip


@dataclass(slots=True)
class Checked:
    """What a check found. replayed: audits that came out the same. faults, notes: a sentence each."""

    files: int = 0
    entries: int = 0
    signatures: int = 0
    replayed: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check_pack(path: Path) -> Checked:
    """Check the pack in a zip file. InputError where it is no pack at all."""
    with _unpacked(path) as (root, manifest, found):
        _compare_files(root, manifest, found)
        if found.faults:
            return found  # nothing is computed from files that are not those that were packed
        space = _workspace(root, path)
        _check_log(space, found)
        version = manifest["tool"]["version"]
        if version != __version__:
            found.notes.append(f"packed by version {version}, checked by {__version__}: the rules may differ")
        for item in manifest["documents"]:
            _replay(space, str(item["name"]), found, full_texts=bool(manifest.get("full_texts", True)))
        return found


@contextlib.contextmanager
def _unpacked(path: Path) -> Iterator[tuple[Path, dict[str, Any], Checked]]:
    found = Checked()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        try:
            with zipfile.ZipFile(path) as archive:
                _extract(archive, root, path)
            manifest = json.loads((root / MANIFEST).read_bytes())
            if manifest["schema"] != SCHEMA or not isinstance(manifest["files"], dict):
                raise InputError(str(path), f"is no pack: not {SCHEMA}")
            _ = [str(item["name"]) for item in manifest["documents"]], str(manifest["tool"]["version"])
        except OSError as error:
            raise InputError(str(path), f"cannot be read: {(error.strerror or str(error)).lower()}") from None
        except _NO_PACK as error:
            raise InputError(str(path), f"is no pack: {error}") from None
        yield root, manifest, found


def _extract(archive: zipfile.ZipFile, root: Path, path: Path) -> None:
    infos = archive.infolist()
    total = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if len(infos) > _MOST_FILES or total > _MOST_BYTES or total > _MOST_TIMES * max(packed, 10_000):
        raise InputError(str(path), "is larger than a pack can be")
    seen: set[str] = set()
    for info in infos:
        name = info.filename
        parts = PurePosixPath(name).parts
        if name in seen or info.is_dir() or not _is_inside(name, parts):
            raise InputError(str(path), f"is no pack: it holds {name!r}")
        seen.add(name)
        target = root.joinpath(*parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(info) as stream:
            target.write_bytes(stream.read(info.file_size + 1))


def _is_inside(name: str, parts: tuple[str, ...]) -> bool:
    return bool(parts) and not name.startswith("/") and ".." not in parts and "\\" not in name and ":" not in name


def _compare_files(root: Path, manifest: dict[str, Any], found: Checked) -> None:
    files = manifest["files"]
    there = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()} - {MANIFEST, README}
    found.files = len(files)
    found.faults += [f"{name}: is missing" for name in sorted(set(files) - there)]
    found.faults += [f"{name}: is not in the manifest" for name in sorted(there - set(files))]
    for name in sorted(there & set(files)):
        if not isinstance(files[name], dict) or sha256((root / name).read_bytes()) != files[name].get("sha256"):
            found.faults.append(f"{name}: was changed after it was packed")


def _workspace(root: Path, path: Path) -> Workspace:
    try:
        return Workspace(root, Settings.model_validate_json((root / SETTINGS).read_bytes()))
    except (OSError, ValidationError):
        raise InputError(str(path), f"is no pack: {SETTINGS} cannot be used") from None


def _check_log(space: Workspace, found: Checked) -> None:
    inspection = inspect(Desk(space, lambda: datetime.min))
    found.entries = len(inspection.trail.entries)
    found.signatures = sum(result.state == "good" for result in inspection.signatures)
    found.faults += [f"claims/decisions.jsonl: {fault}" for fault in inspection.faults]
    found.notes += inspection.notes


def _replay(space: Workspace, name: str, found: Checked, *, full_texts: bool) -> None:
    """Audit a document again and compare: what was audited and found must be the same."""
    try:
        stored = load_report(space.reports / f"{name}.json")
        document = stored.document.path
        past = Past(load_claims(space.claims / f"{name}.json"), Ledger(document, ()))
        order = Order(space.settings, datetime.fromisoformat(stored.run.started), offline=True, root=space.root)
        again = audit_in_memory(space, order, space.root / document, document, past)
    except (InputError, ValueError) as error:
        found.faults.append(f"{name}: cannot be audited again: {error}")
        return
    if not full_texts and stored.support:
        found.notes.append(
            f"{document}: what the cited works say was not checked again: they were left out of the pack"
        )
        stored, again = map(_without_support, (stored, again))
    if report_sha256(_comparable(stored)) == report_sha256(_comparable(again)):
        found.replayed.append(document)
        return
    found.faults.append(f"{document}: the audit does not come out the same: {_difference(stored, again)}")


def _without_support(report: Report) -> Report:
    """A report without what rests on the texts of cited works."""
    findings = [finding for finding in report.findings if not finding.code.startswith("SUP")]
    return report.model_copy(update={"support": [], "findings": findings})


def _comparable(report: Report) -> Report:
    """A report without its own time, and without why something could not be asked: that is of its hour."""
    references = [
        reference.model_copy(
            update={
                "verification": reference.verification.model_copy(
                    update={"reason": None, "unchecked": [], "link": None}
                )
            }
        )
        if reference.verification.status == "unverified"
        else reference
        for reference in report.references
    ]
    run = report.run.model_copy(update={"started": "", "finished": "", "offline": True})
    return report.model_copy(update={"run": run, "references": references, "unverified": []})


def _difference(stored: Report, again: Report) -> str:
    """Where two audits first differ, for people."""
    one, two = (
        {(finding.code, finding.fingerprint) for finding in report.findings if not finding.code.startswith("WVR")}
        for report in (stored, again)
    )
    gone, new = sorted(code for code, _ in one - two), sorted(code for code, _ in two - one)
    if gone or new:
        return f"findings that are not found again: {', '.join(gone) or 'none'}; new ones: {', '.join(new) or 'none'}"
    for part in ("document", "statements", "references", "support", "findings", "run", "tool", "text"):
        if getattr(_comparable(stored), part) != getattr(_comparable(again), part):
            return f"its {part} differ"
    return "it differs"
