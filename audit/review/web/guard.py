"""Who may talk to the page: this computer's browser, with the token, and nobody through it.

A page elsewhere on the web must not be able to reach the desk through the reviewer's browser: the Host header is
checked (against DNS rebinding), the cookie is strict, every write needs a header that no other site can send, and the
browser's own word on where a request comes from is heard.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
CSRF_HEADER: Final = "X-Claim-Audit"
_CLOSED: Final = (
    "This is the review desk of claim-audit. It opens with the address that `claim-audit review` printed when it was "
    "started; that address holds a key.\n"
)
_STEP: Final = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/">'
    '<title>Review desk</title><p><a href="/">To the desk</a></p></html>'
)
_MOST_BYTES: Final = 100_000


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets of one session. token: opens the page; csrf: goes with every write."""

    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32))


class Guard:
    """ASGI middleware around the whole page."""

    def __init__(self, app: ASGIApp, keys: Keys, port: int) -> None:
        self.app, self.keys, self.port = app, keys, port
        self.hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}
        self.cookie = f"claim-audit-{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what is not allowed, pass on the rest; every answer gets the headers."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(Request(scope))
        await (refusal or self.app)(scope, receive, guarded)

    def _refusal(self, request: Request) -> Response | None:
        """The answer to a request that goes no further; None for one that does."""
        if request.headers.get("host", "") not in self.hosts:
            return PlainTextResponse("unknown host\n", 403)
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return self._only_enter(request) or PlainTextResponse("not from another site\n", 403)
        entering = self._only_enter(request)
        if entering is not None:
            return entering
        if not _same(request.cookies.get(self.cookie, ""), self.keys.token):
            return PlainTextResponse(_CLOSED, 403)
        if request.method not in ("GET", "HEAD", "POST"):
            return PlainTextResponse("method not allowed\n", 405)
        return self._bad_write(request) if request.method == "POST" else None

    def _only_enter(self, request: Request) -> Response | None:
        """The way in: the address with the token gives the cookie, and leads on to an address without it."""
        if request.method != "GET" or request.url.path != "/" or "token" not in request.query_params:
            return None
        if not _same(request.query_params["token"], self.keys.token):
            return PlainTextResponse(_CLOSED, 403)
        elsewhere = request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
        # a browser that was led here by another page sends no strict cookie along a redirect, but along its own step
        answer = HTMLResponse(_STEP) if elsewhere else RedirectResponse("/", 303)
        answer.set_cookie(self.cookie, self.keys.token, httponly=True, samesite="strict", path="/")
        return answer

    def _bad_write(self, request: Request) -> Response | None:
        origin = request.headers.get("origin")
        if origin is not None and origin not in {f"http://{host}" for host in self.hosts}:
            return PlainTextResponse("not from another site\n", 403)
        if not _same(request.headers.get(CSRF_HEADER, ""), self.keys.csrf):
            return PlainTextResponse("the key for writing is missing: load the page again\n", 403)
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return PlainTextResponse("JSON is expected\n", 415)
        length = request.headers.get("content-length", "")
        if not length.isdigit() or int(length) > _MOST_BYTES:
            return PlainTextResponse("too long\n", 413)
        return None


def _same(given: str, secret: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())
