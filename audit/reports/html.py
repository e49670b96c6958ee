"""The report as one HTML file that a reviewer reads, prints and e-mails: it loads nothing and sends nothing."""

from __future__ import annotations

import base64
import difflib
import hashlib
import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from audit.model import SEVERITIES, Reference, Report
from audit.reports import wording
from audit.reports.charts import charts, proportion
from audit.reports.decided import review_of, waiver_words
from audit.reports.narrative import RETRACTING, extra_reasons, headline, look_first, own_reasons, paragraphs
from audit.reports.source import Line, Piece, lines
from audit.reports.text import clean, day, doi_url, moment, one_line, plural, safe_url, shorten, slug
from audit.reports.view import Citation, FindingView, ReferenceView, ReportView, StatementView, coverage_of

_BIG = 400  # statements; above this the browser lays out what is in view first
_GRID_COLUMNS, _GRID_ROWS = 36, 400
_COVERAGE_TONE = {"direct": "ok", "none": "major", "not-needed": "quiet"}
_STATUS_TONE = {
    "verified": "ok", "differs": "minor", "wrong-work": "major", "not-found": "major", "unverified": "unknown",
}  # fmt: skip
_SUPPORT_TONE = {"supported": "ok", "partly": "minor", "not-found": "major", "contradicted": "critical",
                 "unverified": "unknown"}  # fmt: skip
_DIFFED, _COMPARED = 3000, 90_000
_VERDICT = {"clean": ("ok", "✓"), "findings": ("critical", "◆"), "incomplete": ("unknown", "?")}


class Matrix(NamedTuple):
    """Statements against references; `grid` where a column for each reference fits on a page."""

    grid: bool
    rows: list[tuple[StatementView, list[Citation | None]]]


def render_html(report: Report) -> bytes:
    """The whole report as one self-contained HTML file, UTF-8."""
    view = ReportView(report)
    css, js = asset("report.css"), asset("report.js")
    page = (
        environment()
        .get_template("report.html.j2")
        .render(
            **page_values(view),
            css=css,
            js=js,
            csp=content_security_policy(css, js),
            big=len(view.statements) > _BIG,
            contents=_contents(view),
            rules=sorted({(f.finding.code, f.rule.title) for f in view.findings}),
            matrix=matrix(view),
        )
    )
    return page.encode("utf-8", "replace")


def page_values(view: ReportView) -> dict[str, Any]:
    """What every page about one document shows, on screen and on paper."""
    report = view.report
    tones = {"cited": "ok", "covered": "part", "waived": "info", "flagged": "major", "not_needed": "quiet"}
    drawers = [(name, words, getattr(report.reconciliation, name)) for name, words in wording.RECONCILIATION]
    verdict_class, verdict_mark = _VERDICT[report.summary.verdict]
    if verdict_class == "critical" and not view.count("critical"):
        verdict_class, verdict_mark = "major", wording.SEVERITY_MARK["major"]
    return {
        "report": report,
        "view": view,
        "review": review_of(report),
        "verdict_class": verdict_class,
        "verdict_mark": verdict_mark,
        "headline": headline(view),
        "paragraphs": paragraphs(view),
        "first": look_first(view),
        "tiles": _tiles(view),
        "drawers": drawers,
        "balance": proportion([(tones[name], count) for name, _, count in drawers]),
        "charts": charts(view),
        "legend": _legend(view),
        "lines": lines(view) if report.text else [],
        "evidence_paths": {r.reference.verification.evidence for r in view.references} - {None},
    }


