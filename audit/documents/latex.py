"""LaTeX sources with what they `\\input`, their citations and the reference list that BibTeX or biblatex made of them.

Only files inside the document's root folder are opened. Where the printed reference list is known (a
`thebibliography`, a `.bbl` file beside the source), citations read as it prints them; else as `[@key]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from audit.documents.building import Builder
from audit.documents.encoding import decode
from audit.documents.latex_bibliography import Bibliography
from audit.documents.latex_citing import CITING
from audit.documents.latex_structure import STRUCTURE
from audit.documents.latex_walk import Walk
from audit.documents.source import Source
from audit.model import Document

_MAX_BYTES = 10_000_000
_INPUT = re.compile(r"\\(?:input|include|subfile)\s*\{([^{}\n]{1,300})\}|\\input\s+([^\s{}\\%]{1,300})")
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*")
_MAX_FILES = 200
_NUMERIC = re.compile(
    r"\\usepackage\s*\[[^\[\]]{0,300}\b(numbers|super|sort&compress,numbers)\b|\\setcitestyle\{[^{}]{0,200}numbers"
)
_LANGUAGES = {"german": "de", "ngerman": "de", "french": "fr", "spanish": "es", "italian": "it", "dutch": "nl"}
_BABEL = re.compile(r"\\usepackage\s*\[([^\[\]]{1,300})\]\s*\{(?:babel|polyglossia)\}")


def read_document(source: Source) -> Document:
    """Read a LaTeX source. Places are lines, of included files too."""
    if len(source.data) > _MAX_BYTES:
        raise source.error(f"is {len(source.data):,} bytes of LaTeX; more than {_MAX_BYTES:,} are not read")
    text = decode(source)
    files = _Files(source)
    builder = Builder(source)
    bibliography = Bibliography()
    whole = files.with_inputs(text)
    bibliography.read(_COMMENT.sub(r"\1", whole))
    printed = files.beside(".bbl") if not bibliography.numbers else None
    if printed is not None:
        bibliography.read(printed)
    if _NUMERIC.search(text[:200_000]):
        bibliography.names.clear()
    walk = Walk(source, builder, bibliography, files.opened, printed, {**STRUCTURE, **CITING})
    walk.document(text)
    builder.notes.extend(files.notes)
    found = _BABEL.search(text[:200_000])
    language = found.group(1).split(",")[-1].strip() if found else ""
    return builder.document("application/x-tex", title=walk.title, language=_LANGUAGES.get(language, "en"))


class _Files:
    """The files that a source names, opened only inside its root folder."""

    def __init__(self, source: Source) -> None:
        self._source = source
        own = self._path(Path(source.name).name)
        self._open = [own] if own is not None else []
        self._opened = 0
        self._bytes = 0
        self.notes: list[str] = []

    @contextmanager
    def opened(self, name: str) -> Iterator[str | None]:
        """The text of an `\\input` file while it is read; None if it cannot be (a note says why)."""
        name = name.strip().strip('"')
        path = self._path(name if Path(name).suffix else f"{name}.tex")
        if path is None or not path.is_file() or path in self._open:
            self.notes.append(f"\\input{{{name}}} was not read: no such file inside the document's folder")
            yield None
            return
        self._open.append(path)
        yield self._read(path)
        self._open.pop()

    def beside(self, suffix: str) -> str | None:
        """The text of the file of the source's own name with another suffix, if there is one."""
        if self._source.folder is None or self._source.suffix != ".tex":
            return None
        path = self._path(Path(self._source.name).stem + suffix)
        return self._read(path) if path is not None and path.is_file() else None

    def with_inputs(self, text: str, depth: int = 0) -> str:
        """The text and that of the files it names, for looking ahead: their order is that of the document."""
        if depth > 5:
            return text
        parts, at = [], 0
        for found in _INPUT.finditer(text):
            name = (found.group(1) or found.group(2)).strip()
            path = self._path(name if Path(name).suffix else f"{name}.tex")
            parts.append(text[at : found.start()])
            at = found.end()
            if path is not None and path.is_file() and (inner := self._read(path)) is not None:
                parts.append(self.with_inputs(inner, depth + 1))
        return "".join([*parts, text[at:]])

    def _path(self, name: str) -> Path | None:
        folder, root = self._source.folder, self._source.root
        if folder is None or root is None or "\x00" in name:
            return None
        try:
            path = (folder / name).resolve()
        except (OSError, ValueError, RuntimeError):
            return None
        return path if path.is_relative_to(root) else None

    def _read(self, path: Path) -> str | None:
        self._opened += 1
        try:
            size = path.stat().st_size
            if self._opened > 2 * _MAX_FILES or self._bytes + size > 2 * _MAX_BYTES:
                raise self._source.error("names more files than are read", hint="give the main part alone")
            self._bytes += size
            data = path.read_bytes()
        except OSError:
            return None
        return decode(Source(data, path.name))
