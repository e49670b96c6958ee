"""What the registries have of a work's own words: open-access full text (JATS, Europe PMC), or the abstract.

Full texts are asked for only when somebody wants them; they lie as files beside their evidence
(`bib/evidence/pmc/6338796.xml`). Abstracts came with the records.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from audit.files import sha256, write_if_changed
from audit.model import Reference
from audit.registries.bench import pmid_of, subject_of_doi
from audit.registries.dois import doi_of
from audit.registries.evidence import EvidenceStore, Subject
from audit.registries.outcomes import Answer
from audit.registries.sources import CROSSREF, EUROPEPMC

if TYPE_CHECKING:
    from audit.registries.transport import Reply

FULL_TEXT: Final = "fulltext"
_BLOCK = re.compile(r"</?(?:jats:)?(?:p|sec|title|h[1-6]|list|list-item|br|div|abstract)\b[^<>]{0,200}/?>", re.I)
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9:]*(?:\s[^<>]{0,300})?/?>")


@dataclass(frozen=True, slots=True)
class RegisteredText:
    """A work's own words. origin: for readers (`Europe PMC PMC6338796`); evidence: the file that holds it."""

    kind: Literal["full text", "abstract"]
    media_type: Literal["application/xml", "text/plain"]
    data: bytes
    origin: str
    url: str
    retrieved_at: str
    sha256: str
    evidence: str


def text_of(reference: Reference, store: EvidenceStore) -> RegisteredText | None:
    """The best text on file for a reference: full text before abstract, PubMed's abstract before Crossref's."""
    pubmed, subject = _pubmed_record(reference, store)
    if pubmed is not None:
        full = _full_text(pubmed, store)
        if full is not None:
            return full
        abstract = pubmed.body.get("abstractText")
        if isinstance(abstract, str) and abstract.strip():
            origin = f"Europe PMC, abstract of {_name(pubmed.body)}"
            return _abstract(abstract, origin, pubmed, store.label(subject))
    doi = doi_of(reference)
    registered = store.read(subject_of_doi(doi)).get(CROSSREF) if doi else None
    if doi and registered is not None and isinstance(registered.body, dict):
        abstract = registered.body.get("abstract")
        if isinstance(abstract, str) and abstract.strip():
            return _abstract(abstract, f"Crossref, abstract of doi:{doi}", registered, store.label(subject_of_doi(doi)))
    return None


def open_access_number(reference: Reference, store: EvidenceStore) -> str | None:
    """The PMC number under which Europe PMC has the open-access full text, going by the record on file."""
    pubmed, _ = _pubmed_record(reference, store)
    if pubmed is None or pubmed.body.get("isOpenAccess") != "Y":
        return None
    number = pubmed.body.get("pmcid")
    return number if isinstance(number, str) and re.fullmatch(r"PMC\d{1,12}", number) else None


def subject_of_full_text(number: str) -> Subject:
    """The subject of a full text: its PMC number without `PMC`."""
    return Subject("pmc", number.removeprefix("PMC"))


def keep_full_text(number: str, reply: Reply, store: EvidenceStore) -> None:
    """Put a full text (or its absence) on file."""
    subject = subject_of_full_text(number)
    found = reply.status == 200
    if found:
        write_if_changed(_file(number, store), reply.body)
    body = {"file": _file(number, store).name} if found else None
    answer = Answer(FULL_TEXT, reply.url, reply.retrieved_at, reply.status, reply.sha256, body)
    store.write(subject, answer)


def _pubmed_record(reference: Reference, store: EvidenceStore) -> tuple[Answer | None, Subject]:
    doi, pmid = doi_of(reference), pmid_of(reference)
    subjects = [subject_of_doi(doi)] if doi else []
    subjects += [Subject("pmid", pmid)] if pmid else []
    for subject in subjects:
        answer = store.read(subject).get(EUROPEPMC)
        if answer is not None and isinstance(answer.body, dict) and answer.body.get("title"):
            return answer, subject
    return None, Subject("doi", "")


def _full_text(pubmed: Answer, store: EvidenceStore) -> RegisteredText | None:
    number = pubmed.body.get("pmcid")
    if not isinstance(number, str) or not re.fullmatch(r"PMC\d{1,12}", number):
        return None
    subject = subject_of_full_text(number)
    answer = store.read(subject).get(FULL_TEXT)
    if answer is None or answer.status != 200:
        return None
    try:
        data = _file(number, store).read_bytes()
    except OSError:
        return None
    if sha256(data) != answer.sha256:
        store.notes.append(f"The full text {number}.xml was changed after it was recorded and is not used.")
        return None
    label = store.label(subject).removesuffix(".json") + ".xml"
    origin = f"Europe PMC, full text {number}"
    return RegisteredText(
        "full text", "application/xml", data, origin, answer.url, answer.retrieved_at, answer.sha256, label
    )


def _file(number: str, store: EvidenceStore) -> Path:
    return store.path(subject_of_full_text(number)).with_suffix(".xml")


def _abstract(markup: str, origin: str, answer: Answer, label: str) -> RegisteredText:
    data = plain_abstract(markup).encode()
    return RegisteredText("abstract", "text/plain", data, origin, answer.url, answer.retrieved_at, sha256(data), label)


def plain_abstract(markup: str) -> str:
    """An abstract without its markup (JATS or HTML): one line a paragraph or heading."""
    text = _TAG.sub("", _BLOCK.sub("\n", markup[:200_000]))
    lines = [re.sub(r"[^\S\n]+", " ", line).strip() for line in html.unescape(text).split("\n")]
    return "\n".join(line for line in lines if line) + "\n"


def _name(record: Mapping[str, Any]) -> str:
    return f"PMID {record['pmid']}" if record.get("pmid") else str(record.get("id") or "")
