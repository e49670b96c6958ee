"""Where things lie: sources, the claim store, the bibliography, the recorded evidence, the reports."""

from __future__ import annotations

import contextlib
import glob
import json
import os
import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.configuration import FILE_NAME, find_workspace, load_settings
from audit.errors import InputError
from audit.files import sha256, write_if_changed
from audit.model import DocumentInfo, Settings

_TEXT = frozenset({".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".tex"})
_PACKED = frozenset({".docx", ".docm", ".pdf", ".xml", ".nxml", ".pptx"})
SUFFIXES = _TEXT | _PACKED  # what a folder is searched for; a file named outright may be called anything

_INDEX = "index"  # reports/index.html
_HEAD = 4096  # characters
_DOCUMENT = re.compile(r'\{\s*"schema": "[^"]*",\s*"document": \{\s*"path": ("(?:[^"\\]|\\.)*")')
_STALE = 3600.0  # seconds; a temporary file that old belongs to a run that was killed

_SETTINGS = """\
# Settings of claim-audit. Everything here has a default; the environment (CLAIM_AUDIT_...) wins over this file.

# What `claim-audit run` audits when no source is named: files, folders or globs.
sources = ["content"]

# Which rules judge the text: core, ama-style, medical-content, promotional-uk, promotional-us, or a TOML file.
profile = "core"

# From which severity on a run fails (exit code 1): critical, major, minor, info, never.
fail_on = "major"

# Which reports are written into reports/ beside the JSON, which is the audit itself.
formats = ["json", "html"]

[registries]
# Crossref answers faster and more reliably when it knows whom to write to. Also CLAIM_AUDIT_MAILTO.
# mailto = "you@example.org"

# Look at the addresses of web references too.
check_links = true
"""


@dataclass(frozen=True)
class Workspace:
    """A folder with its settings. Relative names in settings and arguments are taken from it."""

    root: Path
    settings: Settings

    @classmethod
    def open(cls, root: str | os.PathLike[str] | None = None) -> Workspace:
        """The workspace at `root`, or the nearest one upward from the current folder.

        Raises InputError where its settings cannot be used.
        """
        folder = (find_workspace(Path.cwd()) if root is None else Path(root)).resolve()
        if folder.exists() and not folder.is_dir():
            raise InputError(str(root), "is a file, not a folder", hint="--workspace takes a folder")
        return cls(folder, load_settings(folder))

    @property
    def claims(self) -> Path:
        """The claim store: one JSON file a document, and the log of decisions."""
        return self.root / "claims"

    @property
    def bibliography(self) -> Path:
        """The one BibTeX library of all documents."""
        return self.root / "bib" / "references.bib"

    @property
    def evidence(self) -> Path:
        """The recorded answers of the registries."""
        return self.root / "bib" / "evidence"

    @property
    def fulltext(self) -> Path:
        """The user's own copies of cited works, named by citation key."""
        return self.root / "bib" / "fulltext"

    @property
    def reports(self) -> Path:
        """The written audits."""
        return self.root / "reports"

    def display(self, path: Path) -> str:
        """How a file is named in messages and reports: relative to the workspace where it lies inside."""
        # a linked folder is where its user put it: `resolve` would follow the link
        for where in (Path(os.path.abspath(path)), path.resolve()):  # noqa: PTH100
            if where.is_relative_to(self.root):
                return _printable(where.relative_to(self.root).as_posix())
        return _printable(path.name if path.is_absolute() else path.as_posix())

    def displays(self, paths: Sequence[Path]) -> dict[Path, str]:
        """How several files are named: as `display` has it, with as many folders before it as tell them apart."""
        names = {path: self.display(path) for path in paths}
        depth = 1
        while True:
            taken = Counter(names.values())
            alike = [path for path, name in names.items() if taken[name] > 1]
            if not alike or depth > 40:
                return names
            depth += 1
            for path in alike:
                names[path] = _printable("/".join(path.resolve().parts[-depth:]).lstrip("/"))

    def prepare(self, reports: Path) -> None:
        """Make the folders that a run writes into, and clear away what a killed run left half written.

        Raises InputError where one of them cannot be written.
        """
        for folder in (self.claims, self.bibliography.parent, self.evidence, reports):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                reason = "is in the way: a folder is needed" if not isinstance(error, PermissionError) else ""
                raise InputError(str(folder), reason or "cannot be made: permission denied") from None
            if not os.access(folder, os.W_OK | os.X_OK):
                raise InputError(str(folder), "cannot be written: permission denied")
            _clear(folder)

    def source_of(self, document: DocumentInfo) -> bytes | None:
        """The bytes of the file that was audited; None where it is not here, or not the same any more."""
        path = self.root / document.path
        try:
            data = path.read_bytes() if path.is_file() else b""
        except OSError:
            return None
        return data if document.sha256 and sha256(data) == document.sha256 else None

    def sources(self, arguments: Sequence[str]) -> list[Path]:
        """The files that the arguments (files, folders, globs), or else the settings, name; sorted, each once.

        Arguments are relative to the current folder, settings to the workspace. Raises InputError for an argument
        that names nothing.
        """
        named = [(argument, Path.cwd()) for argument in arguments] or [
            (source, self.root) for source in self.settings.sources
        ]
        for name, base in named:
            if not glob.has_magic(name) and not (base / name).exists():
                hint = _near(name, base) if arguments else f"{FILE_NAME} names it; `claim-audit init` makes a workspace"
                raise InputError(name, "no such file or folder", hint=hint)
        found: dict[Path, Path] = {}
        for name, base in named:
            for path in self._expand(name, base):
                found.setdefault(path.resolve(), path)
        return [found[key] for key in sorted(found)]

    def _expand(self, name: str, base: Path) -> Iterable[Path]:
        path = base / name
        if path.is_file():
            return [path]
        if path.is_dir():
            inside = [file for file in sorted(path.rglob("*")) if self._is_source(file, path)]
            if not inside:
                raise InputError(name, "the folder holds nothing to audit", hint=f"looked for {_suffixes()}")
            return inside
        matches = (Path(match) for match in sorted(glob.glob(str(path), recursive=True)))  # noqa: PTH207 - absolute
        files = [match for match in matches if match.is_file() and not self._is_ours(match, base)]
        if not files:
            raise InputError(name, "nothing matches", hint="quote a glob so that the shell leaves it alone")
        return files

    def _is_source(self, path: Path, folder: Path) -> bool:
        if path.suffix.lower() not in SUFFIXES or path.name.startswith("~$") or not path.is_file():
            return False
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        return not hidden and not self._is_ours(path, folder)

    def _is_ours(self, path: Path, asked: Path) -> bool:
        """Whether a file that turned up in `asked` is what we wrote ourselves: audits are not audited."""
        own = (self.claims, self.bibliography.parent, self.reports)
        return any(path.is_relative_to(folder) and not asked.is_relative_to(folder) for folder in own)

    def names(self, displays: Sequence[str]) -> dict[str, str]:
        """The NAME of each document (`claims/NAME.json`): the file's stem, or more where that stem is another's.

        A document keeps the name it has in the claim store.
        """
        names = Names(self)
        return {display: names.of(display) for display in sorted(displays)}


class Names:
    """The NAMEs of documents, given one by one."""

    def __init__(self, space: Workspace) -> None:
        self._owners = {}
        for file in sorted(space.claims.glob("*.json")):
            if owner := _owner(file):
                self._owners[file.stem] = owner
        self._names = {path: name for name, path in self._owners.items()}

    def of(self, display: str) -> str:
        """The name of a document; from now on it is taken."""
        if display not in self._names:
            path = Path(display)  # `index` is the page over all of them
            forms = (path.stem, path.name.replace(".", "-"), f"{path.stem}-{sha256(display)[:8]}")
            names = [name for form in forms if (name := _safe(form)).lower() != _INDEX]
            name = next((name for name in names if self._owners.get(name, display) == display), names[-1])
            self._owners[name], self._names[display] = display, name
        return self._names[display]


def _near(name: str, base: Path) -> str:
    """What to do about a source that is not there."""
    import difflib

    if re.match(r"https?://", name):
        return "web pages are not opened: save the page as a file, and name that"
    folder = (base / name).parent
    here = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    near = difflib.get_close_matches(Path(name).name, here, n=1)
    return f"did you mean {(Path(name).parent / near[0]).as_posix()}?" if near else "see `claim-audit run --help`"


def _owner(file: Path) -> str | None:
    """The document whose claims a file holds, told by the beginning of the file where that tells."""
    try:
        with file.open(encoding="utf-8") as stream:
            head = stream.read(_HEAD)
            if found := _DOCUMENT.match(head):
                return str(json.loads(found[1]))
            return str(json.loads(head + stream.read())["document"]["path"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None  # not a claim file, or a broken one: the run that owns the name will write it anew


def _clear(folder: Path) -> None:
    """Remove temporary files of `write_atomic` that nobody is writing any more."""
    for path in folder.glob(".*.tmp"):
        with contextlib.suppress(OSError):  # another run may have been faster
            if time.time() - path.stat().st_mtime > _STALE:
                path.unlink()


def _printable(name: str) -> str:
    """A name as messages and JSON can carry it: one that is no UTF-8, or holds a line break, is shown without."""
    shown = os.fsencode(name).decode("utf-8", errors="replace")
    return re.sub(r"[\x00-\x1f\x7f]", "\N{REPLACEMENT CHARACTER}", shown)


def _safe(name: str) -> str:
    cleaned = re.sub(r"[^\w.-]+", "-", name).strip("-.")
    return cleaned[:120] or "document"


def _suffixes() -> str:
    return ", ".join(sorted(SUFFIXES))


def create(root: Path) -> list[str]:
    """Make a workspace at `root`; what is there already is left as it is. Returns what was made."""
    made = []
    for folder in ("content", "claims", "bib/evidence", "bib/fulltext", "reports"):
        path = root / folder
        if not path.is_dir():
            path.mkdir(parents=True)
            made.append(folder + "/")
    if not (root / FILE_NAME).exists():
        write_if_changed(root / FILE_NAME, _SETTINGS)
        made.append(FILE_NAME)
    return made
