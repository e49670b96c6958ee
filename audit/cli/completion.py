"""`claim-audit completion`."""

from __future__ import annotations

import click

_SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(_SHELLS))
def command(shell: str) -> None:
    """Print the script that makes SHELL complete commands and options with the Tab key.

    \b
    Examples:
      eval "$(claim-audit completion bash)"     now; or put this line into ~/.bashrc
      eval "$(claim-audit completion zsh)"      now; or put this line into ~/.zshrc
      claim-audit completion fish > ~/.config/fish/completions/claim-audit.fish
    """
    from click.shell_completion import get_completion_class

    from audit.cli import cli
    from audit.cli.io import write_output

    found = get_completion_class(shell)
    if found is None:  # click has all three
        raise click.UsageError(f"no completion for {shell}")
    write_output(found(cli, {}, "claim-audit", "_CLAIM_AUDIT_COMPLETE").source() + "\n", None)
