"""Which sentences of a source speak of what the claim speaks of: BM25 on stems, with the claim's own emphasis."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from audit.support import terms
from audit.support.source import SourceText

_COMPARATOR: Final = re.compile(
    r"\b(?:as\s+)?(?:compared|in comparison|relative|versus|vs\.?)\s*(?:with|to)?\s+[^;.]{0,200}?"
    r"(?:,\s(?!or\b|and\b)|;|$|\.(?=\s))",
    re.IGNORECASE,
)
_EFFECT: Final = re.compile(
    r"\b(?:did not |does not |do not )?(?:significantly )?(?:(?P<passive>(?:was|were|is|are|been) (?:significantly )?)?"
    r"(?:increas|decreas|reduc|improv|chang|lower|rais|affect|prolong|shorten|prevent|delay|inhibit|enhanc|promot|"
    r"suppress|caus|induc|impair|worsen|elevat|stimulat|block|attenuat|alter|influenc|modif)\w*)",
    re.IGNORECASE,
)
_DIGIT: Final = re.compile(r"\d")
_STATISTIC: Final = re.compile(
    r"\b[pP](?:-value)?\s*[<>=≤≥]\s*[.0-9]|\bconfidence interval|\bCI\b|±|\bSD\b|\d\s*%|"
    r"\b(?:OR|HR|RR|SMD)\b\s*[=:,]?\s*\d"
)
# of the sentence in lower case
_COMPARISON: Final = re.compile(
    r"\bsignifican|\b(?:vs|versus|compared|than)\b|"
    r"\bbetween (?:the )?(?:two |three |treatment |study )?(?:groups?|arms?)\b|"
    r"\b(?:higher|lower|greater|fewer|longer|shorter|increased?|decreased?|reduced?|improved?|similar|differ\w*|"
    r"decline\w*|unchanged|comparable|changes?)\b"
)
_METHOD: Final = re.compile(
    r"\b(?:aim(?:ed|s)?\b|objective|hypothes|we (?:measured|assessed|examined|investigated)|was (?:measured|"
    r"assessed|calculated|defined|determined|performed|analy[sz]ed)|were (?:measured|assessed|calculated|defined|"
    r"determined|performed|randomi[sz]ed|recruited|analy[sz]ed|assigned)|primary outcome|inclusion|sample size|"
    r"protocol)"
)
_CITING: Final = re.compile(
    r"\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\]|\bet al\b|[a-z]\d{1,2}(?:[,–]\d{1,2})*[.,]?$|"
    r"\((?:[A-Z][a-z]+.{0,30},? )?(?:19|20)\d\d[a-z]?\)"
)
_GLOSSARY: Final = re.compile(r"(?:\(?\b[A-Z][\w-]{1,12}\)?\s*[:=]\s*[^;:=]{3,80};\s*){2}")

RERANKED: Final = 24
RESULT_BONUS: Final = 0.35
COMPARISON_BONUS: Final = 0.4
METHOD_MALUS: Final = 0.3
CITING_MALUS: Final = 0.25


@dataclass(frozen=True, slots=True)
class Query:
    """A claim as ranking sees it: weight of each stem, and whether it reports a finding."""

    weights: dict[str, float]
    finding: bool


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sentence and how well it answers. coverage: share of the claim's weight that stands in it."""

    index: int
    score: float
    coverage: float


def query(claim: str) -> Query:
    """What changed weighs most; what changed it less, the comparator least: results sentences leave those out."""
    comparators = [(m.start(), m.end()) for m in _COMPARATOR.finditer(claim)]
    effect = next((m for m in _EFFECT.finditer(claim) if not _inside(m.start(), comparators)), None)
    weights: dict[str, float] = {}
    for term in terms.content(claim):
        weight = 1.0
        if effect:
            after = term.start >= effect.end()
            weight = OUTCOME if after != bool(effect["passive"]) else AGENT
            if effect.start() <= term.start < effect.end():
                weight = 0.4
        if _inside(term.start, comparators):
            weight = min(weight, COMPARATOR)
        weights[term.stem] = max(weight, weights.get(term.stem, 0.0))
    return Query(weights, bool(effect or _COMPARISON.search(claim)))


