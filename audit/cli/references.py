"""`claim-audit references parse` and `claim-audit references verify`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audit.cli.io import FAIL_ON, severity

if TYPE_CHECKING:
    from audit.model import Reference


@click.group("references")
def command() -> None:
    """Parse or verify references alone, without a document.

    \b
    Examples:
      claim-audit references parse list.txt
      claim-audit references verify library.bib
    """


@command.command("parse")
@click.argument("file", default="-", metavar="[FILE|-]")
def parse(file: str) -> None:
    """Read one reference string a line; print one JSON object a line, in input order.

    A line that cannot be parsed gives an object with its text in `raw` and the type "other", never an error.

    \b
    Examples:
      claim-audit references parse list.txt
      pbpaste | claim-audit references parse - | jq -r .doi
    """
    from audit.bibliography.parsing import parse_references
    from audit.cli.io import read_lines, write_line

    for reference in parse_references(read_lines(file)):
        write_line(reference.model_dump_json())


@command.command("verify")
@click.argument("file", default="-", metavar="[FILE.bib|-]")
@click.option("--workspace", type=click.Path(path_type=Path), help="Whose evidence and settings hold.")
@click.option("--offline", is_flag=True, help="Use recorded evidence only.")
@click.option("--refresh", is_flag=True, help="Ask the registries again, whatever is recorded.")
@click.option("--fail-on", type=click.Choice(FAIL_ON), help="Exit with 1 from this severity on. Default: major.")
@click.option("--quiet", is_flag=True, help="Print nothing but data and errors.")
def verify(
    file: str, workspace: Path | None, *, offline: bool, refresh: bool, fail_on: str | None, quiet: bool
) -> None:
    """Check references against the registries: a .bib file, or one reference string or DOI a line.

    Prints one JSON object for each entry, in input order: the reference with `verification` and `findings`.
    Exit codes as for `run`.

    \b
    Examples:
      claim-audit references verify library.bib
      echo 10.1016/j.neo.2017.09.002 | claim-audit references verify -
    """
    if offline and refresh:
        raise click.UsageError("--offline uses recorded answers only, --refresh asks anew: choose one")

    from audit.cli import clock
    from audit.cli.io import write_line
    from audit.cli.progress import progress_bar
    from audit.errors import InputError
    from audit.pipeline import Order, open_registries, verify_references
    from audit.summing import exit_code_of
    from audit.workspace import Workspace

    space = Workspace.open(workspace)
    references = _references(file)
    if not references:
        raise InputError("standard input" if file == "-" else file, "holds no reference")
    order = Order(space.settings, clock.now(), offline=offline, refresh=refresh, root=space.root)
    with progress_bar(shown=not quiet) as progress, open_registries(order, space.evidence) as registries:
        checked = verify_references(references, file, order, registries, progress)
    for reference, findings in checked:
        entry = reference.model_dump(mode="json")
        entry["findings"] = [finding.model_dump(mode="json") for finding in findings]
        write_line(json.dumps(entry, ensure_ascii=False))
    threshold = space.settings.fail_on if fail_on is None else severity(fail_on)
    sys.exit(exit_code_of(checked, threshold))


def _references(file: str) -> list[Reference]:
    """The references of a .bib file, or of lines."""
    from audit.cli.io import decode, read_input
    from audit.listed import from_bibtex, from_lines, is_bibtex

    data = read_input(file)
    if not is_bibtex(data, file):
        return from_lines(decode(data, file))
    references, problems = from_bibtex(data, file)
    for problem in problems:
        click.echo(f"claim-audit: note: {problem}", err=True)
    return references
