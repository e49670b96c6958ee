"""A workspace with an audited page, ready for decisions."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pages import records
from registry_server import RegistryServer
from review_bench import NOW, PAGE, Bench

from audit.model import RegistrySettings, Settings
from audit.pipeline import Order
from audit.runs import run
from audit.workspace import Workspace


@pytest.fixture(scope="session")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace as a run with the registries leaves it."""
    root = tmp_path_factory.mktemp("desk")
    (root / "content").mkdir()
    (root / "content" / "page.txt").write_text(PAGE, encoding="utf-8")
    (root / "claim-audit.toml").write_text(
        'sources = ["content"]\nformats = ["json"]\nsupport = "off"\n[registries]\ncheck_links = false\n',
        encoding="utf-8",
    )
    with RegistryServer(records(), limits=None) as server:
        registries = RegistrySettings(**server.settings(check_links=False))
        settings = Settings(registries=registries, formats=["json"], support="off")
        outcome = run(Workspace(root, settings), [root / "content" / "page.txt"], Order(settings, NOW))
    assert not outcome.failures
    return root


@pytest.fixture
def bench(audited: Path, tmp_path: Path) -> Bench:
    shutil.copytree(audited, tmp_path, dirs_exist_ok=True)
    return Bench(tmp_path)
