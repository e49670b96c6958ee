"""Statements: what a source says, sentence by sentence, and which references each one rests on."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

StatementKind = Literal[
    "claim", "lead-in", "heading", "disclaimer", "abbreviation", "boilerplate", "caption", "quotation"
]
Coverage = Literal["direct", "label", "lead-in", "paragraph", "none", "not-needed"]


class Marker(BaseModel):
    """One marker group in the text: `source` as it stands there, `labels` what it names, ranges expanded.

    alternative: another way to read the same characters, where the text alone cannot settle it (CIT007).
    """

    source: str
    labels: list[str]
    start: int
    end: int
    style: str = "glued"
    alternative: str | None = None


class Reshaping(BaseModel):
    """A statement came about by a split, or by a merger. before, after: ids; words: the statements that were there."""

    what: Literal["split", "merged"]
    before: list[str]
    after: list[str]
    words: list[str] = Field(default_factory=list)


class Statement(BaseModel):
    """A statement of the source. `document.text[start:end] == source_text`, always.

    text: without its markers, white space folded. markers: labels as written, in order. keys: parallel, resolved.
    unknown_markers: labels that no reference list entry has. need_reasons: why it does or does not need a citation.
    place: where it stood in the source (page, paragraph, element path), if the format has such places.
    reshaped: that it was split off or merged, told as long as what came of it stands in the text.
    """

    id: str
    kind: StatementKind
    text: str
    source_text: str
    section: str | None = None
    line: int
    start: int
    end: int
    markers: list[str] = Field(default_factory=list)
    citation_keys: list[str] = Field(default_factory=list)
    coverage: Coverage = "none"
    covered_by: str | None = None
    inherited_markers: list[str] = Field(default_factory=list)
    needs_citation: bool = False
    need_reasons: list[str] = Field(default_factory=list)
    unknown_markers: list[str] = Field(default_factory=list)
    marker_groups: list[Marker] = Field(default_factory=list)
    footnote_marks: list[str] = Field(default_factory=list)
    items_missing: bool = False
    place: str | None = None
    reshaped: Reshaping | None = None
