"""Hard cases of reading pages: each a short document of our own words, its right reading, and why it is right.

The cases lie in `hard_cases/*.toml`, a file a subject. `read` has one line a statement, in order, `...` for any number
of statements in between. A line is `MARKERS | text` (`-`: none; `7?`: a label that no reference has), or
`KIND NEED COVERAGE MARKERS < INHERITED | text`, any of which may be `*` or left out from the right.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from audit.bibliography.lists import find_lists
from audit.bibliography.parsing import parse_references
from audit.claims.language import language_of
from audit.claims.statements import read_statements
from audit.documents.reading import read_bytes
from audit.model import Document, Reference, ReferenceList, Statement

KINDS = "claim lead-in heading disclaimer abbreviation boilerplate caption quotation *".split()
SURNAMES = "Aalto Berg Cato Dahl Egge Falk Gran Holm Iwata Jung".split()


@dataclass(frozen=True)
class Case:
    """One case, as its file has it."""

    subject: str
    given: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.subject}: {self.given['name']}"

    @property
    def source(self) -> str:
        """The page: text, reference list, what stands behind the list."""
        text, after = self.given["text"].strip("\n"), self.given.get("text_after", "").strip("\n")
        if self.given.get("raw"):
            text = self.given["text"]
        listed = self.given.get("list")
        return "\n\n".join(
            part for part in (text, self._list() if listed is None else listed.strip("\n"), after) if part
        )

    def _list(self) -> str:
        anchors = self.given.get("anchors")
        labels = [part.strip() for part in anchors.split("|")] if anchors else range(1, self.given.get("refs", 4) + 1)
        lines = [f"{label}{'' if anchors else '.'} {reference(at)}" for at, label in enumerate(labels)]
        heading = self.given.get("heading", "References")
        if self.given.get("format") == "html":
            items = "".join(f"<li>{reference(at)}</li>" for at in range(len(lines)))
            return f"<h2>{heading}</h2><ol>{items}</ol>" if lines else ""
        if self.given.get("format") == "md":
            return f"## {heading}\n\n" + "\n".join(lines) if lines else ""
        return "\n".join([heading, *lines] if heading else lines) if lines else ""


def reference(at: int) -> str:
    """The entry of a made-up journal, different for each place in a list."""
    first, second = SURNAMES[at % 10], SURNAMES[(at // 10 + at + 1) % 10]
    return (
        f"{first} {chr(65 + at % 26)}B, {second} DE. Findings on gout, part {at + 1}, and their use. "
        f"J Test Med. {2001 + at % 23};{at + 3}(2):{at + 10}1-{at + 10}9."
    )


def cases() -> Iterator[Case]:
    for path in sorted((Path(__file__).parent / "hard_cases").glob("*.toml")):
        for given in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            yield Case(path.stem, given)


@dataclass(frozen=True)
class Reading:
    document: Document
    lists: list[ReferenceList]
    references: list[Reference]
    statements: list[Statement]


def read_case(case: Case) -> Reading:
    source = case.source
    if case.given.get("format") == "html":
        source = f"<html><body><main>{source}</main></body></html>"
    suffix = {"html": ".html", "md": ".md"}.get(case.given.get("format", ""), ".txt")
    document = read_bytes(source.encode(), name=f"case{suffix}", suffix=suffix)
    lists = find_lists(document)
    entries = [(index, entry) for index, item in enumerate(lists) for entry in item.entries]
    references = parse_references(entry.raw for _, entry in entries)
    for found, (index, entry) in zip(references, entries, strict=True):
        found.label, found.anchors, found.list_index = entry.label, list(entry.anchors), index
        found.start, found.end = entry.start, entry.end
        found.key = f"{found.authors[0].sort_name if found.authors else found.raw[:8]}{index}{found.label}".lower()
    references += [Reference(raw=key, key=key) for key in case.given.get("bib", "").split()]
    return Reading(document, lists, references, read_statements(document, lists, references))


ALL = list(cases())


@pytest.mark.parametrize("case", ALL, ids=str)
def test_case(case: Case) -> None:
    reading = read_case(case)
    for statement in reading.statements:
        assert reading.document.text[statement.start : statement.end] == statement.source_text
    problems = [*differences(case, reading.statements), *other_differences(case, reading)]
    assert not problems, "\n".join(
        [f"why: {case.given['why']}", *problems, "", "read as:", *map(shown, reading.statements)]
    )


def test_there_are_enough_cases() -> None:
    assert len(ALL) >= 200
    assert len({str(case) for case in ALL}) == len(ALL)


def differences(case: Case, statements: list[Statement]) -> Iterator[str]:
    """What is not as `read` has it: statements by their words first, then each field."""
    at = 0
    gap = False
    for line in case.given["read"].strip().splitlines():
        if line.strip() == "...":
            gap = True
            continue
        wanted, text = (part.strip() for part in line.split(" | ", 1))
        while gap and at < len(statements) and statements[at].text != text:
            at += 1
        if at >= len(statements):
            yield f"not there: {text}"
            return
        if statements[at].text != text:
            yield f"not as one statement: {text}"
            return
        yield from field_differences(wanted, statements[at])
        at, gap = at + 1, False
    if not gap and at < len(statements):
        yield f"not expected: {statements[at].text}"


def field_differences(wanted: str, statement: Statement) -> Iterator[str]:
    fields, _, inherited = wanted.partition(" < ")
    markers: str | None = fields
    if fields.split()[0] in KINDS:
        kind, need, coverage, markers, *_ = [*fields.split(), None, None, None]
        actual = "+" if statement.needs_citation else "-"
        for name, want, got in (
            ("kind", kind, statement.kind),
            ("need", need, actual),
            ("coverage", coverage, statement.coverage),
        ):
            if want not in (None, "*", got):
                yield f"{name} {want} wanted, {got} read: {statement.text}"
    if markers is not None and markers != "*":
        want = [] if markers == "-" else markers.split(",")
        got = [f"{label}{'?' if label in statement.unknown_markers else ''}" for label in statement.markers]
        if want != got:
            yield f"markers {want} wanted, {got} read: {statement.text}"
    if inherited and inherited.split(",") != statement.inherited_markers:
        yield f"inherited {inherited} wanted, {statement.inherited_markers} read: {statement.text}"


def other_differences(case: Case, reading: Reading) -> Iterator[str]:
    """What is not as the case's other fields have it."""
    for name, found in observed(reading).items():
        wanted = case.given.get(name)
        if wanted is not None and wanted != found:
            yield f"{name} {wanted} wanted, {found} read"
    for name, found in said(reading).items():
        if name in case.given and not any(case.given[name] in one for one in found):
            yield f"{name} {case.given[name]} wanted, {found} read"
    named = {label for statement in reading.statements for label in statement.markers}
    if named & set(case.given.get("never", "").split()):
        yield f"never {case.given['never']}, {sorted(named)} read"


