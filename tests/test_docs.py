"""The documentation is true: its commands run and print what it shows, its links lead somewhere, its tables are the
code's own.

How a page is written. A fence ```console holds commands (`$ `, continued with `> `) and, where it helps, what they
print. The commands of a page run in one shell, in order, in a fresh copy of the example workspace (a Git repository of
its own). Output may be left out; what is shown must be printed, in that order; `...` stands for anything. Above a fence
a comment may say `<!-- exits 1 -->` (of its last command) or `<!-- not run: REASON -->`. The fences ```python of a page
are one program; what it prints stands behind `#> `.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from command_line import ROOT, Shell
from example.transcribe import run_time

from audit.checks import rules
from audit.cli import _COMMANDS
from audit.cli.manual import manual
from audit.configuration import _ENVIRONMENT, _PREFIX, load_settings
from audit.model import RegistrySettings, Settings
from audit.reports.rules import RULES
from audit.support import scoring

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
OTHERS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", ROOT / "benchmarks" / "README.md"]
ALL = [path for path in [*sorted(DOCS.rglob("*.md")), *OTHERS] if path.exists()]
GENERATED = {"reference.md"}  # of the command line itself; its own test holds it

_FENCE = re.compile(r"((?:^<!-- [^\n]*? -->\n)*)^```(\w*)\n(.*?)^```$", re.M | re.S)
_MARK = "@@claim-audit-docs@@"
_LONGEST = 120  # seconds a page may take on a busy machine


@dataclass(frozen=True)
class Fence:
    """A fenced block: its language, its text, what the comments above it say, and its line."""

    language: str
    text: str
    comments: tuple[str, ...]
    line: int

    @property
    def not_run(self) -> str | None:
        """Why its commands are not run, if they are not."""
        return next((c.removeprefix("not run:").strip() for c in self.comments if c.startswith("not run:")), None)

    @property
    def code(self) -> int:
        """The exit code of its last command."""
        return next((int(c.removeprefix("exits ")) for c in self.comments if c.startswith("exits ")), 0)


@dataclass(frozen=True)
class Command:
    """A command as it is typed, what the page shows of its output, and how it should end."""

    typed: str
    shown: tuple[str, ...]
    code: int
    line: int


def fences(page: Path, language: str) -> list[Fence]:
    text = page.read_text(encoding="utf-8")
    return [
        Fence(found[2], found[3], tuple(re.findall(r"<!-- (.*?) -->", found[1])), text.count("\n", 0, found.start(3)))
        for found in _FENCE.finditer(text)
        if found[2] == language
    ]


def commands(page: Path) -> Iterator[Command]:
    """The commands of a page that can be run, in order."""
    for fence in fences(page, "console"):
        if fence.not_run is not None:
            continue
        found: list[tuple[str, list[str], int]] = []
        for number, line in enumerate(fence.text.splitlines(), start=fence.line + 1):
            if line.startswith("$ "):
                found.append((line[2:], [], number))
            elif line.startswith("> ") and found and not found[-1][1]:
                found[-1] = (f"{found[-1][0]}\n{line[2:]}", [], found[-1][2])
            else:
                assert found, f"{page.name}:{number}: output before any command"
                found[-1][1].append(line)
        for typed, shown, number in found:
            last = typed is found[-1][0]
            yield Command(typed, tuple(shown), fence.code if last else 0, number)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example workspace as it is shipped, in a Git repository."""
    folder = tmp_path_factory.mktemp("docs") / "checkout"
    folder.mkdir()
    for name in ("content", "claims", "bib", "reports"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".lock", "*.lock"))
    shutil.copy(ROOT / "claim-audit.toml", folder)
    for arguments in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "The example"]):
        subprocess.run(["git", *_IDENTITY, *arguments], cwd=folder, check=True, capture_output=True)
    return folder


_IDENTITY = ["-c", "user.name=Ana Author", "-c", "user.email=ana@example.org"]


def environment(home: Path) -> dict[str, str]:
    """Our command on the PATH, the clock of the day after the example's audit, no registry, nobody's settings."""
    folder = home / "bin"
    folder.mkdir()
    for name, call in (("claim-audit", "-m audit"), ("python", "")):
        command = folder / name
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" {call} "$@"\n', encoding="utf-8")
        command.chmod(0o755)
    (home / "gitconfig").write_text("[user]\nname = Ana Author\nemail = ana@example.org\n", encoding="utf-8")
    return {
        **Shell(home).env(),
        "HOME": str(home),
        "PATH": os.pathsep.join([str(folder), os.environ["PATH"]]),
        "GIT_CONFIG_GLOBAL": str(home / "gitconfig"),
        "SOURCE_DATE_EPOCH": str(int(run_time()) + 86_400),
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
    }


