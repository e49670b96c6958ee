"""A host with a checkout of the example."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for pipelines

from pipelines import Host, host


@pytest.fixture
def on(tmp_path: Path) -> Host:
    return host(tmp_path)
