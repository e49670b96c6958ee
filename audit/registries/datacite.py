"""DataCite: records of data sets, preprints (arXiv, Zenodo), theses and reports that Crossref does not have."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from audit.registries.answers import answer_from, json_check
from audit.registries.dois import normalise, quoted
from audit.registries.outcomes import Absent, Answer, Found, Outcome, Unavailable
from audit.registries.sources import DATACITE
from audit.registries.transport import Question, Reply, Transport

_KEPT: Final = (
    "doi", "creators", "titles", "publisher", "container", "publicationYear", "dates", "types", "relatedIdentifiers",
    "version", "language", "state", "contributors",
)  # fmt: skip
_PERSON: Final = frozenset({"name", "nameType", "givenName", "familyName", "contributorType"})


class DataCite:
    """Look-ups at DataCite. Safe between threads."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._base = transport.settings.datacite_url

    def work(self, doi: str) -> Outcome:
        """One record."""
        url = f"{self._base}/dois/{quoted(doi)}"
        reply = self._transport.ask(Question(DATACITE, "datacite", url, check=_record_check(doi)))
        if isinstance(reply, Unavailable):
            return reply
        body = reply.json()
        if reply.status == 404:
            return Absent(answer_from(reply, DATACITE, None))
        return Found(answer_from(reply, DATACITE, trimmed(body["data"]["attributes"]), omitted=_OMITTED))

    def works(self, dois: Sequence[str]) -> dict[str, Answer] | Unavailable:
        """Many records in one request, by DOI. One that is not in the answer is not known to be absent."""
        parameters = (("ids", ",".join(dois)), ("page[size]", str(max(25, len(dois)))))
        reply = self._transport.ask(
            Question(
                DATACITE,
                "datacite",
                f"{self._base}/dois",
                parameters=parameters,
                answers=frozenset({200}),
                check=json_check(_is_list, "DataCite's"),
            )
        )
        if isinstance(reply, Unavailable):
            return reply
        found: dict[str, Answer] = {}
        for entry in reply.json()["data"]:
            doi = normalise(entry["attributes"].get("doi")) if _is_record(entry) else None
            if doi is not None and doi in dois:
                found[doi] = answer_from(
                    reply,
                    DATACITE,
                    trimmed(entry["attributes"]),
                    url=f"{self._base}/dois/{quoted(doi)}",
                    omitted=_OMITTED,
                    asked_as=f"one of {len(dois)} DOIs in a list request",
                )
        return found


_OMITTED: Final = ("everything but bibliographic fields and relations", "affiliations")


def trimmed(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """A record without what no verdict needs."""
    kept = {name: attributes[name] for name in _KEPT if attributes.get(name) not in (None, [], {}, "")}
    for role in ("creators", "contributors"):
        if isinstance(kept.get(role), list):
            people = [person for person in kept[role] if isinstance(person, dict)]
            kept[role] = [{name: value for name, value in p.items() if name in _PERSON} for p in people]
    return kept


def _is_record(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("attributes"), dict)


def _is_list(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("data"), list)


def _record_check(doi: str) -> Callable[[Reply], str | None]:
    form = json_check(lambda value: isinstance(value, dict) and ("data" in value or "errors" in value), "DataCite's")

    def check(reply: Reply) -> str | None:
        fault = form(reply)
        if fault is not None or reply.status == 404:
            return fault
        data = reply.json().get("data")
        if not _is_record(data):
            return "the JSON has another form than DataCite's"
        return None if normalise(data["attributes"].get("doi")) == doi else "the record of another DOI came"

    return check
