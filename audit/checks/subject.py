"""Whether a statement speaks of a product or its use. Heuristics for English, erring towards no."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from audit.checks.phrases import compiled
from audit.checks.profile import Profile
from audit.checks.prose import Prose
from audit.model import Document, Reference

_MARKED = re.compile(r"[A-Za-z][®™]")
# A name with one capital after a word that products follow: with Arvidol, take Zenquil, new Arvidol pens.
_NAMED = re.compile(
    r"\b(?:with|by|take|takes|taking|taken|use|uses|using|of|on|new|start|starting|receiving|received|choose|discover)\s+"
    r"(?P<name>[A-Z][a-z]{3,})\b"
)
# A name as the subject: Velcora works, Tophirel (febuxostat) is, Arvidol: safe, simple, effective.
_SUBJECT = re.compile(
    r"^\W*(?P<name>[A-Z][a-z]{3,}|[A-Z]{4,})[®™]?(?:\s+\([\w\s-]+\))?"
    r"(?::|\s+(?:(?:also|now|simply|significantly|rapidly|quickly|effectively)\s+)?(?:is|was|has|can|will|[a-z]{3,}s|significantly)\b)"
)
# Ordinary words that stand where a name may: they begin sentences, name subjects, or name places and peoples.
_ORDINARY = re.compile(
    r"(?:The|This|That|These|Those|There|They|Here|What|When|Where|Which|While|With|Each|Every|Some|Many|Most|Both|Only|"
    r"More|Less|Better|Worse|Fewer|Higher|Lower|Greater|Smaller|Longer|Shorter|Earlier|Later|Also|Thus|Hence|Such|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|June|July|August|September|"
    r"October|November|December|Europe|Asia|Africa|America|Japan|China|India|Germany|France|Spain|Italy|Canada|"
    r"English|German|French|Table|Figure|Appendix|Health|Disease|Cancer|Pain|Sleep|Diet|Food|Care|Research|Evidence|"
    r"Surgery|Exercise|Smoking|Work|Life|Patient|Doctor|[A-Z][a-z]+(?:tion|sion|ment|ness|ity|ing|ism|osis|itis|emia|"
    r"aemia|pathy|logy|graphy|ance|ence|ure|ship|hood|tes))"
)


def _is_name(word: str) -> bool:
    return _ORDINARY.fullmatch(word) is None


_TRADE = re.compile(r"\b([A-Z][A-Za-z-]{2,})\s?[®™]")
# `XELJANZ (tofacitinib citrate)`, `Qivigy [prescribing information]`: how a reference to a label begins.
_LABEL = re.compile(
    r"\W*([A-Z][A-Za-z-]{2,})[®™]?\s*(?:\[\s*(?:prescribing|package|summary|product)|\((?=[a-z]{5,})|"
    r"(?i:prescribing information|summary of product characteristics|SmPC))"
)


def product_names(document: Document, references: Sequence[Reference]) -> Iterator[str]:
    """Names that carry ® or ™ in the text, or that a reference to a label begins with."""
    yield from (match[1] for match in _TRADE.finditer(document.text))
    for reference in references:
        if match := _LABEL.match(reference.raw):
            yield match[1]


def about_product(profile: Profile, prose: Prose, products: Collection[str]) -> bool:
    """Whether the words name a product (one of `products`, or what looks like a brand) or a thing of the profile."""
    words = prose.words
    things = compiled(tuple(profile.things), ())
    if _MARKED.search(words) or (things is not None and things.search(words)):
        return True
    lower = words.lower()
    if any(product.lower() in lower for product in products):
        return True
    subject = _SUBJECT.match(words)
    return bool(subject and _is_name(subject["name"])) or any(
        _is_name(named["name"]) for named in _NAMED.finditer(words)
    )
