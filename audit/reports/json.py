"""The stored audit itself."""

from __future__ import annotations

from audit.model import Report


def render_json(report: Report) -> bytes:
    """`reports/NAME.json`: what every other format is drawn from. As `audit.files.dump_json` has it, in a tenth of the
    time: a run over many documents writes little else."""
    return report.__pydantic_serializer__.to_json(report, indent=2, by_alias=True) + b"\n"
