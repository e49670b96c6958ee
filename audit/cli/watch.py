"""`claim-audit watch`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click

from audit.cli.io import FAIL_ON, severity

_FORMATS: Final = ("text", "json", "markdown")


@click.command("watch")
@click.argument("file", required=False, metavar="[FILE.bib|-]")
@click.option("--format", "format_name", type=click.Choice(_FORMATS), default="text", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to this file instead of stdout.")
@click.option("--json", "as_well", type=click.Path(path_type=Path), help="Write it to this file as JSON, too.")
@click.option("--fail-on", type=click.Choice(FAIL_ON), help="Exit with 1 from this severity of a change on.")
@click.option("--workspace", type=click.Path(path_type=Path), help="Default: the nearest folder with claim-audit.toml.")
@click.option("--quiet", is_flag=True, help="No progress bar.")
def command(
    *,
    file: str | None,
    format_name: str,
    output: Path | None,
    as_well: Path | None,
    fail_on: str | None,
    workspace: Path | None,
    quiet: bool,
) -> None:
    """Ask the registries about every reference again, and tell what changed since the last evidence: newly retracted
    or corrected, a newer version, a page that is gone; and which documents rest on it.

    Watches the bibliography of the workspace, or a .bib file, or one reference string or DOI a line. The new answers
    take the place of the old ones in bib/evidence/; no page is read and no report is written.

    Exit codes: 1 a change reaches --fail-on (default: the workspace's threshold); 3 none does, but something could not
    be checked; 2 there is nothing to watch; else 0.

    \b
    Examples:
      claim-audit watch                                      every week, from a scheduler
      claim-audit watch --format markdown -o news.md --json news.json
      claim-audit watch library.bib --format json --fail-on critical
    """
    from audit.cli import clock
    from audit.cli.io import read_input, write_output
    from audit.cli.progress import progress_bar
    from audit.pipeline import Order
    from audit.summing import FINDINGS, INCOMPLETE
    from audit.watching import reaches, references_of, told, watch
    from audit.watching_text import as_json, as_markdown, as_text
    from audit.workspace import Workspace

    space = Workspace.open(workspace)
    data = read_input(file) if file is not None else None
    references, problems = references_of(space, data, "standard input" if file == "-" else file or "")
    for problem in problems:
        click.echo(f"claim-audit: note: {problem}", err=True)
    order = Order(space.settings, clock.now(), root=space.root)
    with progress_bar(shown=not quiet) as progress:
        found = watch(space, references, order, progress)
    draw = {"text": as_text, "markdown": as_markdown, "json": as_json}[format_name]
    if as_well is not None:
        write_output(as_json(found), as_well)
    write_output(draw(found), output)
    told(space.root)
    threshold = space.settings.fail_on if fail_on is None else severity(fail_on)
    sys.exit(FINDINGS if reaches(found, threshold) else INCOMPLETE if found.unchecked else 0)
