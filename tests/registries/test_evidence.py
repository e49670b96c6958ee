from __future__ import annotations

import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.registries.evidence import EvidenceStore, Subject, digest
from audit.registries.outcomes import Answer

DOI = Subject("doi", "10.5555/example.1")


def answer(
    source: str = "crossref", body: object = None, when: str = "2026-01-01T00:00:00Z", **others: object
) -> Answer:
    fields: dict[str, object] = {"url": "https://example.org", "status": 200, "sha256": "00", **others}
    return Answer(source=source, retrieved_at=when, body={"DOI": "x"} if body is None else body, **fields)  # type: ignore[arg-type]


def test_what_is_written_is_read_by_another_store(store: EvidenceStore) -> None:
    store.write(DOI, answer(body={"title": ["Größe <i>x</i>"]}, omitted=("affiliations",), asked_as="one of 50"))
    assert EvidenceStore(store.folder).read(DOI) == store.read(DOI)
    text = store.path(DOI).read_text(encoding="utf-8")
    assert "Größe" in text
    assert store.label(DOI) == "bib/evidence/10.5555_example.1.json"


def test_sources_are_merged_and_the_newer_answer_wins(store: EvidenceStore) -> None:
    other = EvidenceStore(store.folder)
    store.write(DOI, answer("crossref", {"v": 2}, "2026-01-02T00:00:00Z"))
    other.write(DOI, answer("europepmc"))
    other.write(DOI, answer("crossref", {"v": 1}, "2026-01-01T00:00:00Z"))
    held = EvidenceStore(store.folder).read(DOI)
    assert set(held) == {"crossref", "europepmc"}
    assert held["crossref"].body == {"v": 2}


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda _: "",
        lambda _: "[]",
        lambda _: '{"schema": "claim-audit/evidence/1", "answers": 3}',
        lambda text: text.replace('"title": "right"', '"title": "forged"'),
        lambda text: text.replace("10.5555/example.1", "10.5555/example.2"),
        lambda text: text.replace('"status": 200', '"status": "well"'),
        lambda text: text.replace('"retrieved_at"', '"when"'),
        lambda _: "[" * 100000,
    ],
)
def test_damaged_evidence_is_reported_and_set_aside(store: EvidenceStore, damage: object) -> None:
    store.write(DOI, answer(body={"title": "right"}))
    path = store.path(DOI)
    path.write_text(damage(path.read_text()))  # type: ignore[operator]
    fresh = EvidenceStore(store.folder)
    assert fresh.read(DOI) == {}
    assert "damaged" in fresh.notes[0]
    assert not path.exists()
    assert path.with_suffix(".damaged").exists()
    fresh.write(DOI, answer())
    assert EvidenceStore(store.folder).read(DOI)


def test_bytes_that_are_no_text_are_damage(store: EvidenceStore) -> None:
    store.write(DOI, answer())
    store.path(DOI).write_bytes(b"\xff\xfe\x00")
    assert EvidenceStore(store.folder).read(DOI) == {}


def test_a_transcribed_record_needs_no_digest_and_is_replaced_by_a_real_one(store: EvidenceStore) -> None:
    store.folder.mkdir(parents=True)
    written = {
        "schema": "claim-audit/evidence/1",
        "subject": {"kind": "doi", "id": DOI.identity},
        "answers": {
            "crossref": {
                "source": "crossref", "url": "https://example.org", "retrieved_at": "2027-01-01T00:00:00Z",
                "status": 200, "transcribed": True, "transcribed_from": "the journal", "body": {"DOI": DOI.identity},
            }
        },
    }  # fmt: skip
    store.path(DOI).write_text(json.dumps(written))
    assert store.read(DOI)["crossref"].transcribed
    store.write(DOI, answer(body={"DOI": "real"}))  # older by the clock, but no transcription
    assert store.read(DOI)["crossref"].body == {"DOI": "real"}


def test_a_folder_that_cannot_be_written_is_no_crash(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = EvidenceStore(tmp_path / "file" / "evidence")
    store.write(DOI, answer())
    assert store.read(DOI)["crossref"].status == 200
    assert "could not be written" in store.notes[0]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_json_comes_back(tmp_path_factory: pytest.TempPathFactory, body: object) -> None:
    try:
        json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return
    store = EvidenceStore(tmp_path_factory.mktemp("e"))
    store.write(DOI, answer(body={"value": body}))
    again = EvidenceStore(store.folder)
    assert again.read(DOI)["crossref"].body == {"value": body}
    assert again.notes == []


def test_digest_is_of_the_value_not_of_its_spelling() -> None:
    assert digest({"a": 1, "b": "é"}) == digest({"b": "é", "a": 1})


def _write_many(folder: str, worker: int) -> None:
    store = EvidenceStore(Path(folder))
    for number in range(8):
        store.write(Subject("doi", f"10.5555/{number}"), answer(f"source-{worker}"))


def test_processes_and_threads_lose_nothing(tmp_path: Path) -> None:
    folder = str(tmp_path / "evidence")
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as processes:
        list(processes.map(_write_many, [folder] * 2, range(2)))
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(_write_many, [folder] * 4, range(2, 6)))
    store = EvidenceStore(tmp_path / "evidence")
    for number in range(8):
        assert set(store.read(Subject("doi", f"10.5555/{number}"))) == {f"source-{worker}" for worker in range(6)}
    assert list((tmp_path / "evidence").glob("*.tmp")) == []
    assert store.notes == []
