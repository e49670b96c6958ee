"""Citation keys for the documents of a run: one library, loaded only where it is needed.

A key that was given stays while nobody else changes the bibliography: what a run itself adds takes no key away. So
documents that did not change keep theirs without being looked at, until somebody edits the file.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from audit.fleet.memory import Memory
from audit.fleet.versions import ABSENT, hash_of
from audit.model import Reference
from audit.workspace import Workspace

if TYPE_CHECKING:
    from audit.bibliography.library import Library

_PLACE: Final = {"key", "label", "anchors", "line", "start", "end", "list_index"}


class Keys:
    """Gives keys. generation: changes whenever somebody else has changed the bibliography."""

    def __init__(self, space: Workspace, memory: Memory) -> None:
        self._space, self._memory = space, memory
        self._library: Library | None = None
        self._given = False
        content = hash_of(space.bibliography)
        ours = content == memory.fact("bibliography") and content != ABSENT
        self.generation = memory.fact("generation") if ours else secrets.token_hex(8)
        if not ours:
            self.library  # noqa: B018 - one that cannot be read ends the run before it begins

    @property
    def notes(self) -> list[str]:
        """What a user should know of the bibliography: broken entries, by line."""
        if self._library is None:
            return list(json.loads(self._memory.fact("bibliography notes") or "[]"))
        shown = self._space.display(self._space.bibliography)
        return [f"{shown}:{problem.line}: {problem.message}" for problem in self._library.problems]

    @property
    def library(self) -> Library:
        """The library of the workspace."""
        if self._library is None:
            from audit.bibliography.library import Library

            self._library = Library.load(self._space.bibliography)
        return self._library

    def give(self, references: Sequence[Reference], document: str) -> None:
        """Give the references of a document their keys. They may change again until `save`."""
        self.library.assign(references, document)
        self._given = True

    def save(self) -> None:
        """Write what is new. Other runs may have written meanwhile: then nothing that was known holds any more."""
        if self._library is None or not self._given:
            return
        self._library.save()
        if self._library.disturbed:
            self.generation, self._library.disturbed = secrets.token_hex(8), False
        self._memory.learn("bibliography", hash_of(self._space.bibliography))
        self._memory.learn("generation", self.generation)
        self._memory.learn("bibliography notes", json.dumps(self.notes, ensure_ascii=False))


def alike(references: Sequence[Reference], others: Sequence[Reference]) -> bool:
    """Whether two lists cite the same in the same words and order, wherever it stands."""
    return len(references) == len(others) and all(
        _words(one) == _words(other) for one, other in zip(references, others, strict=True)
    )


def _words(reference: Reference) -> dict[str, Any]:
    return reference.model_dump(exclude=_PLACE)
