"""The wordings by which statements that are no claims show themselves. English; each list is small and visible."""

from __future__ import annotations

import re

DISCLAIMER = re.compile(
    r"\b(?:intended (?:only )?for|(?:(?:created|developed|initiated|produced|organised) and )?(?:created|funded|"
    r"sponsored|paid for|produced) by|for (?:healthcare|health care|medical) professionals|"
    r"healthcare professionals? only|do not (?:duplicate|copy|distribute)|all rights reserved|©|copyright|"
    r"registered trademarks?|trademarks? (?:of|is|are)|competing interests?|conflicts? of interest|date of preparation|"
    r"job (?:code|number)|please (?:see|refer|consult|read)|"
    r"see (?:full|the|accompanying|important) [^.]{0,40}(?:prescribing|safety)|full prescribing information|"
    r"adverse events should be reported|report(?:ing)? (?:of )?(?:suspected )?(?:adverse|side)|"
    r"not (?:a substitute|intended to)|medical advice|"
    r"this (?:site|website|web site|page|material|information|leaflet|document) (?:is|was|has been|contains|provides)|"
    r"last (?:updated|reviewed|modified)|prescribing information (?:is )?available|for illustrative purposes|"
    r"not (?:actual|real) patients?|outside of the united states|none declared|nothing to declare|funding:|"
    r"disclaimer)\b|^for use (?:with|by|in)\b|^\W*(?:©|\(c\))|\bwww\.yellowcard|[A-Z]{2,4}-[A-Z]{2,5}-\d{4}",
    re.IGNORECASE,
)

CALL_TO_ACTION = re.compile(
    r"^(?:find out (?:more|how)|learn (?:more|about|how)|read (?:more|about|the)|discover|explore|click|tap|download|"
    r"view|watch|visit|contact|sign up|register|subscribe|log ?in|talk to|ask your|see (?:more|all|how|also|the)|go to|"
    r"get (?:started|in touch|help)|take the|share|print|back to|return to|skip to|start|check out|follow us|"
    r"for more (?:information|details)|more information|to learn more|if you (?:have|would like|want|are)|request|"
    r"menu|home|search|next|previous|close|yes|no|continue|select|choose|join|watch|listen|order|buy)\b",
    re.IGNORECASE,
)

SELF_REFERENCE = re.compile(
    r"\b(?:(?:is|are|was|were) (?:shown|presented|given|listed|summari[sz]ed|depicted|illustrated|described|"
    r"reported) in (?:the )?(?:table|figure|fig|box|appendix|supplement)|"
    r"for (?:more|further) (?:information|details)|"
    r"(?:this|the following|next|previous) (?:section|chapter|summary|page|article|table|figure|review|slide|tool)\b"
    r"[^.]{0,20}\b(?:describes?|discusses|summari[sz]es|provides|contains|shows|presents|explains|covers|lists)|"
    r"see (?:the )?(?:table|figure|fig|box|section|appendix)|"
    r"(?:covered|discussed|described) (?:in (?:another|a separate)|separately|elsewhere|below|above))\b",
    re.IGNORECASE,
)

COMPANY_VOICE = re.compile(
    r"\b(?:our (?:dedicated|team|teams|mission|commitment|company|portfolio|specialists?|experts?|goal|aim|services?|"
    r"programme?|support)|we are (?:committed|dedicated|proud|here)|you and your (?:patients?|practice|team)|"
    r"supported every step|contact us|our website|we (?:offer|provide) )\b",
    re.IGNORECASE,
)

QUESTION = re.compile(r"\?[\"”’)]*$")
ADDRESS = re.compile(
    r"\b(?:Department|University|Hospital|Institute|Unit|Faculty|School|College|Division|Clinic|Street|Road|Avenue|Suite|"
    r"Blvd|P\.?O\.? Box|Tel|Phone|Fax|Email|E-mail)\b"
)
CAPTION = re.compile(
    r"^(?:table|figure|fig\.?|box|chart|graph|exhibit|panel|scheme|video|image)\s?\d{0,2}[A-Za-z]?\s?[.:–|-]",
    re.IGNORECASE,
)
FOOTNOTE_LINE = re.compile(r"^(?:[*†‡§‖¶#]{1,3}\s?(?=\w)|[a-h](?=[A-Z][a-z=<])|[a-h]\)\s|\([a-h*†‡]\)\s|[ᵃᵇᶜᵈᵉᶠ])")
ENUMERATED = re.compile(r"^(?:[-•·–*▪◦‣⁃]\s?|\(?\d{1,2}[.)-]\s+|\(?[a-hivx]{1,3}\)\s+)")

RECOMMENDATION = re.compile(
    r"\b(?:should|must|ought to|need to|it is important to|it is essential to|consider)\b", re.IGNORECASE
)
