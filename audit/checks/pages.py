"""The rule pages as files: `python -m audit.checks.pages docs/rules`."""

from __future__ import annotations

import sys
from pathlib import Path

from audit.checks.profiles import load_profile, profile_names
from audit.checks.rule import Rule
from audit.checks.running import explain, rules
from audit.files import write_if_changed


def page(rule: Rule) -> str:
    """The page of a rule as its file has it: as `claim-audit rules CODE` prints it, with its severity by profile."""
    settings = "\n".join(f"| {name} | {load_profile(name).severity(rule) or 'off'} |" for name in profile_names())
    return f"{explain(rule.code)}\n## Severity\n| profile | severity |\n|---|---|\n{settings}\n"


def index() -> str:
    """The list of all pages."""
    rows = "\n".join(f"| [{rule.code}]({rule.code}.md) | {rule.name} | {rule.summary} |" for rule in rules())
    return (
        "# The rules\n\nGenerated from the rules themselves by `python -m audit.checks.pages docs/rules`.\n\n"
        f"| code | name | what it finds |\n|---|---|---|\n{rows}\n"
    )


def write_pages(folder: Path) -> None:
    """Write one page a rule and the list of them, and remove pages of rules that are no more."""
    pages = {f"{rule.code}.md": page(rule) for rule in rules()} | {"README.md": index()}
    for name, text in pages.items():
        write_if_changed(folder / name, text)
    for path in folder.glob("*.md"):
        if path.name not in pages:
            path.unlink()


if __name__ == "__main__":
    write_pages(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/rules"))
