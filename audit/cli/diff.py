"""`claim-audit diff`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from audit.cli.io import FAIL_ON, severity

if TYPE_CHECKING:
    from audit.review.comparing import Difference

_FORMATS: Final = ("text", "json", "markdown")


@click.command("diff")
@click.argument("sources", nargs=-1)
@click.option("--against", help="A report, a folder of them, or a Git revision. Default: the last approved audit.")
@click.option("--format", "format_name", type=click.Choice(_FORMATS), default="text", show_default=True)
@click.option("--fail-on", type=click.Choice(FAIL_ON), help="Exit with 1 from this severity of a new finding on.")
@click.option("--workspace", type=click.Path(path_type=Path), help="Default: the nearest folder with claim-audit.toml.")
def command(
    *, sources: tuple[str, ...], against: str | None, format_name: str, fail_on: str | None, workspace: Path | None
) -> None:
    """Compare SOURCES with an earlier audit, claim by claim: added, removed, changed word for word, cited otherwise;
    findings new and fixed.

    A source that has changed since its audit is audited from the recorded evidence; nothing is written.

    Exit codes: 1 a new finding reaches --fail-on; else 0.

    \b
    Examples:
      claim-audit diff                               since the last approval
      claim-audit diff content/page.md --against origin/main
      claim-audit diff --against old/page.json --format markdown
    """
    from audit.cli import clock
    from audit.cli.io import write_output
    from audit.errors import InputError
    from audit.pipeline import Order
    from audit.review.baseline import baseline, current
    from audit.review.comparing import compare
    from audit.runs import LAST_APPROVED
    from audit.summing import at_or_above
    from audit.workspace import Workspace

    space = Workspace.open(workspace)
    order = Order(space.settings, clock.now(), offline=True, root=space.root)
    paths = space.sources(sources)
    names = space.names([space.display(path) for path in paths])
    found = []
    for path in paths:
        document = space.display(path)
        earlier = baseline(space, order, names[document], document, against or LAST_APPROVED)
        if earlier.report is None and against is None:
            raise InputError(document, "was never approved", hint="--against takes a report or a Git revision instead")
        found.append(compare(earlier.report, current(space, order, names[document], path), earlier.words))
    write_output(_drawn(found, format_name), None)
    threshold = space.settings.fail_on if fail_on is None else severity(fail_on)
    sys.exit(1 if any(at_or_above(item.new_findings, threshold) for item in found) else 0)


def _drawn(found: list[Difference], format_name: str) -> str:
    import json

    from audit.review.difference_text import as_json, as_markdown, as_text

    if format_name == "json":
        return "".join(json.dumps(as_json(item), ensure_ascii=False) + "\n" for item in found)
    if format_name == "markdown":
        return "\n".join(as_markdown(item) for item in found)
    return "\n".join(as_text(item, colour=sys.stdout.isatty()) for item in found)
