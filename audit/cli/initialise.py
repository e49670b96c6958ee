"""`claim-audit init`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("init")
@click.argument("folder", default=".", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Make a workspace in FOLDER (default: here): claim-audit.toml, content/, claims/, bib/, reports/.

    What is there already is left as it is.

    \b
    Examples:
      claim-audit init
      claim-audit init audits/cardiology
    """
    from audit.errors import InputError
    from audit.workspace import create

    try:
        made = create(folder)
    except OSError as error:
        raise InputError(str(folder), f"cannot be made a workspace: {error.strerror}") from None
    where = folder.resolve().name if str(folder) == "." else str(folder)
    if not made:
        click.echo(f"{where} is a workspace already; nothing was changed.", err=True)
        return
    click.echo(f"Made {', '.join(made)} in {where}.", err=True)
    click.echo("Next: put a page into content/ and call `claim-audit run`.", err=True)
