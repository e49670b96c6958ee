"""Ids of statements: they stay with their statement through every edit, and never go to another one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.claims.identity import assign_ids, carry, carry_ids
from audit.model import Statement

A = "Carcinoid syndrome develops when hormones of a tumor reach the circulation."
B = "The incidence of these tumors rose 6.4-fold between 1973 and 2012."
C = "A pathologist grades the tumors by how fast their cells divide."
D = "Serotonin is the best known of these hormones, and histamine is released as well."
E = "Liver metastases release their hormones past this barrier, and symptoms appear."
SAME = "See the prescribing information."


def statements(*texts: str) -> list[Statement]:
    """Statements as a first reading names them."""
    found, at = [], 0
    for identity, text in zip(assign_ids(texts), texts, strict=True):
        found.append(
            Statement(id=identity, kind="claim", text=text, source_text=text, line=1, start=at, end=at + len(text))
        )
        at += len(text) + 1
    return found


def origins(before: list[str], after: list[str]) -> list[str | None]:
    """For each new text the old one whose id it carries."""
    old = statements(*before)
    texts = {statement.id: statement.text for statement in old}
    return [texts.get(identity) for identity in carry_ids(old, after).ids]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param([A, B, C], [A, B, C], [A, B, C], id="nothing changed"),
        pytest.param([A, B, C], [C, A, B], [C, A, B], id="moved"),
        pytest.param([A, B, C], [A, B.replace("6.4", "6.5"), C], [A, B, C], id="a number"),
        pytest.param([A, B, C], [A, B.replace("incidence", "incidnce"), C], [A, B, C], id="a typo"),
        pytest.param([A, B, C], [A, D, B, C], [A, None, B, C], id="inserted"),
        pytest.param([A, B, C], [A, C], [A, C], id="removed"),
        pytest.param([A, B, C], [B.replace("rose", "increased"), A, C], [B, A, C], id="moved and reworded"),
        pytest.param([A, B, C], [A, E, C], [A, None, C], id="replaced by another claim"),
        pytest.param([SAME, A, SAME], [SAME, B, SAME], [SAME, None, SAME], id="the same words twice"),
        pytest.param([A, SAME, B, SAME], [A, B, SAME], [A, B, SAME], id="one of two removed"),
        pytest.param([A], [A.upper()], [A], id="case is not another word"),
        pytest.param([A, "........", B], [A, "........", B], [A, "........", B], id="signs alone"),
        pytest.param([], [A], [None], id="a new document"),
        pytest.param([A, B], [], [], id="an emptied document"),
    ],
)
def test_ids_stay_with_their_statement(before: list[str], after: list[str], expected: list[str | None]) -> None:
    assert origins(before, after) == expected


def test_repeated_words_keep_their_own_id_by_their_neighbours() -> None:
    old = statements(A, SAME, B, SAME)
    carried = carry_ids(old, [B, SAME])
    assert carried.ids == [old[2].id, old[3].id]


def test_a_split_is_told_and_its_larger_part_keeps_the_id() -> None:
    old = statements(A, D, C)
    first, second = "Serotonin is the best known of these hormones.", "Histamine is released as well."
    found, what = carry(old, statements(A, first, second, C))
    assert found[1].id == old[1].id
    assert found[2].id not in {statement.id for statement in old}
    assert [(event.what, event.before) for event in what.reshaped] == [("split", (old[1].id,))]
    assert found[2].reshaped is not None
    assert found[2].reshaped.words == [D]


def test_a_merger_is_told_and_takes_one_of_the_ids() -> None:
    old = statements(A, B, C)
    found, what = carry(old, statements(A[:-1] + ", and " + B[0].lower() + B[1:], C))
    assert found[0].id in {old[0].id, old[1].id}
    assert [(event.what, set(event.before)) for event in what.reshaped] == [("merged", {old[0].id, old[1].id})]
    again, _ = carry(found, found)
    assert again[0].reshaped == found[0].reshaped, "it is told as long as the statement stands"


def test_what_covers_a_statement_is_renamed_with_it() -> None:
    old = statements(A, B)
    new = statements(A.replace("hormones", "the hormones"), B)
    new[1] = new[1].model_copy(update={"covered_by": new[0].id})
    found, _ = carry(old, new)
    assert found[0].id == old[0].id
    assert found[1].covered_by == old[0].id


def test_a_first_reading_is_left_as_it_is() -> None:
    fresh = statements(A, B)
    assert carry([], fresh)[0] == fresh


_words = st.sampled_from(["tumor", "rose", "in", "most", "patients", "by", "12%", "survival", "slowly", "never"])
_texts = st.lists(st.lists(_words, min_size=1, max_size=9).map(" ".join), max_size=14)


@given(_texts, _texts)
def test_ids_are_unique_and_known_words_are_never_lost(before: list[str], after: list[str]) -> None:
    old = statements(*before)
    carried = carry_ids(old, after)
    assert len(set(carried.ids)) == len(after)
    ids = {statement.id for statement in old}
    kept = [identity for identity in carried.ids if identity in ids]
    assert len(kept) + len(carried.added) == len(after)
    assert len(kept) + len(carried.removed) == len(before)
    if before == after:
        assert carried.ids == [statement.id for statement in old]


@given(_texts, st.randoms(use_true_random=False))
def test_a_statement_in_new_words_takes_no_id_of_one_that_stayed(texts: list[str], dice: object) -> None:
    old = statements(*texts)
    after = [*texts, "Quite another sentence stands here, without a likeness to anything."]
    dice.shuffle(after)  # type: ignore[attr-defined]
    carried = carry_ids(old, after)
    held = {text: [s.id for s in old if s.text == text] for text in texts}
    for text, identity in zip(after, carried.ids, strict=True):
        assert identity in held[text] if text in held else identity in carried.added
