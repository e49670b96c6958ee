"""The source as a page with its findings beside it.

An HTML source keeps its structure (headings, lists, tables, superscripts, links) and nothing else: no script, no style,
no image, no form, no address that could load anything. Of other sources the text that was read is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from lxml import html
from lxml.etree import ParserError, iterwalk
from lxml.html import HtmlElement
from markupsafe import Markup

from audit.aligning import align
from audit.model import SEVERITIES, Report
from audit.reports.html import asset, content_security_policy, environment, page_values
from audit.reports.text import clean, safe_url, slug
from audit.reports.view import FindingView, ReportView

_HTML = ("text/html", "application/xhtml+xml")
_MAX_SOURCE = 20_000_000
_BLOCKS = frozenset(
    "address article aside blockquote body caption dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_INLINE = frozenset("a abbr b bdi bdo br cite code em i kbd q s samp small span strong sub sup u wbr".split())
_DROPPED = frozenset(
    "applet area audio base basefont button canvas datalist dialog embed frame frameset head iframe input link map "
    "math meta meter noembed noframes noscript object optgroup option param picture progress script select source "
    "style svg template textarea title track video".split()
)
_KEPT = {"colspan", "rowspan", "start", "lang", "dir", "scope"}


@dataclass(frozen=True, slots=True)
class _Slot:
    """A stretch of text in the tree: the `text` of an element or, with `tail`, what follows it."""

    element: HtmlElement
    tail: bool
    start: int
    text: str


def render_annotated_html(report: Report, source: bytes | None = None) -> bytes:
    """The annotated source, self-contained. `source`: the bytes of the audited file."""
    view = ReportView(report)
    page, placed = None, set[int]()
    if source is not None and report.document.media_type in _HTML and len(source) <= _MAX_SOURCE:
        tree = _sanitized(source)
        if tree is not None:
            placed = _annotate(tree, view)
            page = _inner(tree)
    css = Markup("{}{}").format(asset("report.css"), asset("annotated.css"))
    text = (
        environment()
        .get_template("annotated.html.j2")
        .render(**page_values(view), css=css, csp=content_security_policy(css), page=page, placed=placed)
    )
    return text.encode("utf-8", "replace")


def _sanitized(source: bytes) -> HtmlElement | None:
    """The page's body with nothing in it that acts; None where there is no page."""
    try:
        text = source.decode("utf-8-sig")
        text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
        tree = html.document_fromstring(text)
    except UnicodeDecodeError:
        tree = html.document_fromstring(source)  # the page's own <meta charset>
    except (ParserError, ValueError):
        return None
    body = tree.find("body")
    if body is None:
        return None
    for element in list[Any](body.iter()):
        if element is body:
            element.attrib.clear()
        elif not isinstance(element.tag, str) or element.tag in _DROPPED:  # a comment has a function for a tag
            element.drop_tree()
        elif element.tag == "img":
            label = clean(element.get("alt") or "").strip()
            element.tag, element.text = "span", f"[image: {label}]" if label else None
            element.attrib.clear()
        elif element.tag not in _BLOCKS and element.tag not in _INLINE:
            element.drop_tag()
        else:
            _keep_harmless(element)
    for element in body.iter():
        element.text = clean(element.text) if element.text else None
        element.tail = clean(element.tail) if element.tail else None
    return body


def _keep_harmless(element: HtmlElement) -> None:
    """Only attributes that say what the text is; links only to the web and to places in the page."""
    old = dict(element.attrib)
    element.attrib.clear()
    for name in _KEPT & old.keys():
        if re.fullmatch(r"[\w-]{1,20}", old[name]):
            element.set(name, old[name])
    for name in ("id", "name"):
        if old.get(name):
            element.set("id", "source-" + slug(old[name]))
    href = (old.get("href") or "").strip()
    if element.tag == "a" and href.startswith("#") and len(href) > 1:
        element.set("href", "#source-" + slug(href[1:]))
    elif element.tag == "a" and safe_url(href):
        element.set("href", href)
        element.set("rel", "noopener noreferrer nofollow")


def _slots(body: HtmlElement) -> Iterator[_Slot]:
    """All text of the tree in order; blocks end a word even where no space does."""
    at = 0
    for event, element in iterwalk(body, events=("start", "end")):
        if element.tag in _BLOCKS or element.tag == "br":
            at += 1
        text = element.text if event == "start" else element.tail if element is not body else None
        if text:
            yield _Slot(element, event == "end", at, text)
            at += len(text)


def _annotate(body: HtmlElement, view: ReportView) -> set[int]:
    """Mark the words of every finding that the page holds; the numbers of those findings."""
    slots = list(_slots(body))
    flat = [" "] * (slots[-1].start + len(slots[-1].text) if slots else 0)
    for slot in slots:
        flat[slot.start : slot.start + len(slot.text)] = slot.text
    alignment = align(view.report.text, "".join(flat))
    spans: list[tuple[int, int, FindingView]] = []
    for f in view.findings:
        at = f.finding.location
        span = alignment.span(at.start, at.end) if 0 <= at.start < at.end else None
        if span:
            spans.append((*span, f))
    waiting = sorted(spans, key=lambda s: s[0], reverse=True)
    current: list[tuple[int, int, FindingView]] = []
    for slot in slots:
        end = slot.start + len(slot.text)
        while waiting and waiting[-1][0] < end:
            current.append(waiting.pop())
        current = [s for s in current if s[1] > slot.start]
        if current:
            _mark(slot, current)
    return {f.number for _, _, f in spans}


def _mark(slot: _Slot, spans: list[tuple[int, int, FindingView]]) -> None:
    """Wrap the words of `spans` in this slot; a finding's number follows its last word."""
    end = slot.start + len(slot.text)
    cuts = sorted({slot.start, end, *(c for s in spans for c in s[:2] if slot.start < c < end)})
    parts: list[str | HtmlElement] = []
    for a, b in pairwise(cuts):
        words = slot.text[a - slot.start : b - slot.start]
        over = sorted((s[2] for s in spans if s[0] <= a and s[1] >= b), key=lambda f: f.number)
        if not over or not words.strip():
            parts.append(words)
        else:
            mark = html.Element("mark", {"class": _tone(over[0])})
            mark.text = words
            parts.append(mark)
        for f in sorted((s[2] for s in spans if s[1] == b), key=lambda f: f.number):
            link = html.Element("a", {"class": f"fn {_tone(f)}", "href": f"#{f.anchor}", "id": f"words-{f.number}"})
            link.set("aria-label", f"Finding {f.number}")
            link.text = str(f.number)
            parts.append(link)
    _replace(slot, parts)


def _replace(slot: _Slot, parts: list[str | HtmlElement]) -> None:
    parent = slot.element.getparent() if slot.tail else slot.element
    index = parent.index(slot.element) + 1 if slot.tail else 0
    if slot.tail:
        slot.element.tail = None
    else:
        slot.element.text = None
    last: HtmlElement | None = slot.element if slot.tail else None
    for part in parts:
        if not isinstance(part, str):
            parent.insert(index, part)
            index, last = index + 1, part
        elif last is None:
            slot.element.text = (slot.element.text or "") + part
        else:
            last.tail = (last.tail or "") + part


def _tone(f: FindingView) -> str:
    return f.finding.severity if f.finding.severity in SEVERITIES and not f.finding.waived else "quiet"


def _inner(body: HtmlElement) -> Markup:
    body.tag = "div"
    return Markup(html.tostring(body, encoding="unicode", with_tail=False))  # noqa: S704  (sanitized above)
