"""`claim-audit schema`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("schema")
@click.argument("name", required=False)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to this file instead of stdout.")
def command(name: str | None, output: Path | None) -> None:
    """Print the JSON Schema (2020-12) of a file: report, extraction, claims, reference, decision, profile, settings.

    Without NAME, list them. The schemas are part of the package (audit/schemas/); within a version, fields are only
    added.

    \b
    Examples:
      claim-audit schema
      claim-audit schema report > report.schema.json
      claim-audit schema profile -o .vscode/claim-audit-profile.schema.json
    """
    from audit.cli.io import write_output
    from audit.schemas import NAMES, schema_text

    if name is None:
        write_output("".join(f"{schema:<11} {about}\n" for schema, about in NAMES.items()), None)
    else:
        write_output(schema_text(name), output)
