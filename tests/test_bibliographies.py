"""Documents that cite by key: the files that they name, or the workspace's own library, are their reference list."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from audit.bibliography.library import Library
from audit.model import Extraction, Settings
from audit.pipeline import Order, extract
from audit.runs import run
from audit.stored import load_report
from audit.workspace import Workspace, create

NOW = datetime(2026, 11, 23, tzinfo=UTC)
BIB = """@article{raphael,
  author = {Raphael, Michael J. and Chan, David L.},
  title = {Principles of diagnosis and management of neuroendocrine tumours},
  journal = {CMAJ}, year = {2017}, volume = {189}, number = {10}, pages = {E398--E404}, doi = {10.1503/cmaj.160771}
}
@article{oronsky,
  author = {Oronsky, Bryan and Ma, Patrick C.},
  title = {Nothing but {NET}: a review of neuroendocrine tumors and carcinomas},
  journal = {Neoplasia}, year = {2017}, volume = {19}, number = {12}, pages = {991--1002}
}
@article{unused, author = {Nobody, Ann}, title = {Never cited}, journal = {None}, year = {2001}}
"""
CSL = [{"id": "raphael", "type": "article-journal", "title": "Principles of diagnosis", "DOI": "10.1503/cmaj.160771"}]
TEXT = "Tumors of a low grade grow slowly [@raphael; @oronsky]. As @oronsky says, some are found by chance.\n"
LATEX = (
    r"\documentclass{article}\begin{document}Tumors of a low grade grow slowly \cite{raphael,oronsky}."
    r"\bibliographystyle{plain}\bibliography{refs}\end{document}"
)


def read(root: Path, name: str, text: str) -> Extraction:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")
    order = Order(Settings(), NOW, offline=True, root=root)
    return extract(root / name, name, Library.load(root / "bib" / "references.bib"), order)


def front(name: str, text: str = TEXT) -> str:
    return f"---\nbibliography: {name}\n---\n{text}"


@pytest.mark.parametrize(
    ("source", "text", "bibliography", "cited"),
    [
        ("page.md", front("refs.bib"), "refs.bib", 2),
        ("page.md", front("refs.bib", TEXT + "\n# Literature\n"), "refs.bib", 2),
        ("docs/page.md", front("../refs.bib"), "refs.bib", 2),
        ("page.md", front("refs.json"), "refs.json", 1),
        ("page.tex", LATEX, "refs.bib", 2),
        ("page.md", TEXT, "bib/references.bib", 2),
    ],
    ids=["named", "place for the list", "elsewhere in the workspace", "CSL JSON", "LaTeX", "the library"],
)
def test_a_bibliography_is_the_list(tmp_path: Path, source: str, text: str, bibliography: str, cited: int) -> None:
    (tmp_path / bibliography).parent.mkdir(exist_ok=True)
    (tmp_path / bibliography).write_text(json.dumps(CSL) if bibliography.endswith("json") else BIB, encoding="utf-8")
    found = read(tmp_path, source, text)
    assert [reference.label for reference in found.references] == ["raphael", "oronsky"][:cited]
    assert found.references[0].doi == "10.1503/cmaj.160771"
    keys = [reference.key for reference in found.references]
    first = next(statement for statement in found.statements if "grow slowly" in statement.text)
    assert first.citation_keys == keys
    assert first.coverage == "direct"
    assert (first.unknown_markers == []) == (cited == 2)
    assert all(reference.start < reference.end for reference in found.references)
    assert not [finding for finding in found.findings if finding.code in {"CIT003", "DOC002"}]


@pytest.mark.parametrize(
    ("name", "content", "note"),
    [
        ("refs.bib", None, "refs.bib, which the document names, was not found"),
        ("../outside.bib", BIB, "outside.bib lies outside the workspace and was not read"),
        ("refs.bib", "@article{raphael, title = {Broken", "refs.bib:1:"),
        ("refs.json", "{", "refs.json could not be read"),
        ("refs.json", "[3]", "refs.json could not be read"),
    ],
)
def test_what_is_wrong_with_a_bibliography_is_said(tmp_path: Path, name: str, content: str | None, note: str) -> None:
    root = tmp_path / "space"
    root.mkdir()
    if content is not None:
        (root / name).write_text(content, encoding="utf-8")
    found = read(root, "page.md", front(name))
    assert any(note in said for said in found.document.notes), found.document.notes
    if content != "@article{raphael, title = {Broken":
        assert [finding.code for finding in found.findings if finding.severity == "critical"] == ["DOC002"]


def test_a_changed_bibliography_is_a_changed_document(tmp_path: Path) -> None:
    create(tmp_path)
    (tmp_path / "content" / "page.md").write_text(front("refs.bib"), encoding="utf-8")
    (tmp_path / "content" / "refs.bib").write_text(BIB, encoding="utf-8")
    space = Workspace(tmp_path, Settings(formats=["json"]))
    order = Order(space.settings, NOW, offline=True, root=tmp_path)
    first = load_report(run(space, space.sources([]), order, jobs=1).audits[0].report)
    (tmp_path / "content" / "refs.bib").write_text(BIB.replace("{19}", "{91}"), encoding="utf-8")
    second = load_report(run(space, space.sources([]), order, jobs=1).audits[0].report)
    assert [reference.volume for reference in first.references] == ["189", "19"]
    assert [reference.volume for reference in second.references] == ["189", "91"]
