"""Crossref, through crossrefapi on our own transport.

crossrefapi builds the questions (paths, filters, `select`); of its own HTTP nothing is left: it checks no status but
404, encodes no DOI and iterates lists until an empty page. `CrossrefWorks` replaces `do_http_request`, which every
chained call keeps, and reads exactly one page of a list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from crossref.restful import Works

from audit.registries.dois import normalise, quoted
from audit.registries.outcomes import Absent, Answer, Found, Outcome, Unavailable
from audit.registries.sources import CROSSREF, SEARCH
from audit.registries.text import words
from audit.registries.transport import Question, Reply, Transport

FIELDS: Final = (
    "DOI", "type", "title", "subtitle", "short-title", "original-title", "container-title", "short-container-title",
    "author", "editor", "issued", "published", "published-print", "published-online", "posted", "volume", "issue",
    "page", "article-number", "publisher", "ISSN", "ISBN", "update-to", "updated-by", "relation", "abstract",
)  # fmt: skip
_KEPT: Final = frozenset({*FIELDS, "subtype", "aliases", "language", "edition-number", "institution", "score"})
_PERSON: Final = frozenset({"given", "family", "suffix", "name", "sequence"})
_HOPS = 4


class _NoAnswerError(Exception):
    def __init__(self, outcome: Unavailable) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


class CrossrefWorks(Works):  # type: ignore[misc]
    """crossrefapi's `Works` on the run's transport. `transport` is set on a subclass, since chaining makes new objects.

    reply: the last answer in full; each look-up makes its own object, so threads do not meet here.
    """

    transport: Transport
    reply: Reply | None = None
    pool = "single"
    statuses = frozenset({200, 301, 302, 404})
    check: Callable[[Reply], str | None] = staticmethod(lambda _reply: None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "throttle": False})
        self.do_http_request = self._ask

    def _ask(self, _method: str, endpoint: str, data: Mapping[str, Any] | None = None, **_others: Any) -> Reply:
        """What crossrefapi calls for HTTP. Raises for everything but an answer."""
        settings = self.transport.settings
        path = endpoint.removeprefix("https://api.crossref.org/")
        parameters = [(str(name), str(value)) for name, value in (data or {}).items()]
        if settings.mailto:
            parameters.append(("mailto", settings.mailto))
        headers = {}
        if settings.crossref_token:
            headers["Crossref-Plus-API-Token"] = f"Bearer {settings.crossref_token}"
        question = Question(
            source=CROSSREF,
            pool=self.pool,
            url=f"{settings.crossref_url}/{quoted(path)}",
            parameters=tuple(parameters),
            headers=headers,
            answers=self.statuses,
            check=self.check,
        )
        outcome = self.transport.ask(question)
        if isinstance(outcome, Unavailable):
            raise _NoAnswerError(outcome)
        self.reply = outcome
        return outcome

    def page(self, rows: int) -> Reply:
        """One page of a list. crossrefapi's own iteration would ask for a second, empty one."""
        return self._ask("get", self.request_url, {**self.request_params, "rows": rows})


class Crossref:
    """Look-ups at Crossref. Safe between threads."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._works: type[CrossrefWorks] = type("RunWorks", (CrossrefWorks,), {"transport": transport})

    def work(self, doi: str) -> Outcome:
        """One work, aliases followed. `Found.answer.body` may be the record of another DOI: the alias's prime."""
        asked, target = doi, doi
        for _hop in range(_HOPS):
            works = self._works()
            works.check = _single_check(target)
            try:
                works.doi(target, only_message=False)
            except _NoAnswerError as error:
                return error.outcome
            except ValueError:  # crossrefapi reads the empty body of a redirect as JSON
                if works.reply is None or works.reply.status == 200:
                    raise
            reply = works.reply
            assert reply is not None  # noqa: S101 - doi() asked, or raised
            if reply.status == 404:
                return Absent(_answer(reply, None))
            if reply.status == 200:
                note = None if target == asked else f"{asked} is an alias of {target}"
                return Found(_answer(reply, trimmed(reply.json()["message"]), asked_as=note))
            following = _redirected_to(reply)
            if following is None or following == target:
                break
            target = following
        return Unavailable(CROSSREF, self._address(asked), "redirected in a way that is no alias")

    def works(self, dois: Sequence[str], *, absences: bool = False) -> dict[str, Answer] | Unavailable:
        """Many works in one list request, by DOI. A DOI that is not in the answer is *not known to be absent*.

        absences: give an answer with status 404 for each of those all the same, for questions that only a "yes" matters
        to (is there a third version?), so that they are not asked again at once.
        """
        works = self._works()
        for doi in dois:
            works = works.filter(doi=doi)
        works = works.select(*FIELDS)
        works.pool, works.check = "list", _list_check
        works.statuses = frozenset({200, 400, 413, 414})
        try:
            reply = works.page(max(20, len(dois)))
        except _NoAnswerError as error:
            return error.outcome
        if reply.status != 200:
            reason = "Crossref did not accept the list of DOIs"
            return Unavailable(CROSSREF, reply.url, reason, rejected=True)
        asked = set(dois)
        found: dict[str, Answer] = {}
        for item in reply.json()["message"]["items"]:
            named = normalise(item.get("DOI")) if isinstance(item, dict) else None
            if named is not None and named in asked:
                note = f"one of {len(dois)} DOIs in a list request"
                found[named] = _answer(reply, trimmed(item), asked_as=note, url=self._address(named))
        if absences:
            note = f"not in the answer to a list request for {len(dois)} DOIs"
            for doi in asked - set(found):
                found[doi] = replace(_answer(reply, None, asked_as=note, url=self._address(doi)), status=404)
        return found

    def search(self, query: str, *, rows: int = 6) -> Outcome:
        """Candidates for a reference without DOI: `{"items": [...]}`, best score first, none accepted yet."""
        works = self._works().query(bibliographic=query).select(*FIELDS, "score")
        works.pool, works.check = "list", _search_check(query)
        works.statuses = frozenset({200, 400})
        try:
            reply = works.page(rows)
        except _NoAnswerError as error:
            return Unavailable(SEARCH, error.outcome.url, error.outcome.reason)
        if reply.status != 200:
            return Unavailable(SEARCH, reply.url, "Crossref did not accept the search", rejected=True)
        items = [trimmed(item) for item in reply.json()["message"]["items"] if isinstance(item, dict)]
        answer = _answer(
            reply, {"items": [{k: v for k, v in i.items() if k != "abstract"} for i in items]}, source=SEARCH
        )
        return Found(answer) if items else Absent(answer)

    def _address(self, doi: str) -> str:
        return f"{self._transport.settings.crossref_url}/works/{quoted(doi)}"


