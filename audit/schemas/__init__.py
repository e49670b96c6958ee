"""JSON Schemas (2020-12) of the files that others read and write: one `NAME.schema.json` each, in this folder.

They are generated from the models; `python -m audit.schemas.generate` writes them anew, and a test keeps them equal.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from audit.errors import InputError

NAMES: Final[dict[str, str]] = {
    "report": "reports/NAME.json: the audit of one document",
    "extraction": "what `claim-audit extract` prints",
    "claims": "claims/NAME.json: the claim store's file of one document",
    "reference": "a line that `claim-audit references parse` and `references verify` print",
    "watch": "what `claim-audit watch --format json` prints",
    "decision": "a line of claims/decisions.jsonl, the log of decisions",
    "profile": "a profile of your own (TOML)",
    "settings": "claim-audit.toml",
}
"""Schema -> what it describes."""

_FOLDER = Path(__file__).parent


def schema_path(name: str) -> Path:
    """The file of the schema of that name. `InputError` for one that there is not."""
    if name not in NAMES:
        raise InputError(name, "there is no such schema", hint=f"there are {', '.join(NAMES)}")
    return _FOLDER / f"{name}.schema.json"


def schema_text(name: str) -> str:
    """The schema of that name, as JSON. `InputError` for one that there is not."""
    return schema_path(name).read_text(encoding="utf-8")
