"""A reference as it should read in AMA Manual of Style, 11th edition, from its fields or a registry's record."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from audit.bibliography.journal_names import journal_forms, name_key
from audit.bibliography.label_words import LABEL_KIND
from audit.model import Author, Reference

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DASH: Final = re.compile("[\u2010-\u2015\u2212]+")


def render_ama(reference: Reference) -> str:
    """The reference in AMA 11, without italics: one line, DOI without prefix URL, no full stop after a DOI or URL.

    Fields that are missing are left out; a reference without title and container is given back as written.
    """
    if not reference.title and not reference.container:
        return " ".join(reference.raw.split())
    parts = _BY_TYPE.get(reference.type, _document)(reference)
    return " ".join(part for part in parts if part).strip()


def _sentence(text: str | None) -> str:
    """`text` with a full stop, unless it ends with a mark of its own."""
    if not text or not text.strip():
        return ""
    text = " ".join(text.split())
    return text if re.search(r"[.?!][\"'”’)\]]*$", text) else text + "."


def _initials(given: str) -> str:
    """`John Paul`, `J. P.`, `JP`, `J-P` as `JP`."""
    if re.fullmatch(r"[^\W\d_]{1,4}", given) and given.isupper():
        return given
    return "".join(
        word[0].upper() if not word.isupper() or len(word) > 3 else word for word in re.findall(r"[^\W\d_]+", given)
    )


def ama_name(author: Author) -> str:
    """One author as AMA writes it: `de Mestier L`, `Florian JA Jr`, `World Health Organization`."""
    if author.literal:
        return author.literal
    name = author.sort_name
    if author.given:
        name += " " + _initials(author.given)
    return f"{name} {author.suffix}" if author.suffix else name


def ama_names(authors: list[Author], et_al: bool = False) -> str:
    """Up to six names; of more the first three and `et al`. Groups follow persons after a semicolon."""
    names = [ama_name(author) for author in authors]
    if len(names) > 6 or (et_al and len(names) > 3):
        return ", ".join(names[:3]) + ", et al"
    text = ""
    for index, (author, name) in enumerate(zip(authors, names, strict=True)):
        after_person = index > 0 and author.literal is not None and authors[index - 1].literal is None
        text += ("" if index == 0 else "; " if after_person else ", ") + name
    return text + (", et al" if et_al and text else "")


def full_pages(pages: str | None) -> str | None:
    """`131-53` as `131-153`, `E398-404` as `E398-E404`, with plain hyphens."""
    if not pages:
        return None
    pages = _DASH.sub("-", pages)
    match = re.fullmatch(r"([A-Za-z]*)(\d+)-([A-Za-z]*)(\d+)", pages)
    if not match:
        return pages
    letters, first, _, last = match.groups()
    if len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return f"{letters}{first}-{match.group(3) or letters}{last}"


@cache
def _abbreviations() -> dict[str, str]:
    return {name_key(full): short for full, short in journal_forms()}


def abbreviate_journal(name: str) -> str:
    """The NLM abbreviation of a journal that the list knows, else the name without abbreviation dots."""
    known = _abbreviations().get(name_key(name))
    if known:
        return known
    return re.sub(r"(?<=\w)\.(?=\s|$)", "", name)


def written_date(iso: str | None) -> str:
    """`2024-07-19` as `July 19, 2024`."""
    if not iso:
        return ""
    year, _, rest = iso.partition("-")
    month, _, day = rest.partition("-")
    if not month:
        return year
    return f"{_MONTHS[int(month) - 1]} {int(day)}, {year}" if day else f"{_MONTHS[int(month) - 1]} {year}"


def _authors(reference: Reference) -> str:
    return _sentence(ama_names(reference.authors, reference.et_al))


def _doi(reference: Reference) -> str:
    return f"doi:{reference.doi}" if reference.doi else ""


def _ending(reference: Reference) -> list[str]:
    """Published, updated, accessed, then the DOI or else the URL."""
    parts = [
        f"{word} {written_date(date)}."
        for word, date in (
            ("Published", reference.published),
            ("Updated", reference.updated),
            ("Accessed", reference.accessed),
        )
        if date
    ]
    return [*parts, _doi(reference) or reference.url or ""]


def _locator(reference: Reference) -> str:
    text = reference.year or ""
    if reference.volume or reference.issue:
        issue = f"({reference.issue})" if reference.issue else ""
        text += f";{reference.volume or ''}{issue}"
    where = full_pages(reference.pages) or reference.article_number
    if where:
        text += f":{where}"
    return text + "." if text else ""


def _article(reference: Reference) -> list[str]:
    journal = _sentence(abbreviate_journal(reference.container)) if reference.container else ""
    ahead = reference.published and not (reference.volume or reference.pages or reference.article_number)
    where = f"Published online {written_date(reference.published)}." if ahead else _locator(reference)
    link = _doi(reference) or (f"Accessed {written_date(reference.accessed)}. " if reference.accessed else "") + (
        reference.url or ""
    )
    return [_authors(reference), _sentence(reference.title), journal, where, link]


def _preprint(reference: Reference) -> list[str]:
    posted = written_date(reference.published) or reference.year
    where = f"Preprint posted online {posted}." if posted else "Preprint."
    return [
        _authors(reference),
        _sentence(reference.title),
        _sentence(reference.container),
        where,
        _doi(reference) or reference.url or "",
    ]


def _imprint(reference: Reference) -> str:
    imprint = "; ".join(part for part in (reference.publisher, reference.year) if part)
    pages = full_pages(reference.pages)
    return _sentence(f"{imprint}:{pages}" if pages and imprint else imprint)


def _edition(reference: Reference) -> str:
    return _sentence(reference.edition) if reference.edition else ""


def _book(reference: Reference) -> list[str]:
    volume = f"Vol {reference.volume}." if reference.volume else ""
    return [
        _authors(reference),
        *_edited(reference, ""),
        _sentence(reference.title),
        volume,
        _edition(reference),
        _imprint(reference),
        _doi(reference) or reference.url or "",
    ]


def _edited(reference: Reference, lead: str) -> list[str]:
    if not reference.editors:
        return [lead] if lead else []
    word = "eds." if len(reference.editors) > 1 else "ed."
    return [lead, f"{ama_names(reference.editors)}, {word}"]


def _chapter(reference: Reference) -> list[str]:
    volume = f"Vol {reference.volume}." if reference.volume else ""
    return [
        _authors(reference), _sentence(reference.title), *_edited(reference, "In:"), _sentence(reference.container),
        volume, _edition(reference), _imprint(reference), _doi(reference) or reference.url or "",
    ]  # fmt: skip


def _web(reference: Reference) -> list[str]:
    site = reference.container or reference.publisher
    named = {author.literal for author in reference.authors}
    date = "" if reference.published or not reference.year else f"Published {reference.year}."
    return [
        _authors(reference),
        _sentence(reference.title),
        _sentence(site) if site not in named else "",
        date,
        *_ending(reference),
    ]


def _document(reference: Reference) -> list[str]:
    """Report, guideline, label, trial, thesis and the rest: title, what identifies it, who issued it, when, where."""
    kind = ""
    if reference.type == "label":
        named = LABEL_KIND.search(reference.raw)
        words = named.group().strip("[]()") if named else "prescribing information"
        kind = _sentence(words[0].upper() + words[1:])
    identifier = reference.identifier
    if reference.type == "trial" and identifier and identifier.startswith("NCT"):
        identifier = f"ClinicalTrials.gov identifier: {identifier}"
    dates = _ending(reference.model_copy(update={"published": None}) if reference.year else reference)
    return [
        _authors(reference), _sentence(reference.title), kind, _sentence(reference.container), _sentence(identifier),
        _sentence(reference.version), _edition(reference), _imprint(reference), *dates,
    ]  # fmt: skip


_BY_TYPE: Final = {
    "article": _article, "preprint": _preprint, "book": _book, "chapter": _chapter, "web": _web, "news": _web,
}  # fmt: skip
