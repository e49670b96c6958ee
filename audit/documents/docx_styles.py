"""What Word's styles and numbering definitions say of a paragraph or a run."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from audit.documents.html_names import ordinal

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{W}val"
_MAX_CHAIN = 30
_RAISED_HALF_POINTS = 3
_OFF = frozenset({"0", "false", "off", "none"})


def value(element: Any, name: str = "val") -> str | None:
    """The `w:val` (or another `w:` attribute) of an element that may be missing."""
    if element is None:
        return None
    found = element.get(W + name)
    return str(found) if found is not None else None


def is_on(element: Any) -> bool:
    """A toggle such as `<w:b/>` or `<w:b w:val="0"/>`."""
    return (element.get(_VAL) or "1").lower() not in _OFF


@dataclass(frozen=True, slots=True)
class RunLook:
    """How characters look: raised 1, lowered -1, else 0; bold; hidden."""

    raised: int = 0
    bold: bool = False
    hidden: bool = False

    def changed_by(self, properties: Any) -> RunLook:
        """This look with the changes that a `w:rPr` states."""
        if properties is None:
            return self
        look = self
        for child in properties:
            tag = child.tag
            if tag == _VERT_ALIGN:
                look = replace(look, raised={"superscript": 1, "subscript": -1}.get(child.get(_VAL) or "", 0))
            elif tag == _POSITION:
                if (raised := _raised(child.get(_VAL))) is not None:
                    look = replace(look, raised=raised)
            elif tag == _BOLD:
                look = replace(look, bold=is_on(child))
            elif tag == _VANISH:
                look = replace(look, hidden=is_on(child))
        return look


_VERT_ALIGN, _POSITION, _BOLD, _VANISH = f"{W}vertAlign", f"{W}position", f"{W}b", f"{W}vanish"


def _raised(position: str | None) -> int | None:
    """A raised position in half-points, or with a unit in strict files; None for what says nothing."""
    found = re.match(r"(-?\d+(?:\.\d+)?)(pt)?", position or "")
    if found is None:
        return None
    half_points = float(found.group(1)[:12]) * (2 if found.group(2) else 1)
    return (half_points >= _RAISED_HALF_POINTS) - (half_points <= -_RAISED_HALF_POINTS)


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """What a paragraph style says: heading level (0 none), kind of block, numbering, and the look of its runs."""

    heading: int = 0
    kind: str = "paragraph"
    numbering: str | None = None
    level: int = 0
    run: RunLook = field(default_factory=RunLook)


class Styles:
    """The styles of a document, each with what it inherits from the styles that it is based on."""

    def __init__(self, root: Any) -> None:
        self._elements: dict[str, Any] = {}
        self._paragraphs: dict[str, ParagraphLook] = {}
        self._runs: dict[str, list[Any]] = {}
        self.default_paragraph = ""
        self.language: str | None = None
        if root is None:
            return
        for element in root.iter(f"{W}style"):
            name = value(element, "styleId")
            if name is not None:
                self._elements[name] = element
                if value(element, "type") == "paragraph" and is_default(element):
                    self.default_paragraph = name
        self.language = value(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang"))

    def paragraph(self, name: str | None) -> ParagraphLook:
        """The look of a paragraph of style `name` (default: the document's default style)."""
        name = name or self.default_paragraph
        if name not in self._paragraphs:
            self._paragraphs[name] = self._read_paragraph(name)
        return self._paragraphs[name]

    def run(self, name: str, base: RunLook) -> RunLook:
        """`base` changed by the character style `name`."""
        if name not in self._runs:
            self._runs[name] = [style.find(f"{W}rPr") for style in self._chain(name)]
        for properties in self._runs[name]:
            base = base.changed_by(properties)
        return base

    def _chain(self, name: str) -> list[Any]:
        """The style and those it is based on, the most general first."""
        chain: list[Any] = []
        element = self._elements.get(name)
        while element is not None and element not in chain and len(chain) < _MAX_CHAIN:
            chain.append(element)
            element = self._elements.get(value(element.find(f"{W}basedOn")) or "")
        return chain[::-1]

    def _read_paragraph(self, style: str) -> ParagraphLook:
        look = ParagraphLook()
        for element in self._chain(style):
            name = (value(element.find(f"{W}name")) or "").lower()
            properties = element.find(f"{W}pPr")
            look = replace(look, run=look.run.changed_by(element.find(f"{W}rPr")))
            if properties is not None:
                look = _with_numbering(look, properties)
                outline = value(properties.find(f"{W}outlineLvl"))
                if outline is not None and outline.isdecimal():
                    look = replace(look, heading=int(outline) + 1 if int(outline) < 9 else 0)
            look = _with_name(look, name)
        return look


def is_default(style: Any) -> bool:
    """The style that paragraphs without a style have."""
    return (value(style, "default") or "0").lower() not in _OFF


def _with_numbering(look: ParagraphLook, properties: Any) -> ParagraphLook:
    numbering = properties.find(f"{W}numPr")
    if numbering is None:
        return look
    number = value(numbering.find(f"{W}numId"))
    level = value(numbering.find(f"{W}ilvl"))
    return replace(
        look,
        numbering=number if number is not None else look.numbering,
        level=int(level) if level is not None and level.isdecimal() else look.level,
    )


def _with_name(look: ParagraphLook, name: str) -> ParagraphLook:
    if found := re.match(r"heading (\d)$", name):
        return replace(look, heading=int(found.group(1)))
    if name == "title":
        return replace(look, heading=1)
    for start, kind in (("caption", "caption"), ("quote", "quote"), ("intense quote", "quote"),
                        ("html preformatted", "code"), ("footnote text", "footnote")):  # fmt: skip
        if name.startswith(start):
            return replace(look, kind=kind)
    return look


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = "%1."


class Numbering:
    """The lists of a document: gives each numbered paragraph the label that Word shows before it."""

    def __init__(self, root: Any) -> None:
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, tuple[str, dict[int, _Level]]] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._restarted: set[tuple[str, int]] = set()
        if root is None:
            return
        for element in root.iter(f"{W}abstractNum"):
            name = value(element, "abstractNumId") or ""
            self._abstract[name] = {_level_of(level): _read_level(level) for level in element.iter(f"{W}lvl")}
        for element in root.iter(f"{W}num"):
            name = value(element, "numId") or ""
            changes: dict[int, _Level] = {}
            base = value(element.find(f"{W}abstractNumId")) or ""
            for override in element.iter(f"{W}lvlOverride"):
                changes[_level_of(override)] = self._read_override(override, base)
            self._lists[name] = (base, changes)

    def _read_override(self, override: Any, base: str) -> _Level:
        own = override.find(f"{W}lvl")
        level = self._abstract.get(base, {}).get(_level_of(override), _Level())
        level = _read_level(own) if own is not None else replace(level)
        start = value(override.find(f"{W}startOverride"))
        if start is not None and start.isdecimal():
            level.start = int(start)
        return level

    def label(self, number: str, depth: int) -> str | None:
        """The label of the next paragraph of list `number` at `depth` (from 0); None for a bullet or no list.

        Lists that share a definition count on together unless one of them states a start of its own.
        """
        if number not in self._lists:
            return None
        base, changes = self._lists[number]
        levels = self._abstract.get(base, {})
        level = changes.get(depth) or levels.get(depth) or _Level()
        counters = self._counters.setdefault(base, {})
        if depth in changes and (number, depth) not in self._restarted:
            self._restarted.add((number, depth))
            counters.pop(depth, None)
        counters[depth] = counters.get(depth, level.start - 1) + 1
        for deeper in [key for key in counters if key > depth]:
            del counters[deeper]
        if level.form in {"bullet", "none"}:
            return None
        return self._shown(level, depth, levels, changes, counters)

    def _shown(
        self,
        level: _Level,
        depth: int,
        levels: dict[int, _Level],
        changes: dict[int, _Level],
        counters: dict[int, int],
    ) -> str | None:
        def number(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            inner = changes.get(at) or levels.get(at) or _Level()
            return written(counters.get(at, inner.start), inner.form if at <= depth else "decimal")

        text = re.sub(r"%([1-9])", number, level.text)
        return text.strip(" .)(][:\t\u00a0") or None


def written(number: int, form: str) -> str:
    """A number in one of Word's number formats."""
    if form == "decimalZero":
        return f"{number:02d}"
    kinds = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
    return ordinal(number, kinds.get(form, "1"))


def _level_of(element: Any) -> int:
    level = value(element, "ilvl") or "0"
    return int(level) if level.isdecimal() and len(level) < 3 else 0


def _read_level(element: Any) -> _Level:
    start = value(element.find(f"{W}start")) or "1"
    return _Level(
        start=int(start) if re.fullmatch(r"\d{1,6}", start) else 1,
        form=value(element.find(f"{W}numFmt")) or "decimal",
        text=(value(element.find(f"{W}lvlText")) or "")[:100],
    )
