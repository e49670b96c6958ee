"""What the commands that decide have in common: who decides, and writing the reports again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from audit.review.deciding import Wanted
    from audit.review.desk import Desk
    from audit.review.log import Sign

    _DayType = click.ParamType[date]
else:
    _DayType = click.ParamType  # generic only since click 8.4


class Day(_DayType):
    """A day as 2027-01-31."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date that a text names."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day like 2027-01-31", param, ctx)


def who_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of everybody who decides."""
    for option in (
        click.option("--workspace", type=click.Path(path_type=Path), help="Default: the nearest one upward."),
        click.option(
            "--key", type=click.Path(path_type=Path), envvar="CLAIM_AUDIT_SIGNING_KEY",
            help="Sign the entry with this Ed25519 key (OpenSSH or PEM).",
        ),
        click.option("--role", default="", help="As what: “Medical”, “Legal”, ..."),
        click.option("--as", "given", metavar="NAME <EMAIL>", help="Who decides. Default: the Git identity."),
        click.option("--document", help="In the audit of this document."),
    ):  # fmt: skip
        command = option(command)
    return command


def open_desk(workspace: Path | None) -> Desk:
    """The desk of a workspace."""
    from audit.cli import clock
    from audit.review.desk import Desk
    from audit.workspace import Workspace

    def now() -> datetime:
        return clock.now()

    return Desk(Workspace.open(workspace), now)


def signer_of(key: Path | None) -> Sign | None:
    """What signs entries with a key; asks for its passphrase where it has one."""
    if key is None:
        return None
    from audit.review.signing import signer

    return signer(key, lambda: str(click.prompt("Passphrase", hide_input=True, err=True)))


def record(desk: Desk, name: str, wanted: Wanted, key: Path | None) -> None:
    """Decide, write the reports again, and say what was written."""
    from audit.review.ledger import WORDS

    entry = desk.decide(name, wanted, sign=signer_of(key))
    desk.refresh(name)
    subject = entry.subject
    what = " ".join(part for part in (subject.code, subject.claim or subject.id) if part) or subject.document
    until = f" until {entry.until.isoformat()}" if entry.until else ""
    shown = f"{WORDS[entry.action]} {'entry ' + str(entry.supersedes) if entry.supersedes else what}{until}"
    click.echo(f"entry {entry.sequence}: {entry.actor.name} {shown} ({entry.hash[:12]})", err=True)
