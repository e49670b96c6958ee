"""Registries after parsing: what reference strings cost in findings that are our own misreading.

    python benchmarks/verification_strings.py [--data ../shared/data]

1. Strings of real papers with their fields tagged by others (`references/medical_journal.jsonl` and
   `articles/*/gold.json`): the parsed string is compared with a record made of the tagged fields. Every difference is
   false (a tag is wrong now and then). The strings are shuffled and halved: errors of the first half were looked at
   during development, the second half was only counted.
2. Works of the same pool whose titles are most alike, compared with each other: each `same work` is false, but for the
   few works that stand in the pool twice.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT.parent)]

from audit.bibliography.parsing import parse_reference  # noqa: E402
from audit.model import Author  # noqa: E402
from audit.registries.comparison import compare  # noqa: E402
from audit.registries.works import Work  # noqa: E402


def tagged(data: Path) -> Iterator[tuple[str, Work]]:
    for line in (data / "references" / "medical_journal.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        fields = entry["fields"]
        if fields.get("title") and fields.get("author"):
            authors = tuple(_author(name) for name in fields["author"])
            yield entry["string"], _work(fields, authors, fields.get("journal"))
    for path in sorted((data / "articles").glob("*/gold.json")):
        for entry in json.loads(path.read_text(encoding="utf-8"))["references"]:
            if entry["type"] == "journal" and entry.get("title"):
                people = [a for a in entry["authors"] if a.get("last")]
                authors = tuple(Author(family=a["last"], given=a.get("initials")) for a in people)
                string = entry.get("string_ama") or entry.get("string_orig")
                if string and authors:
                    yield string, _work(entry, authors, entry.get("journal"))


def _author(name: str) -> Author:
    found = re.match(r"(.+?)\s+([^\W\d_][\w-]{0,4})$", name)
    return Author(family=found[1], given=found[2]) if found else Author(literal=name)


def _work(fields: dict[str, Any], authors: tuple[Author, ...], journal: str | None) -> Work:
    year = re.match(r"\d{4}", str(fields.get("year") or ""))
    return Work(
        registry="tags",
        doi=None,
        kind="journal-article",
        titles=(fields["title"],),
        authors=authors,
        containers=(journal,) if journal else (),
        years=(("issued", int(year[0])),) if year else (),
        volume=fields.get("volume"),
        issue=fields.get("issue"),
        pages=fields.get("pages"),
    )


def misreadings(cases: list[tuple[str, Work]]) -> None:
    random.Random(3).shuffle(cases)
    middle = len(cases) // 2
    print("\n## False differences after parsing\n")
    print("| half | strings | with a false difference | % | by field |")
    print("|---|---|---|---|---|")
    for name, half in (("looked at", cases[:middle]), ("held back", cases[middle:])):
        fields: Counter[str] = Counter()
        wrong = 0
        for string, work in half:
            compared = compare(parse_reference(string), [work])
            found = [difference.field for difference in compared.differences if difference.severity != "info"]
            found += [] if compared.same_work else ["another work"]
            fields.update(found)
            wrong += bool(found)
        print(f"| {name} | {len(half)} | {wrong} | {100 * wrong / len(half):.2f} | {dict(fields)} |")


def lookalikes(works: list[Work]) -> None:
    from rapidfuzz import fuzz, process

    titles = [work.titles[0].lower() for work in works]
    pairs = taken = 0
    for number, title in enumerate(titles):
        for _, _, other in process.extract(title, titles, scorer=fuzz.ratio, limit=6, score_cutoff=55):
            if titles[other] != title and len(title) >= 15:
                pairs += 1
                taken += compare(works[number].reference(), [works[other]]).same_work is not False
    print(f"\n## Works with titles alike: {pairs} pairs, taken for one work: {taken}")


def main() -> None:
    parser = argparse.ArgumentParser(description="False findings of the registries' comparison after parsing.")
    parser.add_argument("--data", type=Path, default=ROOT.parent.parent / "shared" / "data")
    options = parser.parse_args()
    if not (options.data / "references").is_dir():
        print(f"skipped: no reference strings at {options.data}")
        return
    cases = list(tagged(options.data))
    misreadings(list(cases))
    lookalikes([work for _, work in cases])


if __name__ == "__main__":
    main()
