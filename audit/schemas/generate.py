"""The schemas from the models: `python -m audit.schemas.generate`.

Three things are not as pydantic has them. Files that name their schema must do so. A profile of one's own sets only
what differs from the one it inherits, and changes lists by what to `add` and to `remove`. In TOML there is no null:
`fail_on = "never"` stands for it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from audit.checks.profile import Profile
from audit.files import dump_json, write_if_changed
from audit.model import CheckedReference, ClaimFile, Decision, Extraction, Report, Settings
from audit.schemas import NAMES, schema_path
from audit.watching import Watch

Schema = dict[str, Any]

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_LIST_CHANGE: Final[Schema] = {
    "additionalProperties": False,
    "description": "What to add to the inherited list, and what to take out of it.",
    "minProperties": 1,
    "properties": {
        "add": {"items": {"type": "string"}, "type": "array"},
        "remove": {"items": {"type": "string"}, "type": "array"},
    },
    "type": "object",
}


def _stored(schema: Schema) -> Schema:
    return {**schema, "required": ["schema", *schema.get("required", [])]}


def _as_it_is(schema: Schema) -> Schema:
    return schema


def _profile(schema: Schema) -> Schema:
    loosened = _loosened(schema)
    loosened["$defs"]["ListChange"] = _LIST_CHANGE
    return dict(loosened)


def _loosened(value: Any) -> Any:
    """Nothing required; each list may be changed instead of replaced."""
    if isinstance(value, list):
        return [_loosened(item) for item in value]
    if not isinstance(value, dict):
        return value
    inner = {key: _loosened(item) for key, item in value.items() if key != "required" or isinstance(item, dict)}
    if inner.get("type") != "array":
        return inner
    about = {key: inner.pop(key) for key in ("default", "description") if key in inner}
    return {"anyOf": [inner, {"$ref": "#/$defs/ListChange"}], **about}


def _settings(schema: Schema) -> Schema:
    cleaned = _without_null(schema)
    cleaned["properties"]["fail_on"]["enum"].append("never")
    return dict(cleaned)


def _without_null(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _without_null(item) for key, item in value.items() if key != "default" or item is not None}
    choices = [item for item in inner.pop("anyOf", []) if item != {"type": "null"}]
    return {**inner, **choices[0]} if len(choices) == 1 else {**inner, "anyOf": choices} if choices else inner


_MODELS: Final[dict[str, tuple[type[BaseModel], Callable[[Schema], Schema]]]] = {
    "report": (Report, _stored),
    "extraction": (Extraction, _stored),
    "claims": (ClaimFile, _stored),
    "reference": (CheckedReference, _as_it_is),
    "watch": (Watch, _stored),
    "decision": (Decision, _stored),
    "profile": (Profile, _profile),
    "settings": (Settings, _settings),
}


def generate(name: str) -> str:
    """The schema of that name as its models have it now, as JSON."""
    model, finish = _MODELS[name]
    body = finish(_untitled(model.model_json_schema(by_alias=True, mode="validation")))
    about = f"{NAMES[name]}\n\n{body.pop('description')}"
    head = {"$schema": _DIALECT, "$id": f"urn:claim-audit:schema:{name}:1", "title": f"claim-audit {name}"}
    return dump_json({**head, "description": about, **body})


def _untitled(value: Any) -> Any:
    """Without the titles that pydantic makes of names: they say nothing new."""
    if isinstance(value, list):
        return [_untitled(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _untitled(item) for key, item in value.items() if key != "title" or not isinstance(item, str)}


def write_schemas() -> list[Path]:
    """Write the schemas into the package; the files that changed."""
    return [path for name in NAMES if write_if_changed(path := schema_path(name), generate(name))]


if __name__ == "__main__":
    for changed in write_schemas():
        print(f"wrote {changed}")
