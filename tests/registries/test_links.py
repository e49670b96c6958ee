from __future__ import annotations

import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from registry_server import Page, RegistryServer
from works_of_ours import cited, work

from audit.model import LinkCheck, Reference
from audit.registries import EvidenceStore, Verifications
from audit.registries.guarded import is_public
from audit.registries.links import link_check
from audit.registries.outcomes import Answer
from audit.registries.pages import unusable

Check = Callable[..., Verifications]


URL = "https://example.org/a/page"


def facts(**body: Any) -> Answer:
    return Answer("web", "https://example.org/a/page", "2026-01-01T00:00:00Z", body.get("status", 0), "", body)


def judged(url: str = "https://example.org/a/page", **body: Any) -> LinkCheck:
    return link_check(url, facts(**{"final_url": url, **body}))


@pytest.mark.parametrize(
    ("url", "body", "status"),
    [
        (URL, {"status": 200}, "ok"),
        (URL, {"status": 404}, "dead"),
        (URL, {"status": 410}, "dead"),
        (URL, {"status": 200, "says_gone": True}, "dead"),
        (URL, {"error": "no-host", "reason": "x"}, "dead"),
        (URL, {"status": 403}, "unverified"),
        (URL, {"status": 403, "says_gone": True}, "unverified"),
        (URL, {"status": 429}, "unverified"),
        (URL, {"status": 503}, "unverified"),
        (URL, {"status": 500}, "unverified"),
        (URL, {"status": 200, "wall": True}, "unverified"),
        (URL, {"status": 200, "final_url": "https://example.org/login?next=x"}, "unverified"),
        ("https://example.org/login", {"status": 200}, "ok"),
        (URL, {"error": "tls", "reason": "expired"}, "unverified"),
        (URL, {"error": "refused", "reason": "private"}, "unverified"),
        # redirects
        (URL, {"status": 200, "final_url": "https://example.org/b", "hops": [{"status": 301}]}, "moved"),
        (URL, {"status": 200, "final_url": "https://example.org/b", "hops": [{"status": 302}]}, "ok"),
        (URL, {"status": 200, "final_url": f"{URL}/", "hops": [{"status": 301}]}, "ok"),
        (URL, {"status": 200, "final_url": "https://www.example.org/a/page", "hops": [{"status": 301}]}, "ok"),
        (URL, {"status": 200, "final_url": "https://example.org/", "hops": [{"status": 302}]}, "moved"),
        ("https://e.org/", {"status": 200, "final_url": "https://e.org/en/", "hops": [{"status": 302}]}, "ok"),
        # without encryption
        ("http://example.org/a/page", {"status": 200, "https_works": True}, "insecure"),
        ("http://example.org/a/page", {"status": 200, "https_works": False}, "insecure"),
        ("http://example.org/a/page", {"status": 200, "final_url": URL, "hops": [{"status": 301}]}, "insecure"),
        ("http://example.org/a/page", {"status": 404}, "dead"),
    ],
)  # fmt: skip
def test_verdicts(url: str, body: dict[str, Any], status: str) -> None:
    check = judged(url, **body)
    assert check.status == status
    assert (check.reason is None) == (status == "ok")


def test_an_http_page_that_works_over_https_is_told_its_address() -> None:
    assert judged("http://example.org/a", status=200, https_works=True).final_url == "https://example.org/a"


@pytest.mark.parametrize(
    "url",
    ["", "example.org", "ftp://example.org/x", "javascript:alert(1)", "file:///etc/passwd", "http://", "https://[::1",
     "https://user:secret@example.org/", "https://exa mple.org/", "https://example.org/\r\nX: y",
     "https://e.org/" + "x" * 3000,
     "https://example.org:port/"],
)  # fmt: skip
def test_addresses_that_are_never_asked(url: str) -> None:
    assert unusable(url) is not None


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("127.0.0.1", False), ("127.8.8.8", False), ("10.0.0.1", False),
        ("192.168.1.1", False),
        ("172.16.0.1", False), ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False), ("::1", False), ("fe80::1%eth0", False), ("fc00::1", False), ("::", False),
        ("::ffff:127.0.0.1", False), ("::ffff:8.8.8.8", True), ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False),
        ("2606:2800:220:1::1", True), ("nonsense", False), ("2130706433", False),
    ],
)  # fmt: skip
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public


