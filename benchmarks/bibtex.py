"""Speed of the BibTeX library and of the search for duplicates; what becomes of `.bib` files of others.

    python benchmarks/bibtex.py [FOLDER_OR_FILE.bib ...]

Without arguments, references are generated (seeded); with arguments, every `.bib` file below them is read, and each
reference written and read again.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from audit.bibliography.bibtex import entry_text, read_bibtex, to_entry
from audit.bibliography.duplicates import find_duplicates
from audit.bibliography.library import Library
from audit.model import Author, Reference

TEXT = (
    "treatment survival of with neuroendocrine tumours randomised trial phase III lutetium therapy in patients and"
    " progression somatostatin analogue pancreatic carcinoid imaging gallium guideline review management outcomes"
    " quality life chemotherapy everolimus sunitinib liver metastases resection long-term safety efficacy placebo"
)
WORDS = TEXT.split()
FAMILIES = "Smith Müller García Nguyen Kim Rossi Dubois Novák Silva Andersen Okafor Ivanov Tanaka Cohen Haddad".split()


def generated(count: int, seed: int = 1) -> list[Reference]:
    """Journal references; every twentieth is written a second time in other words (no DOI, abbreviated journal)."""
    rng = random.Random(seed)
    references: list[Reference] = []
    while len(references) < count:
        number = len(references)
        authors = [Author(family=rng.choice(FAMILIES), given=rng.choice("ABCDEFG")) for _ in range(rng.randint(1, 6))]
        title = " ".join(rng.choices(WORDS, k=rng.randint(6, 14))).capitalize()
        volume, page = str(rng.randint(1, 90)), rng.randint(1, 2000)
        reference = Reference(
            raw=f"{number}. {title}. Annals of Oncology. {volume}:{page}", type="article", authors=authors, title=title,
            container="Annals of Oncology", year=str(rng.randint(1995, 2024)), volume=volume,
            issue=str(rng.randint(1, 12)), pages=f"{page}-{page + 9}", doi=f"10.1000/example.{number}",
        )  # fmt: skip
        references.append(reference)
        if number % 20 == 0:
            again = {"doi": None, "container": "Ann Oncol", "raw": f"{title}. Ann Oncol {volume}:{page}", "issue": None}
            references.append(reference.model_copy(update=again))
    return references[:count]


def timed(what: str, work: Callable[[], Any]) -> Any:
    started = time.perf_counter()
    result = work()
    print(f"{what:<58} {time.perf_counter() - started:8.2f} s")
    return result


def library_speed(count: int) -> None:
    references = generated(count)
    pairs = timed(f"find_duplicates, {count} references", lambda: find_duplicates(references))
    print(f"  {len(pairs)} pairs found, {sum(1 for r in references if r.doi is None)} written twice")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "references.bib"
        library = Library.load(path)
        timed(f"assign, {count} references to an empty library", lambda: library.assign(references, source="a.md"))
        timed("save", library.save)
        size = path.stat().st_size
        again = timed(
            f"load the library, {len(library.entries)} entries, {size / 1e6:.1f} MB", lambda: Library.load(path)
        )
        timed(f"assign, the same {count} references", lambda: again.assign(references, source="a.md"))
        timed("save, nothing new", again.save)
        fresh = generated(60, seed=2)
        timed("load, assign 60 new ones, save", lambda: Library.load(path).assign(fresh) and None)


def bib_files(arguments: list[str]) -> Iterator[Path]:
    for argument in arguments:
        path = Path(argument)
        yield from sorted(path.rglob("*.bib")) if path.is_dir() else [path]


def others_files(arguments: list[str]) -> None:
    print(f"{'file':<34} {'entries':>7} {'problems':>8} {'changed':>7} {'s':>6}")
    for path in bib_files(arguments):
        started = time.perf_counter()
        read = read_bibtex(path)
        seconds = time.perf_counter() - started
        changed = sum(1 for reference in read.references if not survives(reference))
        print(f"{path.name:<34} {len(read.references):7} {len(read.problems):8} {changed:7} {seconds:6.2f}")


def survives(reference: Reference) -> bool:
    """Whether a reference is the same after it has been written as BibTeX and read again."""
    again = read_bibtex(entry_text(reference.key or "key", to_entry(reference))).references
    unlike = {"raw", "line", "label", "key"}
    return len(again) == 1 and again[0].model_dump(exclude=unlike) == reference.model_dump(exclude=unlike)


if __name__ == "__main__":
    if sys.argv[1:]:
        others_files(sys.argv[1:])
    else:
        library_speed(10_000)
