"""Who decides, and who wrote: the Git identity, or what the user gives. The tool tells, it does not prove."""

from __future__ import annotations

import getpass
import re
import subprocess
from pathlib import Path
from typing import Final

from audit.errors import InputError
from audit.model import Actor

_TIMEOUT: Final = 10.0
_NAMED: Final = re.compile(r"^\s*(?P<name>[^<>]+?)\s*(?:<(?P<email>[^<>\s]+)>)?\s*$")
_LONGEST: Final = 200


def git(root: Path, *arguments: str) -> str | None:
    """What `git ARGUMENTS` prints in the folder `root`; None where there is no Git, no repository, or no answer."""
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments], capture_output=True, timeout=_TIMEOUT, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


def actor(root: Path, given: str | None = None, role: str = "") -> Actor:
    """Who acts: `given` as `Name <email>`, else the Git identity of the workspace, else the user of this computer."""
    if given:
        found = _NAMED.match(given)
        if not found or len(given) > _LONGEST or not given.isprintable():
            raise InputError("--as", f"{given!r} is no name", hint='write "Jane Doe <jane@example.org>"')
        return Actor(name=found["name"], email=found["email"] or "", role=role.strip())
    name = (git(root, "config", "user.name") or "").strip()
    email = (git(root, "config", "user.email") or "").strip()
    return Actor(name=name or email or _user(), email=email, role=role.strip())


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def authors(root: Path, path: str) -> list[Actor]:
    """Everybody who committed a change of the source, as Git knows them; empty where Git knows nothing of it."""
    told = git(root, "log", "--format=%an%x09%ae", "--", path)
    found = []
    for line in dict.fromkeys((told or "").splitlines()):
        name, _, email = line.partition("\t")
        found.append(Actor(name=name, email=email))
    return found


def same_person(one: Actor, other: Actor) -> bool:
    """Whether two entries name the same person: by address where both have one, else by name."""
    if one.email and other.email:
        return one.email.casefold() == other.email.casefold()
    return one.name.casefold() == other.name.casefold()
