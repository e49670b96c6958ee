"""The one transport of a run: one `requests.Session` for every registry, however many documents are audited.

It waits its turn (limits.py), retries what is worth retrying, honours Retry-After, stops asking a host that does not
answer, and ends when the run's time for registries is used up. What it returns is a `Reply` whose form was checked,
or `Unavailable` with the reason in words.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from urllib3.exceptions import NewConnectionError

from audit import __version__
from audit.files import sha256
from audit.model import RegistrySettings
from audit.registries.limits import Clock, FileSlots, Limit, MemorySlots, Slots, Turnstile, shared_folder
from audit.registries.outcomes import Unavailable

_LARGEST_BODY = 30_000_000
_PRIVATE_PARAMETERS = {"mailto", "email", "api_key", "token"}
_TRIPS_AFTER = 3  # questions in a row that all their tries left unanswered
_RESTS = 30.0
_TRIES_FOR_NOBODY = 1
_LOOPBACK = re.compile(r"^https?://(?:127\.|localhost\b|\[::1\])", re.I)


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer, read whole. `url` is fit to be shown: no mail address, no token."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    retrieved_at: str

    @property
    def status_code(self) -> int:
        """The status by the name that crossrefapi knows."""
        return self.status

    @property
    def sha256(self) -> str:
        """SHA-256 of the body as it came."""
        return sha256(self.body)

    def json(self) -> Any:
        """The body as JSON, fit to be stored: no NaN, no lone surrogates. Raises ValueError."""
        text = self.body.decode("utf-8")
        try:
            value = json.loads(text, parse_constant=_no_constant)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        return _without_surrogates(value) if "\\ud" in text.lower() else value


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    return value


@dataclass(frozen=True, slots=True)
class Question:
    """A GET request to a registry.

    source: the registry, as outcomes name it. pool: whose limits hold. answers: the statuses that are answers; any
    other is a failure. check: given a reply with such a status, why it is no answer after all (a login page, another
    record, half a JSON), or None.
    """

    source: str
    pool: str
    url: str
    parameters: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    answers: frozenset[int] = frozenset({200, 404})
    check: Callable[[Reply], str | None] = lambda _reply: None

    @property
    def address(self) -> str:
        """The address that is asked."""
        query = urlencode(self.parameters)
        return f"{self.url}?{query}" if query else self.url

    @property
    def shown(self) -> str:
        """The address as evidence and reports show it."""
        query = urlencode([pair for pair in self.parameters if pair[0] not in _PRIVATE_PARAMETERS])
        return f"{self.url}?{query}" if query else self.url


@dataclass(slots=True)
class _Breaker:
    """Whether a host is still worth asking."""

    failures: int = 0
    open_until: float = 0.0
    reason: str = ""


class _FailedError(Exception):
    """A try that brought no answer. `wait`: what the server asked for, in seconds.

    nobody: no connection came about at all; that rarely mends within seconds, so it is not tried for long.
    """

    def __init__(self, reason: str, *, wait: float | None = None, hopeless: bool = False, nobody: bool = False) -> None:
        super().__init__(reason)
        self.wait, self.hopeless, self.nobody = wait, hopeless, nobody


class Transport:
    """Asks registries. One for a whole run; safe between threads.

    requests_made counts every request sent, retries included.
    """

    def __init__(
        self, settings: RegistrySettings, *, clock: Clock | None = None, slots: Callable[[str], Slots] | None = None
    ) -> None:
        self.settings = settings
        self.clock = clock or Clock()
        self.requests_made = 0
        self._ends_at = self.clock.now() + settings.deadline
        self._slots = slots or _shared_slots()
        self._turnstiles: dict[str, Turnstile] = {}
        self._breakers: dict[str, _Breaker] = {}
        self._guard = threading.Lock()
        self._session: requests.Session | None = None

    @property
    def ends_at(self) -> float:
        """When, on the clock, the run's time for registries is used up."""
        return self._ends_at

    def postpone(self, seconds: float) -> None:
        """Let the run's time for registries end later: for so long nothing was asked."""
        self._ends_at += seconds

    def stop(self) -> None:
        """Answer everything that is still asked with `Unavailable`, soon."""
        self._ends_at = 0.0

    def close(self) -> None:
        """Give back the connections."""
        with self._guard:
            if self._session is not None:
                self._session.close()
                self._session = None

    @property
    def session(self) -> requests.Session:
        """The one session."""
        with self._guard:
            if self._session is None:
                self._session = _new_session(self.settings)
            return self._session

    def turnstile(self, pool: str, host: str) -> Turnstile:
        """The limits of a pool of a host."""
        with self._guard:
            name = f"{host}-{pool}"
            if name not in self._turnstiles:
                limit = _first_limit(pool, self.settings)
                self._turnstiles[name] = Turnstile(limit, self._slots(name), self.clock)
            return self._turnstiles[name]

    def ask(self, question: Question) -> Reply | Unavailable:
        """One question, as many tries as it is worth."""
        host = urlsplit(question.url).netloc
        breaker = self._breaker(host)
        if self.clock.now() < breaker.open_until:
            return self._unavailable(question, f"{host} does not answer ({breaker.reason})")
        reason = ""
        for attempt in range(self.settings.max_retries + 1):
            if self.clock.now() >= self._ends_at:
                reason = f"the time for registries ({self.settings.deadline:.0f} s) is used up" + _after(reason)
                return self._unavailable(question, reason)
            try:
                reply = self._try(question, host)
            except _FailedError as error:
                reason = str(error)
                if error.hopeless or attempt >= (_TRIES_FOR_NOBODY if error.nobody else self.settings.max_retries):
                    break
                self._wait(attempt, error.wait)
                continue
            with self._guard:
                breaker.failures, breaker.open_until = 0, 0.0
            return reply
        with self._guard:
            breaker.failures += 1
            breaker.reason = reason
            if breaker.failures >= _TRIPS_AFTER:
                breaker.open_until = self.clock.now() + _RESTS
        return self._unavailable(question, reason)

    def _breaker(self, host: str) -> _Breaker:
        with self._guard:
            return self._breakers.setdefault(host, _Breaker())

    @staticmethod
    def _unavailable(question: Question, reason: str) -> Unavailable:
        return Unavailable(question.source, question.shown, reason)

    def _wait(self, attempt: int, asked: float | None) -> None:
        pause = min(8.0, 0.5 * 2**attempt) * self.clock.jitter()
        if asked is not None:
            pause = max(asked, 0.0) + 0.25 * self.clock.jitter()
        self.clock.sleep(max(0.0, min(pause, self._ends_at - self.clock.now())))

    def _try(self, question: Question, host: str) -> Reply:
        turnstile = self.turnstile(question.pool, host)
        with turnstile.passage(self._ends_at) as turn:
            if not turn:
                raise _FailedError("no turn came before the run's time for registries was used up", hopeless=True)
            reply = self._send(question)
            turnstile.announce(reply.headers)
        if reply.status in question.answers:
            fault = question.check(reply)
            if fault is None:
                return reply
            raise _FailedError(fault)
        wait = retry_after(reply.headers.get("retry-after"), self.clock.now())
        if wait is not None:
            wait = min(wait, self.settings.max_retry_after)
        if reply.status in {429, 503}:
            turnstile.pause(wait if wait is not None else turnstile.limit.interval)
        raise _FailedError(_refusal(reply), wait=wait, hopeless=reply.status in {401, 407})

    def _send(self, question: Question) -> Reply:
        with self._guard:
            self.requests_made += 1
        proxies = {"no_proxy": "*"} if _LOOPBACK.match(question.url) else None
        timeout = max(0.05, min(self.settings.timeout, self._ends_at - self.clock.now()))
        try:
            with self.session.get(
                question.address,
                headers=dict(question.headers),
                timeout=(min(timeout, 10.0), timeout),
                allow_redirects=False,
                stream=True,
                proxies=proxies,
            ) as response:
                body = self._body(response, self.clock.now() + timeout)
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Reply(response.status_code, headers, body, question.shown, self.clock.stamp())
        except requests.exceptions.SSLError as error:
            raise _FailedError(f"no secure connection ({_cause(error)})") from error
        except requests.exceptions.Timeout as error:
            raise _FailedError(f"no answer within {timeout:.3g} s") from error
        except requests.exceptions.ConnectionError as error:
            nobody = isinstance(getattr(error.args[0] if error.args else None, "reason", None), NewConnectionError)
            raise _FailedError(f"no connection ({_cause(error)})", nobody=nobody) from error
        except (requests.exceptions.RequestException, OSError, ValueError) as error:
            raise _FailedError(f"the answer broke off ({_cause(error)})") from error

    def _body(self, response: requests.Response, late: float) -> bytes:
        parts: list[bytes] = []
        size = 0
        for part in response.iter_content(65536):
            parts.append(part)
            size += len(part)
            if size > _LARGEST_BODY:
                raise _FailedError(f"the answer is larger than {_LARGEST_BODY // 1_000_000} MB", hopeless=True)
            if self.clock.now() > late:
                raise _FailedError("the answer came too slowly")
        return b"".join(parts)


