"""A statement while it is being judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from audit.claims.features import Features
from audit.model.document import Block
from audit.model.statement import Coverage, StatementKind


@dataclass(slots=True)
class Draft:
    """One statement. `position` is its place among all; `covered_by` and `item_of` are such places too.

    unit, paragraph: those with the same number stand in one unit, one paragraph. alone: it is the whole of its unit.
    gap: line breaks between the unit before and this one. labels: of its own markers, in order.
    label_is_cited: its markers stand on a label before a colon (`Histology8a: ...`).
    enumerated: it begins with a bullet or an enumerator that stands in the text.
    """

    position: int
    unit: int
    paragraph: int
    kind: StatementKind
    features: Features
    block: Block
    alone: bool
    last_in_unit: bool
    gap: int
    labels: list[str]
    label_is_cited: bool = False
    enumerated: bool = False
    needs: bool = False
    coverage: Coverage = "none"
    covered_by: int | None = None
    inherited: list[str] = field(default_factory=list)
    items_missing: bool = False
    item_of: int | None = None

    @property
    def is_name(self) -> bool:
        """A line that only names something, wherever the format does not call it a heading."""
        return self.kind == "heading" and self.block.kind != "heading"

    @property
    def is_prose(self) -> bool:
        """A sentence, or a line that asserts: what headings stand above."""
        features = self.features
        if self.kind in ("heading", "abbreviation", "disclaimer", "boilerplate"):
            return False
        return features.asserts or (features.stop and (features.verb or features.count > 6))


def next_unit(drafts: Sequence[Draft], draft: Draft) -> Draft | None:
    """The first statement of the unit after that of `draft`, or None at the end."""
    at = draft.position + 1
    while at < len(drafts) and drafts[at].unit == draft.unit:
        at += 1
    return drafts[at] if at < len(drafts) else None
