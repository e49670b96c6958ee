"""WVR: waivers that no longer do anything. The review room finds them; these rules name and explain them."""

from __future__ import annotations

from audit.checks.rule import foreign_rule

foreign_rule(
    "WVR001",
    "unused-waiver",
    "minor",
    """A waiver matches no finding any more.

    ## What
    Somebody waived a finding, and the finding is no longer there: the text was corrected, or the problem went away.

    ## Why
    Forgotten waivers hide the next problem of the same kind. Decisions are recorded and superseded, never silently kept
    (21 CFR 11.10(e)).

    ## Example
    A waiver for DOI002 on a reference that has since been given its right DOI.

    ## Fix
    Remove the waiver.
    """,
)

foreign_rule(
    "WVR002",
    "void-or-expired-waiver",
    "major",
    """A waiver has expired, or what it was given for has changed.

    ## What
    A waiver is bound to a rule, to the words of the claim and to the evidence, and it ends on a date. One of these no
    longer holds, so the finding counts again.

    ## Why
    A decision about other words, or on other evidence, is no decision about these. Decisions are recorded and
    superseded, never silently kept (21 CFR 11.10(e)).

    ## Example
    The claim was reworded after its waiver had been signed.

    ## Fix
    Decide again: mend the problem, or give a new waiver with owner, reason and expiry.
    """,
)
