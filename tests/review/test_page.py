"""The review page's addresses: who may ask, what is written, what is refused."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from command_line import Cli
from review_bench import JANE, RICHARD, UNCITED, Bench
from review_page import Client, desk_of, entries, served

from audit.errors import InputError, MissingExtraError
from audit.model import Subject
from audit.review.deciding import Wanted
from audit.review.log import DecisionLog
from audit.review.web.server import Served
from audit.review.web.shop import Shop

LAST = date(2027, 2, 1)
FIELDS = {"reason": "it is common knowledge", "until": "2027-02-01"}


@pytest.fixture
def client(bench: Bench) -> Iterator[Client]:
    with served(bench.root) as page:
        yield Client(page)


# -- who may ask --


def test_without_the_key_nothing_is_told(bench: Bench) -> None:
    with served(bench.root) as page:
        base = page.address.partition("?")[0]
        for address in (base, f"{base}?token=", f"{base}?token=wrong", f"{base}d/page", f"{base}static/desk.js"):
            answer = requests.get(address, timeout=30)
            assert answer.status_code == 403
            assert "page" not in answer.headers.get("set-cookie", "")
            assert "neuroendocrine" not in answer.text
        answer = requests.get(page.address, timeout=30, allow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        cookie = answer.headers["set-cookie"].lower()
        assert all(word in cookie for word in ("httponly", "samesite=strict", "path=/"))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "example.org"}, 403),
        ({"Host": "127.0.0.1"}, 403),
        ({"Host": "127.0.0.1.example.org:80"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
    ],
)
def test_only_this_computers_page_is_answered(client: Client, headers: dict[str, str], status: int) -> None:
    assert client.get("/d/page", headers=headers).status_code == status


def test_who_is_led_in_by_another_page_takes_the_last_step_alone(client: Client) -> None:
    """A strict cookie does not come along a redirect from elsewhere."""
    path = "/" + client.page.address.rpartition("/")[2]
    answer = requests.get(client.url(path), headers={"Sec-Fetch-Site": "cross-site"}, timeout=30)
    assert answer.status_code == 200
    assert "set-cookie" in answer.headers
    assert 'content="0;url=/"' in answer.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X-Claim-Audit": None}, 403),
        ({"X-Claim-Audit": "guessed"}, 403),
        ({"Origin": "http://example.org"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "example.org"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Cookie": ""}, 403),
        ({}, 200),
    ],
)
def test_only_the_page_itself_writes(bench: Bench, client: Client, headers: dict[str, str | None], status: int) -> None:
    answer = client.post("/d/page/decide", {"action": "submit", "type": "document"}, headers=headers)
    assert answer.status_code == status
    assert len(entries(bench.root)) == (status == 200)


def test_what_is_too_long_or_of_another_method_is_refused(client: Client) -> None:
    assert client.decide("page", "comment", reason="x" * 200_000).status_code == 413
    assert client.session.put(client.url("/d/page/decide"), timeout=30).status_code == 405
    assert client.get("/d/page/decide").status_code == 405


def test_every_answer_forbids_what_the_page_does_not_need(client: Client) -> None:
    for path in ("/", "/d/page", "/nowhere", "/static/desk.css", "/d/page/item/nothing"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
    for path in ("/", "/d/page"):
        assert "<script>" not in client.get(path).text
        assert " style=" not in client.get(path).text
        assert " onclick" not in client.get(path).text


def test_it_listens_on_this_computer_only(bench: Bench) -> None:
    with Served(desk_of(bench.root), JANE) as page:
        assert page._listener.getsockname()[0] == "127.0.0.1"
        with pytest.raises(InputError, match="is not free"):
            Served(desk_of(bench.root), JANE, page.port)


# -- what can be asked for --


@pytest.mark.parametrize(
    "path",
    [
        "/d/..%2f..%2fetc%2fpasswd", "/d/%2e%2e", "/d/.hidden", "/d/nothing", "/d/page%00", "/d/..%5c..%5cx",
        "/d/page/item/c.nothing", "/d/" + "x" * 500, "/d/page/copy/..%2f..%2fclaim-audit.toml", "/nowhere",
        "/d/page/copy/nobody2000.pdf", "/d/page/copy/raphael2017principles.pdf", "/d/page/events/more",
        "/static/..%2fapp.py", "/static/%2e%2e/app.py", "/static/app.py", "/static/",
    ],
)  # fmt: skip
def test_nothing_outside_is_served(client: Client, path: str) -> None:
    request = requests.Request("GET", client.url("/")).prepare()
    request.url = client.url(path)  # as it stands: a browser would tidy it up
    request.prepare_cookies(client.session.cookies)
    answer = client.session.send(request, timeout=30)
    assert answer.status_code == 404
    assert "sources =" not in answer.text


def test_a_copy_of_a_cited_work_is_shown(bench: Bench, client: Client) -> None:
    folder = bench.root / "bib" / "fulltext"
    folder.mkdir()
    (folder / "raphael2017principles.pdf").write_bytes(b"%PDF-1.4 a copy")
    (folder / "stranger2000.pdf").write_bytes(b"%PDF-1.4 not cited here")
    answer = client.get("/d/page/copy/raphael2017principles.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert client.get("/d/page/copy/stranger2000.pdf").status_code == 404


def test_words_of_the_text_are_no_markup(bench: Bench) -> None:
    bench.edit(
        UNCITED, 'Tumors of <script>alert(1)</script> a "higher" grade <img src=x onerror=alert(1)> are shorter.'
    )
    bench.audit()
    with served(bench.root) as page:
        text = Client(page).get("/d/page").text
    assert "<script>alert" not in text
    assert "<img" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_documents_are_found_by_title_path_and_state(bench: Bench, client: Client) -> None:
    shown = client.get("/").text
    assert "How neuroendocrine tumors are graded" in shown
    assert "content/page.txt" in shown
    assert "No document matches" in client.get("/?q=nothing+of+this+kind").text
    assert "content/page.txt" in client.get("/?q=GRADED&state=draft").text
    assert "No document matches" in client.get("/?state=approved").text
    assert client.get("/?page=99999999999").status_code == 200
    bench.edit("A pathologist", "Some pathologist")
    assert "changed since its audit" in client.get("/").text
    assert "has changed since this audit" in client.get("/d/page").text


def test_stray_files_among_the_reports_hinder_nobody(bench: Bench, client: Client) -> None:
    for name, content in (
        ("a", ""),
        ("b", "{}"),
        ("c", "[" * 50_000),
        ("d", '{"run": {}, "document": {}, "summary": 1}'),
    ):
        (bench.root / "reports" / f"{name}.json").write_text(content, encoding="utf-8")
    answer = client.get("/")
    assert answer.status_code == 200
    assert "1 audited document" in answer.text
    assert client.get("/d/a").status_code == 404


# -- decisions --


def test_decisions_are_written_to_the_log(bench: Bench, client: Client) -> None:
    claim, finding = bench.claim("A pathologist"), bench.finding("CIT001", "higher grade")
    answers = [
        client.decide("page", "approve", "claim", claim),
        client.decide("page", "waive", "finding", finding, **FIELDS),
        client.decide("page", "comment", "reference", "raphael2017principles", reason="a fine review"),
        client.decide("page", "undo", undoes=3),
        client.decide("page", "sign", meaning="medical approval", role="Medical director"),
    ]
    assert [answer.status_code for answer in answers] == [200] * 5
    written = entries(bench.root)
    assert [answer.json()["hash"] for answer in answers] == [entry.hash for entry in written]
    assert [entry.action for entry in written] == ["approve", "waive", "comment", "undo", "sign"]
    assert written[0].subject.text.startswith("A pathologist grades")
    assert str(written[1].until) == FIELDS["until"]
    assert written[3].supersedes == 3
    assert {entry.actor.name for entry in written} == {JANE.name}
    assert [entry.actor.role for entry in written] == ["Medical"] * 4 + ["Medical director"]


@pytest.mark.parametrize(
    ("values", "status", "words"),
    [
        ({"action": "waive", "reason": "x"}, 409, "until"),
        ({"action": "waive", "until": "2027-02-01"}, 409, "reason"),
        ({"action": "waive", "reason": "x", "until": "2099-01-01"}, 409, "at most"),
        ({"action": "waive", "reason": "x", "until": "soon"}, 409, "no day"),
        ({"action": "approve", "type": "claim", "id": "nobody"}, 409, "no claim"),
        ({"action": "approve", "type": "document"}, 409, "cannot be approved"),
        ({"action": "sign", "type": "document"}, 409, "meaning"),
        ({"action": "undo", "type": "document"}, 409, "nothing to undo"),
        ({"action": "undo", "type": "document", "undoes": 7}, 409, "no entry 7"),
        ({"action": "undo", "type": "document", "undoes": "7"}, 409, "no number"),
        ({"action": "baseline", "type": "document"}, 409, "nothing that can be decided"),
        ({"action": "approve", "type": "world"}, 409, "nothing that can be decided on"),
        ({"action": ["approve"]}, 409, "no text"),
        ({"action": "comment", "type": "document", "reason": "x" * 30_000}, 409, "too long"),
        ({"action": "anchor", "type": "claim", "id": "", "quote": "x"}, 409, "claim"),
        ([], 409, "no JSON object"),
    ],
)
def test_what_the_rules_do_not_allow_is_said_in_words(
    bench: Bench, client: Client, values: Any, status: int, words: str
) -> None:
    if isinstance(values, dict) and values.get("action") == "waive":
        values = {"type": "finding", "id": bench.finding("CIT001", "higher grade"), **values}
    answer = client.post("/d/page/decide", values)
    assert (answer.status_code, words in answer.json()["error"]) == (status, True), answer.text
    assert entries(bench.root) == []


def test_what_has_changed_since_it_was_looked_at_is_not_decided_on(bench: Bench, client: Client) -> None:
    """The reviewer sees one text, the audit behind the page already holds another."""
    claim = bench.claim("A pathologist")
    seen = client.get(f"/d/page/item/c.{claim}").text.partition('data-seen="')[2].partition('"')[0]
    bench.edit("how fast their cells divide", "how fast most of their cells divide")
    bench.audit()
    assert bench.claim("A pathologist") == claim
    refused = client.decide("page", "approve", "claim", claim, seen=seen)
    assert refused.status_code == 409
    assert "changed since you looked" in refused.json()["error"]
    now = client.get(f"/d/page/item/c.{claim}").text.partition('data-seen="')[2].partition('"')[0]
    assert now != seen
    assert client.decide("page", "approve", "claim", claim, seen=now).status_code == 200
    assert len(entries(bench.root)) == 1


def test_a_page_is_approved_when_nothing_stands_against_it(bench: Bench, client: Client) -> None:
    for number, words in enumerate(("higher grade", "40%")):
        assert client.decide("page", "approve").status_code == 409
        finding = bench.finding("CIT001", words)
        action, fields = ("waive", FIELDS) if number else ("reject", {"reason": "no claim"})
        assert client.decide("page", action, "finding", finding, **fields).status_code == 200
    answer = client.decide("page", "approve")
    assert answer.status_code == 200, answer.text
    assert 'class="state approved">Approved' in client.get("/").text
    assert 'class="state approved">Approved' in client.get("/d/page").text
    assert (bench.root / "claims" / "approved" / "page.json").is_file()
    bench.edit("A pathologist", "The pathologist")
    bench.audit()
    shown = client.get("/d/page").text
    assert "In re-approval" in shown
    assert "Changed since the last approval" in client.get(f"/d/page?item=c.{bench.claim('pathologist')}").text


def test_an_outdated_audit_is_made_again_on_request(bench: Bench, client: Client) -> None:
    bench.edit(UNCITED, "Nobody claims anything here.")
    assert client.decide("page", "sign", meaning="approval").status_code == 409
    assert client.post("/d/page/audit", {}).status_code == 200
    assert "has changed since this audit" not in client.get("/d/page").text
    assert "Nobody claims anything here." in client.get("/d/page").text
    bench.page.unlink()
    assert client.post("/d/page/audit", {}).status_code == 409


def test_undo_takes_back_ones_own_decision_and_not_a_colleagues(bench: Bench) -> None:
    claim = bench.claim("A pathologist")
    with served(bench.root) as one, served(bench.root, RICHARD) as other:
        jane, richard = Client(one), Client(other)
        jane.decide("page", "approve", "claim", claim)
        richard.decide("page", "comment", "claim", claim, reason="agreed")
        assert 'data-undo="1"' in jane.get("/d/page").text
        assert 'data-undo="2"' in richard.get("/d/page").text


def test_the_role_can_be_changed(bench: Bench, client: Client) -> None:
    assert client.post("/role", {"role": " Legal "}).json() == {"role": "Legal"}
    assert client.post("/role", {"role": "x" * 200}).status_code == 409
    client.decide("page", "submit")
    assert entries(bench.root)[0].actor.role == "Legal"


def test_a_broken_log_is_told_and_nothing_is_built_on_it(bench: Bench, client: Client) -> None:
    client.decide("page", "comment", reason="first")
    client.decide("page", "comment", reason="second")
    log = bench.root / "claims" / "decisions.jsonl"
    log.write_text(log.read_text(encoding="utf-8").replace("first", "forged"), encoding="utf-8")
    answer = client.decide("page", "comment", reason="third")
    assert answer.status_code == 409
    assert "broken" in answer.json()["error"]
    assert "third" not in log.read_text(encoding="utf-8")


# -- two people --


def test_two_people_deciding_at_once_lose_nothing(bench: Bench) -> None:
    """Two desks over one workspace, each with its own process state, as on a shared drive."""
    claims = [bench.claim(words) for words in ("A pathologist", "Well-differentiated", "higher grade", "40%")]
    said: dict[str, list[str]] = {"jane": [], "richard": []}

    def work(name: str, client: Client) -> None:
        for number in range(20):
            answer = client.decide("page", "comment", "claim", claims[number % 4], reason=f"{name} {number}")
            assert answer.status_code == 200, answer.text
            said[name].append(answer.json()["hash"])

    with served(bench.root) as one, served(bench.root, RICHARD) as other:
        workers = [
            threading.Thread(target=work, args=pair) for pair in (("jane", Client(one)), ("richard", Client(other)))
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(120)
    written = entries(bench.root)
    assert len(written) == 40
    assert {entry.hash for entry in written} == {*said["jane"], *said["richard"]}
    for name, person in (("jane", JANE), ("richard", RICHARD)):
        own = [entry for entry in written if entry.actor.name == person.name]
        assert [entry.reason for entry in own] == [f"{name} {number}" for number in range(20)]


def test_events_tell_what_others_wrote(bench: Bench) -> None:
    with served(bench.root) as one, served(bench.root, RICHARD) as other:
        jane, richard = Client(one), Client(other)
        with jane.get("/d/page/events", stream=True) as stream:
            lines = (line for line in stream.iter_lines(decode_unicode=True) if line.startswith("data:"))
            first = next(lines)
            richard.decide("page", "comment", reason="look at this")
            assert next(line for line in lines if line != first)


def test_a_killed_desk_has_lost_nothing_that_it_acknowledged(bench: Bench) -> None:
    """SIGKILL while decisions come in; as a process of its own, by its command."""
    command = [sys.executable, "-m", "audit", "review", "--no-browser", "--as", "Jane Doe"]
    acknowledged = []
    with subprocess.Popen(
        command, cwd=bench.root, env=Cli(bench.root).env(), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        address = process.stderr.readline().split()[-1]
        client = Client(SimpleNamespace(address=address))  # type: ignore[arg-type]
        killer = threading.Thread(target=lambda: (enough.wait(60), process.kill()))
        enough = threading.Event()
        killer.start()
        with contextlib.suppress(requests.RequestException):
            for number in range(500):
                answer = client.decide("page", "comment", reason=f"{number} " + "x" * 5000)
                acknowledged.append(answer.json()["hash"])
                if number == 12:
                    enough.set()
        killer.join()
    log = DecisionLog.inside(bench.root / "claims")
    log.record(lambda known: [known[-1]])  # the next writer puts a torn line aside
    hashes = [entry.hash for entry in entries(bench.root)]
    assert 13 <= len(acknowledged) < 500
    assert hashes[: len(acknowledged)] == acknowledged


def test_an_audit_of_what_lies_outside_is_not_made_from_here(bench: Bench, client: Client, tmp_path: Path) -> None:
    stored = bench.root / "reports" / "page.json"
    text = stored.read_text(encoding="utf-8").replace('"path": "content/page.txt"', '"path": "../secret.txt"')
    (bench.root / "reports" / "outside.json").write_text(text, encoding="utf-8")
    (tmp_path.parent / "secret.txt").write_text("a secret", encoding="utf-8")
    answer = client.post("/d/outside/audit", {})
    assert (answer.status_code, "outside the workspace" in answer.json()["error"]) == (409, True)
    assert "a secret" not in client.get("/d/outside").text


def test_the_list_knows_the_state_without_opening_what_has_not_changed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Shop(bench.desk)
    wanted = Wanted(JANE, "waive", Subject(type="finding", document="", id=bench.finding("CIT001", "40%")), "x", LAST)
    shop.decide("page", wanted)
    shop.decide("page", Wanted(JANE, "submit", Subject(type="document", document="")))
    assert shop.documents()[0].state == "in review"  # whether or not the report is written by now
    shop.rewriter.finish()
    with monkeypatch.context() as patch:
        patch.setattr("audit.review.web.shop.load_report", lambda path: pytest.fail("was opened"))
        (listed,) = Shop(bench.desk).documents()
        assert (listed.state, listed.counts["major"]) == ("in review", 1)
    bench.now = datetime(2027, 3, 1, tzinfo=UTC)  # the waiver has ended: what is stored no longer holds
    (listed,) = Shop(bench.desk).documents()
    assert listed.counts["major"] == 3  # both, and the waiver that has ended


def test_the_path_of_a_missing_extra_is_named(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(MissingExtraError, match="web"):
        Served(desk_of(bench.root), JANE)


def test_only_stored_audits_are_opened(bench: Bench, client: Client, tmp_path: Path) -> None:
    outside = tmp_path / "outside.json"
    outside.write_bytes((bench.root / "reports" / "page.json").read_bytes())
    assert client.get("/d/..%2foutside").status_code == 404
    assert client.decide("..%2foutside", "submit").status_code in (404, 409)
    assert entries(bench.root) == []
