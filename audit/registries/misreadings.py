"""What an entry says although its parts were cut wrongly: the author of a page is not blamed for our parsing.

Before a difference is believed, the registered value is looked for in the entry as written, in the one place where
that field stands. A value that merely occurs somewhere does not count: a wrong volume must not be excused by an issue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from audit.model import Reference
from audit.registries.text import squeezed, words
from audit.registries.titles import bare

_FURTHEST = 12


def stands_in(raw: str, titles: Sequence[str]) -> bool:
    """Whether a registered title stands in the entry, wherever the parser cut it."""
    if not raw:
        return False
    entry = squeezed(raw[:4000])
    for title in titles:
        wanted = words(bare(title))
        if len(wanted) >= 4 and len("".join(wanted)) >= 25 and "".join(wanted) in entry:
            return True
    return False


def containers_in(reference: Reference) -> Iterator[str]:
    """The journal as parsed, then as it may stand in the entry: with the words before it, without a piece of title.

    `Essent. Fatty Acids` after `Prostaglandins Leukot.`; `An update. Ann Hepatol` is `Ann Hepatol`.
    """
    container = reference.container or ""
    yield container
    for cut in re.finditer(r"[.?!]\s+(?=\S)", container):
        dropped = container[: cut.start()]
        if re.search(r"(?:^|\s)[a-z]{4,}", dropped) or len(dropped.split()) >= 7:
            yield container[cut.end() :]
    end = reference.raw.find(container) if len(container) >= 3 else -1
    if end >= 0:
        before = reference.raw[max(0, end - 120) : end].split()
        for count in range(1, min(_FURTHEST, len(before)) + 1):
            yield " ".join([*before[-count:], container])
        after = re.match(r"[^\d;:()]{1,60}", reference.raw[end + len(container) :])
        following = after[0].replace(",", " ").split() if after else []
        for count in range(1, min(4, len(following)) + 1):
            yield " ".join([container, *following[:count]])


def volume_stands_in(reference: Reference, registered: str, issues: Sequence[str] = ()) -> bool:
    """Whether the registered volume stands after the year and a semicolon, or before its issue: `2015;41(16 suppl)`."""
    number = re.match(r"\s*([A-Za-z]?\d+[A-Za-z]?)\b", registered)
    if not number:
        return False
    for issue in issues:
        if re.search(rf"(?<![\w]){re.escape(number[1])}\s*\(\s*{re.escape(issue)}\s*\)", reference.raw, re.I):
            return True
    if not reference.year:
        return False
    after_year = rf"{re.escape(reference.year[:4])}[^;\d]{{0,12}}(?:\d{{1,2}})?;\s*(?:vol\.?\s*)?"
    after_year = rf"{re.escape(reference.year[:4])}[^;\d]{{0,12}}(?:\d{{1,2}})?;\s*(?:vol\.?\s*)?"
    pattern = rf"{after_year}{re.escape(number[1])}(?![\w])"
    return re.search(pattern, reference.raw, re.I) is not None


def page_stands_in(raw: str, registered: str) -> bool:
    """Whether the registered first page (or article number) stands where pages do: after a colon, a comma, `p.`."""
    first = re.match(r"\s*([A-Za-z]{0,3}\d{2,}[A-Za-z]{0,3}\d*)", registered)
    if not first:
        return False
    entry = re.sub(r"10\.\d{4,9}/\S+", " ", raw)
    return re.search(rf"(?:[:;,]|\bpp?\.?)\s*{re.escape(first[1])}(?![\w])", entry, re.I) is not None


def year_stands_in(raw: str, years: set[int]) -> bool:
    """Whether a registered year stands where AMA, Vancouver and APA put it: before `;`, or in brackets of its own."""
    found = re.findall(r"\b(\d{4})[^;\d()]{0,12}(?:\d{1,2})?;|\((\d{4})[a-z]?(?:,[^()]{0,20})?\)", raw)
    return any(int(number) in years for pair in found for number in pair if number)


def authors_stand_in(raw: str, families: Sequence[str], count: int) -> bool:
    """Whether the entry begins with the first registered family name, and its head has `count` of them."""
    head = squeezed(raw[:400])
    names = [squeezed(family) for family in families]
    if not names or not names[0] or not head.startswith(names[0]):
        return False
    return sum(1 for name in dict.fromkeys(names) if name and name in head) >= count