def script_of(steps: list[Command]) -> str:
    """One shell script that says where the output of each command begins, and how it ended."""
    lines = ["exec 2>&1"]
    for number, step in enumerate(steps):
        lines += [f"printf '\\n{_MARK} {number}\\n'", step.typed, f"printf '\\n{_MARK} code %s\\n' $?"]
    return "\n".join(lines) + "\n"


def is_shown(shown: tuple[str, ...], printed: list[str]) -> str | None:
    """The first line of `shown` that was not printed after those before it."""
    at = 0
    for line in shown:
        pattern = ".*".join(map(re.escape, re.split(r"\s*\.\.\.\s*", " ".join(line.split()))))
        while at < len(printed) and not re.fullmatch(pattern, " ".join(printed[at].split())):
            at += 1
        if at == len(printed):
            return line
        at += 0 if line.strip() == "..." else 1
    return None


@pytest.mark.parametrize("page", [p for p in PAGES if p.name not in GENERATED], ids=lambda page: page.name)
def test_the_commands_of_a_page_do_what_it_says(page: Path, example: Path, tmp_path: Path) -> None:
    steps = list(commands(page))
    if not steps:
        return
    copy = tmp_path / "checkout"
    shutil.copytree(example, copy)
    (tmp_path / "script").write_text(script_of(steps), encoding="utf-8")
    ran = subprocess.run(
        ["bash", str(tmp_path / "script")],
        cwd=copy, env=environment(tmp_path), stdin=subprocess.DEVNULL, capture_output=True, timeout=_LONGEST,
        check=False,
    )  # fmt: skip
    parts = re.split(rf"^{_MARK} (\d+)\n", ran.stdout.decode(), flags=re.M)[1:]
    assert len(parts) == 2 * len(steps), ran.stdout.decode()[-3000:] + ran.stderr.decode()
    for step, output in zip(steps, parts[1::2], strict=True):
        printed, _, code = output.rpartition(f"\n{_MARK} code ")
        where = f"{page.name}:{step.line}: $ {step.typed}\n{printed}"
        assert int(code) == step.code, where
        missing = is_shown(step.shown, printed.splitlines())
        assert missing is None, f"not printed: {missing}\n{where}"


