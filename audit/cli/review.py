"""`claim-audit review`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("review")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Default: any free one.")
@click.option("--no-browser", is_flag=True, help="Print the address and open no browser.")
@click.option("--as", "given", metavar="NAME <EMAIL>", help="Who decides. Default: the Git identity.")
@click.option("--role", default="", help="As what: “Medical”, “Legal”, ...")
@click.option(
    "--key", type=click.Path(path_type=Path), envvar="CLAIM_AUDIT_SIGNING_KEY",
    help="Sign every entry with this Ed25519 key (OpenSSH or PEM).",
)  # fmt: skip
@click.option("--workspace", type=click.Path(path_type=Path), help="Default: the nearest folder with claim-audit.toml.")
def command(
    *, port: int, no_browser: bool, given: str | None, role: str, key: Path | None, workspace: Path | None
) -> None:
    """Open the review desk in the browser: every claim with its citation, the registered record, the passage and the
    findings side by side; decisions with a key, written to the same log.

    It answers on 127.0.0.1 only, with a key in its address, and needs no internet. Ctrl+C ends it.

    \b
    Examples:
      claim-audit review
      claim-audit review --role Medical --no-browser
    """
    from audit.cli.decisions import open_desk, signer_of
    from audit.review.people import actor
    from audit.review.web.server import serve

    desk = open_desk(workspace)
    who = actor(desk.space.root, given, role)
    desk.log.entries()  # a broken log is told here, before anything opens
    if not desk.names():
        click.echo("claim-audit: note: there is no audit yet; `claim-audit run` makes one", err=True)

    def tell(address: str) -> None:
        click.echo(f"The desk is open at {address}", err=True)
        click.echo(f"{who.name} decides{f' ({who.role})' if who.role else ''}. Ctrl+C ends it.", err=True)

    serve(desk, who, port=port, browser=not no_browser, tell=tell, sign=signer_of(key))
