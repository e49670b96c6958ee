"""The report as a Word document: findings with room for a decision, references, matrix, signature block."""

from __future__ import annotations

from collections.abc import Iterator

import docx
from docx.shared import Cm, Pt, RGBColor

from audit.model import SEVERITIES, Report
from audit.reports import wording
from audit.reports.decided import review_of, waiver_words
from audit.reports.narrative import RETRACTING, headline, look_first, paragraphs
from audit.reports.text import moment, plural, shorten
from audit.reports.view import FindingView, ReferenceView, ReportView, coverage_of
from audit.reports.word_parts import (
    INK,
    SANS,
    SERIF,
    SOFT,
    TONE,
    elements,
    page_numbers,
    paragraph,
    run,
    save,
    stamp,
    table,
)  # fmt: skip

_STATUS_TONE = {
    "verified": "ok", "differs": "minor", "wrong-work": "major", "not-found": "major", "unverified": "unknown",
}  # fmt: skip
_SUPPORT_TONE = {
    "supported": "ok", "partly": "minor", "not-found": "major", "contradicted": "critical", "unverified": "unknown",
}  # fmt: skip
_VERDICT_TONE = {"clean": "ok", "findings": "critical", "incomplete": "unknown"}
_LONG = 1500


def render_docx(report: Report) -> bytes:
    """The whole report as DOCX."""
    view = ReportView(report)
    document = new_document(f"Claim audit report: {view.title}")
    stamp(document, f"Claim audit report: {view.title}", report.run.finished)
    return save(document, body="".join(_content(view)))


