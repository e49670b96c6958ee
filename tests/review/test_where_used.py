"""Where a work is used: by key, DOI or PubMed number; the index follows the files and can be thrown away."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import Cli
from review_bench import Bench

from audit.review.where_used import FOLDER, Use, WhereUsed, find_root

DOI = "10.1503/cmaj.160771"
OURS = '"schema": "claim-audit/claims/1"'


def find(root: Path, text: str | None = None, *, retracted: bool = False) -> list[Use]:
    with WhereUsed(root) as index:
        return index.find(text, retracted=retracted)


@pytest.mark.parametrize(
    "text",
    [
        "raphael2017principles", DOI, DOI.upper(), f"https://doi.org/{DOI}", f"doi:{DOI}", f" {DOI}. ", "28385820",
        "PMID: 28385820", "pmid:028385820",
    ],
)  # fmt: skip
def test_a_work_is_found_by_every_name_it_has(bench: Bench, text: str) -> None:
    report = bench.root / "reports" / "page.json"
    values = json.loads(report.read_text(encoding="utf-8"))
    values["references"][0]["pmid"] = "28385820"
    report.write_text(json.dumps(values), encoding="utf-8")
    (use,) = find(bench.root, text)
    assert (use.document, use.line, use.coverage) == ("content/page.txt", 2, "direct")
    assert use.claim == bench.claim("A pathologist")
    assert (use.key, use.doi) == ("raphael2017principles", DOI)


def test_what_nobody_cites_is_not_found(bench: Bench) -> None:
    for text in ("nobody2000", "10.1/nothing", "123", "", "' OR 1=1 --", "%"):
        assert find(bench.root, text) == []


def test_the_index_follows_the_files(bench: Bench) -> None:
    assert len(find(bench.root, DOI)) == 1
    bench.edit("intermediate grade.2", "intermediate grade.1 2")
    bench.audit()
    assert len(find(bench.root, DOI)) == 2
    for folder in ("claims", "reports"):
        shutil.copy(bench.root / folder / "page.json", bench.root / folder / "copy.json")
        copy = bench.root / folder / "copy.json"
        copy.write_text(copy.read_text(encoding="utf-8").replace("content/page.txt", "content/copy.txt"))
    assert [use.document for use in find(bench.root, DOI)] == ["content/copy.txt"] * 2 + ["content/page.txt"] * 2
    for folder in ("claims", "reports"):
        (bench.root / folder / "page.json").unlink()
    assert {use.document for use in find(bench.root, DOI)} == {"content/copy.txt"}


def test_claims_without_a_report_are_found_by_the_library(bench: Bench) -> None:
    (bench.root / "reports" / "page.json").unlink()
    assert [use.key for use in find(bench.root, DOI)] == ["raphael2017principles"]
    assert find(bench.root, "raphael2017principles")[0].doi == DOI


def test_claims_that_inherit_a_citation_rest_on_it_too(bench: Bench) -> None:
    bench.edit("References", "These tumors can show1:\n- Flushing of the face\n- Diarrhea for many weeks\nReferences")
    bench.audit()
    uses = find(bench.root, DOI)
    assert {use.coverage for use in uses} == {"direct", "lead-in"}
    assert len(uses) == 4


def test_retracted_works(bench: Bench) -> None:
    assert find(bench.root, retracted=True) == []
    report = bench.root / "reports" / "page.json"
    values = json.loads(report.read_text(encoding="utf-8"))
    values["references"][0]["verification"]["updates"] = [
        {"type": "retraction", "date": "2026-01-02", "doi": None, "source": "Crossref"},
        {"type": "correction", "date": "2025-01-02", "doi": None, "source": "Crossref"},
    ]
    values["references"][1]["verification"]["updates"] = [{"type": "correction", "date": "2025-01-02"}]
    report.write_text(json.dumps(values), encoding="utf-8")
    (use,) = find(bench.root, retracted=True)
    assert (use.key, use.retracted) == ("raphael2017principles", "retraction 2026-01-02")
    assert find(bench.root, DOI, retracted=True) == [use]
    assert find(bench.root, "10.1016/j.neo.2017.09.002", retracted=True) == []


@pytest.mark.parametrize("damage", [b"", b"nonsense" * 1000, None])
def test_a_damaged_index_is_made_again(bench: Bench, damage: bytes | None) -> None:
    find(bench.root, DOI)
    index = bench.root / FOLDER / "where-used.sqlite"
    content = index.read_bytes()
    index.write_bytes(content[: len(content) // 2] if damage is None else damage)
    assert len(find(bench.root, DOI)) == 1
    assert "*" in (bench.root / FOLDER / ".gitignore").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", f"{{{OURS}}}", f'{{{OURS}, "document": 1, "statements": 2}}',
     f'{{{OURS}, "document": {{"path": "x"}}, "statements": [{{"id": 1}}]}}', "[" * 100_000],
)  # fmt: skip
def test_files_that_are_none_of_ours_are_left_out(bench: Bench, content: str) -> None:
    for folder in ("claims", "reports"):
        (bench.root / folder / "stray.json").write_text(content, encoding="utf-8")
    assert len(find(bench.root, DOI)) == 1


def test_the_root_is_the_nearest_workspace(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert find_root(inner) == inner
    (tmp_path / "pyproject.toml").write_text("[tool.claim-audit]\n")
    assert find_root(inner) == tmp_path
    (tmp_path / "a" / "claim-audit.toml").write_text("")
    assert find_root(inner) == tmp_path / "a"


def test_as_a_command(bench: Bench) -> None:
    cli = Cli(bench.root)
    ran = cli("where-used", DOI)
    assert ran.code == 0
    assert ran.stdout.splitlines()[0].startswith("Raphael MJ, Chan DL")
    assert ran.stdout.splitlines()[1:] == [
        "  content/page.txt",
        f"        2  {bench.claim('A pathologist')}  "
        "A pathologist grades neuroendocrine tumors by how fast their cells divide.",
    ]
    assert ran.stderr == "1 claim in 1 document\n"
    (row,) = [json.loads(line) for line in cli("where-used", DOI, "--json").stdout.splitlines()]
    assert (row["document"], row["doi"]) == ("content/page.txt", DOI)
    assert cli("where-used", "--retracted").stderr == "nothing rests on a retracted work\n"
    assert cli("where-used").code == 2


def test_the_look_up_imports_nothing_heavy(bench: Bench) -> None:
    """Over thousands of documents it answers at once: pydantic alone would take longer."""
    code = (
        "import sys; from pathlib import Path; from audit.review.where_used import WhereUsed;"
        f"WhereUsed(Path({str(bench.root)!r})).find('x'); print('pydantic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=Cli(bench.root).env()
    )
    assert done.stdout == "False\n"
