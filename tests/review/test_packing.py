"""Packs: one zip that can be checked and replayed elsewhere, and that refuses to be anything else."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Cli
from review_bench import JANE, Bench

from audit.errors import InputError
from audit.model import Subject
from audit.review.deciding import Wanted
from audit.review.packing import pack
from audit.review.unpacking import check_pack

Files = dict[str, bytes]


@pytest.fixture
def packed(bench: Bench, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of an audit on which something was decided."""
    subject = Subject(type="document", document="content/page.txt")
    bench.desk.decide("page", Wanted(JANE, "sign", subject, meaning="medical approval"))
    bench.desk.refresh("page")
    path = tmp_path_factory.mktemp("elsewhere") / "pack.zip"
    path.write_bytes(pack(bench.space, ["page"], bench.now))
    return path


def files_of(path: Path) -> Files:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(path: Path, change: Callable[[Files], None], *, honest: bool = False) -> Path:
    """The pack with other files in it. honest: the manifest knows of it."""
    from audit.files import sha256

    files = files_of(path)
    change(files)
    if honest:
        manifest = json.loads(files["manifest.json"])
        others = {name: data for name, data in files.items() if name not in ("manifest.json", "README.txt")}
        manifest["files"] = {name: {"sha256": sha256(data), "bytes": len(data)} for name, data in others.items()}
        files["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_a_pack_holds_everything_and_replays(packed: Path, bench: Bench) -> None:
    files = files_of(packed)
    assert {
        "README.txt", "manifest.json", "settings.json", "content/page.txt", "claims/page.json",
        "claims/decisions.jsonl", "bib/references.bib", "reports/page.json",
    } <= set(files)  # fmt: skip
    assert any(name.startswith("bib/evidence/10.1503") for name in files)
    assert b"AUDIT PACK" in files["README.txt"]
    assert b"content/page.txt" in files["README.txt"]
    found = check_pack(packed)
    assert found.faults == []
    assert found.replayed == ["content/page.txt"]
    assert (found.files, found.entries) == (len(files) - 2, 1)


def test_the_same_workspace_gives_the_same_bytes(packed: Path, bench: Bench) -> None:
    assert pack(bench.space, ["page"], bench.now) == packed.read_bytes()


def test_secrets_stay_at_home(bench: Bench) -> None:
    registries = bench.space.settings.registries.model_copy(update={"crossref_token": "s3cret", "mailto": "me@home"})
    settings = bench.space.settings.model_copy(update={"registries": registries})
    space = type(bench.space)(bench.space.root, settings)
    with zipfile.ZipFile(io.BytesIO(pack(space, ["page"], bench.now))) as archive:
        for name in archive.namelist():
            assert b"s3cret" not in archive.read(name)
            assert b"me@home" not in archive.read(name)


def test_only_the_evidence_of_the_packed_audits_is_in_it(bench: Bench) -> None:
    stray = bench.root / "bib" / "evidence" / "10.1000_other.json"
    stray.write_text("{}", encoding="utf-8")
    with zipfile.ZipFile(io.BytesIO(pack(bench.space, ["page"], bench.now))) as archive:
        assert "bib/evidence/10.1000_other.json" not in archive.namelist()


def test_an_audit_of_another_source_is_not_packed(bench: Bench) -> None:
    bench.edit("40%", "41%")
    with pytest.raises(InputError, match="has changed since its audit"):
        pack(bench.space, ["page"], bench.now)


def _edit(name: str, old: bytes, new: bytes) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        (found,) = [known for known in files if known.startswith(name)]
        assert old in files[found]
        files[found] = files[found].replace(old, new)

    return change


def _add(name: str) -> Callable[[Files], None]:
    return lambda files: files.update({name: b"x"})


@pytest.mark.parametrize(
    ("change", "honest", "words"),
    [
        (_edit("content/page.txt", b"40%", b"50%"), False, "content/page.txt: was changed after it was packed"),
        (lambda files: files.pop("claims/page.json"), False, "claims/page.json: is missing"),
        (_add("bib/evidence/extra.json"), False, "bib/evidence/extra.json: is not in the manifest"),
        (_edit("content/page.txt", b"40%", b"50%"), True, "the audit does not come out the same"),
        (
            _edit("reports/page.json", b'"severity": "major"', b'"severity": "minor"'),
            True,
            "does not come out the same",
        ),
        (_edit("reports/page.json", b'"CIT001"', b'"CIT999"'), True, "not found again: CIT999, CIT999"),
        (_edit("claims/decisions.jsonl", b"medical", b"magical"), True, "claims/decisions.jsonl: line 1 (entry 1)"),
        (_edit("bib/evidence/10.1503", b"Canadian", b"Bavarian"), True, "does not come out the same"),
        (lambda files: files.pop("content/page.txt"), True, "page: cannot be audited again"),
    ],
)
def test_whatever_was_changed_is_found(packed: Path, change: Callable[[Files], None], honest: bool, words: str) -> None:
    found = check_pack(repacked(packed, change, honest=honest))
    assert any(words in fault for fault in found.faults), found.faults


@pytest.mark.parametrize("name", ["../outside.txt", "/etc/outside.txt", "a/../../outside", "C:\\outside", "a\\..\\b"])
def test_nothing_is_written_outside(packed: Path, name: str) -> None:
    with pytest.raises(InputError, match="is no pack: it holds"):
        check_pack(repacked(packed, _add(name)))


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all", None])
def test_what_is_no_pack_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "file.zip"
    if content is None:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("manifest.json", '{"schema": "something else", "files": {}}')
    else:
        path.write_bytes(content)
    with pytest.raises(InputError, match="is no pack"):
        check_pack(path)


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b"0" * 50_000_000)
    with pytest.raises(InputError, match="is larger than a pack can be"):
        check_pack(path)


