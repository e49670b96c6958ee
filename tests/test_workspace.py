"""Where things lie, what sources are found, and what each is called."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from audit.errors import InputError
from audit.files import sha256
from audit.model import DocumentInfo, Settings
from audit.workspace import Workspace, create


@pytest.fixture
def space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    create(tmp_path)
    monkeypatch.chdir(tmp_path)
    return Workspace.open(tmp_path)


def put(space: Workspace, *names: str) -> None:
    for name in names:
        path = space.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")


def names(space: Workspace, *arguments: str) -> list[str]:
    return [space.display(path) for path in space.sources(arguments)]


def test_folders_are_searched_for_what_can_be_read(space: Workspace) -> None:
    put(space, "content/b.md", "content/a.txt", "content/deep/c.PDF", "content/d.xlsx", "content/noext")
    put(space, "content/.hidden.txt", "content/.git/e.txt", "content/~$f.docx")
    assert names(space) == ["content/a.txt", "content/b.md", "content/deep/c.PDF"]


def test_a_file_named_outright_may_be_called_anything(space: Workspace) -> None:
    put(space, "content/noext", "content/.hidden.txt")
    assert names(space, "content/noext", "content/.hidden.txt") == ["content/.hidden.txt", "content/noext"]


def test_each_source_counts_once_however_it_is_named(space: Workspace) -> None:
    put(space, "content/a.txt", "content/b.txt")
    (space.root / "content" / "c.txt").symlink_to(space.root / "content" / "a.txt")
    assert len(names(space, "content/a.txt", "./content/a.txt", "content", "content/*.txt")) == 2


def test_what_we_wrote_ourselves_is_no_source(space: Workspace) -> None:
    put(space, "page.html", "reports/page.html", "bib/fulltext/x.pdf", "claims/notes.txt", ".venv/lib/y.txt")
    assert names(space, ".") == ["page.html"]
    assert names(space, "**/*.html") == ["page.html"]
    assert names(space, "reports/page.html") == ["reports/page.html"]
    assert names(space, "bib/fulltext") == ["bib/fulltext/x.pdf"]


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("nothing.txt", "nothing.txt: no such file or folder"),
        ("*.docx", "nothing matches"),
        ("content", "holds nothing to audit"),
        ("notes/pgae.txt", "did you mean notes/page.txt?"),
        ("https://example.org/page", "save the page as a file"),
    ],
)
def test_what_names_nothing_is_told(space: Workspace, argument: str, said: str) -> None:
    put(space, "notes/page.txt")
    with pytest.raises(InputError) as raised:
        space.sources([argument])
    assert said in str(raised.value)


def test_settings_are_relative_to_the_workspace_arguments_to_the_folder_one_is_in(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(space, "content/a.txt", "content/deep/b.txt")
    monkeypatch.chdir(space.root / "content" / "deep")
    again = Workspace.open()
    assert again.root == space.root
    assert names(again) == ["content/a.txt", "content/deep/b.txt"]
    assert names(again, "b.txt") == ["content/deep/b.txt"]


def test_a_workspace_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="is a file, not a folder"):
        Workspace.open(tmp_path / "file")


def test_files_outside_are_named_so_that_they_can_be_told_apart(space: Workspace, tmp_path_factory) -> None:  # type: ignore[no-untyped-def]
    outside = tmp_path_factory.mktemp("outside")
    paths = [outside / name for name in ("one/page.txt", "two/page.txt", "three/other.txt")]
    put(space, "content/page.txt")
    paths.append(space.root / "content" / "page.txt")
    assert sorted(space.displays(paths).values()) == ["content/page.txt", "one/page.txt", "other.txt", "two/page.txt"]
    same = [outside / "one" / "x" / "p.txt", outside / "two" / "x" / "p.txt"]
    assert list(space.displays(same).values()) == ["one/x/p.txt", "two/x/p.txt"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"gr\xc3\xbc\xc3\x9fe.txt", "grüße.txt"),
        (b"bad\xff.txt", "bad\ufffd.txt"),
        (b"two\nlines.txt", "two\ufffdlines.txt"),
    ],
)
def test_names_are_shown_so_that_messages_can_carry_them(space: Workspace, name: bytes, shown: str) -> None:
    path = space.root / os.fsdecode(name)
    path.write_text("x")
    assert space.display(path) == shown
    assert space.sources([os.fsdecode(name)]) == [path]


def test_a_linked_folder_is_named_where_its_user_put_it(space: Workspace, tmp_path_factory) -> None:  # type: ignore[no-untyped-def]
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "page.txt").write_text("x")
    (space.root / "content" / "linked").symlink_to(elsewhere)
    assert space.display(space.root / "content" / "linked" / "page.txt") == "content/linked/page.txt"


def test_names_are_short_and_nobody_elses(space: Workspace) -> None:
    found = space.names(["content/page.txt", "content/page.md", "content/deep/page.txt", "other/page.txt"])
    assert len(set(found.values())) == 4
    assert "page" in found.values()
    assert all(name.startswith("page") for name in found.values())


def test_a_document_keeps_its_name(space: Workspace) -> None:
    def claim(name: str, path: str) -> None:
        (space.claims / f"{name}.json").write_text(json.dumps({"document": {"path": path}}))

    claim("page", "content/page.txt")
    claim("page-md", "content/page.md")
    (space.claims / "broken.json").write_text("{")
    (space.claims / "decisions.json").write_text("[]")
    found = space.names(["content/page.md", "content/page.txt", "other/page.txt", "content/broken.txt"])
    assert found["content/page.md"] == "page-md"
    assert found["content/page.txt"] == "page"
    assert found["other/page.txt"] not in {"page", "page-md"}
    assert found["content/broken.txt"] == "broken"


@pytest.mark.parametrize("path", ["content/ä ö/Grüße aus Köln!.txt", "content/....txt", "content/" + "x" * 300, "☂"])
def test_names_are_names_of_files(space: Workspace, path: str) -> None:
    (name,) = space.names([path]).values()
    (space.claims / f"{name}.json").write_text("")
    assert not name.startswith(".")
    assert "/" not in name


def test_prepare_makes_what_a_run_needs_and_clears_what_a_killed_run_left(tmp_path: Path) -> None:
    space = Workspace(tmp_path / "new", Settings())
    space.prepare(tmp_path / "out")
    assert all(path.is_dir() for path in (space.claims, space.evidence, tmp_path / "out"))
    for folder in (space.claims, space.evidence, space.bibliography.parent, tmp_path / "out"):
        (folder / ".x.json.k3j4.tmp").write_text("{")
        os.utime(folder / ".x.json.k3j4.tmp", (0, 0))
        (folder / "mine.tmp").write_text("not ours")
        os.utime(folder / "mine.tmp", (0, 0))
    space.prepare(tmp_path / "out")
    left = {path.name for path in tmp_path.rglob("*.tmp")}
    assert left == {"mine.tmp"}


def test_the_source_of_a_report_is_the_file_that_was_audited(space: Workspace) -> None:
    put(space, "content/a.txt")
    info = DocumentInfo(path="content/a.txt", sha256=sha256("x"))
    assert space.source_of(info) == b"x"
    assert space.source_of(info.model_copy(update={"sha256": sha256("y")})) is None
    assert space.source_of(info.model_copy(update={"path": "content/gone.txt"})) is None
    assert space.source_of(DocumentInfo(path="content")) is None
