"""What comes of asking a registry: three outcomes, three types, so that nobody can mix them up.

`Found` and `Absent` are answers: they are stored as evidence and verdicts are computed from them. `Unavailable` is not
an answer: it never becomes a finding and never a pass, only a reason why something stayed unverified.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Answer:
    """What one registry said of one subject, as it is stored.

    source: who answered (`crossref`, `doi.org`, `handle`, `datacite`, `europepmc`, `crossref-search`, `web`).
    url: where a reader can see it; never holds a mail address or a token. retrieved_at: UTC, ISO 8601.
    sha256: of the whole response body as it came. body: its JSON, without the parts that `omitted` names.
    asked_as: how it was asked, where that is not `url` itself ("one of 50 DOIs in a list request").
    transcribed: typed in by hand; `transcribed_from` says where from.
    """

    source: str
    url: str
    retrieved_at: str
    status: int
    sha256: str
    body: Any
    omitted: tuple[str, ...] = ()
    asked_as: str | None = None
    transcribed: bool = False
    transcribed_from: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The registry knows the subject."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Absent:
    """The registry answered that it does not know the subject."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Unavailable:
    """No answer: why, in words for the report. `rejected`: the registry refused the question itself (HTTP 400)."""

    source: str
    url: str
    reason: str
    rejected: bool = False


Outcome: TypeAlias = Found | Absent | Unavailable
