"""What a source says of a claim: the verdict, the passages it rests on, and what a reviewer has accepted.

Offsets of passages count characters of the source's text, offsets of numbers those of the claim; start inclusive,
end exclusive. A verdict never stands alone: it carries the text that was read (`SourceUsed`) and its reasons in words.
"""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

SupportStatus = Literal["supported", "partly", "not-found", "contradicted", "unverified"]
SourceKind = Literal["full text", "abstract", "excerpt"]
NumberStatus = Literal["found", "elsewhere", "not-in-source", "not-checked"]
Aspect = Literal["population", "intervention", "comparator", "endpoint", "direction", "certainty", "quantifier"]
AnchorState = Literal["anchored", "void", "none"]

SUPPORT_STATUSES: Final[tuple[SupportStatus, ...]] = (
    "supported", "partly", "not-found", "contradicted", "unverified",
)  # fmt: skip


class SourceUsed(BaseModel):
    """The text that was read for a reference. `origin`: a file path, or a registry's name with the identifier.

    kind: `abstract` and `excerpt` are parts: what is not found there may still stand in the work.
    """

    model_config = ConfigDict(frozen=True)

    kind: SourceKind = "full text"
    origin: str = ""
    sha256: str = ""
    title: str = ""
    characters: int = 0


class Passage(BaseModel):
    """Words of the source: `source.text[start:end] == text`. `page` is whatever place the reader can turn to.

    score: how much of the claim's content stands here, 0 to 1.
    """

    text: str
    start: int
    end: int
    page: str | None = None
    score: float = 0.0


class NumberCheck(BaseModel):
    """One quantity of the claim, looked for in the source.

    text: as the claim writes it; start, end: where in the claim. kind: `percentage`, `count`, `p-value`, ...
    status: `found` near the claim's other words; `elsewhere`: the source has it, but in another context;
    `not-in-source`; `not-checked`: too vague to look for. found: as the source writes it. nearest: what the source has
    instead, the likeliest first. note: how the two are equal (`one fifth = 20 %`).
    """

    text: str
    start: int = 0
    end: int = 0
    kind: str = "number"
    status: NumberStatus = "not-checked"
    found: str | None = None
    passage: Passage | None = None
    nearest: list[str] = Field(default_factory=list)
    note: str | None = None


class ConceptDifference(BaseModel):
    """The claim speaks of one thing, the source of another (SUP004). It differs; whether it is wrong, people decide.

    claim, source: the names each side uses. relation: `narrower` (the source is about a part of what the claim is
    about), `broader`, `other`. passage: where the source says so, None where it follows from the title or the whole.
    """

    aspect: Aspect
    claim: str
    source: str
    relation: Literal["narrower", "broader", "other", "stronger", "weaker"] = "other"
    reason: str = ""
    passage: Passage | None = None


class Contradiction(BaseModel):
    """Both sentences, side by side (SUP003), and the words in which they disagree."""

    claim: str
    passage: Passage
    claim_words: str
    source_words: str
    reason: str


class SupportVerdict(BaseModel):
    """Does this source support this claim?

    score: 0 to 1, higher is better supported; it orders, it is not a probability. differences feed SUP004.
    reasons: whole sentences a reviewer can read. abstract_only: the full text was not read.
    """

    verdict: SupportStatus
    score: float = 0.0
    passages: list[Passage] = Field(default_factory=list)
    numbers: list[NumberCheck] = Field(default_factory=list)
    reasons: list[str] = Field(default_factory=list)
    differences: list[ConceptDifference] = Field(default_factory=list)
    contradiction: Contradiction | None = None
    source: SourceUsed | None = None
    abstract_only: bool = False
    model: str | None = None


class SupportLine(SupportVerdict):
    """One answer of `claim-audit support`: a verdict with the `id` of its claim, in input order."""

    id: str | int | None = None


class ReferenceSupport(BaseModel):
    """What one reference does for a claim. `anchor` is None until a reviewer accepts a passage."""

    reference_key: str
    verdict: SupportVerdict
    anchor: Anchor | None = None
    anchor_state: AnchorState = "none"


class ClaimSupport(BaseModel):
    """A claim and all its references: supported if one of them supports it; each one's part is shown."""

    statement_id: str
    verdict: SupportStatus
    score: float = 0.0
    references: list[ReferenceSupport] = Field(default_factory=list)
    reasons: list[str] = Field(default_factory=list)


class QuotationDifference(BaseModel):
    """Words that differ between a quotation and its source; an empty side is an insertion or an omission."""

    quoted: str
    source: str


class QuotationCheck(BaseModel):
    """Quoted words, looked for verbatim (SUP005). `nearest` is the closest text of the source, where there is one.

    status: `verbatim`; `altered`: found, with differences; `not-found`; `not-checked`: too short to look for, or no
    text. similarity: 0 to 1.
    """

    quote: str
    status: Literal["verbatim", "altered", "not-found", "not-checked"]
    similarity: float = 0.0
    nearest: Passage | None = None
    differences: list[QuotationDifference] = Field(default_factory=list)
    reasons: list[str] = Field(default_factory=list)


class Anchor(BaseModel):
    """A passage that a reviewer accepted as the support of a claim by a reference.

    It is bound to the claim's words and to the source file: when either changes, the anchor is void.
    claim_sha256: of the claim's text, white space folded. accepted_at: UTC, ISO 8601.
    """

    model_config = ConfigDict(frozen=True)

    reference_key: str
    claim_sha256: str
    source_sha256: str
    quote: str
    start: int = 0
    end: int = 0
    page: str | None = None
    origin: str = ""
    accepted_by: str
    accepted_at: str
    note: str | None = None


ReferenceSupport.model_rebuild()