def _after(reason: str) -> str:
    return f"; before that: {reason}" if reason else ""


def _refusal(reply: Reply) -> str:
    names = {
        401: "login required", 403: "refused", 407: "a proxy wants a login", 429: "too many requests",
        500: "server error", 502: "bad gateway", 503: "out of service", 504: "gateway timed out",
    }  # fmt: skip
    words = f"HTTP {reply.status}"
    if reply.status in names:
        words += f" {names[reply.status]}"
    if reply.status // 100 == 3:
        words += f" to {urlsplit(reply.headers.get('location', '')).netloc or 'another address'}"
    return words


def _cause(error: BaseException) -> str:
    """The innermost reason, without addresses of objects."""
    seen = {id(error)}
    while True:
        inner = (
            error.__cause__ or error.__context__ or next((a for a in error.args if isinstance(a, BaseException)), None)
        )
        inner = getattr(error, "reason", None) if isinstance(getattr(error, "reason", None), BaseException) else inner
        if inner is None or id(inner) in seen:
            break
        seen.add(id(inner))
        error = inner
    words = re.sub(r"<[^>]*>:?\s*|[A-Za-z]+Pool\([^)]*\):?\s*|\[Errno -?\d+\]\s*|\s*\(_ssl\.c:\d+\)", "", str(error))
    words = re.sub(r"IncompleteRead\((\d+) bytes read.*", r"after \1 bytes", words).strip(" '\"")
    return words[:160] or type(error).__name__


