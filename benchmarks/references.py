"""How well reference strings are parsed: fields, whole references, invented values, speed.

    python benchmarks/references.py [--data FOLDER] [--half develop|held|both] [--show N] [--only NAME]

Reads the tagged strings of FOLDER (default: `data/references` of the shared data beside the checkout) and scores them
by the rules of `score_references.py` (letters and digits only; abbreviated page ranges expanded; first author's family
and number of authors), in process. Every set is cut in two by a hash of its ids: rules were written while looking at
the `develop` half only; the `held` half was scored but never looked at. The AnyStyle sets tag a whole
`2005;22(5` as the volume; such values are taken apart before scoring (columns `repaired`), since no parser should
answer them as they stand, and tags that cannot be what they claim are not scored: a year without a year (`Jan 15`), a
DOI that is none (`PubMed`), authors that begin after other names. The columns before it are the score without that.
Speed is process time on one core, after the first reference of each kind (rules, sequence model) was read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import time
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data" / "references"
SETS = ("medical_journal", "medical_other_styles", "medical_non_journal", "anystyle_vancouver", "anystyle_general")
FIELDS = (
    ("title", "title"), ("journal", "container"), ("year", "year"), ("volume", "volume"), ("issue", "issue"),
    ("pages", "pages"), ("doi", "doi"),
)  # fmt: skip
DASH = r"\u2010-\u2015\u2212\-"

Gold = dict[str, Any]


def letters(text: object) -> str:
    folded = unicodedata.normalize("NFKD", str(text or "")).encode("ascii", "ignore").decode()
    return re.sub(r"[\W_]+", "", folded).lower()


def pages(text: object) -> str:
    plain = re.sub(r"(?i)^(pp?\.?|pages?)\s*", "", str(text or "").strip())
    plain = re.sub(rf"\s*[{DASH}]+\s*", "-", plain)
    match = re.match(r"^([A-Za-z]*)(\d+)-([A-Za-z]*)(\d+)$", plain)
    if not match:
        return letters(plain)
    first, last = match.group(2), match.group(4)
    return f"{match.group(1).lower()}{first}-{first[: max(0, len(first) - len(last))] + last}"


def is_held(gold: Gold) -> bool:
    return int(hashlib.sha256(("s1" + gold["id"]).encode()).hexdigest(), 16) % 2 == 0


def repaired(gold: Gold) -> Gold:
    """AnyStyle's tags cut `2005;22(5):467-475` anywhere: take apart what stands together, drop what stays unclear."""
    if not gold.get("set", "").startswith("anystyle"):
        return gold
    fields = dict(gold["fields"])
    text = str(fields.get("volume") or "")
    if not text and ";" in str(fields.get("date_raw") or ""):
        text = str(fields["date_raw"])
    match = re.match(
        rf"^(?:(?:(\d{{4}})[^;:]{{0,12}})[;:,]\s*)?(?:vol(?:ume)?\.?\s*)?([A-Z]?\d+[A-Z]?(?:[{DASH}/]\d+)?)?"
        rf"(?:\s*,?\s*(?:\(|no\.?\s*|issue\s*)([^():]*))?\)?(?:\s*:\s*([A-Za-z]?\d+(?:\s*[{DASH}]\s*[A-Za-z]?\d+)?))?\W*$",
        text, re.IGNORECASE,
    )  # fmt: skip
    if text:
        found = match.groups() if match else (None, None, None, None)
        fields["year"] = fields.get("year") or found[0]
        fields["volume"], fields["issue"] = found[1], found[2] or fields.get("issue")
        fields["pages"] = found[3] or fields.get("pages")
    if fields.get("pages"):
        cut = re.match(
            rf"(?:pp?\.?|pages?)?\s*([A-Za-z]{{0,3}}\d+[A-Za-z]?(?:\s*[{DASH}]+\s*[A-Za-z]{{0,2}}\d+)?)",
            fields["pages"],
        )
        fields["pages"] = cut.group(1) if cut else None
    if fields.get("year") and not re.search(r"\d{4}", str(fields["year"])):
        fields["year"] = None
    if fields.get("doi") and "10." not in str(fields["doi"]):
        fields["doi"] = None
    raw = str(fields.get("author_raw") or "")
    if raw and re.search(r"[^\W\d_]{2,}[^,]*,", gold["string"].partition(raw)[0]):
        fields["author_raw"] = None
    if fields.get("doi"):
        fields["doi"] = re.sub(r"(?i)^(?:doi:?\s*|https?://(?:dx\.)?doi\.org/)+", "", fields["doi"])
    return gold | {"fields": fields}


