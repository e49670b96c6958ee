"""The registries by the names under which their answers are stored, and as reports name them."""

from __future__ import annotations

from typing import Final

CROSSREF: Final = "crossref"
SEARCH: Final = "crossref-search"
AGENCY: Final = "doi.org"
HANDLE: Final = "handle"
DATACITE: Final = "datacite"
EUROPEPMC: Final = "europepmc"
WEB: Final = "web"

NAMES: Final = {
    CROSSREF: "Crossref",
    SEARCH: "Crossref search",
    AGENCY: "doi.org",
    HANDLE: "doi.org handle",
    DATACITE: "DataCite",
    EUROPEPMC: "Europe PMC",
    WEB: "web",
}
