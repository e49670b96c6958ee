"""claim-audit: every statement of a medical text, its citations, and what the registries say of them.

The names of `audit.api` can be imported from here. They are looked up when they are first asked for, so that importing
`audit` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from audit.api import (
        Audited,
        CheckedReference,
        ClaimAuditError,
        Extraction,
        Finding,
        InputError,
        MissingExtraError,
        NotAudited,
        Reference,
        Report,
        RunResult,
        Settings,
        Statement,
        Workspace,
        audit_document,
        audit_documents,
        extract_document,
        parse_references,
        read_report,
        render_report,
        stored_reports,
        verify_references,
    )

__version__ = "0.1.0"

__all__ = [
    "Audited",
    "CheckedReference",
    "ClaimAuditError",
    "Extraction",
    "Finding",
    "InputError",
    "MissingExtraError",
    "NotAudited",
    "Reference",
    "Report",
    "RunResult",
    "Settings",
    "Statement",
    "Workspace",
    "__version__",
    "audit_document",
    "audit_documents",
    "extract_document",
    "parse_references",
    "read_report",
    "render_report",
    "stored_reports",
    "verify_references",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from audit import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
