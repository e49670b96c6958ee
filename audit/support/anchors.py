"""Anchors: a passage a reviewer accepted for a claim; bound to its words and to the source file, void on change."""

from __future__ import annotations

from audit.files import sha256
from audit.model import Anchor, AnchorState, Passage
from audit.support.source import SourceText
from audit.support.terms import fold


def claim_sha256(claim_text: str) -> str:
    """Hash of a claim as an anchor holds it: white space folded, nothing else forgiven."""
    return sha256(" ".join(claim_text.split()))


def make_anchor(
    reference_key: str, claim_text: str, source: SourceText, passage: Passage, *, accepted_by: str, accepted_at: str
) -> Anchor:
    """The anchor a reviewer sets by accepting `passage`. `accepted_at`: UTC, ISO 8601."""
    return Anchor(
        reference_key=reference_key,
        claim_sha256=claim_sha256(claim_text),
        source_sha256=source.sha256,
        quote=passage.text,
        start=passage.start,
        end=passage.end,
        page=passage.page,
        origin=source.origin,
        accepted_by=accepted_by,
        accepted_at=accepted_at,
    )


def anchor_state(anchor: Anchor | None, source: SourceText | None, claim_text: str) -> AnchorState:
    """`anchored`; `void` when the claim or the source changed or the quote is gone; `none` without an anchor.

    Without the source (None) only the claim can be compared: the anchor holds as long as the claim does.
    """
    if anchor is None:
        return "none"
    if anchor.claim_sha256 != claim_sha256(claim_text):
        return "void"
    if source is None:
        return "anchored"
    if anchor.source_sha256 != source.sha256 or not _holds(anchor, source):
        return "void"
    return "anchored"


def _holds(anchor: Anchor, source: SourceText) -> bool:
    """The quote stands at its place, or (another reader, other line ends) somewhere in the text."""
    if source.text[anchor.start : anchor.end] == anchor.quote:
        return True
    quote = " ".join(fold(anchor.quote).split())
    return bool(quote) and quote in " ".join(fold(source.text).split())
