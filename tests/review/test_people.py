"""Who decides and who wrote."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from audit.errors import InputError
from audit.model import Actor
from audit.review.people import actor, authors, same_person


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    git(tmp_path, "config", "user.name", "Jane Doe")
    git(tmp_path, "config", "user.email", "jane@example.org")
    (tmp_path / "page.md").write_text("A page.\n")
    git(tmp_path, "add", "page.md")
    git(tmp_path, "commit", "-q", "-m", "a page")
    return tmp_path


def test_the_git_identity_decides_unless_another_is_given(repository: Path) -> None:
    assert actor(repository, None, "Medical") == Actor(name="Jane Doe", email="jane@example.org", role="Medical")
    assert actor(repository, "Zoë Müller <zoe@example.org>") == Actor(name="Zoë Müller", email="zoe@example.org")
    assert actor(repository, "Zoë Müller") == Actor(name="Zoë Müller")
    for wrong in ("<zoe@example.org>", "a <b <c>", "Zoë\x1b[0m", "x" * 300):
        with pytest.raises(InputError):
            actor(repository, wrong)


def test_the_authors_are_those_who_committed(repository: Path) -> None:
    assert authors(repository, "page.md") == [Actor(name="Jane Doe", email="jane@example.org")]
    assert authors(repository, "other.md") == []
    assert authors(repository.parent, "page.md") == []


def test_people_are_the_same_by_address_or_by_name() -> None:
    jane = Actor(name="Jane Doe", email="jane@example.org")
    assert same_person(jane, Actor(name="J. Doe", email="Jane@example.org"))
    assert same_person(jane, Actor(name="jane doe"))
    assert not same_person(jane, Actor(name="Jane Doe", email="other@example.org"))
