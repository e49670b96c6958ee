"""What the registries of registry_server.py answer, body by body, and the faults that spoil the answers."""

from __future__ import annotations

import email.utils
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from registry_server import RegistryServer

HTML_LOGIN = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><form>Please sign in</form></body></html>"
SELECTABLE = frozenset(
    {
        "DOI", "ISBN", "ISSN", "URL", "abstract", "accepted", "alternative-id", "approved", "archive",
        "article-number", "assertion", "author", "chair", "clinical-trial-number", "container-title",
        "content-created", "content-domain", "created", "degree", "deposited", "editor", "event", "funder",
        "group-title", "indexed", "is-referenced-by-count", "issn-type", "issue", "issued", "license", "link",
        "member", "original-title", "page", "posted", "prefix", "published", "published-online",
        "published-print", "publisher", "publisher-location", "reference", "references-count", "relation",
        "score", "short-container-title", "short-title", "standards-body", "subject", "subtitle", "title",
        "translator", "type", "update-policy", "update-to", "updated-by", "volume",
    }
)  # fmt: skip


@dataclass
class Page:
    """An ordinary web page. `location` makes it a redirect; `delay` in seconds."""

    body: str | bytes = "<html><head><title>A page</title></head><body><p>Text.</p></body></html>"
    status: int = 200
    location: str | None = None
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0


@dataclass
class Fault:
    kind: str
    every: int = 1
    times: int | None = None
    seconds: float = 1.0
    seen: int = 0

    def strikes(self) -> bool:
        self.seen += 1
        if self.seen % self.every or self.times == 0:
            return False
        if self.times is not None:
            self.times -= 1
        return True


@dataclass
class Answer:
    status: int
    body: bytes
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


def _json(value: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(value).replace("/", "\\/").encode())


# -- faults --


