"""Settings of a workspace: `claim-audit.toml` or `[tool.claim-audit]` in pyproject.toml, then the environment.

The environment (`CLAIM_AUDIT_...`) wins over the files. Every mistake is reported with its file and line.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from audit.errors import InputError
from audit.files import dump_json, sha256
from audit.model import Settings

FILE_NAME = "claim-audit.toml"
_PREFIX = "CLAIM_AUDIT_"
_TRUE, _FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")
_DECIDING = ("second_opinion", "check_links", "max_age_updates", "max_age_absence", "max_age_existence")

# environment name -> the path of the setting
_ENVIRONMENT: dict[str, tuple[str, ...]] = {
    "PROFILE": ("profile",),
    "FAIL_ON": ("fail_on",),
    "MAILTO": ("registries", "mailto"),
    "CROSSREF_URL": ("registries", "crossref_url"),
    "CROSSREF_TOKEN": ("registries", "crossref_token"),
    "DOI_URL": ("registries", "doi_url"),
    "DATACITE_URL": ("registries", "datacite_url"),
    "EUROPEPMC_URL": ("registries", "europepmc_url"),
    "ARCHIVE_URL": ("registries", "archive_url"),
    "CHECK_LINKS": ("registries", "check_links"),
    "ALLOW_PRIVATE_HOSTS": ("registries", "allow_private_hosts"),
    "SECOND_OPINION": ("registries", "second_opinion"),
    "TIMEOUT": ("registries", "timeout"),
    "DEADLINE": ("registries", "deadline"),
    "MAX_RETRIES": ("registries", "max_retries"),
    "MAX_RETRY_AFTER": ("registries", "max_retry_after"),
}
_SWITCHES = {"CHECK_LINKS", "ALLOW_PRIVATE_HOSTS", "SECOND_OPINION"}


def find_workspace(start: Path) -> Path:
    """The nearest folder, from `start` upward, that holds settings; `start` itself where none does."""
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file() or _in_pyproject(folder / "pyproject.toml") is not None:
            return folder
    return start


def load_settings(root: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of the workspace at `root`. `InputError` names the file, the line and the setting that is wrong."""
    own, shared = root / FILE_NAME, root / "pyproject.toml"
    path, values = own, _read(own) if own.is_file() else None
    if values is None:
        path, values = shared, _in_pyproject(shared)
    overrides, origins = _from_environment(os.environ if environment is None else environment)
    merged = _merged(values or {}, overrides)
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        raise _explained(error, path, origins) from None


def settings_sha256(settings: Settings, profile: Any) -> str:
    """A hash of everything that decides what is found: the threshold, what is asked for, and the profile's content.

    How the registries are reached, and which reports are written, does not change what an audit finds.
    """
    asked = {name: getattr(settings.registries, name) for name in _DECIDING}
    return sha256(dump_json({"fail_on": settings.fail_on, "registries": asked, "profile": profile}))


def _in_pyproject(path: Path) -> dict[str, Any] | None:
    if not path.is_file():
        return None
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return None  # other tools' file: its mistakes are theirs to report
    found = table.get("claim-audit") if isinstance(table, dict) else None
    return found if isinstance(found, dict) else None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise InputError(str(path), "is not UTF-8 text") from None
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {error.strerror}") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(str(path), f"is not valid TOML: {error}") from None


def _from_environment(environment: Mapping[str, str]) -> tuple[dict[str, Any], dict[tuple[str, ...], str]]:
    values: dict[str, Any] = {}
    origins: dict[tuple[str, ...], str] = {}
    for name, path in _ENVIRONMENT.items():
        text = environment.get(_PREFIX + name)
        if text is None:
            continue
        value: Any = text.strip()
        if name in _SWITCHES:
            if value.lower() not in _TRUE + _FALSE:
                raise InputError(_PREFIX + name, f"{value!r} is neither on nor off", hint="use 1 or 0")
            value = value.lower() in _TRUE
        elif path[-1].endswith("_url"):
            value = value.rstrip("/") or None
        elif name == "FAIL_ON" and value == "never":
            value = None
        target = values
        for part in path[:-1]:
            target = target.setdefault(part, {})
        target[path[-1]] = value
        origins[path] = _PREFIX + name
    return values, origins


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    if merged.get("fail_on") == "never":
        merged["fail_on"] = None
    for name, value in over.items():
        held = merged.get(name)
        merged[name] = _merged(held, value) if isinstance(value, dict) and isinstance(held, dict) else value
    return merged


def _explained(error: ValidationError, path: Path, origins: Mapping[tuple[str, ...], str]) -> InputError:
    first = error.errors()[0]
    where = tuple(str(part) for part in first["loc"])
    setting = ".".join(where)
    if where in origins:
        return InputError(origins[where], f"{first['msg'].lower()}: {first.get('input')!r}")
    known = "no such setting" if first["type"] == "extra_forbidden" else first["msg"].lower()
    return InputError(str(path), f"{setting}: {known}", line=_line_of(path, where[-1] if where else ""))


def _line_of(path: Path, name: str) -> int | None:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    for number, line in enumerate(lines, start=1):
        if line.split("=")[0].strip().strip('"') == name:
            return number
    return None
