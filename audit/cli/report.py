"""`claim-audit report`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("report")
@click.argument("stored", metavar="REPORT.json|FOLDER|-...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "format_name", required=True, help="html, json, ... One format; data goes to stdout.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to this file instead of stdout.")
def command(stored: tuple[Path, ...], format_name: str, output: Path | None) -> None:
    """Write a stored report again, in another format. Nothing is audited anew.

    Several reports, or a folder of them, are drawn as one: every document with its state, what changed between runs,
    what they share, and the compliance summary (html, xlsx, csv, markdown, sarif, junit, github).

    \b
    Examples:
      claim-audit report reports/page.json --format html -o page.html
      claim-audit report reports/page.json --format markdown
      claim-audit report reports --format xlsx -o quarter.xlsx
    """
    from audit.cli.io import standard_input, write_bytes
    from audit.reports import extension, render
    from audit.stored import load_report
    from audit.workspace import Workspace

    extension(format_name)  # an unknown format ends here, before anything is read
    if len(stored) > 1 or stored[0].is_dir():
        write_bytes(_together(stored, format_name, output), output)
        return
    with standard_input(stored[0]) as path:
        report = load_report(path)
    source = Workspace.open().source_of(report.document)
    write_bytes(render(report, format_name, source=source), output)


def _together(stored: tuple[Path, ...], format_name: str, output: Path | None) -> bytes:
    from audit.errors import InputError
    from audit.overview import draw
    from audit.reports import WORKSPACE_FORMATS
    from audit.stored import load_report

    if format_name not in WORKSPACE_FORMATS:
        known = ", ".join(WORKSPACE_FORMATS)
        raise InputError("--format", f"{format_name} is for one report", hint=f"several are drawn as {known}")
    files = [path for item in stored for path in (sorted(item.glob("*.json")) if item.is_dir() else [item])]
    for path in stored:
        if not path.is_dir():
            load_report(path)  # one that was named must be one
    return draw(files, format_name, (output.parent if output else Path.cwd()))
