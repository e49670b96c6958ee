"""A workspace with a page and a registry that knows what the page cites."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pages import CLEAN, records
from registry_server import RegistryServer


@pytest.fixture
def server() -> Iterator[RegistryServer]:
    with RegistryServer(records(), limits=None) as running:
        yield running


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """`content/page.txt` with nothing wrong in it."""
    path = tmp_path / "content" / "page.txt"
    path.parent.mkdir()
    path.write_text(CLEAN, encoding="utf-8")
    return path
