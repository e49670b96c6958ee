"""A loopback registry: Crossref, doi.org, DataCite, Europe PMC and ordinary web pages, as they really answer.

    with RegistryServer(records=[...]) as server:
        settings = RegistrySettings(**server.settings())        # or: environment.update(server.env())
        server.fault("works", "429", every=3)
        ...
        assert server.exceeded == []                            # nobody ever went over the announced limits

By hand: `python tests/registry_server.py --records FOLDER --port 8100` prints the CLAIM_AUDIT_ variables to export.

Faithful to CROSSREF: rate-limit headers on every answer and 429 when they are exceeded (per pool, and concurrency),
aliases as 301 with a relative Location, list filters OR-ed and unordered, `select` checked, error bodies as recorded.
Each service has a port of its own, so that absolute paths work as they do outside.

Faults (`KINDS`) come on demand, per endpoint (`ENDPOINTS`): always, a number of times, or in every n-th answer.
"""

from __future__ import annotations

import argparse
import contextlib
import email.utils
import json
import re
import socket
import struct
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote

SERVICES = ("crossref", "doi", "datacite", "europepmc", "web")
ENDPOINTS = (
    "work",
    "works",
    "search",
    "agency",
    "doira",
    "handle",
    "datacite",
    "datacites",
    "europepmc",
    "fulltext",
    "web",
)
KINDS = (
    "429", "429-seconds", "429-date", "500", "503", "403", "html", "truncated", "cut-json", "wrong-shape", "list-shape",
    "other-record", "slow", "reset", "empty", "no-headers",
)  # fmt: skip
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
LIMITS = {
    ("public", "single"): (5, 1), ("public", "list"): (1, 1), ("polite", "single"): (10, 3), ("polite", "list"): (3, 3),
    ("plus", "single"): (150, 20), ("plus", "list"): (50, 10),
}  # fmt: skip


@dataclass
class Page:
    """An ordinary web page. `location` makes it a redirect; `delay` in seconds."""

    body: str | bytes = "<html><head><title>A page</title></head><body><p>Text.</p></body></html>"
    status: int = 200
    location: str | None = None
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0


@dataclass(frozen=True)
class Logged:
    """One request as it arrived. `when` is time.monotonic(); `status` what it was answered with (0: cut off)."""

    when: float
    service: str
    endpoint: str
    path: str
    pool: str
    status: int


@dataclass
class _Fault:
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
class _Pool:
    """What the server measures of one pool: arrivals in the last second, requests under way."""

    arrivals: list[float] = field(default_factory=list)
    running: int = 0
    most_running: int = 0
    most_in_window: int = 0


