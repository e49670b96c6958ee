"""Where settings come from, which one wins, and how a mistake is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from audit.configuration import find_workspace, load_settings, settings_sha256
from audit.errors import InputError
from audit.model import Settings


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_settings(tmp_path, {}) == Settings()


def test_the_own_file_comes_before_pyproject(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", '[tool.claim-audit]\nprofile = "from-pyproject"\n')
    assert load_settings(tmp_path, {}).profile == "from-pyproject"
    write(tmp_path, "claim-audit.toml", 'profile = "own"\n')
    assert load_settings(tmp_path, {}).profile == "own"


@pytest.mark.parametrize("broken", ["[tool", "[tool.claim-audit", "tool = 3", "[tool]\nclaim-audit = 4", "[other]\n"])
def test_another_tools_pyproject_is_its_own_affair(tmp_path: Path, broken: str) -> None:
    write(tmp_path, "pyproject.toml", broken)
    assert load_settings(tmp_path, {}) == Settings()
    assert find_workspace(tmp_path) == tmp_path


def test_the_nearest_folder_upward_is_the_workspace(tmp_path: Path) -> None:
    deep = write(tmp_path / "a" / "b" / "c", "page.txt", "")
    assert find_workspace(deep) == deep
    write(tmp_path, "claim-audit.toml", "")
    assert find_workspace(deep) == tmp_path
    write(tmp_path / "a", "pyproject.toml", "[tool.claim-audit]\n")
    assert find_workspace(deep) == tmp_path / "a"
    write(tmp_path / "a" / "b", "pyproject.toml", "[tool.other]\n")
    assert find_workspace(deep) == tmp_path / "a"


@pytest.mark.parametrize(
    ("name", "text", "setting", "value"),
    [
        ("PROFILE", "ama-style", "profile", "ama-style"),
        ("FAIL_ON", "minor", "fail_on", "minor"),
        ("FAIL_ON", "never", "fail_on", None),
        ("MAILTO", " me@example.org ", "registries.mailto", "me@example.org"),
        ("CROSSREF_URL", "http://127.0.0.1:8100/", "registries.crossref_url", "http://127.0.0.1:8100"),
        ("CROSSREF_TOKEN", "secret", "registries.crossref_token", "secret"),
        ("DOI_URL", "http://127.0.0.1:1", "registries.doi_url", "http://127.0.0.1:1"),
        ("DATACITE_URL", "http://127.0.0.1:2", "registries.datacite_url", "http://127.0.0.1:2"),
        ("EUROPEPMC_URL", "http://127.0.0.1:3", "registries.europepmc_url", "http://127.0.0.1:3"),
        ("ARCHIVE_URL", "", "registries.archive_url", None),
        ("CHECK_LINKS", "0", "registries.check_links", False),
        ("CHECK_LINKS", "Yes", "registries.check_links", True),
        ("ALLOW_PRIVATE_HOSTS", "1", "registries.allow_private_hosts", True),
        ("SECOND_OPINION", "off", "registries.second_opinion", False),
        ("TIMEOUT", "3.5", "registries.timeout", 3.5),
        ("DEADLINE", "60", "registries.deadline", 60.0),
        ("MAX_RETRIES", "1", "registries.max_retries", 1),
        ("MAX_RETRY_AFTER", "7", "registries.max_retry_after", 7.0),
    ],
)
def test_the_environment_wins_over_the_file(tmp_path: Path, name: str, text: str, setting: str, value: Any) -> None:
    write(tmp_path, "claim-audit.toml", 'profile = "core"\n[registries]\nmailto = "file@example.org"\ntimeout = 1\n')
    found: Any = load_settings(tmp_path, {f"CLAIM_AUDIT_{name}": text})
    for part in setting.split("."):
        found = getattr(found, part)
    assert found == value


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("profile = ", None, "is not valid TOML"),
        ('\nprofil = "core"', 2, "profil: no such setting"),
        ('sources = "content"', 1, "sources: "),
        ("fail_on = 3", 1, "fail_on: "),
        ('\n\n[registries]\nmail = "a@b.org"', 4, "registries.mail: no such setting"),
        ("[registries]\ntimeout = []", 2, "registries.timeout: "),
        ("registries = 1", 1, "registries: "),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, line: int | None, said: str) -> None:
    write(tmp_path, "claim-audit.toml", text)
    with pytest.raises(InputError) as raised:
        load_settings(tmp_path, {})
    assert raised.value.line == line
    assert said in str(raised.value)


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "claim-audit.toml").write_bytes(b'profile = "\xff"')
    with pytest.raises(InputError, match="is not UTF-8 text"):
        load_settings(tmp_path, {})


@pytest.mark.parametrize(("name", "text"), [("CHECK_LINKS", "perhaps"), ("TIMEOUT", "soon"), ("FAIL_ON", "sometimes")])
def test_a_mistake_in_the_environment_names_the_variable(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(InputError, match=f"CLAIM_AUDIT_{name}: .*{text}"):
        load_settings(tmp_path, {f"CLAIM_AUDIT_{name}": text})


@pytest.mark.parametrize(
    ("name", "value", "same"),
    [
        ("MAILTO", "me@example.org", True),
        ("CROSSREF_TOKEN", "secret", True),
        ("CROSSREF_URL", "http://127.0.0.1:8100", True),
        ("TIMEOUT", "3", True),
        ("FAIL_ON", "info", False),
        ("CHECK_LINKS", "0", False),
        ("SECOND_OPINION", "0", False),
    ],
)
def test_the_hash_of_the_settings_covers_what_decides_what_is_found(
    tmp_path: Path, name: str, value: str, same: bool
) -> None:
    usual = settings_sha256(load_settings(tmp_path, {}), "p")
    assert (settings_sha256(load_settings(tmp_path, {f"CLAIM_AUDIT_{name}": value}), "p") == usual) is same
    assert settings_sha256(load_settings(tmp_path, {}), "q") != usual


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    assert "secret" not in repr(load_settings(tmp_path, {"CLAIM_AUDIT_CROSSREF_TOKEN": "secret"}))
