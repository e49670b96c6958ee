"""A difference for people: on a terminal, as Markdown, as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from audit.model import Finding
from audit.review.comparing import Changed, Difference, Words

_TERMINAL: Final = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}
_COLOURS: Final = {"same": ("", ""), "removed": ("\x1b[31m[-", "-]\x1b[0m"), "added": ("\x1b[32m{+", "+}\x1b[0m")}
_MARKDOWN: Final = {"same": ("", ""), "removed": ("~~", "~~"), "added": ("**", "**")}


def as_text(found: Difference, *, colour: bool = False) -> str:
    """The difference as lines for a terminal."""
    marks = _COLOURS if colour else _TERMINAL
    lines = [f"{found.document}, compared with {found.against}"]
    if not found:
        return "\n".join([*lines, "  nothing changed", ""])
    lines += [f"  - {_short(s.text)}  ({s.id})" for s in found.removed]
    lines += [f"  + {_short(s.text)}  ({s.id}, line {s.line})" for s in found.added]
    for item in found.changed:
        lines.append(f"  ~ {_marked(item.words, marks)}  ({item.after.id}, line {item.after.line})")
        lines += [f"      {line}" for line in _citations(item)]
    lines += [f"  * {sentence}" for sentence in found.reshaped]
    lines += [f"  new    {_finding(f)}" for f in found.new_findings]
    lines += [f"  fixed  {_finding(f)}" for f in found.fixed_findings]
    return "\n".join([*lines, f"  {summary(found)}", ""])


def as_markdown(found: Difference) -> str:
    """The difference as a comment on a pull request."""
    lines = [f"### {_escape(found.document)}", "", f"Compared with {_escape(found.against)}: {summary(found)}", ""]
    for finding in found.new_findings:
        lines.append(f"- **New, {finding.severity}**: `{finding.code}` {_escape(finding.message)}")
    lines += [f"- Fixed: `{f.code}` {_escape(f.message)}" for f in found.fixed_findings]
    for item in found.changed:
        words = "".join(_wrapped(part, _MARKDOWN, _escape(part.text)) for part in item.words)
        lines.append(f"- Changed (line {item.after.line}): {words}")
        lines += [f"  - {_escape(line)}" for line in _citations(item)]
    lines += [f"- Added (line {s.line}): {_escape(s.text)}" for s in found.added]
    lines += [f"- Removed: ~~{_escape(s.text)}~~" for s in found.removed]
    lines += [f"- {_escape(sentence)}" for sentence in found.reshaped]
    return "\n".join([*lines, ""])


def as_json(found: Difference) -> dict[str, Any]:
    """The difference as JSON values (`claim-audit/difference/1`)."""
    return {
        "schema": "claim-audit/difference/1",
        "document": found.document,
        "against": found.against,
        "added": [_statement(s) for s in found.added],
        "removed": [_statement(s) for s in found.removed],
        "changed": [
            {
                **_statement(item.after),
                "before": item.before.text,
                "words": [{"what": part.what, "text": part.text} for part in item.words],
                "cited": list(item.cited),
                "uncited": list(item.uncited),
            }
            for item in found.changed
        ],
        "reshaped": found.reshaped,
        "new_findings": [json.loads(f.model_dump_json()) for f in found.new_findings],
        "fixed_findings": [json.loads(f.model_dump_json()) for f in found.fixed_findings],
    }


def summary(found: Difference) -> str:
    """`1 claim added, 2 changed; 1 new finding, 3 fixed.`"""
    claims = _counted(
        [("added", len(found.added)), ("changed", len(found.changed)), ("removed", len(found.removed))], "claim"
    )
    findings = _counted([("new", len(found.new_findings)), ("fixed", len(found.fixed_findings))], "finding")
    return f"{claims}; {findings}." if found else "nothing changed."


def _counted(counts: Sequence[tuple[str, int]], noun: str) -> str:
    said = [(what, count) for what, count in counts if count]
    if not said:
        return f"no {noun} changed" if noun == "claim" else f"no new or fixed {noun}"
    first, count = said[0]
    plural = noun if count == 1 else noun + "s"
    head = f"{count} {first} {plural}" if noun == "finding" else f"{count} {plural} {first}"
    return ", ".join([head, *(f"{count} {what}" for what, count in said[1:])])


def _statement(statement: Any) -> dict[str, Any]:
    return {
        "id": statement.id,
        "text": statement.text,
        "line": statement.line,
        "kind": statement.kind,
        "citation_keys": statement.citation_keys,
    }


def _citations(item: Changed) -> Iterator[str]:
    if item.cited:
        yield f"now cites {', '.join(item.cited)}"
    if item.uncited:
        yield f"no longer cites {', '.join(item.uncited)}"


def _finding(finding: Finding) -> str:
    return f"{finding.severity:<8} {finding.code} {finding.message}"


def _marked(parts: Sequence[Words], marks: dict[str, tuple[str, str]]) -> str:
    return "".join(_wrapped(part, marks, part.text) for part in parts)


def _wrapped(part: Words, marks: dict[str, tuple[str, str]], text: str) -> str:
    before, after = marks[part.what]
    if part.what == "same":
        return text
    inner = text.strip()
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{lead}{before}{inner}{after}{tail}" if inner else text


def _short(text: str) -> str:
    return text if len(text) <= 200 else text[:199] + "…"


def _escape(text: str) -> str:
    folded = re.sub(r"\s+", " ", text)  # the spaces at its ends part it from the words beside it
    return "".join(f"\\{c}" if c in "\\`*_[]<>|#~" else c for c in folded)
