"""What the smaller registries' clients share: checking an answer's form, and making the `Answer` that is stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from audit.registries.outcomes import Answer
from audit.registries.transport import Reply


def json_check(form: Callable[[Any], bool], whose: str) -> Callable[[Reply], str | None]:
    """A check that an answer is JSON of a form; what it says otherwise goes into the report."""

    def check(reply: Reply) -> str | None:
        if "html" in reply.headers.get("content-type", "").lower() or reply.body.lstrip()[:1] == b"<":
            return "a web page came instead of JSON: a proxy or a login page?"
        try:
            value = reply.json()
        except ValueError:
            return "the JSON is broken off or damaged"
        return None if form(value) else f"the JSON has another form than {whose}"

    return check


def answer_from(
    reply: Reply,
    source: str,
    body: Any,
    *,
    url: str | None = None,
    status: int | None = None,
    omitted: tuple[str, ...] = (),
    asked_as: str | None = None,
) -> Answer:
    """The answer as it is stored."""
    return Answer(
        source=source,
        url=url or reply.url,
        retrieved_at=reply.retrieved_at,
        status=reply.status if status is None else status,
        sha256=reply.sha256,
        body=body,
        omitted=omitted,
        asked_as=asked_as,
    )
