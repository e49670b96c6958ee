"""The sample reports, built once."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from audit.model import Report
from audit.reports import render


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("report_samples", Path(__file__).with_name("samples.py"))
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["report_samples"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def samples() -> ModuleType:
    return _load()


@pytest.fixture(scope="session")
def sample(samples: ModuleType) -> Callable[[str], Report]:
    """A sample report by its name."""
    return cache(lambda name: samples.SAMPLES[name]())


@pytest.fixture(scope="session")
def drawn(sample: Callable[[str], Report]) -> Callable[[str, str], bytes]:
    """A sample report in a format, drawn once."""
    return cache(lambda name, format: render(sample(name), format))
