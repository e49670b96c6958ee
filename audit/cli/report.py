"""`claim-audit report`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("report")
@click.argument("stored", metavar="REPORT.json|-", type=click.Path(path_type=Path))
@click.option("--format", "format_name", required=True, help="html, json, ... One format; data goes to stdout.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to this file instead of stdout.")
def command(stored: Path, format_name: str, output: Path | None) -> None:
    """Write a stored report again, in another format. Nothing is audited anew.

    \b
    Examples:
      claim-audit report reports/page.json --format html -o page.html
      claim-audit report reports/page.json --format markdown
    """
    from audit.cli.io import standard_input, write_bytes
    from audit.reports import extension, render
    from audit.stored import load_report
    from audit.workspace import Workspace

    extension(format_name)  # an unknown format ends here, before anything is read
    with standard_input(stored) as path:
        report = load_report(path)
    source = Workspace.open().source_of(report.document)
    write_bytes(render(report, format_name, source=source), output)
