"""URL: the web addresses that references give."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.case import Case
from audit.checks.rule import Problem, rule
from audit.checks.wording import named
from audit.model import Evidence, Reference


def _place(case: Case, reference: Reference) -> tuple[int | None, int | None]:
    """The URL's own characters in the entry, where it stands there unbroken; else the whole entry."""
    if reference.url and reference.end > reference.start:
        at = case.document.text.find(reference.url, reference.start, reference.end)
        if at >= 0:
            return at, at + len(reference.url)
    return None, None


def _link_evidence(case: Case, reference: Reference) -> tuple[Evidence, ...]:
    verification = case.verification(reference)
    link = verification.link
    if link is None:
        return ()
    return (Evidence(source="web", url=link.url or reference.url, retrieved_at=link.checked_at, excerpt=link.reason),)


@rule("URL001", "dead-link", "major")
def dead_link(case: Case) -> Iterator[Problem]:
    """The web page is gone.

    ## What
    The server answered, and said that there is no such page (or the page says so itself), or the site's name no
    longer exists. A server that is slow, busy or refuses robots proves nothing: such links are listed as unverified.

    ## Why
    The reader cannot reach the source: a claim must be capable of substantiation (ABPI Code 2024, clause 6.2).

    ## Example
    > https://www.example.org/moved-long-ago (404 Not Found)

    ## Fix
    Find the page's new address, or cite an archived copy, or another source.
    """
    for reference in case.references:
        link = case.verification(reference).link
        if link is not None and link.status == "dead":
            start, end = _place(case, reference)
            yield Problem(
                f"{named(reference)}: the page {reference.url} is gone"
                + (f" ({link.reason})" if link.reason else "")
                + ".",
                identity=reference.url or "",
                start=start,
                end=end,
                reference=reference,
                evidence=_link_evidence(case, reference),
                suggestion=f"An archived copy: {link.archived_url}"
                if link.archived_url
                else "Find the page's new address.",
            )


def _https(case: Case, reference: Reference) -> str:
    link = case.verification(reference).link
    if link is not None and (link.final_url or "").startswith("https://"):
        return f"The page is there under {link.final_url}"
    return f"Try https://{(reference.url or '').strip()[7:]}"


@rule("URL002", "insecure-link", "minor")
def insecure_link(case: Case) -> Iterator[Problem]:
    """The web address begins with http:// instead of https://.

    ## What
    The reference links to an address without encryption.

    ## Why
    Anyone between the reader and the site can change what is shown, and browsers warn of such links. Published
    material needs clear references (ABPI Code 2021, clause 14.2) that lead where they say.

    ## Example
    > http://cancer.ca/en/cancer-information/cancer-types/neuroendocrine-tumours

    ## Fix
    Open the address with https:// in front. If the page appears, write it so.
    """
    for reference in case.references:
        if (reference.url or "").strip().lower().startswith("http://"):
            start, end = _place(case, reference)
            yield Problem(
                f"{named(reference)} links to an address without encryption: {reference.url}.",
                identity=reference.url or "",
                start=start,
                end=end,
                reference=reference,
                suggestion=_https(case, reference),
            )


@rule("URL003", "moved-link", "minor")
def moved_link(case: Case) -> Iterator[Problem]:
    """The web page has moved to another address.

    ## What
    The address answers by sending the reader on to another one.

    ## Why
    Such forwarding ends one day without notice, and the page at the new address may not be the one that was cited.
    Evidence must be up to date (ABPI Code 2024, clause 6.1).

    ## Example
    > https://www.example.org/guideline now leads to https://guidelines.example.org/2024

    ## Fix
    Open the new address. If it is the page that was cited, write the new address and today's access date.
    """
    for reference in case.references:
        link = case.verification(reference).link
        if link is not None and link.status == "moved":
            start, end = _place(case, reference)
            target = f" to {link.final_url}" if link.final_url else ""
            yield Problem(
                f"{named(reference)}: the page {reference.url} has moved{target}.",
                identity=f"{reference.url} {link.final_url or ''}",
                start=start,
                end=end,
                reference=reference,
                evidence=_link_evidence(case, reference),
                suggestion=f"If it is the same page, write {link.final_url}" if link.final_url else None,
            )
