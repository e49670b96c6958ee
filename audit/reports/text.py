"""Text made fit to print: no hidden characters, no dangerous links, dates and numbers as people read them.

Everything that a report shows came from a source text or a registry, so everything may be hostile.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from urllib.parse import quote, urlsplit

_LINE_BREAKS = {0x09: " ", 0x0A: "\n", 0x0D: "\n"}
# Overrides and embeddings make text read differently from what it is; isolates and marks are harmless and needed.
_BIDI = {code: f"[U+{code:04X}]" for code in (0x202A, 0x202B, 0x202C, 0x202D, 0x202E)}
_CONTROLS: dict[int, str] = (
    {code: chr(0x2400 + code) for code in range(0x20) if code not in _LINE_BREAKS}
    | {0x7F: "␡", 0x2028: "\n", 0x2029: "\n", 0xFEFF: ""}
    | {code: f"[U+{code:04X}]" for code in range(0x80, 0xA0)}
    | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
    | dict.fromkeys(range(0xFDD0, 0xFDF0), "\ufffd")
    | {plane | low: "\ufffd" for plane in range(0, 0x110000, 0x10000) for low in (0xFFFE, 0xFFFF)}
    | _BIDI
    | _LINE_BREAKS
)  # fmt: skip
_SUSPECT = re.compile("[" + "".join(map(re.escape, map(chr, _CONTROLS))) + "]")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def clean(text: str) -> str:
    """`text` with every control, override and non-character made visible or harmless; line breaks stay."""
    return text.translate(_CONTROLS) if _SUSPECT.search(text) else text


def one_line(text: str) -> str:
    """`clean`, with all white space folded to single spaces."""
    return " ".join(clean(text).split())


def shorten(text: str, limit: int) -> str:
    """One line of at most `limit` characters; cut at a word where one ends near the limit."""
    line = one_line(text)
    if len(line) <= limit:
        return line
    head = line[: limit - 1]
    space = head.rfind(" ")
    return (head[:space] if space > limit * 2 // 3 else head).rstrip(" ,;:") + "…"


def safe_url(url: str | None) -> str | None:
    """`url` if it is a web address that may become a link, else None."""
    if not url or len(url) > 2000 or url != clean(url):
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc or re.search(r'[\s<>"\\^`{|}]', url.strip()):
        return None
    return url.strip()


def doi_url(doi: str | None) -> str | None:
    """The resolver's address of a DOI, or None where the string is no DOI."""
    if not doi or not re.fullmatch(r"10\.\d{4,9}/\S+", doi) or len(doi) > 500:
        return None
    return "https://doi.org/" + quote(clean(doi), safe="/:;().-_~")


def slug(text: str, limit: int = 60) -> str:
    """Letters, digits, `.`, `_` and `-` only: fit for an HTML id, a fragment and a file name."""
    return re.sub(r"[^0-9A-Za-z._-]+", "-", text)[:limit].strip("-.")


def plural(count: int, noun: str, many: str | None = None) -> str:
    """`1 reference`, `1,204 references`."""
    return f"{count:,} {noun if count == 1 else many or noun + 's'}"


def join(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1] if parts else ""


def day(value: str | None) -> str:
    """An ISO date or time as `18 November 2024`; a partial date as far as it goes; anything else as it is."""
    if not value:
        return ""
    if match := re.fullmatch(r"(\d{4})-(\d\d)", value):
        year, month = int(match[1]), int(match[2])
        return f"{_MONTHS[month - 1]} {year}" if 1 <= month <= 12 else value
    try:
        found = date.fromisoformat(value[:10])
    except ValueError:
        return one_line(value)
    return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"


def moment(value: str | None) -> str:
    """An ISO time as `18 November 2024, 09:41 UTC`."""
    if not value:
        return ""
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return one_line(value)
    zone = "" if found.tzinfo is None else (" UTC" if not found.utcoffset() else f" {found:%z}")
    return f"{day(value)}, {found:%H:%M}{zone}"


def year_of(value: str | None) -> int | None:
    """The four-digit year that `value` begins with, if it is one of our era."""
    match = re.match(r"\d{4}(?!\d)", value or "")
    return int(match[0]) if match and 1000 <= int(match[0]) <= 2999 else None
