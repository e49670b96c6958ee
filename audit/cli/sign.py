"""`claim-audit sign`."""

from __future__ import annotations

from pathlib import Path

import click

from audit.cli.decisions import open_desk, record, who_options


@click.command("sign")
@click.argument("subject", metavar="DOCUMENT")
@click.option("--meaning", required=True, help="What the signature means: “medical approval”, “reviewed”, ...")
@click.option("--reason", default="", help="A remark.")
@who_options
def command(  # noqa: PLR0913 - one parameter an option
    *,
    subject: str,
    meaning: str,
    reason: str,
    document: str | None,
    given: str | None,
    role: str,
    key: Path | None,
    workspace: Path | None,
) -> None:
    """Sign the audit of DOCUMENT: name, role, meaning, time, and the hash of what was audited and found.

    The signature is printed in the report, and shown there as void as soon as the source or the evidence changes.

    \b
    Examples:
      claim-audit sign content/page.txt --meaning "medical approval" --role Medical
      claim-audit sign content/page.txt --meaning "released" --key ~/.ssh/id_ed25519
    """
    from audit.model import Subject
    from audit.review.deciding import Wanted
    from audit.review.lookup import find_report
    from audit.review.people import actor

    desk = open_desk(workspace)
    name = find_report(desk, document or subject)
    what = Subject(type="document", document=desk.open(name).report.document.path)
    who = actor(desk.space.root, given, role)
    record(desk, name, Wanted(who, "sign", what, reason, meaning=meaning), key)
