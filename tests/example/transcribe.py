"""Write the example again: its recorded evidence from `records.toml`, then its claims, bibliography and report.

    python tests/example/transcribe.py        in this checkout; commit what it changes

To be run when content/ changes, and when a change of ours makes the example read differently (tests/test_example.py
says so). The evidence was typed in by hand, and says so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from audit.model import Reference
from audit.pipeline import read_source
from audit.registries.dois import quoted
from audit.registries.evidence import EvidenceStore, Subject
from audit.registries.judge import subject_of_doi, subject_of_search
from audit.registries.outcomes import Answer
from audit.registries.sources import AGENCY, CROSSREF, HANDLE, SEARCH

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PAGE = ROOT / "content" / "carcinoid-syndrome.txt"


def run_time() -> str:
    """The time of the committed run, as `SOURCE_DATE_EPOCH` has it."""
    return str(int(datetime.fromisoformat(_table()["retrieved_at"]).timestamp()))


def transcribe(folder: Path) -> None:
    """Write every file of evidence into `folder`. A search is stored under the query that the product would ask."""
    table = _table()
    labelled = {reference.label: reference for reference in read_source(PAGE, PAGE.name).references}
    when = table["retrieved_at"]
    store = EvidenceStore(folder)
    store.write_all(item for work in table["work"] for item in _of_work(work, labelled, when))
    store.write_all(item for unknown in table["unknown"] for item in _of_unknown(unknown, when))


def records() -> list[dict[str, Any]]:
    """The works as Crossref messages, for a registry that knows them."""
    return [_message(work) for work in _table()["work"]]


def _of_work(work: dict[str, Any], labelled: dict[str, Reference], when: str) -> Iterator[tuple[Subject, Answer]]:
    message = _message(work)
    url = f"https://api.crossref.org/works/{quoted(work['doi'])}"
    yield subject_of_doi(work["doi"]), _answer(CROSSREF, url, 200, message, work["seen"], when)
    if "search-for" in work:
        subject = subject_of_search(labelled[work["search-for"]])
        url = f"https://api.crossref.org/works?query.bibliographic={quote(subject.identity)}"
        yield subject, _answer(SEARCH, url, 200, {"items": [message]}, work["seen"], when)


def _of_unknown(unknown: dict[str, Any], when: str) -> Iterator[tuple[Subject, Answer]]:
    doi, seen = unknown["doi"], unknown["seen"]
    subject, path = subject_of_doi(doi), quoted(doi)
    absent = {"DOI": doi, "status": "DOI does not exist"}
    yield subject, _answer(CROSSREF, f"https://api.crossref.org/works/{path}", 404, None, seen, when)
    yield subject, _answer(AGENCY, f"https://doi.org/doiRA/{path}", 200, absent, seen, when)
    body = {"responseCode": 100, "handle": doi}
    yield subject, _answer(HANDLE, f"https://doi.org/api/handles/{path}", 404, body, seen, when)


def _answer(source: str, url: str, status: int, body: Any, seen: str, when: str) -> Answer:
    return Answer(source, url, when, status, sha256="", body=body, transcribed=True, transcribed_from=seen)


def _message(work: dict[str, Any]) -> dict[str, Any]:
    """A work in the form of a Crossref message."""
    people = [name.split(", ", 1) for name in work["authors"]]
    authors = [
        {"given": given, "family": family, "sequence": "additional" if number else "first"}
        for number, (family, given) in enumerate(people)
    ]
    message: dict[str, Any] = {
        "DOI": work["doi"],
        "type": "journal-article",
        "title": [work["title"]],
        "container-title": [work["container"]],
        "author": authors,
        "issued": {"date-parts": [work["issued"]]},
        "published-print": {"date-parts": [work["issued"]]},
    }
    if "subtitle" in work:
        message["subtitle"] = [work["subtitle"]]
    message |= {name: work[name] for name in ("volume", "issue", "page", "article-number") if name in work}
    if "updated-by" in work:
        message["updated-by"] = [_update(update) for update in work["updated-by"]]
    return dict(sorted(message.items()))


def _update(update: dict[str, Any]) -> dict[str, Any]:
    named = {name: update[name] for name in ("type", "label", "source")}
    return {"DOI": update["doi"], **named, "updated": {"date-parts": [update["date"]]}}


def _table() -> dict[str, Any]:
    return tomllib.loads((HERE / "records.toml").read_text(encoding="utf-8"))


def main() -> None:
    """Write everything anew."""
    shutil.rmtree(ROOT / "bib" / "evidence", ignore_errors=True)
    for path in (ROOT / "bib" / "references.bib", *(ROOT / "claims").glob("*.json"), *(ROOT / "reports").glob("*")):
        path.unlink(missing_ok=True)
    transcribe(ROOT / "bib" / "evidence")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CLAIM_AUDIT_")}
    environment["SOURCE_DATE_EPOCH"] = run_time()
    done = subprocess.run([sys.executable, "-m", "audit", "run", "--offline"], cwd=ROOT, env=environment, check=False)
    sys.exit(done.returncode if done.returncode != 1 else 0)  # 1: the example has findings, as it should


if __name__ == "__main__":
    main()