class RegistryServer:
    """The registries on loopback. A context manager; safe to share between threads.

    records: Crossref messages. aliases: alias DOI -> prime DOI. agencies: DOI -> agency (`mEDRA`), for DOIs that
    Crossref does not have. datacite: `attributes` of records. europepmc: results. pages: path -> Page of the web.
    latency: seconds before every answer. limits: (pool, kind) -> (requests a second, concurrency), or None for none.
    """

    def __init__(
        self,
        records: Iterable[Mapping[str, Any]] = (),
        *,
        aliases: Mapping[str, str] | None = None,
        agencies: Mapping[str, str] | None = None,
        datacite: Iterable[Mapping[str, Any]] = (),
        europepmc: Iterable[Mapping[str, Any]] = (),
        full_texts: Mapping[str, str] | None = None,
        pages: Mapping[str, Page] | None = None,
        latency: float = 0.0,
        limits: Mapping[tuple[str, str], tuple[int, int]] | None = LIMITS,
        ports: Mapping[str, int] | None = None,
    ) -> None:
        self.records = {str(record["DOI"]).lower(): dict(record) for record in records}
        self.aliases = {alias.lower(): prime.lower() for alias, prime in (aliases or {}).items()}
        for record in self.records.values():
            for alias in record.get("aliases") or ():
                self.aliases.setdefault(str(alias).lower(), str(record["DOI"]).lower())
        self.agencies = {doi.lower(): agency for doi, agency in (agencies or {}).items()}
        self.datacite = {str(record["doi"]).lower(): dict(record) for record in datacite}
        self.europepmc = [dict(result) for result in europepmc]
        self.full_texts = dict(full_texts or {})
        self.pages = dict(pages or {})
        self.latency, self.limits = latency, limits
        self.log: list[Logged] = []
        self.exceeded: list[str] = []
        self._faults: dict[str, list[_Fault]] = defaultdict(list)
        self._pools: dict[tuple[str, str], _Pool] = defaultdict(_Pool)
        self._guard = threading.Lock()
        self._ports = dict(ports or {})
        self._servers: dict[str, ThreadingHTTPServer] = {}
        self._index: dict[str, set[str]] | None = None

    # -- life --

    def __enter__(self) -> RegistryServer:
        for service in SERVICES:
            handler = type("Handler", (_Handler,), {"site": self, "service": service})
            server = _Server(("127.0.0.1", self._ports.get(service, 0)), handler)
            self._servers[service] = server
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Close every port: from now on connections are refused."""
        for server in self._servers.values():
            server.shutdown()
            server.server_close()

    def url(self, service: str) -> str:
        """The base URL of a service."""
        return f"http://127.0.0.1:{self._servers[service].server_address[1]}"

    def settings(self, **others: Any) -> dict[str, Any]:
        """What RegistrySettings need to ask here."""
        return {
            "mailto": "test@example.org",
            "crossref_url": self.url("crossref"),
            "doi_url": self.url("doi"),
            "datacite_url": self.url("datacite"),
            "europepmc_url": self.url("europepmc"),
            "archive_url": self.url("web") + "/wayback/available",
            "allow_private_hosts": True,
            **others,
        }

    def env(self) -> dict[str, str]:
        """The same as environment variables."""
        return {
            "CLAIM_AUDIT_MAILTO": "test@example.org",
            "CLAIM_AUDIT_CROSSREF_URL": self.url("crossref"),
            "CLAIM_AUDIT_DOI_URL": self.url("doi"),
            "CLAIM_AUDIT_DATACITE_URL": self.url("datacite"),
            "CLAIM_AUDIT_EUROPEPMC_URL": self.url("europepmc"),
            "CLAIM_AUDIT_ALLOW_PRIVATE_HOSTS": "1",
        }

    # -- faults and measures --

    def fault(
        self, endpoint: str, kind: str, *, every: int = 1, times: int | None = None, seconds: float = 1.0
    ) -> None:
        """Answer an endpoint (or `*`) with a fault: always, `times` times, or in every n-th answer.

        seconds: what Retry-After asks for, or how long `slow` waits.
        """
        assert kind in KINDS, kind
        assert endpoint == "*" or endpoint in ENDPOINTS, endpoint
        with self._guard:
            self._faults[endpoint].append(_Fault(kind, every, times, seconds))

    def heal(self) -> None:
        """No more faults."""
        with self._guard:
            self._faults.clear()

    def struck(self, endpoint: str) -> _Fault | None:
        """The fault that this request meets."""
        with self._guard:
            for name in (endpoint, "*"):
                for fault in self._faults.get(name, ()):
                    if fault.strikes():
                        return fault
        return None

    def asked(self, endpoint: str | None = None) -> int:
        """How many requests came, of one endpoint or of all."""
        return sum(1 for entry in self.log if endpoint in {None, entry.endpoint})

    def counts(self) -> dict[str, int]:
        """Requests by endpoint."""
        return dict(Counter(entry.endpoint for entry in self.log))

    def measured(self) -> dict[str, tuple[int, int]]:
        """By pool: the most requests that ever arrived within a second, the most under way at once."""
        return {f"{n[0]}-{n[1]}": (p.most_in_window, p.most_running) for n, p in self._pools.items()}

    @contextlib.contextmanager
    def passing(self, pool: str, kind: str) -> Any:
        """One request of a pool under way; yields whether it is within the limits."""
        if self.limits is None:
            yield True
            return
        allowed, concurrency = self.limits[pool, kind]
        now = time.monotonic()
        with self._guard:
            state = self._pools[pool, kind]
            state.arrivals = [when for when in state.arrivals if now - when < 1.0] + [now]
            state.running += 1
            state.most_in_window = max(state.most_in_window, len(state.arrivals))
            state.most_running = max(state.most_running, state.running)
            within = len(state.arrivals) <= allowed and state.running <= concurrency
            if not within:
                self.exceeded.append(f"{pool}-{kind}: {len(state.arrivals)} in 1 s, {state.running} at once")
        try:
            yield within
        finally:
            with self._guard:
                state.running -= 1

    def note(self, entry: Logged) -> None:
        """Write the log."""
        with self._guard:
            self.log.append(entry)

    # -- what the registries know --

    def search(self, query: str, rows: int) -> list[dict[str, Any]]:
        """Crossref's `query.bibliographic`, in small: records by the words they share with the query."""
        if self._index is None:
            self._index = {doi: _record_words(record) for doi, record in self.records.items()}
        wanted = _words(query)
        scored = [(len(wanted & words) / (len(words) + 8) ** 0.5, doi) for doi, words in self._index.items()]
        best = sorted(((score, doi) for score, doi in scored if score > 0.3), key=lambda one: (-one[0], one[1]))[:rows]
        return [{**self.records[doi], "score": round(20 * score, 4)} for score, doi in best]


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{2,}", re.sub(r"<[^>]+>", " ", text).casefold()))


