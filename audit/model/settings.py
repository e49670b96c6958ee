"""Settings: what claim-audit.toml, pyproject.toml and the environment may say."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from audit.model.finding import Severity


class RegistrySettings(BaseModel):
    """How the registries are asked. URLs are base URLs without a trailing slash; times are seconds.

    max_age_updates, max_age_absence, max_age_existence: how old (days) recorded evidence of that kind of fact may be
    before an online run asks again. Offline runs use any recorded evidence and say how old it is.
    second_opinion: ask Europe PMC too for updates (retractions and the rest). archive_url: where a copy of a dead page
    is looked for; None asks nowhere. batch_size: DOIs in one list request (20 to 50).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    mailto: str | None = None
    crossref_url: str = "https://api.crossref.org"
    crossref_token: str | None = Field(default=None, repr=False)
    doi_url: str = "https://doi.org"
    datacite_url: str = "https://api.datacite.org"
    europepmc_url: str = "https://www.ebi.ac.uk/europepmc/webservices/rest"
    archive_url: str | None = "https://archive.org/wayback/available"
    second_opinion: bool = True
    check_links: bool = True
    allow_private_hosts: bool = False
    timeout: float = 20.0
    deadline: float = 600.0
    max_retries: int = 4
    max_retry_after: float = 30.0
    batch_size: int = 50
    max_age_updates: float = 7.0
    max_age_absence: float = 1.0
    max_age_existence: float = 365.0


class Settings(BaseModel):
    """The settings of a workspace. `sources`: files, folders or globs that `run` audits without arguments.

    support: whether claims are held against the texts of the cited works: `off`; `recorded` (own copies in
    bib/fulltext/ and the abstracts that came with the records); `fetch` (open-access full texts too, one request each).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: list[str] = Field(default_factory=lambda: ["content"])
    profile: str = "core"
    fail_on: Severity | None = "major"
    formats: list[str] = Field(default_factory=lambda: ["json", "html"])
    support: Literal["off", "recorded", "fetch"] = "recorded"
    registries: RegistrySettings = Field(default_factory=RegistrySettings)
