"""The command line: `claim-audit COMMAND`. One small module a command; this one only finds them.

Commands are imported when they are called, so that `--version` and `--help` answer at once.
"""

from __future__ import annotations

import importlib
import os
import sys
from io import TextIOWrapper
from typing import Any, NoReturn, TextIO

import click

from audit import __version__

_COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("initialise", "Make a workspace in this folder."),
    "run": ("run", "Audit sources: read, link, verify, check, report."),
    "extract": ("extract", "Read and link one source; print one JSON object."),
    "references": ("references", "Parse or verify references alone."),
    "support": ("support", "Does a source support a claim? JSON Lines in and out."),
    "report": ("report", "Write a stored report again, in another format."),
    "rules": ("rules", "List the rules, or explain one."),
    "review": ("review", "The review desk, in your browser."),
    "diff": ("diff", "Compare with an earlier audit, claim by claim."),
    "where-used": ("where_used", "Every claim, in every document, that rests on a work."),
    "watch": ("watch", "Ask about all references again; tell what changed."),
    "decide": ("decide", "Approve, reject, comment, ask for a fix, submit, undo."),
    "waive": ("waive", "Let a finding stand, with a reason, until a day."),
    "sign": ("sign", "Sign the audit of a document."),
    "evidence": ("evidence", "Pack audits for an inspector; check a pack; import tables."),
    "log": ("log", "Show the log of decisions, or verify it."),
    "schema": ("schema", "The JSON Schema of a file."),
    "completion": ("completion", "Complete commands with the Tab key."),
}


class _Commands(click.Group):
    """A group whose commands are imported on first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"audit.cli.{_COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in _COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], _COMMANDS, n=1)
            hint = f" Did you mean “{near[0]}”?" if near else f" Commands: {', '.join(_COMMANDS)}."
            raise click.UsageError(f"there is no command “{args[0]}”.{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  claim-audit run page.html
  claim-audit rules CIT001
\b
Exit codes:
  0 clean   1 findings   2 wrong input or command line   3 incomplete: something could not be checked
""",
)
@click.version_option(__version__, prog_name="claim-audit")
def cli() -> None:
    """Audit the claims and citations of medical content.

    Every statement of a source becomes a claim linked to citation keys; every reference is checked against the
    registries that know it; what is broken or unsupported is reported with its place and its evidence.
    """


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line. Whatever goes wrong ends in one line on stderr, never in a traceback.

    `CLAIM_AUDIT_DEBUG=1` shows the traceback of what we did not foresee.
    """
    from audit.errors import ClaimAuditError

    if isinstance(sys.stdout, TextIOWrapper):  # data is UTF-8 whatever the terminal thinks
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        try:
            _call(sys.argv[1:] if arguments is None else arguments)
        finally:
            sys.stdout.flush()
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except ClaimAuditError as error:
        _end(str(error), 2)
    except (click.Abort, KeyboardInterrupt):
        _end("interrupted; what was finished is kept", 130)
    except BrokenPipeError:
        _mute(sys.stdout)  # or else Python complains when it closes it
        sys.exit(141)
    except OSError as error:
        reason = (error.strerror or str(error) or type(error).__name__).lower()
        _end(f"{error.filename}: {reason}" if error.filename else reason, 2)
    except Exception as error:
        if os.environ.get("CLAIM_AUDIT_DEBUG"):
            raise
        _end(f"internal error: {type(error).__name__}: {error} (please report it; CLAIM_AUDIT_DEBUG=1 shows where)", 2)


def _call(arguments: list[str]) -> None:
    """What `cli.main` does, but for its own ending: it takes a reader that went away for exit code 1, findings."""
    if "_CLAIM_AUDIT_COMPLETE" in os.environ:
        cli.main(args=arguments, prog_name="claim-audit")
    with cli.make_context("claim-audit", list(arguments)) as context:
        cli.invoke(context)


def _end(message: str, code: int) -> NoReturn:
    click.echo(f"claim-audit: {message}", err=True)
    sys.exit(code)


def _mute(stream: TextIO) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
