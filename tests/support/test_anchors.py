"""Anchors hold as long as claim, source and quote do."""

from __future__ import annotations

import pytest

from audit.model import Anchor
from audit.support import SourceText, anchor_state, judge, make_anchor

SOURCE = SourceText("First words. Pain was lower with the drug. Last words.", origin="bib/fulltext/a.txt")
CLAIM = "The drug lowers pain."


def anchored() -> Anchor:
    passage = judge(CLAIM, SOURCE).passages[0]
    return make_anchor("a2020", CLAIM, SOURCE, passage, accepted_by="R. Viewer", accepted_at="2026-01-02T03:04:05Z")


@pytest.mark.parametrize(
    ("source", "claim", "state"),
    [
        (SOURCE, CLAIM, "anchored"),
        (SOURCE, " The drug \n lowers  pain. ", "anchored"),
        (None, CLAIM, "anchored"),
        (SOURCE, "The drug lowers fever.", "void"),
        (SourceText(SOURCE.text + " Corrected."), CLAIM, "void"),
        (SourceText("Other words.", sha256=SOURCE.sha256), CLAIM, "void"),
        (SourceText("Pain was lower\nwith the drug.", sha256=SOURCE.sha256), CLAIM, "anchored"),
    ],
)
def test_state(source: SourceText | None, claim: str, state: str) -> None:
    assert anchor_state(anchored(), source, claim) == state


def test_no_anchor() -> None:
    assert anchor_state(None, SOURCE, CLAIM) == "none"


def test_an_anchor_survives_its_file() -> None:
    anchor = anchored()
    assert Anchor.model_validate_json(anchor.model_dump_json()) == anchor
    assert (anchor.quote, anchor.accepted_by) == ("Pain was lower with the drug.", "R. Viewer")
