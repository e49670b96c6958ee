"""What the web says of a reference's address, computed from the facts that pages.py stored.

A page that is gone says so (404, 410, or in words). A bot wall, a login page, a time-out say nothing about the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from audit.model import LinkCheck
from audit.registries.outcomes import Answer

_GONE = frozenset({404, 410})
_WALLS = frozenset({401, 403, 405, 406, 407, 418, 429, 451, 503, 999})
_LOGIN_PATH = re.compile(r"/(?:login|log-in|signin|sign-in|sso|auth|account/login|idp|cas)\b", re.I)
_HOME = re.compile(r"^/?(?:index\.\w+|home|default\.\w+|[a-z]{2}(?:-[a-z]{2})?)?/?$", re.I)


def is_dead(facts: Mapping[str, Any]) -> bool:
    """Whether the facts say that the page is not there."""
    return facts.get("status") in _GONE or facts.get("error") == "no-host" or bool(facts.get("says_gone"))


def link_check(url: str, answer: Answer | None, *, reason: str | None = None) -> LinkCheck:
    """What stored facts say of an address. Without facts: unverified, with the reason."""
    if answer is None:
        return LinkCheck(status="unverified", url=url, reason=reason or "no answer of the site is on file")
    facts: Mapping[str, Any] = answer.body if isinstance(answer.body, dict) else {}
    status, why = _verdict(url, facts)
    final = facts.get("final_url") or url
    if status == "insecure" and facts.get("https_works"):
        final = urlunsplit(("https", *urlsplit(final)[1:]))
    return LinkCheck(
        status=status,
        url=url,
        final_url=final if final != url else None,
        http_status=answer.status or None,
        reason=why,
        checked_at=answer.retrieved_at,
        page_title=facts.get("title"),
        archived_url=facts.get("archived_url"),
    )


def _verdict(url: str, facts: Mapping[str, Any]) -> tuple[Any, str | None]:
    status = facts.get("status")
    if facts.get("error") == "no-host":
        return "dead", str(facts["reason"])
    if facts.get("error"):
        return "unverified", str(facts.get("reason") or facts["error"])
    if status in _GONE:
        return "dead", f"the server says that the page is not there (HTTP {status})"
    if status in _WALLS or facts.get("wall") or facts.get("server_wall"):
        return "unverified", f"the site keeps robots out (HTTP {status}); open it in a browser"
    if not isinstance(status, int) or not 200 <= status < 300:
        return "unverified", f"the server answered HTTP {status}"
    if facts.get("says_gone"):
        return "dead", "the page says itself that it is not there, although it answers 200"
    final = str(facts.get("final_url") or url)
    if _LOGIN_PATH.search(urlsplit(final).path) and final != url and not _LOGIN_PATH.search(urlsplit(url).path):
        return "unverified", "it leads to a login page"
    if _to_home(url, final):
        return "moved", "it leads to the site's home page: the page itself may be gone"
    return _moved_or_insecure(url, final, facts)


def _moved_or_insecure(url: str, final: str, facts: Mapping[str, Any]) -> tuple[Any, str | None]:
    permanent = all(hop.get("status") in {301, 308} for hop in facts.get("hops") or ()) and facts.get("hops")
    if urlsplit(final).scheme == "http":
        why = (
            "the page works over https, too"
            if facts.get("https_works")
            else "the page is offered without encryption only"
        )
        return "insecure", why
    if urlsplit(url).scheme == "http":
        return "insecure", "the address is http; it leads to https"
    if permanent and not _same_place(url, final):
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