@cache
def environment() -> Environment:
    """The templates of this package; every string is cleaned and escaped on its way out."""

    def finalize(value: Any) -> Any:
        return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    env = Environment(
        loader=PackageLoader("audit.reports"), autoescape=True, undefined=StrictUndefined, finalize=finalize,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    env.filters |= {"slug": slug, "one_line": one_line, "capitalize_first": _capitalize_first}
    env.globals |= {
        "waiver_words": waiver_words, "plural": plural, "shorten": shorten, "moment": moment, "day": day,
        "safe_url": safe_url, "doi_url": doi_url,
        "coverage_of": coverage_of, "field_label": wording.field_label, "update_label": wording.update_label,
        "retracting": RETRACTING, "describe": describe, "corrected": _corrected, "piece_html": _piece,
        "piece_printed": _printed, "loose_findings": _loose,
        "printed_lines": _printed_lines, "cited_lines": cited_lines, "line_kinds": _line_kinds,
        "severity_class": lambda s: s if s in SEVERITIES else "info",
        "in_source": wording.in_source,
        "extra_reasons": extra_reasons,
        "own_reasons": own_reasons,
        "severity_label": lambda s: wording.term(wording.SEVERITY, s).label,
        "severity_meaning": lambda s: wording.term(wording.SEVERITY, s).meaning,
        "severity_mark": lambda s: wording.SEVERITY_MARK.get(s, "○"),
        "coverage_label": lambda s: wording.term(wording.COVERAGE, s).label,
        "status_label": lambda s: wording.term(wording.STATUS, s).label,
        "status_meaning": lambda s: wording.term(wording.STATUS, s).meaning,
        "support_label": lambda s: wording.term(wording.SUPPORT, s).label,
        "support_meaning": lambda s: wording.term(wording.SUPPORT, s).meaning,
        "support_mark": lambda s: wording.SUPPORT_MARK.get(s, "?"),
        "support_class": lambda s: _SUPPORT_TONE.get(s, "quiet"),
        "number_label": lambda s: wording.NUMBER.get(s, s),
        "status_mark": lambda s: wording.STATUS_MARK.get(s, "–"),
        "status_class": lambda s: _STATUS_TONE.get(s, "quiet"),
    }  # fmt: skip
    return env


@cache
def asset(name: str) -> Markup:
    """A style sheet or script of the package, to be written into a page as it stands."""

    return Markup(resources.files("audit.reports").joinpath("templates", name).read_text("utf-8"))  # noqa: S704


def content_security_policy(css: str, js: str = "") -> str:
    """Nothing but this very style sheet and this very script."""
    script = f"script-src {_hash(js)}; " if js else ""
    return f"default-src 'none'; style-src {_hash(css)}; {script}img-src data:; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _contents(view: ReportView) -> list[tuple[str, str, int | None]]:
    support = [("support", "Support", len(view.support))] if view.support else []
    return [
        ("summary", "Summary", None), ("reconciliation", "Accounting", None), ("charts", "At a glance", None),
        ("unchecked", "Not checked", len(view.report.unverified)), ("findings", "Findings", len(view.open)),
        ("source", "The text", len(view.statements)), *support, ("references", "References", len(view.references)),
        ("matrix", "Matrix", None), ("provenance", "Provenance", None), ("signoff", "Sign-off", None),
    ]  # fmt: skip


def _tiles(view: ReportView) -> list[tuple[str, str, int, str]]:
    tiles = [(s, wording.SEVERITY[s].label, view.count(s), f"severity-{s}") for s in SEVERITIES]
    tiles = [(s, label + ("s" if s == "info" and n != 1 else ""), n, anchor) for s, label, n, anchor in tiles]
    found = [*tiles, ("unknown", "Not checked", len(view.report.unverified), "unchecked")]
    return [*found, ("quiet", "Waived", len(view.waived), "waived")] if view.waived else found


def _legend(view: ReportView) -> list[tuple[str, str, str, str]]:
    """Coverage, mark, label and tone of what occurs in this document."""
    return [
        (name, wording.COVERAGE_MARK.get(name, "·"), wording.term(wording.COVERAGE, name).label,
         _COVERAGE_TONE.get(name, "part"))
        for name, count in view.coverage.items() if count
    ]  # fmt: skip


def matrix(view: ReportView) -> Matrix:
    """The claim-reference matrix: statements that cite something or need to."""
    listed = [s for s in view.statements if s.citations or s.statement.needs_citation]
    grid = 0 < len(view.references) <= _GRID_COLUMNS and len(listed) <= _GRID_ROWS
    rows: list[tuple[StatementView, list[Citation | None]]] = []
    for s in listed:
        cited: dict[int, Citation] = {}
        for c in sorted(s.citations, key=lambda c: c.inherited, reverse=True):
            if c.reference is not None:
                cited[id(c.reference)] = c
        rows.append((s, [cited.get(id(r)) for r in view.references] if grid else []))
    return Matrix(grid, rows)


def cited_lines(view: ReferenceView) -> list[int]:
    """The lines on which a reference is cited, each once."""
    return list(dict.fromkeys(s.statement.line for s, _ in view.cited_by))


def describe(record: Reference) -> str:
    """A registered work in one line: authors, title, container, year."""
    names = [a.sort_name for a in record.authors[:3]] + (["et al"] if len(record.authors) > 3 else [])
    parts = [", ".join(names), record.title or "", record.container or "", record.year or ""]
    return ". ".join(shorten(p, 300) for p in parts if p)


def _corrected(raw: str, corrected: str) -> Markup:
    """The reference as it should read, with the words that change marked."""

    old, new = (re.findall(r"\w+|\s+|[^\w\s]", clean(t)[:_DIFFED]) for t in (raw, corrected))
    if len(old) * len(new) > _COMPARED:  # no reference is that long, and the comparison takes cubic time at worst
        return Markup("{}").format("".join(new))
    parts = []
    for op, _, _, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        words = "".join(new[start:end])
        if words:
            changed = op != "equal" and words.strip()
            parts.append((Markup("<ins>{}</ins>") if changed else Markup("{}")).format(words))
    return Markup("").join(parts)


def _piece(piece: Piece, linked: bool = True) -> Markup:
    """One statement, one reference or the text between them, as inline HTML. `linked`: markers lead to references."""

    runs = Markup("").join(_runs(piece, linked))
    marked = " marked" if any(run.findings for run in piece.runs) else ""
    if piece.statement is None:
        return Markup('<span class="{}">{}</span>').format("ref" if piece.reference else "free", runs)
    coverage = coverage_of(piece.statement.statement)
    if not piece.first:
        return Markup('<span class="st-{}{}">{}</span>').format(slug(coverage), marked, runs)
    glyph = Markup('<span class="g {}" role="img" aria-label="{}:">{}</span>').format(
        _COVERAGE_TONE.get(coverage, "part"),
        wording.term(wording.COVERAGE, coverage).label,
        wording.COVERAGE_MARK.get(coverage, "·"),
    )
    return Markup('<span class="st-{}{}" id="{}">{}{}</span>').format(
        slug(coverage), marked, piece.statement.anchor, glyph, runs
    )


def _printed(piece: Piece) -> Markup:
    """`_piece` for paper: as few elements as will do, since each costs time to lay out; nothing to click."""
    parts = [Markup("")]
    for run in piece.runs:
        html = escape(clean(run.text))
        if run.marker and run.text.strip():
            html = Markup("<b>{}</b>").format(html)
        if run.findings:
            html = Markup("<mark>{}</mark>").format(html)
        parts.append(html)
    text = Markup("").join(parts)
    coverage = coverage_of(piece.statement.statement) if piece.statement else "not-needed"
    if piece.statement and piece.first:
        text = Markup("{}\N{NO-BREAK SPACE}{}").format(wording.COVERAGE_MARK.get(coverage, "·"), text)
    return Markup("<i>{}</i>").format(text) if coverage == "not-needed" else text


def _runs(piece: Piece, linked: bool) -> Iterable[Markup]:

    for run in piece.runs:
        html = escape(clean(run.text))
        if run.target is not None and linked:
            html = Markup('<a class="mk" href="#{}">{}</a>').format(run.target.anchor, html)
        elif run.marker and run.text.strip():
            html = Markup('<span class="mk">{}</span>').format(html)
        if run.findings:
            severity = run.findings[0].finding.severity
            html = Markup('<mark class="{}">{}</mark>').format(severity if severity in SEVERITIES else "info", html)
        yield html


def _loose(view: ReportView, shown: Iterable[Line]) -> list[FindingView]:
    """The findings that stand beside no line."""
    beside = {id(f) for line in shown for f in line.findings}
    return [f for f in view.findings if id(f) not in beside]


def _printed_lines(shown: Iterable[Line]) -> list[Line | tuple[int, int]]:
    """Lines for paper: without blank ones, and with the first and last number of every run of reference entries.

    The entries stand in full among the references; printing them twice would cost a third of the pages.
    """
    result: list[Line | tuple[int, int]] = []
    for line in shown:
        if line.blank:
            continue
        entry = all(p.reference for p in line.pieces if any(r.text.strip() for r in p.runs))
        last = result[-1] if result else None
        if entry and isinstance(last, tuple):
            result[-1] = (last[0], line.number)
        else:
            result.append((line.number, line.number) if entry else line)
    return result


def _line_kinds(line: Line) -> str:
    kinds = {coverage_of(p.statement.statement) for p in line.pieces if p.statement}
    return " ".join(sorted(kinds | ({"finding"} if line.findings else set())))


def _capitalize_first(text: str) -> str:
    return text[:1].upper() + text[1:]
