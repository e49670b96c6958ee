"""The `claim-audit support` command: JSON Lines of claims in, JSON Lines of verdicts out."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from audit.errors import ClaimAuditError, InputError
from audit.model import SourceKind, SupportLine, SupportVerdict
from audit.support.concepts import Concepts
from audit.support.judging import Reranker, judge, unverified
from audit.support.source import SourceText

Reader = Callable[[str], SourceText]
_KINDS: Final[dict[str, SourceKind]] = {k: k for k in ("full text", "abstract", "excerpt")}
_KEPT: Final = 32


def support_lines(
    lines: Iterable[str],
    *,
    read: Reader | None = None,
    concepts: Concepts | None = None,
    model: Reranker | None = None,
    path: str = "-",
) -> Iterator[str]:
    """One JSON answer for each non-empty line, in order.

    A line holds `id`, `claim` and `text` (the source itself) or `source` (a file, opened with `read`; plain text
    without it); `kind` (`full text`, `abstract`, `excerpt`), `title` and `origin` may say more of the text.
    A source that cannot be read gives `unverified`, never an error. Raises InputError, before anything is judged, for
    a line that is not such an object.
    """
    asked = [_parse(line, number, path) for number, line in enumerate(lines, 1) if line.strip()]
    sources = _Sources(read or _read_plain)
    for row in asked:
        verdict = _answer(row, sources, concepts, model)
        answer = SupportLine(id=row.get("id"), **dict(verdict))
        yield json.dumps(answer.model_dump(mode="json", exclude_none=True) | {"id": row.get("id")}, ensure_ascii=False)


def _parse(line: str, number: int, path: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(path, f"not JSON: {error}", line=number, hint="one JSON object a line") from error
    if not isinstance(row, dict) or not isinstance(row.get("claim"), str):
        raise InputError(path, 'not an object with a "claim"', line=number)
    if not isinstance(row.get("text") or row.get("source") or "", str):
        raise InputError(path, '"text" and "source" are strings', line=number)
    return row


def _answer(
    row: dict[str, Any], sources: _Sources, concepts: Concepts | None, model: Reranker | None
) -> SupportVerdict:
    try:
        source = sources.get(row)
    except (OSError, ClaimAuditError) as error:
        return unverified(f"The source could not be read: {error}")
    return judge(row["claim"], source, concepts=concepts, model=model)


class _Sources:
    """The last few sources, indexed: claims about one text usually come together."""

    def __init__(self, read: Reader) -> None:
        self._read = read
        self._kept: OrderedDict[tuple[str, ...], SourceText] = OrderedDict()

    def get(self, row: dict[str, Any]) -> SourceText:
        text, name = row.get("text"), row.get("source") or ""
        kind: SourceKind = _KINDS.get(str(row.get("kind")), "full text")
        title, origin = str(row.get("title") or ""), str(row.get("origin") or name)
        key = ("text", text, kind, title, origin) if text is not None else ("file", name)
        if key not in self._kept:
            found = SourceText(text, kind, origin, title=title) if text is not None else self._read(name)
            self._kept[key] = found
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]


def _read_plain(name: str) -> SourceText:
    if not name:
        return SourceText("")
    return SourceText(Path(name).read_text(encoding="utf-8", errors="replace"), origin=name)
