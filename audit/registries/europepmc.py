"""Europe PMC: a second opinion on updates, the record behind a PubMed number, abstracts and open-access full text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from audit.registries.answers import answer_from, json_check
from audit.registries.dois import normalise
from audit.registries.outcomes import Absent, Answer, Found, Outcome, Unavailable
from audit.registries.sources import EUROPEPMC
from audit.registries.transport import Question, Reply, Transport

_KEPT: Final = (
    "id", "source", "pmid", "pmcid", "doi", "title", "authorString", "authorList", "journalInfo", "pubYear", "pageInfo",
    "abstractText", "language", "pubTypeList", "commentCorrectionList", "isOpenAccess", "firstPublicationDate",
    "electronicPublicationDate", "bookOrReportDetails",
)  # fmt: skip
_OMITTED: Final = ("everything but bibliographic fields, abstract, publication types and corrections", "affiliations")
_PERSON: Final = ("fullName", "firstName", "lastName", "initials", "collectiveName")


class EuropePmc:
    """Look-ups at Europe PMC. Safe between threads."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._base = transport.settings.europepmc_url

    def by_doi(self, dois: Sequence[str]) -> dict[str, Outcome] | Unavailable:
        """What Europe PMC has for each DOI, in one request."""
        terms = {doi: f'DOI:"{_escaped(doi)}"' for doi in dois}
        return self._search(terms, lambda result: normalise(result.get("doi")))

    def by_pmid(self, pmids: Sequence[str]) -> dict[str, Outcome] | Unavailable:
        """What Europe PMC has for each PubMed number, in one request."""
        terms = {pmid: f"(EXT_ID:{pmid} AND SRC:MED)" for pmid in pmids}
        return self._search(terms, lambda result: str(result.get("pmid") or ""))

    def full_text(self, pmcid: str) -> Reply | Unavailable:
        """The JATS full text of an open-access article (status 404: there is none to have)."""
        url = f"{self._base}/{pmcid}/fullTextXML"
        return self._transport.ask(
            Question(EUROPEPMC, "europepmc", url, headers={"Accept": "application/xml"}, check=_xml)
        )

    def _search(self, terms: Mapping[str, str], name_of: Any) -> dict[str, Outcome] | Unavailable:
        query = " OR ".join(terms.values())
        size = min(1000, 2 * len(terms) + 5)  # a preprint and its article may share a DOI search
        reply = self._transport.ask(
            Question(
                EUROPEPMC,
                "europepmc",
                f"{self._base}/search",
                parameters=(("query", query), ("resultType", "core"), ("format", "json"), ("pageSize", str(size))),
                answers=frozenset({200}),
                check=_search_check(terms, name_of),
            )
        )
        if isinstance(reply, Unavailable):
            return reply
        body = reply.json()
        results = _results(body)
        best: dict[str, dict[str, Any]] = {}
        for result in sorted(results, key=_rank):
            best.setdefault(name_of(result) or "", result)
        # An answer with strangers in it is not trusted to say that somebody is missing: those are asked for singly.
        complete = body["hitCount"] <= len(results) and all(name_of(result) in terms for result in results)
        outcomes: dict[str, Outcome] = {}
        for name, term in terms.items():
            note = f"one of {len(terms)} in a search" if len(terms) > 1 else None
            url = Question(
                EUROPEPMC, "", f"{self._base}/search", (("query", term), ("resultType", "core"), ("format", "json"))
            ).shown
            if name in best:
                outcomes[name] = Found(_stored(reply, trimmed(best[name]), url, note))
            elif complete:
                outcomes[name] = Absent(_stored(reply, {"hitCount": 0}, url, note))
        return outcomes


def _stored(reply: Reply, body: Any, url: str, note: str | None) -> Answer:
    return answer_from(reply, EUROPEPMC, body, url=url, omitted=_OMITTED, asked_as=note)


def trimmed(result: Mapping[str, Any]) -> dict[str, Any]:
    """A result without what neither a verdict nor a claim check needs."""
    kept = {name: result[name] for name in _KEPT if result.get(name) not in (None, [], {}, "")}
    people = kept.get("authorList")
    if isinstance(people, dict) and isinstance(people.get("author"), list):
        authors = [{n: a[n] for n in _PERSON if n in a} for a in people["author"] if isinstance(a, dict)]
        kept["authorList"] = {"author": authors}
    return kept


def _rank(result: Mapping[str, Any]) -> tuple[int, str]:
    """PubMed's own record before PubMed Central's, agricultural ones and preprints."""
    return ({"MED": 0, "PMC": 1, "PPR": 3}.get(str(result.get("source")), 2), str(result.get("id")))


def _escaped(doi: str) -> str:
    return doi.replace("\\", "\\\\").replace('"', '\\"')


def _is_result(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("hitCount"), int)
        and isinstance(value.get("resultList"), dict)
        and isinstance(value["resultList"].get("result"), list)
    )


def _results(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [result for result in body["resultList"]["result"] if isinstance(result, dict)]


def _search_check(terms: Mapping[str, str], name_of: Any) -> Callable[[Reply], str | None]:
    form = json_check(_is_result, "Europe PMC's")

    def check(reply: Reply) -> str | None:
        fault = form(reply)
        if fault is None:
            names = [name_of(result) for result in _results(reply.json())]
            if names and not any(name in terms for name in names):
                return "the records of other works came"
        return fault

    return check


def _xml(reply: Reply) -> str | None:
    start = reply.body.lstrip()[:400].lower()
    return None if reply.status == 404 or b"<article" in start or b"<!doctype article" in start else "no article came"
