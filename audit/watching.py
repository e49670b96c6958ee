"""Watching references: all of them are asked about anew, and only what changed since the last evidence is told.

A page that was sound yesterday cites a retracted paper today, and nobody touched it. What the registries said before
is taken from the evidence on file, before anything is asked; it is remembered until the report is out, so that a watch
that is killed on its way loses no news.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from audit.errors import InputError
from audit.files import DERIVED, derived_folder, dump_json, write_atomic
from audit.listed import from_bibtex, from_lines, is_bibtex
from audit.model import SEVERITIES, Finding, Reference, Severity, Update, Verification, VerifiedReference
from audit.pipeline import Order, Progress, open_registries, verify_references
from audit.review.where_used import WhereUsed
from audit.summing import unverified
from audit.workspace import Workspace

SCHEMA: Final = "claim-audit/watch/1"
_PENDING: Final = "watch.json"

Kind: TypeAlias = Literal[
    "retracted", "concern", "corrected", "reinstated", "lifted", "superseded", "not-found", "wrong-work", "differs",
    "dead", "moved", "insecure", "reached-again", "found-again",
]  # fmt: skip

_CODES: Final[Mapping[str, str]] = {
    "retracted": "DOI005", "concern": "DOI006", "corrected": "DOI007", "superseded": "DOI008",
    "not-found": "DOI002", "wrong-work": "DOI003", "differs": "DOI004",
    "dead": "URL001", "moved": "URL003", "insecure": "URL002",
}  # fmt: skip
_WORSE: Final[Mapping[str, Severity]] = {"retracted": "critical", "concern": "major", "dead": "major"}


class Change(BaseModel):
    """News of one reference. kind: what happened. code: the rule that judges it; severity: by the profile of the
    workspace (`info` for good news). told: in a sentence. before: when the evidence is from that said otherwise; None
    where there was none. documents: the audited documents that rest on the work."""

    kind: Kind
    code: str | None = None
    severity: Severity = "info"
    key: str
    reference: str
    doi: str | None = None
    url: str | None = None
    told: str
    before: str | None = None
    documents: list[str] = Field(default_factory=list)


class Unchecked(BaseModel):
    """A reference that could not be asked about: neither the same as before nor changed."""

    key: str
    reason: str


class Watch(BaseModel):
    """`claim-audit watch`: what changed since the last evidence."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    schema_: Literal["claim-audit/watch/1"] = Field(default=SCHEMA, alias="schema")
    checked_at: str
    references: int
    changes: list[Change]
    unchecked: list[Unchecked]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was known of a reference before: all that news is told from."""

    status: str
    when: str | None
    updates: frozenset[tuple[str, str]]
    newer: frozenset[str]
    differs: frozenset[str]
    link: str | None

    @classmethod
    def of(cls, verification: Verification) -> _Seen:
        link = verification.link
        return cls(
            status=verification.status,
            when=verification.checked_at or (link.checked_at if link else None),
            updates=frozenset(map(_name, verification.updates)),
            newer=frozenset(filter(None, (update.doi for update in verification.newer))),
            differs=frozenset(item.field for item in verification.differences if item.severity != "info"),
            link=link.status if link else None,
        )


def references_of(space: Workspace, data: bytes | None = None, name: str = "") -> tuple[list[Reference], list[str]]:
    """The references to watch, and what is wrong in their file: the library of the workspace, or a file's `data`.

    Raises InputError where there are none.
    """
    path = space.bibliography
    if data is None:
        try:
            data, name = path.read_bytes(), space.display(path)
        except OSError:
            raise InputError(
                space.display(path), "there is no bibliography yet", hint="`claim-audit run` writes one"
            ) from None
    if not is_bibtex(data, name):
        try:
            found, problems = from_lines(data.decode("utf-8-sig").splitlines()), list[str]()
        except UnicodeDecodeError:
            raise InputError(name, "is not UTF-8 text") from None
    else:
        found, problems = from_bibtex(data, name)
    if not found:
        raise InputError(name, "holds no reference")
    return found, problems


def watch(space: Workspace, references: Sequence[Reference], order: Order, progress: Progress | None = None) -> Watch:
    """Ask about every reference anew, and tell what changed. Call `told` once the news is out."""
    known = {**_on_file(space, references, order), **_pending(space.root)}
    _keep(space.root, known)
    asking = replace(order, offline=False, refresh=True)
    with open_registries(asking, space.evidence) as registries:
        checked = verify_references(references, "references", asking, registries, progress)
    changes = [
        change
        for reference, findings in checked
        for change in _changes(known.get(_identity(reference)), reference, findings)
    ]
    return Watch(
        checked_at=order.stamp,
        references=len(references),
        changes=_with_documents(space.root, changes),
        unchecked=_unchecked([reference for reference, _ in checked]),
    )


def reaches(watch: Watch, threshold: Severity | None) -> bool:
    """Whether anything that changed is at or above the threshold."""
    if threshold is None:
        return False
    graver = SEVERITIES[: SEVERITIES.index(threshold) + 1]
    return any(change.severity in graver for change in watch.changes)


def told(root: Path) -> None:
    """The news is out: the next watch compares with the evidence on file again."""
    (root / DERIVED / _PENDING).unlink(missing_ok=True)


# -- before --


def _on_file(space: Workspace, references: Sequence[Reference], order: Order) -> dict[str, _Seen]:
    quiet = replace(order, offline=True, refresh=False)
    with open_registries(quiet, space.evidence) as registries:
        before = verify_references(references, "references", quiet, registries)
    return {_identity(reference): _Seen.of(reference.verification) for reference, _ in before}


def _identity(reference: Reference) -> str:
    return f"{reference.key} {reference.doi or reference.pmid or reference.url or ''}".strip()


def _keep(root: Path, known: Mapping[str, _Seen]) -> None:
    rows = {
        name: [seen.status, seen.when, sorted(seen.updates), sorted(seen.newer), sorted(seen.differs), seen.link]
        for name, seen in known.items()
    }
    with contextlib.suppress(OSError):  # nowhere to keep it: then a kill costs the news of this watch
        write_atomic(derived_folder(root) / _PENDING, dump_json(rows))


def _pending(root: Path) -> dict[str, _Seen]:
    """What a watch that did not come to its end had known."""
    known = {}
    try:
        rows = json.loads((root / DERIVED / _PENDING).read_text(encoding="utf-8"))
        for name, (status, when, updates, newer, differs, link) in rows.items():
            pairs = frozenset((str(kind), str(notice)) for kind, notice in updates)
            known[name] = _Seen(str(status), when, pairs, frozenset(newer), frozenset(differs), link)
    except (OSError, ValueError, TypeError, AttributeError, RecursionError, ValidationError):
        return {}
    return known


# -- what changed --


def _changes(before: _Seen | None, reference: VerifiedReference, findings: Sequence[Finding]) -> Iterator[Change]:
    """The news of one reference, gravest first."""
    verification = reference.verification
    known = before or _Seen("unverified", None, frozenset(), frozenset(), frozenset(), None)
    if verification.status == "wrong-work" == known.status:
        return  # the news of another work
    severities = {finding.code: finding.severity for finding in findings}
    for kind, sentence in (*_of_work(known, verification), *_of_link(known, verification)):
        code = _CODES.get(kind)
        yield Change(
            kind=kind,
            code=code,
            severity=severities.get(code or "", _WORSE.get(kind, "info")) if code else "info",
            key=reference.key,
            reference=reference.raw or reference.title or reference.doi or reference.key,
            doi=reference.doi,
            url=reference.url,
            told=sentence,
            before=known.when,
        )


def _of_work(before: _Seen, now: Verification) -> Iterator[tuple[Kind, str]]:
    new = [update for update in now.updates if _name(update) not in before.updates]
    for kind in ("retracted", "concern", "corrected", "reinstated"):
        for update in new:
            if _kind(update) == kind:
                yield kind, _sentence(update)
    gone = before.updates - set(map(_name, now.updates))
    if now.status in {"verified", "differs"} and not new:
        for kind, notice in sorted(gone):
            yield "lifted", f"No longer on record: {kind.replace('-', ' ')}{f' ({notice})' if notice else ''}."
    for newer in now.newer:
        if newer.doi and newer.doi not in before.newer:
            yield "superseded", f"There is a newer version: {newer.doi}{_when(newer)}."
    if now.status != before.status and now.status == "not-found":
        yield "not-found", f"The DOI is not registered (any more): {now.reason}."
    if now.status != before.status and now.status == "wrong-work" and before.when:
        yield "wrong-work", f"The DOI now names another work: {_title(now)}."
    if before.status == "not-found" and now.status in {"verified", "differs"}:
        yield "found-again", "The DOI is registered now."
    fields = [item for item in now.differences if item.severity != "info" and item.field not in before.differs]
    if before.when and before.status in {"verified", "differs"} and now.status == "differs" and fields:
        listed = "; ".join(
            f"{item.field} {item.registered or 'none'} (cited: {item.cited or 'none'})" for item in fields
        )
        yield "differs", f"The record was changed: {listed}."


def _of_link(before: _Seen, now: Verification) -> Iterator[tuple[Kind, str]]:
    link = now.link
    if link is None or link.status == before.link:
        return
    reason = f": {link.reason}" if link.reason else ""
    if link.status == "dead":
        copy = f" An archived copy: {link.archived_url}" if link.archived_url else ""
        yield "dead", f"The page {link.url} is gone{reason}.{copy}"
    elif before.link is None:
        return  # looked at for the first time: whether it moved is for the audit to say
    elif link.status == "moved":
        yield "moved", f"The page {link.url} moved to {link.final_url}{reason}."
    elif before.link == "dead" and link.status in {"ok", "insecure"}:
        yield "reached-again", f"The page {link.url} is there again."
    elif link.status == "insecure":
        yield "insecure", f"The page {link.url} is reached without encryption{reason}."


def _name(update: Update) -> tuple[str, str]:
    return re.sub(r"[\s_]+", "-", update.type.strip().casefold()), (update.doi or "").casefold()


def _kind(update: Update) -> Kind:
    """What the types of registries come to; one that nobody knows is told as a correction."""
    name = _name(update)[0]
    if name.startswith(("retract", "partial-retract", "remov", "withdraw")):
        return "retracted"
    if "concern" in name:
        return "concern"
    return "reinstated" if name.startswith("reinstate") else "corrected"


def _sentence(update: Update) -> str:
    words = re.sub(r"[\s_-]+", " ", update.type.strip())
    notice = f" ({update.doi})" if update.doi else ""
    return f"{words[:1].upper()}{words[1:]}{notice}{_when(update)}{f', says {update.source}' if update.source else ''}."


def _when(update: Update) -> str:
    return f" of {update.date}" if update.date else ""


def _title(verification: Verification) -> str:
    record = verification.record
    return f"“{record.title}”" if record is not None and record.title else "no title"


def _unchecked(references: Sequence[VerifiedReference]) -> list[Unchecked]:
    reasons: dict[str, list[str]] = {}
    for item in unverified(references):
        reasons.setdefault(item.reference_key or "", []).append(f"{item.what}: {item.reason}")
    return [Unchecked(key=key, reason="; ".join(dict.fromkeys(found))) for key, found in reasons.items()]


def _with_documents(root: Path, changes: list[Change]) -> list[Change]:
    if not changes:
        return []
    with WhereUsed(root) as index:
        for change in changes:
            change.documents = sorted({use.document for use in index.find(change.key)})
    return changes
