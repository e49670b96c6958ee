"""The verdict: passages, numbers, direction and concepts of one claim against one source, with reasons in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from audit.model import Passage, SupportStatus, SupportVerdict
from audit.support import differing, numbers, ranking
from audit.support.concepts import Concepts, default_concepts
from audit.support.source import SourceText

PASSAGES: Final = 3
SUPPORTED: Final = 0.75
PARTLY: Final = 0.45


class Reranker(Protocol):
    """An optional local model: how well each passage answers the claim, higher is better."""

    name: str

    def scores(self, claim: str, passages: Sequence[str]) -> list[float]:
        """One score a passage, 0 to 1."""
        ...


def judge(
    claim: str, source: SourceText | str, *, concepts: Concepts | None = None, model: Reranker | None = None
) -> SupportVerdict:
    """Does `source` say what `claim` says? Never raises for any text; an empty source is `unverified`."""
    text = SourceText(source) if isinstance(source, str) else source
    if not text.text.strip():
        return unverified("The source was not available: nothing was read.", text)
    known = concepts or default_concepts()
    ranked = ranking.rank(ranking.query(claim), text)
    passages = [_passage(text, item) for item in ranked[:PASSAGES]]
    checks = numbers.check(claim, text, ranked)
    differing_concepts = differing.differences(claim, text, passages, known)
    best = ranked[0].coverage if ranked else 0.0
    missing = [check for check in checks if check.status in ("not-in-source", "elsewhere")]
    verdict: SupportStatus = "supported" if best >= SUPPORTED and not missing and not differing_concepts else "partly"
    if best < PARTLY:
        verdict = "not-found"
    reasons = [f"The nearest passage has {best:.0%} of the claim's content words."]
    reasons += [f"{c.text}: not in the source; the nearest values are {', '.join(c.nearest)}." for c in missing]
    reasons += [d.reason for d in differing_concepts]
    if text.kind != "full text":
        reasons.append(f"Only the {text.kind} was read, not the full text.")
    return SupportVerdict(
        verdict=verdict,
        score=round(best, 4),
        passages=passages,
        numbers=checks,
        reasons=reasons,
        differences=differing_concepts,
        source=text.used,
        abstract_only=text.kind != "full text",
        model=model.name if model else None,
    )


def judge_many(
    claims: Iterable[str],
    source: SourceText | str,
    *,
    concepts: Concepts | None = None,
    model: Reranker | None = None,
) -> list[SupportVerdict]:
    """`judge` for many claims against one source, which is indexed once."""
    text = SourceText(source) if isinstance(source, str) else source
    return [judge(claim, text, concepts=concepts, model=model) for claim in claims]


def unverified(reason: str, source: SourceText | None = None) -> SupportVerdict:
    """The verdict where there was nothing to read: neither right nor wrong."""
    return SupportVerdict(verdict="unverified", reasons=[reason], source=source.used if source else None)


def _passage(source: SourceText, item: ranking.Ranked) -> Passage:
    sentence = source.sentences[item.index]
    return source.passage(sentence.start, sentence.end, item.coverage)
