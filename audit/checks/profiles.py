"""Profiles: which rules are on, how much each weighs, and the limits they judge by. TOML files that inherit."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from audit.errors import InputError
from audit.model import Severity

if TYPE_CHECKING:
    from audit.checks.rule import Rule

_FOLDER = Path(__file__).parent / "profile_files"

RuleCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}\d{3}$")]
RuleSetting = Literal["critical", "major", "minor", "info", "on", "off"]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Limits(_Table):
    """Thresholds that rules judge by. access_date_years: how old the access date of a web page may be."""

    access_date_years: Annotated[float, Field(gt=0)] = 2.0


class Profile(_Table):
    """A set of rules with severities and limits.

    inherits: the profile that this one changes; its settings hold where this one says nothing.
    rules: rule code -> a severity, `on` (the rule's own severity) or `off`.
    """

    name: str
    description: str = ""
    inherits: str | None = None
    rules: dict[RuleCode, RuleSetting] = Field(default_factory=dict)
    limits: Limits = Field(default_factory=Limits)

    def severity(self, rule: Rule, graded: Severity | None = None) -> Severity | None:
        """How much a problem of `rule` weighs here, None where the rule is off.

        graded: the rule's own grade for the problem at hand; a severity that the profile names wins over it.
        """
        setting = self.rules.get(rule.code, "on")
        if setting == "off":
            return None
        return (graded or rule.severity) if setting == "on" else setting


def profile_names() -> list[str]:
    """The profiles that come with the package."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


def load_profile(name: str | Path) -> Profile:
    """The profile of that name, or in that TOML file. `InputError`, with the line, where it cannot be used."""
    merged: dict[str, Any] = {}
    for path, table in reversed(list(_chain(str(name)))):
        _validated(path, table)
        merged = _merged(merged, table)
    return Profile.model_validate(merged)


def _chain(name: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The file of that name and those it inherits from, nearest first."""
    seen: set[Path] = set()
    wanted: str | None = name
    base = Path()
    asked_by, asked_at = name, None
    while wanted is not None:
        path = _find(wanted, base, asked_by, asked_at)
        if path in seen:
            raise InputError(str(path), "this profile inherits from itself", line=_line_of(path, ("inherits",)))
        seen.add(path)
        table = _read(path)
        yield path, table
        inherits = table.get("inherits")
        wanted = inherits if isinstance(inherits, str) else None
        base, asked_by, asked_at = path.parent, str(path), _line_of(path, ("inherits",))


def _find(name: str, base: Path, asked_by: str, asked_at: int | None) -> Path:
    if not name.endswith(".toml"):
        shipped = _FOLDER / f"{name}.toml"
        if re.fullmatch(r"[\w-]+", name) and shipped.is_file():
            return shipped
        raise InputError(
            asked_by, f"there is no profile “{name}”", line=asked_at,
            hint=f"there are {', '.join(profile_names())}, or the path of a .toml file",
        )  # fmt: skip
    path = base / name
    if not path.is_file():
        raise InputError(asked_by, f"there is no profile file {path}", line=asked_at)
    return path


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise InputError(str(path), f"not valid TOML: {error}", line=int(line[1]) if line else None) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(str(path), f"cannot be read: {error}") from error


def _validated(path: Path, table: Mapping[str, Any]) -> None:
    try:
        Profile.model_validate({"name": path.stem, **table})
    except ValidationError as error:
        first = error.errors()[0]
        where = tuple(str(part) for part in first["loc"] if part != "[key]")
        message = f"{'.'.join(where)}: {first['msg']}"
        raise InputError(str(path), message, line=_line_of(path, where)) from error


def _line_of(path: Path, where: tuple[str, ...]) -> int | None:
    """The line that sets the key at this path of tables; the line of its table where the key is not to be found."""
    table: list[str] = []
    best: int | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line)
        if header:
            table = [part.strip(" \"'") for part in header[1].split(".")]
            if table == list(where[: len(table)]):
                best = number
        key = re.match(r"\s*[\"']?([\w.-]+)[\"']?\s*=", line)
        if key and [*table, *key[1].split(".")] == list(where[: len(table) + key[1].count(".") + 1]):
            return number
    return best


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """`above` over `below`: tables are merged key by key, everything else is replaced."""
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        merged[key] = _merged(under, value) if isinstance(under, Mapping) and isinstance(value, Mapping) else value
    return merged
