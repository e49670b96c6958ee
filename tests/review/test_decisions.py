"""Decisions: allowed or refused, bound to words and evidence, void when these change, undone without a trace lost."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from review_bench import JANE, NOW, RICHARD, SECOND, UNCITED, Bench

from audit.checks import load_profile
from audit.checks.profile import Approval
from audit.errors import InputError
from audit.model import Action, Actor, Decision, Subject
from audit.review.deciding import DecisionError, Wanted
from audit.review.ledger import Ledger
from audit.review.lookup import find_finding, find_subject

PATH = "content/page.txt"
LATER = date(2027, 6, 30)


def claim(identity: str) -> Subject:
    return Subject(type="claim", document=PATH, id=identity)


def finding(fingerprint: str) -> Subject:
    return Subject(type="finding", document=PATH, id=fingerprint)


DOCUMENT = Subject(type="document", document=PATH)


def decide(bench: Bench, action: Action, subject: Subject, who: Actor = JANE, **more: object) -> Decision:
    entry = bench.desk.decide("page", Wanted(who, action, subject, **more))  # type: ignore[arg-type]
    bench.desk.refresh("page")
    return entry


def waive_all(bench: Bench) -> None:
    for item in bench.report.findings:
        if item.severity in ("critical", "major") and not item.waived and not item.code.startswith("WVR"):
            decide(bench, "waive", finding(item.fingerprint), reason="agreed", until=LATER)


def approve(bench: Bench, who: Actor = JANE) -> Decision:
    waive_all(bench)
    return decide(bench, "approve", DOCUMENT, who)


def state(bench: Bench) -> str:
    record = bench.report.review
    return record.state if record else "draft"


# -- waivers --


def test_a_waived_finding_stays_in_the_report_and_no_longer_counts(bench: Bench) -> None:
    before = bench.report
    entry = decide(bench, "waive", finding(bench.finding("CIT001", UNCITED[:20])), reason="agreed", until=LATER)
    after = bench.report
    assert len(after.findings) == len(before.findings)
    (waived,) = [item for item in after.findings if item.waived]
    assert waived.waiver is not None
    assert (waived.waiver.owner, waived.waiver.role, waived.waiver.until) == ("Jane Doe", "Medical", LATER)
    assert (waived.waiver.reason, waived.waiver.sequence) == ("agreed", entry.sequence)
    assert (after.summary.waived, after.summary.major) == (1, before.summary.major - 1)
    assert (after.reconciliation.waived, after.reconciliation.flagged) == (1, before.reconciliation.flagged - 1)
    assert (entry.old, entry.new, entry.subject.code) == (None, "waived", "CIT001")


def test_a_run_honours_the_waivers_of_the_log(bench: Bench) -> None:
    waive_all(bench)
    decided = bench.report
    assert bench.audit().audits[0].kept, "the run finds just what the decision left"
    assert bench.report == decided


@pytest.mark.parametrize(
    ("old", "new", "expected", "why"),
    [
        (UNCITED, UNCITED.replace("are", "were"), "WVR002", "the words have changed since"),
        (UNCITED, UNCITED + "1", "WVR001", "there is no such finding (CIT001) any more"),
        (UNCITED + "\n", "", "WVR001", "what it was given for is no longer in the text"),
        (SECOND, SECOND.replace("40", "50"), None, ""),
        ("divide.1", "divide fast.1", None, ""),
    ],
)
def test_a_waiver_is_void_when_its_words_change(
    bench: Bench, old: str, new: str, expected: str | None, why: str
) -> None:
    decide(bench, "waive", finding(bench.finding("CIT001", UNCITED[:20])), reason="agreed", until=LATER)
    bench.edit(old, new)
    bench.audit()
    found = [code for code in bench.codes() if code.startswith("WVR")]
    assert found == ([expected] if expected else [])
    (waiver,) = bench.report.waivers
    assert waiver.why == why
    assert (waiver.state == "active") == (expected is None)
    if expected == "WVR002":
        assert bench.codes().count("CIT001") == 2, "the finding counts again"


def test_a_waiver_follows_its_claim_when_it_moves(bench: Bench) -> None:
    decide(bench, "waive", finding(bench.finding("CIT001", UNCITED[:20])), reason="agreed", until=LATER)
    bench.edit(f"{UNCITED}\n{SECOND}", f"{SECOND}\n{UNCITED}")
    bench.audit()
    (waived,) = [item for item in bench.report.findings if item.waived]
    assert UNCITED[:20] in waived.message


def test_a_copy_of_the_sentence_does_not_take_the_waiver_over(bench: Bench) -> None:
    """Fingerprints number identical problems by place: the copy that stands first must not inherit the decision."""
    mine = bench.claim(UNCITED)
    decide(bench, "waive", finding(bench.finding("CIT001", UNCITED[:20])), reason="agreed", until=LATER)
    bench.edit("A pathologist", f"{UNCITED}\nA pathologist")
    bench.audit()
    waived = [item for item in bench.report.findings if item.waived]
    assert [item.statement_id for item in waived] == [mine]
    same = [statement.id for statement in bench.report.statements if statement.text == UNCITED]
    assert len(same) == 2


def test_a_waiver_expires(bench: Bench) -> None:
    decide(bench, "waive", finding(bench.finding("CIT001", UNCITED[:20])), reason="agreed", until=date(2026, 12, 1))
    bench.now = NOW + timedelta(days=8)
    bench.audit()
    assert bench.codes(waived=True) == ["CIT001"], "its last day counts"
    bench.now = NOW + timedelta(days=9)
    bench.audit()
    assert "WVR002" in bench.codes()
    assert bench.report.waivers[0].why == "it ended on 2026-12-01"


def test_waiving_anew_replaces_a_void_waiver(bench: Bench) -> None:
    decide(bench, "waive", finding(bench.finding("CIT001", UNCITED[:20])), reason="agreed", until=LATER)
    bench.edit(UNCITED, UNCITED.replace("are", "were"))
    bench.audit()
    decide(bench, "waive", finding(bench.finding("CIT001", UNCITED[:20])), reason="still agreed", until=LATER)
    assert [code for code in bench.codes() if code.startswith("WVR")] == []
    assert [waiver.state for waiver in bench.report.waivers] == ["active"]


def test_a_waiver_is_void_when_the_evidence_changes_but_not_when_it_could_not_be_asked(bench: Bench) -> None:
    """The reference of a waived finding is retracted; then, instead, nobody can be asked."""
    bench.edit("2017;189(10)", "2017;188(10)")
    bench.audit()
    decide(bench, "waive", finding(bench.finding("DOI004")), reason="misprint, agreed", until=LATER)
    evidence = next((bench.root / "bib" / "evidence").glob("10.1503*.json"))
    kept = evidence.read_text(encoding="utf-8")
    evidence.unlink()
    bench.audit()
    assert "WVR002" not in bench.codes(), "nothing was heard, so nothing has changed"
    values = json.loads(kept)
    answer = values["answers"]["crossref"]
    answer["body"]["updated-by"] = [
        {"DOI": "10.1503/notice", "type": "retraction", "updated": {"date-time": "2026-11-01T00:00:00Z"}}
    ]
    answer["transcribed"], answer["transcribed_from"] = True, "a test"
    evidence.write_text(json.dumps(values), encoding="utf-8")
    bench.audit()
    assert "DOI005" in bench.codes()
    assert "WVR002" in bench.codes()
    assert bench.report.waivers[0].why == "the evidence has changed since"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"until": LATER}, "say why it may stand"),
        ({"reason": "  ", "until": LATER}, "say why it may stand"),
        ({"reason": "x"}, "say until when"),
        ({"reason": "x", "until": date(2026, 11, 22)}, "is past"),
        ({"reason": "x", "until": date(2029, 1, 1)}, "at most"),
    ],
)
def test_waivers_that_are_refused(bench: Bench, more: dict[str, object], words: str) -> None:
    with pytest.raises(DecisionError, match=words):
        decide(bench, "waive", finding(bench.finding("CIT001")), **more)
    assert bench.desk.log.entries() == []


def test_a_comment_in_the_source_waives_and_is_bound_at_first_sight(bench: Bench) -> None:
    comment = 'claim-audit: waive CIT001 reason="agreed" until=2027-06-30 by="Jane Doe"'
    bench.edit(UNCITED, f"# {comment}\n{UNCITED}")
    bench.audit()
    (waived,) = [item for item in bench.report.findings if item.waived]
    assert waived.waiver is not None
    assert (waived.waiver.origin, waived.waiver.owner) == ("source", "Jane Doe")
    bench.edit("are associated", "were associated")
    bench.audit()
    assert "WVR002" in bench.codes()
    assert bench.report.waivers[0].text == UNCITED, "the words it was given for"
    bench.edit("2027-06-30", "2027-07-01")
    bench.audit()
    assert bench.codes(waived=True) == ["CIT001"], "another comment is a new waiver"
    assert "WVR002" not in bench.codes()


def test_a_comment_that_cannot_be_used_is_reported(bench: Bench) -> None:
    bench.edit(UNCITED, f"claim-audit: waive CIT001, XXX999 reason=agreed until=2027-06-30\n{UNCITED}")
    bench.audit()
    assert bench.codes(waived=True) == ["CIT001"]
    assert "there is no rule XXX999" in next(f.message for f in bench.report.findings if f.code == "WVR002")


# -- decisions --


def test_decisions_follow_the_claim_and_are_shown_as_void_when_it_changes(bench: Bench) -> None:
    decide(bench, "approve", claim(bench.claim(UNCITED)))
    decide(bench, "fix-required", claim(bench.claim(SECOND)), reason="name the source")
    bench.edit(f"{UNCITED}\n{SECOND}", f"{SECOND}\n{UNCITED.replace('are', 'were')}")
    bench.audit()
    record = bench.report.review
    assert record is not None
    assert [(item.action, item.void) for item in record.decisions] == [
        ("approve", "the words have changed since"),
        ("fix-required", None),
    ]
    assert [item.text for item in record.decisions] == [UNCITED, SECOND], "the words decided on"


def test_a_removed_claim_leaves_its_decision_in_the_record(bench: Bench) -> None:
    decide(bench, "reject", claim(bench.claim(UNCITED)), reason="not in the label")
    bench.edit(UNCITED + "\n", "")
    bench.audit()
    assert bench.report.review is not None
    assert [item.void for item in bench.report.review.decisions] == ["the claim is no longer in the text"]


def test_a_later_decision_supersedes_and_says_what_was_before(bench: Bench) -> None:
    decide(bench, "approve", claim(bench.claim(UNCITED)))
    second = decide(bench, "reject", claim(bench.claim(UNCITED)), RICHARD, reason="off label")
    assert (second.old, second.new) == ("approved", "rejected")
    assert bench.report.review is not None
    assert [item.action for item in bench.report.review.decisions] == ["reject"]


def test_comments_stand_beside_decisions(bench: Bench) -> None:
    decide(bench, "comment", claim(bench.claim(UNCITED)), reason="where does this come from?")
    decide(bench, "approve", claim(bench.claim(UNCITED)))
    decide(bench, "comment", claim(bench.claim(UNCITED)), RICHARD, reason="from the label")
    assert bench.report.review is not None
    assert [item.action for item in bench.report.review.decisions] == ["comment", "approve", "comment"]


def test_undo_brings_back_what_was_before(bench: Bench) -> None:
    decide(bench, "approve", claim(bench.claim(UNCITED)))
    rejected = decide(bench, "reject", claim(bench.claim(UNCITED)), reason="off label")
    undone = decide(bench, "undo", DOCUMENT, undoes=rejected.sequence)
    ledger = Ledger.of(PATH, bench.desk.log.entries())
    assert [entry.action for entry in ledger.standing] == ["approve"]
    assert undone.supersedes == rejected.sequence
    decide(bench, "undo", DOCUMENT, undoes=undone.sequence)
    ledger = Ledger.of(PATH, bench.desk.log.entries())
    assert [entry.action for entry in ledger.standing] == ["reject"]
    assert len(ledger.entries) == 4
    with pytest.raises(DecisionError, match="is undone already"):
        decide(bench, "undo", DOCUMENT, undoes=undone.sequence)
    with pytest.raises(DecisionError, match="no entry 99"):
        decide(bench, "undo", DOCUMENT, undoes=99)


@pytest.mark.parametrize(
    ("action", "subject", "more", "words"),
    [
        ("reject", claim("?"), {}, "say why"),
        ("comment", claim("?"), {"reason": "\x00\u202e"}, "write what there is to say"),
        ("approve", claim("s-nothing"), {}, "has no claim"),
        ("approve", finding("nothing"), {}, "has no finding"),
        ("approve", Subject(type="reference", document=PATH, id="nobody2000"), {}, "has no reference"),
        ("waive", DOCUMENT, {"reason": "x", "until": LATER}, "only a finding can be waived"),
        ("submit", claim("?"), {}, "only a document can be submitted"),
        ("sign", DOCUMENT, {}, "needs a meaning"),
        ("comment", DOCUMENT, {"reason": "x" * 30_000}, "too long"),
        ("undo", DOCUMENT, {}, "there is nothing to undo"),
    ],
)
def test_decisions_that_are_refused(
    bench: Bench, action: Action, subject: Subject, more: dict[str, object], words: str
) -> None:
    if subject.id == "?":
        subject = claim(bench.claim(UNCITED))
    with pytest.raises(DecisionError, match=words):
        decide(bench, action, subject, **more)
    assert bench.desk.log.entries() == []


def test_an_accepted_passage_anchors_a_claim(bench: Bench) -> None:
    graded = claim(bench.claim("A pathologist"))
    subject = graded.model_copy(update={"reference": "raphael2017principles"})
    quote = "Grade is told by mitotic count."
    entry = decide(bench, "anchor", subject, quote=quote, page="E399")
    assert (entry.subject.reference, entry.quote, entry.page) == ("raphael2017principles", quote, "E399")
    assert bench.report.review is not None
    (record,) = bench.report.review.decisions
    assert (record.quote, record.page, record.reference, record.void) == (quote, "E399", "raphael2017principles", None)
    bench.edit("how fast their cells divide", "how many of their cells divide")
    bench.audit()
    assert bench.report.review is not None
    assert bench.report.review.decisions[0].void == "the words have changed since"
    for wrong, more in ((graded, {"quote": quote}), (subject, {}), (DOCUMENT, {"quote": quote})):
        with pytest.raises(DecisionError):
            decide(bench, "anchor", wrong, **more)


def test_an_anchor_is_void_when_the_copy_of_the_cited_work_changes(bench: Bench) -> None:
    copy = bench.root / "bib" / "fulltext" / "raphael2017principles.txt"
    copy.parent.mkdir(exist_ok=True)
    copy.write_text("Pathologists grade neuroendocrine tumors by how fast the cells divide. " * 3, encoding="utf-8")
    settings = bench.space.settings.model_copy(update={"support": "recorded"})
    object.__setattr__(bench.space, "settings", settings)
    bench.audit()
    (part,) = bench.report.support[0].references
    subject = claim(bench.claim("A pathologist")).model_copy(update={"reference": part.reference_key})
    decide(bench, "anchor", subject, quote=part.verdict.passages[0].text)
    assert bench.report.support[0].references[0].anchor_state == "anchored"
    assert bench.audit().audits[0].kept
    copy.write_text("Pathologists grade tumors by how fast the cells divide, says this edition. " * 3, encoding="utf-8")
    bench.audit()
    assert bench.report.support[0].references[0].anchor_state == "void"
    assert bench.report.review is not None
    assert bench.report.review.decisions[0].void == "the text of the cited work has changed since"


# -- the state of a document --


def test_the_states_of_a_document(bench: Bench) -> None:
    assert state(bench) == "draft"
    decide(bench, "submit", DOCUMENT, RICHARD)
    assert state(bench) == "in review"
    with pytest.raises(DecisionError, match="it cannot be approved: 2 findings are open"):
        decide(bench, "approve", DOCUMENT)
    approve(bench)
    assert state(bench) == "approved"
    bench.edit(SECOND, SECOND.replace("40", "45"))
    bench.audit()
    assert state(bench) == "in re-approval"
    assert bench.report.review is not None
    assert bench.report.review.why == ["Jane Doe (Medical) approved it on 2026-11-23; the source has changed since."]
    approve(bench)
    assert state(bench) == "approved"
    decide(bench, "expire", DOCUMENT)
    assert state(bench) == "expired"
    decide(bench, "submit", DOCUMENT)
    assert state(bench) == "in re-approval"
    decide(bench, "reject", DOCUMENT, reason="withdrawn product")
    assert state(bench) == "rejected"


def test_an_approval_ends_on_its_day(bench: Bench) -> None:
    waive_all(bench)
    decide(bench, "approve", DOCUMENT, until=date(2026, 12, 31))
    assert bench.report.review is not None
    assert bench.report.review.re_approval == date(2026, 12, 31)
    bench.now = NOW + timedelta(days=40)
    bench.audit()
    assert state(bench) == "expired"


def test_the_profile_says_when_to_approve_again(bench: Bench) -> None:
    bench.desk.__dict__["profile"] = bench.desk.profile.model_copy(update={"approval": Approval(months=24)})
    waive_all(bench)
    assert decide(bench, "approve", DOCUMENT).until == date(2028, 11, 23)


def test_a_finding_that_opens_again_takes_the_approval_back(bench: Bench) -> None:
    approve(bench)
    waiver = next(entry for entry in bench.desk.log.entries() if entry.action == "waive")
    decide(bench, "undo", DOCUMENT, undoes=waiver.sequence)
    assert state(bench) == "in re-approval"


def test_a_rejected_finding_is_closed_for_the_approval_but_counts_in_the_audit(bench: Bench) -> None:
    for item in bench.report.findings:
        if item.severity == "major":
            decide(bench, "reject", finding(item.fingerprint), reason="general knowledge")
    assert bench.report.summary.major == 2
    decide(bench, "approve", DOCUMENT)
    assert state(bench) == "approved"


def test_a_required_fix_stands_against_the_approval(bench: Bench) -> None:
    waive_all(bench)
    decide(bench, "fix-required", claim(bench.claim(SECOND)))
    with pytest.raises(DecisionError, match="a fix is required"):
        decide(bench, "approve", DOCUMENT)


def test_signatures_that_the_profile_wants(bench: Bench) -> None:
    approval = Approval(roles=["Medical", "Legal"])
    bench.desk.__dict__["profile"] = bench.desk.profile.model_copy(update={"approval": approval})
    waive_all(bench)
    decide(bench, "sign", DOCUMENT, JANE, meaning="medical approval")
    decide(bench, "approve", DOCUMENT, JANE)
    assert state(bench) == "in review"
    decide(bench, "sign", DOCUMENT, RICHARD, meaning="legal approval")
    assert state(bench) == "approved"


def test_the_author_does_not_approve_where_the_profile_says_so(bench: Bench) -> None:
    assert not load_profile("promotional-uk").approval.by_author
    approval = Approval(by_author=False)
    bench.desk.__dict__["profile"] = bench.desk.profile.model_copy(update={"approval": approval})
    waive_all(bench)
    decide(bench, "submit", DOCUMENT, JANE)
    with pytest.raises(DecisionError, match="Jane Doe is an author of it"):
        decide(bench, "approve", DOCUMENT, JANE)
    decide(bench, "approve", DOCUMENT, RICHARD)


def test_a_source_that_changed_since_its_audit_is_not_approved(bench: Bench) -> None:
    waive_all(bench)
    bench.edit("40%", "41%")
    for action in ("approve", "sign"):
        with pytest.raises(DecisionError, match="has changed since its audit"):
            decide(bench, action, DOCUMENT, meaning="released")  # type: ignore[arg-type]


def test_a_signature_is_void_when_the_source_changes(bench: Bench) -> None:
    entry = decide(bench, "sign", DOCUMENT, meaning="medical approval")
    record = bench.report.review
    assert record is not None
    (signature,) = record.signatures
    assert (signature.name, signature.role, signature.meaning) == ("Jane Doe", "Medical", "medical approval")
    assert signature.report_sha256 == entry.hashes.report
    assert signature.void is None
    assert signature.note is None
    waive_all(bench)
    assert bench.report.review is not None
    assert bench.report.review.signatures[0].note is None, "what was found is the same, waived or not"
    bench.edit("40%", "41%")
    bench.audit()
    assert bench.report.review is not None
    assert bench.report.review.signatures[0].void == "the source has changed since"


def test_the_approved_audit_is_kept(bench: Bench) -> None:
    entry = approve(bench)
    kept = json.loads((bench.root / "claims" / "approved" / "page.json").read_text(encoding="utf-8"))
    assert kept["document"]["sha256"] == entry.hashes.source


# -- what a run does with a broken log --


def test_decisions_behind_a_break_in_the_chain_do_not_count(bench: Bench) -> None:
    waive_all(bench)
    log = bench.desk.log.path
    log.write_text(log.read_text(encoding="utf-8").replace('"agreed"', '"argued"', 1), encoding="utf-8")
    outcome = bench.audit()
    assert any("decisions from there on do not count" in note for note in outcome.notes)
    assert bench.codes().count("CIT001") == 2


# -- what a user types --


def test_things_are_found_by_the_start_of_their_name(bench: Bench) -> None:
    mine = bench.claim(UNCITED)
    assert find_subject(bench.desk, mine[:7])[1] == claim(mine)
    assert find_subject(bench.desk, "content/page.txt")[1] == DOCUMENT
    assert find_subject(bench.desk, str(bench.page))[1] == DOCUMENT
    assert find_subject(bench.desk, "page")[1] == DOCUMENT
    assert find_subject(bench.desk, "raphael2017principles")[1].type == "reference"
    assert find_finding(bench.desk, "cit001", mine)[1] == finding(bench.finding("CIT001", UNCITED[:20]))
    for text, words in (
        ("s-", "too short"),
        ("s-00000000", "there is no such"),
        ("content/no.txt", "there is no such"),
    ):
        with pytest.raises(InputError, match=words):
            find_subject(bench.desk, text)


def test_an_ambiguous_name_is_refused(bench: Bench) -> None:
    with pytest.raises(InputError, match="may be"):
        find_subject(bench.desk, "s-", "content/page.txt")


def test_a_damaged_claim_file_is_set_aside_and_told(bench: Bench) -> None:
    (bench.root / "claims" / "page.json").write_text("{", encoding="utf-8")
    outcome = bench.audit()
    assert any("was set aside as page.damaged" in note for note in outcome.notes)
    assert (bench.root / "claims" / "page.damaged").read_text(encoding="utf-8") == "{"
    assert Path(bench.root / "claims" / "page.json").stat().st_size > 100
