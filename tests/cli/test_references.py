from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command_line import Cli, Shell
from pages import DOIS, ORONSKY, RAPHAEL
from registry_server import RegistryServer


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_parse_gives_one_object_a_line_whatever_stands_there(cli: Cli) -> None:
    given = [RAPHAEL, "", "no reference at all", "☂" * 200, ORONSKY]
    ran = cli("references", "parse", "-", stdin="\n".join(given) + "\n")
    assert ran.code == 0
    found = lines(ran.stdout)
    assert [entry["raw"] for entry in found] == given
    assert [entry["doi"] for entry in found] == [DOIS[0], None, None, None, DOIS[1]]
    assert found[1]["type"] == "other"
    assert (found[0]["volume"], found[0]["issue"], found[0]["pages"]) == ("189", "10", "E398-E404")


def test_parse_reads_a_file_and_standard_input_alike(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(f"{RAPHAEL}\r\n{ORONSKY}", encoding="utf-8-sig")
    assert cli("references", "parse", "list.txt").stdout == cli(
        "references", "parse", stdin=f"{RAPHAEL}\n{ORONSKY}\n"
    ).stdout  # fmt: skip


@pytest.mark.parametrize("command", ["parse", "verify"])
def test_what_cannot_be_read_is_exit_code_2(cli: Cli, tmp_path: Path, command: str) -> None:
    assert cli("references", command, "missing.txt").code == 2
    (tmp_path / "latin.txt").write_bytes(RAPHAEL.encode() + b"\n\xe9\xff\n")
    ran = cli("references", command, "latin.txt")
    assert ran.code == 2
    assert "latin.txt:2: is not UTF-8 text" in ran.stderr


def test_verify_takes_strings_dois_and_bibtex(shell: Shell, tmp_path: Path, server: RegistryServer) -> None:
    ran = shell(
        "references", "verify", "-", stdin=f"{RAPHAEL}\n{ORONSKY.replace('19(12)', '18(12)')}\n", **server.env()
    )
    assert ran.code == 0
    found = lines(ran.stdout)
    assert [entry["verification"]["status"] for entry in found] == ["verified", "differs"]
    assert [finding["code"] for finding in found[1]["findings"]] == ["DOI004"]
    bib = "@article{mine,\n author={Raphael, M J and Chan, D L and Law, C and Singh, S},\n" + (
        " title={Principles of diagnosis and management of neuroendocrine tumours},\n journal={CMAJ}, year=2017,\n"
        f" volume=189, number=10, pages={{E398--E404}}, doi={{{DOIS[0]}}}\n}}\n"
    )
    (tmp_path / "list.bib").write_text(bib)
    for source, stdin in (("list.bib", ""), ("-", bib)):
        (entry,) = lines(shell("references", "verify", source, "--offline", stdin=stdin).stdout)
        assert (entry["key"], entry["verification"]["status"]) == ("mine", "verified")


def test_a_doi_alone_is_not_an_incomplete_reference(cli: Cli, server: RegistryServer) -> None:
    ran = cli("references", "verify", "-", stdin=f"{DOIS[0]}\nhttps://doi.org/{DOIS[1]}\n", **server.env())
    assert ran.code == 0
    for entry, doi in zip(lines(ran.stdout), DOIS, strict=True):
        assert entry["doi"] == doi
        assert entry["findings"] == []
        assert entry["verification"]["status"] == "verified"
        assert entry["verification"]["record"]["title"]


def test_verify_ends_like_run(cli: Cli, server: RegistryServer) -> None:
    unknown = f"{DOIS[0]}0000"
    assert cli("references", "verify", stdin=unknown, **server.env()).code == 1
    assert cli("references", "verify", "--fail-on", "never", stdin=unknown, **server.env()).code == 0
    assert cli("references", "verify", "--offline", "--workspace", "elsewhere", stdin=DOIS[0]).code == 3
    ran = cli("references", "verify", stdin="\n\n")
    assert ran.code == 2
    assert "holds no reference" in ran.stderr


def test_broken_bibtex_is_told_by_line_and_what_is_whole_is_verified(cli: Cli) -> None:
    stdin = "@article{whole, title={A title of some length}, year=2020}\n@article{broken, title={Never closed\n"
    ran = cli("references", "verify", "--offline", stdin=stdin)
    assert "-:2: " in ran.stderr
    assert lines(ran.stdout)[0]["key"] == "whole"
