"""Web addresses of references, asked gently: the facts that are stored (hops, status, title, what the page says of
itself). What they amount to is computed in links.py, from stored facts alone.
"""

from __future__ import annotations

import contextlib
import html
import re
import socket
import threading
import time
from typing import Any, Final
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import requests
from urllib3.exceptions import NameResolutionError

from audit import __version__
from audit.files import sha256
from audit.model import RegistrySettings
from audit.registries.guarded import Deadline, RefusedAddressError, page_session
from audit.registries.links import is_dead
from audit.registries.outcomes import Answer, Unavailable
from audit.registries.sources import WEB
from audit.registries.transport import Transport

_HOPS = 10
_AT_A_HOST = 2
_NO_CONNECTION = "no connection"
_MOST_READ = 200_000
_LONGEST_URL = 2048
_HEADERS: Final = {
    "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8",
    "Accept-Language": "en,*;q=0.5",
    "Accept-Encoding": "gzip, deflate",
}
_SAYS_GONE = re.compile(
    r"\b(?:page|document|content|file|article|resource|site)\b[^.<]{0,40}\b(?:not\s+(?:be\s+)?(?:found|available|exist)|no\s+longer\s+(?:exists?|available)"
    r"|does\s?n.?o?t\s+exist|has\s+been\s+(?:removed|deleted|moved)|could\s?n.?o?t\s+be\s+found|cannot\s+be\s+found)\b"
    r"|^\W*(?:error\s*)?(?:404|410)\b|\b(?:404|410)\W*(?:error|not found|page not found)|^\W*not\s+found\W*$"
    r"|\bpage\s+introuvable\b|\bseite\s+(?:wurde\s+)?nicht\s+gefunden\b|\bp[áa]gina\s+no\s+encontrada\b",
    re.I,
)
_WALL_WORDS = re.compile(
    r"just a moment|attention required|access denied|are you (?:a )?(?:human|robot)|captcha"
    r"|verify(?:ing)? (?:that )?you are (?:a )?human"
    r"|enable javascript and cookies|checking your browser|request unsuccessful|pardon our interruption"
    r"|bot (?:detection|verification)"
    r"|security check|ddos protection|unusual traffic|perimeterx|datadome|cf-chl|_incapsula_",
    re.I,
)


class Pages:
    """Asks web addresses. Safe between threads; refuses private addresses unless the settings allow them."""

    def __init__(self, settings: RegistrySettings, transport: Transport) -> None:
        self._settings, self._clock, self._transport = settings, transport.clock, transport
        self._turns: dict[str, threading.Semaphore] = {}
        self._guard = threading.Lock()

    def look(self, url: str) -> Answer | Unavailable:
        """The facts about an address. `Unavailable` where nothing was learned that is worth storing."""
        fault = unusable(url)
        if fault:
            return self._answer(url, 0, {"error": "unusable", "reason": fault})
        if self._clock.now() >= self._transport.ends_at:
            return Unavailable(WEB, url, "the run's time for registries is used up")
        facts = self._ask(url)
        if facts.get("unavailable") == _NO_CONNECTION:  # a hiccup is no fact about the page
            self._clock.sleep(1.0)
            facts = self._ask(url)
        if "unavailable" in facts:
            return Unavailable(WEB, url, str(facts["unavailable"]))
        if self._settings.archive_url and is_dead(facts):
            facts["archived_url"] = self._archived(url)
        return self._answer(url, int(facts.get("status") or 0), facts)

    def _ask(self, url: str) -> dict[str, Any]:
        """The facts, two requests to a host at a time at most."""
        with (
            self._turn(urlsplit(url).hostname or ""),
            self._session() as session,
            Deadline(self._settings.timeout * 2.5) as deadline,
        ):
            facts = self._walk(session, url)
            if urlsplit(url).scheme == "http" and facts.get("status") == 200 and facts["final_url"].startswith("http:"):
                facts["https_works"] = self._https_works(session, facts["final_url"])
        return {"unavailable": "the page did not come to an end in time"} if deadline.expired else facts

    def _turn(self, host: str) -> threading.Semaphore:
        with self._guard:
            return self._turns.setdefault(host, threading.Semaphore(_AT_A_HOST))

    def _session(self) -> requests.Session:
        session = page_session(private_hosts=self._settings.allow_private_hosts)
        agent = f"Mozilla/5.0 (compatible; claim-audit/{__version__}; link check)"
        session.headers.update({"User-Agent": agent, **_HEADERS})
        return session

    def _walk(self, session: requests.Session, url: str) -> dict[str, Any]:
        """Follow redirects by hand: each hop is a new address, looked at before it is asked."""
        hops: list[dict[str, Any]] = []
        at = url
        late = time.monotonic() + self._settings.timeout * 2
        for _ in range(_HOPS + 1):
            fault = unusable(at)
            if fault:
                return {"error": "unusable", "reason": f"redirects to {fault}", "hops": hops, "final_url": at}
            facts = self._get(session, at, late)
            target = facts.pop("location", None)
            if target is None:
                return {**facts, "hops": hops, "final_url": at}
            hops.append({"status": facts["status"], "to": target})
            at = target
        return {"error": "redirects", "reason": f"more than {_HOPS} redirects", "hops": hops[:3], "final_url": url}

    def _get(self, session: requests.Session, url: str, late: float) -> dict[str, Any]:
        limit = max(0.1, min(self._settings.timeout, late - time.monotonic()))
        try:
            with session.get(url, timeout=(min(10.0, limit), limit), allow_redirects=False, stream=True) as response:
                if response.is_redirect or (
                    response.status_code in {300, 301, 302, 303, 307, 308} and "location" in response.headers
                ):
                    target = urljoin(url, response.headers["location"].strip())
                    return {"status": response.status_code, "location": _with_fragment(target, url)}
                return {"status": response.status_code, **_page_facts(response, self._read(response, late))}
        except requests.exceptions.SSLError as error:
            return {"error": "tls", "reason": _words(error)}
        except requests.exceptions.Timeout:
            return {"unavailable": f"no answer within {limit:.0f} s"}
        except requests.exceptions.ConnectionError as error:
            inner = _innermost(error, (RefusedAddressError, NameResolutionError))
            if isinstance(inner, RefusedAddressError):
                return {"error": "refused", "reason": "it is a private or local address, which link checks do not open"}
            if isinstance(inner, NameResolutionError):
                return self._unresolved(url)
            return {"unavailable": _NO_CONNECTION}
        except (requests.exceptions.RequestException, OSError, ValueError) as error:
            return {"unavailable": f"the answer broke off ({type(error).__name__})"}

    def _read(self, response: requests.Response, late: float) -> bytes:
        kind = response.headers.get("content-type", "").lower()
        if kind and "html" not in kind and "text" not in kind:
            return b""
        body = b""
        for part in response.iter_content(16384):
            body += part
            if len(body) >= _MOST_READ or time.monotonic() > late:
                break
        return body[:_MOST_READ]

    def _unresolved(self, url: str) -> dict[str, Any]:
        """A host without address is dead only if the network is there: then doi.org has one."""
        host = urlsplit(self._settings.doi_url).hostname or ""
        try:
            socket.getaddrinfo(host, 443)
        except OSError:
            return {"unavailable": "no network: names cannot be looked up"}
        return {"error": "no-host", "reason": f"the host {urlsplit(url).hostname} does not exist"}

    def _https_works(self, session: requests.Session, url: str) -> bool:
        secure = urlunsplit(("https", *urlsplit(url)[1:]))
        facts = self._get(session, secure, time.monotonic() + min(10.0, self._settings.timeout))
        return facts.get("status") in {200, 301, 302, 307, 308} and not str(facts.get("location", "")).startswith(
            "http:"
        )

    def _archived(self, url: str) -> str | None:
        """The newest copy in the Internet Archive, if there is one; its failure is no matter."""
        with contextlib.suppress(Exception), self._session() as session:
            asked = f"{self._settings.archive_url}?url={quote(url, safe='')}"
            value = session.get(asked, timeout=min(10.0, self._settings.timeout)).json()
            closest = value["archived_snapshots"]["closest"]
            if closest["available"] is True and re.match(r"https?://\S{1,2000}\Z", closest["url"]):
                return str(closest["url"]).replace("http://web.archive.org", "https://web.archive.org", 1)
        return None

    def _answer(self, url: str, status: int, facts: dict[str, Any]) -> Answer:
        checksum = str(facts.pop("sha256", "")) or sha256(b"")
        return Answer(WEB, url, self._clock.stamp(), status, checksum, facts, omitted=("the page itself",))


