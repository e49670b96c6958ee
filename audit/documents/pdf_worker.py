"""A program of its own: a PDF on standard input -> its characters as JSON lines on standard output.

It runs in a child process because pdfium can crash on damaged files and is not safe in threads. It imports nothing of
this package, so that it starts fast. Lines printed: `{"pages", "title", "language"}` first, then one object a page
(`number, width, height, images, runs, links`), or `{"error": "password" | "format" | ...}` as the last.

A run is `[text, x0, x1, y, size, bold, raised, link]`: characters of one size on one baseline without a gap, in
points from the page's left and bottom edge, turned so that the text is level. `raised` marks glyphs that are drawn
high up in their box (the superscript figures of some fonts); `link` is an index of `links`, or -1. A link is an
address, or `[page, x, y]` of a place in the document. Text at another angle than most of the page is left out.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import math
import sys
from collections.abc import Iterator
from typing import Any

import pypdfium2
from pypdfium2 import raw

MAX_CHARACTERS = 12_000_000
MAX_MEMORY = 3_000_000_000
MAX_SECONDS = 110
_MAX_LINKS = 5000
_MIN_LINK_HEIGHT, _MAX_LINK_HEIGHT = 4, 200  # points: a link over half a page is a picture
_STEP = 10
# In units of the font size: what is still one baseline, a space between words, no space but another column or cell,
# and a figure that stands high.
_SAME_BASELINE = 0.05
_WORD_GAP = 0.15
_GAP = 0.9
_HIGH = 0.3  # of the height of the figure
_SAME_SIZE = 0.05  # points
_LEVEL = 3  # degrees
_HYPHEN = 2  # what pdfium makes of a hyphen at the end of a line
_SPACE, _ZERO, _NINE = 32, 48, 57
_SURROGATES, _LAST_CHARACTER = (0xD800, 0xDFFF), 0x10FFFF
_FEW_CHARACTERS = 25  # fewer are no page of text: is it a picture?
_NOT_SHOWN = frozenset({0, 10, 13, 0xFFFE, 0xFFFF})
_BOLD_NAMES = ("bold", "black", "heavy", "semibd", "demi")
_BOLD_WEIGHT = 600


def main() -> None:
    """Read standard input, print the document."""
    _limit()
    raw.FPDFText_GetTextObject.restype = ctypes.c_void_p  # only compared: a number is faster than a pointer object
    data = sys.stdin.buffer.read()
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        _print({"error": "password" if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD else "format"})
        return
    metadata = document.get_metadata_dict()
    _print({"pages": len(document), "title": metadata.get("Title", ""), "language": _language(document.raw)})
    characters = 0
    for index in range(len(document)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            _print({"number": index + 1, "width": 0, "height": 0, "images": 0, "runs": [], "links": [], "broken": True})
            continue
        found = _Page(page).read(index + 1)
        page.close()
        characters += sum(len(run[0]) for run in found["runs"])
        if characters > MAX_CHARACTERS:
            _print({"error": "too-long"})
            return
        _print(found)


def _limit() -> None:
    with contextlib.suppress(ImportError):  # no such limits on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))


def _print(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=True) + "\n")


def _language(document: Any) -> str:
    if not hasattr(raw, "FPDFCatalog_GetLanguage"):
        return ""
    buffer = ctypes.create_string_buffer(64)
    raw.FPDFCatalog_GetLanguage(document, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), 64)
    return buffer.raw.decode("utf-16-le", "replace").partition("\x00")[0]


# Characters of one text object on one line: `(text, x0, x1, y, size, bold, raised, link)`.
_Segment = tuple[str, float, float, float, float, bool, bool, int]


class _Page:
    """The characters of one page."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self._text = raw.FPDFText_LoadPage(page.raw)
        self._x, self._y, self._box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
        self._look: tuple[float, bool, int] = (0.0, False, 0)
        self._found: dict[int, list[_Segment]] = {}
        self._targets: list[Any] = []
        self._areas: dict[int, list[tuple[float, float, float, float, int]]] = {}

    def read(self, number: int) -> dict[str, Any]:
        """The page as it is printed."""
        width, height = self._page.get_size()
        self._read_links()
        self._read_segments()
        angles = {turn: sum(len(segment[0]) for segment in segments) for turn, segments in self._found.items()}
        angle = max(angles, key=lambda turn: angles[turn]) if angles else 0
        images = 0
        if angles.get(angle, 0) < _FEW_CHARACTERS:
            images = sum(1 for _ in self._page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
        raw.FPDFText_ClosePage(self._text)
        return {
            "number": number,
            "width": width,
            "height": height,
            "images": images,
            "runs": list(_runs(_moved(self._found.get(angle, [])))),
            "links": self._targets,
        }

    def _read_segments(self) -> None:
        """Cut the page's characters where a text object ends, where pdfium saw a gap, where figures are raised.

        Only the ends of a segment are measured: calls into pdfium are what reading costs.
        """
        text, unicode_of, object_of = self._text, raw.FPDFText_GetUnicode, raw.FPDFText_GetTextObject
        characters: list[str] = []
        start = last = -1
        shown = looked = None
        high, link = False, -1
        for index in range(max(0, raw.FPDFText_CountChars(text))):
            code = unicode_of(text, index)
            if code in _NOT_SHOWN or (code == _SPACE and raw.FPDFText_IsGenerated(text, index)):
                if characters:
                    self._close(characters, start, last, high, link)
                characters = []
                continue
            if _SURROGATES[0] <= code <= _SURROGATES[1] or code > _LAST_CHARACTER:
                continue
            shown = object_of(text, index)
            raised = _ZERO <= code <= _NINE and self._is_high(index)
            linked = self._link_at(index) if self._areas else -1
            if characters and (shown != looked or raised != high or linked != link):
                self._close(characters, start, last, high, link)
                characters = []
            if shown != looked:
                looked, self._look = shown, self._font(index)
            if not characters:
                start = index
            characters.append("-" if code == _HYPHEN else chr(code))
            last, high, link = index, raised, linked
        if characters:
            self._close(characters, start, last, high, link)

    def _close(self, characters: list[str], start: int, last: int, high: bool, link: int) -> None:
        """Measure and keep a segment."""
        x, y, box = self._x, self._y, self._box
        size, bold, angle = self._look
        raw.FPDFText_GetCharOrigin(self._text, start, ctypes.byref(x), ctypes.byref(y))
        raw.FPDFText_GetLooseCharBox(self._text, last, ctypes.byref(box))
        left, right, base = x.value, box.right, y.value
        if angle:
            left, right, base = _turned(left, base, (box.left, box.bottom, box.right, box.top), angle)
        segment = ("".join(characters), left, max(left, right), base, size, bold, high, link)
        self._found.setdefault(angle, []).append(segment)

    def _is_high(self, index: int) -> bool:
        """A figure that is drawn high above the baseline of its text."""
        raw.FPDFText_GetCharOrigin(self._text, index, ctypes.byref(self._x), ctypes.byref(self._y))
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        places = (ctypes.byref(place) for place in (left, right, bottom, top))
        if not raw.FPDFText_GetCharBox(self._text, index, *places):
            return False
        return top.value - bottom.value > 0 and bottom.value > self._y.value + _HIGH * (top.value - bottom.value)

    def _font(self, index: int) -> tuple[float, bool, int]:
        """Size in points on the page, boldness and angle in degrees of the character's text object."""
        text = self._text
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(text, index, ctypes.byref(matrix))
        size = raw.FPDFText_GetFontSize(text, index) * (math.hypot(matrix.c, matrix.d) or 1.0)
        angle = round(math.degrees(math.atan2(matrix.b, matrix.a))) % 360
        buffer, flags = ctypes.create_string_buffer(128), ctypes.c_int()
        raw.FPDFText_GetFontInfo(text, index, buffer, 128, ctypes.byref(flags))
        name = buffer.value.decode("utf-8", "replace").lower()
        bold = any(part in name for part in _BOLD_NAMES) or raw.FPDFText_GetFontWeight(text, index) >= _BOLD_WEIGHT
        if min(angle % 90, 90 - angle % 90) <= _LEVEL:
            angle = round(angle / 90) * 90 % 360
        return size, bold, angle

    def _read_links(self) -> None:
        """The targets of the page's links, and their areas by height in steps of ten points."""
        page = self._page
        position, link, box = ctypes.c_int(0), raw.FPDF_LINK(), raw.FS_RECTF()
        while len(self._targets) < _MAX_LINKS and raw.FPDFLink_Enumerate(
            page.raw, ctypes.byref(position), ctypes.byref(link)
        ):
            if not raw.FPDFLink_GetAnnotRect(link, ctypes.byref(box)):
                continue
            low, high = sorted((box.bottom, box.top))
            if high - low < _MIN_LINK_HEIGHT:
                low, high = low - _MIN_LINK_HEIGHT, high + _MIN_LINK_HEIGHT
            if high - low < _MAX_LINK_HEIGHT and (target := self._target(page.pdf.raw, link)):
                area = (min(box.left, box.right), low, max(box.left, box.right), high, len(self._targets))
                self._targets.append(target)
                for step in range(int(low // _STEP), int(high // _STEP) + 1):
                    self._areas.setdefault(step, []).append(area)

    def _link_at(self, index: int) -> int:
        """The link whose area a character starts in, -1 if it is in none."""
        raw.FPDFText_GetCharOrigin(self._text, index, ctypes.byref(self._x), ctypes.byref(self._y))
        x, y = self._x.value, self._y.value
        for left, bottom, right, top, link in self._areas.get(int(y // _STEP), ()):
            if left - 1 <= x < right - 0.5 and bottom - 1 <= y <= top:
                return link
        return -1

    def _target(self, document: Any, link: Any) -> Any:
        place = raw.FPDFLink_GetDest(document, link)
        if not place:
            action = raw.FPDFLink_GetAction(link)
            if not action:
                return None
            place = raw.FPDFAction_GetDest(document, action)
            if not place:
                buffer = ctypes.create_string_buffer(2048)
                raw.FPDFAction_GetURIPath(document, action, buffer, 2048)
                return buffer.value.decode("utf-8", "replace")
        has_x, has_y, has_zoom = (ctypes.c_int() for _ in range(3))
        x, y, zoom = (ctypes.c_float() for _ in range(3))
        places = (ctypes.byref(place) for place in (has_x, has_y, has_zoom, x, y, zoom))
        raw.FPDFDest_GetLocationInPage(place, *places)
        page = raw.FPDFDest_GetDestPageIndex(document, place)
        return (
            [page + 1, round(x.value, 1) if has_x.value else 0, round(y.value, 1)]
            if page >= 0 and has_y.value
            else None
        )


def _turned(x: float, y: float, box: tuple[float, float, float, float], angle: int) -> tuple[float, float, float]:
    """Left edge, right edge and baseline of a character after turning the page by `-angle`."""
    cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    rights = [corner_x * cosine + corner_y * sine for corner_x in (box[0], box[2]) for corner_y in (box[1], box[3])]
    return x * cosine + y * sine, max(rights), y * cosine - x * sine


def _moved(segments: list[_Segment]) -> list[_Segment]:
    """Turned pages can lie below zero: move them up."""
    low = min((segment[3] for segment in segments), default=0.0)
    if low >= 0:
        return segments
    return [(*segment[:3], segment[3] - low, *segment[4:]) for segment in segments]


def _runs(segments: list[_Segment]) -> Iterator[list[Any]]:
    """Join segments that follow each other on one baseline in one size."""
    text = ""
    start = end = base = size = 0.0
    bold = raised = False
    link = -1
    for piece, left, right, y, points, heavy, high, linked in segments:
        gap = left - end
        continues = (
            text
            and abs(y - base) <= _SAME_BASELINE * points
            and abs(points - size) <= _SAME_SIZE
            and heavy == bold
            and high == raised
            and linked == link
            and -_GAP * points < gap < _GAP * points
        )
        if not continues:
            if text:
                yield _row(text, start, end, base, size, bold, raised, link)
            text, start, base, size, bold, raised, link = "", left, y, points, heavy, high, linked
        elif gap > _WORD_GAP * points and piece[0] != " " and text[-1] != " ":
            text += " "
        text += piece
        end = right
    if text:
        yield _row(text, start, end, base, size, bold, raised, link)


def _row(*segment: Any) -> list[Any]:
    text, start, end, base, size, bold, raised, link = segment
    return [text, round(start, 2), round(end, 2), round(base, 2), round(size, 2), int(bold), int(raised), link]


if __name__ == "__main__":
    main()
