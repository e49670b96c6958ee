"""Hand-made cases: `{1,2}` in a line is a marker group, as it stands there; each line is one statement."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from audit.checks import Case, load_profile
from audit.model import Block, Document, ListedReference, Marker, Reference, ReferenceList, Statement

TODAY = date(2026, 3, 1)


def _labels(source: str) -> list[str]:
    found: list[str] = []
    for first, last, plain in re.findall(r"(\d+)\s?[-–]\s?(\d+)|([\w.]+)", source):
        found.extend(str(n) for n in range(int(first), int(last) + 1)) if last else found.append(plain)
    return found


class _Page:
    """Builds the text of a document piece by piece, so that every offset is exact."""

    def __init__(self) -> None:
        self.text = ""
        self.blocks: list[Block] = []
        self.statements: list[Statement] = []
        self.references: list[Reference] = []
        self.lists: list[ReferenceList] = []

    def line(self, written: str, labels: set[str], **fields: Any) -> None:
        start, groups, plain = len(self.text), [], ""
        for words, source in re.findall(r"([^{}]+)|\{([^{}]*)\}", written):
            at = start + len(plain)
            if source:
                groups.append(Marker(source=source, labels=_labels(source), start=at, end=at + len(source)))
            plain += words or source
        self.text += plain + "\n"
        block_kind = fields.pop("block", "paragraph")
        self.blocks.append(Block(block_kind, start, start + len(plain)))
        markers = [label for group in groups for label in group.labels]
        kind = fields.setdefault("kind", "claim")
        fields.setdefault("needs_citation", kind == "claim")
        fields.setdefault("coverage", "direct" if markers else "none" if fields["needs_citation"] else "not-needed")
        fields.setdefault("unknown_markers", [m for m in markers if m not in labels])
        self.statements.append(
            Statement(
                id=f"s{len(self.statements) + 1}", text=re.sub(r"\{[^{}]*\}", "", written), source_text=plain,
                line=self.text.count("\n"), start=start, end=start + len(plain), markers=markers,
                marker_groups=groups, **fields,
            )
        )  # fmt: skip

    def list(self, entries: Sequence[str | dict[str, Any]], scope: int, **options: Any) -> None:
        start, listed = len(self.text), []
        for position, entry in enumerate(entries, 1):
            fields = {"raw": entry} if isinstance(entry, str) else dict(entry)
            anchors = fields.get("anchors", [])
            label = fields.setdefault("label", str(position))
            printed = " ".join(anchors) or label
            at = len(self.text)
            self.text += f"{printed} {fields['raw']}\n"
            place = {"start": at, "end": len(self.text) - 1, "line": self.text.count("\n")}
            fields.setdefault("type", "article")
            fields.setdefault("key", f"key{len(self.references)}")
            reference = Reference(**{**place, "list_index": len(self.lists), **fields})
            self.references.append(reference)
            listed.append(ListedReference(label, fields["raw"], at, len(self.text) - 1, tuple(anchors)))
            self.blocks.append(Block("paragraph", at, len(self.text) - 1))
        self.lists.append(ReferenceList(tuple(listed), start, len(self.text), scope, len(self.text), **options))


def _known(entries: Sequence[str | dict[str, Any]]) -> set[str]:
    labels = set()
    for position, entry in enumerate(entries, 1):
        fields = {} if isinstance(entry, str) else entry
        labels |= {fields.get("label", str(position)), *fields.get("anchors", [])}
    return labels


def make_case(
    lines: Sequence[str | tuple[str, dict[str, Any]]] = (),
    references: Sequence[str | dict[str, Any]] = (),
    *,
    profile: str = "core",
    list_options: dict[str, Any] | None = None,
    document: dict[str, Any] | None = None,
    **more: Any,
) -> Case:
    """A case of one document: a line a statement, then one reference list."""
    page = _Page()
    for line in lines:
        written, fields = (line, {}) if isinstance(line, str) else line
        page.line(written, _known(references), **dict(fields))
    if references:
        page.list(references, 0, **(list_options or {}))
    made = Document(
        path="page.txt", media_type="text/plain", sha256="0" * 64, text=page.text, blocks=tuple(page.blocks),
        **(document or {}),
    )  # fmt: skip
    more.setdefault("today", TODAY)
    return Case(
        document=made,
        lists=page.lists,
        statements=page.statements,
        references=page.references,
        profile=load_profile(profile),
        **more,
    )


@pytest.fixture(name="make_case")
def _make_case() -> Callable[..., Case]:
    return make_case
