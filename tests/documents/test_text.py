"""Plain text and its encodings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.documents.reading import read_bytes
from audit.errors import InputError

LINES = "One line.2\n\n  Ångström – “quoted” 5 µg  \nLast"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (LINES.encode(), LINES),
        (b"\xef\xbb\xbf" + LINES.encode(), LINES),
        (LINES.replace("\n", "\r\n").encode("utf-16"), LINES),
        (LINES.encode("utf-16-le"), LINES),
        (LINES.encode("cp1252"), LINES),
        (LINES.encode() + b" torn \xe2\x80", LINES + " torn \ufffd"),
        ("NFC: e\u0301".encode(), "NFC: é"),
        (b"a\x0cb\x1bc\r\nd\re\n", "a b c\nd\ne\n"),
        ("non\u00a0breaking \u2028next ¹²".encode(), "non\u00a0breaking \nnext ¹²"),
    ],
)
def test_text_is_decoded(data: bytes, expected: str) -> None:
    assert read_bytes(data, name="t", suffix=".txt").text == expected


def test_other_alphabets_are_detected() -> None:
    text = "Исследование показало снижение риска сердечно-сосудистых осложнений у пациентов. " * 20
    assert read_bytes(text.encode("cp1251"), name="t", suffix=".txt").text.startswith("Исследование показало")


def test_every_line_is_a_block_at_its_place(sound) -> None:
    document = sound(read_bytes(LINES.encode(), name="t"))
    texts = [document.text[block.start : block.end] for block in document.blocks]
    assert texts == ["One line.2", "Ångström – “quoted” 5 µg", "Last"]
    assert document.soft_lines and not document.keeps_superscripts
    assert document.line_of(document.blocks[-1].start) == 4


@pytest.mark.parametrize("data", [b"", b" \n\t ", b"\xef\xbb\xbf", bytes(range(256)) * 40, b"\x00" * 100])
def test_no_text_is_an_error(data: bytes) -> None:
    with pytest.raises(InputError):
        read_bytes(data, name="t", suffix=".txt")


@given(st.text(min_size=1))
def test_any_text_keeps_the_invariants(sound, text: str) -> None:
    try:
        document = read_bytes(text.encode("utf-8", "replace"), name="t", suffix=".txt")
    except InputError:
        return
    sound(document)
