"""Works to labelled reference strings: one function a family of styles, each with the freedom that real lists take.

A rendered reference is a list of (text, label). Labels: A authors, D date, T title, J container, V volume, S issue,
G pages, E editors, P publisher, L place, N edition, R genre or note, I identifier, H what `scan` takes out, O the rest.
"""

# ruff: noqa: E501 (a template reads best on one line)

from __future__ import annotations

import random
import re

from facts import Library, Person, Work

Pieces = list[tuple[str, str]]
SMALL = set("of and the in for on an a to with by from at or as vs versus via after among during".split())


def title_case(text: str) -> str:
    return " ".join(w if i and w.lower() in SMALL else w[:1].upper() + w[1:] for i, w in enumerate(text.split()))


class Renderer:
    """Renders works; every choice comes from the library's generator."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.random: random.Random = library.random

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def choice(self, *options: str) -> str:
        return self.random.choice(options)

    # authors -----------------------------------------------------------------------------------------------------

    def names(self, people: list[Person], form: str, limit: int = 99) -> str:
        """A list of names in one form; `limit` names and an `et al`."""
        cut = len(people) > limit
        shown = people[:limit] if cut else people
        texts = [self.name(person, form, index) for index, person in enumerate(shown)]
        separator = {"semicolon": "; ", "semicolon-dots": "; ", "glued": "", "spaces": " "}.get(form, ", ")
        joined = separator.join(texts)
        if form in {"glued", "spaces"}:
            return joined + (" et al." if cut and self.chance(0.5) else "")
        if cut:
            if form == "comma-dots" and self.chance(0.3):
                return joined + ", … " + self.name(people[-1], form, 1)
            return joined + self.choice(
                ", et al.", ", et al", " et al.", " et al", ", et al.", ", and others", "; et al.", ", et al.,", ""
            )
        if (len(texts) > 1 and form not in {"vancouver"}) or (len(texts) > 1 and self.chance(0.04)):
            last = self.choice(" and ", ", and ", ", & ", " & ", " and ", ", and ")
            if self.chance(0.85):
                return separator.join(texts[:-1]) + last + texts[-1]
        return joined

    def name(self, person: Person, form: str, index: int) -> str:
        family = person.family
        if form in {"full", "inverted", "semicolon"} and self.chance(0.85):
            given = " ".join(part + "." if len(part) == 1 else part for part in person.given.split())
            person = Person(family, given, person.suffix)
        suffix = f" {person.suffix}" if person.suffix else ""
        if form == "vancouver":
            return f"{family}, {person.initials()}" if self.chance(0.006) else f"{family} {person.initials()}{suffix}"
        if form in {"inverted", "inverted-initials"}:  # Chicago, MLA: only the first is turned round
            given = person.given if form == "inverted" else person.initials(".", " ")
            return f"{family}, {given}" if index == 0 else f"{given} {family}"
        if form in {"comma-dots", "semicolon-dots"}:
            return f"{family}, {person.initials('.', self.gap)}" + (f", {person.suffix}." if suffix else "")
        return {
            "spaces": f"{family} {person.initials()}", "upper": f"{family.upper()} {person.initials()}",
            "dots": f"{family} {person.initials('.')}", "spaced-dots": f"{family} {person.initials('.', ' ')}",
            "glued": f"{family} {person.initials('.', ' ')}", "spaced": f"{family} {person.initials('', ' ')}",
            "semicolon": f"{family}, {person.given}", "first": f"{person.initials('.', self.gap or ' ')} {family}{suffix}",
            "full": f"{person.given} {family}{suffix}",
        }[form]  # fmt: skip

    def authors(self, work: Work, form: str) -> str:
        self.gap = self.choice(" ", " ", "")
        if work.organisation and (not work.people or work.kind in {"article", "book", "chapter"}):
            return self.organisation(work.organisation)
        if not work.people:
            return ""
        limit = self.random.choices([3, 6, 99, 1, 10], [40, 20, 30, 4, 6])[0]
        text = self.names(work.people, form, limit)
        if work.group:
            text = (
                text.rstrip(".")
                + self.choice("; ", " ", " for the ", " on behalf of the ", "; for the ", "; ", ", for the ", "; the ")
                + work.group
            )
        return text

    def organisation(self, name: str) -> str:
        if self.chance(0.1):
            name += f" ({''.join(w[0] for w in name.split() if w[0].isupper())})"
        if self.chance(0.06):
            name += self.choice(", ", "; ", "/", " and ") + self.library.organisation()
        return name

    # parts -------------------------------------------------------------------------------------------------------

    def title(self, work: Work, quotes: float = 0.0, note: float = 0.04) -> str:
        text = title_case(work.title) if self.chance(0.25) else work.title
        if self.chance(note):
            text += self.choice(
                " [abstract]",
                " [in French]",
                " [letter]",
                " [review]",
                " (abstract)",
                " [in Chinese]",
                " [Article in German]",
                " [abstract 1240]",
            )
        if self.chance(quotes):
            opening, closing = self.random.choice([("“", "”"), ('"', '"'), ("‘", "’"), ("« ", " »"), ("'", "'")])
            stop = self.choice(",", ".", "") if text[-1] not in "?!" else ""
            return f"{opening}{text}{stop}{closing}" if self.chance(0.6) else f"{opening}{text}{closing}{stop}"
        return text

    def end(self, text: str, mark: str = ".") -> str:
        """What stands between a title or name and the next part."""
        return " " if text[-1] in "?!.”\"’»'," else mark + " "

    def journal(self, work: Work, form: str | None = None) -> str:
        form = form or self.choice("full", "short", "short", "dots")
        if form == "full":
            return work.container
        if form == "dots":
            return " ".join(w + "." if len(w) < len(full) or len(w) <= 4 else w for w, full in zip_names(work))
        return work.short or work.container

    def pages(self, work: Work) -> str:
        if not work.last:
            return work.first
        last = work.last
        if self.chance(0.35) and last.isdigit():
            digits = re.sub(r"\D", "", work.first)
            same = 0
            while same < len(digits) - 1 and len(digits) == len(last) and digits[same] == last[same]:
                same += 1
            last = last[same:]
        return work.first + self.choice("-", "–", "–", "-", "— ", " - ", "–", "‐", "-").strip() + last

    def tail(self, work: Work, doi: float = 0.4) -> Pieces:
        pieces: Pieces = []
        if self.chance(doi):
            lead = self.choice("doi:", "doi: ", "https://doi.org/", "DOI: ", "doi:", "http://dx.doi.org/", "")
            pieces.append((self.choice(" ", ". ", " ", " ") + lead + work.doi + self.choice("", ".", "", ""), "H"))
        if self.chance(0.08):
            pieces.append(
                (
                    self.choice(
                        " PMID: 12345678.",
                        " [PubMed]",
                        " [PMC free article] [PubMed] [Google Scholar]",
                        " [PubMed: 20052390]",
                        " PMCID: PMC3862207.",
                    ),
                    "H",
                )
            )
        if self.chance(0.03):
            pieces.append(
                (self.choice(" Review.", " Erratum in: J Foo 2003;1:2.", " [Epub ahead of print].", " In French."), "O")
            )
        return pieces

    # journal articles --------------------------------------------------------------------------------------------

    def year_first(self, work: Work) -> Pieces:
        """2015;1(2):131-53 and its neighbours."""
        date = work.year
        if self.chance(0.15):
            date += self.choice(
                f" {work.month[:3]}", f" {work.month[:3]} {work.day}", f" {work.month}", f" {work.month[:3]}."
            )
        pieces: Pieces = [(date, "D"), (self.choice(";", ";", "; ", ": ", ", ", ";", " ; "), "O"), (work.volume, "V")]
        if work.issue:
            gap = self.choice("", "", "", " ")
            pieces += (
                [(gap + "(", "O"), (work.issue, "S"), (")", "O")]
                if not work.issue.startswith("S") or self.chance(0.6)
                else [(" ", "O"), (work.issue, "S")]
            )
        if work.first:
            pieces += [(self.choice(":", ":", ": ", ", ", ":"), "O"), (self.pages(work), "G")]
        return pieces

    def volume_first(self, work: Work, year: str = "") -> Pieces:
        """183 (2): 89-96, 1996; 446, 41-45 (2007); vol. 3, no. 1, pp. 2-9, 2012; with `year` none at the end."""
        words = self.chance(0.15)
        pieces: Pieces = [(("vol. " if words else "") + work.volume, "V")]
        if work.issue:
            if words:
                pieces += [(", ", "O"), (f"no. {work.issue}", "S")]
            else:
                pieces += [(self.choice("(", " ("), "O"), (work.issue, "S"), (")", "O")]
        if work.first:
            pieces += [
                (self.choice(": ", ":", ", ", ", "), "O"),
                (self.choice("", "", "", "pp. ") + self.pages(work), "G"),
            ]
        if not year:
            return pieces
        return (
            [*pieces, (", ", "O"), (year, "D")] if self.chance(0.5) else [*pieces, (" (", "O"), (year, "D"), (")", "O")]
        )

    def article(self, work: Work) -> Pieces:
        style = self.random.choices(
            ["ama", "jats", "apa", "pdq", "nature", "ieee", "acs", "chicago", "plos", "springer", "titlefirst", "short", "ahead", "colon", "geology", "french"],
            [24, 14, 12, 6, 7, 6, 4, 7, 6, 7, 2, 3, 3, 3, 1, 1],
        )[0]  # fmt: skip
        return getattr(self, f"article_{style}")(work)

    def article_ama(self, work: Work) -> Pieces:
        form = self.random.choices(
            ["vancouver", "dots", "spaced", "upper", "spaces", "full", "first"], [74, 7, 3, 3, 2, 6, 5]
        )[0]
        authors, title, journal = self.authors(work, form), self.title(work), self.journal(work)
        return [
            (authors, "A"), (self.end(authors), "O"), (title, "T"), (self.end(title), "O"), (journal, "J"),
            (self.choice(". ", " ", ", ", ". "), "O"), *self.year_first(work), (self.choice(".", ".", ""), "O"), *self.tail(work),
        ]  # fmt: skip

    def article_jats(self, work: Work) -> Pieces:
        """As PMC's flattened lists have it: no stop after the authors, names glued."""
        if self.chance(0.5):
            pieces = self.article_ama(work)
            pieces[1] = (self.choice(" ", " ", ", "), "O")
            if pieces[0][0].endswith("."):
                pieces[0] = (pieces[0][0].rstrip("."), "A")
            return pieces
        authors, title = self.authors(work, "glued"), self.title(work)
        year = self.choice(f" ({work.year}). ", f" ({work.year}). ", f"{work.year}. ", f" ({work.year}) ")
        return [
            (authors, "A"), (year, "D"), (title, "T"), (self.end(title), "O"), (self.journal(work), "J"),
            (self.choice(" ", ", ", ""), "O"), *self.volume_first(work), (self.choice(".", ""), "O"), *self.tail(work, 0.7),
        ]  # fmt: skip

    def article_apa(self, work: Work) -> Pieces:
        form = self.random.choices(
            ["comma-dots", "dots", "vancouver", "first", "semicolon", "inverted-initials", "full"],
            [70, 8, 8, 3, 3, 5, 3],
        )[0]
        authors, title = self.authors(work, form), self.title(work, quotes=0.1)
        date = (
            f"({work.year}{self.choice('', '', '', 'a', 'b')})"
            if self.chance(0.9)
            else f"({work.year}, {work.month} {work.day})"
        )
        return [
            (authors, "A"), (" ", "O"), (date, "D"), (self.choice(". ", ". ", ", ", " ", ": "), "O"), (title, "T"), (self.end(title, self.choice(".", ".", ",")), "O"),
            (self.journal(work, self.choice("full", "full", "dots")), "J"), (self.choice(", ", " ", ", "), "O"), *self.volume_first(work), (".", "O"), *self.tail(work, 0.5),
        ]  # fmt: skip

    def article_pdq(self, work: Work) -> Pieces:
        authors, title = self.authors(work, "vancouver"), self.title(work)
        return [
            (authors, "A"), (": ", "O"), (title, "T"), (self.end(title), "O"), (self.journal(work), "J"), (" ", "O"),
            *self.volume_first(work, work.year), (".", "O"), *self.tail(work, 0.1), (self.choice(" [PUBMED Abstract]", ""), "H"),
        ]  # fmt: skip

    def article_nature(self, work: Work) -> Pieces:
        form = self.choice("comma-dots", "comma-dots", "first", "dots", "spaced-dots")
        authors, title = self.authors(work, form), self.title(work)
        return [
            (authors, "A"), (self.end(authors), "O"), (title, "T"), (self.end(title), "O"), (self.journal(work, self.choice("dots", "full", "short")), "J"), (" ", "O"),
            (work.volume, "V"), *([("(", "O"), (work.issue, "S"), (")", "O")] if work.issue and self.chance(0.3) else []), (", ", "O"), (self.pages(work), "G"),
            (f" ({work.year})", "D"), (self.choice(".", ""), "O"), *self.tail(work, 0.3),
        ]  # fmt: skip

    def article_ieee(self, work: Work) -> Pieces:
        authors, title = self.authors(work, self.choice("first", "first", "full")), self.title(work, quotes=0.65)
        return [
            (authors, "A"), (self.choice(", ", ". "), "O"), (title, "T"), (self.end(title, self.choice(",", ".")), "O"),
            (self.journal(work, self.choice("dots", "full")), "J"), (", ", "O"), *self.volume_first(work, f"{self.choice('', work.month[:3] + '. ', work.month + ' ')}{work.year}"), (".", "O"),
        ]  # fmt: skip

    def article_acs(self, work: Work) -> Pieces:
        authors, title = self.authors(work, "semicolon-dots"), self.title(work, quotes=0.3)
        return [
            (authors, "A"), (self.end(authors, self.choice(".", "")), "O"), (title, "T"), (self.end(title), "O"), (self.journal(work, "dots"), "J"), (" ", "O"),
            (work.year, "D"), (", ", "O"), (work.volume, "V"), *([(" (", "O"), (work.issue, "S"), (")", "O")] if work.issue and self.chance(0.3) else []), (", ", "O"), (self.pages(work), "G"), (".", "O"), *self.tail(work, 0.4),
        ]  # fmt: skip

    def article_chicago(self, work: Work) -> Pieces:
        form = self.choice("inverted", "full", "semicolon", "inverted-initials", "inverted")
        authors = self.authors(work, form)
        if self.chance(0.35):  # author, year first
            title = self.title(work, quotes=0.5)
            return [
                (authors, "A"), (self.end(authors), "O"), (work.year, "D"), (". ", "O"), (title, "T"), (self.end(title), "O"), (self.journal(work, "full"), "J"),
                (" ", "O"), *self.volume_first(work), (".", "O"),
            ]  # fmt: skip
        title = self.title(work, quotes=0.9)
        season = self.choice("", "", work.month + " ", "Spring ", "Winter ")
        return [
            (authors, "A"), (self.end(authors, self.choice(".", ",")), "O"), (title, "T"), (self.end(title, self.choice(".", ",")), "O"), (self.journal(work, "full"), "J"), (self.choice(" ", ", "), "O"), (work.volume, "V"),
            *([(self.choice(", no. ", "."), "O"), (work.issue, "S")] if work.issue else []), (f" ({season}{work.year})", "D"), (self.choice(": ", ", ", ", pp. "), "O"), (self.pages(work), "G"), (".", "O"), *self.tail(work, 0.1),
        ]  # fmt: skip

    def article_plos(self, work: Work) -> Pieces:
        authors, title = self.authors(work, "vancouver"), self.title(work)
        date = self.choice(f"({work.year})", f"({work.year})", work.year, f"({work.year}).", f"{work.year}.")
        return [
            (authors, "A"), (" ", "O"), (date, "D"), (" ", "O"), (title, "T"), (self.end(title), "O"), (self.journal(work), "J"),
            (self.choice(" ", " ", ", "), "O"), *self.volume_first(work), (self.choice(".", ""), "O"), *self.tail(work, 0.4),
        ]  # fmt: skip

    def article_springer(self, work: Work) -> Pieces:
        form = self.choice("vancouver", "dots", "first", "comma-dots", "full")
        authors, title = self.authors(work, form), self.title(work)
        return [
            (authors, "A"), (self.choice(". ", ", ", ": ", ". "), "O"), (title, "T"), (self.end(title, self.choice(".", ",")), "O"), (self.journal(work), "J"),
            (self.choice(", ", " ", ". "), "O"), *(self.volume_first(work, work.year) if self.chance(0.6) else self.year_first(work)), (".", "O"), *self.tail(work, 0.2),
        ]  # fmt: skip

    def article_titlefirst(self, work: Work) -> Pieces:
        authors, title = self.authors(work, "vancouver"), self.title(work)
        return [
            (title, "T"),
            (self.end(title), "O"),
            (authors, "A"),
            (self.end(authors), "O"),
            (self.journal(work), "J"),
            (self.choice(". ", " "), "O"),
            *self.year_first(work),
            (".", "O"),
        ]

    def article_short(self, work: Work) -> Pieces:
        """No title: author, journal, place."""
        if self.chance(0.3):  # as astronomers write: Bykov A.M., 2000, A&A, 362, 886
            authors = self.names(work.people, self.choice("dots", "comma-dots"), self.random.choice([3, 99]))
            return [
                (authors, "A"),
                (self.choice(", ", " "), "O"),
                (work.year, "D"),
                (", ", "O"),
                (self.choice("ApJ", "A&A", "MNRAS", "PASJ", self.journal(work)), "J"),
                (", ", "O"),
                (work.volume, "V"),
                (", ", "O"),
                (self.pages(work) or "12", "G"),
            ]
        authors = self.authors(work, self.choice("vancouver", "first", "comma-dots"))
        return [
            (authors, "A"),
            (self.end(authors, self.choice(".", ",")), "O"),
            (self.journal(work), "J"),
            (self.choice(". ", " ", ", "), "O"),
            *self.year_first(work),
            (".", "O"),
        ]

    def article_ahead(self, work: Work) -> Pieces:
        authors, title = self.authors(work, self.choice("vancouver", "comma-dots")), self.title(work)
        note = self.choice(
            "Epub ahead of print",
            "In press",
            "Advance online publication",
            "Published online ahead of print",
            "in press",
            "forthcoming",
        )
        if self.chance(0.5):
            return [
                (authors, "A"),
                (f" ({work.year}). ", "D"),
                (title, "T"),
                (self.end(title), "O"),
                (self.journal(work), "J"),
                (". ", "O"),
                (note + ".", "H"),
                *self.tail(work, 0.7),
            ]
        return [
            (authors, "A"),
            (self.end(authors), "O"),
            (title, "T"),
            (self.end(title), "O"),
            (self.journal(work), "J"),
            (self.choice(" ", ". "), "O"),
            (work.year, "D"),
            (self.choice("; ", ". ", " "), "O"),
            (self.choice(f"[{note}]", f"({note})", note) + ".", "H"),
            *self.tail(work, 0.6),
        ]

    def article_colon(self, work: Work) -> Pieces:
        authors, title = self.authors(work, "vancouver"), self.title(work)
        return [
            (authors, "A"),
            (": ", "O"),
            (title, "T"),
            (self.end(title), "O"),
            (self.journal(work), "J"),
            (", ", "O"),
            (work.year, "D"),
            (", ", "O"),
            *self.volume_first(work),
            (".", "O"),
        ]

    def article_geology(self, work: Work) -> Pieces:
        authors, title = self.authors(work, "comma-dots"), self.title(work)
        parts: Pieces = [
            (authors, "A"),
            (", ", "O"),
            (title, "T"),
            (self.end(title), "O"),
            (self.journal(work, "full"), "J"),
        ]
        return [
            *parts,
            (self.choice(", v. ", ", vol. ", ", V. "), "O"),
            (work.volume, "V"),
            (", ", "O"),
            (self.choice("p. ", "pp. ") + self.pages(work), "G"),
            (". ", "O"),
            (work.year, "D"),
            (".", "O"),
        ]

    def article_french(self, work: Work) -> Pieces:
        """NOM P., « Titre », Revue, 2011, n° 5, pp. 290-297."""
        people = [Person(p.family.upper(), p.given, p.suffix) for p in work.people]
        authors = self.names(people, self.choice("dots", "semicolon", "dots"), 99)
        title = f"« {self.title(work)} »" if self.chance(0.8) else self.title(work)
        parts: Pieces = [
            (authors, "A"),
            (self.choice(", ", ". ", " "), "O"),
            (title, "T"),
            (", ", "O"),
            (self.choice("", "", "in "), "O"),
            (self.journal(work, "full"), "J"),
            (", ", "O"),
        ]
        if self.chance(0.5):
            return [
                *parts,
                (self.choice("vol. ", "n° ", "n°", "") + work.volume, "V"),
                (", ", "O"),
                (work.year, "D"),
                (self.choice(", p. ", ", pp. ", ". p."), "O"),
                (self.pages(work), "G"),
                (".", "O"),
            ]
        return [
            *parts,
            (f"{self.choice('', 'mars ', 'juin ', 'janvier ')}{work.year}", "D"),
            (self.choice(", n° ", ", n°", ", no "), "O"),
            (work.volume, "S"),
            (self.choice(", p. ", ", pp. ", ". p."), "O"),
            (self.pages(work), "G"),
            (".", "O"),
        ]


def zip_names(work: Work) -> list[tuple[str, str]]:
    """Words of the short name beside the full words that they stand for (roughly: by their first letters)."""
    short = work.short.split(" (")[0].split() or work.container.split()
    full = [word for word in work.container.split() if word.lower() not in SMALL] or work.container.split()
    pairs = []
    for index, word in enumerate(short):
        match = next(
            (f for f in full[index:] if f[:2].lower() == word[:2].lower()),
            word + "xx" if len(word) <= 5 and len(short) > 1 else word,
        )
        pairs.append((word, match))
    return pairs