def _record_words(record: Mapping[str, Any]) -> set[str]:
    parts = [*(record.get("title") or ()), *(record.get("subtitle") or ()), *(record.get("container-title") or ())]
    parts += [str(author.get("family") or author.get("name") or "") for author in record.get("author") or ()]
    parts += [str(record.get(name) or "") for name in ("volume", "issue", "page")]
    parts += [str(n) for part in (record.get("issued") or {}).get("date-parts") or () for n in part[:1]]
    return _words(" ".join(map(str, parts)))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error of ours."""


@dataclass
class _Answer:
    status: int
    body: bytes
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


def _json(value: Any, status: int = 200) -> _Answer:
    return _Answer(status, json.dumps(value).replace("/", "\\/").encode())


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: RegistryServer
    service: str
    disable_nagle_algorithm = True

    def log_message(self, *_: Any) -> None:
        """Silent."""

    def do_HEAD(self) -> None:
        """As GET, without the body."""
        self.do_GET()

    def do_GET(self) -> None:
        """Everything is GET."""
        when = time.monotonic()
        path, _, query = self.path.partition("?")
        parameters = {name: values[-1] for name, values in parse_qs(query, keep_blank_values=True).items()}
        endpoint, answer = _ROUTES[self.service](self.site, path, parameters)
        pool = self._pool(parameters)
        kind = "list" if endpoint in {"works", "search"} else "single"
        guard = self.site.passing(pool, kind) if self.service == "crossref" else contextlib.nullcontext(True)
        with guard as within:
            fault = self.site.struck(endpoint) if within else None
            if self.site.latency and not (fault and fault.kind == "reset"):
                time.sleep(self.site.latency)
            if not within:
                given = _FAULTS["429"](None)
            elif fault is not None and fault.kind in {"reset", "truncated", "slow"}:
                self._break(fault, answer)
                self.site.note(Logged(when, self.service, endpoint, self.path, pool, 0))
                return
            elif fault is not None:
                given = _faulty(fault, answer, endpoint)
            else:
                given = answer() if callable(answer) else answer
            headers = self._limits(pool, kind, doubled=False) if not (fault and fault.kind == "no-headers") else {}
            self.site.note(Logged(when, self.service, endpoint, self.path, pool, given.status))
            self._send(given, headers)

    def _pool(self, parameters: Mapping[str, str]) -> str:
        if self.headers.get("Crossref-Plus-API-Token"):
            return "plus"
        agent = self.headers.get("User-Agent") or ""
        return "polite" if "mailto" in parameters or "mailto:" in agent else "public"

    def _limits(self, pool: str, kind: str, *, doubled: bool) -> dict[str, str]:
        if self.service != "crossref" or self.site.limits is None:
            return {}
        allowed, concurrency = self.site.limits[pool, kind]
        suffix = {"single": "single", "list": "array"}[kind]
        return {
            "x-rate-limit-limit": f"{allowed}, {allowed}" if doubled else str(allowed),
            "x-rate-limit-interval": "1s, 1s" if doubled else "1s",
            "x-concurrency-limit": str(concurrency),
            "x-api-pool": f"{pool}-{suffix}",
        }

    def _send(self, answer: _Answer, headers: Mapping[str, str]) -> None:
        with contextlib.suppress(ConnectionError):
            self.send_response(answer.status)
            for name, value in {"Content-Type": answer.content_type, **headers, **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body)

    def _break(self, fault: _Fault, answer: Any) -> None:
        """Answers that end badly: cut connections, half a body, silence."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            if fault.kind == "reset":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                return
            if fault.kind == "slow":
                time.sleep(fault.seconds)
            given = answer() if callable(answer) else answer
            self.send_response(given.status)
            self.send_header("Content-Type", given.content_type)
            self.send_header("Content-Length", str(len(given.body)))
            self.end_headers()
            self.wfile.write(given.body if fault.kind == "slow" else given.body[: len(given.body) // 2])
            self.wfile.flush()


# -- faults --


def _faulty(fault: _Fault, answer: Any, endpoint: str) -> _Answer:
    if fault.kind in _FAULTS:
        return _FAULTS[fault.kind](fault)
    given = answer() if callable(answer) else answer
    if fault.kind == "no-headers":
        return given
    if fault.kind == "cut-json":
        return _Answer(given.status, given.body[: max(1, len(given.body) * 2 // 3)], given.content_type)
    return _other_record(given, endpoint)


def _other_record(given: _Answer, endpoint: str) -> _Answer:
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


def _refused(status: int, words: str) -> Callable[[_Fault | None], _Answer]:
    title = f"{status} {words}"
    page = f"<html>\r\n<head><title>{title}</title></head>\r\n<body><center><h1>{title}</h1></center></body>\r\n</html>"
    return lambda _fault: _Answer(status, page.encode(), "text/html")


def _with_retry(form: Callable[[_Fault], str]) -> Callable[[_Fault], _Answer]:
    def answer(fault: _Fault) -> _Answer:
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
_FAULTS: dict[str, Callable[[Any], _Answer]] = {
    "429": _refused(429, "Too Many Requests"),
    "429-seconds": _with_retry(lambda fault: str(int(fault.seconds))),
    "429-date": _with_retry(lambda fault: email.utils.formatdate(time.time() + fault.seconds, usegmt=True)),
    "500": lambda _fault: _json(_EXCEPTION, 500),
    "503": _refused(503, "Service Temporarily Unavailable"),
    "403": _refused(403, "Forbidden"),
    "html": lambda _fault: _Answer(200, HTML_LOGIN, "text/html"),
    "wrong-shape": lambda _fault: _json({"status": "ok", "message-type": "work", "message": None, "data": None}),
    "list-shape": lambda _fault: _json([]),
    "empty": lambda _fault: _Answer(200, b""),
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


def _not_found(content_type: str = "text/plain") -> _Answer:
    return _Answer(404, b"Resource not found.", content_type)


def _work(site: RegistryServer, doi: str) -> _Answer:
    if doi in site.records:
        return _json({"status": "ok", "message-type": "work", "message-version": "1.0.0", "message": site.records[doi]})
    if doi in site.aliases:
        return _Answer(301, b"", headers={"Location": f"/works/{quote(site.aliases[doi], safe='/()')}"})
    return _not_found()


def _agency(site: RegistryServer, doi: str) -> _Answer:
    named = "Crossref" if doi in site.records or doi in site.aliases else site.agencies.get(doi)
    if named is None:
        return _not_found("application/json;charset=utf-8")
    agency = {"id": named.lower(), "label": named}
    return _json({"status": "ok", "message-type": "work-agency", "message": {"DOI": doi, "agency": agency}})


def _failure(kind: str, value: str, words: str) -> _Answer:
    message = [{"type": kind, "value": value, "message": words}]
    return _json({"status": "failed", "message-type": "validation-failure", "message": message}, 400)


def _works(site: RegistryServer, parameters: Mapping[str, str]) -> _Answer:
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
    return "handle", _Answer(302 if _exists(site, unquote(path[1:]).lower()) else 404, b"", "text/html")


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


def _handle(site: RegistryServer, doi: str) -> _Answer:
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
        return "fulltext", _Answer(200, body.encode(), "application/xml") if body else _Answer(404, b"", "text/plain")
    if path != "/search":
        return "europepmc", _Answer(404, b"")
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
        return "web", _Answer(
            404, b"<html><head><title>404 Not Found</title></head><body>Not Found</body></html>", "text/html"
        )

    def answer() -> _Answer:
        if page.delay:
            time.sleep(page.delay)
        body = page.body.encode() if isinstance(page.body, str) else page.body
        headers = {**page.headers, **({"Location": page.location} if page.location else {})}
        return _Answer(page.status, body, page.content_type, headers)

    return "web", answer


_ROUTES: dict[str, Callable[..., tuple[str, Any]]] = {
    "crossref": _crossref, "doi": _doi, "datacite": _datacite, "europepmc": _europepmc, "web": _web,
}  # fmt: skip


# -- by hand --


def load_records(folder: Path) -> list[dict[str, Any]]:
    """Crossref records of a folder: files of messages, of answers with a message, or of lists of either."""
    records = []
    for file in sorted(folder.rglob("*.json")):
        value = json.loads(file.read_text(encoding="utf-8"))
        for entry in value if isinstance(value, list) else [value]:
            record = entry.get("message", entry) if isinstance(entry, dict) else None
            if isinstance(record, dict) and isinstance(record.get("DOI"), str):
                records.append(record)
    return records


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="A loopback Crossref, doi.org, DataCite and Europe PMC.")
    parser.add_argument("--records", type=Path, help="a folder of Crossref records (JSON)")
    parser.add_argument("--port", type=int, default=8100, help="the first of five ports")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--fault", action="append", default=[], metavar="ENDPOINT=KIND[/EVERY]")
    options = parser.parse_args(arguments)
    records = load_records(options.records) if options.records else []
    ports = {service: options.port + number for number, service in enumerate(SERVICES)}
    with RegistryServer(records, latency=options.latency, ports=ports) as server:
        for fault in options.fault:
            endpoint, _, kind = fault.partition("=")
            kind, _, every = kind.partition("/")
            server.fault(endpoint, kind, every=int(every or 1))
        print(f"# {len(records)} records")
        for name, value in server.env().items():
            print(f"export {name}={value}", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
