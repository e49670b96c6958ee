"""Registries: speed within the real limits, seeded faults found, verdicts under a failing server.

    python benchmarks/verification.py [--records ../shared/data/crossref/records] [--seeds 12] [--only speed,faults,...]

The loopback server of the tests answers with Crossref's limits (10/s and 3 at a time singly, 3/s and 3 at a time for
lists) and 100 ms a request; `exceeded` counts the requests that went over. Seeded faults are made from registered
records in the ways that verification_cases.py describes. All of those records were looked at while the comparison was
written: these figures are of development. What was held back is in verification_strings.py.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT), str(ROOT.parent / "tests"), str(ROOT.parent)]

from registry_server import LIMITS, RegistryServer, load_records  # noqa: E402
from verification_cases import FAULTS, citable, clean, invented, seeded  # noqa: E402

from audit.model import Reference, RegistrySettings, Verification  # noqa: E402
from audit.registries import EvidenceStore, Registries, Verifications  # noqa: E402
from audit.registries.limits import Clock, MemorySlots  # noqa: E402
from audit.registries.transport import Transport  # noqa: E402

NOW = datetime(2026, 1, 15, tzinfo=UTC)


class FastClock:
    """A clock whose sleeps take no time, so that faults can be tried by the hundred."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> float:
        return time.time() + self.ahead

    def sleep(self, seconds: float) -> None:
        if seconds <= 0.02:  # a thread that waits for another
            time.sleep(0.001)
        else:
            self.ahead += seconds

    def clock(self) -> Clock:
        return Clock(now=self.now, sleep=self.sleep)


def store() -> EvidenceStore:
    return EvidenceStore(Path(tempfile.mkdtemp(prefix="verification-")) / "bib" / "evidence")


def check(
    references: Sequence[Reference],
    server: RegistryServer,
    evidence: EvidenceStore,
    *,
    fast: bool = False,
    **settings: Any,
) -> Verifications:
    values = RegistrySettings(**server.settings(**settings))
    transport = Transport(values, clock=FastClock().clock(), slots=lambda _name: MemorySlots()) if fast else None
    with Registries(values, evidence, transport=transport) as registries:
        return registries.verify(references, now=datetime.now(UTC))


@lru_cache(None)
def abbreviation(name: str) -> str:
    from pyiso4.ltwa import Abbreviate

    if not hasattr(abbreviation, "tool"):
        abbreviation.tool = Abbreviate.create()  # type: ignore[attr-defined]
    return str(abbreviation.tool(name, remove_part=True)).replace(".", "")  # type: ignore[attr-defined]


# -- speed --


def speed(latency: float) -> None:
    print(f"\n## Speed: all references known, {latency * 1000:.0f} ms a request, real limits\n")
    print("| references | pool | seconds | requests | references a request | over a limit | warm s | warm requests |")
    print("|---|---|---|---|---|---|---|---|")
    for number, mailto in ((300, "polite"), (1000, "polite"), (300, "public")):
        records = invented(number)
        chance = random.Random(1)
        references = [clean(record, chance, lambda name: name) for record in records]
        with RegistryServer(records, latency=latency) as server:
            evidence = store()
            others = {} if mailto == "polite" else {"mailto": None}
            start = time.perf_counter()
            first = check(references, server, evidence, **others)
            cold = time.perf_counter() - start
            asked, exceeded = server.asked(), len(server.exceeded)
            start = time.perf_counter()
            second = check(references, server, EvidenceStore(evidence.folder), **others)
            warm = time.perf_counter() - start
            assert [v.status for v in first] == [v.status for v in second]
            assert all(v.status == "verified" for v in first), Counter(v.status for v in first)
            print(
                f"| {number} | {mailto} | {cold:.1f} | {asked} | {number / asked:.1f} | {exceeded} | {warm:.2f} "
                f"| {server.asked() - asked} |"
            )


# -- seeded faults --


def faults(records: Sequence[Mapping[str, Any]], seeds: int) -> None:
    usable = [record for record in records if citable(record)]
    journals = sorted({name for record in usable for name in record.get("container-title") or ()})
    journals += [abbreviation(name) for name in journals]
    found: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    missed: list[str] = []
    with RegistryServer([*records, *_updated(usable)], limits=None) as server:
        evidence = store()
        for seed in range(seeds):
            chance = random.Random(seed)
            references = [clean(record, chance, abbreviation) for record in usable]
            cases: list[tuple[str, Reference]] = [("clean", reference) for reference in references]
            for fault in FAULTS:
                for reference in references:
                    others = [other for other in references if other.container != reference.container]
                    names = [n for n in journals if not _alike(n, reference.container)]
                    case = seeded(fault, reference, others, names, chance)
                    if case is not None:
                        cases.append((fault, case))
            for kind in ("retraction", "concern"):
                cases += [
                    (kind, reference.model_copy(update={"doi": f"{reference.doi}.{kind}"})) for reference in references
                ]
            verdicts = check([reference for _, reference in cases], server, evidence, fast=True)
            for (fault, reference), verdict in zip(cases, verdicts, strict=True):
                tried[fault] += 1
                if _noticed(fault, verdict):
                    found[fault] += 1
                elif len(missed) < 12:
                    missed.append(
                        f"{fault}: {reference.doi}: {verdict.status} {[d.field for d in verdict.differences]}"
                    )
    print("\n## Seeded faults\n")
    print(f"{len(usable)} records x {seeds} seeds\n")
    print("| fault | tried | found | % |")
    print("|---|---|---|---|")
    for fault in (*FAULTS, "retraction", "concern", "clean"):
        name = "clean, nothing found" if fault == "clean" else fault
        print(f"| {name} | {tried[fault]} | {found[fault]} | {100 * found[fault] / tried[fault]:.2f} |")
    for line in missed:
        print(f"  missed: {line}")