def unusable(url: str) -> str | None:
    """Why an address cannot be asked at all, or None."""
    if len(url) > _LONGEST_URL:
        return "an address longer than 2,048 characters"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "something that is no address"
    if parts.scheme not in {"http", "https"}:
        return f"an address of kind {parts.scheme or 'none'!r}"
    if not host or any(char.isspace() or ord(char) < 32 for char in url):
        return "something that is no address"
    if parts.username is not None or parts.password is not None:
        return "an address with a password in it"
    return None


def _with_fragment(target: str, source: str) -> str:
    return target if "#" in target or "#" not in source else f"{target}#{source.partition('#')[2]}"


def _page_facts(response: requests.Response, body: bytes) -> dict[str, Any]:
    text = body.decode(response.encoding or "utf-8", "replace") if body else ""
    title = re.search(r"<title[^>]*>(.{0,2000}?)</title", text, re.I | re.S)
    heading = re.search(r"<h1[^>]*>(.{0,2000}?)</h1", text, re.I | re.S)
    visible = re.sub(r"<(script|style|noscript)\b.{0,100000}?</\1>", " ", text, flags=re.I | re.S)
    visible = _tidy(re.sub(r"<[^>]{0,2000}>", " ", visible))
    facts: dict[str, Any] = {
        "title": _tidy(title[1])[:300] if title else None,
        "heading": _tidy(re.sub(r"<[^>]*>", " ", heading[1]))[:300] if heading else None,
        "says_gone": bool(
            (title and _SAYS_GONE.search(_tidy(title[1])))
            or (heading and _SAYS_GONE.search(_tidy(re.sub(r"<[^>]*>", " ", heading[1]))))
            or (len(visible) < 400 and _SAYS_GONE.search(visible))
        ),
        "wall": bool(
            (title and _WALL_WORDS.search(title[1])) or (len(visible) < 1500 and _WALL_WORDS.search(text[:20000]))
        ),
        "content_type": response.headers.get("content-type", "").split(";")[0].strip().lower() or None,
        "server_wall": "cf-mitigated" in response.headers,
    }
    return {**facts, "sha256": sha256(body)}


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(text)).strip()


def _innermost(error: BaseException, kinds: tuple[type[BaseException], ...]) -> BaseException | None:
    pending: list[Any] = [error]
    for _ in range(20):
        if not pending:
            return None
        one = pending.pop()
        if isinstance(one, kinds):
            return one
        pending += [
            part
            for part in (getattr(one, "reason", None), *getattr(one, "args", ()))
            if isinstance(part, BaseException)
        ]
    return None


def _words(error: BaseException) -> str:
    found = re.search(r"certificate verify failed: ([^(']+)|\[SSL: (\w+)\]", str(error))
    return (found[1] or found[2].replace("_", " ").lower()).strip() if found else "no secure connection"
