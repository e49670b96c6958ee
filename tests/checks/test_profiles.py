"""Profiles: what ships, what users write, and what is said of a wrong file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from audit.checks import load_profile, profile_names, rules, run_checks
from audit.checks.rule import find_rule
from audit.errors import InputError


def severity(name: str | Path, code: str) -> str | None:
    rule = find_rule(code)
    assert rule is not None
    return load_profile(name).severity(rule)


def test_the_profiles_that_ship() -> None:
    assert profile_names() == ("ama-style", "core", "medical-content", "promotional-uk", "promotional-us")
    for name in profile_names():
        profile = load_profile(name)
        assert profile.name == name
        assert profile.description.endswith(".")


def test_core_has_nothing_opinionated() -> None:
    core = load_profile("core")
    on = {rule.code[:3] for rule in rules() if core.severity(rule) is not None}
    assert on == {"CIT", "REF", "DOI", "URL", "SUP", "WVR", "DOC"}
    assert core.severity(next(rule for rule in rules() if rule.code == "DOC001")) is None


SETTINGS = [
    ("core", "CIT001", "major"),
    ("core", "CIT009", "info"),
    ("core", "ABB001", None),
    ("core", "REF008", None),
    ("medical-content", "CIT009", "minor"),
    ("medical-content", "LAN001", "major"),
    ("medical-content", "DOC001", None),
    ("promotional-uk", "CIT009", "major"),
    ("promotional-uk", "CIT011", "major"),
    ("promotional-uk", "ABB001", "minor"),
    ("promotional-us", "CIT011", None),
    ("ama-style", "CIT012", "minor"),
    ("ama-style", "LAN001", None),
]


@pytest.mark.parametrize(("name", "code", "expected"), SETTINGS)
def test_severities_of_the_profiles(name: str, code: str, expected: str | None) -> None:
    assert severity(name, code) == expected


def write(folder: Path, text: str, name: str = "own.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_profile_of_ones_own_inherits_and_changes(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """
inherits = "medical-content"
[rules]
LAN001 = "critical"
ABB001 = "off"
LAN002 = "on"
[limits.reference_age]
guideline = 3
[words.LAN001]
phrases = { add = ["wonderful {thing}"], remove = ["miracle"] }
exceptions = ["only this"]
[abbreviations]
known = { add = ["MRI"] }
""",
    )
    profile, parent = load_profile(path), load_profile("medical-content")
    assert (severity(path, "LAN001"), severity(path, "ABB001"), severity(path, "LAN002")) == ("critical", None, "major")
    assert profile.limits.reference_age["guideline"] == 3
    assert profile.limits.reference_age["book"] == parent.limits.reference_age["book"]
    phrases = profile.phrases("LAN001").phrases
    assert "wonderful {thing}" in phrases
    assert "miracle" not in phrases
    assert "best {thing}" in phrases
    assert profile.phrases("LAN001").exceptions == ["only this"]
    assert {"MRI", "DNA"} <= set(profile.abbreviations.known)
    assert (profile.name, profile.description) == ("own", "")


def test_files_inherit_from_files_beside_them(tmp_path: Path) -> None:
    write(tmp_path, 'inherits = "core"\nrules = { CIT001 = "minor" }\n', "house.toml")
    write(tmp_path, 'inherits = "house.toml"\n[rules]\nCIT009 = "major"\n', "page.toml")
    assert severity(tmp_path / "page.toml", "CIT001") == "minor"
    assert severity(tmp_path / "page.toml", "CIT009") == "major"
    assert load_profile("page.toml", base=tmp_path).name == "page"


WRONG: list[tuple[str, str, int | None, str]] = [
    ("no TOML", 'inherits = "core"\n[rules\n', 2, "not valid TOML"),
    ("an unknown key", 'inherits = "core"\n\n[limits]\nacess_date_years = 3\n', 4, "limits.acess_date_years"),
    ("an unknown severity", 'inherits = "core"\n[rules]\nCIT001 = "severe"\n', 3, "rules.CIT001"),
    ("an unknown rule", 'inherits = "core"\n[rules]\nCIT001 = "off"\nCIT999 = "off"\n', 4, "no such rule"),
    ("no code", 'inherits = "core"\n[rules]\ncit1 = "off"\n', 3, "rules.cit1"),
    ("an age of nothing", 'inherits = "core"\n[limits.reference_age]\narticle = 0\n', 3, "greater than 0"),
    (
        "no expression",
        '[required.date]\nname = "date"\npatterns = [\n  "(unclosed",\n]\n',
        3,
        "not a regular expression",
    ),
    ("no pattern", '[required.date]\nname = "date"\npatterns = []\n', 3, "required.date.patterns"),
    ("a missing key", '[required.date]\npatterns = ["x"]\n', 1, "required.date.name"),
    ("an unknown parent", 'inherits = "promotional-fr"\n', 1, "no profile “promotional-fr”"),
    ("a missing parent file", '\ninherits = "gone.toml"\n', 2, "no profile file"),
    ("itself", 'inherits = "own.toml"\n', 1, "inherits from itself"),
    ("a word list for no rule", '[words.LAN999]\nphrases = ["x"]\n', 1, "no such rule"),
    ("a list that is none", '[words.LAN001]\nphrases = "best"\n', 2, "words.LAN001.phrases"),
]


@pytest.mark.parametrize(("text", "line", "said"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_a_wrong_file_is_reported_by_line(tmp_path: Path, text: str, line: int | None, said: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(InputError) as caught:
        load_profile(path)
    assert (caught.value.path, caught.value.line) == (str(path), line)
    assert said in str(caught.value)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(InputError, match="medical-content"):
        load_profile("medical")


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read"):
        load_profile(path)


def test_a_severity_of_the_profile_wins_over_the_grade_of_a_problem(make_case: Any, tmp_path: Path) -> None:
    path = write(tmp_path, 'inherits = "core"\n[rules]\nREF002 = "info"\n')
    case = make_case(["A.{1}"], ["Sano M. Int Psychogeriatr."], profile=str(path), missing_fields={0: ["title"]})
    assert [(f.code, f.severity) for f in run_checks(case)] == [("REF002", "info")]


def test_the_example_in_the_documentation_is_a_profile(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "profiles.md").read_text(encoding="utf-8")
    example = text.split("```toml\n")[1].split("```")[0]
    profile = load_profile(write(tmp_path, example))
    assert severity(tmp_path / "own.toml", "CIT009") == "major"
    assert profile.limits.reference_age["guideline"] == 3
    assert {"MRI", "CT"} <= set(profile.abbreviations.known)
    assert "RR" not in profile.abbreviations.known
    for name in profile_names():
        assert f"`{name}`" in text


# The clauses that were read in their sources. No page and no profile may cite another one.
CLAUSES = {
    "ABPI Code 2024, clause 6.1", "ABPI Code 2024, clause 6.2", "ABPI Code 2024, clause 6.3",
    "ABPI Code 2024, clauses 6.4 and 6.5", "ABPI Code 2021, clause 14.1", "ABPI Code 2021, clause 14.2",
    "ABPI Code 2021, clause 14.3", "ABPI Code 2021, clause 14.4", "ABPI Code 2021, clause 12.9",
    "ABPI Code 2016, clause 10.2", "ABPI Code, clause 12.8", "21 CFR 202.1(e)(6)(i)", "21 CFR 11.10(e)",
    "AMA Manual of Style 11, section 3.6", "ICMJE Recommendations",
}  # fmt: skip


def test_only_known_clauses_are_cited() -> None:
    texts = [rule.page for rule in rules()]
    texts += [text.clause for name in profile_names() for text in load_profile(name).required.values()]
    cited = re.compile(
        r"ABPI Code(?: \d{4})?,\s+clauses? [\d.]*\d(?:\s+and\s+[\d.]*\d)?|\d+ CFR [\d.]+(?:\(\w+\))*|"
        r"AMA Manual of Style [\d]+, section [\d.]*\d|ICMJE\s+Recommendations"
    )
    found = {" ".join(match.split()) for text in texts for match in cited.findall(text)}
    assert found == CLAUSES
    assert not any("clause" in cited.sub("", " ".join(text.split())).lower() for text in texts)
