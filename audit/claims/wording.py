"""The wordings by which statements that are no claims show themselves. English; each list is small and visible."""

from __future__ import annotations

import re
from collections.abc import Iterable


class Wordings:
    """Patterns, each tried only where one of its key words is among the words of a text."""

    def __init__(self, *rows: tuple[str, str]) -> None:
        """`rows`: key words, lower case and separated by spaces, and the pattern that they stand for."""
        self._patterns: dict[str, list[re.Pattern[str]]] = {}
        for keys, pattern in rows:
            compiled = re.compile(pattern, re.IGNORECASE)
            for key in keys.split():
                self._patterns.setdefault(key, []).append(compiled)
        self._keys = frozenset(self._patterns)

    def found_in(self, text: str, words: Iterable[str]) -> bool:
        """`text`, whose lower-case words are `words`, is worded so."""
        if self._keys.isdisjoint(words):
            return False
        patterns = self._patterns
        tried: set[re.Pattern[str]] = set()
        for word in words:
            for pattern in patterns.get(word, ()):
                if pattern not in tried:
                    if pattern.search(text):
                        return True
                    tried.add(pattern)
        return False


_MATERIAL = (
    "website site webpage page material leaflet document brochure presentation slide slides tool resource quiz video "
    "webinar module programme program event meeting content item guide app newsletter"
)
_PROFESSIONALS = r"(?:healthcare|health care|medical|health) (?:professionals?|providers?|practitioners?|audiences?)"

DISCLAIMER = Wordings(
    (
        _MATERIAL,
        rf"\b(?:this|the|these|our)\s(?:[\w-]+\s){{0,3}}(?:web ?site|web ?page|{'|'.join(_MATERIAL.split())})\s"
        r"(?:is|are|was|were|has|have|had|contains?|provides?|may)\b",
    ),
    (
        "by",
        r"^(?:created|developed|funded|sponsored|produced|organi[sz]ed|initiated|paid for|brought to you|reviewed|"
        r"approved)(?:,? (?:and )?(?:created|developed|funded|sponsored|paid for|reviewed))* by\b",
    ),
    ("intended", r"\bintended (?:only |solely |exclusively )?for\b|\bnot intended (?:to|as)\b"),
    ("only", rf"\b{_PROFESSIONALS} only\b"),
    ("for", rf"^(?:only |strictly )?(?:for|intended for) (?:[\w.’'-]+ ){{0,3}}{_PROFESSIONALS}\b"),
    (
        "only professional professionals decision-makers decision-maker",
        r"^for (?:use (?:with|by|in)|the use of|review by|discussion with)\b.*\b(?:only|professionals?|"
        r"decision-makers?)\b|"
        r"^for (?:[\w.’'-]+ ){0,4}(?:residents?|readers?|use|audiences?|media)(?: [\w.’'-]+){0,3} only\b",
    ),
    ("not", r"\bdo not (?:duplicate|copy|distribute|reproduce|share)\b|\bnot (?:a |intended as a )?substitute\b"),
    ("reserved copyright", r"\ball rights reserved\b|\bcopyright\b"),
    ("trademark trademarks", r"\btrademarks? (?:of|is|are|owned|and)\b|\bregistered trademarks?\b"),
    (
        "interest interests none nothing",
        r"\bcompeting interests?\b|\bconflicts? of interests?\b|\bnone declared\b|\bnothing to declare\b",
    ),
    (
        "funding disclaimer disclosure disclosures acknowledgements acknowledgments",
        r"^(?:funding|disclaimer|disclosures?|acknowledge?ments?)\b",
    ),
    (
        "date job prepared revised approved",
        r"\bdate of (?:preparation|revision|last revision|approval|first authori[sz]ation)\b|\bjob (?:code|number|"
        r"bag)\b|"
        r"\bdate (?:prepared|revised|approved)\b|\b(?:prepared|revised|approved):? (?:in )?(?:[A-Z][a-z]+ )?\d{4}\b",
    ),
    ("please", r"\bplease (?:see|refer|consult|read|review|visit|contact|call|report|click)\b"),
    (
        "see refer consult read review click",
        r"^(?:see|refer to|consult|read|review|click (?:here )?for)\b.{0,60}\b(?:prescribing|safety|information|smpc|"
        r"summary of product characteristics|label|insert|leaflet|medication guide|boxed warnings?)\b",
    ),
    (
        "prescribing safety",
        r"\bprescribing information\b.{0,40}\b(?:available|found|here|below|click|overleaf)\b|"
        r"^full prescribing information\b|"
        r"^(?:click |tap )?(?:here )?for (?:full |the )?(?:prescribing|important safety) information\b",
    ),
    (
        "reported report reporting yellow yellowcard",
        r"\b(?:adverse|side) (?:events?|reactions?|effects?) should (?:also )?be reported\b|\byellow ?card\b|"
        r"\breporting forms\b|\bto report (?:any )?(?:suspected )?(?:adverse|side)\b|"
        r"\breport (?:any |all )(?:suspected )?(?:adverse|side)\b|\breporting (?:of )?(?:suspected )?(?:adverse|"
        r"side)\b",
    ),
    (
        "monitoring vary differ",
        r"\bsubject to additional monitoring\b|\b(?:individual )?results (?:may|will|can) (?:vary|differ)\b",
    ),
    ("advice information", r"\bmedical advice\b|\bpatient information leaflet\b"),
    ("last", r"^last (?:updated|reviewed|modified|revised)\b"),
    ("illustrative illustration", r"\bfor illustrative purposes\b|\bfor illustration\b"),
    ("actual real actor", r"\bnot (?:an )?(?:actual|real) (?:patients?|persons?|size)\b|\bactor portrayals?\b"),
    ("outside", r"\boutside (?:of )?(?:the )?(?:united states|us|u\.s\.|uk|united kingdom|eu)\b"),
    ("permission", r"\bwith (?:the )?(?:kind )?permission\b"),
)

