"""The stored audit itself."""

from __future__ import annotations

from audit.files import dump_json
from audit.model import Report


def render_json(report: Report) -> bytes:
    """`reports/NAME.json`: what every other format is drawn from."""
    return dump_json(report.model_dump(mode="json")).encode()
