"""`claim-audit watch`: what changed since the last evidence, told once; what could not be checked is never fine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from command_line import Cli, Ran
from pages import CLEAN, ORONSKY, records
from registry_server import Page, RegistryServer

DOI = "10.1016/j.neo.2017.09.002"
Bench = Callable[..., Ran]


@pytest.fixture
def server() -> Iterator[RegistryServer]:
    with RegistryServer(
        records(), limits=None, pages={"/page": Page("<title>A page</title><p>Tumors.</p>")}
    ) as running:
        yield running


@pytest.fixture
def home(cli: Cli, server: RegistryServer) -> Path:
    """A workspace with one audited page that cites two articles and a web page."""
    page = cli.home / "content" / "page.txt"
    page.parent.mkdir()
    web = f"3. Example Society. Tumors explained. Accessed July 19, 2026. {server.url('web')}/page"
    page.write_text(CLEAN.replace("References", "They are rare.3\nReferences") + web + "\n", encoding="utf-8")
    cli("run", **server.env())
    return cli.home


@pytest.fixture
def watch(cli: Cli, home: Path, server: RegistryServer) -> Bench:
    return lambda *arguments, **more: cli("watch", *arguments, **{**server.env(), **more})


def notice(server: RegistryServer, kind: str, doi: str = "10.5555/notice") -> None:
    entry = {"DOI": doi, "type": kind, "source": "publisher", "updated": {"date-parts": [[2026, 11, 1]]}}
    server.records[DOI].setdefault("updated-by", []).append(entry)


def test_nothing_changed(watch: Bench) -> None:
    ran = watch()
    assert (ran.code, ran.stdout) == (0, "3 references asked about: nothing changed.\n")


@pytest.mark.parametrize(
    ("change", "kind", "code", "severity", "exits"),
    [
        (lambda s: notice(s, "retraction"), "retracted", "DOI005", "critical", 1),
        (lambda s: notice(s, "withdrawal"), "retracted", "DOI005", "critical", 1),
        (lambda s: notice(s, "expression_of_concern"), "concern", "DOI006", "major", 1),
        (lambda s: notice(s, "correction"), "corrected", "DOI007", "minor", 0),
        (lambda s: s.pages.clear(), "dead", "URL001", "major", 1),
        (lambda s: s.records.pop(DOI), "not-found", "DOI002", "critical", 1),
        (lambda s: s.records[DOI].update(volume="77"), "differs", "DOI004", "minor", 0),
    ],
)
def test_news(
    watch: Bench, server: RegistryServer, change: Callable[[RegistryServer], Any],
    kind: str, code: str, severity: str, exits: int,
) -> None:  # fmt: skip
    change(server)
    ran = watch("--format", "json")
    found = json.loads(ran.stdout)
    assert (found["schema"], found["references"], found["unchecked"]) == ("claim-audit/watch/1", 3, [])
    (news,) = found["changes"]
    assert (news["kind"], news["code"], news["severity"]) == (kind, code, severity)
    assert news["documents"] == ["content/page.txt"]
    assert news["before"]
    assert ran.code == exits
    again = watch("--format", "json")
    assert (again.code, json.loads(again.stdout)["changes"]) == (0, [])  # told once


def test_good_news_fails_nothing(watch: Bench, server: RegistryServer) -> None:
    notice(server, "retraction")
    server.pages.clear()
    assert watch().code == 1
    del server.records[DOI]["updated-by"]
    server.pages["/page"] = Page("<title>A page</title><p>Tumors.</p>")
    ran = watch("--format", "json", "--fail-on", "minor")
    assert {news["kind"] for news in json.loads(ran.stdout)["changes"]} == {"lifted", "reached-again"}
    assert ran.code == 0


def test_a_second_notice_is_news(watch: Bench, server: RegistryServer) -> None:
    notice(server, "correction", "10.5555/first")
    watch()
    notice(server, "correction", "10.5555/second")
    (news,) = json.loads(watch("--format", "json").stdout)["changes"]
    assert "10.5555/second" in news["told"]
    assert "10.5555/first" not in news["told"]


def test_what_could_not_be_asked_is_neither_fine_nor_news(watch: Bench, server: RegistryServer) -> None:
    notice(server, "retraction")
    server.fault("*", "503")
    ran = watch()
    assert ran.code == 3
    assert "nothing changed; 3 could not be checked" in ran.stdout
    server.heal()
    assert watch().code == 1


def test_markdown_carries_no_markup_of_others(watch: Bench, server: RegistryServer, home: Path) -> None:
    notice(server, "retraction", "10.5555/<b>|@team`x`")
    output = home / "news.md"
    assert watch("--format", "markdown", "-o", output).stdout == ""
    text = output.read_text(encoding="utf-8")
    (row,) = [line for line in text.splitlines() if line.startswith("| critical")]
    assert row.count("|") - row.count("\\|") == 5
    assert "`content/page.txt`" in row
    assert "<b>" not in row.replace("\\<b\\>", "")
    assert "@team" not in row


def test_a_killed_watch_loses_no_news(watch: Bench, cli: Cli, server: RegistryServer, home: Path) -> None:
    notice(server, "retraction")
    code = """
import os, signal
import audit.watching_text
from audit.cli import main
audit.watching_text.as_text = lambda watch: os.kill(os.getpid(), signal.SIGKILL)
main(["watch", "--quiet"])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=home, env=cli.env(**server.env()), check=False)
    assert done.returncode == -signal.SIGKILL
    assert (home / ".claim-audit" / "watch.json").exists()
    ran = watch()
    assert ran.code == 1
    assert "retracted: oronsky2017nothing" in ran.stdout
    assert not (home / ".claim-audit" / "watch.json").exists()


@pytest.mark.parametrize("damage", ["{", "[]", '{"a": 1}', '{"a": [1, 2, [3], 4, 5, 6]}'])
def test_what_a_killed_watch_left_damaged_is_passed_over(watch: Bench, home: Path, damage: str) -> None:
    (home / ".claim-audit").mkdir(exist_ok=True)
    (home / ".claim-audit" / "watch.json").write_text(damage, encoding="utf-8")
    assert watch().code == 0


def test_references_of_ones_own(watch: Bench, server: RegistryServer, cli: Cli, home: Path) -> None:
    notice(server, "retraction")
    ran = watch("-", stdin=f"{DOI}\n{ORONSKY}\n")
    assert ran.code == 1
    assert "2 references asked about: 2 changes" in ran.stdout
    (home / "own.bib").write_text(f"@article{{own, title={{A}}, doi={{{DOI}}}}}", encoding="utf-8")
    assert watch("own.bib").code == 0
    for arguments, stdin in ((("missing.bib",), ""), (("-",), ""), (("-",), b"\xff\xfe")):
        assert watch(*arguments, stdin=stdin).code == 2


def test_nothing_to_watch(cli: Cli) -> None:
    ran = cli("watch")
    assert ran.code == 2
    assert "bib/references.bib: there is no bibliography yet" in ran.stderr
    assert os.listdir(cli.home) == []  # noqa: PTH208
