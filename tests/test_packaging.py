"""What others install: the wheel, the source distribution, and the command in an environment of its own.

No network: an environment gets the wheel and links to what is installed here, and only to what the wheel declares. What
it uses without declaring it is therefore missing, as it would be at a user's.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from command_line import NOWHERE, ROOT
from packaging.requirements import Requirement
from pages import CLEAN

import audit

PACKAGE = ROOT / "audit"
EXAMPLE = ("content", "claims", "bib", "reports", "claim-audit.toml")


@dataclass(frozen=True)
class Built:
    wheel: Path
    sdist: Path


@dataclass(frozen=True)
class Place:
    """An environment with the wheel and some extras, and a copy of the example workspace."""

    folder: Path
    workspace: Path

    def __call__(self, *arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run its `claim-audit` in the workspace."""
        own = {name: value for name, value in os.environ.items() if not name.startswith(("CLAIM_AUDIT_", "PYTHON"))}
        urls = {f"CLAIM_AUDIT_{name}_URL": NOWHERE for name in ("CROSSREF", "DOI", "DATACITE", "EUROPEPMC", "ARCHIVE")}
        return subprocess.run(
            [self.folder / "bin" / "claim-audit", *arguments], input=stdin, cwd=self.workspace,
            env={**own, **urls, "VIRTUAL_ENV": str(self.folder)}, capture_output=True, text=True, check=False,
        )  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The wheel and the source distribution of this checkout."""
    pytest.importorskip("hatchling", reason="needs hatchling, of the extra test")
    folder = tmp_path_factory.mktemp("dist")
    call = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    made = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return Built(wheel, sdist)


@pytest.fixture(scope="module")
def place(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Place]:
    """Environments by their extras, each made once."""
    made: dict[str, Place] = {}

    def of(extras: str) -> Place:
        if extras not in made:
            made[extras] = _place(built.wheel, extras, tmp_path_factory.mktemp("place"))
        return made[extras]

    return of


def _place(wheel: Path, extras: str, home: Path) -> Place:
    folder, workspace = home / "venv", home / "workspace"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    (site,) = folder.glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
        script = archive.read(next(n for n in archive.namelist() if n.endswith("entry_points.txt"))).decode()
    _link(site, declared(wheel, set(extras.split(","))))
    module, function = re.search(r"^claim-audit = ([\w.]+):(\w+)$", script, re.M).groups()  # type: ignore[union-attr]
    command = folder / "bin" / "claim-audit"
    command.write_text(f"#!{folder}/bin/python\nimport sys\nfrom {module} import {function}\nsys.exit({function}())\n")
    command.chmod(0o755)
    for name in EXAMPLE:
        source, target = ROOT / name, workspace / name
        target.parent.mkdir(exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    return Place(folder, workspace)


def declared(wheel: Path, extras: set[str]) -> list[importlib.metadata.Distribution]:
    """The distributions that an installation of the wheel with these extras brings, as they are installed here."""
    with zipfile.ZipFile(wheel) as archive:
        metadata = archive.read(next(n for n in archive.namelist() if n.endswith("METADATA"))).decode()
    found: dict[str, importlib.metadata.Distribution] = {}
    todo = [(line, extras | {""}) for line in re.findall(r"^Requires-Dist: (.+)$", metadata, re.M)]
    while todo:
        line, wanted = todo.pop()
        requirement = Requirement(line)
        if requirement.marker and not any(requirement.marker.evaluate({"extra": extra}) for extra in wanted):
            continue
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        inner = requirement.extras | {""}
        if name == "claim-audit":
            todo += [(needed, inner) for needed in re.findall(r"^Requires-Dist: (.+)$", metadata, re.M)]
        elif name not in found:
            try:
                found[name] = importlib.metadata.distribution(name)
            except importlib.metadata.PackageNotFoundError:
                pytest.skip(f"{name} is not installed here")
            todo += [(needed, inner) for needed in found[name].requires or ()]
    return list(found.values())


def _link(site: Path, distributions: list[importlib.metadata.Distribution]) -> None:
    for distribution in distributions:
        for top in {file.parts[0] for file in distribution.files or ()} - {"..", "__pycache__"}:
            source = Path(str(distribution.locate_file(top)))
            if source.exists() and not (site / top).exists():
                (site / top).symlink_to(source)


# -- what is in them --


def test_the_wheel_holds_the_package_and_nothing_else(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
        metadata = archive.read(next(n for n in names if n.endswith("METADATA"))).decode()
    shipped = {name for name in names if ".dist-info/" not in name}
    assert shipped == {path.relative_to(ROOT).as_posix() for path in package_files()}
    assert {"audit/py.typed", "audit/bibliography/data/references.crfsuite", "audit/schemas/report.schema.json"} < names
    assert {"audit/reports/templates/report.html.j2", "audit/checks/profile_files/core.toml"} < names
    assert f"Version: {audit.__version__}\n" in metadata
    assert "License-Expression: Apache-2.0" in metadata
    assert built.wheel.stat().st_size < 3_000_000


def package_files() -> Iterator[Path]:
    for path in PACKAGE.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".tmp":
            yield path


def test_the_sdist_holds_what_git_holds(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "tests/test_packaging.py",
        "content/carcinoid-syndrome.txt",
    } < names
    assert not [name for name in names if name.endswith((".pyc", ".tmp")) or name.startswith((".venv", ".git/"))]
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("no Git here")
    files = {name for name in listed.stdout.splitlines() if not name.startswith('"') and (ROOT / name).exists()}
    assert files - names == set()


def test_the_core_is_lean(built: Built) -> None:
    core = declared(built.wheel, set())
    names = {distribution.metadata["Name"].lower() for distribution in core}
    assert names.isdisjoint(
        {"weasyprint", "xlsxwriter", "python-docx", "starlette", "uvicorn", "distributed", "pytest"}
    )
    with zipfile.ZipFile(built.wheel) as archive:
        metadata = archive.read(next(n for n in archive.namelist() if n.endswith("METADATA"))).decode()
    direct = [line for line in re.findall(r"^Requires-Dist: (.+)$", metadata, re.M) if "extra ==" not in line]
    assert len(direct) <= 20, direct
    size = sum(file.size or 0 for distribution in core for file in distribution.files or ())
    assert size < 120_000_000


# -- installed --


def test_a_bare_installation_answers(place: Callable[[str], Place]) -> None:
    bare = place("")
    assert bare("--version").stdout == f"claim-audit, version {audit.__version__}\n"
    made = bare("init", "elsewhere")
    assert (made.returncode, "claim-audit.toml" in made.stderr) == (0, True)
    assert len(bare("rules").stdout.splitlines()) > 50
    assert "## Fix" in bare("rules", "CIT001").stdout
    assert json.loads(bare("schema", "profile").stdout)["title"] == "claim-audit profile"


def test_a_bare_installation_audits_the_example(place: Callable[[str], Place]) -> None:
    bare = place("")
    ran = bare("run", "--offline", "--format", "html,markdown,csv,sarif,junit")
    assert ran.returncode == 1, ran.stderr
    stored = Path("reports") / "carcinoid-syndrome.json"
    assert (bare.workspace / stored).read_bytes() == (ROOT / stored).read_bytes()
    assert {path.suffix for path in (bare.workspace / "reports").iterdir()} >= {
        ".html",
        ".md",
        ".csv",
        ".sarif",
        ".xml",
    }


@pytest.mark.parametrize("name", ["page.txt", "page.md", "page.html", "page.xml", "page.docx", "page.pdf", "page.tex"])
def test_a_bare_installation_reads(name: str, place: Callable[[str], Place]) -> None:
    bare = place("")
    (bare.workspace / name).write_bytes(source(name))
    ran = bare("extract", name)
    assert ran.returncode == 0, ran.stderr
    assert "pathologist" in ran.stdout


def source(name: str) -> bytes:
    """A small page in the format that the name says."""
    paragraphs = CLEAN.splitlines()
    if name.endswith(".html"):
        return ("<html><body>" + "".join(f"<p>{text}</p>" for text in paragraphs) + "</body></html>").encode()
    if name.endswith(".xml"):
        body = "".join(f"<p>{text}</p>" for text in paragraphs)
        return f"<article><front/><body><sec><title>A</title>{body}</sec></body></article>".encode()
    if name.endswith(".tex"):
        return ("\\documentclass{article}\\begin{document}" + "\n\n".join(paragraphs) + "\\end{document}").encode()
    if name.endswith(".docx"):
        return docx(paragraphs)
    if name.endswith(".pdf"):
        return pdf(paragraphs)
    return CLEAN.encode()


def docx(paragraphs: list[str]) -> bytes:
    import io

    document = pytest.importorskip("docx").Document()
    for text in paragraphs:
        document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def pdf(paragraphs: list[str]) -> bytes:
    """One page, one line a paragraph, in a font that every reader has."""
    quoted = [re.sub(r"([()])", r"\\\1", text) for text in paragraphs]
    lines = " ".join(f"({text}) Tj T*" for text in quoted)
    content = f"BT /F 6 Tf 12 TL 40 780 Td {lines} ET".encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    parts, offsets = [b"%PDF-1.4\n"], []
    for number, text in enumerate(objects, start=1):
        offsets.append(sum(map(len, parts)))
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, text))
    start = sum(map(len, parts))
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table))
    parts.append(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, start))
    return b"".join(parts)


@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (["run", "--offline", "--format", "pdf"], "report"),
        (["run", "--offline", "--format", "html,xlsx"], "report"),
        (["report", "reports/carcinoid-syndrome.json", "--format", "docx"], "report"),
        (["sign", "content/carcinoid-syndrome.txt", "--meaning", "read", "--as", "A <a@b.org>", "--key", "k"], "sign"),
        (["run", "--offline", "--engine", "dask://127.0.0.1:9"], "scale"),
        (["review", "--no-browser", "--as", "A <a@b.org>"], "web"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_what_needs_an_extra_says_which(arguments: list[str], extra: str, place: Callable[[str], Place]) -> None:
    bare = place("")
    (bare.workspace / "k").write_text("no key\n")
    ran = bare(*arguments)
    assert ran.returncode == 2, ran.stderr
    assert f'pip install "claim-audit[{extra}]"' in ran.stderr
    assert "Traceback" not in ran.stderr


def test_with_extras_every_format_is_written(place: Callable[[str], Place]) -> None:
    full = place("report")
    ran = full("run", "--offline", "--format", "html,pdf,docx,xlsx,annotated-docx")
    assert ran.returncode == 1, ran.stderr
    written = {path.name: path.read_bytes()[:4] for path in (full.workspace / "reports").iterdir()}
    assert written["carcinoid-syndrome.pdf"] == b"%PDF"
    assert {name for name, head in written.items() if head == b"PK\x03\x04"} >= {
        "carcinoid-syndrome.docx", "carcinoid-syndrome.xlsx",
    }  # fmt: skip
