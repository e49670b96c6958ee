"""The news of a watch in words: for a terminal, and as Markdown for a job summary or an issue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from audit.model import SEVERITIES
from audit.reports.text import one_line, shorten
from audit.watching import Change, Watch

_WORDS: Final = {
    "retracted": "retracted", "concern": "expression of concern", "corrected": "corrected", "reinstated": "reinstated",
    "lifted": "notice withdrawn", "superseded": "newer version", "not-found": "DOI not found",
    "wrong-work": "DOI of another work", "differs": "record changed", "dead": "page gone", "moved": "page moved",
    "insecure": "page not encrypted", "reached-again": "page there again", "found-again": "DOI found again",
}  # fmt: skip
_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>#|~])")
_MOST: Final = 50


def headline(watch: Watch) -> str:
    """How it went, in a sentence."""
    number = len(watch.changes)
    news = f"{number} change{'' if number == 1 else 's'} since the last evidence" if number else "nothing changed"
    open_ = f"; {len(watch.unchecked)} could not be checked" if watch.unchecked else ""
    return f"{watch.references} reference{'' if watch.references == 1 else 's'} asked about: {news}{open_}."


def as_json(watch: Watch) -> str:
    """For programs: `claim-audit/watch/1`."""
    return watch.model_dump_json(indent=2, by_alias=True) + "\n"


def as_text(watch: Watch) -> str:
    """For a terminal: gravest first, then what could not be checked."""
    lines = [headline(watch)]
    for change in _ordered(watch):
        lines += ["", f"{change.severity}: {_WORDS[change.kind]}: {change.key}", f"  {shorten(change.reference, 200)}"]
        lines += [f"  {one_line(change.told)}", f"  before: {_before(change)}"]
        lines += [f"  used in {document}" for document in change.documents]
    if watch.unchecked:
        lines += ["", "Not checked:", *(f"  {item.key}: {one_line(item.reason)}" for item in watch.unchecked)]
    return "\n".join(lines) + "\n"


def as_markdown(watch: Watch) -> str:
    """For a job summary, an issue, a message."""
    return "\n".join(_markdown(watch)) + "\n"


def _markdown(watch: Watch) -> Iterator[str]:
    yield "### Watched references"
    yield ""
    yield headline(watch)
    if watch.changes:
        yield from ("", "| | what changed | reference | used in |", "|---|---|---|---|")
    for change in _ordered(watch):
        rule = f" `{change.code}`" if change.code else ""
        documents = (
            "<br>".join(f"`{_bare(document)}`" for document in change.documents[:_MOST]) or "no audited document"
        )
        told = f"**{_WORDS[change.kind]}**{rule}<br>{_safe(change.told)}<br>Before: {_before(change)}."
        yield f"| {change.severity} | {told} | {_safe(shorten(change.reference, 300))} | {documents} |"
    if watch.unchecked:
        number = len(watch.unchecked)
        yield from ("", f"<details><summary>Not checked: {number}</summary>", "")
        yield from (f"- `{_bare(item.key)}`: {_safe(item.reason)}" for item in watch.unchecked[:_MOST])
        if number > _MOST:
            yield f"- and {number - _MOST} more"
        yield from ("", "</details>")


def _ordered(watch: Watch) -> list[Change]:
    return sorted(watch.changes, key=lambda change: (SEVERITIES.index(change.severity), change.key))


def _before(change: Change) -> str:
    return f"not so on {change.before[:10]}" if change.before else "never checked"


def _safe(text: str) -> str:
    """Words of registries and pages: no markup, no table of their own, nobody mentioned."""
    return _SPECIAL.sub(r"\\\1", one_line(text)).replace("@", "@\N{ZERO WIDTH NON-JOINER}")


def _bare(text: str) -> str:
    return one_line(text).replace("`", "'").replace("|", "¦")