def faulty(fault: Fault, answer: Any, endpoint: str) -> Answer:
    if fault.kind in FAULTS:
        return FAULTS[fault.kind](fault)
    given = answer() if callable(answer) else answer
    if fault.kind == "no-headers":
        return given
    if fault.kind == "cut-json":
        return Answer(given.status, given.body[: max(1, len(given.body) * 2 // 3)], given.content_type)
    return _other_record(given, endpoint)


def _other_record(given: Answer, endpoint: str) -> Answer:
    """A well-formed answer about something else, as a confused cache gives it."""
    stranger = {"DOI": "10.5555/somebody.else", "title": ["Quite another work"], "type": "journal-article"}
    values: dict[str, Any] = {
        "work": {"status": "ok", "message-type": "work", "message-version": "1.0.0", "message": stranger},
        "works": {"status": "ok", "message-type": "work-list", "message": {"total-results": 1, "items": [stranger]}},
        "search": {"status": "ok", "message-type": "work-list", "message": {"total-results": 1, "items": [stranger]}},
        "doira": [{"DOI": "10.5555/somebody.else", "RA": "Crossref"}],
        "handle": {"responseCode": 2, "handle": "10.5555/somebody.else"},
        "datacite": {
            "data": {"id": "x", "attributes": {"doi": "10.5555/somebody.else", "titles": [{"title": "Other"}]}}
        },
        "datacites": {"data": [{"id": "x", "attributes": {"doi": "10.5555/somebody.else"}}]},
        "europepmc": {
            "hitCount": 1,
            "resultList": {
                "result": [{"id": "1", "source": "MED", "doi": "10.5555/somebody.else", "pmid": "1", "title": "Other"}]
            },
        },
    }
    return _json(values[endpoint]) if endpoint in values else given


def _refused(status: int, words: str) -> Callable[[Fault | None], Answer]:
    title = f"{status} {words}"
    page = f"<html>\r\n<head><title>{title}</title></head>\r\n<body><center><h1>{title}</h1></center></body>\r\n</html>"
    return lambda _fault: Answer(status, page.encode(), "text/html")


def _with_retry(form: Callable[[Fault], str]) -> Callable[[Fault], Answer]:
    def answer(fault: Fault) -> Answer:
        given = _refused(429, "Too Many Requests")(fault)
        given.headers["Retry-After"] = form(fault)
        return given

    return answer


_EXCEPTION = {
    "status": "error",
    "message-type": "exception",
    "message-version": "1.0.0",
    "message": {
        "name": "class java.lang.RuntimeException",
        "description": "java.lang.RuntimeException",
        "message": "",
        "stack-trace": [],
    },
}
FAULTS: dict[str, Callable[[Any], Answer]] = {
    "429": _refused(429, "Too Many Requests"),
    "429-seconds": _with_retry(lambda fault: str(int(fault.seconds))),
    "429-date": _with_retry(lambda fault: email.utils.formatdate(time.time() + fault.seconds, usegmt=True)),
    "500": lambda _fault: _json(_EXCEPTION, 500),
    "503": _refused(503, "Service Temporarily Unavailable"),
    "403": _refused(403, "Forbidden"),
    "html": lambda _fault: Answer(200, HTML_LOGIN, "text/html"),
    "wrong-shape": lambda _fault: _json({"status": "ok", "message-type": "work", "message": None, "data": None}),
    "list-shape": lambda _fault: _json([]),
    "empty": lambda _fault: Answer(200, b""),
}


# -- Crossref --


def _crossref(site: RegistryServer, path: str, parameters: Mapping[str, str]) -> tuple[str, Any]:
    rest = unquote(path)
    if rest.rstrip("/") == "/works":
        return ("search" if "query.bibliographic" in parameters else "works"), lambda: _works(site, parameters)
    if rest.startswith("/works/") and rest.endswith("/agency"):
        return "agency", lambda: _agency(site, rest[len("/works/") : -len("/agency")].lower())
    if rest.startswith("/works/"):
        return "work", lambda: _work(site, rest[len("/works/") :].lower())
    return "work", _not_found()


def _not_found(content_type: str = "text/plain") -> Answer:
    return Answer(404, b"Resource not found.", content_type)


def _work(site: RegistryServer, doi: str) -> Answer:
    if doi in site.records:
        return _json({"status": "ok", "message-type": "work", "message-version": "1.0.0", "message": site.records[doi]})
    if doi in site.aliases:
        return Answer(301, b"", headers={"Location": f"/works/{quote(site.aliases[doi], safe='/()')}"})
    return _not_found()


def _agency(site: RegistryServer, doi: str) -> Answer:
    named = "Crossref" if doi in site.records or doi in site.aliases else site.agencies.get(doi)
    if named is None:
        return _not_found("application/json;charset=utf-8")
    agency = {"id": named.lower(), "label": named}
    return _json({"status": "ok", "message-type": "work-agency", "message": {"DOI": doi, "agency": agency}})


def _failure(kind: str, value: str, words: str) -> Answer:
    message = [{"type": kind, "value": value, "message": words}]
    return _json({"status": "failed", "message-type": "validation-failure", "message": message}, 400)


def _works(site: RegistryServer, parameters: Mapping[str, str]) -> Answer:
    rows = parameters.get("rows", "20")
    if not rows.isdigit() or int(rows) > 1000:
        words = f"Integer specified as {rows} but must be a positive integer less than or equal to 1000. "
        return _failure("integer-not-valid", rows, words)
    selected = [name for name in parameters.get("select", "").split(",") if name]
    for name in selected:
        if name not in SELECTABLE:
            return _failure("select-not-available", name, f"Select '{name}' specified but there is no such select.")
    if parameters.get("cursor", "*") not in {"*"}:
        message = [
            {"type": "cursor-invalid", "value": parameters["cursor"], "message": "Cursor specified but it is invalid"}
        ]
        return _json({"status": "failed", "message-type": "resource-failure", "message": message}, 404)
    wanted: list[str] | None = None
    for part in filter(None, parameters.get("filter", "").split(",")):
        name, found, value = part.partition(":")
        if name not in {"doi", "updates", "type"} or not found:
            words = f"Filter '{name}' specified but there is no such filter for this route."
            return _failure("filter-not-available", name, words)
        if name == "doi":
            if not re.match(r"10\.\d{4,9}/\S", value):
                return _failure("filter-value-not-valid", value, f"DOI specified as {value} but is not valid.")
            wanted = [*(wanted or []), value.lower()]
    items: list[dict[str, Any]]
    if "query.bibliographic" in parameters:
        items = site.search(parameters["query.bibliographic"], int(rows))
    else:
        known = {doi for doi in (wanted if wanted is not None else site.records) if doi in site.records}
        items = [{**site.records[doi], "score": 0.0} for doi in sorted(known, key=lambda doi: doi[::-1])]
    shown = [{k: v for k, v in item.items() if not selected or k in selected} for item in items[: int(rows)]]
    message = {
        "facets": {},
        "total-results": len(items),
        "items": shown,
        "items-per-page": int(rows),
        "query": {"start-index": 0},
    }
    return _json({"status": "ok", "message-type": "work-list", "message-version": "1.0.0", "message": message})


# -- doi.org --


def _doi(site: RegistryServer, path: str, _parameters: Mapping[str, str]) -> tuple[str, Any]:
    if path.startswith("/doiRA/"):
        dois = [unquote(part) for part in path[len("/doiRA/") :].split(",")]
        return "doira", lambda: _json([_registered(site, doi) for doi in dois])
    if path.startswith("/api/handles/"):
        return "handle", lambda: _handle(site, unquote(path[len("/api/handles/") :]))
    return "handle", Answer(302 if _exists(site, unquote(path[1:]).lower()) else 404, b"", "text/html")


def _exists(site: RegistryServer, doi: str) -> bool:
    return doi in site.records or doi in site.aliases or doi in site.datacite or doi in site.agencies


def _registered(site: RegistryServer, doi: str) -> dict[str, str]:
    low = doi.lower()
    if low in site.records or low in site.aliases:
        return {"DOI": doi, "RA": "Crossref"}
    if low in site.datacite:
        return {"DOI": doi, "RA": "DataCite"}
    if low in site.agencies:
        return {"DOI": doi, "RA": site.agencies[low]}
    if not re.match(r"10\.\d{4,9}/\S", low):
        return {"DOI": doi, "status": "Invalid DOI"}
    return {"DOI": doi, "status": "DOI does not exist"}


def _handle(site: RegistryServer, doi: str) -> Answer:
    if not _exists(site, doi.lower()):
        return _json({"responseCode": 100, "handle": doi}, 404)
    value = {
        "index": 1,
        "type": "URL",
        "data": {"format": "string", "value": f"https://example.org/{doi}"},
        "ttl": 86400,
    }
    return _json({"responseCode": 1, "handle": doi, "values": [value]})


# -- DataCite --


def _datacite(site: RegistryServer, path: str, parameters: Mapping[str, str]) -> tuple[str, Any]:
    if path.rstrip("/") == "/dois":
        dois = [doi.lower() for doi in parameters.get("ids", "").split(",")]
        found = [_datum(site, doi) for doi in dois if doi in site.datacite]
        return "datacites", _json({"data": found, "meta": {"total": len(found)}})
    doi = unquote(path[len("/dois/") :]).lower()
    if doi in site.datacite:
        return "datacite", _json({"data": _datum(site, doi)})
    return "datacite", _json(
        {"errors": [{"status": "404", "title": "The resource you are looking for doesn't exist."}]}, 404
    )


def _datum(site: RegistryServer, doi: str) -> dict[str, Any]:
    return {"id": doi, "type": "dois", "attributes": site.datacite[doi]}


# -- Europe PMC --


def _europepmc(site: RegistryServer, path: str, parameters: Mapping[str, str]) -> tuple[str, Any]:
    text = re.match(r"/(PMC\d+)/fullTextXML\Z", path)
    if text:
        body = site.full_texts.get(text[1])
        return "fulltext", Answer(200, body.encode(), "application/xml") if body else Answer(404, b"", "text/plain")
    if path != "/search":
        return "europepmc", Answer(404, b"")
    query = parameters.get("query", "")
    dois = {doi.lower() for doi in re.findall(r'DOI:"([^"]+)"', query)}
    pmids = set(re.findall(r"EXT_ID:(\d+)", query))
    hits = [r for r in site.europepmc if str(r.get("doi", "")).lower() in dois or str(r.get("pmid", "")) in pmids]
    size = int(parameters.get("pageSize", "25"))
    value = {
        "version": "6.9",
        "hitCount": len(hits),
        "request": {"queryString": query},
        "resultList": {"result": hits[:size]},
    }
    return "europepmc", _json(value)


# -- web --


def _web(site: RegistryServer, path: str, _parameters: Mapping[str, str]) -> tuple[str, Any]:
    page = site.pages.get(path)
    if page is None:
        return "web", Answer(
            404, b"<html><head><title>404 Not Found</title></head><body>Not Found</body></html>", "text/html"
        )

    def answer() -> Answer:
        if page.delay:
            time.sleep(page.delay)
        body = page.body.encode() if isinstance(page.body, str) else page.body
        headers = {**page.headers, **({"Location": page.location} if page.location else {})}
        return Answer(page.status, body, page.content_type, headers)

    return "web", answer


ROUTES: dict[str, Callable[..., tuple[str, Any]]] = {
    "crossref": _crossref, "doi": _doi, "datacite": _datacite, "europepmc": _europepmc, "web": _web,
}  # fmt: skip
