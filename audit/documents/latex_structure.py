"""The parts of a LaTeX document: environments, headings, lists, notes, formulas, definitions of macros."""

from __future__ import annotations

import re

from audit.documents.html_names import ordinal
from audit.documents.latex_macros import (
    ENVIRONMENT_ARGUMENTS,
    HEADINGS,
    LISTS,
    MATH_ENVIRONMENTS,
    SILENT_ENVIRONMENTS,
    TABLES,
    VERBATIM_ENVIRONMENTS,
)
from audit.documents.latex_tokens import Tex, simple
from audit.documents.latex_walk import MAX_FORMULA, Handler, Walk

_DEFINED = re.compile(r"\\([A-Za-z@]+)([^{}\\]{0,100})")
_FILE = re.compile(r"\s{0,10}(?:\{([^{}]{0,300})\}|([^\s{}\\%]{1,300}))")
_TWO_TOKENS = re.compile(r"\s*\\(?:[A-Za-z@]+|.)\s*=?\s*(?:\\(?:[A-Za-z@]+|.)|.)?", re.S)


def define(walk: Walk, name: str, tex: Tex, at: int) -> int:
    """`\\newcommand{\\name}[1]{body}`, `\\def\\name#1{body}`."""
    if name == "def":
        found = _DEFINED.match(tex.text, at)
        if found is None:
            return at
        body, at = tex.argument(found.end())
        defined, parameters = found.groups()
        count = len(parameters) // 2
        if not re.fullmatch(r"(?:#\d)*", parameters):
            return at
    else:
        target, at = tex.argument(at)
        number, at = tex.optional(at)
        _, at = tex.optional(at)
        body, at = tex.argument(at)
        defined, count = target.strip().lstrip("\\"), int(number) if number.isdecimal() and len(number) == 1 else 0
    if defined.isalpha() and len(body) < 2000 and defined not in walk.handlers:
        walk.macros[defined] = (count, body)
    return at


def begin_environment(walk: Walk, _: str, tex: Tex, at: int) -> int:
    """`\\begin{name}`."""
    name, at = tex.argument(at)
    name = name.strip()
    if name == "document":
        walk.silent = False
        walk.builder.end()
        return at
    if name in SILENT_ENVIRONMENTS or name in VERBATIM_ENVIRONMENTS:
        end = tex.text.find(f"\\end{{{name}}}", at)
        end = len(tex.text) if end < 0 else end
        if name in VERBATIM_ENVIRONMENTS and not walk.silent:
            walk.builder.start("code", place=walk.place())
            walk.builder.add_exactly(tex.text[tex.optional(at)[1] : end].strip("\n"))
            walk.builder.end()
        return min(len(tex.text), end + len(f"\\end{{{name}}}"))
    at = tex.optional(at)[1]
    for _index in range(ENVIRONMENT_ARGUMENTS.get(name, 0)):
        _, at = tex.argument(at)
        at = tex.optional(at)[1] if name not in {"tabular"} else at
    enter(walk, name)
    return at


def enter(walk: Walk, name: str) -> None:
    """What an environment changes for the text inside it."""
    if name in MATH_ENVIRONMENTS:
        walk.math += 1
        walk.write(" ")
        return
    walk.builder.end()
    if name in LISTS:
        walk.lists.append((LISTS[name], 0))
        walk.kind = "list-item"
    elif name in TABLES:
        walk.kind = "table-cell"
    elif name in {"quote", "quotation", "displayquote"}:
        walk.kind = "quote"
    elif name == "abstract":
        walk.heading("Abstract", 2)
    elif name == "thebibliography":
        walk.heading("References", 2)


def end_environment(walk: Walk, _: str, tex: Tex, at: int) -> int:
    """`\\end{name}`."""
    name, at = tex.argument(at)
    name = name.strip()
    if name == "document":
        walk.ended = True
    if name in MATH_ENVIRONMENTS:
        walk.math = max(0, walk.math - 1)
        walk.write(" ")
        return at
    walk.builder.end()
    if name in LISTS and walk.lists:
        walk.lists.pop()
    walk.kind = "list-item" if walk.lists else "paragraph"
    walk.label = None
    return at


def list_item(walk: Walk, _: str, tex: Tex, at: int) -> int:
    """`\\item`, `\\item[term]`."""
    walk.builder.end()
    label, at = tex.optional(at)
    if walk.lists:
        numbering, count = walk.lists[-1]
        if numbering and not label:
            count += 1
            walk.lists[-1] = (numbering, count)
            walk.label = ordinal(count, numbering)
    walk.kind = "list-item"
    if label:
        walk.walk(label)
        walk.write(" ")
    return at


def include(walk: Walk, _: str, tex: Tex, at: int) -> int:
    """`\\input{file}`: the file is read here, if it lies inside the root folder."""
    found = _FILE.match(tex.text, at)
    if found is None:
        return at
    name = found.group(1) or found.group(2) or ""
    if not walk.silent:
        with walk.open_file(name) as inner:
            if inner is not None:
                walk.walk_file(inner, name)
    return found.end()


def section(walk: Walk, name: str, tex: Tex, at: int) -> int:
    """`\\section[short]{title}`."""
    at = tex.optional(at)[1]
    title, at = tex.argument(at)
    walk.heading(title, HEADINGS[name])
    return at


