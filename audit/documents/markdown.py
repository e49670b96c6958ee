"""Markdown with what its writers add to it: Pandoc citations, footnotes, front matter, raw HTML.

It is turned into HTML and walked as a page, so that raw HTML means the same everywhere.
"""

from __future__ import annotations

import re
from typing import Any

from markdown_it import MarkdownIt

from audit.documents.building import Builder
from audit.documents.encoding import decode
from audit.documents.html import finish, parse
from audit.documents.html_walk import walk
from audit.documents.markdown_rules import EndlessEffortError, add_rules
from audit.documents.source import Source
from audit.model import Document

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_FIELD = re.compile(r"^([A-Za-z_-]+):[ \t]*(.*)$")
_ITEM = re.compile(r"^[ \t]*-[ \t]+(.+)$")
_MAX_NESTING = 100


def read_document(source: Source) -> Document:
    """Read Markdown. Places are lines of the source."""
    text = decode(source)
    found = _FRONT_MATTER.match(text)
    fields = _read_front_matter(found.group(1)) if found else {}
    body = text[found.end() :] if found else text
    skipped = text.count("\n", 0, found.end()) if found else 0
    rendered = _render(source, body, skipped)
    builder = Builder(source)
    builder.bibliographies = fields.get("bibliography", [])
    root = parse(source, f"<body>{rendered}</body>")
    walk(root, builder, leave_out_chrome=False)
    language = next(iter(fields.get("lang", []) or fields.get("language", [])), None)
    title = next(iter(fields.get("title", [])), "")
    return finish(builder, root, media_type="text/markdown", title=title, language=language)


def _render(source: Source, text: str, skipped_lines: int) -> str:
    parser = _parser()
    env: dict[str, Any] = {"characters": len(text)}
    try:
        tokens = parser.parse(text, env)
    except (EndlessEffortError, RecursionError) as error:
        raise source.error("is Markdown that no one can have written: its brackets never close") from error
    for token in tokens:
        if token.level >= _MAX_NESTING - 1:
            raise source.error("is nested too deep to be read", line=(token.map or [0])[0] + 1 + skipped_lines)
        if token.map is not None and token.nesting >= 0:
            token.attrSet("data-line", str(token.map[0] + 1 + skipped_lines))
    return str(parser.renderer.render(tokens, parser.options, env))


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": _MAX_NESTING}).enable(["table", "strikethrough"])
    add_rules(parser)
    return parser


def _read_front_matter(text: str) -> dict[str, list[str]]:
    """The simple fields of a YAML front matter: a value, `[a, b]`, or a list with one item a line."""
    fields: dict[str, list[str]] = {}
    name = ""
    for line in text.split("\n"):
        if found := _FIELD.match(line):
            name = found.group(1).lower()
            value = found.group(2).strip()
            values = value[1:-1].split(",") if value[:1] == "[" and value[-1:] == "]" else [value]
            fields[name] = [kept for item in values if (kept := _unquoted(item)) and kept not in {"|", ">", "|-", ">-"}]
        elif name and (found := _ITEM.match(line)):
            fields[name].append(_unquoted(found.group(1)))
        elif line[:1] not in {" ", "\t", "#", ""}:
            name = ""
    return fields


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
