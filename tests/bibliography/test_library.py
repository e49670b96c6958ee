"""The library: keys that stay, hand edits that stay, nothing lost between two runs."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import textwrap
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.bibliography.library import Library
from audit.errors import InputError
from audit.model import Author, Reference

ROOT = Path(__file__).parents[2]


def reference(family: str = "Oronsky", title: str = "Nothing But NET: A Review", **fields: object) -> Reference:
    values: dict[str, object] = {
        "raw": f"{family} B. {title}. Neoplasia. 2017;19(12):991-1002.", "type": "article", "title": title,
        "authors": [Author(family=family, given="B")], "container": "Neoplasia", "year": "2017", "volume": "19",
        "issue": "12", "pages": "991-1002",
    }  # fmt: skip
    return Reference.model_validate({**values, **fields})


OTHER = {"container": "Drugs", "volume": "79", "issue": "1", "pages": "21-42", "year": "2019"}


LIVER = reference(title="Nothing but the liver", container="Hepatology", volume="5", pages="1-2")


def stored(path: Path, *references: Reference, source: str = "content/a.md") -> list[str]:
    """A run of its own: load, assign, save."""
    library = Library.load(path)
    keys = library.assign([item.model_copy(update={"key": ""}) for item in references], source=source)
    library.save()
    return keys


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bib" / "references.bib"


def test_a_library_begins_and_is_stable(path: Path) -> None:
    references = [
        reference(),
        reference("Kidd", "Decoding ambiguities", **OTHER),
        reference("Avery", "On DNA", **OTHER),
    ]
    keys = stored(path, *references)
    assert keys == ["oronsky2017nothing", "kidd2019decoding", "avery2019dna"]
    written = path.read_text()
    assert [line for line in written.splitlines() if line.startswith("@")] == [
        "@article{avery2019dna,", "@article{kidd2019decoding,", "@article{oronsky2017nothing,",
    ]  # fmt: skip
    assert stored(path, *reversed(references)) == keys[::-1]
    assert path.read_text() == written
    assert stored(path, references[1], source="content/b.md") == keys[1:2]
    assert path.read_text() == written
    assert list(Library.load(path).entries) == sorted(keys)


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Nothing but NET - a review"},
        {"raw": "Oronsky B. Nothing But NET", "issue": None, "pages": None},
        {"container": "Neoplasia (New York)", "authors": [Author(family="Oronsky", given="Bryan")]},
        {"year": "2018"},
        {"doi": "10.1016/j.neo.2017.09.002"},
        {"title": None},
        {"pages": "991-102", "title": "Nothing But NETs: A Review"},
    ],
)
def test_a_work_keeps_its_key_when_its_text_changes(path: Path, changed: dict[str, object]) -> None:
    assert stored(path, reference()) == ["oronsky2017nothing"]
    assert stored(path, reference(**changed)) == ["oronsky2017nothing"]
    assert stored(path, reference(**changed), source="content/b.md") == ["oronsky2017nothing"]


def test_by_doi_also_where_the_title_is_cut(path: Path) -> None:
    doi = "10.1016/J.NEO.2017.09.002"
    stored(path, reference(doi=doi))
    assert stored(path, reference(title="Nothing But NET", volume=None, doi=doi.lower())) == ["oronsky2017nothing"]


def test_two_works_never_share_a_key(path: Path) -> None:
    keys = stored(path, reference(), LIVER)
    assert keys == ["oronsky2017nothing", "oronsky2017nothinga"]
    wrong_doi = [reference(doi="10.1/x"), reference("Kidd", "Wholly other matters of the heart", doi="10.1/x", **OTHER)]
    assert len(set(stored(path, *wrong_doi))) == 2


def test_a_key_from_a_bib_file_is_kept_where_it_is_free(path: Path) -> None:
    library = Library.load(path)
    taken = reference("Kidd", "Decoding", **OTHER, key="Net2017")
    assert library.assign([reference(key="Net2017"), taken]) == ["Net2017", "kidd2019decoding"]
    assert library.assign([reference("Avery", "On DNA", volume="1", key="no good key")]) == ["avery2017dna"]


def test_what_a_document_changes_is_refreshed_from_that_document_alone(path: Path) -> None:
    stored(path, reference(volume="91", pages=None), source="content/a.md")
    stored(path, reference(volume="19", doi="10.1016/j.neo.2017.09.002"), source="content/b.md")
    entry = Library.load(path).entries["oronsky2017nothing"]
    assert (entry.volume, entry.doi, entry.pages) == ("91", "10.1016/j.neo.2017.09.002", "991-1002")
    stored(path, reference(volume="19"), source="content/a.md")
    assert Library.load(path).entries["oronsky2017nothing"].volume == "19"
    before = path.read_text()
    for source in ("content/b.md", "content/a.md", ""):
        stored(path, reference(volume="91" if source.endswith("b.md") else "19", pages=None), source=source)
        assert path.read_text() == before


HAND_MADE = """% Encoding: UTF-8
% our own notes, not to be lost
@string{neo = "Neoplasia"}
@preamble{ "\\newcommand{\\noop}[1]{}" }

