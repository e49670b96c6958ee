"""A marker as read, resolved against the references."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from audit.claims.body import Body
from audit.claims.decoding import Decoded
from audit.model.statement import Marker


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters `start` to `end` that cite `labels`; `keys` parallel, "" for a label that no reference has.

    textual: the citation is words of the sentence (`Smith (2010) showed`), which stay in its text.
    """

    start: int
    end: int
    labels: tuple[str, ...]
    keys: tuple[str, ...]
    style: str
    textual: bool = False
    alternative: str | None = None

    @property
    def unknown(self) -> tuple[str, ...]:
        """The labels that name no reference."""
        if all(self.keys):
            return ()
        return tuple(label for label, key in zip(self.labels, self.keys, strict=True) if not key)

    @classmethod
    def from_decoded(cls, body: Body, decoded: Decoded, keys: Mapping[str, str]) -> Mark:
        """Resolve a decoded reading. A lettered label that is not listed falls to nothing: `4h` is not reference 4."""
        reading = decoded.reading
        labels = reading.labels
        resolved = tuple(keys.get(label, "") for label in labels)
        textual = reading.style == "named"
        return cls(reading.start, reading.end, labels, resolved, reading.style, textual, decoded.alternative)

    def shown(self, text: str) -> Marker:
        """The form in which a statement carries it; `text` is the document's."""
        return Marker(
            source=text[self.start : self.end],
            labels=list(self.labels),
            start=self.start,
            end=self.end,
            style=self.style,
            alternative=self.alternative,
        )
