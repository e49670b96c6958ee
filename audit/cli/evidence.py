"""`claim-audit evidence pack`, `check`, `import`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

_workspace = click.option("--workspace", type=click.Path(path_type=Path), help="Default: the nearest one upward.")


@click.group("evidence")
def command() -> None:
    """Pack audits with everything they rest on, check such a pack, import tables.

    \b
    Examples:
      claim-audit evidence pack content/page.txt -o page-audit.zip
      claim-audit evidence check page-audit.zip
      claim-audit evidence import retraction_watch.csv
    """


@command.command("pack")
@click.argument("documents", nargs=-1)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The zip file to write.")
@click.option("--without-fulltext", is_flag=True, help="Leave your own copies of cited works out.")
@_workspace
def pack_command(*, documents: tuple[str, ...], output: Path, without_fulltext: bool, workspace: Path | None) -> None:
    """Write one zip with the audits of DOCUMENTS (default: all): reports, claims, bibliography, evidence, log,
    versions, hashes, and a README for an inspector.

    \b
    Examples:
      claim-audit evidence pack content/page.txt -o page-audit.zip
      claim-audit evidence pack -o everything.zip
    """
    from audit.cli.decisions import open_desk
    from audit.cli.io import write_bytes
    from audit.errors import InputError
    from audit.review.lookup import find_report
    from audit.review.packing import pack

    desk = open_desk(workspace)
    names = [find_report(desk, document) for document in documents] or desk.names()
    if not names:
        raise InputError(str(desk.space.reports), "holds no audit", hint="`claim-audit run` makes one")
    data = pack(desk.space, names, desk.clock(), full_texts=not without_fulltext)
    write_bytes(data, output)
    size = f"{len(data) / 1_000_000:.1f} MB" if len(data) > 500_000 else f"{len(data) / 1000:.0f} kB"
    click.echo(f"{output}: {len(names)} audit{'' if len(names) == 1 else 's'}, {size}", err=True)


@command.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def check_command(file: Path) -> None:
    """Verify a pack, anywhere, without a network: every hash, the log, the signatures; then do each audit again.

    Exit codes: 0 everything holds; 1 something does not; 2 the file is no pack.

    \b
    Example:
      claim-audit evidence check page-audit.zip
    """
    from audit.review.unpacking import check_pack

    found = check_pack(file)
    for note in found.notes:
        click.echo(f"claim-audit: note: {note}", err=True)
    for fault in found.faults:
        click.echo(f"claim-audit: {fault}", err=True)
    signed = f", {found.signatures} good signatures" if found.signatures else ""
    again = f"{len(found.replayed)} audit{'' if len(found.replayed) == 1 else 's'}"
    click.echo(
        f"{file.name} {'does not hold' if found.faults else 'holds'}: {found.files} files, {found.entries} decisions"
        f"{signed}, {again} done again with the same result"
    )
    sys.exit(1 if found.faults else 0)


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@_workspace
def import_command(file: Path, workspace: Path | None) -> None:
    """Import a Retraction Watch table (CSV, the columns that Crossref publishes): pinned by its hash and date.

    The next run holds every reference against it.

    \b
    Example:
      claim-audit evidence import retraction_watch.csv
    """
    from audit.cli import clock
    from audit.registries import EvidenceStore, import_retraction_watch
    from audit.workspace import Workspace

    space = Workspace.open(workspace)
    found = import_retraction_watch(file, EvidenceStore(space.evidence), now=clock.now())
    skipped = f", {found.skipped} without a DOI left out" if found.skipped else ""
    click.echo(f"{file.name}: {found.rows} rows{skipped}; SHA-256 {found.sha256}", err=True)
