from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from audit.errors import InputError
from audit.registries import EvidenceStore, import_retraction_watch

HEAD = "Record ID,Title,RetractionDate,RetractionDOI,OriginalPaperDOI,RetractionNature,Reason\n"
ROWS = """\
1,One,3/6/2004 0:00,10.1/too-short,10.5555/ONE,Correction,x
2,"One, again",2/6/2010 0:00,10.5555/notice,10.5555/one,Retraction,y
3,Two,,Unavailable,10.5555/two,Expression of concern,z
4,Three,1/1/2020 0:00,10.5555/n3,unavailable,Retraction,z
5,Four,1/1/2020 0:00,10.5555/four,10.5555/four,Retraction,Retract and Replace;
6,Five,1/1/2021 0:00,,10.5555/five,Reinstatement,z
"""
SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "retraction_watch" / "retractionwatch-sample.csv"
NOW = datetime(2026, 1, 2, tzinfo=UTC)


def test_a_table_is_imported_and_pinned(tmp_path: Path, store: EvidenceStore) -> None:
    table = tmp_path / "watch.csv"
    table.write_text("\ufeff" + HEAD + ROWS, encoding="utf-8")
    imported = import_retraction_watch(table, store, now=NOW)
    assert (imported.rows, imported.skipped, imported.imported_at) == (5, 1, "2026-01-02T00:00:00Z")
    fresh = EvidenceStore(store.folder)
    assert [(u.type, u.doi, u.date) for u in fresh.watched("10.5555/one")] == [
        ("correction", None, "2004-03-06"),
        ("retraction", "10.5555/notice", "2010-02-06"),
    ]
    assert [u.type for u in fresh.watched("10.5555/two")] == ["expression_of_concern"]
    assert [u.type for u in fresh.watched("10.5555/four")] == ["retract_and_replace"]
    assert [u.type for u in fresh.watched("10.5555/five")] == ["reinstatement"]
    assert fresh.watched("10.5555/none") == ()
    assert fresh.watched_source is not None
    assert imported.sha256 in (fresh.watched_source.excerpt or "")


def test_an_import_replaces_the_one_before(tmp_path: Path, store: EvidenceStore) -> None:
    table = tmp_path / "watch.csv"
    table.write_text(HEAD + ROWS)
    import_retraction_watch(table, store)
    assert store.watched("10.5555/one")
    table.write_text(HEAD)
    import_retraction_watch(table, store)
    assert not store.watched("10.5555/one")


@pytest.mark.parametrize(
    ("data", "words"), [(b"a,b\n1,2\n", "no column"), (b"", "no column"), (b"\x00\x01", "no column")]
)
def test_another_file_is_refused(tmp_path: Path, store: EvidenceStore, data: bytes, words: str) -> None:
    table = tmp_path / "watch.csv"
    table.write_bytes(data)
    with pytest.raises(InputError, match=words):
        import_retraction_watch(table, store)
    assert not store.folder.exists()


def test_a_missing_file_is_refused(tmp_path: Path, store: EvidenceStore) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        import_retraction_watch(tmp_path / "none.csv", store)


def test_rows_that_were_edited_are_not_used(tmp_path: Path, store: EvidenceStore) -> None:
    table = tmp_path / "watch.csv"
    table.write_text(HEAD + ROWS)
    import_retraction_watch(table, store)
    rows = store.folder / "retraction-watch.csv"
    rows.write_text(rows.read_text().replace("retraction", "correction"))
    fresh = EvidenceStore(store.folder)
    assert fresh.watched("10.5555/one") == ()
    assert "damaged" in fresh.notes[0]


@pytest.mark.skipif(not SHARED.is_file(), reason="retractionwatch-sample.csv is not beside this checkout")
def test_the_official_columns(store: EvidenceStore) -> None:
    assert import_retraction_watch(SHARED, store).rows == 13
    kinds = [u.type for u in store.watched("10.1016/s0140-6736(97)11096-0")]
    assert kinds == ["correction", "retraction"]
