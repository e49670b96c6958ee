"""The bibliography that a document cites by key: the files that it names, or else the workspace's own library.

What is cited from there is printed below the text, as a LaTeX run would print it, so that every reference has a place
that findings and reviewers can point at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from audit.bibliography.bibtex import read_bibtex
from audit.bibliography.csl import read_csl_json
from audit.bibliography.parsing import render_ama
from audit.errors import InputError
from audit.model import Block, Document, ListedReference, Reference, ReferenceList

_HEADING: Final = "References"
_MAX_BYTES: Final = 50_000_000
_LIBRARY: Final = Path("bib") / "references.bib"


@dataclass(frozen=True, slots=True)
class Printed:
    """A document with what it cites from elsewhere printed below it.

    consulted: whether other files decided about it, so that the document's own bytes do not tell if it changed.
    """

    document: Document
    lists: tuple[ReferenceList, ...] = ()
    references: tuple[Reference, ...] = ()
    consulted: bool = False


def with_bibliography(document: Document, lists: Sequence[ReferenceList], folder: Path, root: Path | None) -> Printed:
    """Print what `document` cites by key and does not list itself.

    folder: where the document lies. root: the workspace. Files outside both are never opened.
    """
    missing = _cited_elsewhere(document, lists)
    if not missing:
        return Printed(document)
    names = [folder / name for name in document.bibliographies]
    notes: list[str] = []
    known: dict[str, Reference] = {}
    for path in names or ([root / _LIBRARY] if root is not None and (root / _LIBRARY).is_file() else []):
        for reference in _read(path, (folder, root), notes):
            known.setdefault(reference.label or reference.key, reference)
    found = {key: known[key] for key in missing if key in known}
    document = replace(document, notes=(*document.notes, *notes))
    if not found:
        return Printed(document, consulted=True)
    document, listed, references = _print(document, found)
    return Printed(document, (listed,), references, consulted=True)


def _cited_elsewhere(document: Document, lists: Sequence[ReferenceList]) -> list[str]:
    """The keys that are cited, in order, but those of entries and footnotes of the document itself."""
    if not document.citations:
        return []
    own = {name for item in lists for entry in item.entries for name in entry.names}
    own |= {name for block in document.blocks for name in block.anchors}
    return list(dict.fromkeys(key for mark in document.citations for key in mark.keys if key not in own))


def _read(path: Path, allowed: Iterable[Path | None], notes: list[str]) -> Iterator[Reference]:
    """The references of a bibliography file; what is wrong with it goes into `notes`."""
    inside = [folder.resolve() for folder in allowed if folder is not None]
    target = path.resolve()
    if not any(target.is_relative_to(folder) for folder in inside):
        notes.append(f"The bibliography {path.name} lies outside the workspace and was not read.")
        return
    try:
        if target.stat().st_size > _MAX_BYTES:
            notes.append(f"The bibliography {path.name} is larger than {_MAX_BYTES // 1_000_000} MB and was not read.")
            return
        if target.suffix.lower() == ".json":
            yield from read_csl_json(target, path.name)
            return
        library = read_bibtex(target, path.name)
    except FileNotFoundError:
        notes.append(f"The bibliography {path.name}, which the document names, was not found.")
    except (InputError, OSError) as error:
        notes.append(f"The bibliography {path.name} could not be read: {error}")
    else:
        notes.extend(f"{path.name}:{problem.line}: {problem.message}" for problem in library.problems)
        yield from library.references


def _print(document: Document, found: Mapping[str, Reference]) -> tuple[Document, ReferenceList, tuple[Reference, ...]]:
    text, blocks = document.text.rstrip("\n"), list(document.blocks)
    if blocks and blocks[-1].kind == "heading":  # the place that the author left for the list
        start = blocks[-1].start
    else:
        text += "\n\n"
        start = len(text)
        text += _HEADING
        blocks.append(Block("heading", start, len(text), level=1))
    entries, references = [], []
    for key, reference in found.items():
        raw = " ".join(render_ama(reference).split()) or reference.title or key
        text += "\n"
        at, line = len(text), f"{key}. {raw}"
        text += line
        blocks.append(Block("list-item", at, len(text), level=1, label=key, anchors=(key,)))
        entries.append(ListedReference(label=key, raw=raw, start=at, end=len(text), names=(key,)))
        references.append(
            reference.model_copy(update={"raw": raw, "label": key, "key": "", "start": at, "end": len(text)})
        )
    listed = ReferenceList(
        entries=tuple(entries),
        start=start,
        end=len(text),
        scope_start=0,
        scope_end=len(text),
        heading=text[start:].partition("\n")[0],
        numbered=False,
    )
    return replace(document, text=text, blocks=tuple(blocks)), listed, tuple(references)
