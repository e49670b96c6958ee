"""Links of a PDF: to addresses, and to places in the document, which become names of the blocks that stand there."""

from __future__ import annotations

from typing import Any

from audit.documents.pdf_lines import Line

_NEAR = 1.4  # ems between the place that a link leads to and the top of the line meant
_ASCENT = 0.8


class Links:
    """The targets of all pages, and the lines that links lead to."""

    def __init__(self, pages: list[dict[str, Any]], lines: list[Line]) -> None:
        self._targets: dict[tuple[int, int], str] = {}
        self._names: dict[int, list[str]] = {}
        by_page: dict[int, list[Line]] = {}
        for line in lines:
            by_page.setdefault(line.page, []).append(line)
        places: dict[tuple[int, float, float], str] = {}
        for page in pages:
            for number, target in enumerate(page["links"]):
                if isinstance(target, str):
                    self._targets[page["number"], number] = target
                    continue
                place = (int(target[0]), float(target[1]), float(target[2]))
                if place not in places:
                    places[place] = self._name(place, by_page.get(place[0], []))
                if places[place]:
                    self._targets[page["number"], number] = f"#{places[place]}"

    def target(self, page: int, link: int) -> str | None:
        """Where a link leads: an address, `#name` of a block, or None for a place where no text begins."""
        return self._targets.get((page, link))

    def names(self, line: Line) -> list[str]:
        """The names that links give the block of `line`."""
        return self._names.get(id(line), [])

    def _name(self, place: tuple[int, float, float], lines: list[Line]) -> str:
        """Name the line at a place, and give the name; "" if none begins there."""
        page, x, y = place
        best: tuple[float, Line] | None = None
        for line in lines:
            distance = abs(y - line.y - _ASCENT * line.size) / max(1.0, line.size)
            beside = x > 0 and not line.left - 3 * line.size <= x <= line.right
            if distance <= _NEAR and not beside and (best is None or distance < best[0]):
                best = (distance, line)
        if best is None:
            return ""
        name = f"page{page}-{y:g}-{x:g}"
        self._names.setdefault(id(best[1]), []).append(name)
        return name
