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
import json
import re
import socket
import struct
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from registry_answers import FAULTS, ROUTES, Answer, Fault, Page, faulty

__all__ = ["ENDPOINTS", "KINDS", "LIMITS", "Logged", "Page", "RegistryServer", "load_records"]

SERVICES = ("crossref", "doi", "datacite", "europepmc", "web")
ENDPOINTS = (
    "work", "works", "search", "agency", "doira", "handle", "datacite", "datacites", "europepmc", "fulltext", "web",
)  # fmt: skip
KINDS = (
    "429", "429-seconds", "429-date", "500", "503", "403", "html", "truncated", "cut-json", "wrong-shape", "list-shape",
    "other-record", "slow", "reset", "empty", "no-headers",
)  # fmt: skip
LIMITS = {
    ("public", "single"): (5, 1), ("public", "list"): (1, 1), ("polite", "single"): (10, 3), ("polite", "list"): (3, 3),
    ("plus", "single"): (150, 20), ("plus", "list"): (50, 10),
}  # fmt: skip


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
        self._faults: dict[str, list[Fault]] = defaultdict(list)
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
            self._faults[endpoint].append(Fault(kind, every, times, seconds))

    def heal(self) -> None:
        """No more faults."""
        with self._guard:
            self._faults.clear()

    def struck(self, endpoint: str) -> Fault | None:
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
        endpoint, answer = ROUTES[self.service](self.site, path, parameters)
        pool = self._pool(parameters)
        kind = "list" if endpoint in {"works", "search"} else "single"
        guard = self.site.passing(pool, kind) if self.service == "crossref" else contextlib.nullcontext(True)
        with guard as within:
            fault = self.site.struck(endpoint) if within else None
            if self.site.latency and not (fault and fault.kind == "reset"):
                time.sleep(self.site.latency)
            if not within:
                given = FAULTS["429"](None)
            elif fault is not None and fault.kind in {"reset", "truncated", "slow"}:
                self._break(fault, answer)
                self.site.note(Logged(when, self.service, endpoint, self.path, pool, 0))
                return
            elif fault is not None:
                given = faulty(fault, answer, endpoint)
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

    def _send(self, answer: Answer, headers: Mapping[str, str]) -> None:
        with contextlib.suppress(ConnectionError):
            self.send_response(answer.status)
            for name, value in {"Content-Type": answer.content_type, **headers, **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body)

    def _break(self, fault: Fault, answer: Any) -> None:
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
    parser.add_argument("--port", type=int, default=8100, help="the first of five ports; 0: any that are free")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--fault", action="append", default=[], metavar="ENDPOINT=KIND[/EVERY]")
    options = parser.parse_args(arguments)
    records = load_records(options.records) if options.records else []
    ports = {service: options.port and options.port + number for number, service in enumerate(SERVICES)}
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
