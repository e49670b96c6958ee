"""Reading damaged citations: which statement cites which reference, on real articles and pages; and how fast.

    python benchmarks/linking.py [--shared FOLDER] [--only articles,pages,statements,speed] [--largest 10] [--show]

1. Each page rendering of `data/articles` (label F1, words kept, one statement a sentence, references found), and of
   `data/pages`, scored by `tools/score_links.py`.
2. `data/pages` that were read line by line (`statements.json`), scored by `tools/score_statements.py`.
3. Speed by processor time, start-up apart, of the whole of `claim-audit extract`: an article's text repeated, from
   10 kB to 10 MB; the articles as they are, with one reference to 700 characters; and hostile pages: digits and
   brackets, one line without an end, one statement over and over. Linear means: the last rows are as fast as the first.

Held back: the articles of which the SHA-256 of the folder's name is odd. Their errors are not looked at, only their
sums; they are shown apart. (Before this table there was another split, every other folder in order of name, so some of
them were looked at once.) The pages are too few to be held back: all four of 2 and the
seven of 1 were looked at, so their figures say how well known pages are read and no more.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RENDERINGS = (
    "page_glued.txt", "page_seed.txt", "page_bracket.txt", "page_paren.txt", "page.html", "page.md",
    "page_authoryear.txt",
)  # fmt: skip
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--only", default="articles,pages,statements,speed")
    parser.add_argument("--largest", type=float, default=10.0, help="megabytes of the largest text (default 10)")
    parser.add_argument("--show", action="store_true", help="each article that is not held back, and its figures")
    given = parser.parse_args()
    if not (given.shared / "data" / "articles").is_dir():
        sys.exit(f"{given.shared}: no data/articles here; name the folder with --shared")
    tables = given.only.split(",")
    if "articles" in tables:
        articles(given.shared, given.show)
    if "pages" in tables:
        pages(given.shared)
    if "statements" in tables:
        statements(given.shared)
    if "speed" in tables:
        speed(given.shared, given.largest)


def extract(source: Path) -> dict[str, Any]:
    """What `claim-audit extract` prints, without starting a process."""
    found: dict[str, Any] = json.loads(extracted(source))
    return found


def extracted(source: Path) -> str:
    """The same as text: what is timed."""
    from audit.cli import extract as command

    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "extraction.json"
        command.command([str(source), "-o", str(output), "--workspace", folder], standalone_mode=False)
        return output.read_text(encoding="utf-8")


def held_back(folder: Path) -> bool:
    """Whether the article's errors were never looked at."""
    return hashlib.sha256(folder.name.encode()).digest()[-1] % 2 == 1


