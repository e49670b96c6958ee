"""Citations of a LaTeX document and the reference list that they point at."""

from __future__ import annotations

from audit.documents.latex_macros import CITES, RAISED_CITES, TEXTUAL_CITES
from audit.documents.latex_tokens import Tex, simple
from audit.documents.latex_walk import Handler, Walk


def cite(walk: Walk, name: str, tex: Tex, at: int) -> int:
    """`\\cite[note]{key,key}` and its family."""
    keys: list[str] = []
    notes: list[str] = []
    text = tex.text
    while text[at : at + 1] in {"[", "{"} and not (keys and not name.endswith("s")):
        if text[at] == "[":
            note, behind = tex.optional(at)
            if behind == at:
                break
            at = behind
            notes.append(note)
        else:
            inner, at = tex.argument(at)
            keys.extend(key.strip() for key in inner.split(",") if key.strip())
    if not keys or walk.silent:
        return at
    start = walk.builder.position
    textual = name in TEXTUAL_CITES
    walk.write(printed_citation(walk, keys, [note for note in notes if note.strip()], name))
    if name in RAISED_CITES:
        walk.builder.superscript(start)
    walk.builder.citation(start, keys, textual=textual)
    return at


def printed_citation(walk: Walk, keys: list[str], notes: list[str], name: str) -> str:
    """A citation as the document prints it, if its reference list is known."""
    numbers, names = walk.bibliography.numbers, walk.bibliography.names
    note = f", {simple(notes[-1])}" if notes else ""
    if names and all(key in names for key in keys):
        pairs = [(simple(names[key][0]), names[key][1]) for key in keys]
        if name.rstrip("*") in {"citet", "textcite", "cite"}:
            return "; ".join(f"{author} ({year}{note})" for author, year in pairs)
        return "(" + "; ".join(f"{author}, {year}" for author, year in pairs) + f"{note})"
    if all(key in numbers for key in keys):
        shown = ",".join(str(numbers[key]) for key in keys)
        return shown if name in RAISED_CITES else f"[{shown}{note}]"
    shown = "; ".join(f"@{key}" for key in keys)
    return shown if name in TEXTUAL_CITES and len(keys) == 1 else f"[{shown}{note}]"


def reference(walk: Walk, _: str, tex: Tex, at: int) -> int:
    """`\\bibitem[label]{key} text`: an entry of the reference list."""
    walk.builder.end()
    at = tex.optional(at)[1]
    key, at = tex.argument(at)
    open_reference(walk, key.strip())
    return at


def open_reference(walk: Walk, key: str) -> None:
    """Begin the block of an entry."""
    number = walk.bibliography.numbers.get(key)
    label = str(number) if number and not walk.bibliography.names else None
    walk.builder.start("list-item", level=1, label=label, anchors=[key], place=walk.place())


def bibliography_here(walk: Walk, name: str, tex: Tex, at: int) -> int:
    """`\\bibliography{refs}`: the list that is printed here, or the names of the files that hold it."""
    if name == "bibliography":
        files, at = tex.argument(at)
    else:
        files, at = "", tex.optional(at)[1]
    if walk.printed is None:
        name_files(walk, files)
        return at
    printed, walk.printed = walk.printed, None
    if "\\bibitem" in printed:
        walk.walk(printed)
    else:
        walk.heading("References", 2)
        for key in walk.bibliography.items:
            open_reference(walk, key)
            walk.walk(walk.bibliography.reference(key).replace("%", "\\%"))
            walk.builder.end()
    return at


def resource(walk: Walk, _: str, tex: Tex, at: int) -> int:
    """`\\addbibresource{refs.bib}`."""
    at = tex.optional(at)[1]
    files, at = tex.argument(at)
    if walk.printed is None:
        name_files(walk, files)
    return at


def name_files(walk: Walk, files: str) -> None:
    """Record bibliography files, unless the printed list itself is there."""
    for name in files.split(","):
        if name.strip() and not walk.bibliography.numbers:
            walk.builder.bibliographies.append(name.strip() if "." in name else f"{name.strip()}.bib")


CITING: dict[str, Handler] = {
    "bibitem": reference,
    "bibliography": bibliography_here,
    "printbibliography": bibliography_here,
    "addbibresource": resource,
    "bibliographyresource": resource,
    **dict.fromkeys(CITES, cite),
}
