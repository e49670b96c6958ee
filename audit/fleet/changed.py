"""Which sources differ from what a Git revision holds: a pull request is about these, and about no others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from audit.configuration import FILE_NAME
from audit.errors import InputError
from audit.review.people import git
from audit.workspace import Workspace

_INCLUDING: Final = {".tex": frozenset({".tex", ".bib", ".bbl"}), ".md": frozenset({".bib", ".json", ".yaml"})}
"""Sources by what others of them may read besides themselves."""


def changed_since(space: Workspace, paths: Sequence[Path], revision: str) -> list[Path]:
    """Those of `paths` that differ from `revision`, or may read something that does, or that it does not have.

    All of them where the settings or the profile differ. Raises InputError where Git cannot tell.
    """
    if revision.startswith("-"):
        raise InputError(revision, "is no Git revision")
    differing, held = _differing(space.root, revision), _held(space.root, revision)
    if differing & _deciding(space):
        return list(paths)
    written = [folder.relative_to(space.root) for folder in (space.claims, space.bibliography.parent, space.reports)]
    suffixes = {
        path.suffix.lower() for path in map(Path, differing) if not any(path.is_relative_to(own) for own in written)
    }
    found = []
    for path in paths:
        name = space.display(path)
        others = _INCLUDING.get(path.suffix.lower(), frozenset())
        if name in differing or name not in held or not suffixes.isdisjoint(others):
            found.append(path)
    return found


def _deciding(space: Workspace) -> set[str]:
    """The files of the settings and of a profile of one's own."""
    found = {FILE_NAME, "pyproject.toml"}
    if space.settings.profile.endswith(".toml"):
        found.add(space.display(space.root / space.settings.profile))
    return found


def _differing(root: Path, revision: str) -> set[str]:
    """Names of files of the working tree that are not as they were, from the workspace."""
    return _names(git(root, "diff", "--name-only", "--relative", "--no-renames", "-z", revision, "--"), revision)


def _held(root: Path, revision: str) -> set[str]:
    """Names of the files that the revision has in the workspace."""
    return _names(git(root, "ls-tree", "-r", "--name-only", "-z", revision), revision)


def _names(told: str | None, revision: str) -> set[str]:
    if told is None:
        raise InputError(revision, "is no Git revision here", hint="--changed needs --against with one")
    return set(filter(None, told.split("\0")))