# The name of the material itself: `UK-VEL-2300012`, `MAT-GB-2401234 (v1.0)`; the year of its copyright.
JOB_CODE = re.compile(
    r"^(?:job (?:code|no|number)\W*)?(?=[A-Z0-9/-]*\d{3})[A-Z][A-Z0-9]{0,9}(?:[-/][A-Z0-9]{1,12}){1,5}\b|"
    r"^[\W_]*(?:©|\(c\)\s?\d|copyright)",
)

# Said only to have something clicked or done.
CALL_TO_ACTION = re.compile(
    r"^(?:find out|find (?:a|an|your|more)\b|learn (?:more|about|how|what|why)|read (?:more|about|the)|discover|"
    r"explore|"
    r"click|tap|download|visit\b|contact (?:us|your|a|the|our)|sign up|subscribe|log ?in|sign in|log ?out|talk (?:to|"
    r"with)|"
    r"speak (?:to|with)|ask (?:your|a|us|about|if|whether)|tell your|see (?:more|all|how|also|what|why|our|if|who)|"
    r"go to|"
    r"get (?:started|in touch|help|the facts|support|more|your)|take (?:the|our|a) (?:quiz|test|survey|tour|next|first|"
    r"pledge|challenge|look|moment|poll)|back to|return to|skip to|check out|follow us|for more (?:information|"
    r"details)|"
    r"more information|to (?:learn|find out|read|see) more|if you (?:have (?:any )?(?:questions?|concerns?)|"
    r"would like|want "
    r"to|need (?:help|more))|scroll|stay (?:up to date|informed|connected|tuned)|submit|use (?:our|this tool|the tool)|"
    r"call (?:us|your|now|today)|e-?mail us|expect more|imagine\b|dare to|join (?:us|now|our|the)|register (?:now|"
    r"here|for|"
    r"today|to)|watch (?:the|this|our|now|how)|listen to|meet\b|hear (?:from|how)|start (?:here|now|your|using)|"
    r"try (?:it|our)|"
    r"save (?:this|the|your)|swipe|choose your|select (?:a|an|your|the)|share (?:this|the|your|on|with)|print this|"
    r"view (?:the|all|our|more|full|this)|enter your|you can (?:register|sign up|download|subscribe)|request (?:a|an|"
    r"more)|"
    r"order (?:a|an|your|now)|apply now)\b",
    re.IGNORECASE,
)
# The same where nothing else stands in the line.
BUTTONS = frozenset(
    "menu home search next previous back close yes no continue submit share print watch play pause more less top skip "
    "ok cancel login logout view download contact about faq faqs help resources register subscribe accept decline "
    "agree "
    "explore start begin retry finish edit save follow listen".split()
)

SELF_REFERENCE = Wordings(
    (
        "table figure fig box appendix supplement",
        r"\b(?:is|are|was|were) (?:shown|presented|given|listed|summari[sz]ed|depicted|illustrated|described|"
        r"outlined|reported)"
        r" in (?:the )?(?:table|figure|fig|box|appendix|supplement)|\bsee (?:the )?(?:table|figure|fig|box|appendix)\b",
    ),
    (
        "information details",
        r"\bfor (?:more |further )?(?:information|details),? (?:on|about|see|visit|please)|"
        r"\bfor (?:more|further) (?:information|details)",
    ),
    (
        "this following next previous",
        r"\b(?:this|the following|next|previous) (?:section|chapter|summary|page|article|table|figure|review|slide|"
        r"tool|guide)"
        r"\b[^.]{0,20}\b(?:describes?|discusses|summari[sz]es|provides|contains|shows|presents|explains|covers|"
        r"lists)\b",
    ),
    (
        "summary summaries section sections page chapter guide",
        r"^(?:this|the|these|some of the)\s(?:[\w®™-]+\s){0,5}?(?:summary|summaries|section|sections|page|chapter|"
        r"guide)\b"
        r"(?! of product)[^.]{0,30}\b(?:is|are|was|were|has|have|does|do|provides?|describes?|contains?|reflects?|"
        r"covers?|"
        r"includes?)\b|\bsee (?:the )?section\b",
    ),
    (
        "table tables figure figures fig box chart graph",
        r"^(?:table|figure|fig\.?|box|chart|graph)s?\s\d+\w?(?:,| and| &|\s)[^.]{0,20}\b(?:shows?|lists?|"
        r"summari[sz]es?|"
        r"presents?|gives?|depicts?|illustrates?|provides?|displays?|describes?)\b",
    ),
    (
        "covered discussed described",
        r"\b(?:covered|discussed|described) (?:in (?:another|a separate)|separately|elsewhere|below|above)\b",
    ),
)

