"""`claim-audit run`: the main job."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audit.cli.io import FAIL_ON, severity

if TYPE_CHECKING:
    from audit.runs import Outcome
    from audit.workspace import Workspace

_MOST_TOLD = 20
"""Sources without news up to which each has its own lines."""


@click.command("run")
@click.argument("sources", nargs=-1)
@click.option("--workspace", type=click.Path(path_type=Path), help="Default: the nearest folder with claim-audit.toml.")
@click.option("--format", "formats", help="Reports to write beside the JSON, separated by commas: html, pdf, ...")
@click.option("--output", type=click.Path(path_type=Path), help="Folder for the reports. Default: reports/.")
@click.option("--offline", is_flag=True, help="Use recorded evidence only; never open a connection.")
@click.option("--refresh", is_flag=True, help="Ask the registries again, whatever is recorded.")
@click.option("--fail-on", type=click.Choice(FAIL_ON), help="Exit with 1 from this severity on. Default: major.")
@click.option("--profile", help="Rules to judge by: core, ama-style, medical-content, ..., or a TOML file.")
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=None, help="Sources read at once. Default: one a processor."
)
@click.option("--engine", metavar="dask://HOST:PORT", help="Let a dask cluster read and judge, instead of --jobs.")
@click.option("--against", help="Compare with a stored report, a folder of them, a Git revision, or `approved`.")
@click.option("--changed", is_flag=True, help="Only sources that differ from the Git revision of --against.")
@click.option("--new-only", is_flag=True, help="Fail on new findings alone. Without --against: since the approval.")
@click.option("--allow-incomplete", is_flag=True, help="Exit with 0 instead of 3: not checked is no reason to fail.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def command(  # noqa: PLR0913 - one parameter an option
    sources: tuple[str, ...],
    workspace: Path | None,
    formats: str | None,
    output: Path | None,
    *,
    offline: bool,
    refresh: bool,
    fail_on: str | None,
    profile: str | None,
    jobs: int | None,
    engine: str | None,
    against: str | None,
    changed: bool,
    new_only: bool,
    allow_incomplete: bool,
    quiet: bool,
) -> None:
    """Audit SOURCES (files, folders or globs; without any, what claim-audit.toml names).

    Reads each source, links every statement to its references, verifies the references, judges by the rules of the
    profile, and writes claims/, bib/ and reports/.

    An audit that finds just what the stored one found, from the same evidence, leaves it as it is.

    Exit codes: 0 clean; 1 findings at or above --fail-on; 2 wrong input or command line, nothing was audited;
    3 something could not be checked and no finding reaches the threshold.

    \b
    Examples:
      claim-audit run                                  what claim-audit.toml names
      claim-audit run content/page.html --offline      from the recorded evidence alone
      claim-audit run "content/**/*.md" --format html,json --fail-on critical
      claim-audit run --new-only --against origin/main     in CI: old findings do not fail it
      claim-audit run --changed --new-only --against origin/main     ... and only pages that changed are audited
      claim-audit run --engine dask://scheduler:8786       a cluster whose workers see the same files
    """
    if offline and refresh:
        raise click.UsageError("--offline uses recorded answers only, --refresh asks anew: choose one")
    if changed and not against:
        raise click.UsageError("--changed needs a Git revision to tell from: --against REVISION")

    from audit.cli import clock
    from audit.cli.progress import progress_bar
    from audit.overview import update
    from audit.pipeline import Order
    from audit.runs import LAST_APPROVED, Comparison, run
    from audit.summing import CLEAN, INCOMPLETE
    from audit.workspace import Workspace

    space = _with_options(Workspace.open(workspace), formats, fail_on, profile)
    paths = space.sources(sources)
    if changed and against:
        from audit.fleet.changed import changed_since

        paths = changed_since(space, paths, against)
        if not paths:
            click.echo(f"no source differs from {against}: nothing to audit", err=True)
            return
    order = Order(space.settings, clock.now(), offline=offline, refresh=refresh, root=space.root)
    with progress_bar(shown=not quiet) as progress:
        comparison = Comparison(against or LAST_APPROVED, new_only=new_only) if against or new_only else None
        outcome = run(
            space, paths, order, output=output, jobs=jobs, engine=engine, progress=progress, comparison=comparison
        )
    if "html" in space.settings.formats and outcome.audits:
        remark = update(output or space.reports, outcome.audits, order.stamp)
        outcome.notes += [remark] if remark else []
    code = _finish(outcome, space, quiet=quiet)
    sys.exit(CLEAN if allow_incomplete and code == INCOMPLETE else code)


def _with_options(space: Workspace, formats: str | None, fail_on: str | None, profile: str | None) -> Workspace:
    """The workspace with what the command line says over its settings. Unknown formats and profiles end here, before
    anything is read."""
    from audit.checks import load_profile
    from audit.reports import extension
    from audit.workspace import Workspace

    changes: dict[str, object] = {}
    if formats is not None:
        changes["formats"] = [name.strip() for name in formats.split(",") if name.strip()]
    if fail_on is not None:
        changes["fail_on"] = severity(fail_on)
    if profile is not None:
        changes["profile"] = str(Path.cwd() / profile) if profile.endswith(".toml") else profile
    settings = space.settings.model_copy(update=changes)
    for name in settings.formats:
        extension(name)
    load_profile(settings.profile, space.root)
    return Workspace(space.root, settings)


def _finish(outcome: Outcome, space: Workspace, *, quiet: bool) -> int:
    """Say how it went and give the exit code: the worst of all sources."""
    from audit.reports import extension
    from audit.summing import exit_code_of_run

    also = "".join(f", {extension(name)}" for name in space.settings.formats if name != "json")
    for note in outcome.notes:
        click.echo(f"claim-audit: note: {note}", err=True)
    for failure in outcome.failures:
        click.echo(f"claim-audit: {failure.message}", err=True)
    if not quiet:
        same = [audit for audit in outcome.audits if audit.unchanged]
        if len(same) > _MOST_TOLD:
            click.echo(f"{len(same)} sources: nothing has changed since their last audit", err=True)
        for audit in outcome.audits:
            if audit.unchanged and len(same) > _MOST_TOLD:
                continue
            click.echo(f"{audit.path}: {audit.summary.sentence}", err=True)
            where = space.display(audit.report)
            kept = f" (kept: it is the same as on {audit.kept[:10]})" if audit.kept else ""
            click.echo(f"  report: {where}{also}{kept}", err=True)
            if audit.unchecked:
                click.echo(f"  not checked, most often because {audit.unchecked}", err=True)
            if audit.compared:
                click.echo(f"  {audit.compared}", err=True)
    return exit_code_of_run([audit.verdict for audit in outcome.audits], failed=len(outcome.failures))
