"""What of a web page is not its text: navigation, cookie banners, related links, controls.

Losing content is worse than keeping some chrome: a stretch is left out only where its element says what it is, or
where its name says so *and* it is mostly links. Hidden text (accordions, tabs, lightboxes) stays: readers open it.
"""

from __future__ import annotations

import re
from typing import Any

# Elements without readable text.
SILENT = frozenset({
    "script", "style", "template", "svg", "iframe", "object", "embed", "applet", "audio", "video", "canvas", "map",
    "head", "select", "option", "datalist", "textarea", "input", "progress", "meter", "noframes", "noembed", "rp",
    "annotation", "annotation-xml", "semantics-annotation",
})  # fmt: skip
_SILENT_ROLES = frozenset({"navigation", "search", "menu", "menubar", "toolbar", "alertdialog", "progressbar"})
_UNSEEN = frozenset({"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only",
                     "usa-sr-only", "u-visually-hidden", "element-invisible", "mw-cite-backlink", "mw-editsection",
                     "footnote-backref", "mw-jump-link", "mw-jump", "cite-accessibility-label", "navbox",
                     "catlinks", "printfooter", "noprint", "skip-link", "skiplink"})  # fmt: skip
_CONSENT = re.compile(r"cookie|consent|onetrust|gdpr|ccpa|truste\b", re.I)
_CHROME = re.compile(
    r"(?:^|[\s_-])(nav|navbar|navigation|menu|submenu|breadcrumbs?|pagination|pager|share|sharing|social|related|"
    r"recommended|recirc|newsletter|subscribe|signup|sidebar|widget|advert\w*|ads?|promo|toolbar|toc|taboola|outbrain|"
    r"footer|masthead|topbar|siteheader|sitefooter|jump|tags?|byline|carousel|trending|popular|most-read|links)"
    r"(?=$|[\s_-])",
    re.I,
)
_HAS_CITATIONS = re.compile(r"referenc|footnote|bibliograph|citation|endnote|literature|sources", re.I)
_NAMED = frozenset({"div", "section", "ul", "ol", "aside", "footer", "header", "form", "p", "td", "table", "span"})


def is_chrome(element: Any, tag: str) -> bool:
    """Leave the element and all it holds out of the text."""
    if tag in SILENT:
        return True
    if tag == "button":
        return not _opens_content(element)
    attributes = element.attrib
    if not attributes:
        return (tag == "nav" and _is_link_list(element, 0.5)) or (tag == "footer" and _is_link_list(element, 0.95))
    if tag == "nav" or attributes.get("role") in _SILENT_ROLES:
        return _is_link_list(element, 0.5)
    name = f"{attributes.get('class', '')} {attributes.get('id', '')}"
    if tag == "footer":  # it may hold the job code and the date: only what is links alone goes
        return _is_link_list(element, 0.95)
    if not name.strip():
        return tag == "aside" and _is_link_list(element, 0.7)
    if not _UNSEEN.isdisjoint(name.split()):
        return True
    if tag not in _NAMED or _HAS_CITATIONS.search(name):
        return False
    if _CONSENT.search(name):
        return not _holds_citations(element)
    return bool(tag == "aside" or _CHROME.search(name)) and _is_link_list(element, 0.7)


def _opens_content(button: Any) -> bool:
    """A button is part of the text where it is the handle of an accordion or stands in a heading."""
    if button.get("aria-expanded") is not None or button.get("aria-controls") is not None:
        return bool(len("".join(button.itertext()).strip()) > 3)
    parent = button.getparent()
    return parent is not None and parent.tag in {"h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary"}


def _is_link_list(element: Any, share: float) -> bool:
    """At least `share` of the element's words are links, and nothing in it is a citation or a reference list."""
    if _holds_citations(element):
        return False
    text = linked = 0
    for part in element.itertext():
        text += len(part.strip())
    for link in element.iter("a", "button"):
        linked += sum(len(part.strip()) for part in link.itertext())
    return linked >= share * text


def _holds_citations(element: Any) -> bool:
    for inner in element.iter("sup", "cite", "blockquote"):
        if inner.tag != "cite" or len("".join(inner.itertext())) > 60:
            return True
    return any(
        _HAS_CITATIONS.search(inner.get("class") or inner.get("id") or "") for inner in element.iter("div", "ol")
    )


class MainPart:
    """The element that a page itself calls its main part, and what is worth reading outside it.

    Outside stay references, footnotes, safety information, dates and codes: pages put them into their footers.
    """

    def __init__(self, root: Any) -> None:
        found = [*root.iter("main"), *root.xpath("//*[@role='main']")] or list(root.iter("article"))
        self.element = found[0] if len(set(found)) == 1 and _text_length(found[0]) >= 400 else None
        self._above = set(self.element.iterancestors()) if self.element is not None else set()

    def leaves_out(self, element: Any) -> bool:
        """`element`, which does not lie inside the main part, has nothing to read in it."""
        if self.element is None or element is self.element or element in self._above:
            return False
        if element.getparent() not in self._above:  # part of something that was found worth reading
            return False
        if _holds_citations(element) or _HAS_CITATIONS.search(f"{element.get('class')} {element.get('id')}"):
            return False
        words = " ".join(element.itertext())
        return len(words) < _MUCH or not _WORTH_READING.search(words)


_MUCH = 12
_WORTH_READING = re.compile(
    r"\b(references|footnotes?|bibliography|sources|abbreviations|safety information|indications?|contraindications?|"
    r"prescribing information|date of (preparation|revision)|last (updated|reviewed|revised)|adverse events?|"
    r"reported|healthcare professionals?)\b",
    re.I,
)


def _text_length(element: Any) -> int:
    return sum(len(part.strip()) for part in element.itertext())
