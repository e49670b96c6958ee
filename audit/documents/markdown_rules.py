"""Rules that Markdown's writers use and CommonMark does not have: citations, superscripts, footnotes."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.subscript import sub_plugin
from mdit_py_plugins.superscript import superscript_plugin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_KEY = re.compile(r"@(?:\{([^{}\s]{1,300})\}|(\w(?:[\w:.#$%&+?<>~/-]{0,200}\w)?))")
# More than any text that people write needs: about one look for each word and each sign.
_EFFORT_A_CHARACTER = 2
_EFFORT = 100_000
_MAX_EFFORT = 20_000_000
_WORD_BEFORE = re.compile(r"[\w@./]")
_GROUP = re.compile(r"\[(?=[^\[\]\n]{0,300}@)((?:[^\[\]]|\[[^\[\]]{0,500}\]){1,4000})\](?![(\[:])")
_GROUP_KEY = re.compile(r"(?:^|(?<=[\s;,(-]))@(?:\{([^{}\s]{1,300})\}|(\w(?:[^\s;,\]]{0,300}[^\s;,\].:])?))")


def add_rules(parser: MarkdownIt) -> None:
    """Teach `parser` citations (`[@key; @other, p. 3]`, `@key`), `^2^`, `~2~`, footnotes and definition lists."""
    parser.use(footnote_plugin).use(deflist_plugin).use(superscript_plugin).use(sub_plugin)
    parser.inline.ruler.before("text", "effort", _count_effort)
    parser.inline.ruler.before("link", "citation", _citation)
    parser.inline.add_terminator_char("@")
    parser.add_render_rule("citation", _render_citation)
    parser.add_render_rule("footnote_ref", _render_footnote_ref)
    parser.add_render_rule("footnote_block_open", lambda *_: "<ol>")
    parser.add_render_rule("footnote_block_close", lambda *_: "</ol>")
    parser.add_render_rule("footnote_open", _render_footnote_open)
    parser.add_render_rule("footnote_close", lambda *_: "</li>")
    parser.add_render_rule("footnote_anchor", lambda *_: "")


class EndlessEffortError(Exception):
    """The text makes its parser look at the same brackets over and over."""


def _count_effort(state: StateInline, _: bool) -> bool:
    """Never a rule that applies: it counts how often the parser looks at a place, and stops it within bounds."""
    seen = state.env["effort"] = state.env.get("effort", 0) + 1
    if seen > min(_MAX_EFFORT, _EFFORT_A_CHARACTER * state.env.get("characters", 0) + _EFFORT):
        raise EndlessEffortError
    return False


def _citation(state: StateInline, silent: bool) -> bool:
    """`[see @key, p. 3; -@other]` and, outside brackets, `@key`."""
    sign = state.src[state.pos]
    if sign == "[":
        found = _GROUP.match(state.src, state.pos, state.posMax)
        keys = [braced or bare for braced, bare in _GROUP_KEY.findall(found.group(1))] if found else []
    elif sign == "@" and not state.linkLevel and not _WORD_BEFORE.match(state.src[state.pos - 1 : state.pos]):
        found = _KEY.match(state.src, state.pos, state.posMax)
        keys = [found.group(1) or found.group(2)] if found else []
    else:
        return False
    if found is None or not keys:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.content = found.group()
        token.meta = {"keys": keys, "textual": sign == "@"}
    state.pos = found.end()
    return True


def _render_citation(_: Any, tokens: Sequence[Token], index: int, *__: Any) -> str:
    token = tokens[index]
    textual = ' data-textual=""' if token.meta["textual"] else ""
    return f'<span data-cite="{escape(" ".join(token.meta["keys"]))}"{textual}>{escape(token.content)}</span>'


def _number(token: Token, env: dict[str, Any]) -> str:
    """A footnote's label: as written where all of them are numbers, else its place in the order of citation."""
    written = [entry.get("label") or "" for entry in env.get("footnotes", {}).get("list", {}).values()]
    label = str(token.meta.get("label") or "")
    if label.isdecimal() and all(name.isdecimal() for name in written):
        return label
    return str(token.meta["id"] + 1)


def _render_footnote_ref(_: Any, tokens: Sequence[Token], index: int, __: Any, env: dict[str, Any]) -> str:
    token = tokens[index]
    anchor = f"fn{token.meta['id'] + 1}"
    number = escape(_number(token, env))
    return f'<sup><span data-cite="{anchor}"><a href="#{anchor}">{number}</a></span></sup>'


def _render_footnote_open(_: Any, tokens: Sequence[Token], index: int, __: Any, env: dict[str, Any]) -> str:
    token = tokens[index]
    number = _number(token, env)
    return f'<li id="fn{token.meta["id"] + 1}" value="{escape(number)}">'
