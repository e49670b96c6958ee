"""`claim-audit decide`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from audit.cli.decisions import Day, open_desk, record, who_options

if TYPE_CHECKING:
    from audit.model import Action

_ACTIONS: Final[dict[str, Action]] = {
    "approve": "approve",
    "fix": "fix-required",
    "reject": "reject",
    "comment": "comment",
    "submit": "submit",
    "expire": "expire",
    "anchor": "anchor",
    "undo": "undo",
}


@click.command("decide")
@click.argument("action", type=click.Choice(list(_ACTIONS)))
@click.argument("subject")
@click.option("--reason", default="", help="Why; for a comment, what there is to say.")
@click.option("--until", type=Day(), help="Until when an approval lasts. Default: what the profile says.")
@click.option("--reference", help="The citation key of the work whose passage anchors the claim.")
@click.option("--quote", help="The words of that passage.")
@click.option("--page", help="Where they stand.")
@who_options
def command(  # noqa: PLR0913 - one parameter an option
    *,
    action: str,
    subject: str,
    reason: str,
    until: date | None,
    reference: str | None,
    quote: str | None,
    page: str | None,
    document: str | None,
    given: str | None,
    role: str,
    key: Path | None,
    workspace: Path | None,
) -> None:
    """Decide on SUBJECT: a document, or the id of a claim, the fingerprint of a finding, a citation key.

    The decision is appended to claims/decisions.jsonl. It is void as soon as the words or the evidence change that it
    was taken on. `undo` takes back the entry of that number; the entry stays in the log.

    \b
    Examples:
      claim-audit decide submit content/page.txt
      claim-audit decide approve s-4f1c2a --role Medical
      claim-audit decide fix s-4f1c2a --reason "name the comparator"
      claim-audit decide approve content/page.txt --until 2027-12-31
      claim-audit decide anchor s-4f1c2a --reference rinke2009placebo --quote "14.3 months" --page 4657
      claim-audit decide undo 17
    """
    from audit.model import Subject
    from audit.review.deciding import Wanted
    from audit.review.lookup import find_subject
    from audit.review.people import actor

    desk = open_desk(workspace)
    who = actor(desk.space.root, given, role)
    if action == "undo":
        number = _number(subject)
        entry = next((entry for entry in desk.log.entries() if entry.sequence == number), None)
        if entry is None:
            raise click.UsageError(f"the log has no entry {number}")
        name, _ = find_subject(desk, entry.subject.document)
        wanted = Wanted(who, "undo", Subject(type="document", document=entry.subject.document), reason, undoes=number)
    else:
        name, what = find_subject(desk, subject, document)
        if reference is not None:
            what = what.model_copy(update={"reference": reference})
        wanted = Wanted(who, _ACTIONS[action], what, reason, until, quote=quote, page=page)
    record(desk, name, wanted, key)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise click.UsageError(f"undo takes the number of an entry, not {text!r} (`claim-audit log` shows them)")
    return int(text)
