"""Asking what is not on file yet: the one place from which the network is reached.

Everything learned goes into the evidence store at once; what was not answered is remembered for this run, with the
reason, and is not asked again in it. Lists first, then what the lists left open, singly.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, TypeVar

from audit.model import Reference, RegistrySettings
from audit.registries.ages import Ages
from audit.registries.bench import pmid_of, subject_of_doi, subject_of_search, web_address
from audit.registries.comparison import compare
from audit.registries.crossref import Crossref
from audit.registries.datacite import DataCite
from audit.registries.doi_org import DoiOrg
from audit.registries.dois import batchable, doi_of, quoted, successors
from audit.registries.europepmc import EuropePmc
from audit.registries.evidence import EvidenceStore, Subject
from audit.registries.finding import accepted, query_of, searchable
from audit.registries.outcomes import Absent, Answer, Found, Outcome, Unavailable
from audit.registries.pages import Pages
from audit.registries.sources import AGENCY, CROSSREF, DATACITE, EUROPEPMC, HANDLE, SEARCH, WEB
from audit.registries.text import squeezed
from audit.registries.texts import FULL_TEXT, keep_full_text, open_access_number, subject_of_full_text
from audit.registries.transport import Transport
from audit.registries.updates import notices_of
from audit.registries.works import from_crossref, from_datacite, from_europepmc

_LEAST_LIST = 3
Progress = Callable[[int, int, str], None]
T = TypeVar("T")
R = TypeVar("R")
_LONGEST_FILTER = 3400


class Gatherer:
    """Asks, for one run. failures: what stayed without an answer, by subject and source, and why."""

    def __init__(
        self, settings: RegistrySettings, store: EvidenceStore, transport: Transport, *, refresh: bool
    ) -> None:
        self._settings, self._store, self._refresh = settings, store, refresh
        self._transport, self._ages = transport, Ages(settings)
        self._crossref = Crossref(transport)
        self._doi_org, self._datacite, self._europepmc = DoiOrg(transport), DataCite(transport), EuropePmc(transport)
        self._pages = Pages(settings, transport)
        self.failures: dict[tuple[Subject, str], str] = {}
        self._asked: set[tuple[Subject, str]] = set()
        self._guard = threading.Lock()
        self._progress: Progress | None = None
        self._done = self._total = 0

    def gather(self, references: Sequence[Reference], *, now: datetime, progress: Progress | None = None) -> None:
        """Put on file what the judge will need for these references."""
        self._progress, self._done = progress, 0
        self._now = now
        addresses = (
            list(dict.fromkeys(filter(None, map(web_address, references)))) if self._settings.check_links else []
        )
        self._total = len(references) + len(addresses)
        with ThreadPoolExecutor(3, thread_name_prefix="lane") as lanes:
            try:
                self._walk(references, addresses, lanes)
            except BaseException:
                self._transport.stop()  # interrupted: whoever is waiting or asking ends soon
                raise
            finally:
                self._store.flush()
        self._tell(self._total, "done")

    def _walk(self, references: Sequence[Reference], addresses: Sequence[str], lanes: ThreadPoolExecutor) -> None:
        looking = lanes.submit(self._look_at, addresses)
        learned = self._by_pmid([r for r in references if not doi_of(r)])
        dois = list(dict.fromkeys([*filter(None, map(doi_of, references)), *learned]))
        for lane in (lanes.submit(self._second_opinions, dois), lanes.submit(self._works, dois)):
            lane.result()
        self._search(references)
        self._beside(dois)
        looking.result()

    # -- what is on file, and fresh enough --

    def _fresh(self, subject: Subject, source: str, days: float | None = None) -> bool:
        if (subject, source) in self._asked:
            return True
        answer = self._store.read(subject).get(source)
        return answer is not None and not self._refresh and self._ages.good_until(answer, days) > self._now

    def _keep(self, subject: Subject, source: str, outcome: Outcome) -> None:
        with self._guard:
            self._asked.add((subject, source))
            if isinstance(outcome, Unavailable):
                self.failures[subject, source] = outcome.reason
                return
            self.failures.pop((subject, source), None)
        self._store.put([(subject, outcome.answer)])

    def _keep_all(self, source: str, answers: dict[Subject, Answer]) -> None:
        with self._guard:
            self._asked.update((subject, source) for subject in answers)
        self._store.put(answers.items())

    def _tell(self, count: int, what: str) -> None:
        with self._guard:
            self._done = min(self._total, max(self._done, count))
            if self._progress is not None:
                self._progress(self._done, self._total, what)

    def _advance(self, count: int, what: str) -> None:
        self._tell(self._done + count, what)

    # -- DOIs --

    def _works(self, dois: Sequence[str]) -> None:
        """Crossref in lists, then singly, then whoever else may know."""
        open_ = [d for d in dois if not self._fresh(subject_of_doi(d), CROSSREF)]
        open_ = [d for d in open_ if not self._known_elsewhere(d)]
        self._advance(len(dois) - len(open_), "on file")
        self._in_lists(open_)
        left = [d for d in open_ if (subject_of_doi(d), CROSSREF) not in self._asked]
        _each(3, lambda doi: self._keep(subject_of_doi(doi), CROSSREF, self._crossref.work(doi)), left)
        self._advance(len(left), "Crossref, one by one")
        absent = [d for d in dois if self._status(d, CROSSREF) == 404]
        self._agencies(absent)

    def _beside(self, dois: Sequence[str]) -> None:
        """What stands beside a work: the notices that retract it, and its numbered later versions."""
        wanted = [later for doi in dois if self._status(doi, CROSSREF) == 200 for later in successors(doi)]
        for doi in dois:
            answer = self._store.read(subject_of_doi(doi)).get(CROSSREF)
            if answer is not None and isinstance(answer.body, dict):
                wanted += notices_of(answer.body)
        updates = self._settings.max_age_updates
        open_ = [d for d in dict.fromkeys(wanted) if not self._fresh(subject_of_doi(d), CROSSREF, updates)]
        for batch in _batches([d for d in open_ if batchable(d)], self._settings.batch_size, quoted):
            answers = self._crossref.works(batch, absences=True)
            if not isinstance(answers, Unavailable):
                self._keep_all(CROSSREF, {subject_of_doi(doi): answer for doi, answer in answers.items()})

    def _known_elsewhere(self, doi: str) -> bool:
        """A DOI of another agency is not asked for at Crossref again while that knowledge holds."""
        subject = subject_of_doi(doi)
        agency = self._store.read(subject).get(AGENCY)
        named = agency.body.get("RA") if agency is not None and isinstance(agency.body, dict) else None
        return bool(named and named != "Crossref" and self._fresh(subject, AGENCY))

    def _status(self, doi: str, source: str) -> int | None:
        answer = self._store.read(subject_of_doi(doi)).get(source)
        return answer.status if answer is not None else None

    def _in_lists(self, dois: Sequence[str]) -> None:
        """Ask for DOIs in lists. Whom no list answered for is asked for singly afterwards."""
        fit = [doi for doi in dois if batchable(doi)]
        if len(fit) >= _LEAST_LIST:
            _each(3, self._one_list, _batches(fit, self._settings.batch_size, quoted))

    def _one_list(self, dois: list[str]) -> None:
        """One list; a rejected one is halved until the odd DOI is alone."""
        answers = self._crossref.works(dois)
        if not isinstance(answers, Unavailable):
            self._keep_all(CROSSREF, {subject_of_doi(doi): answer for doi, answer in answers.items()})
            self._advance(len(answers), "Crossref")
        elif not answers.rejected:
            for doi in dois:
                self._keep(subject_of_doi(doi), CROSSREF, answers)
            self._advance(len(dois), "Crossref")
        elif len(dois) > 1:
            self._one_list(dois[: len(dois) // 2])
            self._one_list(dois[len(dois) // 2 :])

    def _agencies(self, dois: Sequence[str]) -> None:
        """Who registered the DOIs that Crossref does not have; doi.org confirms those that nobody did."""
        open_ = [d for d in dois if not self._fresh(subject_of_doi(d), AGENCY)]
        for batch in _batches(open_, 20, quoted):
            outcomes = self._doi_org.agencies(batch)
            for doi in batch:
                outcome = outcomes if isinstance(outcomes, Unavailable) else outcomes.get(doi)
                if outcome is None:
                    outcome = self._one_agency(doi)
                self._keep(subject_of_doi(doi), AGENCY, outcome)
        unknown = [d for d in dois if self._agency(d) is None and self._status(d, AGENCY) is not None]
        unknown = [d for d in unknown if not self._fresh(subject_of_doi(d), HANDLE)]
        _each(2, lambda doi: self._keep(subject_of_doi(doi), HANDLE, self._doi_org.handle(doi)), unknown)
        self._at_datacite([d for d in dois if self._agency(d) == "DataCite"])
        again = [d for d in open_ if self._agency(d) == "Crossref"]  # a false 404: ask once more
        _each(2, lambda doi: self._keep(subject_of_doi(doi), CROSSREF, self._crossref.work(doi)), again)

    def _one_agency(self, doi: str) -> Outcome:
        outcomes = self._doi_org.agencies([doi])
        if isinstance(outcomes, Unavailable):
            return outcomes
        return outcomes.get(doi) or Unavailable(AGENCY, "", "doi.org answered for other DOIs than the one asked")

    def _agency(self, doi: str) -> str | None:
        answer = self._store.read(subject_of_doi(doi)).get(AGENCY)
        named = answer.body.get("RA") if answer is not None and isinstance(answer.body, dict) else None
        return named if isinstance(named, str) else None

    def _at_datacite(self, dois: Sequence[str]) -> None:
        open_ = [d for d in dois if not self._fresh(subject_of_doi(d), DATACITE)]
        for batch in _batches([d for d in open_ if "," not in d], 25, quoted):
            if len(batch) > 1:
                answers = self._datacite.works(batch)
                if not isinstance(answers, Unavailable):
                    self._keep_all(DATACITE, {subject_of_doi(d): answer for d, answer in answers.items()})
        left = [d for d in open_ if (subject_of_doi(d), DATACITE) not in self._asked]
        _each(2, lambda doi: self._keep(subject_of_doi(doi), DATACITE, self._datacite.work(doi)), left)

    # -- Europe PMC --

    def _second_opinions(self, dois: Sequence[str]) -> None:
        if not self._settings.second_opinion:
            return
        open_ = [d for d in dois if not self._fresh(subject_of_doi(d), EUROPEPMC)]
        _each(3, self._opinions_on, _batches(open_, self._settings.batch_size * 3 // 2, quoted))

    def _opinions_on(self, dois: list[str]) -> None:
        outcomes = self._europepmc.by_doi(dois)
        found: dict[Subject, Answer] = {}
        for doi in dois:
            outcome = outcomes if isinstance(outcomes, Unavailable) else outcomes.get(doi)
            if outcome is None and len(dois) > 1:
                single = self._europepmc.by_doi([doi])
                outcome = single if isinstance(single, Unavailable) else single.get(doi)
            if isinstance(outcome, Found | Absent):
                found[subject_of_doi(doi)] = outcome.answer
            else:
                lost = outcome or Unavailable(EUROPEPMC, "", "it answered for other works than the one asked")
                self._keep(subject_of_doi(doi), EUROPEPMC, lost)
        self._keep_all(EUROPEPMC, found)

    def _by_pmid(self, references: Iterable[Reference]) -> list[str]:
        """Records of PubMed numbers; the DOIs they name."""
        pmids = list(dict.fromkeys(filter(None, map(pmid_of, references))))
        open_ = [p for p in pmids if not self._fresh(Subject("pmid", p), EUROPEPMC)]
        for batch in _batches(open_, self._settings.batch_size, str):
            outcomes = self._europepmc.by_pmid(batch)
            for pmid in batch:
                outcome = outcomes if isinstance(outcomes, Unavailable) else outcomes.get(pmid)
                lost = Unavailable(EUROPEPMC, "", "it answered for other works than the one asked")
                self._keep(Subject("pmid", pmid), EUROPEPMC, outcome or lost)
        dois = []
        for pmid in pmids:
            answer = self._store.read(Subject("pmid", pmid)).get(EUROPEPMC)
            work = from_europepmc(answer.body) if answer is not None and isinstance(answer.body, dict) else None
            dois += [work.doi] if work is not None and work.doi else []
        return dois

    # -- searches --

    def _search(self, references: Sequence[Reference]) -> None:
        """Search for the works of references without DOI, with one of another work, or with one that does not exist."""
        wanted = {subject_of_search(r): r for r in references if searchable(r) and self._needs_search(r)}
        open_ = [s for s in wanted if not self._fresh(s, SEARCH)]
        _each(3, lambda s: self._keep(s, SEARCH, self._crossref.search(query_of(wanted[s]))), open_)
        found = [
            work.doi for s, r in wanted.items() if not doi_of(r) and (work := accepted(r, self._items(s))) and work.doi
        ]
        self._second_opinions(list(dict.fromkeys(found)))
        self._works(list(dict.fromkeys(found)))

    def gather_searches(self, queries: Iterable[str], *, now: datetime) -> None:
        """Put the results of bibliographic searches on file."""
        self._now = now
        open_ = [s for s in (Subject("search", q) for q in dict.fromkeys(queries)) if not self._fresh(s, SEARCH)]
        _each(3, lambda s: self._keep(s, SEARCH, self._crossref.search(s.identity)), open_)
        self._store.flush()

    def _items(self, subject: Subject) -> list[Any]:
        answer = self._store.read(subject).get(SEARCH)
        items = answer.body.get("items") if answer is not None and isinstance(answer.body, dict) else None
        return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []

    def _needs_search(self, reference: Reference) -> bool:
        doi = doi_of(reference)
        if doi is None:
            pmid = pmid_of(reference)
            answer = self._store.read(Subject("pmid", pmid)).get(EUROPEPMC) if pmid else None
            if answer is None or not isinstance(answer.body, dict) or not answer.body.get("title"):
                return True
            return compare(reference, [from_europepmc(answer.body)]).same_work is False
        dossier = self._store.read(subject_of_doi(doi))
        registered, dataset = dossier.get(CROSSREF), dossier.get(DATACITE)
        if registered is not None and registered.status == 200 and isinstance(registered.body, dict):
            return (
                not _plainly_same(reference, registered.body)
                and compare(reference, [from_crossref(registered.body)]).same_work is False
            )
        if dataset is not None and dataset.status == 200 and isinstance(dataset.body, dict):
            return compare(reference, [from_datacite(dataset.body)]).same_work is False
        return self._status(doi, HANDLE) == 404

    # -- full texts --

    def gather_full_texts(self, references: Sequence[Reference], *, now: datetime) -> None:
        """Put the open-access full texts of works on file."""
        self._now = now
        numbers = [open_access_number(reference, self._store) for reference in references]
        open_ = [n for n in dict.fromkeys(filter(None, numbers)) if not self._fresh(subject_of_full_text(n), FULL_TEXT)]
        _each(3, self._full_text, open_)

    def _full_text(self, number: str) -> None:
        reply = self._europepmc.full_text(number)
        if isinstance(reply, Unavailable):
            self._keep(subject_of_full_text(number), FULL_TEXT, reply)
        else:
            keep_full_text(number, reply, self._store)

    # -- web pages --

    def _look_at(self, addresses: Sequence[str]) -> None:
        open_ = [url for url in addresses if not self._fresh(Subject("web", url), WEB)]
        self._advance(len(addresses) - len(open_), "on file")
        _each(6, self._look, open_)

    def _look(self, url: str) -> None:
        outcome = self._pages.look(url)
        self._keep(Subject("web", url), WEB, outcome if isinstance(outcome, Unavailable) else Found(outcome))
        self._advance(1, "web pages")


def _plainly_same(reference: Reference, record: Mapping[str, Any]) -> bool:
    """Title and volume or first page agree to the letter: spares most references a full comparison."""
    titles = record.get("title")
    if not reference.title or not isinstance(titles, list) or not titles or not isinstance(titles[0], str):
        return False
    same_place = (reference.volume and reference.volume == record.get("volume")) or (
        reference.pages and reference.pages == record.get("page")
    )
    return bool(same_place) and squeezed(reference.title) == squeezed(titles[0])


def _each(workers: int, work: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """`work` on every item, a few at a time, results in order."""
    if len(items) <= 1:
        return [work(item) for item in items]
    with ThreadPoolExecutor(min(workers, len(items)), thread_name_prefix="ask") as pool:
        return list(pool.map(work, items))


def _batches(items: Sequence[str], most: int, form: Callable[[str], str]) -> list[list[str]]:
    """Lists of at most `most` items, each short enough for one URL, as even as can be."""
    batches: list[list[str]] = []
    length = 0
    for item in items:
        size = len(form(item)) + 16
        if not batches or len(batches[-1]) >= most or length + size > _LONGEST_FILTER:
            batches.append([])
            length = 0
        batches[-1].append(item)
        length += size
    return batches