@pytest.mark.parametrize("page", [p for p in PAGES if fences(p, "python")], ids=lambda page: page.name)
def test_the_python_of_a_page_runs(page: Path, example: Path, tmp_path: Path) -> None:
    copy = tmp_path / "checkout"
    shutil.copytree(example, copy)
    code = "\n".join(fence.text for fence in fences(page, "python") if fence.not_run is None)
    ran = subprocess.run(
        [sys.executable, "-"], input=code.encode(), cwd=copy, env=environment(tmp_path), capture_output=True,
        timeout=_LONGEST, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr.decode()
    printed = ran.stdout.decode().splitlines()
    missing = is_shown(tuple(re.findall(r"^#> (.*)$", code, re.M)), printed)
    assert missing is None, f"not printed: {missing}\n{ran.stdout.decode()}"


def test_what_is_not_run_says_why() -> None:
    for page in PAGES:
        for language in ("console", "python"):
            for fence in fences(page, language):
                assert fence.not_run is None or len(fence.not_run) > 10, f"{page.name}:{fence.line}"


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?^```$|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.S | re.M)
    for target in re.findall(r"\]\(<?([^)>\s]+)>?\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        linked = (page.parent / path).resolve() if path else page
        assert linked.exists(), f"{page.name}: {target}"
        assert linked.is_relative_to(ROOT), f"{page.name}: {target} is outside of the repository"
        if anchor:
            assert anchor in anchors(linked), f"{page.name}: {target}: there is no such heading"


@cache
def anchors(page: Path) -> frozenset[str]:
    """The anchors of a page's headings, as Git hosts make them."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.S | re.M)
    found: list[str] = []
    for heading in re.findall(r"^#{1,6} +(.+?) *$", text, flags=re.M):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        name = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        found.append(f"{name}-{found.count(name)}" if name in found else name)
    return frozenset(found)


def test_the_map_leads_to_every_page() -> None:
    text = (DOCS / "index.md").read_text(encoding="utf-8")
    assert [page.name for page in PAGES if page.name != "index.md" and f"]({page.name}" not in text] == []
    assert "](rules/README.md)" in text


@pytest.mark.parametrize("page", [p for p in PAGES if p.name not in {*GENERATED, "profiles.md", "index.md"}])
def test_a_page_says_for_whom_it_is(page: Path) -> None:
    title, _, second = page.read_text(encoding="utf-8").split("\n", 2)
    assert title.startswith("# ")
    assert re.match(r"\*For .+\*", second, re.S), f"{page.name}: its second paragraph is *For ...*"


def test_pictures_are_small_described_and_used() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in ALL)
    for picture in (DOCS / "images").glob("*.png"):
        assert picture.stat().st_size < 300_000, picture.name
        assert re.search(rf"!\[[^\]]{{20,}}\]\([^)]*{picture.name}\)", text), f"{picture.name}: not shown, or no words"


# -- tables that must be the code's own --

_ROW = re.compile(r"^\| `([\w.]+)` \| (.*?) \| (.*?) \| .+ \|$", re.M)


def documented_settings() -> dict[str, tuple[str, str]]:
    """Setting -> its environment variable and its default, as the page's tables have them."""
    text = (DOCS / "configuration.md").read_text(encoding="utf-8")
    return {name: (variable.strip("` —"), default.strip("` —")) for name, variable, default in _ROW.findall(text)}


def settings_of_the_code() -> dict[str, tuple[str, str]]:
    variables = {".".join(path): _PREFIX + name for name, path in _ENVIRONMENT.items()}
    models = {"": Settings, "registries.": RegistrySettings}
    found = {}
    for prefix, model in models.items():
        for name, field in model.model_fields.items():
            if name != "registries":
                value = field.get_default(call_default_factory=True)
                found[prefix + name] = (variables.get(prefix + name, ""), shown(value))
    return found


def shown(value: object) -> str:
    """A default as TOML has it; nothing for none."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}"
    return json.dumps(value, ensure_ascii=False)


def test_the_settings_are_those_of_the_model() -> None:
    assert documented_settings() == settings_of_the_code()


def test_the_settings_files_that_are_shown_can_be_used(tmp_path: Path) -> None:
    for page in PAGES:
        for fence in fences(page, "toml"):
            tables = tomllib.loads(fence.text)
            if "a claim-audit.toml" in fence.comments or "a pyproject.toml" in fence.comments:
                folder = tmp_path / f"{page.stem}-{fence.line}"
                folder.mkdir()
                (folder / fence.comments[-1].removeprefix("a ")).write_text(fence.text, encoding="utf-8")
                settings = load_settings(folder, {})
                assert settings != Settings(), f"{page.name}:{fence.line}: it sets nothing"
            else:
                assert tables


def test_the_command_reference_is_what_the_commands_say() -> None:
    page = (DOCS / "reference.md").read_text(encoding="utf-8")
    assert page == manual(), "`python -m audit.cli.manual docs/reference.md` writes it anew"


def test_every_command_shows_an_example() -> None:
    sections = re.split(r"^## ", manual(), flags=re.M)[1:]
    assert len(sections) > 20
    assert [section.partition("\n")[0] for section in sections if "**Example" not in section] == []


def test_the_options_and_subcommands_that_pages_name_are_there() -> None:
    """`claim-audit COMMAND --option` in a page or in a help is what the command takes."""
    sections = dict(re.findall(r"^## (claim-audit [\w -]+)\n(.*?)(?=^## |\Z)", manual(), re.M | re.S))
    wrong = []
    for page in [*PAGES, ROOT / "README.md"]:
        for line in page.read_text(encoding="utf-8").splitlines():
            for call in re.findall(r"claim-audit [a-z][^`|#&;<>]*", line):
                words = call.split()
                name = next((n for k in (3, 2) if (n := " ".join(words[:k])) in sections), None)
                known = set(re.findall(r"(?<![\w-])--?[a-z][\w-]*", sections.get(name or "", ""))) | {"--help"}
                used = re.findall(r"(?<![\w-])--[a-z][\w-]*", re.sub(r"\"[^\"]*\"", "", call))
                if name and not set(used) <= known:
                    wrong.append(f"{page.name}: {call}")
    assert wrong == []


def test_the_thresholds_of_support_are_those_of_the_code() -> None:
    text = (DOCS / "verdicts.md").read_text(encoding="utf-8")
    assert f"at least {scoring.SUPPORTED:.0%}".replace("%", " %") in text
    assert f"no passage has {scoring.PARTLY:.0%}".replace("%", " %") in text


def test_the_benchmarks_that_pages_name_are_there() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = set(re.findall(r"benchmarks/\w+\.py", text))
    assert len(named) > 5
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_security_says_of_every_command_whether_it_opens_connections() -> None:
    text = (DOCS / "security.md").read_text(encoding="utf-8").partition("## Addresses inside")[0]
    assert [name for name in _COMMANDS if f"`{name}`" not in text and f"`{name} " not in text] == []


def test_every_rule_has_its_words_in_reports() -> None:
    assert set(RULES) == {rule.code for rule in rules()}


# -- the site --


def test_the_site_builds_and_fetches_nothing(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs", reason="needs the extra docs")
    call = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    built = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    pages = {path: path.read_text(encoding="utf-8") for path in (tmp_path / "site").rglob("*.html")}
    assert len(pages) > len(PAGES)
    fetched = re.compile(r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=[\"'](?:https?:)?//[^>]+")
    assert {path.name: found[0] for path, text in pages.items() if (found := fetched.search(text))} == {}
