from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Cli, Shell
from pages import CLEAN

TOP = ["schema", "document", "statements", "references", "findings"]
STATEMENT = {
    "id", "kind", "text", "source_text", "section", "line", "start", "end", "markers", "citation_keys", "coverage",
    "covered_by", "inherited_markers", "needs_citation",
}  # fmt: skip
REFERENCE = {
    "label", "anchors", "key", "raw", "line", "type", "authors", "et_al", "title", "container", "year", "volume",
    "issue", "pages", "article_number", "edition", "publisher", "doi", "pmid", "url", "accessed", "style",
}  # fmt: skip


def test_one_json_object_of_the_contract_on_stdout(shell: Shell, page: Path) -> None:
    ran = shell("extract", page)
    assert (ran.code, ran.stderr) == (0, "")
    found = json.loads(ran.stdout)
    assert list(found) == TOP
    assert found["schema"] == "claim-audit/extraction/1"
    assert set(found["document"]) >= {"path", "title", "media_type", "sha256", "language"}
    assert all(set(statement) >= STATEMENT for statement in found["statements"])
    assert all(set(reference) >= REFERENCE for reference in found["references"])
    text = page.read_text(encoding="utf-8")
    assert all(text[s["start"] : s["end"]] == s["source_text"] for s in found["statements"])
    assert [s["citation_keys"] for s in found["statements"] if s["markers"]] == [
        ["raphael2017principles"], ["oronsky2017nothing"],
    ]  # fmt: skip


def test_standard_input_and_a_file_are_read_alike(cli: Cli, page: Path) -> None:
    by_name = json.loads(cli("extract", page).stdout)
    by_pipe = json.loads(cli("extract", "-", stdin=CLEAN).stdout)
    assert by_pipe["statements"] == by_name["statements"]
    assert by_pipe["document"]["path"] == "standard input"


def test_output_goes_to_a_file_whole_or_not_at_all(cli: Cli, page: Path, tmp_path: Path) -> None:
    ran = cli("extract", page, "-o", "out/page.json")
    assert (ran.code, ran.stdout) == (0, "")
    assert json.loads((tmp_path / "out" / "page.json").read_text(encoding="utf-8"))["references"]
    (tmp_path / "blocked").write_text("")
    ran = cli("extract", page, "-o", "blocked/page.json")
    assert ran.code == 2
    assert "cannot be written" in ran.stderr


def test_nothing_else_is_written(cli: Cli, page: Path, tmp_path: Path) -> None:
    cli("extract", page)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["content", "page.txt"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing.txt", None, "no such file"),
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b" \n\n\t\n", "blank.txt: "),
        ("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8, "photo.jpg"),
        ("broken.pdf", b"%PDF-1.7\nnothing of a PDF follows", "broken.pdf"),
        ("broken.docx", b"PK\x03\x04 nothing of a ZIP follows", "broken.docx"),
    ],
)
def test_what_cannot_be_read_is_exit_code_2(
    cli: Cli, tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    ran = cli("extract", name)
    assert (ran.code, ran.stdout) == (2, "")
    assert said in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_a_folder_is_no_document(cli: Cli, page: Path) -> None:
    ran = cli("extract", page.parent)
    assert ran.code == 2
    assert "is a folder" in ran.stderr


def test_a_reader_that_goes_away_is_no_traceback(shell: Shell, page: Path) -> None:
    import subprocess
    import sys

    page.write_text(CLEAN + "Neuroendocrine tumors are rare.\n" * 4000, encoding="utf-8")
    command = [sys.executable, "-m", "audit", "extract", str(page)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=shell.env(), cwd=page.parents[1]
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(60) == 141
