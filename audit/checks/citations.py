"""CIT: how the text cites. Statements without citations, markers without references, and the reverse."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from audit.checks.case import Case
from audit.checks.rule import Problem, rule
from audit.checks.uses import Use, folded
from audit.checks.wording import listed, named, shortened
from audit.model import Marker, Reference, Statement

_LOST = "Part of this page was lost when its text was extracted (see CIT008): the marker may stand in that part."


@rule("CIT001", "uncited-claim", "major")
def uncited_claim(case: Case) -> Iterator[Problem]:
    """A statement of fact has no citation.

    ## What
    The statement says something about a disease, a drug, a number, a mechanism, an outcome or a guideline, and no
    citation covers it: it carries no marker of its own, and neither does the label or heading in front of it, the
    sentence that introduces its list, or its paragraph.

    Headings, disclaimers, audience statements, abbreviation keys, navigation and calls to action are not expected to
    carry a citation and are not reported.

    ## Why
    A claim must be capable of substantiation (ABPI Code 2024, clause 6.2). A reader who cannot see what a statement
    rests on cannot check it, and neither can a reviewer.

    ## Example
    > Gout affects about one adult in forty.1 Men are affected more often than women.

    The first sentence ends in a marker, the second has none.

    ## Fix
    Add the marker of the reference that supports the statement. If the next sentence's marker was meant for both,
    repeat it here. If nothing supports the statement, take it out or say less.
    """
    for statement in case.statements:
        if statement.needs_citation and statement.coverage == "none" and not statement.items_missing:
            yield Problem(
                f"No citation covers this statement: “{shortened(statement.text).rstrip('.')}”.",
                statement=statement,
                suggestion="Add the marker of the reference that supports it, or take the statement out.",
            )


@rule("CIT002", "unknown-marker", "major")
def unknown_marker(case: Case) -> Iterator[Problem]:
    """A marker names a reference that is not in the list.

    ## What
    A marker in the text points at a number or an anchor for which the reference list has no entry.

    ## Why
    The statement looks as if it were supported, and it is not: nobody can find the source. A claim must be capable of
    substantiation (ABPI Code 2024, clause 6.2).

    ## Example
    > Flares usually begin at night.15

    The reference list ends at 14.

    ## Fix
    If a reference was removed or the list renumbered, correct the marker. If the reference is missing from the list,
    add it.
    """
    if not case.references:
        return  # DOC002 says it once: there is no list that a marker could be in
    for use in case.uses:
        if use.label in use.statement.unknown_markers:
            yield Problem(
                f"The marker “{use.label}” names no entry of the reference list.",
                identity=use.label,
                start=use.start,
                end=use.end,
                statement=use.statement,
                suggestion=f"Correct the marker, or add reference {use.label} to the list.",
            )


_OFFERED = re.compile(r"\breading\b|weiterführend|para saber más|pour en savoir plus|approfondi", re.IGNORECASE)


def _listed(case: Case) -> Iterator[tuple[int, Reference]]:
    """The references that stand in the document itself, but those that it offers for further reading."""
    offered = {index for index, item in enumerate(case.lists) if _OFFERED.search(item.heading or "")}
    return (
        (index, reference)
        for index, reference in enumerate(case.references)
        if reference.end > reference.start and reference.list_index not in offered
    )


def unnamed(case: Case) -> list[Reference]:
    """The listed references that no marker names."""
    cited_keys = {key for statement in case.statements for key in statement.citation_keys}
    keys = Counter(reference.key for reference in case.references)
    return [
        reference
        for index, reference in _listed(case)
        # A key that two entries share cannot tell which of them was cited: there the label decides alone.
        if index not in case.uses_of and not (keys[reference.key] == 1 and reference.key in cited_keys)
    ]


def mostly_unnamed(case: Case) -> bool:
    """Whether so many references are unnamed that the reading of markers must have failed, not the author."""
    listed_count, unnamed_count = sum(1 for _ in _listed(case)), len(unnamed(case))
    if unnamed_count == listed_count:
        return listed_count >= 3
    return listed_count >= 8 and unnamed_count > 0.6 * listed_count


@rule("CIT003", "uncited-reference", "major")
def uncited_reference(case: Case) -> Iterator[Problem]:
    """A reference is listed, but no marker names it.

    ## What
    The reference list has an entry that the text never cites. Lettered anchors (`4a`, `4b`) count for their number.
    Where most of a list is never cited, DOC002 says so instead: then the markers were not read.

    ## Why
    Either a statement lost its marker, and is now without support, or the entry is left over from an earlier version.
    Published studies need clear references (ABPI Code 2021, clause 14.2), and a reader takes every listed reference
    for one that the page rests on.

    ## Example
    > 9 Dalbeth N, Merriman TR, Stamp LK. Gout. Lancet. 2016;388(10055):2039-2052.

    No statement on the page carries a 9.

    ## Fix
    Put the marker back beside the statement that this source supports, or remove the entry and renumber.
    """
    if mostly_unnamed(case):
        return  # DOC002 says it once: the markers of this document were hardly read
    for reference in unnamed(case):
        yield Problem(
            f"{named(reference)} is listed, but no marker in the text names it.",
            reference=reference,
            suggestion=_LOST if case.lost_text else "Cite it where it supports a statement, or remove it.",
        )


def _anchor_uses(case: Case) -> dict[tuple[int, str], list[Use]]:
    """(reference index, lettered anchor) -> its uses. Only anchors that the list itself prints: a plain number may
    be cited as often as its author likes."""
    found: dict[tuple[int, str], list[Use]] = {}
    for index, uses in case.uses_of.items():
        reference = case.references[index]
        anchors = {folded(anchor) for anchor in reference.anchors} - {folded(reference.label)}
        for use in uses:
            if folded(use.label) in anchors:
                found.setdefault((index, folded(use.label)), []).append(use)
    return found


@rule("CIT004", "anchor-reused", "minor")
def anchor_reused(case: Case) -> Iterator[Problem]:
    """A lettered anchor is used more than once.

    ## What
    In a list with lettered anchors (`4a` ... `4g`), each anchor stands for one use of the reference: one passage for
    one statement. Here the same anchor stands beside two or more statements. All places are named; the finding points
    at the second one. Plain numbers may be used as often as needed and are never reported.

    ## Why
    A reviewer who follows the anchor finds one passage and cannot tell which of the statements it was meant for;
    usually one of them was copied and its own anchor forgotten. Clear references are required (ABPI Code 2021,
    clause 14.2).

    ## Example
    > Urate crystals settle in the joints.4d 5d
    >
    > Imaging5d: Ultrasound can show crystals before the first flare

    `5d` is used on two lines.

    ## Fix
    Give the second statement an anchor of its own, add it to the reference, and anchor its passage.
    """
    for (index, label), uses in sorted(_anchor_uses(case).items()):
        groups = {(use.start if use.group is None else use.group.start): use for use in uses}
        if len(groups) < 2:
            continue  # twice in one group is CIT010
        second = list(groups.values())[1]
        lines = [str(case.document.line_of(start)) for start in groups]
        anchor = next((a for a in case.references[index].anchors if folded(a) == label), label)
        yield Problem(
            f"The anchor “{anchor}” is used {_times(len(groups))}: on lines {listed(lines)}.",
            identity=f"{label.lstrip('0123456789')} {case.references[index].raw}",
            start=second.start,
            end=second.end,
            statement=second.statement,
            suggestion="Give each statement an anchor of its own, or confirm that both rest on the same passage.",
        )


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count} times"


@rule("CIT005", "anchor-never-used", "minor")
def anchor_never_used(case: Case) -> Iterator[Problem]:
    """A lettered anchor is listed, but no marker uses it.

    ## What
    The entry lists anchors for its uses (`4a 4b 4c`), and one of them appears nowhere in the text.

    ## Why
    The statement that the anchor was made for has lost its marker or was deleted. If it lost the marker, it now
    stands without support (ABPI Code 2024, clause 6.2).

    ## Example
    > 4a 4b 4c Dalbeth N, Merriman TR, Stamp LK. Gout. Lancet. 2016;388(10055):2039-2052.

    `4c` stands beside no statement.

    ## Fix
    Find the statement that the anchor belongs to and mark it, or take the anchor out of the entry.
    """
    for index, reference in _listed(case):
        used = {folded(use.label) for use in case.uses_of.get(index, ())}
        if not used:
            continue  # the whole reference is uncited: CIT003 says so once
        bare = folded(reference.label) in used
        for anchor in reference.anchors:
            if folded(anchor) not in used and folded(anchor) != folded(reference.label) and not bare:
                yield Problem(
                    f"The anchor “{anchor}” of {named(reference)[0].lower()}{named(reference)[1:]} is never used.",
                    identity=folded(anchor).lstrip("0123456789"),
                    reference=reference,
                    suggestion=_LOST if case.lost_text else "Mark the statement it was made for, or remove the anchor.",
                )


@rule("CIT007", "ambiguous-marker", "info")
def ambiguous_marker(case: Case) -> Iterator[Problem]:
    """A marker can be read in two ways.

    ## What
    The superscripts of the page were flattened, so that a word or a number runs into its marker. The reading that
    fits the whole document was chosen; the other one is shown.

    ## Why
    A wrong reading would link the statement to another source. Only a person, with the printed page before them, can
    settle it.

    ## Example
    > Kidney function had fallen to stage G3.4c

    Read as stage `G3` with the marker `4c`; `G3.4` with a marker `c` would be the other reading.

    ## Fix
    Look at the published page. If the chosen reading is right, accept it; if not, correct the marker in the source or
    set it in superscript or brackets, so that nobody has to guess.
    """
    for statement in case.statements:
        for group in statement.marker_groups:
            if group.alternative:
                before, marker = _glued_word(case, group)
                yield Problem(
                    f"“{before}{marker}” is read as “{before}” with the marker {listed(group.labels)}; "
                    f"it could also be read as {group.alternative}.",
                    identity=group.source.strip(),
                    start=group.start,
                    end=group.end,
                    statement=statement,
                    suggestion="Compare with the published page and confirm the reading.",
                )


def _glued_word(case: Case, group: Marker) -> tuple[str, str]:
    """What the marker is glued to, and the marker as it stands."""
    before = case.document.text[max(0, group.start - 40) : group.start]
    return re.split(r"\s", before)[-1], group.source.strip()


@rule("CIT008", "lead-in-without-items", "major")
def lead_in_without_items(case: Case) -> Iterator[Problem]:
    """A sentence announces a list, and the list is not there.

    ## What
    Items missing from the extracted text: the sentence ends in a colon, and what follows is not a list but something
    else. The list was lost on the way from the published page to the text that was audited.

    ## Why
    The claims in the lost list were never audited. They are neither right nor wrong here, and a clean report would
    say nothing about them. Every claim must be capable of substantiation (ABPI Code 2024, clause 6.2).

    ## Example
    > Several foods raise the level of urate, such as4e 5e:
    >
    > Imaging4f 5f: Ultrasound can show crystals before the first flare

    ## Fix
    Take the list from the published page or from the source file, put it back into the text, and audit again.
    """
    for statement in case.statements:
        if statement.items_missing:
            yield Problem(
                f"Items missing from the extracted text: the list that “{shortened(statement.text)}” announces is not "
                "there, so the claims in it were never audited.",
                statement=statement,
                suggestion="Put the list back from the published page or the source file, and audit again.",
            )


@rule("CIT009", "paragraph-level-citation", "info")
def paragraph_level_citation(case: Case) -> Iterator[Problem]:
    """A statement is covered only by the citation at the end of its paragraph.

    ## What
    The statement has no marker of its own; only the last sentence of its paragraph carries markers. They may be meant
    for the whole paragraph, or for that sentence alone.

    ## Why
    It is plausible, but ambiguous. A claim must be capable of substantiation (ABPI Code 2024, clause 6.2), and a
    reviewer may want to see which source supports which sentence. The profile decides how much this weighs.

    ## Example
    > Flares become more frequent when urate stays high. Tophi may form. Both can damage the joint within years.9b 12

    The first two sentences are covered by the markers of the third.

    ## Fix
    If the sources support this sentence too, repeat their markers here. If not, cite what does.
    """
    for statement in case.statements:
        if statement.needs_citation and statement.coverage == "paragraph":
            markers = listed(statement.inherited_markers)
            yield Problem(
                "Only the citation at the end of the paragraph"
                + (f" ({markers})" if markers else "")
                + f" covers this statement: “{shortened(statement.text).rstrip('.')}”.",
                statement=statement,
                suggestion="Repeat the marker here if the source supports this sentence too.",
            )


_TOKEN = re.compile(r"(\d{1,3})(?:\s?[-‐‑‒–—−]\s?(\d{1,3}))?")
_PLAIN_GROUP = re.compile(rf"[\[(]?\s*{_TOKEN.pattern}(?:\s*[,;]\s*{_TOKEN.pattern})*\s*[\])]?")


def _repeated(source: str, labels: list[str]) -> list[str]:
    """The labels that a group names more than once, in order. `labels` may have been freed of repetitions already;
    then the group as written decides, if it is a plain one (`1,3-5,4`)."""
    if not re.search(r"[,;‐‑‒–—−-]|\d[a-z]", source):
        return []  # `1 1`: nothing shows that these are two markers of one group
    counts = Counter(folded(label) for label in labels)
    if not any(count > 1 for count in counts.values()) and _PLAIN_GROUP.fullmatch(source.strip()):
        counts = Counter()
        for first, last in _TOKEN.findall(source):
            low, high = int(first), int(last or first)
            counts.update(str(number) for number in range(low, high + 1) if high - low < 200)
    return [label for label, count in counts.items() if count > 1]


def _groups(statement: Statement) -> Iterator[tuple[str, list[str], int, int]]:
    return ((group.source, group.labels, group.start, group.end) for group in statement.marker_groups)


@rule("CIT010", "duplicate-in-group", "minor")
def duplicate_in_group(case: Case) -> Iterator[Problem]:
    """One group of markers names the same reference twice.

    ## What
    The same number or anchor stands twice in one group, or a range includes a number that is also named alone.

    ## Why
    Usually one of the two should be another number: a typing error hides here, and with it a missing citation.
    Published studies need clear references (ABPI Code 2021, clause 14.2).

    ## Example
    > ... were stable after one year.3,5-8,7

    7 is part of 5-8.

    ## Fix
    Remove the repetition, or correct the number that was meant.
    """
    for statement in case.statements:
        for source, labels, start, end in _groups(statement):
            for label in _repeated(source, labels):
                yield Problem(
                    f"The group “{source.strip()}” names {label} more than once.",
                    identity=f"{source.strip()} {label}",
                    start=start,
                    end=end,
                    statement=statement,
                    suggestion=f"Remove one {label}, or correct the number that was meant.",
                )
