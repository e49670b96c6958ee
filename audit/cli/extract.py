"""`claim-audit extract`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("extract")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to this file instead of stdout.")
@click.option("--workspace", type=click.Path(path_type=Path), help="Workspace whose keys and settings hold.")
def command(source: Path, output: Path | None, workspace: Path | None) -> None:
    """Read and link SOURCE, without a network: statements, markers, references, and what can be told from them.

    Prints one JSON object (schema claim-audit/extraction/1). `-` reads standard input.

    \b
    Examples:
      claim-audit extract page.html | jq '.statements[] | select(.coverage == "none") | .text'
      claim-audit extract page.txt -o page.json
    """
    from audit.bibliography.library import Library
    from audit.cli import clock
    from audit.cli.io import standard_input, write_output
    from audit.pipeline import Order, extract
    from audit.workspace import Workspace

    space = Workspace.open(workspace)
    library = Library.load(space.bibliography)
    with standard_input(source) as path:
        name = "standard input" if str(source) == "-" else space.display(source)
        found = extract(path, name, library, Order(space.settings, clock.now(), offline=True, root=space.root))
    write_output(found.model_dump_json(indent=2, by_alias=True) + "\n", output)
