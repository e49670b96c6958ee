"""What each rule is called and asks, in one line each, for headings and for SARIF's rule help.

The rule's own page is printed by `claim-audit rules CODE`. A code that is not listed here is shown by its own name.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class RuleText(NamedTuple):
    """title: what is wrong, as a heading. why: what it means for the reader of the audited text. todo: the remedy."""

    title: str
    why: str
    todo: str


_R = RuleText
RULES: Final[dict[str, RuleText]] = {
    "CIT001": _R("Claim without a citation", "A statement of fact must be capable of substantiation; this one names "
                 "no source.", "Cite a source that says it, reword it, or remove it."),
    "CIT002": _R("Marker without a reference", "The marker names an entry that the reference list does not have.",
                 "Correct the marker or add the reference."),
    "CIT003": _R("Reference never cited", "The list holds an entry that no statement uses.",
                 "Cite it where it is used, or remove it."),
    "CIT004": _R("Anchor used more than once", "A lettered anchor stands for one use of a reference; two uses of the "
                 "same anchor leave open which passage is meant.", "Give each use its own anchor."),
    "CIT005": _R("Anchor never used", "The reference list announces a use that the text does not have.",
                 "Place the anchor in the text or remove it from the list."),
    "CIT006": _R("Citations out of order", "References should be numbered in the order in which they are first cited.",
                 "Renumber the references."),
    "CIT007": _R("Marker that can be read in two ways", "The marker runs into the text before it, so that readers may "
                 "take it for something else.", "Set the marker apart: superscript or brackets."),
    "CIT008": _R("List missing under its lead-in", "A line announces a list and nothing follows. The items were lost "
                 "when the text was extracted, so their claims were never audited.",
                 "Restore the items and run the audit again."),
    "CIT009": _R("Cited only at the end of its paragraph", "One citation at the end may or may not be meant for the "
                 "statements before it.", "Repeat the marker where it is meant."),
    "CIT010": _R("Same reference twice in one group", "The group of markers names one reference more than once.",
                 "Remove the repeated marker."),
    "CIT011": _R("Figure or table without a source", "Readers cannot tell where the figures shown come from.",
                 "Add the marker of the source, or “Adapted from” with the reference."),
    "CIT012": _R("Markers not set in the style", "Placement, order or separators of markers depart from AMA style.",
                 "Set the markers as the style wants them."),
    "REF001": _R("Reference that could not be read", "The entry could not be split into author, title and source, so "
                 "nothing about it could be checked.", "Write it in the reference style of the document."),
    "REF002": _R("Incomplete reference", "A reader cannot find the source with what the entry gives.",
                 "Add what is missing."),
    "REF003": _R("Same reference listed twice", "Two entries are the same work.",
                 "Keep one and point all markers at it."),
    "REF004": _R("Gap or repeat in the numbering", "The labels of the reference list skip or repeat a number.",
                 "Renumber the list."),
    "REF005": _R("Web reference without access date", "Web pages change; without the date nobody can tell which "
                 "version was read.", "Add the date of access."),
    "REF006": _R("Old access date", "The page was last read long ago and may say something else today.",
                 "Read the page again and renew the date."),
    "REF007": _R("Reference style", "The entry departs from the reference style of the list.",
                 "Write it like the others."),
    "REF008": _R("Outdated reference", "The evidence may no longer be the best available.",
                 "Look for newer evidence, or confirm that this still stands."),
    "DOI001": _R("Malformed DOI", "The string cannot be a DOI.", "Copy the DOI from the publisher's page."),
    "DOI002": _R("DOI does not exist", "No registration agency knows the DOI, and doi.org confirmed it.",
                 "Correct or remove the DOI."),
    "DOI003": _R("DOI of another work", "The DOI leads readers to a different work than the one cited.",
                 "Replace the DOI, or the reference."),
    "DOI004": _R("Reference differs from the registry", "What the reference says and what the publisher registered "
                 "are not the same.", "Correct the reference."),
    "DOI005": _R("Retracted work", "The cited work was retracted, withdrawn or removed and cannot carry a claim.",
                 "Remove the reference and find another source for its claims."),
    "DOI006": _R("Expression of concern", "The journal has warned about the reliability of the cited work.",
                 "Decide whether the claims may still rest on it."),
    "DOI007": _R("Corrected work", "A correction of the cited work was published.",
                 "Check that the claims agree with the corrected version."),
    "DOI008": _R("Superseded work", "A newer version of the cited work exists.",
                 "Cite the newer version and check the claims against it."),
    "DOI009": _R("Missing DOI", "The work has a DOI that the reference does not give.", "Add the DOI."),
    "DOI010": _R("Cites a notice", "The reference is itself a retraction or correction notice, not the work.",
                 "Cite the work that is meant."),
    "URL001": _R("Dead link", "The address no longer leads to the page.", "Find the page's new address."),
    "URL002": _R("Insecure link", "The address uses http where https is available.", "Write the https address."),
    "URL003": _R("Moved link", "The address leads on to another one.", "Write the final address."),
    "SUP001": _R("Figure not found in the source", "A number of the claim does not occur in the text of its source.",
                 "Check the number against the source."),
    "SUP002": _R("Not supported by its source", "Nothing was found in the source that says what the claim says.",
                 "Point to the passage, reword the claim, or cite another source."),
    "SUP003": _R("Contradicted by its source", "The source says something else.",
                 "Correct the claim or cite another source."),
    "SUP004": _R("Other population or endpoint", "The source studied other patients or measured something else.",
                 "State the population and endpoint of the source."),
    "SUP005": _R("Quotation not found", "The quoted words do not occur in the source.",
                 "Quote the source word for word."),
    "ABB001": _R("Abbreviation not defined", "Readers are not told what the abbreviation stands for.",
                 "Define it at first use."),
    "ABB002": _R("Abbreviation never used", "The key defines an abbreviation that the text does not use.",
                 "Remove it from the key."),
    "ABB003": _R("Abbreviation with two meanings", "The same abbreviation is defined in two ways.",
                 "Use one meaning."),
    "LAN001": _R("Superlative or absolute", "The wording claims more than evidence can show.",
                 "Say what was measured."),
    "LAN002": _R("Comparison without a comparator", "The text says “more” or “better” without saying than what.",
                 "Name the comparator."),
    "LAN003": _R("Unqualified “safe” or “new”", "Such words need qualification or a date.",
                 "Qualify the word or remove it."),
    "LAN004": _R("“Significant” without its statistic", "Readers take the word for a result of statistics, and no "
                 "figure is given.", "Give the figures: effect, confidence interval or P value."),
    "LAN005": _R("Relative risk without absolute risks", "Half as many may be 1 in 2 or 1 in 2,000.",
                 "Give both risks."),
    "LAN006": _R("Cause stated on an observational study", "Observation alone shows that two things occur together, "
                 "not that one causes the other.", "Say what was seen, or cite a trial."),
    "LAN007": _R("Promise that nobody can keep", "No study can substantiate a promise.",
                 "Say what is offered or what was shown."),
    "TXT001": _R("British and American spelling mixed", "Two spellings of one word make a page look unreviewed, and a "
                 "search finds half of it.", "Decide for one spelling and change the others."),
    "TXT002": _R("Unit or number written in two ways", "Readers stumble, and some pairs of units are dangerous.",
                 "Decide for one way and use it everywhere."),
    "TXT003": _R("Word written in two ways", "Readers wonder whether two things are meant, and a search finds half.",
                 "Decide for one way and use it everywhere."),
    "DOC001": _R("Required statement missing", "The profile of this audit asks for a statement that is not there.",
                 "Add the statement."),
    "DOC002": _R("Nothing could be read", "The document gave no statements or no references, so nothing was audited.",
                 "Check the file and its format."),
    "WVR001": _R("Waiver that nothing uses", "A waiver is on file for a problem that no longer exists.",
                 "Remove the waiver."),
    "WVR002": _R("Waiver void or expired", "A waiver no longer holds, because its date has passed or the text or the "
                 "evidence has changed.", "Decide again."),
}  # fmt: skip


def rule_text(code: str, name: str) -> RuleText:
    """The rule's words; for a code that this table does not know, its name as a title."""
    known = RULES.get(code)
    return known or RuleText(name.replace("-", " ").capitalize() or code, "", "")
