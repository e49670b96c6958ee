"""DOC002: a document of which nothing could be read is a failure, not a clean report."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.checks.case import Case
from audit.checks.citations import mostly_unnamed, unnamed
from audit.checks.rule import Problem, rule

_LIST_HEADING = re.compile(
    r"^[ \t]*(?:references?|bibliography|literature(?: cited)?|works cited|sources|literatur(?:verzeichnis)?|quellen|"
    r"références|bibliographie|referencias|bibliografía|bibliografia|riferimenti)[ \t]*:?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)

# What stands in a saved page whose text a script would have drawn, or that a bot wall sent instead.
_FRAME = re.compile(
    r"\bjava ?script\b|^\W*(?:loading|please wait|redirecting)\W*$|\bchecking (?:if the site|your browser)\b"
    r"|\bverify(?:ing)? (?:that )?you are (?:a )?human\b|^\W*(?:access denied|403 forbidden|404 not found)\W*$",
    re.IGNORECASE | re.MULTILINE,
)
_FEW = 60  # words; an empty frame has fewer, a page that merely speaks of JavaScript has more


@rule("DOC002", "nothing-parsed", "critical")
def nothing_parsed(case: Case) -> Iterator[Problem]:
    """The document, or an essential part of it, could not be read.

    ## What
    One of these: no statement at all was found; the file holds only the frame of a page whose text a script draws, or
    the few words of a bot wall; the text has markers or a heading such as “References”, but no
    reference list was found; there is a list of three references or more, but none of them (or, of a longer list, only
    a few of them) is named by a marker.

    ## Why
    An audit that read nothing finds nothing. It must never look like a clean one: what was not read was not checked,
    and every claim must be capable of substantiation (ABPI Code 2024, clause 6.2).

    ## Example
    A page whose text is drawn by a script, saved as an empty frame.

    ## Fix
    Open the source: is it the right file, and is the text in it? Save the page with its text (from the browser, or as
    Word or PDF with text) and audit again.
    """
    again = "Save the source again with its full text, and repeat the audit."
    if not case.statements:
        yield Problem(
            "No statement was found in this document: nothing was audited.", identity="statements", suggestion=again
        )
        return
    frame = _FRAME.search(case.document.text)
    if frame is not None and len(case.document.text.split()) < _FEW:
        yield Problem(
            f"This file is the frame of a page, not its text (“{frame[0].strip()}”): nothing was audited.",
            identity="frame",
            start=frame.start(),
            end=frame.end(),
            suggestion=again,
        )
        return
    if not case.references:
        heading = _LIST_HEADING.search(case.document.text)
        if case.uses:
            first = case.uses[0]
            yield Problem(
                f"The text has {_counted(len(case.uses), 'marker')}, but no reference list was found: no citation "
                "could be followed.",
                identity="list",
                start=first.start,
                end=first.end,
                suggestion=again,
            )
        elif heading is not None:
            yield Problem(
                f"There is a heading “{heading[0].strip()}”, but no reference could be found under it.",
                identity="list",
                start=heading.start(),
                end=heading.end(),
                suggestion=again,
            )
    elif mostly_unnamed(case) and any(statement.needs_citation for statement in case.statements):
        count, all_of_them = len(unnamed(case)), len(case.references)
        what = "not one is" if count == all_of_them else f"{count} are not"
        yield Problem(
            f"{_counted(all_of_them, 'reference')} are listed, and {what} named by a marker in the text: most markers "
            "were not read, or the text does not say which statement rests on which source.",
            identity="markers",
            reference=case.references[0],
            severity=None if count == all_of_them else "major",
            suggestion="If the page has superscript markers, they were lost: " + again.lower(),
        )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