# -- pages of the loopback server --


def web(url: str, **others: Any) -> Reference:
    return Reference(raw="", type="web", url=url, title="A page", **others)


PAGES: list[tuple[Page, str]] = [
    (Page(), "insecure"),
    (Page("Gone", status=410), "dead"),
    (Page("<html><head><title>Page not found | Site</title></head><body>Sorry.</body></html>"), "dead"),
    (Page("<html><body><h1>404</h1></body></html>"), "dead"),
    (Page("<title>Just a moment...</title>", status=403), "unverified"),
    (Page("<title>Just a moment...</title>"), "unverified"),
    (Page("<html><title>Welcome</title><body>Please complete the captcha</body></html>"), "unverified"),
    (Page("busy", status=503), "unverified"),
    (Page(status=301, location="/target"), "insecure"),
    (Page(status=302, location="/"), "moved"),
    (Page(status=301, location="/loop"), "unverified"),
    (Page(status=302, location="ftp://127.0.0.1/x"), "unverified"),
    (Page(b"%PDF-1.7 ...", content_type="application/pdf"), "insecure"),
    (
        Page(
            "<title>Error analysis: what was not found in 404 trials and why it matters to us all</title>" + "x" * 900
        ),
        "insecure",
    ),
]


def test_pages(server: RegistryServer, check: Check) -> None:
    server.pages |= {f"/a/{n}": page for n, (page, _) in enumerate(PAGES)}
    server.pages |= {"/target": Page(), "/": Page(), "/loop": Page(status=301, location="/loop")}
    verdicts = check(server, [web(f"{server.url('web')}/a/{n}") for n in range(len(PAGES))])
    found = [verdict.link.status if verdict.link else None for verdict in verdicts]
    assert found == [status for _, status in PAGES]
    assert {verdict.status for verdict in verdicts} == {"not-applicable", "unverified"}
    for verdict in verdicts:
        assert (verdict.status == "unverified") == (verdict.link is not None and verdict.link.status == "unverified")
    first = verdicts[0].link
    assert first is not None
    assert (first.http_status, first.page_title) == (200, "A page")
    assert verdicts[0].evidence is not None
    assert verdicts[0].evidence.startswith("bib/evidence/web/")


def test_private_addresses_are_refused_where_they_are_opened(server: RegistryServer, check: Check) -> None:
    server.pages["/secret"] = Page("<title>Inside</title>")
    (verdict,) = check(server, [web(f"{server.url('web')}/secret")], allow_private_hosts=False)
    assert verdict.link is not None
    assert verdict.link.status == "unverified"
    assert "private" in (verdict.link.reason or "")
    assert server.asked("web") == 0


