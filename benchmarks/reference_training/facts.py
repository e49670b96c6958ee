"""Invented works with realistic bibliographic facts, drawn from word lists with a seeded generator."""

# ruff: noqa: E501 (a template reads best on one line)

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "audit" / "bibliography" / "data"
ONE_A_LINE = {"titles", "othertitles"}


def sections(path: Path) -> dict[str, list[str]]:
    """`[name]` heads; entries separated by ` | `, or one a line, or (given names) by spaces."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in path.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            head = re.fullmatch(r"\[([a-z]+)\]", line)
            if head:
                name = head.group(1)
                found[name] = []
                continue
        entries = [line] if name in ONE_A_LINE else line.split() if name == "given" else line.split(" | ")
        found[name].extend(entry.strip() for entry in entries if entry.strip())
    return found


FACTS = sections(HERE / "facts.txt")
LEXICON = sections(DATA / "lexicon.txt")
JOURNALS = [
    tuple(line.split("|"))
    for line in (DATA / "journals.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


@dataclass
class Person:
    family: str
    given: str  # full given names, space separated
    suffix: str = ""

    def initials(self, dot: str = "", gap: str = "") -> str:
        letters = [
            part[0] + dot if "-" not in part else f"{part[0]}{dot}-{part.split('-')[1][0]}{dot}"
            for part in self.given.split()
        ]
        return gap.join(letters)


@dataclass
class Work:
    kind: str
    people: list[Person] = field(default_factory=list)
    organisation: str = ""
    group: str = ""
    title: str = ""
    container: str = ""
    short: str = ""
    editors: list[Person] = field(default_factory=list)
    year: str = ""
    month: str = ""
    day: str = ""
    volume: str = ""
    issue: str = ""
    first: str = ""
    last: str = ""
    edition: str = ""
    publisher: str = ""
    place: str = ""
    identifier: str = ""
    doi: str = ""
    url: str = ""


class Library:
    """Draws works. Everything comes from one `random.Random`, so a seed gives the same works for ever."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def pick(self, section: str) -> str:
        return self.random.choice(FACTS[section] if section in FACTS else LEXICON[section])

    def fill(self, pattern: str, depth: int = 0) -> str:
        """A pattern with its slots filled; a capitalised slot begins with a capital."""

        def slot(match: re.Match[str]) -> str:
            name = match.group(1)
            if name == "n":
                return str(self.random.choice([2, 3, 5, 6, 8, 10, 12, 20, 25, 30, 50, 62, 65, 71, 100]))
            if name == "year":
                return str(self.random.randint(1985, 2024))
            if name == "places_simple":
                return self.random.choice(["Toronto", "London", "Edinburgh", "Boston"])
            text = self.pick(name.lower())
            if "{" in text and depth < 3:
                text = self.fill(text, depth + 1)
            return text[0].upper() + text[1:] if name[0].isupper() else text

        return re.sub(r"\{(\w+)\}", slot, pattern)

    def title(self, medical: bool = True) -> str:
        text = self.fill(self.pick("titles" if medical else "othertitles"))
        if self.random.random() < 0.06:
            text += f" ({self.random.choice(['PROMID', 'CLARINET', 'BEGIN', 'RELACS study', 'REACT', 'UKPDS 33', 'part 2', 'EQ-5D-5L', 'MDV3100', 'NETTER-1 trial'])})"
        if self.random.random() < 0.05:
            text += self.fill(". {Designs}")
        if self.random.random() < 0.04:
            text += self.fill(
                self.random.choice(
                    [
                        " ({designs})",
                        " (German version 5.0, revised)",
                        " (HARBOUR-{n}), {designs}",
                        ", {year}",
                        " {year}-{year}",
                        ", second report",
                        " (appendix {n}, tables)",
                        " I",
                        "—II",
                        " (in two parts)",
                    ]
                )
            )
        return text[0].upper() + text[1:]

    def person(self) -> Person:
        choose = self.random
        family = self.pick("surnames")
        if choose.random() < 0.05:
            family += choose.choice(["-", "‐", " "]) + self.pick("surnames").split()[-1]
        given = self.pick("given")
        if choose.random() < 0.55:
            given += " " + (self.pick("given") if choose.random() < 0.5 else choose.choice("ABCDEFGHJKLMNPRSTVW"))
        if choose.random() < 0.07:
            given += " " + choose.choice("ABCDEFGHJKLMNPRSTVW")
        if choose.random() < 0.04:
            given = self.pick("given") + "-" + self.pick("given")
        return Person(family, given, choose.choice(["Jr", "Sr", "III", "II"]) if choose.random() < 0.012 else "")

    def people(self, most: int = 14) -> list[Person]:
        number = self.random.choices([1, 2, 3, 4, 5, 6, 7, 9, most], [20, 18, 20, 12, 9, 9, 4, 4, 4])[0]
        return [self.person() for _ in range(number)]

    def group(self) -> str:
        base = self.fill(
            self.random.choice(
                ["{genes} {diseases}", "{interventions}", "{Countries} {diseases}", "{diseases}", "{topics}"]
            )
        )
        name = base[0].upper() + base[1:]
        return f"{name} {self.random.choice(['Study Group', 'Investigators', 'Collaborators', 'Trial Group', 'Consortium', 'Working Group', 'Collaborative Group', 'Research Network'])}"

    def organisation(self) -> str:
        """A known body, a composed one, an acronym, or a name that only its place shows to be one."""
        choose = self.random
        kind = choose.choices(["known", "composed", "group", "acronym", "odd"], [38, 34, 12, 10, 6])[0]
        if kind == "known":
            return self.pick("organisations")
        if kind == "acronym":
            return self.pick("acronyms")
        if kind == "odd":
            return choose.choice(
                [
                    "Every Child Every Village",
                    "Patients Like You",
                    "Save the Mothers",
                    "Malaria No More",
                    "Doctors of the World",
                    "Choosing Wisely",
                    "Lupus UK",
                    "Diabète Québec",
                    "Breathe Easy",
                    "Kidney Care UK",
                    "Global Health Watch",
                    "Action on Pain",
                ]
            )
        head, name = self.pick("orgheads"), self.pick("orgfields")
        if kind == "group":
            area = self.pick("orgfields") if choose.random() < 0.5 else self.fill("{diseases}").title()
            return (
                f"{choose.choice(['', 'The ', '', 'European ', 'International ', 'UK '])}{area} {self.pick('orgtails')}"
            )
        text = f"{head} {name}"
        if choose.random() < 0.2:
            text = f"{choose.choice(['Government of ' + self.pick('countrynames'), 'United Nations', 'U.S.', 'US', 'Scottish', 'World Health Organization'])} {choose.choice(['- ', '', '', ''])}{text}"
        if choose.random() < 0.25:
            text += choose.choice([", Government of ", ", Republic of ", " of ", ", ", " ("]) + self.pick(
                "countrynames"
            )
            text += ")" if "(" in text else ""
        return text

    def place(self) -> str:
        choose = self.random
        text = self.pick("places") if choose.random() < 0.6 else self.pick("cities")
        if "," not in text and choose.random() < 0.35:
            country = self.pick("countrynames")
            text += f", {country}" if choose.random() < 0.75 else f" ({country})"
        return text

    def publisher(self) -> str:
        return self.pick("publishers") if self.random.random() < 0.75 else self.pick("imprints")

    def journal(self) -> tuple[str, str]:
        """Full and short name; a fifth is made up of journals' words, so that no list knows it."""
        if self.random.random() < 0.8:
            full, short = self.random.choice(JOURNALS)
            return full, short
        first, second = self.random.choice(JOURNALS), self.random.choice(JOURNALS)
        full_words, short_words = first[0].split(), first[1].split(" (")[0].split()
        others, short_others = second[0].split(), second[1].split(" (")[0].split()
        keep = max(1, len(full_words) - 1)
        return " ".join(full_words[:keep] + others[-1:]), " ".join(
            short_words[: max(1, len(short_words) - 1)] + short_others[-1:]
        )

    def date(self, work: Work) -> None:
        choose = self.random
        work.year = str(
            choose.choices(
                [choose.randint(1995, 2024), choose.randint(1960, 1995), choose.randint(1880, 1960)], [86, 12, 2]
            )[0]
        )
        work.month = choose.choice(
            [
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ]
        )
        work.day = str(choose.randint(1, 28))

    def locator(self, work: Work) -> None:
        choose = self.random
        work.volume = str(
            choose.choices([choose.randint(1, 60), choose.randint(60, 450), choose.randint(1990, 2022)], [70, 28, 2])[0]
        )
        work.issue = choose.choices(
            ["", str(choose.randint(1, 24)), "Suppl 1", f"{choose.randint(1, 12)} Suppl", "Suppl", f"Pt {choose.randint(1, 3)}", f"{choose.randint(1, 9)}-{choose.randint(2, 9)}", str(choose.randint(4000, 9999)), f"suppl {choose.randint(1, 9)}"],
            [30, 50, 5, 2, 2, 2, 2, 4, 3],
        )[0]  # fmt: skip
        first = choose.randint(1, 3200)
        last = first + choose.randint(1, 18)
        letter = choose.choices(["", "S", "E", "R", "e"], [92, 3, 2, 1, 2])[0]
        form = choose.choices(["range", "single", "eid", "none"], [82, 7, 9, 2])[0]
        if form == "range":
            work.first, work.last = f"{letter}{first}", str(last) if choose.random() < 0.8 else f"{letter}{last}"
        elif form == "single":
            work.first = f"{letter}{first}"
        elif form == "eid":
            work.first = choose.choice(
                [
                    f"e{first}",
                    f"e{choose.randint(10000, 99999)}",
                    f"{choose.randint(100000, 999999)}",
                    f"CD{choose.randint(1000, 13999):06d}",
                    f"b{first}",
                    f"{choose.randint(1, 300)}",
                    f"e{choose.randint(100000, 999999)}",
                    f"0{choose.randint(10000, 99999)}",
                ]
            )

    def doi(self) -> str:
        choose = self.random
        stem = f"10.{choose.choice(['1016', '1056', '1001', '1002', '1038', '1136', '1007', '1371', '1111', '1186', '1093', '1200', '1161', '3389', '1159'])}/"
        n = choose.randint(100000, 999999)
        return stem + choose.choice(
            [
                f"j.jclin.{choose.randint(1998, 2024)}.0{choose.randint(1, 9)}.{choose.randint(1, 99):03d}",
                f"NEJMoa{n}",
                f"s{n}-0{choose.randint(10, 24)}-0{choose.randint(1000, 9999)}-{choose.randint(0, 9)}",
                f"bmj.{n}",
                f"journal.pone.0{n}",
                f"annonc/mdv{choose.randint(100, 999)}",
                f"S0140-6736({choose.randint(10, 24)}){choose.randint(30000, 69999)}-{choose.randint(0, 9)}",
                f"acr.{n}",
            ]
        )

    def web_address(self) -> str:
        choose = self.random
        host = choose.choice(
            [
                "www.who.int",
                "www.cdc.gov",
                "www.cancer.org",
                "www.nice.org.uk",
                "www.fda.gov",
                "www.ema.europa.eu",
                "www.healthdata.org",
                "cancer.ca",
                "www.gov.uk",
                "www.unaids.org",
                "data.worldbank.org",
            ]
        )
        path = "/".join(re.sub(r"\W+", "-", self.pick("topics").lower()) for _ in range(choose.randint(1, 3)))
        return f"{choose.choice(['https://', 'https://', 'http://', ''])}{host}/{path}{choose.choice(['', '/', '.html', '.pdf', '/index.htm'])}"

    def work(self, kind: str) -> Work:
        """A work of one kind: `article`, `book`, `chapter`, `web`, `report`, `label`, ..."""
        choose = self.random
        work = Work(kind, people=self.people(), doi=self.doi(), url=self.web_address())
        self.date(work)
        work.publisher, work.place = self.publisher(), self.place()
        work.edition = (
            choose.choice(["2nd", "3rd", "4th", "5th", "6th", "7th", "10th", "2", "3"])
            if choose.random() < 0.35
            else ""
        )
        if choose.random() < 0.05:
            work.group = self.group()
        if choose.random() < {"article": 0.04, "book": 0.2, "chapter": 0.02}.get(kind, 0.0):
            work.organisation = self.organisation()
        getattr(self, f"_{FAMILIES.get(kind, kind)}")(work, choose.random() < 0.85)
        return work

    def _article(self, work: Work, medical: bool) -> None:
        work.title = self.title(medical)
        work.container, work.short = self.journal()
        self.locator(work)

    def _meeting(self, work: Work, medical: bool) -> None:
        medical = medical if work.kind == "abstract" else self.random.random() < 0.3
        work.title, work.container = self.title(medical), self.fill(self.pick("conferences"))
        self.locator(work)

    def _book(self, work: Work, medical: bool) -> None:
        book = self.fill(self.pick("books"))
        book = book[0].upper() + book[1:]
        work.editors = self.people(4)[:4]
        work.title, work.container = (book, "") if work.kind == "book" else (self.title(medical), book)
        self.locator(work)
        work.volume = str(self.random.randint(1, 12)) if self.random.random() < 0.1 else ""
        if work.organisation and self.random.random() < 0.5:
            work.publisher = work.organisation

    def _document(self, work: Work, _: bool) -> None:
        choose = self.random
        work.organisation = self.organisation()
        work.title = self.fill(self.pick("reports" if work.kind in {"report", "guideline"} else "webtitles"))
        work.title = work.title[0].upper() + work.title[1:]
        if choose.random() < 0.12:
            work.title += self.fill(
                choose.choice(
                    [
                        " (R{n})",
                        ". Questions and answers",
                        " {year}",
                        " {year}–{n}",
                        ": a summary",
                        " (version {n}.0, {year})",
                        ", briefing document",
                        ". Second edition",
                        " in {countries}",
                    ]
                )
            )
        work.container = self.organisation() if work.kind != "news" else self.pick("newspapers")
        self.locator(work)
        if choose.random() < 0.5:
            work.publisher = work.organisation
        if choose.random() < 0.25:
            work.people, work.organisation = self.people(3)[:3], "" if choose.random() < 0.8 else work.organisation
        else:
            work.people = []

    def _label(self, work: Work, _: bool) -> None:
        work.title, work.publisher, work.people = self.pick("brands"), self.pick("companies"), []

    def _file(self, work: Work, _: bool) -> None:
        choose = self.random
        work.publisher, work.people = self.pick("companies"), []
        work.identifier = choose.choice(
            [
                f"REF-{choose.randint(1000, 99999):05d}",
                f"DOF-{choose.randint(1, 99):03d}",
                f"{choose.randint(1000, 9999)}-US-{choose.randint(1, 99)}",
                f"Study {choose.randint(100, 999)}-{choose.randint(1, 20):03d}",
                f"Clinical Study Report {choose.randint(100, 999)}",
            ]
        )

    def _technical_report(self, work: Work, _: bool) -> None:
        work.title, work.publisher = self.title(medical=self.random.random() < 0.3), self.pick("universities")
        self.locator(work)

    def _thesis(self, work: Work, medical: bool) -> None:
        work.people, work.title, work.publisher = self.people()[:1], self.title(medical), self.pick("universities")

    def _trial(self, work: Work, _: bool) -> None:
        work.title, work.people, work.identifier = self.title(), [], f"NCT{self.random.randint(0, 99999999):08d}"
        work.organisation = self.pick("companies")


# which method draws a kind that has no method of its own
FAMILIES = {
    "preprint": "article", "abstract": "meeting", "conference": "meeting", "chapter": "book", "web": "document",
    "report": "document", "news": "document", "guideline": "document", "data-on-file": "file",
}  # fmt: skip
