"""What every test may use. Sockets other than loopback are blocked (pyproject.toml); so is the reader's environment.

Import from `command_line`, `pages`, `registry_server`; never from `conftest`: every room may have one.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
SHARED = ROOT.parent / "shared"

sys.path.insert(0, str(TESTS))  # for registry_server, command_line, pages, example

from command_line import Cli, Shell  # noqa: E402

# The same examples in every run. To look for new ones: HYPOTHESIS_PROFILE=explore.
settings.register_profile("repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", deadline=None, max_examples=2000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: many tests wait for a server, a browser or a process of their own."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have settings of their own; the tests must not see them."""
    for name in list(os.environ):
        if name.startswith("CLAIM_AUDIT_") or name.lower() in {"source_date_epoch", "http_proxy", "https_proxy"}:
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared data beside the checkout; tests that need it are skipped where it is missing."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared, which is not part of the project")
    return SHARED


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """The command line in an empty folder."""
    return Cli(tmp_path)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """The command line in a process of its own, in an empty folder."""
    return Shell(tmp_path)