def family(reference: Gold) -> str:
    author = (reference.get("authors") or [{}])[0]
    name = author.get("family") or author.get("literal") or ""
    return author["particle"] + name if author.get("particle") and author.get("family") else name


def wrong_fields(gold: Gold, reference: Gold) -> tuple[list[tuple[str, Any, Any]], int, int]:
    """What differs, the number of fields scored, the number of invented values."""
    fields, name = gold["fields"], family(reference)
    wrong: list[tuple[str, Any, Any]] = []
    scored = invented = 0
    if fields.get("author"):
        first = re.sub(r"(\s+[A-Z][A-Za-z.\-]{0,3})+$", "", fields["author"][0].split(",")[0])
        same = letters(first) == letters(name) or letters(name).startswith(letters(first))
        if not (name and (same or (letters(first).endswith(letters(name)) and len(letters(name)) > 3))):
            wrong.append(("first author", first, name))
        if len(fields["author"]) != len(reference.get("authors") or []):
            wrong.append(("author count", len(fields["author"]), len(reference.get("authors") or [])))
        scored += 2
    elif fields.get("author_raw"):
        start = letters(fields["author_raw"])
        if not name or letters(name) not in start[: len(letters(name)) + 14]:
            wrong.append(("first author", fields["author_raw"][:40], name))
        scored += 1
    for key, own in FIELDS:
        want, have = fields.get(key), reference.get(own)
        if key == "pages" and not have:
            have = reference.get("article_number")
        if want is None:
            known = key in {"volume", "issue", "pages", "doi"} and gold.get("type", "journal") == "journal"
            invented += bool(known and have and letters(have) not in letters(gold["string"]))
            continue
        scored += 1
        same = pages(want) == pages(have) if key == "pages" else letters(want) == letters(have)
        if key == "year":
            same = str(want)[:4] == str(have)[:4]
        if not same:
            wrong.append((key, want, have))
    return wrong, scored, invented


def score(golds: list[Gold], references: list[Gold], show: int = 0) -> dict[str, Any]:
    missed: Counter[str] = Counter()
    total = bad = whole = invented = 0
    for gold, reference in zip(golds, references, strict=True):
        wrong, scored, made_up = wrong_fields(gold, reference)
        total, bad, whole, invented = total + scored, bad + len(wrong), whole + (not wrong), invented + made_up
        missed.update(name for name, _, _ in wrong)
        if wrong and show > 0:
            show -= 1
            print(" ", gold["string"][:330])
            for name, want, have in wrong:
                print(f"      {name}: want {want!r} have {have!r}")
    return {
        "n": len(golds), "fields": 1 - bad / max(1, total), "whole": whole / max(1, len(golds)), "invented": invented,
        "missed": dict(missed.most_common()),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--half", choices=("develop", "held", "both"), default="both")
    parser.add_argument("--only", help="one set")
    parser.add_argument("--show", type=int, default=0, help="print this many failures (develop half only)")
    options = parser.parse_args()
    if not options.data.is_dir():
        sys.exit(f"no data at {options.data}")
    sys.path.insert(0, str(ROOT))
    from audit.bibliography.parsing import parse_reference

    for warm in ("Warm A. Up. Lancet. 2001;1:2.", "Warm A Up the model Springer 2015"):
        parse_reference(warm)
    print(
        f"{'set':<24}{'half':<9}{'n':>5}{'fields':>9}{'whole':>8}{'invented':>9}"
        f"{'repaired f':>12}{'whole':>8}{'refs/s':>8}"
    )
    for name in SETS:
        path = options.data / f"{name}.jsonl"
        if (options.only and name != options.only) or not path.exists():
            continue
        everything = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        for half in ("develop", "held") if options.half == "both" else (options.half,):
            golds = [gold for gold in everything if is_held(gold) == (half == "held")]
            start = time.process_time()
            parsed = [parse_reference(re.sub(r"\s+", " ", gold["string"]).strip()) for gold in golds]
            speed = len(golds) / (time.process_time() - start)
            references = [reference.model_dump() for reference in parsed]
            plain = score(golds, references)
            clean = score([repaired(g) for g in golds], references, options.show if half == "develop" else 0)
            print(
                f"{name:<24}{half:<9}{plain['n']:>5}{plain['fields']:>9.4f}{plain['whole']:>8.4f}{plain['invented']:>9}"
                f"{clean['fields']:>12.4f}{clean['whole']:>8.4f}{speed:>8.0f}  {clean['missed']}"
            )


if __name__ == "__main__":
    main()
