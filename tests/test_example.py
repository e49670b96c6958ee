"""The example page: its committed claims, bibliography and report are what a run writes, and say what is planted."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from command_line import ROOT, Cli
from example.transcribe import run_time, transcribe

WRITTEN = ("claims", "bib", "reports")
HOW = "Run `python tests/example/transcribe.py`, look at what it changes, and commit it."
# code, line, words of the message: everything that is wrong with the page, and nothing else but notes
PLANTED = [
    ("CIT001", 12, "Most NETs never cause carcinoid syndrome"),
    ("CIT002", 25, "“17”"),
    ("CIT004", 25, "“5b” is used twice: on lines 24 and 25"),
    ("CIT005", 47, "“5c”"),
    ("CIT008", 22, "An echocardiogram should be considered"),
    ("DOI002", 53, "10.1530/ERC-17-O455"),
    ("DOI003", 52, "10.1056/NEJMoa1607427 belongs to another work"),
    ("DOI004", 49, "volume: cited “111”, registered “112”"),
    ("DOI005", 56, "2020-06-05"),
    ("DOI009", 51, "10.1200/jco.2009.22.8510"),
    ("REF005", 57, "without an access date"),
]
CORRECTED = {
    "7": "2005;112(21):3320-3327. doi:10.1161/CIRCULATIONAHA.105.553750",
    "9": "2009;27(28):4656-4663. doi:10.1200/jco.2009.22.8510",
    "10": "2014;371(3):224-233. doi:10.1056/nejmoa1316158",
    "11": "2018;25(3):309-322. doi:10.1530/erc-17-0455",
}


def committed(folder: Path) -> dict[str, bytes]:
    """Every file that a run or the transcription writes, by its name."""
    paths = [path for name in WRITTEN for path in sorted((folder / name).rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths if path.name != ".lock"}


def compare(written: dict[str, bytes], kept: dict[str, bytes]) -> None:
    assert sorted(written) == sorted(kept), HOW
    differing = [name for name in kept if written[name] != kept[name]]
    assert differing == [], HOW


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The page and the settings, without anything that was written."""
    shutil.copytree(ROOT / "content", tmp_path / "content")
    shutil.copy(ROOT / "claim-audit.toml", tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "reports" / "carcinoid-syndrome.json").read_text(encoding="utf-8"))
    return found


def test_a_run_from_nothing_writes_what_is_committed(copy: Path) -> None:
    transcribe(copy / "bib" / "evidence")
    assert Cli(copy)("run", "--offline", SOURCE_DATE_EPOCH=run_time()).code == 1
    compare(committed(copy), committed(ROOT))


def test_a_newcomers_run_leaves_the_checkout_as_it_is(copy: Path) -> None:
    """Whatever the clock says: what was found before is found again, and the committed audit is kept."""
    for name in WRITTEN:
        shutil.copytree(ROOT / name, copy / name)
    later = str(int(run_time()) + 30 * 86_400)
    ran = Cli(copy)("run", "--offline", SOURCE_DATE_EPOCH=later)
    assert ran.code == 1
    assert "(kept: it is the same as on " in ran.stderr
    compare(committed(copy), committed(ROOT))


def test_everything_planted_is_found_and_nothing_else(report: dict[str, Any]) -> None:
    found = [(f["code"], f["location"]["line"], f["message"]) for f in report["findings"] if f["severity"] != "info"]
    assert sorted((code, line) for code, line, _ in found) == sorted((code, line) for code, line, _ in PLANTED)
    for code, line, words in PLANTED:
        (message,) = [message for found_code, found_line, message in found if (found_code, found_line) == (code, line)]
        assert words in message


def test_the_ambiguous_marker_is_a_note(report: dict[str, Any]) -> None:
    (note,) = [finding for finding in report["findings"] if finding["code"] == "CIT007"]
    assert note["location"]["line"] == 16
    assert "G3.4a" in note["message"]


def test_what_should_change_is_said_and_nothing_more(report: dict[str, Any]) -> None:
    corrected = {r["label"]: r["verification"]["corrected"] for r in report["references"]}
    assert {label for label, text in corrected.items() if text} == set(CORRECTED)
    for label, ending in CORRECTED.items():
        assert corrected[label].endswith(ending)


def test_what_was_not_asked_is_not_called_right(report: dict[str, Any]) -> None:
    assert [(entry["label"], entry["what"].split()[1]) for entry in report["unverified"]] == [
        ("8", "address"), ("15", "address"),
    ]  # fmt: skip
    assert {r["verification"]["status"] for r in report["references"] if r["label"] in {"8", "15"}} == {"unverified"}


def test_the_evidence_says_that_it_was_transcribed() -> None:
    for path in (ROOT / "bib" / "evidence").rglob("*.json"):
        answers = json.loads(path.read_text(encoding="utf-8"))["answers"]
        assert all(answer["transcribed"] is True and answer["transcribed_from"] for answer in answers.values()), path
