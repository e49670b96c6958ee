"""doi.org: which agency registered a DOI, and whether the handle system knows it at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from audit.registries.answers import answer_from, json_check
from audit.registries.dois import normalise, quoted
from audit.registries.outcomes import Absent, Answer, Found, Outcome, Unavailable
from audit.registries.sources import AGENCY, HANDLE
from audit.registries.transport import Question, Transport

_UNKNOWN_PREFIX = "unknown prefix"


class DoiOrg:
    """Look-ups at doi.org. Safe between threads."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._base = transport.settings.doi_url

    def agencies(self, dois: Sequence[str]) -> dict[str, Outcome] | Unavailable:
        """Who registered each DOI (`body["RA"]`), or that doi.org says it does not exist; in one request."""
        listed = ",".join(quoted(doi) for doi in dois)  # quoting makes a comma inside a DOI `%2C`
        reply = self._transport.ask(
            Question(AGENCY, "doi", f"{self._base}/doiRA/{listed}", check=json_check(_is_list, "doi.org's"))
        )
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
            Question(
                HANDLE, "doi", url, parameters=(("type", "URL"),), check=json_check(_is_handle, "the handle system's")
            )
        )
        if isinstance(reply, Unavailable):
            return reply
        body: dict[str, Any] = reply.json()
        answer: Answer = answer_from(
            reply, HANDLE, {"responseCode": body["responseCode"], "handle": body.get("handle")}
        )
        if body["responseCode"] in {1, 200}:  # 200: the handle exists but has no value of this type
            return Found(answer)
        if body["responseCode"] == 100 and reply.status == 404:
            return Absent(answer)
        return Unavailable(HANDLE, url, f"the handle system answered with code {body['responseCode']}")


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, dict) and "DOI" in entry for entry in value)


def _is_handle(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("responseCode"), int)
