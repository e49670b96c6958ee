# ruff: noqa: E501 (sources and tables are read best as they are)
"""Markdown and what its writers add to it."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.documents.reading import read_bytes
from audit.errors import InputError

CASES = {
    "headings, lists, emphasis": (
        "# Title\n\nText **bold** *it*\nnext.\n\n3. three\n4. four\n   - inner\n\n> said\n\n```\ncode  x\n```\n",
        ["heading.1: Title", "paragraph: Text bold it next.", "list-item.1 3: three", "list-item.1 4: four",
         "list-item.2: inner", "quote: said", "code: code  x"],
    ),
    "raised by HTML and by Pandoc's sign": (
        "Rose.<sup>1,2</sup> Fell.^3^ CO~2~ and ~~gone~~.",
        ["paragraph: Rose.⟨1,2⟩ Fell.⟨3⟩ CO‹2› and gone."],
    ),
    "Pandoc citations": (
        "A [@doe99; see @smith_04, p. 3]. @doi:10.1000/x(1)y says [-@k]. Mail a@b.org. [@{weird key}]",
        ["paragraph: A {[@doe99; see @smith_04, p. 3]=doe99,smith_04}. {@doi:10.1000/x=doi:10.1000/x!}(1)y says "
         "{[-@k]=k}. Mail a@b.org. [@{weird key}]"],
    ),
    "citations over a line end, and links that are none": (
        "A [@a;\n@b]. [@handle](https://x.org)",
        ["paragraph: A {[@a; @b]=a,b}. [@handle->https://x.org]"],
    ),
    "footnotes": (
        "A.[^1] B.[^smith]\n\n[^1]: Smith J. Title.\n[^smith]: Doe J. Other.\n",
        ["paragraph: A.⟨{[1->#fn1]=fn1}⟩ B.⟨{[2->#fn2]=fn2}⟩", "list-item.1 1: Smith J. Title.",
         "list-item.1 2: Doe J. Other."],
    ),
    "footnotes keep their own numbers": (
        "A.[^7] B.[^3]\n\n[^3]: Three.\n[^7]: Seven.\n",
        ["paragraph: A.⟨{[7->#fn1]=fn1}⟩ B.⟨{[3->#fn2]=fn2}⟩", "list-item.1 7: Seven.", "list-item.1 3: Three."],
    ),
    "linked markers": (
        "Cases.[[1](#cit/s.1),[2](#cit/s.2)]",
        ["paragraph: Cases.[[1->#cit/s.1],[2->#cit/s.2]]"],
    ),
    "tables": ("|a|b|\n|-|-|\n|1|2<sup>3</sup>|\n", ["table-cell: a", "table-cell: b", "table-cell: 1", "table-cell: 2⟨3⟩"]),
    "a smaller sign is no tag": ("P<0.001 and x < y", ["paragraph: P<0.001 and x < y"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_markdown(shown, name: str) -> None:
    text, expected = CASES[name]
    assert shown(text, ".md") == expected


def test_front_matter_gives_title_language_and_bibliographies() -> None:
    text = "---\ntitle: 'A: b'\nlang: de-DE\nbibliography:\n  - refs.bib\n  - more.json\n---\n\n# Head\n\nText.\n"
    document = read_bytes(text.encode(), name="m", suffix=".md")
    assert (document.title, document.language, document.bibliographies) == ("A: b", "de", ("refs.bib", "more.json"))
    assert [block.place for block in document.blocks] == ["line 9", "line 11"]
    inline = read_bytes(b"---\nbibliography: [a.bib, 'b.bib']\n---\nx", name="m", suffix=".md")
    assert inline.bibliographies == ("a.bib", "b.bib")


@pytest.mark.parametrize(
    "text",
    ["[" * 20_000, "*a " * 20_000, "`" * 20_000 + "a", "[@a" * 10_000, "[a](" * 10_000, "<a " * 10_000, "^a" * 20_000,
     "[^1]" * 5_000 + "\n\n[^1]: x", "- " * 90 + "a", "@" * 20_000, "_*" * 10_000, "![[[](" * 5_000, "|a" * 10_000],
)  # fmt: skip
def test_hostile_markdown_takes_no_time(text: str) -> None:
    start = time.process_time()
    with contextlib.suppress(InputError):
        read_bytes(text.encode(), name="m", suffix=".md")
    assert time.process_time() - start < 20


@pytest.mark.parametrize("text", [">" * 5000 + "a", "- " * 3000 + "a"])
def test_markdown_nested_without_bound_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="nested"):
        read_bytes(text.encode(), name="m", suffix=".md")


_PIECES = st.sampled_from(
    ["# ", "\n", "\n\n", "- ", "1. ", "> ", "[@k]", "@k", "^1^", "<sup>2</sup>", "[^1]", "[^1]: x", "**", "|", "|-|",
     "`", "```\n", "text ", "[a](#b)", "---\n", "title: x\n", "<div>", "&amp;", "\u00a0", ": def", "~2~"]
)  # fmt: skip


@settings(max_examples=200)
@given(st.lists(_PIECES, min_size=1, max_size=25))
def test_any_markdown_keeps_the_invariants(sound, pieces: list[str]) -> None:
    try:
        document = read_bytes("".join(pieces).encode(), name="m", suffix=".md")
    except InputError:
        return
    sound(document)
