"""The main job, as its user and as CI calls it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command_line import Cli, Shell
from pages import CLEAN, DOIS, NO_CITATION, UNCITED
from registry_server import RegistryServer


def report(home: Path, name: str = "page") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((home / "reports" / f"{name}.json").read_text(encoding="utf-8"))
    return found


def files(home: Path) -> set[str]:
    found = {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()}
    return {name for name in found if not name.startswith(".claim-audit/")}  # derived and disposable


# -- exit codes --


def test_clean_is_0_and_everything_is_written(shell: Shell, page: Path, tmp_path: Path, server: RegistryServer) -> None:
    ran = shell("run", **server.env())
    assert (ran.code, ran.stdout) == (0, "")
    assert "content/page.txt: " in ran.stderr
    assert "reports/page.json" in ran.stderr
    evidence = {f"bib/evidence/{doi.replace('/', '_')}.json" for doi in DOIS}
    written = {"claims/page.json", "bib/references.bib", "reports/page.json", "reports/page.html", *evidence}
    assert written <= files(tmp_path)
    found = report(tmp_path)
    assert [reference["verification"]["status"] for reference in found["references"]] == ["verified", "verified"]
    assert found["summary"]["verdict"] == "clean"
    assert not found["run"]["offline"]


def test_findings_are_1(shell: Shell, page: Path, tmp_path: Path, server: RegistryServer) -> None:
    page.write_text(UNCITED, encoding="utf-8")
    assert shell("run", **server.env()).code == 1
    assert "CIT001" in {finding["code"] for finding in report(tmp_path)["findings"]}


@pytest.mark.parametrize(("fail_on", "code"), [("critical", 0), ("major", 1), ("minor", 1), ("never", 0)])
def test_the_threshold_decides(cli: Cli, page: Path, server: RegistryServer, fail_on: str, code: int) -> None:
    page.write_text(UNCITED, encoding="utf-8")
    assert cli("run", "--fail-on", fail_on, "--quiet", **server.env()).code == code


def test_nothing_on_file_and_nobody_asked_is_3(cli: Cli, page: Path, tmp_path: Path) -> None:
    ran = cli("run", "--offline")
    assert ran.code == 3
    assert "2 things could not be checked" in ran.stderr
    assert "not checked, most often because no answer of Crossref is on file" in ran.stderr
    found = report(tmp_path)
    assert found["summary"]["verdict"] == "incomplete"
    assert [entry["reason"] for entry in found["unverified"]] == ["no answer of Crossref is on file"] * 2
    assert not [finding for finding in found["findings"] if finding["code"].startswith("DOI")]


def test_servers_that_are_down_are_3_and_say_nothing_against_the_author(
    shell: Shell, page: Path, tmp_path: Path
) -> None:
    ran = shell("run")
    assert ran.code == 3
    found = report(tmp_path)
    assert {reference["verification"]["status"] for reference in found["references"]} == {"unverified"}
    assert not [finding for finding in found["findings"] if finding["code"].startswith("DOI")]


def test_findings_weigh_more_than_what_was_not_checked(cli: Cli, page: Path) -> None:
    page.write_text(UNCITED, encoding="utf-8")
    assert cli("run", "--offline").code == 1


def test_a_doi_that_nobody_knows_is_a_finding_only_if_doi_org_says_so(cli: Cli, page: Path, tmp_path: Path) -> None:
    with RegistryServer(limits=None) as empty:
        assert cli("run", **empty.env()).code == 1
        found = report(tmp_path)
        assert [f["code"] for f in found["findings"] if f["code"] == "DOI002"] == ["DOI002"] * 2
        empty.fault("doira", "503")
        empty.fault("handle", "503")
        assert cli("run", "--refresh", "--workspace", "other", "content", **empty.env()).code == 3
        found = report(tmp_path / "other")
        assert {reference["verification"]["status"] for reference in found["references"]} == {"unverified"}


@pytest.mark.parametrize("kind", ["429-date", "500", "503", "403", "html", "cut-json", "wrong-shape", "reset", "empty"])
def test_a_registry_that_fails_leaves_the_reference_unverified(
    cli: Cli, page: Path, tmp_path: Path, server: RegistryServer, kind: str
) -> None:
    server.fault("*", kind, seconds=0)
    ran = cli("run", **server.env())
    assert ran.code == 3
    found = report(tmp_path)
    assert {reference["verification"]["status"] for reference in found["references"]} == {"unverified"}
    assert not [finding for finding in found["findings"] if finding["code"].startswith("DOI")]
    server.heal()
    assert cli("run", **server.env()).code == 0


# -- wrong input: exit code 2, nothing written --


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.txt"], "missing.txt: no such file or folder"),
        (["content/*.docx"], "nothing matches"),
        (["empty-folder"], "holds nothing to audit"),
        (["empty.txt"], "empty.txt"),
        (["photo.jpg"], "photo.jpg"),
        (["content", "--profile", "nonsense"], "there is no profile “nonsense”"),
        (["content", "--profile", "nonsense.toml"], "nonsense.toml"),
        (["content", "--format", "html,powerpoint"], "unknown report format 'powerpoint'"),
        (["content", "--workspace", "empty.txt"], "is a file, not a folder"),
        (["content", "--output", "empty.txt"], "empty.txt"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_wrong_input_is_2_and_nothing_is_written(
    cli: Cli, page: Path, tmp_path: Path, arguments: list[str], said: str
) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8)
    (tmp_path / "empty-folder").mkdir()
    before = files(tmp_path)
    ran = cli("run", *arguments, "--offline")
    assert (ran.code, ran.stdout) == (2, "")
    assert said in ran.stderr
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("profile = \n", "claim-audit.toml: is not valid TOML: Invalid value (at line 1"),
        ('sources = ["content"]\nprofil = "core"\n', "claim-audit.toml:2: profil: no such setting"),
        ('fail_on = "sometimes"\n', "claim-audit.toml:1: fail_on: "),
        ('\n[registries]\ntimeout = "soon"\n', "claim-audit.toml:3: registries.timeout: "),
        ('profile = "unheard-of"\n', "unheard-of"),
        ('formats = ["html", "papyrus"]\n', "papyrus"),
    ],
)
def test_wrong_settings_name_the_file_and_the_line(
    cli: Cli, page: Path, tmp_path: Path, settings: str, said: str
) -> None:
    (tmp_path / "claim-audit.toml").write_text(settings, encoding="utf-8")
    ran = cli("run", "--offline")
    assert ran.code == 2
    assert said in ran.stderr
    assert files(tmp_path) == {"claim-audit.toml", "content/page.txt"}


def test_a_wrong_environment_is_named(cli: Cli, page: Path) -> None:
    ran = cli("run", CLAIM_AUDIT_CHECK_LINKS="perhaps")
    assert ran.code == 2
    assert "CLAIM_AUDIT_CHECK_LINKS: 'perhaps' is neither on nor off" in ran.stderr
    ran = cli("run", SOURCE_DATE_EPOCH="yesterday")
    assert ran.code == 2
    assert "SOURCE_DATE_EPOCH" in ran.stderr


@pytest.mark.parametrize("blocked", ["claims", "bib", "reports"])
def test_a_folder_that_cannot_be_written_ends_the_run_before_it_begins(
    cli: Cli, page: Path, tmp_path: Path, blocked: str
) -> None:
    (tmp_path / blocked).write_text("a file is in the way")
    ran = cli("run", "--offline")
    assert ran.code == 2
    assert blocked in ran.stderr
    assert files(tmp_path) == {blocked, "content/page.txt"}


# -- sources --


def test_folders_globs_and_the_settings_name_sources(cli: Cli, page: Path, tmp_path: Path) -> None:
    (tmp_path / "content" / "deep").mkdir()
    (tmp_path / "content" / "deep" / "other.md").write_text(f"# Tumors\n\n{NO_CITATION}", encoding="utf-8")
    (tmp_path / "content" / "notes.xlsx").write_bytes(b"not for us")
    (tmp_path / "content" / ".draft.txt").write_text(NO_CITATION)
    cli("run", "--offline")
    assert {path.stem for path in (tmp_path / "reports").glob("*.json")} == {"page", "other"}
    ran = cli("run", "content/**/*.md", "--offline")
    assert "content/deep/other.md" in ran.stderr
    assert "page.txt" not in ran.stderr
    (tmp_path / "claim-audit.toml").write_text('sources = ["content/deep"]\n')
    assert "page.txt" not in cli("run", "--offline", cwd=tmp_path / "content").stderr


def test_our_own_reports_are_no_sources(cli: Cli, page: Path) -> None:
    cli("run", "--offline")
    ran = cli("run", ".", "--offline")
    assert "reports/page.html:" not in ran.stderr
    assert "content/page.txt:" in ran.stderr


def test_files_of_one_name_get_reports_of_their_own(cli: Cli, tmp_path: Path) -> None:
    space = tmp_path / "space"
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "page.txt").write_text(CLEAN.replace("divide", f"divide {folder}"), encoding="utf-8")
    ran = cli("run", "one/page.txt", "two/page.txt", "--workspace", space, "--offline")
    assert "one/page.txt: " in ran.stderr
    assert "two/page.txt: " in ran.stderr
    assert len(list((space / "reports").glob("*.json"))) == len(list((space / "claims").glob("*.json"))) == 2


def test_one_unreadable_source_does_not_stop_the_others(
    cli: Cli, page: Path, tmp_path: Path, server: RegistryServer
) -> None:
    (page.parent / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing of a PDF follows")
    ran = cli("run", **server.env())
    assert ran.code == 3
    assert "content/broken.pdf: " in ran.stderr
    assert report(tmp_path)["summary"]["verdict"] == "clean"
    assert not (tmp_path / "reports" / "broken.json").exists()


def test_a_text_without_references_is_no_clean_bill(cli: Cli, page: Path, tmp_path: Path) -> None:
    page.write_text(NO_CITATION, encoding="utf-8")
    ran = cli("run", "--offline")
    assert ran.code == 1
    assert report(tmp_path)["summary"]["major"] >= 1


# -- options --


def test_quiet_says_nothing(cli: Cli, page: Path, server: RegistryServer) -> None:
    ran = cli("run", "--quiet", **server.env())
    assert (ran.code, ran.stdout, ran.stderr) == (0, "", "")


def test_formats_and_output(cli: Cli, page: Path, tmp_path: Path) -> None:
    cli("run", "--offline", "--format", "markdown, sarif,junit", "--output", "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "page.json", "page.md", "page.sarif", "page.junit.xml",
    }  # fmt: skip
    assert not list((tmp_path / "reports").glob("*")) if (tmp_path / "reports").exists() else True


def test_a_profile_of_ones_own(cli: Cli, page: Path, tmp_path: Path) -> None:
    page.write_text(UNCITED, encoding="utf-8")
    (tmp_path / "house.toml").write_text('inherits = "core"\n[rules]\nCIT001 = "minor"\n', encoding="utf-8")
    assert cli("run", "--offline", "--profile", "house.toml").code == 3
    assert report(tmp_path)["run"]["profile"] == "house"


def test_offline_repeats_an_online_audit_and_keeps_it(
    cli: Cli, page: Path, tmp_path: Path, server: RegistryServer
) -> None:
    cli("run", **server.env(), SOURCE_DATE_EPOCH="1790000000")
    before = {name: (tmp_path / name).read_bytes() for name in files(tmp_path)}
    asked = server.asked()
    ran = cli("run", "--offline", **server.env(), SOURCE_DATE_EPOCH="1790003600")
    assert "kept: it is the same as on 2026-09-21" in ran.stderr
    assert {name: (tmp_path / name).read_bytes() for name in files(tmp_path)} == before
    assert server.asked() == asked
    page.write_text(UNCITED, encoding="utf-8")
    assert "kept" not in cli("run", "--offline", **server.env(), SOURCE_DATE_EPOCH="1790003600").stderr


def test_refresh_asks_again(cli: Cli, page: Path, server: RegistryServer) -> None:
    cli("run", **server.env())
    asked = server.asked()
    cli("run", **server.env())
    assert server.asked() == asked
    cli("run", "--refresh", **server.env())
    assert server.asked() > asked


def test_broken_entries_of_the_bibliography_are_told_and_kept(cli: Cli, page: Path, tmp_path: Path) -> None:
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib" / "references.bib").write_text("@article{broken,\n  title = {Never closed\n", encoding="utf-8")
    ran = cli("run", "--offline")
    assert "note: bib/references.bib:" in ran.stderr
    assert "Never closed" in (tmp_path / "bib" / "references.bib").read_text(encoding="utf-8")


def test_damaged_evidence_is_told_and_set_aside(cli: Cli, page: Path, tmp_path: Path, server: RegistryServer) -> None:
    cli("run", **server.env())
    path = tmp_path / "bib" / "evidence" / f"{DOIS[0].replace('/', '_')}.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"189"', '"190"'), encoding="utf-8")
    ran = cli("run", "--offline")
    assert ran.code == 3
    assert "was changed after it was recorded" in ran.stderr
    assert path.with_suffix(".damaged").exists()