% the one about nets
@Article{  Nets2017 ,
  Author  = "Bryan Oronsky",
  TITLE = {Nothing But {NET}: {A} Review}, keywords = {mine, all mine},
  journal = neo, year = 2017,
  volume = 19, pages = {991--1002}
}  % keep this remark
@book{broken, title = {No end,

@misc{zeta, title = {Zeta}}
@comment{jabref-meta: databaseType:bibtex;}
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_file_made_by_hand_stays_as_it_is(path: Path, newline: str, mark: bytes) -> None:
    path.parent.mkdir()
    original = mark + HAND_MADE.replace("\n", newline).encode() + b"% caf\xe9, in an old encoding"
    path.write_bytes(original)
    keys = stored(path, reference(), reference("Kidd", "Decoding", **OTHER), reference("Aab", "First", **OTHER))
    assert keys == ["Nets2017", "kidd2019decoding", "aab2019first"]
    written = path.read_bytes()
    rest = written
    for line in (b"@article{aab2019first,", b"@article{kidd2019decoding,"):
        start = rest.index(line)
        end = rest.index(newline.encode() + b"}", start) + len(newline) + 1
        rest = rest[:start] + rest[end:]
    assert b"".join(rest.split()) == b"".join(original.split())
    for line in original.splitlines():
        assert line in written
    order = (b"@string", b"aab2019", b"kidd2019", b"% the one about", b"Nets2017", b"zeta", b"jabref-meta")
    assert [*sorted(order, key=written.index)] == [*order]
    assert (b"\r\n" in written) == (newline == "\r\n")
    assert b"\r\n" not in written or written.count(b"\r\n") == written.count(b"\n")
    assert stored(path, reference(), reference("Kidd", "Decoding", **OTHER)) == keys[:2]
    assert path.read_bytes() == written
    assert any("broken" in problem.message for problem in Library.load(path).problems)


def test_an_entry_that_somebody_edited_is_theirs(path: Path) -> None:
    stored(path, reference(volume="91"))
    text = path.read_text()
    edited = text.replace("volume = {91}", "volume = {19},\n    keywords = {read}").replace("    number = {12},\n", "")
    path.write_text(edited)
    assert stored(path, reference(volume="91", doi="10.1/x")) == ["oronsky2017nothing"]
    assert path.read_text() == edited
    entry = Library.load(path).entries["oronsky2017nothing"]
    assert (entry.volume, entry.issue, entry.doi) == ("19", None, None)


def test_a_key_that_somebody_changed_is_used(path: Path) -> None:
    stored(path, reference())
    path.write_text(path.read_text().replace("oronsky2017nothing", "NothingButNet"))
    assert stored(path, reference(pages=None)) == ["NothingButNet"]


def test_an_entry_that_somebody_removed_comes_back_when_cited(path: Path) -> None:
    stored(path, reference())
    library = Library.load(path)
    library.assign([reference()])
    path.write_text("% empty\n")
    library.save()
    assert "@article{oronsky2017nothing" in path.read_text()
    assert path.read_text().startswith("% empty\n")


def test_what_others_wrote_between_load_and_save_is_kept(path: Path) -> None:
    stored(path, reference("Zed", "Last", **OTHER))
    first, second = Library.load(path), Library.load(path)
    mine = LIVER.model_copy()
    shared = reference("Kidd", "Decoding", **OTHER)
    assert first.assign([reference(), shared]) == ["oronsky2017nothing", "kidd2019decoding"]
    assert second.assign([mine, shared.model_copy()]) == ["oronsky2017nothing", "kidd2019decoding"]
    path.write_text(path.read_text() + "% a remark made meanwhile\n")
    assert first.save() == {}
    assert second.save() == {"oronsky2017nothing": "oronsky2017nothinga"}
    assert mine.key == "oronsky2017nothinga"
    assert list(Library.load(path).entries) == ["kidd2019decoding", "oronsky2017nothing", "oronsky2017nothinga",
                                                "zed2019last"]  # fmt: skip
    assert path.read_text().count("@article") == 4
    assert "% a remark made meanwhile" in path.read_text()
    assert second.save() == {}


WRITER = """
import sys
from pathlib import Path
from audit.bibliography.library import Library
from audit.model import Author, Reference
path, name = Path(sys.argv[1]), sys.argv[2]
def work(n, who):
    return Reference(raw=f"{who} {n}", type="article", authors=[Author(family=who, given="A")], year="2020",
                     title=f"Study {n} of {who}", container="J", volume=str(n), pages=str(n))
for n in range(8):
    if name == "Xavier":
        library = Library.load(path)
        library.assign([work(n, name), work(n, "Kowalski")])
        library.save()
    else:
        with Library.session(path) as library:
            library.assign([work(n, name), work(n, "Kowalski")])
"""


def test_runs_at_once_lose_nothing(path: Path, tmp_path: Path) -> None:
    script = tmp_path / "writer.py"
    script.write_text(textwrap.dedent(WRITER))
    runs = [
        subprocess.Popen([sys.executable, str(script), str(path), name], cwd=ROOT)
        for name in ("Xavier", "Young", "Zhang")
    ]
    assert [run.wait(timeout=60) for run in runs] == [0, 0, 0]
    library = Library.load(path)
    assert len(library.entries) == 4 * 8
    assert library.problems == []
    assert list(path.parent.iterdir()) == [path]


def test_threads_with_a_library_each_lose_nothing(path: Path) -> None:
    def run(name: str) -> None:
        for number in range(5):
            with Library.session(path) as library:
                library.assign([reference(name, f"Study number {number}", volume=str(number))])

    threads = [threading.Thread(target=run, args=(name,)) for name in ("Aa", "Bb", "Cc")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Library.load(path).entries) == 15


def test_a_session_that_fails_writes_nothing(path: Path) -> None:
    with pytest.raises(RuntimeError, match="stop"), Library.session(path) as library:
        library.assign([reference()])
        raise RuntimeError("stop")
    assert not path.exists()
    assert stored(path, reference()) == ["oronsky2017nothing"]


def test_a_session_may_save_on_the_way(path: Path) -> None:
    with Library.session(path) as library:
        library.assign([reference()])
        library.save()
        assert "oronsky2017nothing" in path.read_text()
        library.assign([LIVER.model_copy()])
    assert len(Library.load(path).entries) == 2


def test_a_library_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        Library.load(tmp_path)
    (tmp_path / "utf16.bib").write_bytes("@misc{a}".encode("utf-16"))
    with pytest.raises(InputError, match="UTF-8"):
        Library.load(tmp_path / "utf16.bib")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be"):
        Library.load(tmp_path / "file" / "references.bib").save()


def test_unread_references_keep_their_keys_too(path: Path) -> None:
    unread = [
        Reference(raw="Data on file. DOF-001. Company; 2024."),
        Reference(raw="Data on file. DOF-002. Company; 2024."),
    ]
    keys = stored(path, *unread)
    assert len(set(keys)) == 2
    again = [item.model_copy(update={"raw": item.raw.replace("Company;", "Company,")}) for item in reversed(unread)]
    assert stored(path, *again) == keys[::-1]


_PIECES = st.sampled_from(
    ["@article{b,", "@book{z", "@string{s={x}}", "@comment{", "@misc{m, title={M}}", "% x", "{", "}", '"', ",\n", "\n",
     "\r\n", " ", "title = {T}", "@", "<<<<<<< HEAD\n", "\ufeff", "\udce9", "audit-check = {0},"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=25).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_file_takes_a_new_entry_and_keeps_every_character(text: str) -> None:
    library = Library(None, text)
    key = library.assign([reference("Moe")])[0]
    merged = library._merged()
    start = merged.index("@article{" + key)
    end = merged.index("\n}", start) + 2
    assert "".join((merged[:start] + merged[end:]).split()) == "".join(text.split()) or not text
    again = Library(None, merged)
    assert again.assign([reference("Moe")]) == [key]
    assert not again._changed


@given(st.lists(_PIECES, max_size=12).map("".join), st.lists(_PIECES, max_size=12).map("".join))
@settings(max_examples=60, deadline=None)
def test_any_change_of_the_file_meanwhile_is_kept(before: str, after: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "references.bib"
        path.write_bytes(before.encode(errors="surrogateescape"))
        library = Library.load(path)
        cited = [reference("Moe"), LIVER.model_copy()]
        library.assign(cited)
        path.write_bytes(after.encode(errors="surrogateescape"))
        library.save()
        written = path.read_bytes().decode(errors="surrogateescape")
        for key in {item.key for item in cited}:
            start = written.index("@article{" + key)
            written = written[:start] + written[written.index("\n}", start) + 2 :]
        assert "".join(written.split()) == "".join(after.split()) or not after
        assert [Library.load(path).find(item) for item in cited] == [item.key for item in cited]