def read_title(walk: Walk, _: str, tex: Tex, at: int) -> int:
    """`\\title{...}`."""
    at = tex.optional(at)[1]
    title, at = tex.argument(at)
    silent, walk.silent = walk.silent, False
    walk.heading(title, 1)
    walk.silent = silent
    walk.title = walk.builder.first_heading()
    return at


def caption(walk: Walk, _: str, tex: Tex, at: int) -> int:
    """`\\caption[short]{text}`."""
    at = tex.optional(at)[1]
    inner, at = tex.argument(at)
    if not walk.silent:
        walk.builder.start("caption", place=walk.place())
        walk.walk(inner)
        walk.builder.end()
    return at


def footnote(walk: Walk, _: str, tex: Tex, at: int) -> int:
    """`\\footnote{text}`: a raised number here, the text at the end."""
    at = tex.optional(at)[1]
    inner, at = tex.argument(at)
    if walk.silent or walk.depth > 20:
        return at
    walk.notes.append(inner)
    start = walk.builder.position
    walk.write(str(len(walk.notes)))
    walk.builder.superscript(start)
    walk.builder.citation(start, [f"fn{len(walk.notes)}"])
    return at


def raised(walk: Walk, _: str, tex: Tex, at: int) -> int:
    """`\\textsuperscript{text}`."""
    inner, at = tex.argument(at)
    walk.marked(inner, walk.builder.superscript)
    return at


def lowered(walk: Walk, _: str, tex: Tex, at: int) -> int:
    """`\\textsubscript{text}`."""
    inner, at = tex.argument(at)
    walk.marked(inner, walk.builder.subscript)
    return at


def embolden(walk: Walk, _: str, tex: Tex, at: int) -> int:
    """`\\textbf{text}`."""
    inner, at = tex.argument(at)
    walk.marked(inner, walk.builder.bold)
    return at


def href(walk: Walk, _: str, tex: Tex, at: int) -> int:
    """`\\href{address}{text}`."""
    target, at = tex.argument(at)
    inner, at = tex.argument(at)
    start = walk.builder.position
    walk.walk(inner)
    walk.builder.link(start, simple(target))
    return at


def url(walk: Walk, name: str, tex: Tex, at: int) -> int:
    """`\\url{address}`, `\\doi{10...}`."""
    target, at = tex.argument(at)
    start = walk.builder.position
    shown = re.sub(r"\\([%#&_~])", r"\1", target.strip())
    prefixed = shown.startswith("http") or walk.builder.text_from(start - 5).lower().rstrip().endswith("doi:")
    walk.write(f"doi:{shown}" if name == "doi" and not prefixed else shown)
    walk.builder.link(start, f"https://doi.org/{shown}" if name == "doi" else shown)
    return at


def name_here(walk: Walk, _: str, tex: Tex, at: int) -> int:
    """`\\label{name}`."""
    name, at = tex.argument(at)
    if walk.builder.is_open:
        walk.builder.anchor(name)
    elif len(walk.anchors) < 100:
        walk.anchors.append(name)
    return at


def fraction(walk: Walk, _: str, tex: Tex, at: int) -> int:
    """`\\frac{a}{b}`."""
    above, at = tex.argument(at)
    below, at = tex.argument(at)
    walk.walk(above)
    walk.write("/")
    walk.walk(below)
    return at


def bracketed_math(walk: Walk, name: str, tex: Tex, at: int) -> int:
    """A formula: `\\(...\\)`, `\\[...\\]`."""
    text = tex.text
    end = text.find("\\)" if name == "(" else "\\]", at, at + MAX_FORMULA)
    if end < 0:
        return at
    walk.formula(text[at:end])
    return end + 2


def until(end: str, limit: int | None = None) -> Handler:
    """Pass over everything up to and including `end`; what is not found within `limit` characters is not looked for."""

    def skip(_: Walk, __: str, tex: Tex, at: int) -> int:
        found = tex.text.find(end, at, None if limit is None else at + limit)
        if found >= 0:
            return found + len(end)
        return len(tex.text) if limit is None else at

    return skip


def let(_: Walk, __: str, tex: Tex, at: int) -> int:
    """`\\let\\new=\\old`: nothing to read."""
    found = _TWO_TOKENS.match(tex.text, at)
    return found.end() if found else at


STRUCTURE: dict[str, Handler] = {
    "begin": begin_environment,
    "end": end_environment,
    "item": list_item,
    "title": read_title,
    "href": href,
    "let": let,
    "csname": until("\\endcsname", 300),
    "ExplSyntaxOn": until("\\ExplSyntaxOff"),
    "textbf": embolden,
    "(": bracketed_math,
    "[": bracketed_math,
    **dict.fromkeys(HEADINGS, section),
    **dict.fromkeys(("input", "include", "subfile"), include),
    **dict.fromkeys(("caption", "caption*"), caption),
    **dict.fromkeys(("footnote", "footnotetext", "endnote"), footnote),
    **dict.fromkeys(("url", "path", "doi", "nolinkurl"), url),
    **dict.fromkeys(("label", "hypertarget"), name_here),
    **dict.fromkeys(("frac", "dfrac", "tfrac"), fraction),
    **dict.fromkeys(("textsuperscript", "sp", "up"), raised),
    **dict.fromkeys(("textsubscript", "sb"), lowered),
    **dict.fromkeys(("newcommand", "newcommand*", "renewcommand", "renewcommand*", "providecommand", "def"), define),
}
