"""The index of a workspace: every document with its state and trend, and the compliance summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from markupsafe import Markup

from audit.model import SEVERITIES, Report
from audit.reports import wording
from audit.reports.charts import Bar, bars, proportion, status_bars
from audit.reports.html import asset, content_security_policy, environment
from audit.reports.text import clean
from audit.reports.workspace import Snapshot, WorkspaceView, headline, paragraphs

_STATE = {"ready": ("ok", "✓"), "not ready": ("critical", "◆"), "incomplete": ("unknown", "?")}
_TONES = {"cited": "ok", "covered": "part", "waived": "info", "flagged": "major", "not_needed": "quiet"}


def render_index(
    reports: Sequence[Report], links: Mapping[str, str], history: Mapping[str, Sequence[Snapshot]] | None = None
) -> bytes:
    """`reports/index.html`: one self-contained page over many audits."""
    workspace = WorkspaceView(reports, links, history)
    css, js = asset("report.css"), asset("report.js")
    worst = next((s for s in ("not ready", "incomplete") if workspace.states[s]), "ready" if reports else "incomplete")
    drawers = [(name, words, getattr(workspace.reconciliation, name)) for name, words in wording.RECONCILIATION]
    env = environment().overlay()
    env.filters["urlpath"] = lambda link: quote(clean(link), safe="/._-~")
    page = env.get_template("index.html.j2").render(
        workspace=workspace,
        css=css,
        js=js,
        csp=content_security_policy(css, js),
        contents=_contents(workspace),
        verdict_class=_STATE[worst][0],
        verdict_mark=_STATE[worst][1],
        headline=headline(workspace),
        paragraphs=paragraphs(workspace),
        tiles=_tiles(workspace),
        drawers=drawers,
        balance=proportion([(_TONES[name], count) for name, _, count in drawers]),
        charts=[
            bars("State of the documents", [
                Bar(state.capitalize(), n, _STATE[state][0]) for state, n in workspace.states.items()
            ]),
            status_bars(workspace.outcomes),
        ],
        state_class=lambda state: _STATE[state][0],
        state_mark=lambda state: _STATE[state][1],
        sparkline=sparkline,
    )  # fmt: skip
    return page.encode("utf-8", "replace")


def _contents(workspace: WorkspaceView) -> list[tuple[str, str, int | None]]:
    return [
        ("summary", "Summary", None), ("documents", "Documents", len(workspace.documents)),
        ("charts", "At a glance", None), ("reconciliation", "Accounting", None),
        ("troubled", "Retracted", len(workspace.troubled)), ("unchecked", "Not checked", workspace.unverified),
        ("rules", "By rule", None), ("works", "Works", len(workspace.works)), ("provenance", "Provenance", None),
    ]  # fmt: skip


def _tiles(workspace: WorkspaceView) -> list[tuple[str, str, int, str]]:
    tiles: list[tuple[str, str, int, str]] = [
        (s, wording.SEVERITY[s].label, workspace.count(s), "rules") for s in SEVERITIES
    ]
    tiles.append(("unknown", "Not checked", workspace.unverified, "unchecked"))
    return [*tiles, ("critical", "Retracted works", len(workspace.troubled), "troubled")]


def sparkline(history: Sequence[Snapshot]) -> Markup:
    """The number of open findings over the runs of a document, at most the last twelve; empty for a single run."""
    counts = [s.open for s in history][-12:]
    if len(counts) < 2:
        return Markup("")
    top = max(counts) or 1
    points = [(4 + i * 72 / (len(counts) - 1), 18 - n / top * 14) for i, n in enumerate(counts)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    label = "open findings over time: " + ", ".join(map(str, counts))
    return Markup(
        '<svg class="spark" viewBox="0 0 80 22" width="80" height="22" role="img" aria-label="{}">'
        '<polyline class="c-line" points="{}" fill="none" stroke="#345f86" stroke-width="1.5"/>'
        '<circle class="c-dot" cx="{:.1f}" cy="{:.1f}" r="2.5" fill="#345f86"/></svg>'
    ).format(label, path, *points[-1])