def observed(reading: Reading) -> dict[str, Any]:
    """What a case may ask for as a whole."""
    statements = reading.statements
    keys = dict.fromkeys(re.sub(r"\d+$", "", key) for statement in statements for key in statement.citation_keys)
    return {
        "labels": " / ".join(" ".join(entry.label for entry in item.entries) for item in reading.lists),
        "missing": [number for number, statement in enumerate(statements, 1) if statement.items_missing],
        "footnotes": " ".join(mark for statement in statements for mark in statement.footnote_marks),
        "keys": " ".join(keys),
        "language": language_of(reading.document, reading.lists),
    }


def said(reading: Reading) -> dict[str, list[str]]:
    """Where a case asks for words that must be said somewhere."""
    groups = [group for statement in reading.statements for group in statement.marker_groups]
    return {
        "alternative": [group.alternative for group in groups if group.alternative],
        "reason": [reason for statement in reading.statements for reason in statement.need_reasons],
    }


def shown(statement: Statement) -> str:
    need = "+" if statement.needs_citation else "-"
    lost = " MISSING" if statement.items_missing else ""
    markers = ",".join(statement.markers) or "-"
    inherited = ",".join(statement.inherited_markers)
    fields = f"{statement.kind} {need} {statement.coverage}{lost} {markers} < {inherited}"
    return f"{fields} | {statement.text} ({'; '.join(statement.need_reasons)})"
