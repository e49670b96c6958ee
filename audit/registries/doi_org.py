"""doi.org: which agency registered a DOI, and whether the handle system knows it at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from audit.registries.answers import answer_from, json_check
from audit.registries.dois import normalise, quoted
from audit.registries.outcomes import Absent, Found, Outcome, Unavailable
from audit.registries.sources import AGENCY, HANDLE
from audit.registries.transport import Question, Reply, Transport

_UNKNOWN_PREFIX: Final = "unknown prefix"
_FOUND: Final = 1
_NO_HANDLE: Final = 100
_NO_VALUE: Final = 200  # the handle exists, but has no value of the type that was asked for


class DoiOrg:
    """Look-ups at doi.org. Safe between threads."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._base = transport.settings.doi_url

    def agencies(self, dois: Sequence[str]) -> dict[str, Outcome] | Unavailable:
        """Who registered each DOI (`body["RA"]`), or that doi.org says it does not exist; in one request."""
        listed = ",".join(quoted(doi) for doi in dois)  # quoting makes a comma inside a DOI `%2C`
        reply = self._transport.ask(Question(AGENCY, "doi", f"{self._base}/doiRA/{listed}", check=_agency_check(dois)))
        if isinstance(reply, Unavailable):
            return reply
        outcomes: dict[str, Outcome] = {}
        for entry in reply.json():
            doi = normalise(entry.get("DOI"))
            if doi is None or doi not in dois:
                continue
            answer = answer_from(reply, AGENCY, entry, url=f"{self._base}/doiRA/{quoted(doi)}", status=200)
            if isinstance(entry.get("RA"), str):
                outcomes[doi] = Found(answer)
            elif "not exist" in str(entry.get("status")).lower() or _UNKNOWN_PREFIX in str(entry.get("status")).lower():
                outcomes[doi] = Absent(answer)
        return outcomes

    def handle(self, doi: str) -> Outcome:
        """Whether the handle system knows the DOI: what a browser is told when it resolves it."""
        url = f"{self._base}/api/handles/{quoted(doi)}"
        reply = self._transport.ask(
            Question(HANDLE, "doi", url, parameters=(("type", "URL"),), check=_handle_check(doi))
        )
        if isinstance(reply, Unavailable):
            return reply
        body: dict[str, Any] = reply.json()
        answer = answer_from(reply, HANDLE, {"responseCode": body["responseCode"], "handle": body.get("handle")})
        return Absent(answer) if body["responseCode"] == _NO_HANDLE else Found(answer)


def _agency_check(dois: Sequence[str]) -> Callable[[Reply], str | None]:
    form = json_check(_is_list, "doi.org's")

    def check(reply: Reply) -> str | None:
        fault = form(reply)
        if fault is None and not any(normalise(entry.get("DOI")) in dois for entry in reply.json()):
            return "the answer is about other DOIs"
        return fault

    return check


def _handle_check(doi: str) -> Callable[[Reply], str | None]:
    form = json_check(_is_handle, "the handle system's")

    def check(reply: Reply) -> str | None:
        fault = form(reply)
        if fault is not None:
            return fault
        body = reply.json()
        if body.get("handle") is not None and normalise(str(body["handle"])) != doi:
            return "the answer is about another DOI"
        if body["responseCode"] not in {_FOUND, _NO_VALUE, _NO_HANDLE} or (body["responseCode"] == _NO_HANDLE) != (
            reply.status == 404
        ):
            return f"the handle system answered with code {body['responseCode']}"
        return None

    return check


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, dict) and "DOI" in entry for entry in value)


def _is_handle(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("responseCode"), int)
