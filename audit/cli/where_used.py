"""`claim-audit where-used`."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from audit.review.where_used import Use


@click.command("where-used")
@click.argument("work", required=False, metavar="KEY|DOI|PMID")
@click.option("--retracted", is_flag=True, help="Only retracted works; without KEY, every one of them.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each use, one a line.")
@click.option("--workspace", type=click.Path(path_type=Path), help="Default: the nearest folder with claim-audit.toml.")
def command(*, work: str | None, retracted: bool, as_json: bool, workspace: Path | None) -> None:
    """Find every claim, in every document, that rests on a work: by citation key, DOI or PubMed number.

    \b
    Examples:
      claim-audit where-used 10.1016/j.neo.2017.09.002
      claim-audit where-used oronsky2017nothing
      claim-audit where-used --retracted
    """
    if work is None and not retracted:
        raise click.UsageError("name a work (a citation key, a DOI, a PubMed number), or say --retracted")

    from audit.cli.io import write_output
    from audit.review.where_used import WhereUsed, find_root

    root = (workspace or find_root(Path.cwd())).resolve()
    with WhereUsed(root) as index:
        found = index.find(work, retracted=retracted)
    if as_json:
        rows = [{name: getattr(use, name) for name in use.__slots__} for use in found]
        write_output("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), None)
        return
    write_output("".join(f"{line}\n" for line in _lines(found)), None)
    documents = len({use.document for use in found})
    what = f"{len(found)} claim{'' if len(found) == 1 else 's'} in {documents} document{'' if documents == 1 else 's'}"
    click.echo(what if found else "nothing rests on it" if work else "nothing rests on a retracted work", err=True)


def _lines(found: list[Use]) -> list[str]:
    """By work, then by document."""
    lines = []
    ordered = sorted(found, key=lambda use: (use.doi or use.key, use.document, use.line))
    for _, uses in groupby(ordered, key=lambda use: use.doi or use.key):
        group = list(uses)
        first = group[0]
        lines.append(f"{first.work or first.key}")
        against = next((use for use in group if use.retracted), None)
        if against:
            lines.append(f"  {(against.retracted or '').upper()} (audited {(against.audited or '')[:10]})")
        for document, claims in groupby(group, key=lambda use: use.document):
            lines.append(f"  {document}")
            for use in claims:
                how = "" if use.coverage == "direct" else f"  ({use.coverage})"
                lines.append(f"    {use.line:>5}  {use.claim}  {use.text}{how}")
    return lines
