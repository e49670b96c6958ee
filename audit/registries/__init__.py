"""What the world says of a reference: Crossref, doi.org, DataCite, Europe PMC, the web.

Two phases, strictly apart. *Gather* asks the network and puts every answer on file (`EvidenceStore`). *Judge* computes
a `Verification` from what is on file, and from nothing else: the same evidence gives the same result, byte for byte.
"""

from audit.registries.evidence import EvidenceStore
from audit.registries.retraction_watch import import_retraction_watch
from audit.registries.session import Registries, Verifications, searched, verify
from audit.registries.texts import RegisteredText

__all__ = [
    "EvidenceStore",
    "RegisteredText",
    "Registries",
    "Verifications",
    "import_retraction_watch",
    "searched",
    "verify",
]
