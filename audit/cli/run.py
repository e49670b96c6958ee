"""`claim-audit run`: the main job."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from audit.errors import ClaimAuditError
    from audit.model import Report
    from audit.pipeline import Reading
    from audit.workspace import Workspace

_FAIL_ON = ("critical", "major", "minor", "info", "never")


@dataclass(frozen=True, slots=True)
class _Failure:
    """A source that could not be audited, and why."""

    path: Path
    error: ClaimAuditError


@click.command("run")
@click.argument("sources", nargs=-1)
@click.option("--workspace", type=click.Path(path_type=Path), help="Default: the nearest folder with claim-audit.toml.")
@click.option("--format", "formats", help="Reports to write beside the JSON, separated by commas: html, pdf, ...")
@click.option("--output", type=click.Path(path_type=Path), help="Folder for the reports. Default: reports/.")
@click.option("--offline", is_flag=True, help="Use recorded evidence only; never open a connection.")
@click.option("--refresh", is_flag=True, help="Ask the registries again, whatever is recorded.")
@click.option("--fail-on", type=click.Choice(_FAIL_ON), help="Exit with 1 from this severity on. Default: major.")
@click.option("--profile", help="Rules to judge by: core, ama-style, medical-content, ..., or a TOML file.")
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=None, help="Sources read at once. Default: one a processor."
)
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
    quiet: bool,
) -> None:
    """Audit SOURCES (files, folders or globs; without any, what claim-audit.toml names).

    Reads each source, links every statement to its references, verifies the references, judges by the rules of the
    profile, and writes claims/, bib/ and reports/.

    Exit codes: 0 clean; 1 findings at or above --fail-on; 2 wrong input or command line, nothing was written;
    3 something could not be checked and no finding reaches the threshold.

    \b
    Examples:
      claim-audit run                                  what claim-audit.toml names
      claim-audit run content/page.html --offline      from the recorded evidence alone
      claim-audit run "content/**/*.md" --format html,json --fail-on critical
    """
    from audit.workspace import Workspace

    space = _with_options(Workspace.open(workspace), formats, fail_on, profile)
    if offline and refresh:
        raise click.UsageError("--offline uses recorded answers only, --refresh asks anew: choose one")
    paths = space.sources(sources)
    reports, failures = run(space, paths, output, offline=offline, refresh=refresh, jobs=jobs, quiet=quiet)
    sys.exit(_finish(reports, failures, quiet=quiet))


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
        changes["fail_on"] = None if fail_on == "never" else fail_on
    if profile is not None:
        changes["profile"] = profile
    settings = space.settings.model_copy(update=changes)
    for name in settings.formats:
        extension(name)
    load_profile(settings.profile)
    return Workspace(space.root, settings)


def run(
    space: Workspace,
    paths: Sequence[Path],
    output: Path | None = None,
    *,
    offline: bool = False,
    refresh: bool = False,
    jobs: int | None = None,
    quiet: bool = False,
) -> tuple[list[Report], list[_Failure]]:
    """Audit `paths` and write everything. Sources that cannot be read are handed back with their errors."""
    from audit.bibliography.library import Library
    from audit.cli import clock
    from audit.cli.progress import progress_bar
    from audit.pipeline import Order, audit, open_registries

    order = Order(space.settings, clock.now(), offline=offline, refresh=refresh)
    reports: list[Report] = []
    with progress_bar(shown=not quiet) as progress:
        readings, failures = _read_all(space, paths, progress)
        if not readings:
            return [], failures
        with Library.session(space.bibliography) as library:
            for reading in readings:
                library.assign(reading.references, reading.document.path)
        names = space.names([reading.document.path for reading in readings])
        with open_registries(order, space.evidence) as registries:
            for report in audit(readings, order, registries, progress):
                _write(space, report, names[report.document.path], output)
                reports.append(report)
    return reports, failures


def _read_all(space: Workspace, paths: Sequence[Path], progress: object) -> tuple[list[Reading], list[_Failure]]:
    from audit.errors import ClaimAuditError
    from audit.pipeline import read_source

    readings: list[Reading] = []
    failures: list[_Failure] = []
    for done, path in enumerate(paths):
        progress("reading", done, len(paths))  # type: ignore[operator]
        try:
            readings.append(read_source(path, space.display(path), space.root))
        except ClaimAuditError as error:
            failures.append(_Failure(path, error))
    return readings, failures


def _write(space: Workspace, report: Report, name: str, output: Path | None) -> None:
    """The claim file and the reports of one document, each at once and whole."""
    from audit.claims.store import write_claims
    from audit.files import write_if_changed
    from audit.reports import extension, render

    write_claims(space.claims / f"{name}.json", report.document, report.statements)
    folder = output or space.reports
    for format_name in dict.fromkeys(("json", *space.settings.formats)):
        write_if_changed(folder / f"{name}{extension(format_name)}", render(report, format_name))


def _finish(reports: Sequence[Report], failures: Sequence[_Failure], *, quiet: bool) -> int:
    """Say how it went and give the exit code: the worst of all documents."""
    from audit.summing import exit_code

    for failure in failures:
        click.echo(f"claim-audit: {failure.error}", err=True)
    if not reports:
        return 2
    for report in reports:
        if not quiet:
            click.echo(f"{report.document.path}: {report.summary.sentence}", err=True)
    codes = {exit_code(report.summary.verdict) for report in reports}
    if 1 in codes:
        return 1
    return 3 if 3 in codes or failures else 0
