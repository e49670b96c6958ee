"""Ed25519 signatures: by the keys that people have, over the whole chain."""

from __future__ import annotations

from pathlib import Path

import pytest
from review_bench import JANE, RICHARD, Bench

from audit.errors import InputError
from audit.model import Subject
from audit.review.deciding import Wanted
from audit.review.inspecting import inspect
from audit.review.signing import check, read_signers, signer
from audit.review.web.shop import Shop

pytest.importorskip("cryptography", reason="needs the extra `sign`")

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

DOCUMENT = Subject(type="document", document="content/page.txt")


def make_key(path: Path, form: str = "OpenSSH", lock: KeySerializationEncryption | None = None) -> str:
    """Write a private key; returns its public half as OpenSSH writes it."""
    key = Ed25519PrivateKey.generate()
    private = PrivateFormat.OpenSSH if form == "OpenSSH" else PrivateFormat.PKCS8
    path.write_bytes(key.private_bytes(Encoding.PEM, private, lock or NoEncryption()))
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


@pytest.fixture
def key(bench: Bench) -> Path:
    """Jane's key, which the workspace knows."""
    path = bench.root / "key"
    public = make_key(path)
    (bench.root / "claims" / "signers").write_text(f"# who may sign\njane@example.org {public} jane's\n")
    return path


def test_a_signed_entry_is_good(bench: Bench, key: Path) -> None:
    bench.desk.decide("page", Wanted(JANE, "sign", DOCUMENT, meaning="medical approval"), sign=signer(key))
    found = inspect(bench.desk)
    assert found.faults == []
    assert [result.state for result in found.signatures] == ["good"]
    bench.desk.refresh("page")
    assert bench.report.review is not None
    assert bench.report.review.signatures[0].cryptographic


def test_the_review_page_signs_every_entry(bench: Bench, key: Path) -> None:
    shop = Shop(bench.desk, signer(key))
    for wanted in (Wanted(JANE, "submit", DOCUMENT), Wanted(JANE, "sign", DOCUMENT, meaning="reviewed")):
        shop.decide("page", wanted)
    shop.rewriter.finish()
    assert [result.state for result in inspect(bench.desk).signatures] == ["good", "good"]


def test_a_signature_by_somebody_else_is_a_fault(bench: Bench, key: Path) -> None:
    bench.desk.decide("page", Wanted(RICHARD, "comment", DOCUMENT, "so be it"), sign=signer(key))
    assert inspect(bench.desk).faults == ["entry 1: signed with the key of jane@example.org, not of who decided"]


def test_a_key_that_nobody_named_is_told(bench: Bench, key: Path) -> None:
    make_key(key)
    bench.desk.decide("page", Wanted(JANE, "comment", DOCUMENT, "so be it"), sign=signer(key))
    found = inspect(bench.desk)
    assert found.faults == []
    assert "1 signatures are by keys that signers does not name" in found.notes


@pytest.mark.parametrize("damage", ["ed25519:AAAA:AAAA", "nothing", "rsa:a:b", "::", "ed25519:é:é"])
def test_a_damaged_signature_is_bad(bench: Bench, key: Path, damage: str) -> None:
    entry = bench.desk.decide("page", Wanted(JANE, "comment", DOCUMENT, "so be it"), sign=signer(key))
    signers = read_signers(bench.root / "claims" / "signers")
    result = check(entry.model_copy(update={"signature": damage}), signers)
    assert result is not None
    assert result.state == "bad"
    other = check(entry.model_copy(update={"hash": "0" * 64}), signers)
    assert other is not None
    assert other.state == "bad"


def test_a_key_with_a_passphrase_asks_for_it(tmp_path: Path) -> None:
    make_key(tmp_path / "key", "PEM", BestAvailableEncryption(b"open sesame"))
    assert signer(tmp_path / "key", lambda: "open sesame")("0" * 64).startswith("ed25519:")
    with pytest.raises(InputError, match="no private key that can be opened"):
        signer(tmp_path / "key", lambda: "wrong")
    with pytest.raises(InputError, match="no private key that can be opened"):
        signer(tmp_path / "key")


def test_keys_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no key")
    other = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "other").write_bytes(other)
    for name, words in (("text", "no private key"), ("other", "is no Ed25519 key"), ("missing", "cannot be read")):
        with pytest.raises(InputError, match=words):
            signer(tmp_path / name)


def test_a_line_that_is_no_signer_is_named(tmp_path: Path) -> None:
    (tmp_path / "signers").write_text("# people\njane@example.org ssh-rsa AAAA\n")
    with pytest.raises(InputError, match="signers:2: is no line of allowed signers"):
        read_signers(tmp_path / "signers")
    assert read_signers(tmp_path / "none") == {}
