"""The support command: JSON Lines in, JSON Lines out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from audit.errors import InputError
from audit.support import SourceText, support_lines


def ask(*rows: Any, **options: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in support_lines([json.dumps(row) for row in rows], **options)]


def test_every_line_is_answered_in_order() -> None:
    rows = [{"id": n, "claim": "Pain fell.", "text": "Pain fell in adults."} for n in ("b", 7, "a")]
    answers = ask(*rows, {"claim": "Pain fell.", "text": ""})
    assert [answer["id"] for answer in answers] == ["b", 7, "a", None]
    assert answers[-1]["verdict"] == "unverified"
    for answer in answers[:3]:
        assert answer.keys() >= {"id", "verdict", "score", "passages", "numbers", "reasons"}
        (passage,) = answer["passages"]
        assert "Pain fell in adults."[passage["start"] : passage["end"]] == passage["text"]


def test_a_source_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "source.txt"
    path.write_text("Pain fell in adults.")
    assert ask({"id": 1, "claim": "Pain fell.", "source": str(path)})[0]["passages"]


def test_a_reader_may_be_given() -> None:
    def read(name: str) -> SourceText:
        return SourceText("Pain fell.", "abstract", name, place_of=lambda at: f"page {at + 1}")

    (answer,) = ask({"id": 1, "claim": "Pain fell.", "source": "x.pdf"}, read=read)
    assert answer["passages"][0]["page"] == "page 1"
    assert answer["abstract_only"] is True
    assert answer["source"]["origin"] == "x.pdf"


def test_a_missing_file_is_unverified() -> None:
    (answer,) = ask({"id": 1, "claim": "Pain fell.", "source": "/nowhere/at/all.txt"})
    assert answer["verdict"] == "unverified"
    assert "could not be read" in answer["reasons"][0]


@pytest.mark.parametrize("line", ["{", "[]", '"x"', "{}", '{"claim": 3}', '{"claim": "x", "text": 5}', "[" * 100_000])
def test_a_wrong_line_stops_everything_and_is_named(line: str) -> None:
    good = json.dumps({"id": 1, "claim": "x", "text": "y"})
    with pytest.raises(InputError, match="-:3"):
        list(support_lines([good, "", line]))


def test_the_module_runs() -> None:
    row = json.dumps({"id": "ä", "claim": "Pain fell.", "text": "Pain fell in adults."})
    run = subprocess.run(
        [sys.executable, "-m", "audit.support", "-"], input=row + "\n", capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["id"] == "ä"
    wrong = subprocess.run(
        [sys.executable, "-m", "audit.support", "-"], input="{", capture_output=True, text=True, check=False
    )
    assert (wrong.returncode, wrong.stdout) == (2, "")