def _alike(name: str, container: str | None) -> bool:
    from audit.registries.journals import same_journal

    return bool(container) and same_journal(name, container or "")


def _updated(records: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Copies of the records that are retracted or of concern."""
    copies = []
    for record in records:
        for kind, name in (("retraction", "retraction"), ("concern", "expression_of_concern")):
            notice = {"DOI": f"{record['DOI']}.notice", "type": name, "source": "publisher", "label": name}
            doi = f"{record['DOI']}.{kind}".lower()
            copies.append({**record, "DOI": doi, "updated-by": [notice], "update-to": [], "aliases": []})
    return copies


def _noticed(fault: str, verdict: Verification) -> bool:
    fields = {difference.field for difference in verdict.differences}
    if fault == "clean":
        return verdict.status == "verified" and not fields
    if fault == "another-work":
        return verdict.status == "wrong-work" or verdict.is_notice
    if fault == "dead-doi":
        return verdict.status == "not-found"
    if fault in {"retraction", "concern"}:
        name = {"retraction": "retraction", "concern": "expression_of_concern"}[fault]
        return any(update.type == name for update in verdict.updates)
    field = {"wrong-first-author": "authors", "wrong-journal": "container", "year+3": "year", "wrong-volume": "volume"}
    return verdict.status == "differs" and field.get(fault, "pages") in fields


# -- a failing server --

TRANSIENT = (
    "429", "429-seconds", "429-date", "500", "503", "403", "html", "truncated", "cut-json", "wrong-shape", "list-shape",
    "other-record", "slow", "reset", "empty",
)  # fmt: skip


def failing(number: int) -> None:
    records = invented(number)
    chance = random.Random(3)
    references = [clean(record, chance, lambda name: name) for record in records]
    wrong = [
        seeded(fault, r, references, ["Annals of Elsewhere"], chance)
        for r, fault in zip(references, FAULTS * 99, strict=False)
    ]
    references += [reference for reference in wrong if reference is not None]
    print(f"\n## A fault in every 3rd answer: {len(references)} references\n")
    print("| fault | verdicts that differ | unverified | requests |")
    print("|---|---|---|---|")
    with RegistryServer(records, limits=None) as server:
        expected = [_gist(v) for v in check(references, server, store(), fast=True)]
        for kind in TRANSIENT:
            server.heal()
            server.fault("*", kind, every=3, seconds=2.0 if kind != "slow" else 0.6)
            before = server.asked()
            verdicts = check(references, server, store(), fast=True, timeout=0.3 if kind == "slow" else 5.0)
            differing = sum(_gist(v) != wanted for v, wanted in zip(verdicts, expected, strict=True))
            unverified = sum(v.status == "unverified" for v in verdicts)
            print(f"| {kind} | {differing} | {unverified} | {server.asked() - before} |")
        server.stop()
        start = time.perf_counter()
        down = check(references, server, store(), fast=True)
        seconds = time.perf_counter() - start
    print(f"\nServer down: {Counter(v.status for v in down)} in {seconds:.1f} s; reason: {down[0].reason}")


def _gist(verdict: Verification) -> tuple[Any, ...]:
    return (
        verdict.status,
        verdict.suggested_doi,
        [(d.field, d.severity) for d in verdict.differences],
        len(verdict.updates),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--records", type=Path, default=ROOT.parent.parent / "shared" / "data" / "crossref" / "records")
    parser.add_argument("--seeds", type=int, default=12)
    parser.add_argument("--latency", type=float, default=0.1)
    parser.add_argument("--only", default="speed,faults,failing")
    options = parser.parse_args()
    parts = options.only.split(",")
    print(f"limits: {LIMITS}")
    if "speed" in parts:
        speed(options.latency)
    if "faults" in parts:
        if options.records.is_dir():
            faults(load_records(options.records), options.seeds)
        else:
            print(f"seeded faults: skipped, no records at {options.records}")
    if "failing" in parts:
        failing(60)


if __name__ == "__main__":
    main()