COMPANY_VOICE = Wordings(
    (
        "our",
        r"\bour (?:dedicated|teams?|mission|commitment|company|portfolio|specialists?|experts?|goal|aim|services?|"
        r"programme?|"
        r"support|website|purpose|vision|values|people|products?|pipeline|science|medicines)\b",
    ),
    (
        "we we're",
        r"\bwe(?:['’]re| are) (?:committed|dedicated|proud|here|passionate|working)\b|\bwe (?:offer|provide)\b",
    ),
    ("your", r"\byou and your (?:patients?|practice|team)\b"),
    ("supported us thank", r"\bsupported every step\b|\bcontact us\b|\bthank you\b"),
)
AUDIENCE_ANSWER = re.compile(r"^(?:yes|no)?[,.]?\s?I(?:['’]m| am) (?:not )?an?\b", re.IGNORECASE)

ADDRESS = re.compile(
    r"\b(?:Department|University|Hospital|Institute|Unit|Faculty|School|College|Division|Clinic|Street|Road|Avenue|"
    r"Suite|"
    r"Blvd|P\.?O\.? Box|Tel|Phone|Fax|Email|E-mail)\b"
)
CAPTION = re.compile(
    r"^(?:(?:table|figure|fig\.?|box|chart|graph|exhibit|panel|scheme|video|image)\s?\d{0,2}[A-Za-z]?\s?[.:–|-]|"
    r"(?:tabelle|abbildung|abb\.|tableau|figura|tabla|cuadro|tabella)\s?\d{1,2}[A-Za-z]?\s?[.:–|-]|"
    r"[a-h*†‡§]?\s?(?:re)?(?:adapted|printed|produced|modified|drawn)\s(?:with permission )?(?:from|after|by)\b|"
    r"(?:data )?sources?:\s|adapté d|modifié d|modifiziert nach|nach:\s|adaptado de|adattato da)",
    re.IGNORECASE,
)
FOOTNOTE_LINE = re.compile(
    r"^(?:[*†‡§‖¶#]{1,3}\s?(?=\w)|[a-h]\s?(?=[A-ZÀ-Þ][a-zà-ÿ=<])|[a-h]\)\s|\([a-h*†‡]\)\s|[ᵃᵇᶜᵈᵉᶠ]|(?:[Nn]ote|NOTE):\s)"
)
ENUMERATED = re.compile(r"^(?:[-•·–*▪◦‣⁃●■✓✔➢►]\s?|\(?\d{1,2}[.)-]\s+|\(?[a-hivx]{1,3}\)\s+)")
ANNOUNCES = re.compile(
    r"\b(?:following|such as|includ(?:e|es|ed|ing)|these|as follows|consists? of|comprises?|namely|below)\b",
    re.IGNORECASE,
)

CALLS_FOR_RESEARCH = Wordings(
    (
        "needed required warranted necessary",
        r"\b(?:further|more|additional|larger|future) (?:[\w-]+ ){0,2}(?:studies|research|trials?|data|evidence|work|"
        r"investigation)\b(?: [\w-]+){0,4} (?:needed|required|warranted|necessary)\b",
    ),
)
ONE_PATIENT = Wordings(
    (
        "old year-old years-old",
        r"\b\d{1,2}[- ]years?[- ]old (?:[\w-]+ ){0,2}(?:man|woman|boy|girl|male|female|patient|lady)\b",
    ),
    ("patient case", r"^(?:the|our) (?:first|second|third|fourth|other|index) (?:patient|case)\b"),
)

RECOMMENDATION = Wordings(
    (
        "should must ought need important essential consider",
        r"\b(?:should|must|ought to|need to|important to|essential to|consider)\b",
    ),
)
# Advice that speaks of these is guidance on care, which rests on a label or a guideline.
CARE = frozenset(
    "patient patients dose doses dosage mg treated treating contraindicated monitored monitor discontinue discontinued "
    "therapy tablet tablets capsule capsules injection injections administered administer infusion infusions children "
    "adults women men people individuals infants caregivers families surgery pregnant breastfeeding avoid avoided "
    "interrupt interrupted anyone adolescents performed confirmed biopsy screened tested measured given taken "
    "initiated started stopped swallowed injected repeated".split()
)
