"""The verdict: passages, numbers, direction and concepts of one claim against one source, with reasons in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from audit.model import Passage, SupportVerdict
from audit.support import differing, numbers, ranking, reasons, scoring, stance, wording
from audit.support.concepts import Concepts, default_concepts
from audit.support.records import read_tables
from audit.support.source import MAX_CHARACTERS, SourceText, plain

MAX_CLAIM: Final = 4000
"""Characters. A claim is a sentence; what is longer is read to here, and the verdict says so."""

_CUT_CLAIM: Final = f"The claim is very long: only its first {MAX_CLAIM:,} characters were read."
_CUT_TEXT: Final = f"The source is very long: only its first {MAX_CHARACTERS:,} characters were read."
PASSAGES: Final = 3
RANKED: Final = 40


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
    read = plain(claim[:MAX_CLAIM])
    asked = ranking.query(read)
    ranked = ranking.rank(asked, text, limit=RANKED)
    passages = [_passage(text, item) for item in ranked[:PASSAGES]]
    found = scoring.Findings(
        coverage=ranked[0].coverage if ranked else 0.0,
        stance=stance.read(read, text, ranked, ranking.expanded(asked, text)),
        numbers=numbers.check(read, text, ranked),
        differences=[
            *differing.differences(read, text, passages, concepts or default_concepts()),
            *wording.overstated(read, passages),
        ],
        whole=text.kind == "full text",
        tables=read_tables(read, text.text),
    )
    verdict = _verdict(read, found, passages, text)
    limits = [said for said, so in ((_CUT_CLAIM, len(claim) > MAX_CLAIM), (_CUT_TEXT, text.cut)) if so]
    return verdict.model_copy(update={"reasons": [*verdict.reasons, *limits], "model": model.name if model else None})


def _verdict(claim: str, found: scoring.Findings, passages: list[Passage], source: SourceText) -> SupportVerdict:
    status = scoring.verdict(found)
    return SupportVerdict(
        verdict=status,
        score=round(scoring.score(found), 4),
        passages=_with_opposing(passages, found, source),
        numbers=list(found.numbers),
        reasons=reasons.reasons(claim, found, status, source),
        differences=list(found.differences),
        contradiction=reasons.contradiction(claim, found, source),
        source=source.used,
        abstract_only=source.kind != "full text",
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


def _with_opposing(passages: list[Passage], found: scoring.Findings, source: SourceText) -> list[Passage]:
    """The sentence that contradicts is always shown, in the last place if it is not among the best."""
    if not found.stance.plain or found.stance.opposing is None:
        return passages
    sentence = source.sentences[found.stance.opposing.sentence]
    if any(p.start == sentence.start for p in passages):
        return passages
    return [*passages[: PASSAGES - 1], source.passage(sentence.start, sentence.end)]


def _passage(source: SourceText, item: ranking.Ranked) -> Passage:
    sentence = source.sentences[item.index]
    return source.passage(sentence.start, sentence.end, item.coverage)