def _answer(
    reply: Reply, body: Any, *, asked_as: str | None = None, url: str | None = None, source: str = CROSSREF
) -> Answer:
    return Answer(
        source=source,
        url=url or reply.url,
        retrieved_at=reply.retrieved_at,
        status=reply.status,
        sha256=reply.sha256,
        body=body,
        omitted=() if body is None else ("everything but bibliographic fields, updates and relations", "affiliations"),
        asked_as=asked_as,
    )


def trimmed(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record without what no verdict needs (reference lists, licences, links, funders, affiliations: up to 99 %)."""
    kept = {name: value for name, value in record.items() if name in _KEPT and value not in (None, [], {}, "")}
    for role in ("author", "editor"):
        people = kept.get(role)
        if isinstance(people, list):
            kept[role] = [_person(person) for person in people if isinstance(person, dict)]
    return dict(sorted(kept.items()))


def _person(person: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in person.items() if name in _PERSON}


def _message(reply: Reply, kind: type) -> Any:
    """The message of an answer that says it is well, or a ValueError that says what came instead."""
    if "html" in reply.headers.get("content-type", "").lower() or reply.body.lstrip()[:1] == b"<":
        raise ValueError("a web page came instead of JSON: a proxy or a login page?")
    try:
        value = reply.json()
    except ValueError as error:
        raise ValueError("the JSON is broken off or damaged") from error
    message = value.get("message") if isinstance(value, dict) else None
    if not isinstance(value, dict) or value.get("status") != "ok" or not isinstance(message, kind):
        raise ValueError("the JSON has another form than Crossref's")
    return message


def _single_check(doi: str) -> Callable[[Reply], str | None]:
    def check(reply: Reply) -> str | None:
        if reply.status in {301, 302}:
            return None if _redirected_to(reply) else "redirected to a place that is no work"
        if reply.status == 404:
            return None if reply.body.strip() == b"Resource not found." else "HTTP 404 in a form that is not Crossref's"
        try:
            message = _message(reply, dict)
        except ValueError as error:
            return str(error)
        if normalise(message.get("DOI")) != doi and doi not in _aliases(message):
            return f"the record of another DOI came ({message.get('DOI')})"
        return None

    return check


def _aliases(message: Mapping[str, Any]) -> Iterable[str | None]:
    aliases = message.get("aliases")
    return [normalise(str(alias)) for alias in aliases] if isinstance(aliases, list) else []


def _list_check(reply: Reply) -> str | None:
    if reply.status != 200:
        return None
    try:
        message = _message(reply, dict)
    except ValueError as error:
        return str(error)
    return None if isinstance(message.get("items"), list) else "the JSON has another form than Crossref's"


def _search_check(query: str) -> Callable[[Reply], str | None]:
    """Crossref finds records that share words with the query; an answer in which none does is about something else."""
    asked = set(words(query))

    def check(reply: Reply) -> str | None:
        fault = _list_check(reply)
        if fault is None and reply.status == 200:
            items = [item for item in reply.json()["message"]["items"] if isinstance(item, dict)]
            told = [
                set(words(str([item.get(name) for name in ("title", "author", "container-title")]))) for item in items
            ]
            if items and not any(len(asked & some) >= min(2, len(asked)) for some in told):
                return "the answer is not about what was asked"
        return fault

    return check


def _redirected_to(reply: Reply) -> str | None:
    """The DOI that an alias leads to: `Location: /works/{prime}`, on the same host."""
    location = urlsplit(reply.headers.get("location", ""))
    if location.netloc and location.netloc != urlsplit(reply.url).netloc:
        return None
    _, found, rest = location.path.partition("/works/")
    return normalise(unquote(rest)) if found else None
