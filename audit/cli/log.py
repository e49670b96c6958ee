"""`claim-audit log`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from audit.model import Decision

_workspace = click.option("--workspace", type=click.Path(path_type=Path), help="Default: the nearest one upward.")


@click.group("log", invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """Show the log of decisions, or verify that nobody changed it.

    \b
    Examples:
      claim-audit log
      claim-audit log show content/page.txt
      claim-audit log verify
    """
    if context.invoked_subcommand is None:
        context.invoke(show)


@command.command("show")
@click.argument("document", required=False)
@click.option("--json", "as_json", is_flag=True, help="The entries as they stand in the log, one a line.")
@_workspace
def show(document: str | None = None, workspace: Path | None = None, *, as_json: bool = False) -> None:
    """Print who decided what, when, and why: all of it, or what concerns DOCUMENT.

    \b
    Examples:
      claim-audit log show content/page.txt
      claim-audit log show --json > decisions.jsonl
    """
    from audit.cli.decisions import open_desk
    from audit.cli.io import write_line

    desk = open_desk(workspace)
    wanted = {document, desk.space.display(Path(document))} if document else None
    for entry in desk.log.entries():
        if wanted is None or entry.subject.document in wanted:
            line = entry.model_dump_json(by_alias=True, exclude_none=True) if as_json else _line(entry)
            write_line(line)


def _line(entry: Decision) -> str:
    from audit.review.ledger import WORDS

    subject, who = entry.subject, entry.actor
    what = subject.document
    if subject.type != "document":
        what += f" {subject.code + ' ' if subject.code else ''}{subject.claim or subject.reference or subject.id}"
    action = f"undid entry {entry.supersedes}:" if entry.action == "undo" else WORDS[entry.action]
    parts = [
        f"{entry.sequence:>5}  {entry.time}  {who.name}{f' ({who.role})' if who.role else ''}",
        f"{action} {what}",
    ]
    parts += [f"until {entry.until.isoformat()}"] if entry.until else []
    parts += [f"“{entry.meaning}”"] if entry.meaning else []
    parts += [" ".join(entry.reason.split())] if entry.reason else []
    parts += ["[signed]"] if entry.signature else []
    return "  ".join(parts)


@command.command("verify")
@_workspace
def verify(workspace: Path | None) -> None:
    """Check that no entry was changed, removed or moved, and that the signatures fit.

    Every entry carries the hash of the one before it. Git and the stored reports, where there are any, are asked what
    they remember of the log. Exit codes: 0 the log holds; 1 it does not, and the first bad entry is named.

    \b
    Example:
      claim-audit log verify
    """
    from audit.cli.decisions import open_desk
    from audit.review.inspecting import inspect

    desk = open_desk(workspace)
    found = inspect(desk)
    shown = desk.space.display(desk.log.path)
    for fault in found.faults:
        click.echo(f"claim-audit: {shown}: {fault}", err=True)
    for note in found.notes:
        click.echo(f"claim-audit: note: {note}", err=True)
    count = len(found.trail.entries)
    entries = f"{count} entr{'y' if count == 1 else 'ies'}"
    good = sum(result.state == "good" for result in found.signatures)
    signed = f", {good} of {len(found.signatures)} signatures good" if found.signatures else ""
    if found.faults:
        click.echo(f"{shown} does not hold: {entries} before the first fault{signed}")
        sys.exit(1)
    click.echo(f"{shown} holds: {entries}{signed}; last hash {found.trail.last_hash}")
