"""Charts as inline SVG: small, labelled in words, readable without colour.

Fill colours are given twice: as an attribute, for readers without style sheets (paper), and as a class, so that the
page's light and dark palettes apply.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from audit.reports.text import clean, year_of
from audit.reports.view import ReportView
from audit.reports.wording import COVERAGE, SEVERITY, STATUS, term

INK, SOFT, RULE = "#23262b", "#5a5f68", "#d9d6ce"
FILL = {
    "critical": "#8c1c2b", "major": "#9a4b06", "minor": "#75630b", "info": "#345f86", "ok": "#2a6146",
    "part": "#6f9c84", "unknown": "#5d4a86", "quiet": "#a9a69d",
}  # fmt: skip
_COVERAGE_TONE = {
    "direct": "ok", "label": "part", "lead-in": "part", "paragraph": "part", "none": "major", "not-needed": "quiet",
}  # fmt: skip
_STATUS_TONE = {
    "verified": "ok", "differs": "minor", "wrong-work": "major", "not-found": "major", "unverified": "unknown",
    "not-applicable": "quiet",
}  # fmt: skip
_WIDTH, _ROW, _LABEL = 380, 25, 172


class Bar(NamedTuple):
    """One bar: its name, its number, the tone it is painted in."""

    label: str
    value: int
    tone: str


class Chart(NamedTuple):
    """A finished chart with its heading; `note` says what the drawing cannot."""

    title: str
    svg: Markup
    note: str = ""


def charts(view: ReportView) -> list[Chart]:
    """The four charts of a report: findings by severity, coverage, verification, age of references."""
    severity = [Bar(words.label, view.count(name), name) for name, words in SEVERITY.items()]
    severity.append(Bar("Not checked", len(view.report.unverified), "unknown"))
    coverage = [Bar(term(COVERAGE, n).label, v, _COVERAGE_TONE.get(n, "quiet")) for n, v in view.coverage.items()]
    years = [year for r in view.references if (year := year_of(r.reference.year))]
    return [
        bars("Findings by severity", severity),
        bars("How statements are covered", coverage)._replace(note=_otherwise(view)),
        status_bars(view.outcomes),
        _ages("Age of the references", years, year_of(view.report.run.started), len(view.references)),
    ]


def _otherwise(view: ReportView) -> str:
    """Why this chart and the accounts may differ: a cited statement can have a citation problem too."""
    r = view.report.reconciliation
    extra = r.flagged + r.waived - view.coverage.get("none", 0)
    if extra <= 0:
        return ""
    return f"By coverage alone. Of these, {extra:,} more have another citation problem and are counted so above."


def status_bars(outcomes: Mapping[str, int]) -> Chart:
    """How many references have each verification status."""
    rows = [Bar(term(STATUS, n).label, v, _STATUS_TONE.get(n, "quiet")) for n, v in outcomes.items()]
    return bars("What the registries say of the references", rows)


def bars(title: str, rows: Sequence[Bar]) -> Chart:
    """Horizontal bars, each with its name and its number."""
    top = max((bar.value for bar in rows), default=0) or 1
    room = _WIDTH - _LABEL - 48
    parts = []
    for i, bar in enumerate(rows):
        y = i * _ROW
        width = round(bar.value / top * room, 1) if bar.value else 0
        parts.append(
            Markup('<text class="c-ink" x="{x}" y="{y}" font-size="12.5" text-anchor="end" fill="{ink}">{label}</text>')
            .format(x=_LABEL - 10, y=y + 17, ink=INK, label=clean(bar.label))
        )  # fmt: skip
        if width:
            parts.append(
                Markup('<rect class="c-{tone}" x="{x}" y="{y}" width="{w}" height="13" rx="2" fill="{fill}"/>').format(
                    tone=bar.tone, x=_LABEL, y=y + 6.5, w=max(width, 2), fill=FILL[bar.tone]
                )
            )
        parts.append(
            Markup('<text class="c-{c}" x="{x}" y="{y}" font-size="12.5" fill="{fill}">{v}</text>').format(
                c="ink" if bar.value else "soft", x=_LABEL + width + 7, y=y + 17, v=f"{bar.value:,}",
                fill=INK if bar.value else SOFT,
            )
        )  # fmt: skip
    parts.append(
        Markup('<line class="c-rule" x1="{x}" y1="2" x2="{x}" y2="{y}" stroke="{c}"/>').format(
            x=_LABEL - 0.5, y=len(rows) * _ROW, c=RULE
        )
    )
    caption = "; ".join(f"{bar.label} {bar.value:,}" for bar in rows)
    return Chart(title, _svg(title, caption, len(rows) * _ROW + 2, parts))


def _ages(title: str, years: list[int], now: int | None, references: int) -> Chart:
    """A histogram of publication years, in steps that leave at most 16 columns."""
    if not years:
        return Chart(title, Markup(""), "No reference gives a year of publication.")
    first, last = min(years), max(*years, now or 0)
    step = next(s for s in (1, 2, 5, 10, 25, 50, 100, 1000) if (last - first) // s < 16)
    first -= first % step
    columns = [(y, sum(y <= year < y + step for year in years)) for y in range(first, last + 1, step)]
    top, height, base = max(n for _, n in columns), 88.0, 112.0
    pitch = min((_WIDTH - 24) / len(columns), 46.0)
    parts = []
    for i, (year, count) in enumerate(columns):
        x, h = 12 + i * pitch, count / top * height
        if count:
            old = now is not None and year + step - 1 < now - 10
            parts.append(
                Markup('<rect class="c-{t}" x="{x}" y="{y}" width="{w}" height="{h}" rx="1.5" fill="{f}"/>').format(
                    t="quiet" if old else "info", x=round(x + 1.5, 1), y=round(base - h, 1), w=round(pitch - 3, 1),
                    h=round(h, 1), f=FILL["quiet" if old else "info"],
                )
            )  # fmt: skip
            parts.append(_tick(str(count), x + pitch / 2, base - h - 4, "ink"))
        if i % max(1, round(40 / pitch)) == 0:
            parts.append(_tick(str(year), x + pitch / 2, base + 16, "soft"))
    parts.append(
        Markup('<line class="c-rule" x1="8" y1="{y}" x2="{x}" y2="{y}" stroke="{c}"/>').format(
            y=base + 0.5, x=round(16 + len(columns) * pitch, 1), c=RULE
        )
    )
    return Chart(title, _svg(title, _age_caption(years, now, references), int(base) + 22, parts),
                 _age_caption(years, now, references))  # fmt: skip


def _tick(text: str, x: float, y: float, tone: str) -> Markup:
    return Markup(
        '<text class="c-{t}" x="{x}" y="{y}" font-size="11" text-anchor="middle" fill="{f}">{v}</text>'
    ).format(t=tone, x=round(x, 1), y=round(y, 1), f=INK if tone == "ink" else SOFT, v=text)


def _age_caption(years: list[int], now: int | None, references: int) -> str:
    ordered = sorted(years)
    median = ordered[len(ordered) // 2]
    text = (
        f"{ordered[0]} to {ordered[-1]}, half of them from {median} or later"
        if len(set(years)) > 1
        else f"All from {median}"
    )
    if now is not None:
        text += f"; {sum(now - y > 10 for y in years):,} more than ten years old (grey)"
    if len(years) < references:
        text += f"; {references - len(years):,} without a year"
    return text + "."


def _svg(title: str, description: str, height: int, parts: list[Markup]) -> Markup:
    return Markup(
        '<svg viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" aria-label="{label}">{body}</svg>'
    ).format(w=_WIDTH, h=height, label=clean(f"{title}: {description}"), body=Markup("").join(parts))


def proportion(values: Sequence[tuple[str, int]]) -> Markup:
    """A thin bar divided in proportion to `values` (tone, number); decorative: the numbers stand beside it in text."""
    total = sum(n for _, n in values)
    parts, x = [], 0.0
    for tone, n in values:
        if n and total:
            width = n / total * 1000
            parts.append(
                Markup('<rect class="c-{t}" x="{x}" y="0" width="{w}" height="10" fill="{f}"/>').format(
                    t=escape(tone), x=round(x, 2), w=round(max(width - 2, 1), 2), f=FILL[tone]
                )
            )
            x += width
    return Markup(
        '<svg class="proportion" viewBox="0 0 1000 10" preserveAspectRatio="none" height="10" '
        'aria-hidden="true">{}</svg>'
    ).format(Markup("").join(parts))