class Sums:
    """The sums of `score_links.score` over several documents."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.sums: Counter[str] = Counter()
        self.documents = 0

    def add(self, scored: dict[str, int]) -> None:
        """One more document."""
        self.sums.update(scored)
        self.documents += 1

    @property
    def figures(self) -> tuple[float, float, float, float]:
        """Label F1, words kept, one statement a sentence, references found."""
        s = self.sums
        f1 = 2 * s["tp"] / max(1, 2 * s["tp"] + s["fp"] + s["fn"])
        return f1, s["kept"] / max(1, s["n"]), s["one"] / max(1, s["n"]), s["refs_found"] / max(1, s["refs_titled"])

    def row(self, name: str) -> str:
        """A line of the table."""
        return f"{name:22} {self.documents:>5} " + " ".join(f"{figure:>9.3f}" for figure in self.figures)


HEADER = f"{'':22} {'docs':>5} {'label F1':>9} {'words':>9} {'one':>9} {'refs':>9}"


def articles(shared: Path, show: bool) -> None:
    """Each rendering of the articles: those looked at, those held back, all."""
    scorer = _scorer(shared)
    print(f"articles: label F1, words kept, one statement a sentence, references found\n{HEADER}")
    for rendering in RENDERINGS:
        seen, held = Sums(), Sums()
        for folder, gold in _gold(shared / "data" / "articles"):
            if (folder / rendering).exists():
                scored = scorer.score(gold, extract(folder / rendering))
                (held if held_back(folder) else seen).add(scored)
                if show and not held_back(folder):
                    one = Sums()
                    one.add(scored)
                    print(one.row(f"  {folder.name[:20]}"))
        both = Sums()
        both.sums, both.documents = seen.sums + held.sums, seen.documents + held.documents
        print(both.row(rendering), seen.row("  looked at"), held.row("  held back"), sep="\n", flush=True)


def pages(shared: Path) -> None:
    """The pages whose markers were resolved by hand."""
    scorer = _scorer(shared)
    print(f"\npages of health sites (all looked at)\n{HEADER}")
    both = Sums()
    for folder, gold in _gold(shared / "data" / "pages"):
        one = Sums()
        one.add(scorer.score(gold, extract(folder / "page.txt")))
        both.add(dict(one.sums))
        print(one.row(f"  {folder.name[:20]}"))
    print(both.row("page.txt"), flush=True)


def statements(shared: Path) -> None:
    """The pages that were read line by line, as their scorer tells it."""
    print("\npages read line by line (all looked at)", flush=True)
    command = f"{sys.executable} {Path(__file__).resolve()} --extract-one {{source}}"
    scorer = shared / "tools" / "score_statements.py"
    subprocess.run([sys.executable, scorer, shared / "data" / "pages", "--command", command], check=True)


def speed(shared: Path, largest: float) -> None:
    """Megabytes a second, text by text."""
    print(f"\nspeed of extract, processor time, start-up apart\n{'text':34} {'MB':>7} {'s':>7} {'MB/s':>7}")
    folder = next(folder for folder, _ in _gold(shared / "data" / "articles") if (folder / "page_glued.txt").exists())
    text = (folder / "page_glued.txt").read_text(encoding="utf-8")
    _timed(text)  # libraries loaded, expressions compiled
    whole = sorted((shared / "data" / "articles").glob("*/page_glued.txt"))
    texts = [path.read_text(encoding="utf-8") for path in whole]
    _row("the articles, one by one", sum(len(t.encode()) for t in texts), sum(map(_timed, texts)))
    sizes = [size for size in SIZES if size <= largest * 1e6]
    for size in sizes:
        repeated = _repeated(text, size)
        _row(
            "an article's text, repeated",
            len(repeated.encode()),
            min(_timed(repeated) for _ in range(3 if size < 5e6 else 1)),
        )
    for name, make in HOSTILE.items():
        for share in (0.1, 1.0) if name == "digits and brackets" else (0.03, 0.3):
            hostile = make(int(largest * 1e6 * share))
            _row(name, len(hostile.encode()), _timed(hostile))


def _repeated(text: str, size: int) -> str:
    """The article's text over and over, with its reference list once."""
    body, _, listed = text.partition("\n1. ")
    return ((body + "\n") * (size // len(body) + 1))[:size] + "\n1. " + listed


_LIST = "\nReferences\n" + "\n".join(
    f"{n}. Aalto B{chr(64 + n)}, Berg C. Findings on gout, part {n}. J Test Med. {2000 + n};{n}(2):{n}1-{n}9."
    for n in range(1, 21)
)


def _digits_and_brackets(size: int) -> str:
    chance = random.Random(3)
    return "".join(chance.choices("0123456789[](),-. \n", k=size)) + _LIST


HOSTILE: dict[str, Callable[[int], str]] = {
    "digits and brackets": _digits_and_brackets,
    "digits and brackets, prose between": lambda size: "".join(
        random.Random(4).choices(["[1,2", "](3", "4-5", "cells", " ", ". In ", "(", ")", "12", ",", "\n"], k=size // 3)
    ) + _LIST,
    "one line": lambda size: "The dose was 5 mg in group 3 of [4] patients, " * (size // 46) + _LIST,
    "one number": lambda size: "1234567890" * (size // 10) + _LIST,
    "one statement over and over": lambda size: "Flares ended in 40% of patients.1,2\n" * (size // 36) + _LIST,
    "headings and references alone": lambda size: "References\n1. Aalto B. Gout. J Test. 2001;1:1.\n" * (size // 46),
}  # fmt: skip


def _timed(text: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.txt"
        source.write_text(text, encoding="utf-8")
        start = time.process_time()
        extracted(source)
        return time.process_time() - start


def _row(name: str, size: int, seconds: float) -> None:
    print(f"{name:34} {size / 1e6:>7.2f} {seconds:>7.2f} {size / 1e6 / max(seconds, 1e-9):>7.2f}", flush=True)


def _gold(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted(folder.glob("*/gold.json")):
        yield path.parent, json.loads(path.read_text(encoding="utf-8"))


def _scorer(shared: Path) -> Any:
    spec = importlib.util.spec_from_file_location("score_links", shared / "tools" / "score_links.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    if sys.argv[1:2] == ["--extract-one"]:
        print(extracted(Path(sys.argv[2])))
    else:
        main()
