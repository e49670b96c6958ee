"""`claim-audit rules`."""

from __future__ import annotations

import click


@click.command("rules")
@click.argument("code", required=False)
@click.option("--profile", default="core", show_default=True, help="Show what this profile has on, and how severe.")
def command(code: str | None, profile: str) -> None:
    """List the rules with their severity, or explain one: what it finds, why it matters, an example, the fix.

    \b
    Examples:
      claim-audit rules
      claim-audit rules CIT001
      claim-audit rules --profile medical-content
    """
    from audit.checks import explain, load_profile, rules

    if code is not None:
        click.echo(explain(code.upper()).rstrip())
        return
    chosen = load_profile(profile)
    for rule in rules():
        severity = chosen.severity(rule) or "off"
        click.echo(f"{rule.code}  {severity:<8}  {rule.name:<30}  {rule.summary}")
