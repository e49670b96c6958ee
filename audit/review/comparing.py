"""Two audits of one document, claim by claim: what was added, removed, changed, cited otherwise, is new, is fixed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal

from audit.claims.identity import carry_ids
from audit.model import Changes, Finding, Report, Statement

_WORD = re.compile(r"\s+|\w+|[^\w\s]")
_READ = frozenset({"claim", "lead-in", "caption", "quotation", "disclaimer"})


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of a word diff. `what`: in both, only in the earlier text, only in the later one."""

    what: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A claim that says something else now, or the same on other grounds. cited, uncited: citation keys."""

    before: Statement
    after: Statement
    words: tuple[Words, ...]
    cited: tuple[str, ...] = ()
    uncited: tuple[str, ...] = ()

    @property
    def reworded(self) -> bool:
        """Whether its words changed, not only its citations."""
        return self.before.text != self.after.text


@dataclass(slots=True)
class Difference:
    """What changed from one audit to another. `against`: the earlier one, in words."""

    document: str
    against: str
    added: list[Statement] = field(default_factory=list)
    removed: list[Statement] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    reshaped: list[str] = field(default_factory=list)
    new_findings: list[Finding] = field(default_factory=list)
    fixed_findings: list[Finding] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any((self.added, self.removed, self.changed, self.reshaped, self.new_findings, self.fixed_findings))

    def as_changes(self) -> Changes:
        """The same as a report carries it."""
        return Changes(
            against=self.against,
            added=[statement.id for statement in self.added],
            changed=[item.after.id for item in self.changed],
            removed=[statement.text for statement in self.removed],
            new_findings=[finding.fingerprint for finding in self.new_findings],
            fixed_findings=[f"{finding.code} {finding.name}: {finding.message}" for finding in self.fixed_findings],
            reshaped=self.reshaped,
        )


def compare(before: Report | None, after: Report, against: str) -> Difference:
    """What changed from `before` to `after`; without a `before` everything is new."""
    found = Difference(after.document.path, against)
    if before is None:
        found.added = [statement for statement in after.statements if statement.kind in _READ]
        found.new_findings = [finding for finding in after.findings if not finding.waived]
        return found
    pairs, reshaped = _pairs(before.statements, after.statements)
    origins = {old.id: new for new, old in pairs}
    matched = {new.id for new, _ in pairs}
    found.added = [s for s in after.statements if s.id not in matched and s.kind in _READ]
    found.removed = [s for s in before.statements if s.id not in origins and s.kind in _READ]
    keys = _Keys(before), _Keys(after)
    for new, old in pairs:
        had, has = keys[0].of(old), keys[1].of(new)
        if old.text != new.text or had != has:
            cited = tuple(key for key in has if key not in had)
            uncited = tuple(key for key in had if key not in has)
            if old.text != new.text or cited or uncited:
                found.changed.append(Changed(old, new, word_diff(old.text, new.text), cited, uncited))
    found.reshaped = reshaped
    renamed = {old.id: new.id for new, old in pairs}
    found.new_findings, found.fixed_findings = _findings(before, after, renamed)
    return found


class _Keys:
    """The works that a statement rests on, told by what they are, so that a new citation key is no new work."""

    def __init__(self, report: Report) -> None:
        self._works = {reference.key: (reference.doi or reference.key).casefold() for reference in report.references}
        self._names = {work: key for key, work in self._works.items()}
        self._statements = {statement.id: statement for statement in report.statements}

    def of(self, statement: Statement) -> list[str]:
        parent = self._statements.get(statement.covered_by or "")
        keys = [*statement.citation_keys, *(parent.citation_keys if parent else ())]
        return list(dict.fromkeys(self._works.get(key, key) for key in keys))


def _pairs(
    before: Sequence[Statement], after: Sequence[Statement]
) -> tuple[list[tuple[Statement, Statement]], list[str]]:
    """Each later statement with the earlier one that it was: by id, and where the ids are of two histories by words."""
    known = {statement.id: statement for statement in before}
    pairs = [(new, known[new.id]) for new in after if new.id in known]
    matched = {new.id for new, _ in pairs}
    left = [statement for statement in before if statement.id not in matched]
    rest = [statement for statement in after if statement.id not in matched]
    carried = carry_ids(left, [statement.text for statement in rest])
    own = {statement.id: statement for statement in left}
    pairs += [(new, own[identity]) for new, identity in zip(rest, carried.ids, strict=True) if identity in own]
    order = {statement.id: place for place, statement in enumerate(after)}
    return sorted(pairs, key=lambda pair: order[pair[0].id]), _reshaped(known, after)


def _reshaped(known: dict[str, Statement], after: Sequence[Statement]) -> list[str]:
    """Splits and mergers since the earlier audit, a sentence each."""
    sentences = []
    for statement in after:
        event = statement.reshaped
        if event is None or (statement.id in known and known[statement.id].reshaped == event):
            continue
        words = " and ".join(f"“{text}”" for text in event.words)
        sentences.append(f"{words} {'was split' if event.what == 'split' else 'were merged'}.")
    return list(dict.fromkeys(sentences))


def _findings(before: Report, after: Report, renamed: dict[str, str]) -> tuple[list[Finding], list[Finding]]:
    """New and fixed findings. A problem that was there before in other words of the same claim is not new."""
    had = {finding.fingerprint for finding in before.findings}
    has = {finding.fingerprint for finding in after.findings}
    new = [finding for finding in after.findings if finding.fingerprint not in had]
    gone = [finding for finding in before.findings if finding.fingerprint not in has]
    really_new = []
    for finding in new:
        same = next((old for old in gone if _same_problem(old, finding, renamed)), None)
        if same is None:
            really_new.append(finding)
        else:
            gone.remove(same)
    return [finding for finding in really_new if not finding.waived], gone


def _same_problem(old: Finding, new: Finding, renamed: dict[str, str]) -> bool:
    if old.code != new.code:
        return False
    if old.statement_id and new.statement_id:
        return renamed.get(old.statement_id) == new.statement_id and old.reference_key == new.reference_key
    if old.reference_key and new.reference_key and not old.statement_id and not new.statement_id:
        return old.reference_key == new.reference_key and old.message.split(":")[0] == new.message.split(":")[0]
    return False


def word_diff(before: str, after: str) -> tuple[Words, ...]:
    """The words of both texts in order, each marked as in both or in one of them."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    found: list[Words] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            found.append(Words("same", "".join(old[i:j])))
            continue
        if j > i:
            found.append(Words("removed", "".join(old[i:j])))
        if m > k:
            found.append(Words("added", "".join(new[k:m])))
    return tuple(_smoothed(found))


def _smoothed(parts: Sequence[Words]) -> list[Words]:
    """A lone space between two changes belongs to them: people read words, not gaps."""
    runs: list[Words] = []
    for index, part in enumerate(parts):
        alone = part.what == "same" and not part.text.strip() and 0 < index < len(parts) - 1
        if not alone:
            runs.append(part)
            continue
        runs += [Words("removed", part.text), Words("added", part.text)]
    merged: list[Words] = []
    pending = {"removed": "", "added": ""}
    for part in [*runs, Words("same", "")]:
        if part.what != "same":
            pending[part.what] += part.text
            continue
        merged += [Words("removed", pending["removed"])] if pending["removed"] else []
        merged += [Words("added", pending["added"])] if pending["added"] else []
        pending = {"removed": "", "added": ""}
        if part.text:
            merged.append(part)
    return merged
