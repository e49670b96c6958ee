# ruff: noqa: C408, PLR0915  (fields read better as keywords; a page is one long list)
"""Reports to draw: a small realistic one, a large synthetic one, a hostile one. The works in them are invented."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from audit.model import (
    SEVERITIES,
    Author,
    Changes,
    ClaimSupport,
    Contradiction,
    Difference,
    DocumentInfo,
    Evidence,
    Finding,
    Location,
    Marker,
    NumberCheck,
    Passage,
    Reference,
    ReferenceSupport,
    Report,
    Run,
    SourceUsed,
    Statement,
    Summary,
    SupportVerdict,
    Tool,
    Unverified,
    Update,
    Verification,
    VerifiedReference,
)
from audit.summing import reconcile

CHECKED = "2024-11-18T09:41:07Z"


@dataclass
class Builder:
    """Lays a document down line by line and keeps the offsets right."""

    path: str
    title: str
    text: str = ""
    statements: list[Statement] = field(default_factory=list)
    references: list[VerifiedReference] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unverified: list[Unverified] = field(default_factory=list)
    section: str | None = None
    support: list[ClaimSupport] = field(default_factory=list)

    def say(self, source: str, kind: str = "claim", *, markers: str = "", glue: str = "", **more: Any) -> Statement:
        """One statement; `source` may end in the marker group `markers`, written with `glue` in front of it."""
        start = len(self.text)
        group = f"{glue}{markers}" if markers else ""
        slot = source.find("@") if markers else -1
        written = source + group if slot < 0 else source[:slot] + group + source[slot + 1 :]
        labels = markers.split()
        at = start + (len(source) if slot < 0 else slot) + len(glue)
        groups = [Marker(source=markers, labels=labels, start=at, end=at + len(markers))] if labels else []
        needs = more.pop("needs_citation", kind == "claim")
        coverage = more.pop("coverage", "direct" if labels else ("none" if needs else "not-needed"))
        statement = Statement(
            id=f"s-{hashlib.sha256(written.encode()).hexdigest()[:10]}",
            kind=kind,
            text=" ".join((source if slot < 0 else source[:slot] + source[slot + 1 :]).split()),
            source_text=written,
            section=self.section,
            line=self.text.count("\n") + 1,
            start=start,
            end=start + len(written),
            markers=labels,
            coverage=coverage,
            needs_citation=needs,
            marker_groups=groups,
            **more,
        )
        self.text += written
        self.statements.append(statement)
        if kind == "heading":
            self.section = statement.text
        return statement

    def line(self) -> None:
        self.text += "\n"

    def space(self) -> None:
        self.text += " "

    def cite(self, raw: str, verification: Verification, **fields: Any) -> VerifiedReference:
        label, anchors = fields.pop("label"), fields.pop("anchors", [])
        head = (" ".join(anchors) or label) + " "
        start = len(self.text)
        self.text += head + raw
        reference = VerifiedReference(
            label=label, anchors=anchors, raw=raw, line=self.text.count("\n") + 1, start=start, end=len(self.text),
            verification=verification, **fields,
        )  # fmt: skip
        self.references.append(reference)
        return reference

    def find(
        self, code: str, name: str, severity: str, message: str, *, words: str = "",
        at: Statement | VerifiedReference | None = None, **more: Any,
    ) -> Finding:  # fmt: skip
        start, end = (at.start, at.end) if at is not None else (0, 0)
        if words:
            start = self.text.index(words, start)
            end = start + len(words)
        line = self.text.count("\n", 0, start) + 1
        column = start - (self.text.rfind("\n", 0, start) + 1) + 1
        finding = Finding(
            code=code, name=name, severity=severity, message=message,
            statement_id=at.id if isinstance(at, Statement) else None,
            reference_key=at.key if isinstance(at, VerifiedReference) else None,
            location=Location(path=self.path, line=line, column=column, start=start, end=end),
            fingerprint=hashlib.sha256(f"{code} {message} {words} {len(self.findings)}".encode()).hexdigest(),
            **more,
        )  # fmt: skip
        self.findings.append(finding)
        return finding

    def resolve(self) -> None:
        keys = {name: r.key for r in self.references for name in (r.label, *r.anchors)}
        for s in self.statements:
            s.citation_keys = [keys[m] for m in s.markers if m in keys]
            s.unknown_markers = [m for m in s.markers if m not in keys]

    def report(self, **run: Any) -> Report:
        self.resolve()
        open_ = [f for f in self.findings if not f.waived]
        count = {s: sum(f.severity == s for f in open_) for s in ("critical", "major", "minor", "info")}
        failing = count["critical"] + count["major"]
        verdict = "findings" if failing else ("incomplete" if self.unverified else "clean")
        statuses: dict[str, int] = {}
        for r in self.references:
            statuses[r.verification.status] = statuses.get(r.verification.status, 0) + 1
        return Report(
            tool=Tool(version="0.1.0"),
            run=Run(
                started="2024-11-18T09:40:58Z", finished="2024-11-18T09:41:12Z", profile="medical-content",
                settings_sha256=hashlib.sha256(b"settings").hexdigest(), **run,
            ),
            document=DocumentInfo(
                path=self.path, title=self.title, media_type="text/plain",
                sha256=hashlib.sha256(self.text.encode("utf-8", "replace")).hexdigest(),
            ),
            summary=Summary(
                verdict=verdict,
                sentence={
                    "findings": f"{failing} findings must be resolved before this page is approved; "
                    f"{len(self.unverified)} items could not be checked.",
                    "incomplete": f"Nothing was found wrong, but {len(self.unverified)} items could not be checked.",
                    "clean": "Nothing was found wrong.",
                }[verdict],
                **count,
                waived=len(self.findings) - len(open_), statements=len(self.statements),
                references=len(self.references), references_by_status=statuses, unverified=len(self.unverified),
            ),
            reconciliation=reconcile(self.statements, self.findings),
            statements=self.statements, references=self.references, findings=self.findings,
            unverified=self.unverified, text=self.text, support=self.support,
        )  # fmt: skip


def _seen(source: str, doi: str, excerpt: str) -> Evidence:
    base = {"Crossref": "https://api.crossref.org/works/", "doi.org": "https://doi.org/api/handles/"}[source]
    return Evidence(source=source, url=base + doi, retrieved_at=CHECKED, excerpt=excerpt)


def _checked(status: str, doi: str = "", **more: Any) -> Verification:
    evidence = f"bib/evidence/{doi.replace('/', '_')}.json" if doi else None
    return Verification(
        status=status, registry="Crossref", agency="Crossref", checked_at=CHECKED, evidence=evidence, **more
    )


def _people(*names: str) -> list[Author]:
    return [Author(family=n.rsplit(" ", 1)[0], given=n.rsplit(" ", 1)[1]) for n in names]


def realistic() -> Report:
    """A page about iron deficiency in heart failure, written for this test, with one defect of each kind."""
    b = Builder("content/iron-deficiency.txt", "Iron deficiency in chronic heart failure")
    b.say("Iron deficiency in chronic heart failure", "heading")
    b.line()
    b.say("What it is, how to find it, and how it is treated.", "boilerplate")
    b.line()
    b.say("This page is intended for healthcare professionals outside the United States.", "disclaimer")
    b.line()
    common = b.say("Iron deficiency is common in chronic heart failure: about half of all outpatients have it.",
                   markers="1a")  # fmt: skip
    b.space()
    b.say("It occurs with anemia and without it.", markers="1b 2a")
    b.line()
    b.say("Why it matters", "heading")
    b.line()
    first = b.say(
        "The heart muscle needs iron to turn oxygen into energy.", coverage="paragraph", inherited_markers=["2b"]
    )
    b.space()
    first.covered_by = b.say("Patients with low iron stores walk shorter distances and report more fatigue.",
                             markers="2b").id  # fmt: skip
    b.space()
    doubles = b.say("Iron deficiency doubles the risk of death in every patient with heart failure.")
    b.line()
    b.say("Diagnosis", "heading")
    b.line()
    lead = b.say("Current guidelines define iron deficiency in heart failure as either of@:", "lead-in", markers="3a")
    for item in ("Serum ferritin below 100 µg/L", "Serum ferritin of 100–299 µg/L with transferrin saturation < 20%"):
        b.line()
        b.say(item, coverage="lead-in", covered_by=lead.id, inherited_markers=["3a"])
    b.line()
    grade = b.say("Left ventricular function is graded with the older of two scales as G3.@", markers="4c", glue="")
    b.line()
    label = b.say("Transferrin saturation@:", "lead-in", markers="4a")
    b.space()
    b.say("It does not rise with inflammation, which makes it the more robust of the two measures.",
          coverage="label", covered_by=label.id, inherited_markers=["4a"])  # fmt: skip
    b.line()
    lost = b.say("Conditions that should be ruled out before treatment include the following:", "lead-in",
                 needs_citation=False, items_missing=True)  # fmt: skip
    b.line()
    b.say("Treatment", "heading")
    b.line()
    oral = b.say("Oral iron did not improve peak oxygen uptake in a randomized trial of 225 patients.", markers="5")
    b.space()
    iv = b.say("Intravenous iron reduced hospital admissions for heart failure by 26% within 52 weeks.", markers="6")
    b.space()
    safe = b.say("It is safe and is the best available treatment for every patient.")
    b.line()
    marker = b.say("Iron stores should be measured again after three months.", markers="12")
    b.space()
    wait = b.say("Most patients do not need a further dose within the first year.")
    b.line()
    b.say("Dosing follows body weight and hemoglobin.", markers="7 7")
    b.line()
    b.say("Abbreviations: IV, intravenous; LVEF, left ventricular ejection fraction.", "abbreviation")
    for raw, verification, fields in _realistic_references():
        b.line()
        b.cite(raw, verification, **fields)
    r = {x.label: x for x in b.references}
    b.line()
    b.say("We help teams to give every patient the care they need.", "boilerplate")
    b.support = _realistic_support(common, iv, oral)
    _realistic_findings(b, r, dict(common=common, doubles=doubles, grade=grade, lost=lost, oral=oral, iv=iv, safe=safe,
                                   marker=marker, wait=wait))  # fmt: skip
    return b.report()


def _realistic_support(common: Statement, iv: Statement, oral: Statement) -> list[ClaimSupport]:
    half = "Iron deficiency was present in 51% of the 1,204 outpatients."
    fell = "Hospital admissions fell by 21% (95% CI 4 to 35) in the first 52 weeks."
    abstract = SourceUsed(kind="abstract", origin="Europe PMC MED/00000000", characters=1840)
    paper = SourceUsed(kind="full text", origin="sources/okafor2018.pdf", characters=31200)
    verdicts = (
        (common, "okafor2018prevalence", SupportVerdict(
            verdict="supported", score=0.91, source=paper, passages=[Passage(text=half, start=0, end=len(half),
            page="page 203, Results", score=0.9)], numbers=[NumberCheck(text="about half", kind="fraction",
            status="found", found="51%", note="about half = 51%")])),
        (iv, "brandt2020intravenous", SupportVerdict(
            verdict="contradicted", score=0.12, source=abstract, abstract_only=True,
            passages=[Passage(text=fell, start=0, end=len(fell), page="abstract", score=0.8)],
            numbers=[NumberCheck(text="26%", kind="percentage", status="not-in-source", nearest=["21%"]),
                     NumberCheck(text="52 weeks", kind="duration", status="found", found="52 weeks")],
            contradiction=Contradiction(claim=iv.text, claim_words="by 26%", source_words="by 21%",
            passage=Passage(text=fell, start=0, end=len(fell)), reason="the same endpoint at the same time"))),
        (oral, "ngata2017oral", SupportVerdict(verdict="unverified", reasons=["No text of the source was at hand."])),
    )  # fmt: skip
    return [
        ClaimSupport(statement_id=s.id, verdict=v.verdict, score=v.score,
                     references=[ReferenceSupport(reference_key=key, verdict=v)])
        for s, key, v in verdicts
    ]  # fmt: skip


def compared() -> Report:
    """The realistic report, compared with an earlier audit."""
    report = realistic()
    report.changes = Changes(
        against="the approved audit of 1 October 2024",
        added=[report.statements[-3].id],
        changed=[report.statements[3].id],
        removed=["Iron deficiency is seen in a third of patients."],
        new_findings=[f.fingerprint for f in report.findings[:3]],
        fixed_findings=["CIT002: the marker 11 named no entry."],
    )
    return report


def _realistic_references() -> list[tuple[str, Verification, dict[str, Any]]]:
    doi = "10.5555/ihf.2019.0{}".format
    record = Reference(
        raw="", type="article", title="Ferritin, transferrin saturation and outcome in chronic heart failure",
        authors=_people("Lindqvist MA", "Okafor CN"), container="European Journal of Cardiac Medicine", year="2019",
        volume="24", issue="6", pages="512-521", doi=doi(112),
    )  # fmt: skip
    return [
        (
            "Okafor CN, Lindqvist MA, Haas B. Prevalence of iron deficiency in outpatients with chronic heart failure. "
            "Int J Heart Care. 2018;12(3):201-209. doi:10.5555/ihc.2018.0201",
            _checked("verified", "10.5555/ihc.2018.0201"),
            dict(label="1", anchors=["1a", "1b"], key="okafor2018prevalence", type="article", year="2018",
                 authors=_people("Okafor CN", "Lindqvist MA", "Haas B"), doi="10.5555/ihc.2018.0201",
                 title="Prevalence of iron deficiency in outpatients with chronic heart failure"),
        ),
        (
            "Lindqvist MA, Okafor CN. Ferritin, transferrin saturation and outcome in chronic heart failure. "
            "Eur J Card Med. 2019;42(6):512-521. doi:10.5555/ihf.2019.0112",
            _checked(
                "differs", doi(112), record=record,
                differences=[
                    Difference(field="volume", cited="42", registered="24", severity="major",
                               reason="a reader who looks in volume 42 does not find the article"),
                    Difference(field="year", cited="2019", registered="2018", severity="info",
                               reason="online in 2018, in print in 2019"),
                ],
                corrected="Lindqvist MA, Okafor CN. Ferritin, transferrin saturation and outcome in chronic heart "
                "failure. Eur J Card Med. 2019;24(6):512-521. doi:10.5555/ihf.2019.0112",
            ),
            dict(label="2", anchors=["2a", "2b"], key="lindqvist2019ferritin", type="article", year="2019",
                 authors=_people("Lindqvist MA", "Okafor CN"), doi=doi(112),
                 title="Ferritin, transferrin saturation and outcome in chronic heart failure"),
        ),
        (
            "Haas B, Moreau P, Ngata T, et al. Guideline for the management of chronic heart failure: 2016 edition. "
            "Eur J Card Med. 2016;21(1):1-88. doi:10.5555/ihf.2016.0001",
            _checked("verified", "10.5555/ihf.2016.0001",
                     newer=[Update(type="new-version", doi="10.5555/ihf.2023.0001", date="2023-08-25",
                                   source="Crossref")]),
            dict(label="3", anchors=["3a", "3b"], key="haas2016guideline", type="guideline", year="2016",
                 authors=_people("Haas B", "Moreau P", "Ngata T"), et_al=True, doi="10.5555/ihf.2016.0001",
                 title="Guideline for the management of chronic heart failure: 2016 edition"),
        ),
        (
            "Moreau P, Silva-Reyes J. Biomarkers of iron status in inflammation. Ann Clin Iron. 2015;8(2):77-84. "
            "doi:10.5555/aci.2015.9999",
            _checked("not-found", "10.5555/aci.2015.9999", suggested_doi="10.5555/aci.2015.0077"),
            dict(label="4", anchors=["4a", "4b", "4c"], key="moreau2015biomarkers", type="article", year="2015",
                 authors=_people("Moreau P", "Silva-Reyes J"), doi="10.5555/aci.2015.9999",
                 title="Biomarkers of iron status in inflammation"),
        ),
        (
            "Ngata T, Brandt L, Osei K, et al. Oral iron and exercise capacity in heart failure: a randomized trial. "
            "Trials Card. 2017;5(4):310-318. doi:10.5555/tc.2017.0310",
            _checked("verified", "10.5555/tc.2017.0310",
                     updates=[Update(type="retraction", doi="10.5555/tc.2021.0007", date="2021-03-02",
                                     source="Retraction Watch"),
                              Update(type="correction", doi="10.5555/tc.2018.0044", date="2018-01-15",
                                     source="publisher")]),
            dict(label="5", key="ngata2017oral", type="article", year="2017",
                 authors=_people("Ngata T", "Brandt L", "Osei K"), et_al=True, doi="10.5555/tc.2017.0310",
                 title="Oral iron and exercise capacity in heart failure: a randomized trial"),
        ),
        (
            "Brandt L, Ngata T. Intravenous iron and hospital admission. Trials Card. 2020;8(1):12-22. "
            "doi:10.5555/tc.2020.0120",
            _checked("wrong-work", "10.5555/tc.2020.0120",
                     record=Reference(raw="", title="Statins in the very old", container="Trials in Cardiology",
                                      year="2020", doi="10.5555/tc.2020.0120", authors=_people("Petrov I")),
                     suggested_doi="10.5555/tc.2020.0012"),
            dict(label="6", key="brandt2020intravenous", type="article", year="2020",
                 authors=_people("Brandt L", "Ngata T"), doi="10.5555/tc.2020.0120",
                 title="Intravenous iron and hospital admission"),
        ),
        (
            "Osei K, Haas B. Dosing of parenteral iron. J Parenter Ther. 2021;3(2):45-51. doi:10.5555/jpt.2021.0045",
            Verification(status="unverified", reason="Crossref answered 503 three times (service unavailable)"),
            dict(label="7", key="osei2021dosing", type="article", year="2021", authors=_people("Osei K", "Haas B"),
                 doi="10.5555/jpt.2021.0045", title="Dosing of parenteral iron"),
        ),
        (
            "Heart Failure Alliance. Living with heart failure. https://alliance.example/living",
            Verification(status="not-applicable"),
            dict(label="8", key="heartfailure2024living", type="web",
                 authors=[Author(literal="Heart Failure Alliance")],
                 url="https://alliance.example/living", title="Living with heart failure"),
        ),
    ]  # fmt: skip


def _realistic_findings(b: Builder, r: dict[str, VerifiedReference], s: dict[str, Statement]) -> None:
    b.find("DOI005", "retracted", "critical",
           "Reference 5 was retracted on 2 March 2021. The statement that cites it rests on withdrawn work.",
           at=r["5"], words="Oral iron and exercise capacity in heart failure: a randomized trial",
           evidence=[_seen("Crossref", "10.5555/tc.2017.0310", "updated-by: retraction, 10.5555/tc.2021.0007, "
                           "2021-03-02, source: retraction-watch")],
           suggestion="Remove the reference, and the claim with it unless another source carries it.")  # fmt: skip
    b.find("DOI003", "doi-of-another-work", "major",
           "The DOI of reference 6 belongs to another work: “Statins in the very old” by Petrov (2020).",
           at=r["6"], words="10.5555/tc.2020.0120",
           evidence=[_seen("Crossref", "10.5555/tc.2020.0120", "title: Statins in the very old; author: Petrov, I.; "
                           "container: Trials in Cardiology; 2020")],
           suggestion="Use doi:10.5555/tc.2020.0012, which Crossref gives for the title as cited.")  # fmt: skip
    b.find("DOI002", "doi-not-found", "major",
           "The DOI of reference 4 does not exist: neither Crossref nor doi.org knows it.",
           at=r["4"], words="10.5555/aci.2015.9999",
           evidence=[_seen("Crossref", "10.5555/aci.2015.9999", "404 Resource not found."),
                     _seen("doi.org", "10.5555/aci.2015.9999", "responseCode: 100 (handle not found)")],
           suggestion="Probably meant: doi:10.5555/aci.2015.0077.")  # fmt: skip
    b.find("DOI004", "metadata-differs", "major",
           "Volume: the reference says 42, Crossref has 24.", at=r["2"], words="42",
           evidence=[_seen("Crossref", "10.5555/ihf.2019.0112", "volume: 24; issue: 6; page: 512-521")],
           suggestion="Write 2019;24(6):512-521.")  # fmt: skip
    for key in ("doubles", "safe"):
        b.find("CIT001", "uncited-claim", "major",
               "This statement about outcome or treatment has no citation of its own and none that it could inherit.",
               at=s[key], suggestion="Cite a source that says this, reword it, or remove it.")  # fmt: skip
    b.find("CIT001", "uncited-claim", "major",
           "This statement about outcome or treatment has no citation of its own and none that it could inherit.",
           at=s["wait"], suggestion="Cite a source that says this, reword it, or remove it.", waived=True)  # fmt: skip
    b.find("CIT002", "unknown-marker", "major", "The marker 12 names no entry: the reference list ends at 8.",
           at=s["marker"], words="12", suggestion="Correct the marker or add the missing reference.")  # fmt: skip
    b.find("CIT008", "lead-in-without-items", "major",
           "The list that this line announces is missing from the extracted text, so its items were never audited.",
           at=s["lost"], suggestion="Restore the list in the source and run the audit again.")  # fmt: skip
    b.find("SUP001", "number-not-in-source", "major", "“26%” does not occur in the abstract of reference 6.",
           at=s["iv"], words="26%",
           evidence=[Evidence(source="Europe PMC", url="https://europepmc.org/abstract/MED/00000000",
                              retrieved_at=CHECKED,
                              excerpt="Hospital admissions fell by 21% (95% CI 4 to 35) in the first 52 weeks.")],
           suggestion="Check the figure against the full text.")  # fmt: skip
    b.find("LAN003", "unqualified-safe", "major", "“safe” stands without qualification.", at=s["safe"], words="safe",
           suggestion="Say for whom, at which dose and on what evidence.")  # fmt: skip
    b.find("DOI008", "superseded", "minor",
           "A newer version of the guideline in reference 3 appeared on 25 August 2023.",
           at=r["3"], words="2016 edition",
           evidence=[_seen("Crossref", "10.5555/ihf.2016.0001", "relation: is-previous-version-of "
                           "10.5555/ihf.2023.0001")],
           suggestion="Cite doi:10.5555/ihf.2023.0001 and check that the claims still hold.")  # fmt: skip
    b.find("CIT007", "ambiguous-marker", "minor",
           "“G3.4c” was read as grade G3 followed by marker 4c; the text alone cannot settle it.", at=s["grade"],
           words="G3.4c", suggestion="Set the marker as a superscript or in brackets.")  # fmt: skip
    b.find("CIT003", "uncited-reference", "minor", "No statement cites reference 8.", at=r["8"],
           suggestion="Cite it where it is used, or remove it.")  # fmt: skip
    b.find("REF005", "no-access-date", "minor", "The web page in reference 8 has no access date.", at=r["8"],
           words="https://alliance.example/living", suggestion="Add “Accessed” and the date.")  # fmt: skip
    b.find("CIT009", "paragraph-level-citation", "info",
           "Only the last statement of its paragraph carries a marker; it may or may not be meant for this one too.",
           at=b.statements[6], suggestion="Repeat the marker here if it is.")  # fmt: skip
    b.unverified = [
        Unverified(reference_key="osei2021dosing", label="7", what="Whether the DOI exists and names this work",
                   reason="Crossref answered 503 three times (service unavailable)"),
        Unverified(reference_key="osei2021dosing", label="7", what="Retractions and corrections",
                   reason="Crossref answered 503 three times (service unavailable)"),
        Unverified(reference_key="brandt2020intravenous", label="6", what="Support for 1 statement",
                   reason="No full text within reach: only the abstract was read"),
    ]  # fmt: skip


def large(claims: int = 2000, references: int = 500) -> Report:
    """A synthetic document: `claims` statements in paragraphs of five, every reference cited, many findings."""
    b = Builder("content/large.txt", "A large synthetic page")
    subjects = ("Treatment", "Screening", "Exposure", "Monitoring", "The intervention", "Early referral")
    verbs = ("reduced", "delayed", "was associated with", "did not change", "predicted", "prevented")
    objects = ("hospital admission", "relapse", "disease progression", "mortality", "treatment failure", "pain")
    uncited: list[Statement] = []
    for i in range(claims):
        if i % 25 == 0:
            if i:
                b.line()
            b.say(f"Section {i // 25 + 1}", "heading")
            b.line()
        text = (
            f"{subjects[i % 6]} {verbs[i // 6 % 6]} {objects[i // 36 % 6]} by {i % 89 + 3}% in a cohort of "
            f"{i * 7 % 4000 + 40} patients followed for {i % 23 + 1} months, without a difference between centers."
        )
        if i % 8 == 7:
            uncited.append(b.say(text))
        else:
            b.say(text, markers=str(i % references + 1))
        if i % 5 == 4:
            b.line()
        else:
            b.space()
    b.line()
    for n in range(1, references + 1):
        doi = f"10.5555/large.{n:04d}"
        title = f"{objects[n % 6].capitalize()} after {subjects[n // 6 % 6].lower()}: results of study {n}"
        raw = (f"Author{n} AB, Writer{n} CD, et al. {title}. J Synth Med. {1985 + n % 40};{n % 60 + 1}(2):"
               f"{n}-{n + 9}. doi:{doi}")  # fmt: skip
        status = ("verified", "verified", "verified", "differs", "unverified", "not-found")[n % 6]
        verification = _checked(status, doi)
        if status == "differs":
            verification.differences = [Difference(field="pages", cited=f"{n}-{n + 9}", registered=f"{n + 1}-{n + 9}",
                                                   severity="minor", reason="first page differs")]  # fmt: skip
            verification.corrected = raw.replace(f":{n}-{n + 9}", f":{n + 1}-{n + 9}")
        if status == "unverified":
            verification.reason = "Crossref did not answer within 20 seconds"
            b.unverified.append(Unverified(reference_key=f"author{n}", label=str(n), what="The reference",
                                           reason=verification.reason))  # fmt: skip
        reference = b.cite(raw, verification, label=str(n), key=f"author{n}", type="article", title=title, doi=doi,
                           year=str(1985 + n % 40), authors=_people(f"Author{n} AB", f"Writer{n} CD"))  # fmt: skip
        b.line()
        if status == "differs":
            b.find("DOI004", "metadata-differs", "minor", f"Pages: the reference says {n}-{n + 9}, Crossref has "
                   f"{n + 1}-{n + 9}.", at=reference, words=f"{n}-{n + 9}",
                   evidence=[_seen("Crossref", doi, f"page: {n + 1}-{n + 9}")],
                   suggestion="Correct the pages.")  # fmt: skip
        elif status == "not-found":
            b.find("DOI002", "doi-not-found", "major", f"The DOI of reference {n} does not exist.", at=reference,
                   words=doi, evidence=[_seen("doi.org", doi, "handle not found")],
                   suggestion="Correct or remove the DOI.")  # fmt: skip
    for s in uncited:
        b.find("CIT001", "uncited-claim", "major", "This statement has no citation.", at=s,
               suggestion="Cite a source, reword it, or remove it.")  # fmt: skip
    return b.report()


SCRIPT = "<script>document.title='owned'</script>"
FORMULA = '=HYPERLINK("http://evil.example","click")'
OVERRIDE = "approved \u202egnp.exe\u202c end"
CONTROLS = "".join(map(chr, range(32))).replace("\n", "").replace("\r", "") + "\x7f\x85\ufffe\uffff"
LONG_WORD = "x" * 10_000


def hostile() -> Report:
    """Everything that a page could try on its reader."""
    b = Builder(f'content/{SCRIPT}"onload="x.txt', f'{SCRIPT}"><img src=x onerror=alert(1)>')
    for text in (SCRIPT, FORMULA, "+1+1", "-1+1", "@SUM(A1)", "\tTab first", OVERRIDE, f"Controls {CONTROLS} end",
                 LONG_WORD, "]]> --> <!-- ::error file=a,line=1::x %0A",
                 "``` | pipe | <b>bold</b> [link](javascript:1)", "{{ 7*7 }} {% raw %} ${7*7}", "# heading\u2028next",
                 "مرحبا بالعالم", "</style></title></svg>"):  # fmt: skip
        s = b.say(text)
        b.find("CIT001", "uncited-claim", "major", f"No citation: {text}", at=s, suggestion=text,
               evidence=[Evidence(source=text[:200], url="javascript:alert(1)", retrieved_at=text[:50],
                                  excerpt=text)])  # fmt: skip
        b.line()
    b.say("Cited twice", markers="1 2")
    b.line()
    b.cite(f"{FORMULA} {SCRIPT}. doi:10.5555/x\"onmouseover=alert(1)",
           Verification(status="differs", registry=SCRIPT, checked_at=FORMULA, evidence="../../../etc/passwd",
                        reason=OVERRIDE, differences=[Difference(field=SCRIPT, cited=FORMULA, registered=CONTROLS)],
                        updates=[Update(type=SCRIPT, doi="javascript:alert(1)", date="=1+1")],
                        suggested_doi="10.5555/<script>", corrected=FORMULA),
           label="1", key="../../evil key\u202e", url="javascript:alert(document.domain)", doi='10.5555/x"onmouseover=',
           title=SCRIPT, year="20x4", authors=[Author(literal=FORMULA)])  # fmt: skip
    b.line()
    b.cite("data:text/html,<script>1</script>", Verification(status="unverified", reason=SCRIPT), label="1",
           key="../../evil key\u202e", url="data:text/html,<script>1</script>")  # fmt: skip
    b.find(SCRIPT, SCRIPT, "critical", CONTROLS + LONG_WORD, words="Cited twice", suggestion=OVERRIDE)
    b.findings.append(Finding(code="CIT999", name="far-away", severity="minor", message="outside the text",
                              statement_id="nobody", reference_key="nobody", fingerprint="f",
                              location=Location(path="x", line=10**9, column=10**9, start=10**9,
                                                end=10**9 + 5)))  # fmt: skip
    b.findings.append(b.findings[-1].model_copy())
    b.unverified = [Unverified(reference_key="nobody", label=SCRIPT, what=FORMULA, reason=CONTROLS)]
    return b.report()


def empty() -> Report:
    """Nothing parsed: no statements, no references, one finding about just that."""
    b = Builder("content/empty.txt", "")
    b.find("DOC002", "nothing-parsed", "critical", "No statement could be read in this document.")
    return b.report()


def clean() -> Report:
    """Nothing wrong, everything checked."""
    b = Builder("content/clean.md", "A clean page")
    b.say("Iron is a trace element.", markers="1")
    b.line()
    b.cite("Haas B. Iron. J Synth Med. 2019;1(1):1-2. doi:10.5555/clean.1", _checked("verified", "10.5555/clean.1"),
           label="1", key="haas2019iron", type="article", year="2019", doi="10.5555/clean.1", title="Iron",
           authors=_people("Haas B"))  # fmt: skip
    return b.report()


def _count(report: Report) -> None:
    counts = Counter(finding.severity for finding in report.findings if not finding.waived)
    for severity in SEVERITIES:
        setattr(report.summary, severity, counts[severity])


def fleet() -> list[Report]:
    """Several documents, one of them with three runs."""
    first = realistic()
    runs = []
    for month, dropped in (("08", 0), ("09", 4), ("10", 2)):
        run = first.model_copy(deep=True)
        run.run.started = f"2024-{month}-18T09:00:00Z"
        run.findings = (run.findings * 2)[: len(run.findings) + dropped]
        _count(run)
        runs.append(run)
    other = realistic()
    other.document.path, other.document.title = "content/heart-failure-basics.txt", "Heart failure: the basics"
    other.findings = [f for f in other.findings if f.severity not in ("critical", "major")]
    _count(other)
    other.summary.verdict = "incomplete"
    return [*runs, first, other, clean(), empty()]


SAMPLES = {
    "realistic": realistic,
    "large": large,
    "hostile": hostile,
    "compared": compared,
    "empty": empty,
    "clean": clean,
}