def test_as_commands(bench: Bench, tmp_path_factory: pytest.TempPathFactory) -> None:
    cli = Cli(bench.root)
    out = tmp_path_factory.mktemp("out") / "page.zip"
    assert cli("evidence", "pack", "content/page.txt", "-o", out).code == 0
    ran = cli("evidence", "check", out, cwd=out.parent)
    assert (ran.code, ran.stdout) == (0, ran.stdout)
    assert "page.zip holds:" in ran.stdout
    assert "1 audit done again with the same result" in ran.stdout
    repacked(out, _edit("content/page.txt", b"40%", b"50%"))
    ran = cli("evidence", "check", out)
    assert (ran.code, "was changed after it was packed" in ran.stderr) == (1, True)
    assert cli("evidence", "check", bench.page).code == 2
    assert cli("evidence", "pack", "content/none.txt", "-o", out).code == 2


def test_a_retraction_watch_table_is_imported(bench: Bench) -> None:
    table = bench.root / "retractions.csv"
    table.write_text(
        "Record ID,OriginalPaperDOI,RetractionNature,RetractionDOI,RetractionDate,Reason\n"
        "1,10.1503/cmaj.160771,Retraction,10.1503/notice,11/01/2026 0:00,+Error in Data;\n"
        "2,,Retraction,,11/01/2026 0:00,\n",
        encoding="utf-8",
    )
    ran = Cli(bench.root)("evidence", "import", table)
    assert (ran.code, "1 rows, 1 without a DOI left out" in ran.stderr) == (0, True)
    bench.audit()
    assert "DOI005" in bench.codes()
    assert Cli(bench.root)("evidence", "import", bench.page).code == 2


def test_a_pack_with_damaged_data_is_no_pack(bench: Bench, tmp_path: Path) -> None:
    data = bytearray(pack(bench.space, ["page"], bench.now))
    data[200:400] = bytes(byte ^ 0x5A for byte in data[200:400])  # within what is compressed
    (tmp_path / "damaged.zip").write_bytes(data)
    with pytest.raises(InputError, match=r"is no pack|cannot be read"):
        check_pack(tmp_path / "damaged.zip")