def test_a_name_that_leads_inside_is_refused_after_dns(
    server: RegistryServer, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS says 127.0.0.1 for a public-looking name."""
    port = int(server.url("web").rsplit(":", 1)[1])
    real = socket.getaddrinfo
    asked: list[str] = []

    def lying(host: str, *arguments: Any, **others: Any) -> Any:
        asked.append(host)
        return real("127.0.0.1" if host == "www.example.org" else host, *arguments, **others)

    monkeypatch.setattr(socket, "getaddrinfo", lying)
    server.pages["/x"] = Page()
    (verdict,) = check(server, [web(f"http://www.example.org:{port}/x")], allow_private_hosts=False)
    assert verdict.link is not None
    assert "private" in (verdict.link.reason or "")
    assert "www.example.org" in asked
    assert server.asked("web") == 0


def test_a_host_that_does_not_exist_is_dead_only_if_the_network_is_there(
    server: RegistryServer, check: Check, store: EvidenceStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo
    down = False

    def resolver(host: str, *arguments: Any, **others: Any) -> Any:
        if host == "nowhere.invalid" or down:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real(host, *arguments, **others)

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    reference = web("https://nowhere.invalid/x")
    (dead,) = check(server, [reference], archive_url=None)
    assert dead.link is not None
    assert dead.link.status == "dead"
    down = True
    (unknown,) = check(server, [reference], refresh=True, evidence=EvidenceStore(store.folder / "other"))
    assert unknown.link is not None
    assert unknown.link.status == "unverified"
    assert "no network" in (unknown.link.reason or "")


def test_an_archived_copy_is_named_for_a_dead_page(server: RegistryServer, check: Check) -> None:
    copy = '{"archived_snapshots": {"closest": {"available": true, "url": "http://web.archive.org/web/2020/x"}}}'
    server.pages["/wayback/available"] = Page(copy, content_type="application/json")
    (verdict,) = check(server, [web(f"{server.url('web')}/gone")])
    assert verdict.link is not None
    assert (verdict.link.status, verdict.link.archived_url) == ("dead", "https://web.archive.org/web/2020/x")


def test_pages_are_looked_at_again_when_it_is_time(server: RegistryServer, check: Check, store: EvidenceStore) -> None:
    server.pages["/x"] = Page()
    references = [web(f"{server.url('web')}/x"), web(f"{server.url('web')}/gone")]
    check(server, references)
    for days, asked in ((0.5, set()), (2, {"/gone"}), (8, {"/x", "/gone"})):
        server.log.clear()
        check(server, references, now=datetime.now(UTC) + timedelta(days=days), evidence=EvidenceStore(store.folder))
        assert {entry.path for entry in server.log} - {"/wayback/available"} >= asked
        assert ({entry.path for entry in server.log} == set()) == (asked == set())


def test_link_checks_can_be_switched_off(server: RegistryServer, check: Check) -> None:
    (verdict,) = check(server, [web(f"{server.url('web')}/x")], check_links=False)
    assert verdict.link is not None
    assert (verdict.status, verdict.link.status) == ("not-applicable", "not-checked")
    assert server.asked() == 0


def test_a_reference_with_doi_and_address_gets_both(server: RegistryServer, check: Check) -> None:
    server.records["10.5555/x"] = work("10.5555/x", "A title of some length")
    reference = cited("10.5555/x", "A title of some length", url=f"{server.url('web')}/gone")
    own = cited("10.5555/x", "A title of some length", url="https://doi.org/10.5555/x")
    with_page, without = check(server, [reference, own])
    assert (with_page.status, with_page.link.status if with_page.link else None) == ("verified", "dead")
    assert without.link is None


class _Dripping(socketserver.BaseRequestHandler):
    """Sends one byte of its headers now and then, for ever."""

    def handle(self) -> None:
        self.request.recv(4096)
        self.request.sendall(b"HTTP/1.1 200 OK\r\n")
        try:
            while True:
                self.request.sendall(b"X-Y: z\r\n")
                time.sleep(0.05)
        except OSError:
            pass


@pytest.fixture
def dripping() -> Iterator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Dripping) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/x"
        server.shutdown()


def test_a_page_that_never_ends_is_cut(server: RegistryServer, check: Check, dripping: str) -> None:
    start = time.monotonic()
    (verdict,) = check(server, [web(dripping)], timeout=0.2)
    assert time.monotonic() - start < 10
    assert verdict.link is not None
    assert verdict.link.status == "unverified"


def test_a_huge_page_is_read_in_part(server: RegistryServer, check: Check) -> None:
    server.pages["/huge"] = Page("<title>Big</title>" + "x" * 5_000_000)
    (verdict,) = check(server, [web(f"{server.url('web')}/huge")])
    assert verdict.link is not None
    assert verdict.link.page_title == "Big"