def retry_after(value: str | None, now: float) -> float | None:
    """The seconds that a Retry-After header asks for, in either of its forms (seconds, HTTP date), or None."""
    if not value:
        return None
    value = value.strip()
    if re.fullmatch(r"\d{1,9}(?:\.\d+)?", value):
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def _first_limit(pool: str, settings: RegistrySettings) -> Limit:
    """Crossref's table (2025-12-01); the others announce nothing, so we stay well below what they bear."""
    if pool in {"single", "list"}:
        if settings.crossref_token or settings.mailto:
            return Limit(10, 1.0, 3) if pool == "single" else Limit(3, 1.0, 3)
        return Limit(5, 1.0, 1) if pool == "single" else Limit(1, 1.0, 1)
    return {"doi": Limit(5, 1.0, 2), "datacite": Limit(5, 1.0, 2), "europepmc": Limit(8, 1.0, 3)}.get(
        pool, Limit(3, 1.0, 2)
    )


def _shared_slots() -> Callable[[str], Slots]:
    folder = shared_folder()
    if folder is None:
        return lambda _name: MemorySlots()
    return lambda name: FileSlots(folder, name)


def _new_session(settings: RegistrySettings) -> requests.Session:
    session = requests.Session()
    contact = f" (mailto:{settings.mailto})" if settings.mailto else ""
    session.headers.update({"User-Agent": f"claim-audit/{__version__}{contact}", "Accept": "application/json"})
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session