OUTCOME: Final = 1.6
AGENT: Final = 0.5
COMPARATOR: Final = 0.3


def _inside(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def expanded(asked: Query, source: SourceText) -> dict[str, dict[str, float]]:
    """Each stem of the claim -> the stems of the source that may stand for it, with how sure that is."""
    short = source.abbreviations
    found: dict[str, dict[str, float]] = {}
    for stem in asked.weights:
        options = {stem: 1.0} if stem in source.postings else _kin(stem, source)
        for part in short.get(stem, ()):
            options.setdefault(part, 0.4)
        found[stem] = options
    for abbreviation, parts in short.items():
        if parts and all(part in asked.weights for part in parts):
            for part in parts:
                found[part].setdefault(abbreviation, 0.8)
    return found


def _kin(stem: str, source: SourceText) -> dict[str, float]:
    """Words of the same family, by a common beginning of at least five letters."""
    if len(stem) < 5:
        return {}
    head = stem[: max(5, len(stem) - 3)]
    return {other: 0.7 for other in source.postings if other.startswith(head) and abs(len(other) - len(stem)) <= 5}


def rank(asked: Query, source: SourceText, limit: int = 8) -> list[Ranked]:
    """The best sentences, best first; none that shares nothing with the claim."""
    options = expanded(asked, source)
    total = sum(weight * source.idf(stem) for stem, weight in asked.weights.items()) or 1.0
    scores: dict[int, float] = {}
    counts, saturation = source.counts, source.saturation
    for stem, weight in asked.weights.items():
        best: dict[int, float] = {}
        for other, sure in options[stem].items():
            value = weight * sure * source.idf(other)
            for index in source.postings.get(other, ()):
                tf = counts[index][other]
                gain = value * tf * 2.2 / (tf + saturation[index])
                if gain > best.get(index, 0.0):
                    best[index] = gain
        for index, gain in best.items():
            scores[index] = scores.get(index, 0.0) + gain
    likely = sorted(scores, key=lambda i: (-scores[i], i))[: limit + RERANKED]
    factors: dict[int, tuple[float, float]] = source.memo.setdefault("factors", {})
    for index in likely:
        if index not in factors:
            factors[index] = _factors(source.sentences[index].text)
    kind = 0 if asked.finding else 1
    weighed = sorted(((scores[i] * factors[i][kind], i) for i in likely), key=lambda p: (-p[0], p[1]))
    return [Ranked(i, s, min(1.0, _coverage(asked, options, source, i) / total)) for s, i in weighed[:limit]]


def cites(text: str) -> bool:
    """The sentence reports the work of others: it carries a citation of its own."""
    return _CITING.search(text) is not None


def _factors(text: str) -> tuple[float, float]:
    """What kind of sentence it is: how much it counts for a claim that reports a finding, and for any other."""
    low = text.lower()
    plain = 0.4 if ";" in text and _GLOSSARY.search(text) else 1.0
    finding = 1.0
    finding += RESULT_BONUS * bool(_DIGIT.search(text) and _STATISTIC.search(text))
    finding += COMPARISON_BONUS * bool(_COMPARISON.search(low))
    finding -= METHOD_MALUS * bool(_METHOD.search(low))
    finding -= CITING_MALUS * cites(text)
    return finding * plain, plain


def _coverage(asked: Query, options: dict[str, dict[str, float]], source: SourceText, index: int) -> float:
    have = source.counts[index]
    covered = 0.0
    for stem, weight in asked.weights.items():
        there = options[stem].keys() & have.keys()
        if there:
            covered += weight * source.idf(stem) * max(options[stem][other] for other in there)
    return covered
