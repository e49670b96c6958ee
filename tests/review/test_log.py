"""The log of decisions: nothing acknowledged is lost, and nothing is changed unseen."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import ROOT
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import InputError
from audit.model import Actor, Decision, Hashes, Subject
from audit.model.decision import FIRST
from audit.review.log import DecisionLog


def entry(number: int = 1, **more: object) -> Decision:
    values: dict[str, object] = {
        "sequence": 0,
        "time": "2026-11-23T12:00:00Z",
        "actor": Actor(name="Zoë Müller", email="zoe@example.org", role="Medical"),
        "action": "approve",
        "subject": Subject(type="claim", document="content/page.txt", id=f"s-{number}", text="5-HT₃ ≥ 12 %"),
        "hashes": Hashes(claim_text="a" * 64),
        **more,
    }
    return Decision.model_validate(values)


def written(path: Path, count: int) -> DecisionLog:
    log = DecisionLog(path)
    for _ in range(count):
        log.record(lambda entries: [entry(len(entries) + 1)])
    return DecisionLog(path)


@pytest.fixture
def log(tmp_path: Path) -> DecisionLog:
    return written(tmp_path / "claims" / "decisions.jsonl", 5)


def test_entries_come_back_as_they_were_written(log: DecisionLog) -> None:
    entries = log.entries()
    assert [item.sequence for item in entries] == [1, 2, 3, 4, 5]
    assert entries[0].previous == FIRST
    assert [item.previous for item in entries[1:]] == [item.hash for item in entries[:-1]]
    assert entries[2].subject.text == "5-HT₃ ≥ 12 %"


def test_the_hash_can_be_computed_by_anybody(log: DecisionLog) -> None:
    """SHA-256 over the line without `hash` and `signature`, keys sorted, no spaces (RFC 8785 for what we write)."""
    import hashlib

    values = json.loads(log.path.read_text(encoding="utf-8").splitlines()[1])
    digest = values.pop("hash")
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(text.encode()).hexdigest() == digest


def lines(edit: Callable[[list[str]], list[str]]) -> Callable[[str], str]:
    return lambda text: "".join(edit(text.splitlines(keepends=True)))


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (lines(lambda all: [*all[:2], *all[3:]]), 3, "has the number 4 where 3 is due"),
        (lambda text: text.replace('"s-3"', '"s-9"'), 3, "was changed"),
        (lambda text: text.replace('"approve"', '"reject"', 1), 1, "was changed"),
        (lines(lambda all: [all[1], all[0], *all[2:]]), 1, "has the number 2"),
        (lines(lambda all: all[:-1]), 5, "is missing: the log had 5 entries"),
        (lines(lambda all: []), 1, "is missing"),
        (lines(lambda all: [*all, all[2]]), 6, "has the number 3 where 6 is due"),
        (lines(lambda all: [*all[:3], "\n", *all[3:]]), 4, "cannot be read"),
        (lambda text: text.replace('"action"', '"reason": "seen", "action"', 1), 1, "was changed"),
        (lambda text: text.replace('": ', '":  ', 1), 1, "was changed"),
        (lambda text: text.replace("Zoë", "Zo\\u00eb", 1), 1, "was changed"),
    ],
)
def test_any_change_is_found_and_named(log: DecisionLog, change: Callable[[str], str], line: int, words: str) -> None:
    before = log.path.read_text(encoding="utf-8")
    assert change(before) != before
    log.path.write_text(change(before), encoding="utf-8")
    fault = log.read().fault
    assert fault is not None
    assert fault.line == line
    assert words in fault.sentence
    with pytest.raises(InputError, match="the chain of decisions is broken"):
        log.record(lambda entries: [entry()])


def test_a_rewritten_chain_does_not_fit_what_the_head_remembers(log: DecisionLog, tmp_path: Path) -> None:
    forged = written(tmp_path / "forged" / "decisions.jsonl", 0)
    for item in log.entries():
        forged.record(lambda entries, item=item: [item.model_copy(update={"reason": "all agreed"})])
    log.path.write_bytes(forged.path.read_bytes())
    fault = log.read().fault
    assert fault is not None
    assert "the log was rewritten" in fault.what


@given(data=st.data())
def test_no_byte_can_be_changed_unseen(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    log = written(tmp_path_factory.mktemp("log") / "decisions.jsonl", 2)
    content = bytearray(log.path.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != content[place]))
    content[place] = byte
    log.path.write_bytes(content)
    assert log.read().fault is not None


def test_a_torn_last_line_is_put_aside_and_the_chain_goes_on(log: DecisionLog) -> None:
    whole = log.path.read_bytes()
    log.path.write_bytes(whole + b'{"schema": "claim-audit/log/1", "seq')
    assert log.read().torn
    assert log.read().fault is None
    assert len(log.entries()) == 5
    DecisionLog(log.path).record(lambda entries: [entry(6)])
    trail = log.read()
    assert (len(trail.entries), trail.fault, trail.torn) == (6, None, False)
    assert log.path.with_name("decisions.jsonl.torn").read_bytes().startswith(b'{"schema"')


def test_a_log_of_nothing_but_a_torn_line_starts_anew(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_bytes(b'{"schema"')
    log = DecisionLog(path)
    assert log.entries() == []
    log.record(lambda entries: [entry()])
    assert log.read().fault is None


def test_the_tail_is_found_behind_long_entries(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path / "decisions.jsonl")
    for _ in range(3):
        log.record(lambda entries: [entry(reason="ü" * 100_000)])
    assert [item.sequence for item in log.read().entries] == [1, 2, 3]


def test_what_is_refused_leaves_the_log_as_it_is(log: DecisionLog) -> None:
    def refuse(entries: list[Decision]) -> list[Decision]:
        raise InputError("x", "not allowed")

    before = log.path.read_bytes()
    with pytest.raises(InputError, match="not allowed"):
        log.record(refuse)
    with pytest.raises(InputError, match="longer than"):
        log.record(lambda entries: [entry(reason="x" * 2_000_000)])
    assert log.path.read_bytes() == before


def test_a_reader_that_knows_the_log_notices_that_it_was_replaced(log: DecisionLog, tmp_path: Path) -> None:
    assert len(log.entries()) == 5
    other = written(tmp_path / "other" / "decisions.jsonl", 7)
    log.path.write_bytes(other.path.read_bytes())
    log.path.with_suffix(".head").write_bytes(other.path.with_suffix(".head").read_bytes())
    assert len(log.entries()) == 7


WRITER = """
import sys
from pathlib import Path
from audit.model import Actor, Decision, Subject
from audit.review.log import DecisionLog
log, who, count = DecisionLog(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
for number in range(count):
    made = log.record(lambda entries: [Decision(
        sequence=0, time="2026-11-23T12:00:00Z", actor=Actor(name=who), action="comment",
        subject=Subject(type="document", document="d"), reason=f"{who} {number} " + "x" * 3000)])
    print(made[0].sequence, made[0].hash, flush=True)
"""


def start(path: Path, who: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), who, str(count)],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def test_kills_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """SIGKILL after every so many acknowledged decisions: at whatever point of the next one it strikes."""
    path = tmp_path / "decisions.jsonl"
    acknowledged: dict[int, str] = {}
    for after in (1, 12, 20):
        writer = start(path, "killed", 500)
        assert writer.stdout is not None
        for _ in range(after):
            sequence, digest = writer.stdout.readline().split()
            acknowledged[int(sequence)] = digest
        writer.send_signal(signal.SIGKILL)
        rest, _ = writer.communicate()
        acknowledged.update({int(a): b for a, b in (line.split() for line in rest.splitlines() if " " in line)})
    DecisionLog(path).record(lambda entries: [entry()])
    trail = DecisionLog(path).read()
    assert trail.fault is None
    hashes = {item.sequence: item.hash for item in trail.entries}
    assert acknowledged.items() <= hashes.items()
    assert len(acknowledged) >= 33


def test_two_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    writers = [start(path, who, 40) for who in ("Jane", "Richard")]
    for writer in writers:
        writer.communicate()
    trail = DecisionLog(path).read()
    assert trail.fault is None
    said = [item.reason.split()[:2] for item in trail.entries if item.reason]
    for who in ("Jane", "Richard"):
        assert [number for name, number in said if name == who] == [str(number) for number in range(40)]
