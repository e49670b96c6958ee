"""Profiles are TOML files that inherit: those of the package, and those that users write.

What a profile sets replaces what it inherits; tables are merged key by key. A list is replaced by a list, or changed
by a table: `phrases = { add = ["wonder drug"], remove = ["unique {thing}"] }`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from audit.checks.profile import Profile
from audit.errors import InputError

__all__ = ["Profile", "load_profile", "profile_names"]

_FOLDER = Path(__file__).parent / "profile_files"
_MAX_BYTES = 1_000_000


@lru_cache(maxsize=1)
def profile_names() -> tuple[str, ...]:
    """The profiles that come with the package."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def load_profile(name: str | Path, base: Path = Path()) -> Profile:
    """The profile of that name, or in that TOML file. `InputError`, with the line, where it cannot be used.

    base: the folder that the path of a file counts from (the workspace).
    """
    if str(name) in profile_names():
        return _shipped(str(name))
    return _load(str(name), base)


@lru_cache(maxsize=16)
def _shipped(name: str) -> Profile:
    return _load(name, Path())


def _load(name: str, base: Path) -> Profile:
    merged: dict[str, Any] = {}
    profile = Profile(name="nothing")
    for path, table in reversed(list(_chain(name, base))):
        # Descriptions and names are not inherited.
        merged = _merged({**merged, "name": path.stem, "description": ""}, table)
        profile = _validated(path, merged)
    return profile


def _chain(name: str, base: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The file of that name and those it inherits from, nearest first."""
    seen: set[Path] = set()
    wanted: str | None = name
    asked_by, asked_at = name, None
    while wanted is not None:
        path = _find(wanted, base, asked_by, asked_at)
        if path.resolve() in seen:
            raise InputError(str(path), "this profile inherits from itself", line=_line_of(path, ("inherits",)))
        seen.add(path.resolve())
        table = _read(path)
        yield path, table
        inherits = table.get("inherits")
        wanted = inherits if isinstance(inherits, str) else None
        base, asked_by, asked_at = path.parent, str(path), _line_of(path, ("inherits",))


def _find(name: str, base: Path, asked_by: str, asked_at: int | None) -> Path:
    if not name.endswith(".toml"):
        if name in profile_names():
            return _FOLDER / f"{name}.toml"
        raise InputError(
            asked_by, f"there is no profile “{name}”", line=asked_at,
            hint=f"there are {', '.join(profile_names())}; or give the path of a .toml file",
        )  # fmt: skip
    path = base / name
    if not path.is_file():
        raise InputError(asked_by, f"there is no profile file {path}", line=asked_at)
    return path


def _read(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InputError(str(path), "larger than a profile can be", hint="1 MB")
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise InputError(str(path), f"not valid TOML: {error}", line=int(line[1]) if line else None) from error
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(str(path), f"cannot be read: {error}") from error


def _validated(path: Path, table: Mapping[str, Any]) -> Profile:
    from audit.checks.running import rules  # here, since the rules need profiles

    try:
        profile = Profile.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        where = tuple(str(part) for part in first["loc"] if part != "[key]")
        message = f"{'.'.join(where)}: {first['msg'].removeprefix('Value error, ')}"
        raise InputError(str(path), message, line=_line_of(path, where)) from error
    codes = {rule.code for rule in rules()}
    for key, named in (("rules", profile.rules), ("words", profile.words)):
        for code in named:
            if code not in codes:
                raise InputError(str(path), f"{key}.{code}: there is no such rule", line=_line_of(path, (key, code)))
    return profile


_HEADER = re.compile(r"\s*\[{1,2}\s*([^\]]+?)\s*\]{1,2}\s*(?:#.*)?$")
_KEY = re.compile(r"\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=")
_PART = re.compile(r"[\w-]+|\"[^\"]*\"|'[^']*'")


def _parts(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(dotted)]


def _line_of(path: Path, where: tuple[str, ...]) -> int | None:
    """The line that sets the key at this path of tables; else the line of the nearest table around it."""
    table: list[str] = []
    best: tuple[int, int | None] = (0, None)
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if header := _HEADER.match(line):
            table = _parts(header[1])
            named = table
        elif key := _KEY.match(line):
            named = [*table, *_parts(key[1])]
        else:
            continue
        if named == list(where[: len(named)]) and len(named) > best[0]:
            best = (len(named), number)
    return best[1]


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """`above` over `below`: tables key by key, lists by replacement or by what to add and remove."""
    merged = dict(below)
    for key, value in above.items():
        merged[key] = _over(merged.get(key), value)
    return merged


def _over(under: Any, value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    if value and value.keys() <= {"add", "remove"} and all(isinstance(part, list) for part in value.values()):
        base = under if isinstance(under, list) else []
        kept = [item for item in base if item not in value.get("remove", [])]
        return kept + [item for item in value.get("add", []) if item not in kept]
    return _merged(under if isinstance(under, Mapping) else {}, value)
