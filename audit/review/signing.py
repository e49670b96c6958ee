"""Ed25519 signatures of log entries, with the keys that people have already (OpenSSH or PEM).

A signature is over the entry's hash, so it vouches for everything before it as well. Who may sign stands in
`claims/signers`, in the form of OpenSSH's allowed signers: `jane@example.org ssh-ed25519 AAAA... comment`.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from audit.errors import InputError, MissingExtraError
from audit.model import Decision

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SIGNERS: Final = "signers"
_SCHEME: Final = "ed25519"
_CONTEXT: Final = b"claim-audit/log/1\n"
_MAX_KEY: Final = 100_000


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signature is worth. `good`: by a key that `claims/signers` gives to the person who decided."""

    sequence: int
    state: Literal["good", "bad", "unknown key", "other person"]
    signer: str = ""


def signer(path: Path, ask: Callable[[], str] | None = None) -> Callable[[str], str]:
    """A function from an entry's hash to its signature, by the private key in the file `path`.

    ask: gives the passphrase of a key that has one. InputError where the file holds no Ed25519 key.
    """
    key = _private_key(path, ask)
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()

    def sign(digest: str) -> str:
        return f"{_SCHEME}:{public}:{base64.b64encode(key.sign(_CONTEXT + digest.encode())).decode()}"

    return sign


def _private_key(path: Path, ask: Callable[[], str] | None) -> Ed25519PrivateKey:
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_private_key
    except ModuleNotFoundError as error:
        raise MissingExtraError("signing", "sign") from error
    try:
        data = path.expanduser().read_bytes()[:_MAX_KEY]
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {(error.strerror or str(error)).lower()}") from None
    load = load_ssh_private_key if b"OPENSSH" in data else load_pem_private_key
    try:
        try:
            key = load(data, None)
        except TypeError:  # so it says that a passphrase is needed
            key = load(data, ask().encode() if ask else None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise InputError(str(path), "holds no private key that can be opened", hint="ssh-keygen -t ed25519") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise InputError(str(path), "is no Ed25519 key", hint="ssh-keygen -t ed25519")
    return key


def read_signers(path: Path) -> dict[str, set[str]]:
    """Public key (base64 of its 32 bytes) -> the addresses that may sign with it. Empty where there is no such file."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    found: dict[str, set[str]] = {}
    for number, line in enumerate(lines, start=1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        try:
            place = words.index("ssh-ed25519")
            raw = base64.b64decode(words[place + 1], validate=True)
        except (ValueError, IndexError, binascii.Error):
            raise InputError(str(path), "is no line of allowed signers (Ed25519)", line=number) from None
        addresses = {address.casefold() for address in words[0].split(",")}
        found.setdefault(base64.b64encode(raw[-32:]).decode(), set()).update(addresses)
    return found


def check(entry: Decision, signers: Mapping[str, set[str]]) -> Signed | None:
    """What the signature of an entry is worth; None where it has none."""
    if entry.signature is None:
        return None
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ModuleNotFoundError as error:
        raise MissingExtraError("checking signatures", "sign") from error
    try:
        scheme, public, signature = entry.signature.split(":")
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
        if scheme != _SCHEME:
            return Signed(entry.sequence, "bad")
        key.verify(base64.b64decode(signature, validate=True), _CONTEXT + entry.hash.encode())
    except (ValueError, binascii.Error, InvalidSignature):
        return Signed(entry.sequence, "bad")
    addresses = signers.get(public)
    if addresses is None:
        return Signed(entry.sequence, "unknown key")
    state: Literal["good", "other person"] = "good" if entry.actor.email.casefold() in addresses else "other person"
    return Signed(entry.sequence, state, ", ".join(sorted(addresses)))
