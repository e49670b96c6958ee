"""`claim-audit waive`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from audit.cli.decisions import Day, open_desk, record, who_options


@click.command("waive")
@click.argument("code")
@click.argument("subject")
@click.option("--reason", required=True, help="Why the finding may stand.")
@click.option("--until", type=Day(), required=True, help="The last day on which it may.")
@who_options
def command(  # noqa: PLR0913 - one parameter an option
    *,
    code: str,
    subject: str,
    reason: str,
    until: date,
    document: str | None,
    given: str | None,
    role: str,
    key: Path | None,
    workspace: Path | None,
) -> None:
    """Waive the finding CODE of SUBJECT: a claim, a reference, a document, or a finding's fingerprint.

    A waived finding stays in the report, marked, and no longer counts. The waiver is void (WVR002) as soon as the words
    or the evidence change; one that waives nothing any more is reported too (WVR001).

    \b
    Examples:
      claim-audit waive CIT001 s-4f1c2a --reason "general knowledge, agreed with Legal" --until 2027-06-30
      claim-audit waive DOI009 rinke2009placebo --reason "the printed form is wanted" --until 2027-06-30
    """
    from audit.review.deciding import Wanted
    from audit.review.lookup import find_finding
    from audit.review.people import actor

    desk = open_desk(workspace)
    name, what = find_finding(desk, code, subject, document)
    record(desk, name, Wanted(actor(desk.space.root, given, role), "waive", what, reason, until), key)
