"""Each format, opened by a real reader of it."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import docx
import jsonschema
import openpyxl
import pypdfium2
import pytest
from lxml import html

from audit.errors import ClaimAuditError, MissingExtraError
from audit.model import Report
from audit.reports import FORMATS, WORKSPACE_FORMATS, extension, render, render_workspace
from audit.reports.view import ReportView

Sample = Callable[[str], Report]
Drawn = Callable[[str, str], bytes]
NAMES = ["realistic", "compared", "hostile", "empty", "clean"]
SARIF = json.loads(Path(__file__).with_name("fixtures").joinpath("sarif-2.1.0.json").read_text())


def test_formats_are_the_promised_ones() -> None:
    promised = "json html pdf docx annotated-docx annotated-html xlsx csv markdown sarif junit github"
    assert set(FORMATS) == set(promised.split())
    assert len({extension(name) for name in FORMATS}) == len(FORMATS)
    assert all(extension(name).startswith(".") for name in FORMATS)


@pytest.mark.parametrize(
    "call", [lambda r: render(r, "word"), lambda r: render_workspace([r], "pdf"), lambda r: extension("")]
)
def test_an_unknown_format_names_the_known_ones(call: Callable[[Report], object], sample: Sample) -> None:
    with pytest.raises(ClaimAuditError, match=r"known formats: .*html.*sarif"):
        call(sample("clean"))


@pytest.mark.parametrize(
    ("format", "package"),
    [("pdf", "weasyprint"), ("xlsx", "xlsxwriter"), ("docx", "docx"), ("annotated-docx", "docx")],
)
def test_a_missing_package_is_named(format: str, package: str, drawn: Drawn, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(sys.modules):
        if name == package or name.startswith((f"{package}.", "audit.reports.")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=re.escape('pip install "claim-audit[report]"')):
        drawn("clean", format)


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_audit_gives_the_same_bytes(format: str, sample: Sample, drawn: Drawn) -> None:
    report = sample("compared")
    again = Report.model_validate_json(render(report, "json"))
    assert render(again, format) == drawn("compared", format)


@pytest.mark.parametrize("format", WORKSPACE_FORMATS)
def test_the_same_workspace_gives_the_same_bytes(format: str, samples: ModuleType) -> None:
    reports = samples.fleet()
    assert render_workspace(reports[::-1], format) == render_workspace(reports, format)
    assert isinstance(render_workspace([], format), bytes)


def test_json_is_the_audit(sample: Sample) -> None:
    report = sample("compared")
    stored = json.loads(render(report, "json"))
    assert stored["schema"] == "claim-audit/report/1"
    assert Report.model_validate(stored) == report


def test_html_tells_everything(sample: Sample) -> None:
    report = sample("compared")
    page = html.document_fromstring(render(report, "html"))
    text = " ".join(page.text_content().split())
    view = ReportView(report)
    for f in view.findings:
        assert f.finding.message in text
        assert all(e.source in text for e in f.finding.evidence)
    for wanted in ("=9", "+4", "+1", "+8", "503 three times", "claim-audit 0.1.0", report.document.sha256,
                   report.run.settings_sha256, "We help teams", "doi:10.5555/aci.2015.0077", "Signature"):  # fmt: skip
        assert wanted in text, wanted
    assert page.xpath("string(//ins)") == "24"
    assert "".join(p.text_content() for p in page.xpath("//*[@id='L11']/p")) == "●" + report.text.split("\n")[10]
    rows = page.xpath("//section[@id='matrix']//tbody/tr")
    assert len(rows) == 17
    numbers = Counter(x.get("data-severity") for x in page.xpath("//section[@id='findings']//article"))
    assert numbers == {"critical": 1, "major": 9, "minor": 4, "info": 1, "waived": 1}


@pytest.mark.parametrize("name", NAMES)
def test_html_links_lead_somewhere(name: str, drawn: Drawn) -> None:
    for format in ("html", "annotated-html"):
        page = html.document_fromstring(drawn(name, format))
        ids = page.xpath("//@id")
        assert len(set(ids)) == len(ids)
        inside = {href[1:] for href in page.xpath("//a/@href") if href.startswith("#")}
        assert inside <= set(ids)
        assert not page.xpath("//@style")


def test_large_html_lists_every_claim_and_reference(drawn: Drawn) -> None:
    page = html.document_fromstring(drawn("large", "html"))
    assert len(page.xpath("//section[@id='references']//article")) == 500
    assert len(page.xpath("//section[@id='matrix']//tbody/tr")) == 2000
    assert len(page.xpath("//section[@id='findings']//article")) == 416


def test_pdf(drawn: Drawn) -> None:
    data = drawn("realistic", "pdf")
    pdf = pypdfium2.PdfDocument(data)
    assert pypdfium2.raw.FPDFCatalog_IsTagged(pdf.raw)
    text = "\n".join(page.get_textpage().get_text_range() for page in pdf)
    assert f"Page {len(pdf)} of {len(pdf)}" in text
    for words in (
        "Not ready",
        "The DOI of reference 6",
        "3 checks could not be made",
        "Signature",
    ):
        assert words in text
    titles = [item.get_title() for item in pdf.get_toc()]
    assert {"Findings", "References", "Review and sign-off"} <= set(titles)


def test_docx(drawn: Drawn) -> None:
    document = docx.Document(io.BytesIO(drawn("realistic", "docx")))
    text = "\n".join(node.text or "" for node in document.element.body.iter("{*}t"))
    for words in ("Not ready", "The DOI of reference 6", "3 checks could not be made", "Signature", "accept"):
        assert words in text
    headings = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    assert {"Findings", "References", "Review and sign-off"} <= set(headings)


def test_annotated_docx_without_the_original(sample: Sample) -> None:
    report = sample("realistic")
    document = docx.Document(io.BytesIO(render(report, "annotated-docx")))
    assert "\n".join(p.text for p in document.paragraphs[1:]) == report.text
    assert len(document.comments) == len(report.findings) + 1
    assert commented(document)["26%"].startswith("10. Major: Figure not found in the source")


def test_annotated_docx_comments_the_original_at_its_words(samples: ModuleType) -> None:
    original = docx.Document()
    p = original.add_paragraph("Found in three ")
    p.add_run("ar").bold = True
    p.add_run("eas").add_text(" today")
    p.add_run("1b").font.superscript = True
    table = original.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Iron", "Outcome improved"
    original.add_comment(p.runs[:1], "an older comment", author="someone", initials="s")
    file = io.BytesIO()
    original.save(file)

    b = samples.Builder("x.docx", "x")
    b.text = "Found in three areas today1b\nIron\tOutcome improved\nnot in the body"
    for words in ("three areas", "today1b", "improved", "not in the body"):
        b.find("CIT001", "uncited-claim", "major", words, words=words)
    b.find("DOC002", "nothing-parsed", "major", "the whole")
    report = b.report()
    report.document.media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    data = render(report, "annotated-docx", source=file.getvalue())
    assert data == render(report, "annotated-docx", source=file.getvalue())
    result = docx.Document(io.BytesIO(data))
    assert [p.text for p in result.paragraphs] == [p.text for p in original.paragraphs]
    runs = [(r.text, r.bold, r.font.superscript) for r in result.paragraphs[0].runs if r.text]
    assert ("ar", True, None) in runs
    assert ("1b", None, True) in runs
    found = commented(result)
    assert found["three areas"].endswith("CIT001)")
    assert found["today1b"]
    assert found["improved"]
    assert "an older comment" in [c.text for c in result.comments]
    assert sum("not found in the body" in c.text for c in result.comments) == 2


def test_an_original_that_cannot_be_opened_is_copied_and_says_so(sample: Sample) -> None:
    report = sample("realistic").model_copy(deep=True)
    report.document.media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    for source in (b"", b"PK\x03\x04 broken", b"%PDF-1.7"):
        document = docx.Document(io.BytesIO(render(report, "annotated-docx", source=source)))
        assert "The original could not be opened" in next(iter(document.comments)).text


def commented(document: docx.document.Document) -> dict[str, str]:
    """The words under each comment, and its first line."""
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    open_: dict[str, str] = {}
    words: dict[str, str] = {}
    for node in document.element.body.iter():
        number = node.get(f"{w}id", "")
        if node.tag == f"{w}commentRangeStart":
            open_[number] = ""
        elif node.tag == f"{w}commentRangeEnd":
            words[number] = open_.pop(number)
        elif node.tag == f"{w}t":
            open_ = {key: text + (node.text or "") for key, text in open_.items()}
    return {words[str(c.comment_id)]: c.paragraphs[0].text for c in document.comments}


PAGE = b"""<!doctype html><html><head><title>t</title><style>p{color:red}</style></head><body onload="evil()">
<h2 id="a" style="x">Iron</h2><p>Found in three areas<sup>1b</sup> today. <a href="https://example.org/">web</a>
<a href="javascript:evil()">script</a> <a href="#a">inside</a><img src="https://example.org/x.png" alt="a chart"></p>
<script>evil()</script><iframe src="x"></iframe><form action="https://example.org"><input name="q"><b>kept words</b>
</form><svg onload="evil()"><text>gone</text></svg><table><tr><td colspan="2" onclick="x">cell</td></tr></table>
</body></html>"""


def test_annotated_html_of_a_page(samples: ModuleType) -> None:
    b = samples.Builder("x.html", "x")
    b.text = "Iron\nFound in three areas1b today. web script inside\nkept words\ncell"
    for words in ("three areas", "1b", "kept words", "cell"):
        b.find("CIT001", "uncited-claim", "major", words, words=words)
    report = b.report()
    report.document.media_type = "text/html"
    page = html.document_fromstring(render(report, "annotated-html", source=PAGE))
    article = page.xpath("//article[@class='original']")[0]
    assert [m.text for m in article.xpath(".//mark")] == ["three areas", "1b", "kept words", "cell"]
    assert [a.text for a in article.xpath(".//a[starts-with(@class, 'fn')]")] == ["1", "2", "3", "4"]
    source = html.tostring(article, encoding="unicode")
    assert "evil" not in source
    assert "[image: a chart]" in source
    assert 'colspan="2"' in source
    assert {a.get("href") for a in article.xpath(".//a") if a.text in ("web", "inside", "script")} == {
        "https://example.org/", "#source-a", None}  # fmt: skip
    for tag in ("script", "style", "iframe", "form", "input", "svg", "img"):
        assert not article.xpath(f".//{tag}")
    assert "Found in three areas1b" in re.sub(r"\s+", " ", article.text_content().replace("areas1", "areas"))


def test_xlsx(sample: Sample) -> None:
    report = sample("realistic")
    book = openpyxl.load_workbook(io.BytesIO(render(report, "xlsx")))
    assert book.sheetnames == ["Overview", "Findings", "Claims", "References", "Matrix", "Not checked"]
    rows = {name: list(book[name].values) for name in book.sheetnames}
    assert len(rows["Findings"]) == 17
    assert len(rows["Claims"]) == 27
    assert len(rows["References"]) == 9
    assert len(rows["Not checked"]) == 4
    assert len(rows["Matrix"]) == 18
    for name in ("Findings", "Claims", "References", "Matrix"):
        assert book[name].freeze_panes
        assert book[name].auto_filter.ref
    overview = dict(row[:2] for row in rows["Overview"] if row[0])
    assert (overview["Checks not made"], overview["References: not checked"], overview["Critical"]) == (3, 1, 1)
    matrix = rows["Matrix"]
    assert matrix[0][3:] == tuple("12345678")
    assert matrix[3][3:5] == (None, "◐")


def test_csv_has_every_pair_and_every_orphan(sample: Sample, drawn: Drawn) -> None:
    report = sample("realistic")
    rows = list(csv.DictReader(io.StringIO(render(report, "csv").decode("utf-8-sig"))))
    view = ReportView(report)
    pairs = sum(max(len(s.citations), 1) for s in view.statements)
    assert len(rows) == pairs + sum(not r.cited_by for r in view.references)
    assert {row["statement_id"] for row in rows if row["statement_id"]} == {s.id for s in report.statements}
    assert {row["reference"] for row in rows if row["reference"]} == {r.label for r in report.references}
    empty = list(csv.DictReader(io.StringIO(drawn("empty", "csv").decode("utf-8-sig"))))
    assert "DOC002" in empty[0]["statement_findings"]


@pytest.mark.parametrize("name", [*NAMES, "large"])
def test_markdown_fits_and_loses_nothing_in_silence(name: str, sample: Sample, drawn: Drawn) -> None:
    data = drawn(name, "markdown")
    assert len(data) < 65_536
    text = data.decode()
    view = ReportView(sample(name))
    listed = len(re.findall(r"^- [◆▲●○] \*\*", text, re.MULTILINE))
    left_out = sum(int(n.replace(",", "")) for n in re.findall(r"_([\d,]+) more (?:to resolve|finding|waived)", text))
    assert listed + left_out == len(view.findings)
    assert text.count("<details>") == text.count("</details>")
    if name == "compared":
        assert text.index("### Changed since") < text.index("### To resolve")


@pytest.mark.parametrize("name", [*NAMES, "large"])
def test_sarif_validates(name: str, sample: Sample, drawn: Drawn) -> None:
    log = json.loads(drawn(name, "sarif"))
    validator = jsonschema.validators.validator_for(SARIF)
    validator(SARIF, format_checker=validator.FORMAT_CHECKER).validate(log)
    run = log["runs"][0]
    report = sample(name)
    assert len(run["results"]) == len(report.findings)
    assert sum("suppressions" in r for r in run["results"]) == sum(f.waived for f in report.findings)
    assert len(run["invocations"][0]["toolExecutionNotifications"]) == len(report.unverified)
    for result in run["results"]:
        rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        assert rule["help"]["text"]


def test_sarif_regions_are_the_words(sample: Sample) -> None:
    report = sample("realistic")
    by_line = report.text.split("\n")
    for result in json.loads(render(report, "sarif"))["runs"][0]["results"]:
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] == region["endLine"]
        words = by_line[region["startLine"] - 1][region["startColumn"] - 1 : region["endColumn"] - 1]
        assert words == region["snippet"]["text"]


def test_sarif_of_a_comparison_tells_new_from_old(drawn: Drawn) -> None:
    results = json.loads(drawn("compared", "sarif"))["runs"][0]["results"]
    assert Counter(r["baselineState"] for r in results) == {"new": 3, "unchanged": 13}


def test_junit_has_one_case_a_claim_and_a_reference(sample: Sample) -> None:
    report = sample("realistic")
    root = ET.fromstring(render(report, "junit"))
    suites = {suite.get("name", "").rpartition(": ")[2]: suite for suite in root}
    assert len(suites["references"].findall("testcase")) == 8
    assert len(suites["claims"].findall("testcase")) == 18  # 17 of the matrix, and the lead-in that lost its list
    assert [case.get("name", "")[:11] for case in root.iter("testcase") if case.find("skipped") is not None] == [
        "reference 7"
    ]
    failing = {f.finding.code for f in ReportView(report).open if f.finding.severity in ("critical", "major")}
    assert {c for failure in root.iter("failure") for c in failure.get("type", "").split(", ")} == failing
    assert int(root.get("tests", "0")) == len(list(root.iter("testcase")))
    assert int(root.get("failures", "0")) == len(list(root.iter("failure")))
    names = [case.get("name") for case in root.iter("testcase")]
    assert len(set(names)) == len(names)


def test_github_annotations(drawn: Drawn) -> None:
    lines = drawn("realistic", "github").decode().splitlines()
    assert Counter(re.match(r"::(\w+)", line)[1] for line in lines) == {"error": 10, "warning": 7, "notice": 1}  # type: ignore[index]
    where = "file=content/iron-deficiency.txt,line=23,col=37,endLine=23,endColumn=105"
    assert lines[0].startswith(f"::error {where},title=DOI005 Retracted work::Reference 5 was retracted")
    assert not any("Most patients" in line for line in lines)  # waived


def test_workspace_formats_open(samples: ModuleType) -> None:
    reports = samples.fleet()
    links = {r.document.path: f"{Path(r.document.path).stem}.html" for r in reports}
    page = html.document_fromstring(render_workspace(reports, "html", links=links))
    assert set(links.values()) <= {href.partition("#")[0] for href in page.xpath("//a/@href")}
    assert len(page.xpath("//section[@id='documents']//tbody/tr")) == 4
    assert "2 of 4 documents not ready" in page.text_content()
    validator = jsonschema.validators.validator_for(SARIF)
    log = json.loads(render_workspace(reports, "sarif"))
    validator(SARIF, format_checker=validator.FORMAT_CHECKER).validate(log)
    assert len(log["runs"][0]["artifacts"]) == 4
    book = openpyxl.load_workbook(io.BytesIO(render_workspace(reports, "xlsx")))
    assert len(list(book["Summary"].values)) == 5
    assert len(ET.fromstring(render_workspace(reports, "junit"))) >= 8
    assert "2 of 4 documents not ready" in render_workspace(reports, "markdown").decode()
    rows = csv.DictReader(io.StringIO(render_workspace(reports, "csv").decode("utf-8-sig")))
    assert len({row["document"] for row in rows}) == 4
    assert render_workspace(reports, "github").count(b"title=Claim audit::") == 4
