from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.model import (
    DocumentInfo,
    Finding,
    Location,
    Marker,
    Reconciliation,
    Report,
    Run,
    Statement,
    Summary,
    Tool,
)
from audit.reports.narrative import headline, look_first, paragraphs
from audit.reports.source import lines
from audit.reports.view import ReportView, coverage_of, latest
from audit.reports.workspace import WorkspaceView

NAMES = ["realistic", "compared", "hostile", "empty", "clean"]


def test_citations_and_findings_are_linked(sample: Callable[[str], Report]) -> None:
    view = ReportView(sample("realistic"))
    second = next(r for r in view.references if r.reference.label == "2")
    assert [(c.label, c.inherited, s.statement.line) for s, c in second.cited_by] == [
        ("2a", False, 4), ("2b", True, 6), ("2b", False, 6)]  # fmt: skip
    assert [f.finding.code for f in second.findings] == ["DOI004"]
    uncited = [s for s in view.statements if coverage_of(s.statement) == "none"]
    assert all(any(f.finding.code == "CIT001" for f in s.findings) for s in uncited)
    unknown = next(s for s in view.statements if s.statement.unknown_markers)
    assert [(c.label, c.reference) for c in unknown.citations] == [("12", None)]


def test_numbers_are_by_gravity_then_place_and_waived_come_last(sample: Callable[[str], Report]) -> None:
    view = ReportView(sample("realistic"))
    assert [f.number for f in view.findings] == list(range(1, 17))
    assert view.findings[0].finding.severity == "critical"
    assert [f.finding.waived for f in view.findings].index(True) == 15
    assert sum(g.count for g in view.groups) == len(view.open) == 15
    assert view.failing == view.report.summary.critical + view.report.summary.major


def test_quotes_hold_the_exact_words(sample: Callable[[str], Report]) -> None:
    view = ReportView(sample("realistic"))
    for f in view.findings:
        at = f.finding.location
        assert f.quote
        assert f.quote.marked == view.report.text[at.start : at.end]
    long = next(f for f in ReportView(sample("hostile")).findings if f.quote and "xxx" in f.quote.marked)
    assert long.quote
    assert len(long.quote.marked) < 500


@pytest.mark.parametrize("name", NAMES)
def test_counts_reconcile_and_anchors_are_unique(name: str, sample: Callable[[str], Report]) -> None:
    view = ReportView(sample(name))
    assert view.reconciles
    assert sum(view.coverage.values()) == len(view.statements)
    assert sum(view.outcomes.values()) == len(view.references)
    assert sum(len(g.items) for g in view.unverified) == len(view.report.unverified)
    anchors = [x.anchor for x in (*view.statements, *view.references, *view.findings)]
    assert len(set(anchors)) == len(anchors)


def test_a_report_that_does_not_add_up_says_so(sample: Callable[[str], Report]) -> None:
    report = sample("realistic").model_copy(deep=True)
    report.reconciliation.cited += 1
    assert not ReportView(report).reconciles


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("realistic", "Not ready: 10 problems to resolve, 3 checks not made"),
        ("compared", "Not ready: 10 problems to resolve, 3 new, 3 checks not made"),
        ("clean", "Ready: nothing was found wrong"),
        ("empty", "Not ready: 1 problem to resolve"),
    ],
)
def test_headline(name: str, told: str, sample: Callable[[str], Report]) -> None:
    assert headline(ReportView(sample(name))) == told


def test_the_summary_says_everything_in_words(sample: Callable[[str], Report]) -> None:
    text = " ".join(paragraphs(ReportView(sample("compared"))))
    for words in (
        "26 statements",
        "4 have a citation problem",
        "1 has a citation problem that is waived",
        "Reference 5 was retracted on 2 March",
        "1 is contradicted",
        "3 checks could not be made",
        "1 statement added",
    ):
        assert words in text
    first = look_first(ReportView(sample("realistic")))
    assert first[0].finding.code == "DOI005"
    assert len({f.finding.code for f in first}) == 5


def test_labels_that_restart_resolve_by_the_statements_keys(samples: ModuleType) -> None:
    b = samples.Builder("x", "x")
    one, two = b.say("First list.", markers="1"), b.say("Second list.", markers="1")
    b.line()
    for key in ("first2020", "second2021"):
        b.cite(key, samples.Verification(), label="1", key=key)
        b.line()
    report = b.report()
    report.statements[0].citation_keys, report.statements[1].citation_keys = ["first2020"], ["second2021"]
    view = ReportView(report)
    cited = [s.citations[0].reference for s in view.statements]
    assert [r and r.reference.key for r in cited] == ["first2020", "second2021"]
    assert (one.line, two.line) == (1, 1)


def sample_report(text: str, statements: list[Statement], findings: list[Finding]) -> Report:
    return Report(
        tool=Tool(version="0"),
        run=Run(started="", finished=""),
        document=DocumentInfo(path="x"),
        summary=Summary(verdict="clean", sentence=""),
        reconciliation=Reconciliation(),
        statements=statements,
        references=[],
        findings=findings,
        unverified=[],
        text=text,
    )


@given(st.text("ab \n", max_size=80), st.lists(st.tuples(st.integers(-3, 90), st.integers(-3, 90)), max_size=8))
def test_every_character_of_the_text_is_shown_once(text: str, spans: list[tuple[int, int]]) -> None:
    """Whatever statements, markers and findings say, and however they overlap."""
    statements = [
        Statement(
            id=str(n), kind="claim", text="", source_text="", line=1, start=a, end=b, markers=["1"],
            marker_groups=[Marker(source=text[a:b], labels=["1", "a"], start=a, end=b)],
        )
        for n, (a, b) in enumerate(spans[::2])
    ]  # fmt: skip
    findings = [
        Finding(code="X", name="x", severity="minor", message="", location=Location(path="x", start=a, end=b))
        for a, b in spans[1::2]
    ]
    report = sample_report(text, statements, findings)
    view = ReportView(report)
    shown = lines(view)
    assert "\n".join("".join(r.text for p in line.pieces for r in p.runs) for line in shown) == text
    marked = {f.number for line in shown for p in line.pieces for r in p.runs for f in r.findings}
    listed = [f.number for line in shown for f in line.findings]
    assert len(set(listed)) == len(listed)
    assert marked <= set(listed)


def test_a_workspace_counts_the_latest_audit_of_each_document(samples: ModuleType) -> None:
    reports = samples.fleet()
    workspace = WorkspaceView(reports)
    assert len(workspace.documents) == 4
    assert [r.run.started for r in latest(reports)] == ["2024-11-18T09:40:58Z"] * 4
    assert workspace.states == {"not ready": 2, "incomplete": 1, "ready": 1}
    history = next(d for d in workspace.documents if len(d.history) == 4)
    assert history.trend == "2 fewer than on 18 October 2024"
    assert [work.key for work, _, _ in workspace.troubled] == ["ngata2017oral"]
    assert len(workspace.troubled[0][0].documents) == 2
    r = workspace.reconciliation
    assert r.statements == r.cited + r.covered + r.waived + r.flagged + r.not_needed == 53
