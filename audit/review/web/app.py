"""The page's addresses. Each handler reads what was asked, calls the desk, and draws."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from audit.errors import ClaimAuditError, InputError
from audit.model import Actor, Subject
from audit.reports.html import environment as report_environment
from audit.review.deciding import Wanted
from audit.review.web.guard import CSRF_HEADER, Guard, Keys
from audit.review.web.items import DeskView, Item, until_choices
from audit.review.web.shop import Shop, is_file, is_plain

_STATIC: Final = {
    "desk.css": "text/css; charset=utf-8",
    "desk.js": "text/javascript; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "documents.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_ACTIONS: Final = frozenset(
    {"approve", "fix-required", "reject", "comment", "waive", "undo", "submit", "sign", "anchor", "expire"}
)
_PULSE: Final = 0.5  # seconds between two looks at the files
_SILENCE: Final = 30  # looks after which something is said even if nothing has changed
_PAGE: Final = 200  # documents on one page of the list


def create_app(shop: Shop, who: Actor, keys: Keys, port: int, closing: Callable[[], bool] = lambda: False) -> Guard:
    """The page as an ASGI application that answers on `port` of this computer.

    closing: whether the server wants to end; then the streams of events end too.
    """
    pages = _Pages(shop, who, keys, closing)
    app = Starlette(
        routes=[
            Route("/", pages.documents),
            Route("/d/{name}", pages.desk),
            Route("/d/{name}/item/{key}", pages.item),
            Route("/d/{name}/decide", pages.decide, methods=["POST"]),
            Route("/d/{name}/audit", pages.audit, methods=["POST"]),
            Route("/d/{name}/events", pages.events),
            Route("/d/{name}/copy/{key}", pages.copy),
            Route("/role", pages.role, methods=["POST"]),
            Route("/static/{file}", pages.static),
        ],
        exception_handlers={ClaimAuditError: _refused, 404: _not_found},
    )
    return Guard(app, keys, port)


@cache
def environment() -> Environment:
    """The templates of this page, with the filters and words of the reports."""
    return report_environment().overlay(loader=PackageLoader("audit.review.web"))


async def _refused(request: Request, error: Exception) -> Response:
    """What the rules do not allow is an answer, in words."""
    status = 404 if isinstance(error, InputError) and request.method == "GET" else 409
    if request.method == "POST":
        return JSONResponse({"error": str(error)}, status)
    return HTMLResponse(environment().get_template("message.html.j2").render(message=str(error)), status)


async def _not_found(request: Request, error: Exception) -> Response:
    message = "There is nothing at this address."
    return HTMLResponse(environment().get_template("message.html.j2").render(message=message), 404)


class _Pages:
    """The handlers. What takes time runs in a thread, so that the page answers meanwhile."""

    def __init__(self, shop: Shop, who: Actor, keys: Keys, closing: Callable[[], bool]) -> None:
        self.shop, self.who, self.keys, self.closing = shop, who, keys, closing

    def _draw(self, template: str, **values: Any) -> HTMLResponse:
        common = {"who": self.who, "csrf": self.keys.csrf, "csrf_header": CSRF_HEADER}
        return HTMLResponse(environment().get_template(template).render(**common, **values))

    def documents(self, request: Request) -> Response:
        found = self.shop.documents()
        states = sorted({item.state for item in found})
        wanted, words = request.query_params.get("state", ""), request.query_params.get("q", "").casefold()
        shown = [
            item
            for item in found
            if wanted in ("", item.state) and (words in item.path.casefold() or words in item.title.casefold())
        ]
        page = max(1, int(text)) if (text := request.query_params.get("page", "1")).isdecimal() and len(text) < 9 else 1
        return self._draw(
            "documents.html.j2",
            documents=shown[(page - 1) * _PAGE : page * _PAGE],
            total=len(found),
            matching=len(shown),
            states=states,
            state=wanted,
            words=request.query_params.get("q", ""),
            page=page,
            pages=max(1, -(-len(shown) // _PAGE)),
            root=self.shop.desk.space.root.name,
        )

    def desk(self, request: Request) -> Response:
        name = request.path_params["name"]
        view = self.shop.view(name)
        key = request.query_params.get("item", "")
        item = view.by_key.get(key) or next((i for i in view.items if i.to_decide), None)
        item = item or next(iter(view.items), None)
        return self._draw("desk.html.j2", **self._values(name, view, item))

    def _values(self, name: str, view: DeskView, item: Item | None) -> dict[str, Any]:
        from audit.reports.source import lines

        return {
            "name": name,
            "desk": view,
            "view": view.view,
            "report": view.report,
            "review": view.review,
            "state": view.review.state if view.review else "draft",
            "item": item,
            "items": view.items,
            "counts": view.counts,
            "lines": lines(view.view),
            "approval": view.opened.profile.approval,
            "to_undo": view.last_to_undo(self.who),
            "stale": self.shop.is_stale(name),
            "trouble": self.shop.rewriter.trouble,
            "version": self.shop.version(name),
            "today": view.today,
            "copies": self._copies(view, item),
            "until_choices": until_choices(view.today, view.opened.profile.approval.waiver_days),
        }

    def item(self, request: Request) -> Response:
        name, key = request.path_params["name"], request.path_params["key"]
        view = self.shop.view(name)
        item = view.by_key.get(key)
        if item is None:
            raise InputError(key, "is no longer in the audit")
        return self._draw("_detail.html.j2", **self._values(name, view, item))

    def _copies(self, view: DeskView, item: Item | None) -> dict[str, str]:
        """Citation key -> file name of the user's own copy, where it is a PDF."""
        folder = self.shop.desk.space.fulltext
        keys = [r.reference.key for r in view.cited(item)] if item else []
        return {key: f"{key}.pdf" for key in keys if is_plain(key) and is_file(folder / f"{key}.pdf")}

    def copy(self, request: Request) -> Response:
        """The user's own copy of a cited work; only of works that this audit cites, only PDF."""
        view = self.shop.view(request.path_params["name"])
        key = request.path_params["key"].removesuffix(".pdf")
        path = self.shop.desk.space.fulltext / f"{key}.pdf"
        if key not in view.bindings.references or not is_plain(key) or not is_file(path):
            raise InputError(key, "there is no copy of it")
        return FileResponse(path, media_type="application/pdf", content_disposition_type="inline", filename=path.name)

    async def decide(self, request: Request) -> Response:
        name = request.path_params["name"]
        wanted = self._wanted(await _body(request))
        entry = await run_in_threadpool(self.shop.decide, name, wanted)
        answer = {"sequence": entry.sequence, "hash": entry.hash, "action": entry.action, "new": entry.new}
        return JSONResponse(answer)

    def _wanted(self, given: dict[str, Any]) -> Wanted:
        def text(field: str) -> str:
            value = given.get(field) or ""
            if not isinstance(value, str):
                raise InputError(field, "is no text")
            return value

        action = text("action")
        if action not in _ACTIONS:
            raise InputError(action, "is nothing that can be decided")
        kind = text("type") or "document"
        if kind not in ("claim", "finding", "reference", "document"):
            raise InputError(kind, "is nothing that can be decided on")
        undoes = given.get("undoes")
        if undoes is not None and not isinstance(undoes, int):
            raise InputError("undoes", "is no number")
        try:
            until = date.fromisoformat(text("until")) if text("until") else None
        except ValueError:
            raise InputError(text("until"), "is no day like 2027-01-31") from None
        role = text("role").strip()
        who = in_role(self.who, role) if role else self.who
        subject = Subject(type=kind, document="", id=text("id"), reference=text("reference") or None)
        return Wanted(
            who, action, subject, text("reason"), until, text("meaning"), undoes, text("quote") or None,  # type: ignore[arg-type]
            text("page") or None, text("seen") or None,
        )  # fmt: skip

    async def audit(self, request: Request) -> Response:
        """Audit the source again, from the recorded evidence."""
        name = request.path_params["name"]
        return JSONResponse(await run_in_threadpool(self._audit, name))

    def _audit(self, name: str) -> dict[str, Any]:
        from audit.pipeline import Order
        from audit.runs import run

        space = self.shop.desk.space
        path = space.root / self.shop.view(name).report.document.path
        if not Path(os.path.abspath(path)).is_relative_to(space.root):  # noqa: PTH100 - a linked folder is inside
            raise InputError(str(path), "lies outside the workspace", hint="`claim-audit run` audits it")
        if not path.is_file():
            raise InputError(str(path), "is not here")
        outcome = run(
            space, [path], Order(space.settings, self.shop.desk.clock(), offline=True, root=space.root), jobs=1
        )
        if outcome.failures:
            raise InputError(outcome.failures[0].path, outcome.failures[0].message)
        return {"sentence": outcome.audits[0].summary.sentence}

    async def role(self, request: Request) -> Response:
        """In which role the user decides from now on."""
        role = (await _body(request)).get("role")
        if not isinstance(role, str) or len(role) > 100 or not role.isprintable():
            raise InputError("role", "is no role")
        self.who = in_role(self.who, role.strip())
        return JSONResponse({"role": self.who.role})

    async def events(self, request: Request) -> Response:
        """Tells the page when what it shows has changed."""
        name = request.path_params["name"]
        first = await run_in_threadpool(self.shop.version, name)
        return StreamingResponse(self._changes(request, name, first), media_type="text/event-stream")

    async def _changes(self, request: Request, name: str, version: str) -> AsyncIterator[str]:
        yield f"event: version\ndata: {version}\n\n"
        silent = 0
        while not self.closing() and not await request.is_disconnected():
            await asyncio.sleep(_PULSE)
            try:
                now = await run_in_threadpool(self.shop.version, name)
            except ClaimAuditError:
                continue  # being written at this moment, or gone: the page keeps what it has
            silent += 1
            if now != version or silent >= _SILENCE:
                version, silent = now, 0
                yield f"event: version\ndata: {version}\n\n"

    def static(self, request: Request) -> Response:
        name = request.path_params["file"]
        if name not in _STATIC:
            raise InputError(name, "there is no such file")
        data = resources.files("audit.review.web").joinpath("static", name).read_bytes()
        return Response(data, media_type=_STATIC[name])


def in_role(who: Actor, role: str) -> Actor:
    """The same person in another role."""
    return who.model_copy(update={"role": role})


async def _body(request: Request) -> dict[str, Any]:
    try:
        values = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise InputError("the request", "is no JSON") from None
    if not isinstance(values, dict):
        raise InputError("the request", "is no JSON object")
    return values
