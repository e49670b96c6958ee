"""References: what a source cites, as written and as read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

ReferenceType = Literal[
    "article", "web", "book", "chapter", "abstract", "guideline", "report", "label", "data-on-file", "trial",
    "preprint", "thesis", "news", "other",
]  # fmt: skip

VerificationStatus = Literal["verified", "differs", "wrong-work", "not-found", "unverified", "not-applicable"]


class Author(BaseModel):
    """A person (`family`, `given`, `particle`, `suffix`) or, with `literal` alone, an organisation or group."""

    model_config = ConfigDict(frozen=True)

    family: str | None = None
    given: str | None = None
    particle: str | None = None
    suffix: str | None = None
    literal: str | None = None

    @property
    def sort_name(self) -> str:
        """The name that a citation key or a comparison goes by: `de Mestier`, `World Health Organization`."""
        if self.literal is not None:
            return self.literal
        return " ".join(part for part in (self.particle, self.family) if part)


class Reference(BaseModel):
    """One entry of a reference list. Fields that the entry does not give are None; `raw` is always as written.

    label: the number or name that markers use; anchors: the lettered anchors before it (`4a`, `4b`, ...).
    list_index: which reference list of the document it stands in, from 0; start, end: its place in the document's text.
    identifier: a trial number, a data-on-file number, a report or guideline number. version: `Version 2.2024`.
    published, updated, accessed: ISO 8601 dates, as exact as the entry is (`2024`, `2024-07`, `2024-07-19`).
    """

    label: str = ""
    anchors: list[str] = Field(default_factory=list)
    key: str = ""
    raw: str
    line: int = 0
    start: int = 0
    end: int = 0
    list_index: int = 0
    type: ReferenceType = "other"
    authors: list[Author] = Field(default_factory=list)
    editors: list[Author] = Field(default_factory=list)
    et_al: bool = False
    title: str | None = None
    container: str | None = None
    year: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    article_number: str | None = None
    edition: str | None = None
    publisher: str | None = None
    place: str | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    url: str | None = None
    accessed: str | None = None
    published: str | None = None
    updated: str | None = None
    identifier: str | None = None
    version: str | None = None
    style: str | None = None


@dataclass(frozen=True, slots=True)
class ListedReference:
    """One entry of a reference list as found, before it is parsed.

    `start` to `end` is the whole entry in the document's text, label included; `raw` the entry without its label.
    `label` is printed, or given by the format, or (`ReferenceList.printed` false) the entry's place in the list.
    `names` are the format's own names for it (anchors of its block), which links and citation marks point at.
    """

    label: str
    raw: str
    start: int
    end: int
    anchors: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """A reference list of a document and the stretch of text whose markers it resolves.

    start, end: the list itself, heading included: no statement is read there.
    scope_start, scope_end: the text that cites from it (the whole document, or the section where numbering restarts).
    printed: labels stand in the text or are stated by the format; false: the order of entries is the label.
    ordinals: the labels are the counters of a list element (`<ol>`), which an author-year list has as well.
    numbered: markers can name its entries by number; false for an author-year list.
    """

    entries: tuple[ListedReference, ...]
    start: int
    end: int
    scope_start: int
    scope_end: int
    heading: str | None = None
    printed: bool = True
    numbered: bool = True
    ordinals: bool = False
    notes: tuple[str, ...] = field(default=())


class Difference(BaseModel):
    """One field in which a reference and the registry's record disagree, with what the reader loses by it."""

    field: str
    cited: str | None
    registered: str | None
    severity: Literal["critical", "major", "minor", "info"] = "minor"
    reason: str | None = None


class Update(BaseModel):
    """A retraction, concern, correction or new version of a work, as a registry states it."""

    type: str
    doi: str | None = None
    date: str | None = None
    source: str | None = None


class Evidence(BaseModel):
    """What a finding rests on: who said it, where, when, and the words or values themselves."""

    source: str
    url: str | None = None
    retrieved_at: str | None = None
    excerpt: str | None = None


LinkStatus = Literal["ok", "moved", "dead", "insecure", "unverified", "not-checked"]


class LinkCheck(BaseModel):
    """What the web says of a reference's address, computed from stored evidence alone.

    status: `moved` is a permanent redirect to another page; `insecure` works over http only, or is http and could be
    https (`final_url` then names the https address); `dead` is 404, 410, a host that does not exist, or a page that
    says so itself; a bot wall, a time-out or a server error is `unverified`: it says nothing about the page.
    page_title: of the page found, to compare with the reference. archived_url: a copy in a web archive, for dead links.
    """

    status: LinkStatus = "not-checked"
    url: str | None = None
    final_url: str | None = None
    http_status: int | None = None
    reason: str | None = None
    checked_at: str | None = None
    page_title: str | None = None
    archived_url: str | None = None


class Verification(BaseModel):
    """What the registries say of one reference, computed from stored evidence alone.

    status: `unverified` is neither right nor wrong: `reason` says why it could not be told.
    agency: the DOI registration agency (`Crossref`, `DataCite`, ...). evidence: path of the stored answer.
    record: the registered work in our own field names. corrected: the reference as it should read (AMA 11).
    is_notice: the cited work is itself a retraction or correction notice. newer: DOIs of newer versions.
    updates: worst first, one a notice; type is one of retraction, removal, withdrawal, retract_and_replace,
    partial_retraction, expression_of_concern, correction, corrigendum, erratum, addendum, clarification,
    reinstatement. A retraction that was lifted later is not listed, the reinstatement is.
    unchecked: what could not be checked although `status` could be told, a sentence each ("updates last known ...").
    link: what the web says of the reference's address, where one was looked at.
    """

    status: VerificationStatus = "not-applicable"
    reason: str | None = None
    registry: str | None = None
    agency: str | None = None
    checked_at: str | None = None
    evidence: str | None = None
    sources: list[Evidence] = Field(default_factory=list)
    record: Reference | None = None
    differences: list[Difference] = Field(default_factory=list)
    updates: list[Update] = Field(default_factory=list)
    is_notice: bool = False
    newer: list[Update] = Field(default_factory=list)
    suggested_doi: str | None = None
    corrected: str | None = None
    unchecked: list[str] = Field(default_factory=list)
    link: LinkCheck | None = None


class VerifiedReference(Reference):
    """A reference with what the registries say of it: the form that reports and `references verify` carry."""

    verification: Verification = Field(default_factory=Verification)
