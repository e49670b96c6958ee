"""BibTeX: references as entries and back; broken files of others."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string

from audit.bibliography.bibtex import BibFile, entry_text, from_entry, read_bibtex, read_entries, to_entry
from audit.bibliography.bibtex_scan import scan
from audit.errors import InputError
from audit.model import Author, Reference

_SPEC = importlib.util.spec_from_file_location("bibtex_strategies", Path(__file__).with_name("bibtex_strategies.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
strategies = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(strategies)

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
OF_THE_FILE = {"raw", "line", "label", "key"}


def again(reference: Reference, *, ascii_only: bool = False) -> Reference:
    """The reference after it has been written and read."""
    text = entry_text("key", to_entry(reference, ascii_only=ascii_only))
    read = read_bibtex(text)
    assert not read.problems
    assert len(read.references) == 1
    return read.references[0]


@given(strategies.references(), st.booleans())
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_every_reference_survives(reference: Reference, ascii_only: bool) -> None:
    read = again(reference, ascii_only=ascii_only)
    assert read.model_dump(exclude={"line", "label", "key"}) == reference.model_dump(exclude={"line", "label", "key"})


@given(strategies.references())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_pybtex_reads_what_we_write(reference: Reference) -> None:
    entry = to_entry(reference)
    read = parse_string(entry_text("key", entry), "bibtex").entries["key"]
    assert dict(read.fields.items()) == dict(entry.fields.items())
    assert len(read.persons.get("author", [])) == len(entry.persons.get("author", []))


def test_an_entry_is_readable() -> None:
    reference = Reference(
        key="oronsky2017nothing", raw="Oronsky B, de Mestier L, et al. Nothing ...", type="article",
        authors=[Author(family="Oronsky", given="Bryan"), Author(family="Mestier", given="L", particle="de"),
                 Author(literal="NET & Me Study Group")],
        et_al=True, title="Nothing But NET: A Review", container="Neoplasia", year="2017", volume="19", issue="12",
        pages="991-1002", doi="10.1016/j.neo.2017.09.002",
    )  # fmt: skip
    assert entry_text(reference.key, to_entry(reference)).splitlines() == [
        "@article{oronsky2017nothing,",
        r"    author = {Oronsky, Bryan and de Mestier, L and {NET \& Me Study Group} and others},",
        "    title = {Nothing But {NET}: A Review},",
        "    journal = {Neoplasia},",
        "    year = {2017},",
        "    volume = {19},",
        "    number = {12},",
        "    pages = {991--1002},",
        "    doi = {10.1016/j.neo.2017.09.002},",
        "    audit-type = {article},",
        "    audit-raw = {Oronsky B, de Mestier L, et al. Nothing ...},",
        "}",
    ]


@pytest.mark.parametrize(
    ("reference", "bibtex_type", "field"),
    [
        (
            Reference(raw="", type="guideline", title="T", publisher="NCCN", version="2.2024"),
            "techreport",
            "institution",
        ),
        (Reference(raw="", type="guideline", title="T", container="Ann Oncol", volume="31"), "article", "journal"),
        (Reference(raw="", type="chapter", title="T", container="Book"), "incollection", "booktitle"),
        (Reference(raw="", type="abstract", title="T", container="ASCO"), "inproceedings", "booktitle"),
        (Reference(raw="", type="web", title="T", url="https://a.b", accessed="2024-07-19"), "online", "urldate"),
        (Reference(raw="", type="thesis", title="T", publisher="Uni"), "phdthesis", "school"),
        (Reference(raw="", type="label", title="T", publisher="Novartis"), "misc", "publisher"),
        (Reference(raw="", type="data-on-file", title="T", identifier="DOF-001"), "misc", "number"),
        (Reference(raw="", type="book", title="T", edition="2nd", place="Oxford"), "book", "address"),
    ],
)
def test_types_are_written_as_styles_know_them(reference: Reference, bibtex_type: str, field: str) -> None:
    entry = to_entry(reference)
    assert entry.type == bibtex_type
    assert field in entry.fields
    assert again(reference).type == reference.type


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("@article{k, author={G{\\\"o}del, Kurt and de la Cruz, Jr, Ana}, journal=J, volume=1, number=2, pages={1--5}}",
         {"volume": "1", "issue": "2", "pages": "1-5", "type": "article"}),
        ("@article{k, title={A}, journal={J}, year=2005, month=jul}", {"year": "2005", "published": "2005-07"}),
        ("@article{k, title={A}, journaltitle={J}, date={2005-07-03}}", {"year": "2005", "published": "2005-07-03"}),
        ("@article{k, title={A}, subtitle={B}, journal={J}, eid={e12}}", {"title": "A: B", "article_number": "e12"}),
        ("@misc{k, title={A}, howpublished={\\url{https://a.b/c_d}}, note={Accessed: 2019-02-03}}",
         {"type": "web", "url": "https://a.b/c_d", "accessed": "2019-02-03", "container": None}),
        ("@misc{k, title={A}, howpublished={Blog}, url={http://a.b}}", {"type": "web", "container": "Blog"}),
        ("@misc{k, title={A}, eprint={1706.03762}, archiveprefix={arXiv}}",
         {"type": "preprint", "identifier": "arXiv:1706.03762"}),
        ("@article{k, title={A}, journal={medRxiv}, year=2020}", {"type": "preprint"}),
        ("@article{k, title={A}, journal={J}, doi={https://doi.org/10.1000/a\\_b}}", {"doi": "10.1000/a_b"}),
        ("@article{k, title={A}, journal={J}, url={http://dx.doi.org/10.1000/xy}}", {"doi": "10.1000/xy"}),
        ("@article{k, title={A}, journal={J}, doi={10.1000/a{\\textless}1{\\textgreater}2}}", {"doi": "10.1000/a<1>2"}),
        ("@phdthesis{k, title={A}, school={Uni}, address={Bonn}}",
         {"type": "thesis", "publisher": "Uni", "place": "Bonn"}),
        ("@techreport{k, title={A}, institution={WHO}, number={12}}",
         {"type": "report", "publisher": "WHO", "identifier": "12", "issue": None}),
        ("@inproceedings{k, title={A}, booktitle={Proc}, location={Rome}}", {"type": "abstract", "container": "Proc"}),
        ("@inbook{k, title={A}, booktitle={B}, publisher={P}}", {"type": "chapter", "container": "B"}),
        ("@online{k, title={A}, url={http://a.b}, urldate={2021-01-23}}", {"type": "web", "accessed": "2021-01-23"}),
        ("@misc{k, title={Trial}, number={NCT01234567}}", {"type": "trial", "identifier": "NCT01234567"}),
        ("@article{k, title={A}, journal={J}, pmid={PMID: 123}, pmc={456}}", {"pmid": "123", "pmcid": "PMC456"}),
        ("@patent{k, title={A}, number={US1}}", {"type": "other", "identifier": "US1"}),
        ("@article(k, title=\"A {\"}x{\"} B\", journal = \"J\" # \" \" # \"K\")",
         {"title": 'A "x" B', "container": "J K"}),
    ],
)  # fmt: skip
def test_entries_of_others(entry: str, expected: dict[str, str | None]) -> None:
    reference = read_bibtex(entry).references[0]
    assert {name: getattr(reference, name) for name in expected} == expected


NAMES = [
    ("Smith, John A. and Ludwig van Beethoven", [("Smith", "John A.", None), ("Beethoven", "Ludwig", "van")], ""),
    ("{World Health Organization}", ["World Health Organization"], ""),
    ("World Health Organization", ["World Health Organization"], ""),
    ("{NCI} and {\\'E}cole, Jean", ["NCI", ("École", "Jean", None)], ""),
    ("Smith, J. and others", [("Smith", "J.", None)], ""),
    ("Smith, J. et al.", [("Smith", "J.", None)], ""),
    ("family=Rabble, given=Richard, prefix=von", [("Rabble", "Richard", "von")], ""),
    ("Smith J, Doe A, Roe BC", [("Smith", "J", None), ("Doe", "A", None), ("Roe", "BC", None)], 'separated by ","'),
    ("Smith, J.; Doe, A.", [("Smith", "J.", None), ("Doe", "A.", None)], 'separated by ";"'),
    ("Smith, J., Doe, A.", [("Smith", "J.", None), ("Doe", "A.", None)], 'separated by ","'),
    ("Smith JA and Doe B", [("Smith", "JA", None), ("Doe", "B", None)], "without a comma"),
    ("and", [], "a name is missing"),
    ("a, b, c, d, e", ["a, b, c, d, e"], "too many commas"),
    ("Smith, J. and and Doe, A.", [("Smith", "J.", None), ("Doe", "A.", None)], "a name is missing"),
]


@pytest.mark.parametrize(("field", "people", "problem"), NAMES)
def test_names(field: str, people: list[tuple[str, str, str | None] | str], problem: str) -> None:
    read = read_bibtex(f"@book{{k, title={{T}},\n author={{{field}}}}}")
    authors = read.references[0].authors
    assert [a.literal or (a.family, a.given, a.particle) for a in authors] == people
    assert read.references[0].et_al == ("others" in field or "et al" in field)
    if problem:
        assert [(p.line, problem in p.message) for p in read.problems] == [(2, True)]
    else:
        assert read.problems == []


# file, keys of the entries that must load, (line, words of the message) of every problem
BROKEN = [
    ("@article{a,\n title={A}\n}\n@article{A,\n title={B}\n}\n@article{a,\n title={A}\n}",
     ["a", "A", "a"], [(4, "only in capitals"), (7, "stands already in line 1")]),
    ("@article{a,\n title={A,\n year=2000\n}\n\n@article{b,\n title={B}\n}",
     ["a", "b"], [(1, "closing bracket is missing"), (2, "closing brace is missing")]),
    ("@article{a,\n title={A}},\n year={2000}\n}\n@article{b,\n title={B}\n}",
     ["a", "b"], [(2, "closing bracket too many")]),
    ("@article{a,\n title=\"A,\n year=2000\n}\n@book{b,\n title={B}\n}",
     ["a", "b"], [(2, "quotation mark is missing")]),
    ("@article{a\n title={A},\n year={2000}\n}", ["a"], [(1, "comma is missing after the citation key")]),
    ("@article{a,\n title={A}\n year={2000}\n}", ["a"], [(2, 'comma is missing after the field "title"')]),
    ("@article{,\n title={A}\n}", [""], [(1, "key is missing")]),
    ("@article{\n title = {A}\n}", [""], [(1, "key is missing")]),
    ("@article{a b,\n title={A}\n}", ["a b"], [(1, "contains a space")]),
    ("@article{a,\n journal=jama,\n title={A}\n}", ["a"], [(2, '"jama" is not defined')]),
    ("@string{jama = \"JAMA\"}\n@article{a,\n journal=JAMA,\n title={A}\n}", ["a"], []),
    ("@article{a,\n title=Some words here,\n year=2000\n}", ["a"], [(2, "without braces")]),
    ("@article{a,\n title={A},\n title={B}\n}", ["a"], [(3, "stands twice")]),
    ("@article{a,\n title={A},\n = {B},\n year={2000}\n}", ["a"], [(3, "is no field")]),
    ("@article\n@article{a,\n title={A}\n}", ["a"], [(1, "not followed by an opening bracket")]),
    ("@string{x}\n@article{a,\n title={A}\n}", ["a"], [(1, "")]),
    ("<<<<<<< HEAD\n@article{a,\n title={A}\n}\n=======\n@article{b,\n title={B}\n}\n>>>>>>> x\n",
     ["a", "b"], [(1, "merge conflict"), (5, "merge conflict"), (9, "merge conflict")]),
    ("@comment{@article{x,\n title={X}\n}}\n% @article{y, title={Y}}\n@article{a,\n title={A}\n}", ["a"], []),
    ("@inbook{a,\n title={A},\n crossref={b}\n}", ["a"], [(1, '"b" that it refers to is not in this file')]),
    ("@book{a,\n crossref={b}\n}\n@book{b,\n crossref={a}\n}", ["a", "b"], [(1, "circle"), (4, "circle")]),
    ("@article{a, title={A}", ["a"], [(1, "closing bracket is missing")]),
    ("just text, mail me@example.org {really}", [], []),
    ("", [], []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "keys", "problems"), BROKEN)
def test_broken_files_are_read_and_reported(text: str, keys: list[str], problems: list[tuple[int, str]]) -> None:
    read = read_bibtex(text)
    assert [reference.key for reference in read.references] == keys
    for line, words in problems:
        assert any(problem.line == line and words in problem.message for problem in read.problems), read.problems
    assert len(read.problems) >= len(problems)
    assert problems or not read.problems
    for reference in read.references:
        fields = (reference.title, reference.container, reference.year, reference.url)
        assert any(fields) or "crossref" in text
        if "year" in reference.raw:
            assert reference.year == "2000"


def test_a_child_inherits_from_its_parent() -> None:
    reference = read_bibtex(
        "@inbook{c, author={A, B}, title={Part}, pages={3--9}, crossref={p}}\n"
        "@book{p, author={X, Y}, editor={E, F}, title={Whole}, publisher={P}, year={1999}}"
    ).references[0]  # fmt: skip
    assert (reference.title, reference.container, reference.publisher, reference.year) == ("Part", "Whole", "P", "1999")
    assert [author.family for author in reference.authors] == ["A"]
    assert [editor.family for editor in reference.editors] == ["E"]


ENCODINGS = [
    ("@article{a, title={Größe}}".encode(), []),
    ("@article{a, title={Größe}}".encode("utf-8-sig"), []),
    ("@article{a, title={Größe}}".encode("utf-16"), []),
    ("% Encoding: Cp1252\n\n@article{a, title={Größe}}".encode("cp1252"), [(3, "declares")]),
    ("@article{z, title={Łódź}}\n@article{y, title={Ærø}}\n".encode() + "@article{a, title={Größe}}".encode("cp1252"),
     [(3, "windows-1252")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "encoding"),
    [
        ("胃癌的治疗指南与临床研究", "gb18030"),
        ("Лечение рака печени и поджелудочной железы", "cp1251"),
        ("Nowotwory neuroendokrynne żołądka: wytyczne, część druga", "cp1250"),
        ("Tumeurs neuroendocrines digestives : prise en charge à l’hôpital", "cp1252"),
    ],
)
def test_an_encoding_that_nobody_declares_is_told_by_the_letters(title: str, encoding: str) -> None:
    read = read_bibtex(f"@article{{a,\n title={{{title}}},\n year={{2012}}\n}}".encode(encoding))
    assert (read.references[0].title, read.references[0].year) == (title, "2012")
    assert [problem.line for problem in read.problems] == [2]


@pytest.mark.parametrize(("data", "problems"), ENCODINGS)
def test_encodings(data: bytes, problems: list[tuple[int, str]]) -> None:
    read = read_bibtex(data)
    assert read.references[-1].title == "Größe"
    assert [(p.line, True) for p in read.problems] == [(line, True) for line, _ in problems]
    for problem, (_, words) in zip(read.problems, problems, strict=True):
        assert words in problem.message


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"refs\.bib"):
        read_bibtex(tmp_path / "missing.bib", "refs.bib")


_PIECES = st.sampled_from(
    ["@article{", "@book(", "@string{", "@comment{", "@", "a", "key,", "{", "}", "(", ")", '"', "=", "#", ",", "\n",
     " ", "title", " = {T}", "author = {A, B and C}", "year=2000,", "% x", "\\", "{\\'e}", "crossref={key},",
     "month=jan"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_nothing_crashes_the_reader(text: str) -> None:
    read = read_bibtex(text)
    lines = text.count("\n") + 1
    assert all(1 <= problem.line <= lines for problem in read.problems)
    at = 0
    for block in scan(text)[0]:
        assert at <= block.start < block.end <= len(text)
        at = block.end
    for reference in read.references:
        assert again(reference).model_dump(exclude=OF_THE_FILE) == reference.model_dump(exclude=OF_THE_FILE)


@given(st.binary(max_size=200))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    read_bibtex(b"@article{a, title={" + data + b"}}")


@pytest.mark.parametrize(
    "text",
    [
        "@article{a, title={" + "{" * 20_000 + "}" * 20_000 + "}}",
        "@article{a, author={" + "{}" * 100_000 + "}}",
        "@article{a, author={" + "A, B and " * 20_000 + "C, D}}",
        "@article{a,\n" + " t = {\n" * 20_000,
        '@article{a,\n' + ' t = "{\n' * 20_000,
        "@article{a,\n t={\n" * 5_000,
        "@" * 100_000,
        "@a{" * 50_000,
        "@article{a, title={" + "\\'{" * 50_000 + "}}",
        "@article{a, title={" + "$" * 100_000 + "}}",
        "@article{a,\n" + "".join(f" f{n} = \"x\",\n" for n in range(20_000)) + "}",
        "@article{a, author={" + "x " * 100_000 + "}}",
        "@article{a, author={" + "a, " * 50_000 + "}}",
        "@misc{a, title={" + "a b " * 200_000 + "}, note={" + "http://a." * 50_000 + "}}",
        "@misc{a, note={" + "accessed 1 May " * 50_000 + "}, month={" + "7 " * 50_000 + "}, year=2000}",
        "@misc{a, doi={" + "10.1000/a(" * 50_000 + "}, url={" + "http://a.b/" * 50_000 + "}}",
        "".join(f"@book{{k{n}, crossref={{k{n + 1}}}}}\n" for n in range(3_000)),
    ],
)  # fmt: skip
def test_hostile_files_take_bounded_time(text: str) -> None:
    started = time.process_time()
    read_bibtex(text)
    assert time.process_time() - started < 20  # linear ones take well under a second; quadratic ones minutes


FILES = sorted([*SHARED.glob("bibtex/*.bib"), *SHARED.glob("formats/*/*.bib")]) if SHARED.exists() else []


@pytest.mark.skipif(not FILES, reason="shared data: .bib files are not beside this checkout")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_real_files_survive(path: Path) -> None:
    read: BibFile = read_bibtex(path)
    headers = sum(1 for block in scan(read.text)[0] if block.kind == "entry")
    assert headers - 6 <= len(read.references) <= headers  # @xdata and @set are no references
    for reference in read.references:
        assert again(reference).model_dump(exclude=OF_THE_FILE) == reference.model_dump(exclude=OF_THE_FILE)
    for item in read_entries(read.text)[0]:
        assert from_entry(item.entry).title == from_entry(item.entry).title
