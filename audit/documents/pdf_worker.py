"""A program of its own: a PDF on standard input -> its characters as JSON lines on standard output.

It runs in a child process because pdfium can crash on damaged files and is not safe in threads. It imports nothing of
this package, so that it starts fast. Lines printed: `{"pages", "title", "language"}` first, then one object a page
(`number, width, height, images, runs, links, targets`), or `{"error": "password" | "format" | ...}` as the last.

A run is `[text, x0, x1, y, size, bold, raised]`: characters of one size on one baseline without a gap, in points from
the page's left and bottom edge, turned so that the text is level. `raised` marks glyphs that are drawn high up in
their box (the superscript figures of some fonts). Text at another angle than most of the page is left out.
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
# In units of the font size: what is still one baseline, a space between words, no space but another column or cell,
# and a figure that stands high.
_SAME_BASELINE = 0.05
_WORD_GAP = 0.15
_GAP = 0.9
_HIGH = 0.2
_SAME_SIZE = 0.05  # points
_LEVEL = 3  # degrees
_HYPHEN = 2  # what pdfium makes of a hyphen at the end of a line
_NOT_SHOWN = frozenset({0, 10, 13, 0xFFFE, 0xFFFF})
_BOLD_NAMES = ("bold", "black", "heavy", "semibd", "demi")
_BOLD_WEIGHT = 600


def main() -> None:
    """Read standard input, print the document."""
    _limit()
    data = sys.stdin.buffer.read()
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        _print({"error": "password" if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD else "format"})
        return
    metadata = document.get_metadata_dict()
    _print({"pages": len(document), "title": metadata.get("Title", ""), "language": _language(raw, document.raw)})
    characters = 0
    for index in range(len(document)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            _print({"number": index + 1, "width": 0, "height": 0, "images": 0, "runs": [], "links": [], "broken": True})
            continue
        found = _Page(raw, page).read(index + 1)
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


def _language(raw: Any, document: Any) -> str:
    if not hasattr(raw, "FPDFCatalog_GetLanguage"):
        return ""
    buffer = ctypes.create_string_buffer(64)
    raw.FPDFCatalog_GetLanguage(document, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), 64)
    return buffer.raw.decode("utf-16-le", "replace").partition("\x00")[0]


_Character = tuple[str, float, float, float, float, bool, bool]


class _Page:
    """The characters of one page."""

    def __init__(self, raw: Any, page: Any) -> None:
        self._raw = raw
        self._page = page
        self._text = raw.FPDFText_LoadPage(page.raw)

    def read(self, number: int) -> dict[str, Any]:
        """The page as it is printed."""
        raw = self._raw
        width, height = self._page.get_size()
        by_angle = self._characters()
        angle = max(by_angle, key=lambda turn: len(by_angle[turn])) if by_angle else 0
        images = sum(1 for _ in self._page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
        links = self._links() if angle == 0 else []
        raw.FPDFText_ClosePage(self._text)
        return {
            "number": number,
            "width": width,
            "height": height,
            "images": images,
            "runs": list(_runs(_moved(by_angle.get(angle, [])))),
            "links": links,
        }

    def _characters(self) -> dict[int, list[_Character]]:
        """The characters `(character, x0, x1, y, size, bold, raised)` by their angle in degrees, turned level."""
        raw, text = self._raw, self._text
        x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
        to_x, to_y, to_box = ctypes.byref(x), ctypes.byref(y), ctypes.byref(box)
        found: dict[int, list[_Character]] = {}
        last, size, bold, angle = None, 0.0, False, 0
        for index in range(max(0, raw.FPDFText_CountChars(text))):
            code = raw.FPDFText_GetUnicode(text, index)
            if code in _NOT_SHOWN or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
                continue
            if code == 32 and raw.FPDFText_IsGenerated(text, index):
                continue
            shown = ctypes.cast(raw.FPDFText_GetTextObject(text, index), ctypes.c_void_p).value
            if shown != last:
                last = shown
                size, bold, angle = self._font(index)
            raw.FPDFText_GetCharOrigin(text, index, to_x, to_y)
            raw.FPDFText_GetLooseCharBox(text, index, to_box)
            left, right, base = x.value, box.right, y.value
            if angle:
                left, right, base = _turned(left, base, (box.left, box.bottom, box.right, box.top), angle)
            character = "-" if code == _HYPHEN else chr(code)
            raised = 48 <= code <= 57 and self._is_high(index, y.value, size)
            found.setdefault(angle, []).append((character, left, right, base, size, bold, raised))
        return found

    def _is_high(self, index: int, base: float, size: float) -> bool:
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        places = (ctypes.byref(place) for place in (left, right, bottom, top))
        return bool(self._raw.FPDFText_GetCharBox(self._text, index, *places)) and bottom.value > base + _HIGH * size

    def _font(self, index: int) -> tuple[float, bool, int]:
        """Size in points on the page, boldness and angle in degrees of the character's text object."""
        raw, text = self._raw, self._text
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

    def _links(self) -> list[list[Any]]:
        """`[x0, y0, x1, y1, address]`, or with `[page, y]` of the place in this document instead of an address."""
        raw, page = self._raw, self._page
        document = page.pdf.raw
        position, link, box = ctypes.c_int(0), raw.FPDF_LINK(), raw.FS_RECTF()
        found: list[list[Any]] = []
        while len(found) < _MAX_LINKS and raw.FPDFLink_Enumerate(page.raw, ctypes.byref(position), ctypes.byref(link)):
            if not raw.FPDFLink_GetAnnotRect(link, ctypes.byref(box)):
                continue
            target = self._target(document, link)
            if target:
                found.append([box.left, box.bottom, box.right, box.top, target])
        return found

    def _target(self, document: Any, link: Any) -> Any:
        raw = self._raw
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
        return [page + 1, round(y.value, 1)] if page >= 0 and has_y.value else None


def _turned(x: float, y: float, box: tuple[float, float, float, float], angle: int) -> tuple[float, float, float]:
    """Left edge, right edge and baseline of a character after turning the page by `-angle`."""
    cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    rights = [corner_x * cosine + corner_y * sine for corner_x in (box[0], box[2]) for corner_y in (box[1], box[3])]
    return x * cosine + y * sine, max(rights), y * cosine - x * sine


def _moved(characters: list[_Character]) -> list[_Character]:
    """Turned pages can lie below zero: move them up."""
    low = min((character[3] for character in characters), default=0.0)
    if low >= 0:
        return characters
    return [(*character[:3], character[3] - low, *character[4:]) for character in characters]


def _runs(characters: list[_Character]) -> Iterator[list[Any]]:
    """Join characters that follow each other on one baseline in one size."""
    text = ""
    start = end = base = size = 0.0
    bold = raised = False
    for character, left, right, y, points, heavy, high in characters:
        continues = (
            text
            and abs(y - base) <= _SAME_BASELINE * points
            and abs(points - size) <= _SAME_SIZE
            and heavy == bold
            and high == raised
            and -_GAP * points < left - end < _GAP * points
        )
        if not continues:
            if text:
                yield [text, round(start, 2), round(end, 2), round(base, 2), round(size, 2), int(bold), int(raised)]
            text, start, base, size, bold, raised = "", left, y, points, heavy, high
        elif left - end > _WORD_GAP * points and character != " " and text[-1] != " ":
            text += " "
        text += character
        end = max(right, left)
    if text:
        yield [text, round(start, 2), round(end, 2), round(base, 2), round(size, 2), int(bold), int(raised)]


if __name__ == "__main__":
    main()
