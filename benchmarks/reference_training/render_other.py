"""Labelled references to everything that is not a journal article: books, chapters, web pages, reports, labels, ..."""

# ruff: noqa: E501 (a template reads best on one line)

from __future__ import annotations

from facts import Work
from render import Pieces, Renderer


class OtherRenderer(Renderer):
    """Adds the other types to the journal renderer."""

    def render(self, work: Work) -> Pieces:
        return getattr(self, work.kind.replace("-", "_"))(work)

    def imprint(self, work: Work, year: bool = True) -> Pieces:
        """Place and publisher in either order, with the year."""
        place, publisher = (work.place, "L"), (work.publisher, "P")
        if self.chance(0.06):
            place = (work.place.split(",")[0] + self.choice(" and London", " and New York", " and Philadelphia"), "L")
        date: Pieces = [(self.choice("; ", ", ", "; ", ", ", " "), "O"), (work.year, "D")] if year else []
        order = self.random.choices(["place-publisher", "publisher-place", "publisher", "place"], [66, 12, 16, 6])[0]
        if order == "place-publisher":
            return [place, (self.choice(": ", ": ", ", ", " : ", ": "), "O"), publisher, *date]
        if order == "publisher-place":
            return [publisher, (self.choice(", ", ": ", "; ", ", "), "O"), place, *date]
        return [publisher if order == "publisher" else place, *date]

    def edition(self, work: Work) -> Pieces:
        if not work.edition:
            return []
        number = (
            work.edition
            if not work.edition.isdigit()
            else work.edition + {"2": "nd", "3": "rd"}.get(work.edition, "th")
        )
        text = self.choice(
            f"{number} ed",
            f"{number} ed",
            f"{number} edn",
            f"{number} edition",
            f"{number} ed.",
            f"({number} ed.)",
            f"{work.edition[0]}. Aufl.",
            "Rev. ed.",
            f"{number} Edn",
            f"[{number} ed]",
        )
        return [(text, "N"), (self.choice(". ", ". ", " ", ", ") if not text.endswith(".") else " ", "O")]

    def page_part(self, work: Work) -> Pieces:
        return [(self.choice("p. ", "pp. ", "pp ", "", "pages ") + self.pages(work), "G")]

    def book(self, work: Work) -> Pieces:
        year_first = self.chance(0.35)
        form = (
            self.choice("comma-dots", "comma-dots", "vancouver", "glued", "dots", "inverted", "full")
            if year_first
            else self.choice(
                "vancouver",
                "vancouver",
                "vancouver",
                "inverted",
                "inverted",
                "full",
                "first",
                "comma-dots",
                "semicolon",
            )
        )
        authors, title = self.authors(work, form), self.title(work, note=0.0)
        pieces: Pieces = [(authors, "A")]
        if self.chance(0.08) and work.people and not work.organisation:
            pieces = [
                (
                    authors
                    + self.choice(
                        ", eds",
                        ", ed",
                        " (Eds.)",
                        " (eds)",
                        ", editors",
                        ", Hrsg",
                        ", Ed.",
                        ", editor",
                        ", eds.",
                        " (ed.)",
                        ", editors",
                    ),
                    "A",
                )
            ]
        ended = pieces[0][0]
        if year_first:
            pieces += [
                (" ", "O"),
                (self.choice(f"({work.year})", f"({work.year})", work.year, f"({work.year})"), "D"),
                (self.choice(". ", ". ", " ", ", "), "O"),
            ]
            if form in {"inverted", "full"}:
                pieces[-3:] = [(self.end(ended), "O"), (work.year, "D"), (". ", "O")]
        else:
            pieces += [(self.choice(self.end(ended), self.end(ended), self.end(ended), " ", ": ", ", "), "O")]
        pieces += [(title, "T"), (self.end(title, self.choice(".", ".", ".", ",", "")), "O")]
        if work.volume:
            pieces += [
                (self.choice("Vol. ", "Vol ", "vol. ", "Volume ") + work.volume, "V"),
                (self.choice(". ", ", "), "O"),
            ]
        pieces += self.edition(work)
        if self.chance(0.06):  # a series
            pieces += [
                (
                    self.library.pick("series") + self.choice("", f" {work.first or 12}", f", vol. {work.first or 12}"),
                    "R",
                ),
                (". ", "O"),
            ]
        if self.chance(0.06):
            editors = self.names(work.editors, self.choice("first", "full"))
            pieces += [
                (
                    self.choice(
                        f"Edited by {editors}", f"Translated by {editors}", f"Trans. {editors}", f"{editors}, ed."
                    ),
                    "E",
                ),
                (". ", "O"),
            ]
        if self.chance(0.08):
            pieces += [(self.choice("(", ""), "O"), *self.imprint(work, not year_first)]
            if pieces[-len(self.imprint(work)) :] and pieces[-2][0] == "(":
                pieces += [(")", "O")]
        elif self.chance(0.92):
            pieces += self.imprint(work, not year_first)
        elif not year_first:
            pieces += [(work.year, "D")]
        if self.chance(0.15):
            pieces += [(self.choice(": ", ":", ", ", ". "), "O"), *self.page_part(work)]
        pieces += [(self.choice(".", ".", ""), "O")]
        return pieces + (self.access(work) if self.chance(0.07) else [])

    def chapter(self, work: Work) -> Pieces:
        year_first = self.chance(0.42)
        form = (
            self.choice("comma-dots", "comma-dots", "vancouver", "glued", "inverted")
            if year_first
            else self.choice("vancouver", "vancouver", "inverted", "first", "full", "comma-dots")
        )
        authors, title = self.authors(work, form), self.title(work, quotes=0.2 if form != "inverted" else 0.8, note=0)
        pieces: Pieces = [(authors, "A")]
        if year_first:
            pieces += [
                (self.end(authors) if form == "inverted" else " ", "O"),
                (work.year if form == "inverted" else f"({work.year})", "D"),
                (self.choice(". ", ". ", " "), "O"),
            ]
        else:
            pieces += [(self.choice(self.end(authors), self.end(authors), " "), "O")]
        pieces += [
            (title, "T"),
            (self.choice(self.end(title), self.end(title), ", "), "O"),
            (self.choice("In: ", "In ", "In: ", "in ", "In: "), "O"),
        ]
        editors = self.names(
            work.editors,
            self.choice("vancouver", "vancouver", "first", "full", "comma-dots"),
            self.random.choice([3, 9]),
        )
        after = self.chance(0.3)
        if not after and self.chance(0.9):
            pieces += [
                (
                    editors
                    + self.choice(", eds", ", eds.", " (Eds.)", ", editors", " (eds)", ", ed", " (Ed.)", ", Hrsg."),
                    "E",
                ),
                (self.choice(". ", ". ", ", ", ": ", " ") if True else "", "O"),
            ]
        book = work.container
        pieces += [(book, "J")]
        if after and self.chance(0.85):
            lead = self.choice(", edited by ", ", eds ", ", ed. ", ". Edited by ", " (", ", eds. ")
            pieces += [(lead + editors + (", eds.)" if lead == " (" else ""), "E")]
        closes = self.choice(". ", ", ", ". ", " ")
        if year_first and self.chance(0.55):
            edition = f", {work.edition} ed." if work.edition and self.chance(0.3) else ""
            pieces += [
                (f" ({self.choice('pp. ', 'pp. ', 'pp ', '')}{self.pages(work)}{edition})", "G"),
                (". ", "O"),
                *self.imprint(work, False),
            ]
            return [*pieces, (".", "O"), *self.tail(work, 0.1)]
        pieces += [(closes, "O")]
        if work.volume:
            pieces += [(self.choice("Vol. ", "Vol ", "vol. ") + work.volume, "V"), (self.choice(". ", ", "), "O")]
        pieces += self.edition(work)
        if year_first and self.chance(0.3):
            pieces += [("(", "O"), *self.imprint(work, False), ("), ", "O"), (self.pages(work), "G")]
            return [*pieces, (".", "O"), *self.tail(work, 0.2)]
        pieces += self.imprint(work, not year_first)
        pieces += [(self.choice(":", ": ", ". ", ", ", ":"), "O"), *self.page_part(work), (self.choice(".", ""), "O")]
        return pieces + self.tail(work, 0.05)

    def conference(self, work: Work) -> Pieces:
        form = self.choice("first", "first", "full", "comma-dots", "vancouver", "inverted")
        authors, title = self.authors(work, form), self.title(work, quotes=0.4, note=0)
        pieces: Pieces = [(authors, "A")]
        early = self.chance(0.4)
        if early:
            pieces += [(" ", "O"), (f"({work.year})", "D"), (self.choice(". ", " ", ", "), "O")]
        else:
            pieces += [(self.choice(self.end(authors), ", "), "O")]
        pieces += [(title, "T"), (self.end(title, self.choice(".", ".", ",")), "O")]
        if not work.container.startswith("In ") and self.chance(0.85):
            pieces += [(self.choice("In ", "In: ", "in "), "O")]
        pieces += [(work.container.removeprefix("In "), "J"), (", ", "O")]
        for part in self.random.sample(["pages", "place", "publisher", "volume"], 4):
            if part == "pages" and self.chance(0.75):
                pieces += [
                    (self.choice("pages ", "pp. ", "pp ", "p. ") + self.pages(work), "G"),
                    (self.choice(", ", ". "), "O"),
                ]
            elif part == "place" and self.chance(0.5):
                pieces += [(work.place, "L"), (self.choice(", ", ". "), "O")]
            elif part == "publisher" and self.chance(0.3):
                pieces += [(work.publisher, "P"), (self.choice(", ", ". "), "O")]
            elif part == "volume" and self.chance(0.12):
                pieces += [("volume " + work.volume, "V"), (", ", "O")]
        if not early:
            pieces += [(self.choice("", work.month + " ", work.month[:3] + ". ") + work.year, "D")]
        if pieces[-1][1] == "O":
            pieces.pop()
        return [*pieces, (".", "O")]

    def abstract(self, work: Work) -> Pieces:
        authors, title = self.authors(work, "vancouver"), self.title(work, note=0)
        lead = self.choice(
            "Presented at: ",
            "Abstract presented at: ",
            "Poster presented at: ",
            "Paper presented at: ",
            "Presented at the ",
            "Poster presented at ",
        )
        date = (
            f"{work.month} {work.day}, {work.year}"
            if self.chance(0.6)
            else f"{work.month} {work.year}"
            if self.chance(0.6)
            else work.year
        )
        return [
            (authors, "A"), (self.end(authors), "O"), (title, "T"), (self.end(title), "O"), (lead, "R"), (work.container, "J"), (self.choice("; ", ", "), "O"),
            (date, "D"), (self.choice("; ", ", "), "O"), (work.place, "L"), (".", "O"), *([(f" {self.choice('Abstract', 'Poster')} {self.choice('', 'P', 'LBA')}{work.first or '12'}", "I"), (".", "O")] if self.chance(0.5) else []),
        ]  # fmt: skip

    def access(self, work: Work) -> Pieces:
        """Link and date of access, in the orders and languages of real pages."""
        date = self.choice(
            f"{work.month} {work.day}, {work.year}",
            f"{work.day} {work.month} {work.year}",
            f"{work.day}/{work.day}/{work.year}",
            f"{work.year}-11-{work.day.zfill(2)}",
            f"{work.month[:3]} {work.day}, {work.year}",
            f"{work.month} {work.year}",
        )
        link = work.url or "https://www.who.int/data"
        lead = self.choice(
            "",
            "",
            "Available at: ",
            "Available from: ",
            "Available at ",
            "URL: ",
            "Available from URL: ",
            "Retrieved from ",
            "Disponible en: ",
            "Verfügbar unter: ",
        )
        accessed = self.choice(
            f"Accessed {date}",
            f"Accessed {date}",
            f"(accessed {date})",
            f"[accessed {date}]",
            f"Last accessed {date}",
            f"Retrieved {date}",
            f"Accessed on {date}",
            f"Consulté le {date}",
            f"Zugriff am {date}",
            f"[cited {work.year} {work.month[:3]} {work.day}]",
        )
        if self.chance(0.3):
            return [(f" {lead}{link}", "H"), (self.choice(".", ""), "O")]
        if self.chance(0.45):
            return [(f" {accessed}. {lead}{link}", "H")]
        return [(f" {lead}{link}{self.choice('. ', ' ', ', ')}{accessed}", "H"), (self.choice(".", ""), "O")]

    def web(self, work: Work) -> Pieces:
        authors = self.authors(work, self.choice("vancouver", "comma-dots", "inverted"))
        title = self.title(work, quotes=0.05, note=0)
        pieces: Pieces = [(authors, "A")]
        if self.chance(0.2):
            pieces += [(" ", "O"), (f"({work.year})", "D"), (". ", "O")]
        else:
            pieces += [(self.choice(self.end(authors), self.end(authors), self.end(authors), ": ", ", ", " "), "O")]
        pieces += [(title, "T")]
        if self.chance(0.12):
            pieces += [(self.choice(" [Internet]", " [online]", " [webpage]", " [database online]"), "R")]
        pieces += [(self.end(title), "O")]
        if self.chance(0.4):
            pieces += [(work.container, "J"), (". ", "O")]
        elif self.chance(0.15):
            pieces += [*self.imprint(work), (". ", "O")]
        if self.chance(0.25) and not any(label == "D" for _, label in pieces):
            pieces += [
                (self.choice(work.year, f"{work.month} {work.year}", f"{work.month} {work.day}, {work.year}"), "D"),
                (self.choice(". ", " ", ", "), "O"),
            ]
        elif self.chance(0.2):
            pieces += [
                (
                    f"{self.choice('Published', 'Updated', 'Last updated', 'Last reviewed', 'Published online')} {work.month} {work.day}, {work.year}.",
                    "H",
                )
            ]
        if pieces[-1][0] == " ":
            pieces.pop()
        return pieces + self.access(work)

    def technical_report(self, work: Work) -> Pieces:
        """By persons, with a number: Technical Report TR-12, University of X, 1993."""
        authors, title = (
            self.authors(work, self.choice("first", "full", "vancouver", "comma-dots")),
            self.title(work, quotes=0.2, note=0),
        )
        genre = self.choice(
            "Technical report",
            "Technical Report",
            "Tech. rep.",
            "Research report",
            "Working Paper",
            "Internal report",
            "Discussion paper",
            "White paper",
        )
        number = self.choice(
            "", f" {work.first}", f" TR-{work.first}", f" No. {work.first}", f" CS-{work.volume}-{work.first}"
        )
        date = self.choice(work.year, f"{work.month} {work.year}", f"{work.month[:3]}. {work.year}")
        place: Pieces = [(", ", "O"), (work.place, "L")] if self.chance(0.3) else []
        return [
            (authors, "A"), (self.end(authors), "O"), (title, "T"), (self.end(title, self.choice(".", ",")), "O"), (genre + number, "R"), (", ", "O"),
            (work.publisher, "P"), *place, (", ", "O"), (date, "D"), (".", "O"),
        ]  # fmt: skip

    def report(self, work: Work) -> Pieces:
        authors, title = self.authors(work, self.choice("vancouver", "comma-dots")), self.title(work, note=0)
        pieces: Pieces = [(authors, "A")]
        early = self.chance(0.3)
        if early:
            pieces += [(" ", "O"), (f"({work.year})", "D"), (self.choice(". ", " "), "O")]
        else:
            pieces += [(self.choice(self.end(authors), self.end(authors), self.end(authors), ": ", " ", ".: "), "O")]
        pieces += [(title, "T")]
        if self.chance(0.18):
            pieces += [
                (
                    self.choice(
                        ". Technical Report ",
                        " (Report No. ",
                        ". Publication No. ",
                        ". WHO/HIV/",
                        ". Clinical guideline ",
                        " [NG",
                        ". NICE guideline [CG",
                    )
                    + (work.first or "12")
                    + "",
                    "I",
                )
            ]
            if "(" in pieces[-1][0]:
                pieces[-1] = (pieces[-1][0] + ")", "I")
            if "[" in pieces[-1][0]:
                pieces[-1] = (pieces[-1][0] + "]", "I")
        pieces += [(self.end(title, self.choice(".", ".", ".", ",")), "O")]
        if self.chance(0.12):
            pieces += [(f"Version {work.volume}.{work.year}", "I"), (". ", "O")]
        pieces += self.imprint(work, not early) if self.chance(0.85) else [] if early else [(work.year, "D")]
        pieces += [(self.choice(".", ".", ""), "O")]
        return pieces + (self.access(work) if self.chance(0.4) else [])

    def guideline(self, work: Work) -> Pieces:
        """As guideline bodies ask to be cited: NCCN with a version, NICE with a code; else like a report."""
        if self.chance(0.5):
            return self.report(work)
        area = self.library.fill("{Diseases}").title()
        if self.chance(0.5):
            body = self.choice(
                "NCCN", "National Comprehensive Cancer Network", "NCCN", "Referenced with permission from the NCCN"
            )
            name = self.choice(
                "NCCN Clinical Practice Guidelines in Oncology (NCCN Guidelines®)",
                "Clinical Practice Guidelines in Oncology",
                "NCCN Clinical Practice Guidelines in Oncology",
                "NCCN Guidelines",
            )
            title = f"{name}{self.choice('. ', ': ', ' for ')}{area}"
            head: Pieces = [(body, "A"), (". ", "O")] if self.chance(0.5) else []
            version: Pieces = [
                (
                    self.choice(
                        f"Version {work.volume[:1]}.{work.year}",
                        f"V.{work.volume[:1]}.{work.year}",
                        f"v{work.volume[:1]}.{work.year}",
                    ),
                    "I",
                ),
                (". ", "O"),
            ]
            issuer: Pieces = (
                [
                    ("National Comprehensive Cancer Network", "P"),
                    *([("; ", "O"), (work.year, "D")] if self.chance(0.5) else []),
                    (".", "O"),
                ]
                if self.chance(0.5)
                else []
            )
            return [*head, (title, "T"), (". ", "O"), *version, *issuer, *self.access(work)]
        code = self.choice("[NG", "[CG", "[TA", "[NG", "NG", "CG") + str(self.random.randint(1, 900))
        code += "]" if "[" in code else ""
        lead = self.choice("NICE guideline ", "Clinical guideline ", "Technology appraisal guidance ", "")
        return [
            (self.choice("National Institute for Health and Care Excellence", "NICE", "National Institute for Health and Clinical Excellence (NICE)"), "A"), (self.choice(". ", ". ", ": "), "O"),
            (f"{area}{self.choice(': diagnosis and management', ': management', ' in adults: assessment and management')}", "T"), (self.choice(". ", " ", ", "), "O"),
            (lead + code, "I"), (". ", "O"), *([(work.year, "D"), (". ", "O")] if self.chance(0.5) else []), *self.access(work),
        ]  # fmt: skip

    def news(self, work: Work) -> Pieces:
        authors, title = (
            self.authors(work, self.choice("vancouver", "inverted", "full")),
            self.title(work, quotes=0.4, note=0),
        )
        date = self.choice(f"{work.month} {work.day}, {work.year}", f"{work.day} {work.month} {work.year}", work.year)
        return [
            (authors, "A"), (self.end(authors, self.choice(".", ",")), "O"), (title, "T"), (self.end(title, self.choice(".", ",")), "O"), (work.container, "J"),
            (self.choice(". ", ", ", " ("), "O"), (date, "D"), (self.choice(".", ")."), "O"), *(self.access(work) if self.chance(0.3) else []),
        ]  # fmt: skip

    def label(self, work: Work) -> Pieces:
        genre = self.choice(
            "prescribing information",
            "package insert",
            "Prescribing Information",
            "summary of product characteristics",
            "product information",
            "US prescribing information",
            "product monograph",
            "Summary of Product Characteristics",
            "Fachinformation",
            "full prescribing information",
        )
        name: Pieces = [(work.title + self.choice("", "", "®"), "T")]
        if self.chance(0.6):
            name += [(f" [{genre}]", "R"), (". ", "O")]
        elif self.chance(0.5):
            name += [(f" {genre}", "R"), (". ", "O")]
        else:
            name += [(". ", "O"), (genre[0].upper() + genre[1:], "R"), (". ", "O")]
        date = self.choice(work.year, f"{work.month} {work.year}")
        if self.chance(0.15):
            return [(work.publisher, "P"), (". ", "O"), *name, (date, "D"), (".", "O")]
        place: Pieces = [(work.place, "L"), (self.choice(": ", ": ", ", "), "O")] if self.chance(0.6) else []
        return [
            *name,
            *place,
            (work.publisher, "P"),
            (self.choice("; ", ", ", ". "), "O"),
            (date, "D"),
            (".", "O"),
            *(self.access(work) if self.chance(0.2) else []),
        ]

    def data_on_file(self, work: Work) -> Pieces:
        words = self.choice("Data on file", "Data on File", "Data on file", "Data on file (", "Daten liegen vor")
        if words.endswith("("):
            return [
                ("Data on file", "T"),
                (" (", "O"),
                (work.identifier, "I"),
                ("). ", "O"),
                (work.publisher, "P"),
                (self.choice("; ", ", "), "O"),
                (work.year, "D"),
                (".", "O"),
            ]
        place: Pieces = [(work.place, "L"), (": ", "O")] if self.chance(0.4) else []
        identifier: Pieces = [(work.identifier, "I"), (". ", "O")] if self.chance(0.7) else []
        if self.chance(0.2):
            return [
                (work.publisher, "P"),
                (". ", "O"),
                (words, "T"),
                (". ", "O"),
                *identifier,
                (work.year, "D"),
                (".", "O"),
            ]
        return [
            (words, "T"),
            (self.choice(". ", ", ", ". "), "O"),
            *identifier,
            *place,
            (work.publisher, "P"),
            *([(self.choice("; ", ", ", ". "), "O"), (work.year, "D")] if self.chance(0.85) else []),
            (".", "O"),
        ]

    def thesis(self, work: Work) -> Pieces:
        form = self.choice("vancouver", "comma-dots", "inverted", "first", "full")
        authors, title = self.authors(work, form), self.title(work, quotes=0.2, note=0)
        genre = self.choice(
            "PhD thesis",
            "Ph.D. dissertation",
            "Doctoral dissertation",
            "Dissertation",
            "Master's thesis",
            "thesis",
            "[dissertation]",
            "MSc thesis",
            "Unpublished doctoral dissertation",
            "(Doctoral dissertation)",
            "Thèse de doctorat",
            "Inaugural-Dissertation",
            "doctor's thesis",
        )
        early = self.chance(0.35)
        pieces: Pieces = (
            [(authors, "A"), (" ", "O"), (f"({work.year})", "D"), (". ", "O")]
            if early
            else [(authors, "A"), (self.end(authors, self.choice(".", ",", ":")), "O")]
        )
        pieces += [(title, "T"), (self.end(title, self.choice(".", ".", ",", "")), "O")]
        order = [(genre, "R"), (self.choice(", ", ". ", ": "), "O"), (work.publisher, "P")]
        if self.chance(0.2):
            order = [(work.publisher, "P"), (self.choice(" ", ", "), "O"), (genre, "R")]
        pieces += order
        if self.chance(0.25):
            pieces += [(", ", "O"), (work.place, "L")]
        if not early:
            pieces += [(self.choice(", ", "; "), "O"), (work.year, "D")]
        return [*pieces, (".", "O")]

    def preprint(self, work: Work) -> Pieces:
        authors, title = self.authors(work, self.choice("vancouver", "comma-dots")), self.title(work, note=0)
        server = self.choice(
            "bioRxiv",
            "medRxiv",
            "arXiv",
            "Research Square",
            "SSRN",
            "arXiv preprint arXiv:2003.12345",
            "PsyArXiv",
            "Preprints",
        )
        if self.chance(0.4):
            return [
                (authors, "A"),
                (f" ({work.year}). ", "D"),
                (title, "T"),
                (self.end(title), "O"),
                (server, "J"),
                (". ", "O"),
                *self.tail(work, 0.9),
            ]
        return [
            (authors, "A"), (self.end(authors), "O"), (title, "T"), (self.end(title), "O"), (server, "J"), (self.choice(". ", " "), "O"),
            (self.choice(f"Preprint posted online {work.month} {work.day}, {work.year}.", f"[Preprint]. {work.year}", f"{work.year} {work.month[:3]} {work.day}", f"{work.year}"), "D"), *self.tail(work, 0.9),
        ]  # fmt: skip

    def trial(self, work: Work) -> Pieces:
        register = self.choice(
            "ClinicalTrials.gov identifier: ",
            "ClinicalTrials.gov Identifier ",
            "ClinicalTrials.gov. ",
            "ClinicalTrials.gov registration ",
        )
        head: Pieces = [(work.organisation, "A"), (". ", "O")] if self.chance(0.3) else []
        return [
            *head,
            (work.title, "T"),
            (self.end(work.title), "O"),
            (register + work.identifier, "I"),
            (".", "O"),
            *(self.access(work) if self.chance(0.7) else []),
        ]
