"""What the web says of a reference's address, computed from the facts that pages.py stored.

A page that is gone says so (404, 410, or in words). A bot wall, a login page, a time-out say nothing about the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from audit.model import LinkCheck, LinkStatus
from audit.registries.outcomes import Answer

_GONE = frozenset({404, 410})
_WALLS = frozenset({401, 403, 405, 406, 407, 418, 429, 451, 503, 999})
_LOGIN_PATH = re.compile(r"/(?:login|log-in|signin|sign-in|sso|auth|account/login|idp|cas)\b", re.I)
_HOME = re.compile(r"^/?(?:index\.\w+|home|default\.\w+|[a-z]{2}(?:-[a-z]{2})?)?/?$", re.I)


def is_dead(facts: Mapping[str, Any]) -> bool:
    """Whether the facts say that the page is not there."""
    return facts.get("status") in _GONE or facts.get("error") == "no-host" or facts.get("says_gone") is True


@dataclass(frozen=True, slots=True)
class _Facts:
    """Stored facts, made safe: what is not of its type is as if it were not there."""

    status: int | None
    final: str
    error: str | None
    reason: str | None
    hops: tuple[int, ...]
    says_gone: bool
    wall: bool
    https_works: bool
    title: str | None
    archived: str | None

    @classmethod
    def read(cls, url: str, body: Any) -> _Facts:
        """The facts about an address in an answer's body."""
        facts: Mapping[str, Any] = body if isinstance(body, dict) else {}
        hops = facts.get("hops")
        found = [hop.get("status") for hop in hops if isinstance(hop, dict)] if isinstance(hops, list) else []
        status = facts.get("status")
        final = _text(facts.get("final_url"))
        return cls(
            status=status if isinstance(status, int) else None,
            final=final if final and _splits(final) else url,
            error=_text(facts.get("error")),
            reason=_text(facts.get("reason")),
            hops=tuple(hop for hop in found if isinstance(hop, int)),
            says_gone=facts.get("says_gone") is True,
            wall=facts.get("wall") is True or facts.get("server_wall") is True,
            https_works=facts.get("https_works") is True,
            title=_text(facts.get("title")),
            archived=_text(facts.get("archived_url")),
        )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _splits(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def link_check(url: str, answer: Answer | None, *, reason: str | None = None) -> LinkCheck:
    """What stored facts say of an address. Without facts: unverified, with the reason."""
    if answer is None:
        return LinkCheck(status="unverified", url=url, reason=reason or "no answer of the site is on file")
    facts = _Facts.read(url, answer.body)
    status, why = _verdict(url, facts) if _splits(url) else ("unverified", facts.reason or "it is no address")
    final = facts.final
    if status == "insecure" and facts.https_works:
        final = urlunsplit(("https", *urlsplit(final)[1:]))
    return LinkCheck(
        status=status,
        url=url,
        final_url=final if final != url else None,
        http_status=answer.status or None,
        reason=why,
        checked_at=answer.retrieved_at,
        page_title=facts.title,
        archived_url=facts.archived,
    )


def _verdict(url: str, facts: _Facts) -> tuple[LinkStatus, str | None]:
    status, final = facts.status, facts.final
    if facts.error == "no-host":
        return "dead", facts.reason or "the host does not exist"
    if facts.error:
        return "unverified", facts.reason or facts.error
    if status in _GONE:
        return "dead", f"the server says that the page is not there (HTTP {status})"
    if status in _WALLS or facts.wall:
        return "unverified", f"the site keeps robots out (HTTP {status}); open it in a browser"
    if status is None or not 200 <= status < 300:
        return "unverified", f"the server answered HTTP {status}"
    if facts.says_gone:
        return "dead", "the page says itself that it is not there, although it answers 200"
    if _LOGIN_PATH.search(urlsplit(final).path) and final != url and not _LOGIN_PATH.search(urlsplit(url).path):
        return "unverified", "it leads to a login page"
    if _to_home(url, final):
        return "moved", "it leads to the site's home page: the page itself may be gone"
    return _moved_or_insecure(url, facts)


def _moved_or_insecure(url: str, facts: _Facts) -> tuple[LinkStatus, str | None]:
    if urlsplit(facts.final).scheme == "http":
        also = "the page works over https, too"
        return "insecure", also if facts.https_works else "the page is offered without encryption only"
    if urlsplit(url).scheme == "http":
        return "insecure", "the address is http; it leads to https"
    permanent = bool(facts.hops) and all(hop in {301, 308} for hop in facts.hops)
    if permanent and not _same_place(url, facts.final):
        return "moved", "the page has moved for good"
    return "ok", None


def _same_place(one: str, other: str) -> bool:
    """The same but for `www.`, a closing slash, letter case of the host, a fragment or tracking parameters."""

    def bare(url: str) -> tuple[str, str]:
        parts = urlsplit(url)
        return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/")

    return bare(one) == bare(other)


def _to_home(url: str, final: str) -> bool:
    before, after = urlsplit(url), urlsplit(final)
    deep = not _HOME.match(before.path) or bool(before.query)
    return deep and bool(_HOME.match(after.path)) and not after.query and not _same_place(url, final)
