"""`claim-audit support`."""

from __future__ import annotations

import click


@click.command("support")
@click.argument("file", default="-", metavar="[FILE.jsonl|-]")
def command(file: str) -> None:
    """Say for each line {"id", "claim", "text" or "source"} whether the text supports the claim.

    "source" names a file (PDF, Word, HTML, text). Prints one line each, in order: verdict, score, passages, numbers,
    reasons.

    \b
    Example:
      echo '{"id": 1, "claim": "Survival doubled.", "source": "trial.pdf"}' | claim-audit support
    """
    from audit.cli.io import read_lines, write_line
    from audit.pipeline import source_text
    from audit.support.lines import support_lines

    for line in support_lines(read_lines(file), read=source_text, path=file):
        write_line(line)
