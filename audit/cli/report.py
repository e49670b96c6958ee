"""`claim-audit report`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("report")
@click.argument("stored", metavar="REPORT.json", type=click.Path(path_type=Path))
@click.option("--format", "format_name", required=True, help="html, json, ... One format; data goes to stdout.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to this file instead of stdout.")
def command(stored: Path, format_name: str, output: Path | None) -> None:
    """Write a stored report again, in another format. Nothing is audited anew.

    \b
    Examples:
      claim-audit report reports/page.json --format html -o page.html
      claim-audit report reports/page.json --format markdown
    """
    from audit.cli.io import write_bytes
    from audit.reports import render
    from audit.stored import load_report

    write_bytes(render(load_report(stored), format_name), output)