def new_document(header: str) -> docx.document.Document:
    """An empty A4 document in our type, with a header and page numbers."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.1)
    section.top_margin = section.bottom_margin = Cm(2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = SANS, Pt(10)
    normal.font.color.rgb = RGBColor.from_string(INK)
    for name, size, before in (("Title", 24, 0), ("Heading 1", 16, 20), ("Heading 2", 13, 14), ("Heading 3", 11, 10)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold = SERIF if size > 11 else SANS, Pt(size), True
        style.font.color.rgb = RGBColor.from_string(INK)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(4)
        style.paragraph_format.keep_with_next = True
        fonts = style.element.rPr.rFonts
        for attribute in [a for a in fonts.attrib if "Theme" in a]:
            del fonts.attrib[attribute]
    title = document.styles["Title"].element.pPr
    for border in title.findall(title.nsmap["w"].join("{}") + "pBdr"):
        title.remove(border)
    _fill(section.header, run(shorten(header, 110), color=SOFT, size=8))
    _fill(section.footer, page_numbers())
    return document


def _fill(part: docx.section._Header | docx.section._Footer, runs: str) -> None:
    old = part.paragraphs[0]._p
    old.addprevious(elements(paragraph(runs, after=0))[0])
    old.getparent().remove(old)


def _content(view: ReportView) -> Iterator[str]:
    report = view.report
    yield paragraph(run("Claim audit report", bold=True, color=SOFT, size=9), after=2)
    yield paragraph(run(shorten(view.title, 240)), style="Title", after=4)
    yield paragraph(run(f"{report.document.path}, audited {moment(report.run.started)}; "
                        f"{plural(len(view.statements), 'statement')}, {plural(len(view.references), 'reference')}",
                        color=SOFT, size=9.5), after=10)  # fmt: skip
    tone = TONE[_VERDICT_TONE[report.summary.verdict]]
    yield paragraph(run(headline(view), bold=True, serif=True, size=17, color=tone), bar=tone, after=2)
    yield paragraph(run(report.summary.sentence), bar=tone, after=8)
    counts = [(wording.SEVERITY[s].label, view.count(s), TONE[s]) for s in SEVERITIES]
    counts += [("Not checked", len(report.unverified), TONE["unknown"]), ("Waived", len(view.waived), SOFT)]
    yield table([2.8] * 6, [], [[
        paragraph(run(f"{n:,}", bold=bool(n), serif=True, size=18, color=color if n else SOFT), after=0)
        + paragraph(run(label, color=SOFT, size=9), after=0) for label, n, color in counts
    ]], lines=False)  # fmt: skip
    yield paragraph(run("Summary"), style="Heading1")
    yield from (paragraph(run(text)) for text in paragraphs(view))
    if first := look_first(view):
        yield paragraph(run("To look at first"), style="Heading3")
        yield table([2.3, 14.5], [], [[paragraph(_severity(f), after=0), paragraph(run(shorten(f.finding.message, 300)),
                                       after=0)] for f in first])  # fmt: skip
    yield from _accounts(view)
    yield from _unchecked(view)
    yield from _findings(view)
    yield from _support(view)
    yield from _references(view)
    yield from _matrix(view)
    yield from _provenance(view)
    yield from _decided(view.report)
    yield from signatures()


def _severity(f: FindingView) -> str:
    severity = f.finding.severity
    label = f"{wording.SEVERITY_MARK[severity]} {wording.SEVERITY[severity].label}"
    return run(label, bold=True, color=TONE[severity], size=10)


def _accounts(view: ReportView) -> Iterator[str]:
    r = view.report.reconciliation
    yield paragraph(run("Every statement accounted for"), style="Heading1")
    rows = [("statements read", r.statements)] + [
        (("= " if n == 0 else "+ ") + words, getattr(r, name)) for n, (name, words) in enumerate(wording.RECONCILIATION)
    ]
    yield table([9, 3], [], [[paragraph(run(words), after=0), paragraph(run(f"{n:,}", bold=True), after=0)]
                             for words, n in rows])  # fmt: skip
    if not view.reconciles:
        yield paragraph(
            run("These counts do not add up: do not rely on this report.", bold=True, color=TONE["critical"])
        )


def _unchecked(view: ReportView) -> Iterator[str]:
    items = view.report.unverified
    title = f"{plural(len(items), 'check')} could not be made" if items else "What could not be checked: nothing"
    yield paragraph(run(title), style="Heading1")
    if items:
        yield paragraph(run("Neither right nor wrong: not checked, for the reason given.", color=SOFT))
        yield table([9, 7.8], ["What", "Why"], [
            [paragraph(run(item.what + (f", reference {r.name}" if r else "")), after=0),
             paragraph(run(shorten(group.reason, 600)), after=0)]
            for group in view.unverified for item, r in group.items
        ])  # fmt: skip


def _findings(view: ReportView) -> Iterator[str]:
    yield paragraph(run("Findings"), style="Heading1")
    if not view.findings:
        yield paragraph(run("Nothing was found.", color=SOFT))
    for group in view.groups:
        words = wording.SEVERITY[group.severity]
        yield paragraph(
            run(f"{wording.SEVERITY_MARK[group.severity]} {words.label}: {group.count:,}", color=TONE[group.severity]),
            run(f"  {words.meaning}", color=SOFT, size=9), style="Heading2", line=TONE[group.severity],
        )  # fmt: skip
        for rule in group.rules:
            count = f" ({len(rule.findings)})" if len(rule.findings) > 1 else ""
            yield paragraph(run(shorten(rule.rule.title, 200) + count), run(f"  {shorten(rule.code, 40)}", color=SOFT,
                            size=9), style="Heading3")  # fmt: skip
            if rule.rule.why:
                yield paragraph(run(rule.rule.why, color=SOFT), keep_next=True)
            yield _finding_table(rule.findings)
    if view.waived:
        yield paragraph(run(f"Waived: {len(view.waived):,}"), run("  found again, and accepted earlier by a reviewer",
                        color=SOFT, size=9), style="Heading2")  # fmt: skip
        yield _finding_table(view.waived)


def _finding_table(found: list[FindingView]) -> str:
    blank = paragraph(run("☐ accept\n☐ fix\n☐ reject", color=SOFT, size=9), after=0)
    return table([1.3, 11.7, 3.8], ["No.", "Finding", "Decision"], [
        [paragraph(run(f"{f.number}", bold=True, color=TONE[f.finding.severity]), after=0), "".join(told(f)), blank]
        for f in found
    ])  # fmt: skip


def told(f: FindingView) -> Iterator[str]:
    """A finding in paragraphs: what is wrong, the words, where, on what evidence, what to do."""
    at = f.finding.location
    new = "New: " if f.new else ""
    yield paragraph(run(new + shorten(f.finding.message, _LONG), bold=True), after=3)
    if f.quote:
        q = f.quote
        yield paragraph(run(q.before, serif=True), run(q.marked, serif=True, mark=True), run(q.after, serif=True),
                        bar="B9B5AB", indent=8, after=3)  # fmt: skip
    where = f"line {at.line}, column {at.column}" if at.line else "the document as a whole"
    where += wording.in_source(at.place)
    where += f", reference {f.reference.name}" if f.reference else ""
    if f.statement and f.statement.statement.section:
        where += f", section “{shorten(f.statement.statement.section, 120)}”"
    yield paragraph(run("Where: ", color=SOFT), run(where), after=2)
    if waived := waiver_words(f.finding):
        yield paragraph(run("Waived: ", color=SOFT), run(shorten(waived, _LONG)), after=2)
    for e in f.finding.evidence:
        text = ", ".join(part for part in (e.source, moment(e.retrieved_at), e.url or "") if part)
        yield paragraph(run("Evidence: ", color=SOFT), run(shorten(text, 400)),
                        run(f": “{shorten(e.excerpt, 600)}”" if e.excerpt else ""), after=2)  # fmt: skip
    if todo := f.finding.suggestion or f.rule.todo:
        yield paragraph(run("What to do: ", color=SOFT), run(shorten(todo, _LONG), bold=True), after=2)


def _support(view: ReportView) -> Iterator[str]:
    if not view.support:
        return
    yield paragraph(run("What the sources say"), style="Heading1")
    rows = []
    for item in view.support:
        words = []
        for part, reference in item.parts:
            v = part.verdict
            label = wording.term(wording.SUPPORT, v.verdict).label
            name = f"reference {reference.name}" if reference else part.reference_key
            kind = f", in the {v.source.kind}" if v.source else ""
            words.append(paragraph(run(label, bold=True, color=TONE[_SUPPORT_TONE.get(v.verdict, "quiet")]),
                                   run(f", {name}{kind}. {' '.join(v.reasons)}", color=SOFT), after=2))  # fmt: skip
            for passage in v.passages[:2]:
                place = f" ({passage.page})" if passage.page else ""
                words.append(paragraph(run(shorten(passage.text, 600), serif=True), run(place, color=SOFT),
                                       bar="B9B5AB", indent=8, after=3))  # fmt: skip
        s = item.statement.statement
        rows.append([paragraph(run(str(s.line)), after=0), paragraph(run(shorten(s.text, 600)), after=0),
                     "".join(words)])  # fmt: skip
    yield table([1.3, 6.5, 9], ["Line", "Statement", "Source"], rows)


def _references(view: ReportView) -> Iterator[str]:
    yield paragraph(run("References"), style="Heading1")
    if not view.references:
        yield paragraph(run("No reference was found in this document.", color=SOFT))
        return
    yield table([1.3, 12.7, 2.8], ["No.", "Reference", "Cited on lines"], [
        [paragraph(run(shorten(r.name, 12), bold=True), after=0), "".join(_reference(r)),
         paragraph(run(", ".join(dict.fromkeys(str(s.statement.line) for s, _ in r.cited_by)) or "not cited"), after=0)]
        for r in view.references
    ])  # fmt: skip


def _reference(r: ReferenceView) -> Iterator[str]:
    v = r.reference.verification
    yield paragraph(run(shorten(r.reference.raw, 2000), serif=True), after=3)
    status = wording.term(wording.STATUS, v.status)
    notices = [
        run(" ".join(f"{wording.update_label(u.type)} {u.date or ''} {u.doi or ''}".split()) + "; ", bold=True,
            color=TONE["critical" if u.type.lower() in RETRACTING else "info"])
        for u in v.updates
    ]  # fmt: skip
    meaning = f". {status.meaning[:1].upper()}{status.meaning[1:]}" + (f": {v.reason}" if v.reason else "") + "."
    tone = TONE[_STATUS_TONE.get(v.status, "quiet")]
    label = run(f"{wording.STATUS_MARK.get(v.status, '–')} {status.label}", bold=True, color=tone)
    yield paragraph(*notices, label, run(meaning, color=SOFT), after=2)
    for d in v.differences:
        yield paragraph(
            run(f"{wording.field_label(d.field)}: ", color=SOFT),
            run(d.cited or "–", strike=bool(d.cited)),
            run(f"  {d.registered or '–'}", bold=True),
            run(f"  {d.reason}" if d.reason else "", color=SOFT),
            after=2,
        )
    for label, value in (("Suggested DOI", v.suggested_doi), ("Should read", v.corrected)):
        if value:
            yield paragraph(run(f"{label}: ", color=SOFT), run(shorten(value, 2000)), after=2)
    if v.checked_at:
        yield paragraph(run(f"{v.registry or 'Registry'}, {moment(v.checked_at)}", color=SOFT, size=9), after=0)


def _matrix(view: ReportView) -> Iterator[str]:
    listed = [s for s in view.statements if s.citations or s.statement.needs_citation]
    yield paragraph(run("Which claim rests on which reference"), style="Heading1")
    if not listed:
        yield paragraph(run("No statement cites a reference or needs one.", color=SOFT))
        return
    rows = []
    for s in listed:
        coverage = coverage_of(s.statement)
        cited = ", ".join(c.label + ("" if c.reference else " (unknown)") for c in s.citations) or "none"
        words = wording.term(wording.COVERAGE, coverage).label
        alarm = TONE["major"] if coverage == "none" else None
        cells = (run(str(s.statement.line)), run(shorten(s.statement.text, 400)),
                 run(words, bold=bool(alarm), color=alarm), run(shorten(cited, 200)))  # fmt: skip
        rows.append([paragraph(cell, after=0) for cell in cells])
    yield table([1.3, 9.3, 3.4, 2.8], ["Line", "Statement", "Coverage", "References"], rows)


def _provenance(view: ReportView) -> Iterator[str]:
    report = view.report
    yield paragraph(run("How this audit was made"), style="Heading1")
    facts = [
        ("Source", f"{report.document.path}, read as {report.document.media_type}"),
        ("SHA-256 of the source", report.document.sha256),
        ("Tool", f"{report.tool.name} {report.tool.version}"),
        ("Profile", f"{report.run.profile}; the audit fails at “{report.summary.fail_on}”"),
        ("Started, finished", f"{moment(report.run.started)}; {moment(report.run.finished)}"),
        ("Network", "not used: verdicts come from stored evidence alone" if report.run.offline else "used"),
        ("SHA-256 of the settings", report.run.settings_sha256),
        *(("Remark of the reader", note) for note in report.document.notes),
    ]  # fmt: skip
    yield table([4.6, 12.2], [], [[paragraph(run(name, color=SOFT), after=0), paragraph(run(value, size=9), after=0)]
                                  for name, value in facts])  # fmt: skip


def _decided(report: Report) -> Iterator[str]:
    """The state, who signed, and every decision."""
    review = review_of(report)
    if review is None:
        return
    yield paragraph(run("Review"), style="Heading1")
    yield paragraph(run(" ".join([f"State: {review.state}.", *review.sentences])))
    if review.signatures:
        yield paragraph(run("Signatures"), style="Heading2")
        yield table([5.6, 4.2, 7.0], ["Who", "Meaning", "When, and on what"], [
            [_cell(s.who), _cell(s.meaning), _cell(f"{s.when}; {s.detail}", s.void, s.note)] for s in review.signatures
        ])  # fmt: skip
    if review.decisions:
        yield paragraph(run("Decisions"), style="Heading2")
        yield table([1.2, 4.0, 3.4, 4.6, 3.6], ["Entry", "Who and when", "Decision", "On", "Reason"], [
            [_cell(str(d.number)), _cell(f"{d.who}, {d.when}"), _cell(d.what, d.void), _cell(d.about),
             _cell(shorten(d.reason, 600))] for d in review.decisions
        ])  # fmt: skip


def _cell(text: str, void: str | None = None, note: str | None = None) -> str:
    against = paragraph(run(void, bold=True, color=TONE["major"], size=9), after=0) if void else ""
    more = paragraph(run(note, color=SOFT, size=9), after=0) if note and not void else ""
    return paragraph(run(text, size=9), after=0) + against + more


def signatures() -> Iterator[str]:
    """The signature block: empty lines for two reviewers."""
    yield paragraph(run("Review and sign-off"), style="Heading1")
    yield paragraph(
        run("Signing means: I have reviewed the findings above and decided as marked.", color=SOFT), keep_next=True
    )
    cells = []
    for role in ("Medical reviewer", "Legal or regulatory reviewer"):
        choices = "☐ Approved as it stands\n☐ Approved when the findings are resolved\n☐ Rejected"
        lines = "".join(
            paragraph(run(name, color=SOFT, size=9), before=20, after=4, line="8F8B82")
            for name in ("Name", "Date and time", "Signature")
        )
        cells.append(paragraph(run(role, bold=True), after=4) + paragraph(run(choices)) + lines)
    yield table([8.4, 8.4], [], [cells], lines=False)
