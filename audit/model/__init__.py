"""The models that travel the street: documents, statements, references, findings, reports."""

from audit.model.document import Block, BlockKind, CitationMark, Document, Link, Span
from audit.model.finding import SEVERITIES, Finding, Location, Severity
from audit.model.reference import (
    Author,
    Difference,
    Evidence,
    ListedReference,
    Reference,
    ReferenceList,
    ReferenceType,
    Update,
    Verification,
    VerificationStatus,
    VerifiedReference,
)
from audit.model.report import (
    ClaimFile,
    DocumentInfo,
    Extraction,
    Reconciliation,
    Report,
    Run,
    Summary,
    Tool,
    Unverified,
)
from audit.model.settings import RegistrySettings, Settings
from audit.model.statement import Coverage, Marker, Statement, StatementKind

__all__ = [
    "SEVERITIES",
    "Author",
    "Block",
    "BlockKind",
    "CitationMark",
    "ClaimFile",
    "Coverage",
    "Difference",
    "Document",
    "DocumentInfo",
    "Evidence",
    "Extraction",
    "Finding",
    "Link",
    "ListedReference",
    "Location",
    "Marker",
    "Reconciliation",
    "Reference",
    "ReferenceList",
    "ReferenceType",
    "RegistrySettings",
    "Report",
    "Run",
    "Settings",
    "Severity",
    "Span",
    "Statement",
    "StatementKind",
    "Summary",
    "Tool",
    "Unverified",
    "Update",
    "Verification",
    "VerificationStatus",
    "VerifiedReference",
]
