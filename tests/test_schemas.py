"""The JSON Schemas of the package: equal to the models, sound, and true of what is shipped and printed."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pydantic
import pytest
from command_line import ROOT, Cli
from jsonschema import Draft202012Validator
from pages import CLEAN, ORONSKY

from audit.checks import profile_names
from audit.schemas import NAMES, schema_path, schema_text
from audit.schemas.generate import generate

PROFILES = ROOT / "audit" / "checks" / "profile_files"
Faults = Callable[[str, Any], list[str]]


@pytest.fixture(scope="module")
def faults() -> Faults:
    """What a schema has against a value."""

    def of(name: str, value: Any) -> list[str]:
        found = Draft202012Validator(json.loads(schema_text(name))).iter_errors(value)
        return [f"{error.json_path}: {error.message}" for error in found]

    return of


@pytest.mark.skipif(
    tuple(map(int, pydantic.VERSION.split(".")[:2])) < (2, 11), reason="older pydantic words them otherwise"
)
@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_what_its_model_says(name: str) -> None:
    assert schema_text(name) == generate(name), "`python -m audit.schemas.generate` writes them anew"
    schema = json.loads(schema_text(name))
    Draft202012Validator.check_schema(schema)
    assert (schema["$schema"], schema["title"]) == (Draft202012Validator.META_SCHEMA["$id"], f"claim-audit {name}")


def test_there_are_no_others() -> None:
    assert {path.name for path in schema_path("report").parent.glob("*.json")} == {
        schema_path(name).name for name in NAMES
    }


def test_the_shipped_audit_is_valid(faults: Faults) -> None:
    for name, file in (("report", "reports/carcinoid-syndrome.json"), ("claims", "claims/carcinoid-syndrome.json")):
        assert faults(name, json.loads((ROOT / file).read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("name", profile_names())
def test_the_shipped_profiles_are_valid(name: str, faults: Faults) -> None:
    assert faults("profile", toml(PROFILES / f"{name}.toml")) == []


def test_the_shipped_settings_are_valid(faults: Faults, cli: Cli) -> None:
    assert faults("settings", toml(ROOT / "claim-audit.toml")) == []
    cli("init")
    assert faults("settings", toml(cli.home / "claim-audit.toml")) == []


def toml(path: Path) -> Any:
    """A TOML file as a validator of JSON sees it: days are strings."""
    return json.loads(json.dumps(tomllib.loads(path.read_text(encoding="utf-8")), default=str))


def test_what_is_printed_is_valid(cli: Cli, faults: Faults) -> None:
    (cli.home / "page.txt").write_text(CLEAN, encoding="utf-8")
    assert faults("extraction", json.loads(cli("extract", "page.txt").stdout)) == []
    parsed = cli("references", "parse", stdin=f"{ORONSKY}\nno reference at all\n").stdout
    verified = cli("references", "verify", "--offline", stdin=f"{ORONSKY}\n10.1503/cmaj.160771\n").stdout
    lines = [json.loads(line) for line in (parsed + verified).splitlines()]
    assert len(lines) == 4
    assert [faults("reference", line) for line in lines] == [[]] * 4


def test_an_entry_of_the_log_is_valid(cli: Cli, faults: Faults) -> None:
    (cli.home / "page.txt").write_text(CLEAN, encoding="utf-8")
    cli("run", "page.txt", "--offline", "--fail-on", "never", "--quiet")
    decided = cli("decide", "comment", "page.txt", "--reason", "read", "--as", "Ana Author <ana@example.org>")
    assert decided.code == 0, decided.stderr
    (entry,) = (cli.home / "claims" / "decisions.jsonl").read_text(encoding="utf-8").splitlines()
    assert faults("decision", json.loads(entry)) == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("report", {"tool": {"version": "1"}}, "'schema' is a required property"),
        ("claims", {"schema": "claim-audit/claims/2"}, "'claim-audit/claims/1' was expected"),
        ("profile", {"rules": {"CIT001": "grave"}}, "$.rules.CIT001: 'grave' is not one of"),
        ("profile", {"rule": {"CIT001": "major"}}, "'rule' was unexpected"),
        ("profile", {"abbreviations": {"known": {"plus": ["MRI"]}}}, "is not valid under any of the given schemas"),
        ("settings", {"fail_on": "blocker"}, "$.fail_on: 'blocker' is not one of"),
        ("settings", {"registries": {"timeout": "soon"}}, "$.registries.timeout: 'soon' is not of type 'number'"),
    ],
)
def test_what_is_wrong_is_told(name: str, value: Any, said: str, faults: Faults) -> None:
    assert any(said in fault for fault in faults(name, value)), faults(name, value)


def test_a_profile_may_change_lists_and_switch_texts_off(faults: Faults) -> None:
    value = {"abbreviations": {"known": {"add": ["MRI"]}}, "required": {"job-code": {"on": False}}}
    assert faults("profile", value) == []
    assert faults("settings", {"fail_on": "never"}) == []


def test_the_command_prints_and_lists_them(cli: Cli) -> None:
    assert [line.split()[0] for line in cli("schema").stdout.splitlines()] == list(NAMES)
    assert cli("schema", "report").stdout == schema_text("report")
    assert cli("schema", "claims", "-o", "out.json").code == 0
    assert (cli.home / "out.json").read_text(encoding="utf-8") == schema_text("claims")
    ran = cli("schema", "reports")
    assert (ran.code, ran.stdout) == (2, "")
    assert "there is no such schema (there are report, extraction, " in ran.stderr
