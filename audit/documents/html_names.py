"""What the element names of HTML mean to the reader, and the style sheet's part in it: which elements are raised."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

# Elements that start and end a line of their own. All others stand inside one.
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "p",
    "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
    "xmp", "listing", "plaintext",
})  # fmt: skip
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
LISTS = frozenset({"ol", "ul", "menu", "dir"})
BOLD = frozenset({"b", "strong"})

_ALIGNED = re.compile(r"vertical-align\s*:\s*(super|sub|text-top|top|-?[\d.]+(?:em|ex|pt|px|%|rem))", re.I)
_OFFSET = re.compile(r"(?:^|[;\s])(top|bottom)\s*:\s*(-?[\d.]+)(em|ex|pt|px|%|rem)", re.I)
_SMALL = re.compile(r"font-size\s*:\s*(smaller|x?x-small|[\d.]+(?:em|%|rem|pt|px))", re.I)
_COMPOUND = re.compile(r"^([a-z][a-z0-9]*)?((?:[.#][\w-]+)*)$", re.I)
_RAISING_CLASSES = frozenset({"sup", "superscript", "super-script", "is-superscript", "ql-super"})
_MAX_STYLE = 2_000_000
_MAX_RULE = 10_000


def raised_by(style: str) -> int:
    """What a style's declarations do to their text: 1 raise it, -1 lower it, 0 neither."""
    if found := _ALIGNED.search(style):
        value = found.group(1).lower()
        if value == "super":
            return 1
        if value == "sub":
            return -1
        if value in {"top", "text-top"}:
            return 1 if _is_small(style) else 0
        return (value[0] != "-") - (value[0] == "-") if value.strip("-")[0] != "0" or "." in value else 0
    if "relative" in style and (found := _OFFSET.search(style)) and _is_small(style):
        raised = (found.group(1).lower() == "top") == found.group(2).startswith("-")
        return 1 if raised else -1
    return 0


def _is_small(style: str) -> bool:
    """The font is made smaller: tall table cells and icons are aligned to the top as well."""
    found = _SMALL.search(style)
    if found is None:
        return False
    size = found.group(1).lower()
    number = re.match(r"[\d.]+", size)
    if number is None:
        return True
    try:
        value = float(number.group())
    except ValueError:
        return False
    return value < (95 if size.endswith("%") else 1 if size.endswith("em") else 11)


@dataclass(slots=True)
class RaisedClasses:
    """The selectors of a page's `<style>` elements that raise or lower text."""

    _rules: list[tuple[str, frozenset[str], str, int]] = field(default_factory=list)

    def read(self, sheet: str) -> None:
        """Take in one style sheet."""
        sheet = sheet[:_MAX_STYLE]
        if "vertical-align" not in sheet and "relative" not in sheet:
            return
        for rule in _without_comments(sheet).split("}"):
            before, _, declarations = rule.rpartition("{")
            selectors = before.rpartition("{")[2].rpartition(";")[2]
            raised = raised_by(declarations) if len(rule) < _MAX_RULE else 0
            if raised:
                for selector in selectors.split(","):
                    self._add(selector.strip(), raised)

    def _add(self, selector: str, raised: int) -> None:
        last = re.split(r"[\s>+~]+", selector)[-1]
        found = _COMPOUND.match(re.sub(r"::?[\w()-]+", "", last))
        if found is None or not last:
            return
        tag = (found.group(1) or "").lower()
        names = re.findall(r"([.#])([\w-]+)", found.group(2))
        classes = frozenset(name for mark, name in names if mark == ".")
        identity = next((name for mark, name in names if mark == "#"), "")
        if (classes or identity) and len(self._rules) < 500:
            self._rules.append((tag, classes, identity, raised))

    def of(self, element: Any, tag: str) -> int:
        """1 if the style sheet or the name of a class raises the element, -1 if it lowers it."""
        classes = element.get("class")
        names = frozenset(classes.split()) if classes else frozenset()
        for rule_tag, rule_classes, identity, raised in self._rules:
            if rule_tag in {"", tag} and rule_classes <= names and (not identity or identity == element.get("id")):
                return raised
        return 1 if names and not names.isdisjoint(_RAISING_CLASSES) else 0


def _without_comments(sheet: str) -> str:
    kept, *rest = sheet.split("/*")
    return kept + " ".join(piece.partition("*/")[2] for piece in rest)


def ordinal(number: int, kind: str) -> str:
    """The label of a list item as a browser shows it: `kind` is the `type` of its list (`1`, `a`, `A`, `i`, `I`)."""
    if kind in {"a", "A"} and number > 0:
        letters = ""
        while number > 0:
            number, rest = divmod(number - 1, 26)
            letters = chr(97 + rest) + letters
        return letters.upper() if kind == "A" else letters
    if kind in {"i", "I"} and 0 < number < 4000:
        roman = ""
        for value, sign in _ROMAN:
            while number >= value:
                roman += sign
                number -= value
        return roman.upper() if kind == "I" else roman
    return str(number)


def first_number(element: Any) -> tuple[int, int, str]:
    """An ordered list's first ordinal, the step to the next, and how they are written (`1`, `a`, `A`, `i`, `I`)."""
    named = _LIST_STYLE.search(element.get("style") or "")
    kind = _LIST_STYLES[named.group(1).lower()] if named else element.get("type") or "1"
    start = (element.get("start") or "").strip()
    number = int(start) if re.fullmatch(r"-?\d{1,6}", start) else None
    if element.get("reversed") is not None:
        return (sum(1 for child in element if child.tag == "li") if number is None else number), -1, kind
    return (1 if number is None else number), 1, kind


_LIST_STYLES = {"lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A",
                "lower-roman": "i", "upper-roman": "I"}  # fmt: skip
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:[^;]*?((?:lower|upper)-(?:alpha|latin|roman))", re.I)
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
