"""The patterns of persons' names: families with particles, initials, given names, what stands between names."""

from __future__ import annotations

import re
from typing import Final

UP: Final = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽȘȚḤṢṬΑ-ΩА-Я"
HYPHEN: Final = "\u2010-\u2015\u2212-"
APOSTROPHE: Final = "'’‘`ʼ´"
LETTER: Final = r"[^\W\d_]"
PARTICLE: Final = (
    r"(?:d[eaiou]s?|de\s(?:l[aeo]s?|las|los)|del(?:la|le|lo|l)?|dal(?:la)?|degli|dei|van|vanden|van\s(?:de[rn]?|het|’t|'t)|vande[rn]?"
    r"|von|vom|zu[mr]?|v[ao]n\s(?:und\szu|zu)|von\sde[rmn]|te[nr]?|te|den|der|le|la|el|al|bin|binti?|ibn|abu|ap|af|av|y|e|st\.?|i)"
)
FAMILY: Final = rf"(?:[{UP}][{APOSTROPHE}])?[{UP}](?:{LETTER}|[{APOSTROPHE}{HYPHEN}])*{LETTER}"
LOW_FAMILY: Final = rf"(?:[dlDL]|[Oo]|dell|al|el)[{APOSTROPHE}{HYPHEN}][{UP}](?:{LETTER}|[{HYPHEN}])+"
ONE_FAMILY: Final = rf"(?:{LOW_FAMILY}|{FAMILY})"
SUFFIX: Final = r"(?:,?\s(?:Jr|Sr|II|III|IV|2nd|3rd|4th|[Ff]ilho|[Nn]eto|[Jj]únior|[Ss]obrinho)\b\.?)"
TIGHT: Final = rf"(?:[{UP}](?:[{HYPHEN}]?[{UP}]){{0,3}}|Yu|Ya|Ch|Ph|Th|St)(?![^\W\d_])"  # AB, J-F
DOTTED: Final = rf"[{UP}][a-z]?\.(?:\s?[{HYPHEN}]?\s?[{UP}][a-z]?\.){{0,4}}"
SPACED: Final = rf"[{UP}](?:\s[{UP}](?![^\W\d_])){{1,2}}(?![^\W\d_])"
INITIALS: Final = rf"(?:{DOTTED}(?:\s?[{UP}](?=\s?[.,;:]))?|{SPACED}|{TIGHT}\.?)"
# what may stand after a name: punctuation, a conjunction, a title in capitals; never a word in small letters
AFTER: Final = (
    rf"(?=\s*(?:$|[.,;:(&\ue000*†‡\"“‘«'…]|(?:and|et|und|y|e|for|on\sbehalf|in\scollab\w*)\s|[{UP}\d\[]|d[aeoi]\s))"
)
FAMILIES: Final = rf"(?:{PARTICLE}\s){{0,2}}{ONE_FAMILY}(?:\s(?:{PARTICLE}\s)?{ONE_FAMILY}){{0,3}}?"
MARKS: Final = r"(?:[*†‡§¶#]|[\u00b9\u00b2\u00b3\u2070-\u2079])*"

FAMILY_INITIALS: Final = re.compile(
    rf"(?P<family>{FAMILIES})\s(?P<given>{INITIALS})(?P<suffix>{SUFFIX}?){MARKS}{AFTER}"
)
FAMILY_COMMA: Final = re.compile(
    rf"(?P<family>{FAMILIES})(?P<suffix>{SUFFIX}?),\s?(?P<given>{DOTTED}|{SPACED}|{TIGHT}\.?)(?P<late>{SUFFIX}?){MARKS}{AFTER}"
)
INITIALS_FAMILY: Final = re.compile(
    rf"(?P<given>{DOTTED}|{SPACED}|{TIGHT})\s?(?P<family>{FAMILIES})(?P<suffix>{SUFFIX}?){MARKS}{AFTER}"
)

ET_AL: Final = re.compile(
    r"[,;.]?\s*(?:\b(?:and|&|und|y|e|et)\s)?(?:\bet\s?\.?\s?al(?:ii|iae|li)?\b\.?|\bet\scoll(?:ab(?:orateurs)?)?\b\.?|\bet\scol\b\.?|\bund\s(?:andere|Mitarbeiter)\b|\bu\.\s?a\.|\be\scol(?:l|s)?\b\.?"
    r"|\by\scols?\b\.?|\be\scolab(?:oradores)?\b\.?|\be\saltri\b|\by\sotros\b|\bet\sautres\b|\b(?:and|&)\s(?:others|colleagues|co-?workers|associates)\b"
    r"|\bund\skollegen\b|\be\soutros\b|\.\s?\.\s?\.|…)(?:\s?\[?et\sal\.?\]?)?",
    re.IGNORECASE,
)
SEPARATOR: Final = re.compile(
    r"\s*(?:[,;]\s*(?:(?:and|und|et|y|e|en|og|och)\s|&\s?)?|\s(?:and|und|et|y|e|en|og|och)\s|\s?&\s?)", re.IGNORECASE
)
GROUP: Final = re.compile(
    r"\s*[,;]?\s*(?:(?:and|for|on\sbehalf\sof|in\scollaboration\swith|representing|writing\s(?:group|committee)\sfor|au\snom\sd[eu]|im\sNamen|für\sdie|pour\sle|en\snombre\sde|a\snome)"
    r"\s(?:the\s|del?\s|der\s|des\s|la\s|l[’'])?)?"
)
GROUP_WORD: Final = re.compile(
    r"\b(?:group|investigators?|collaborat(?:ors?|ion|ive)|consorti(?:um|a)|network|participants|committee|task\sforce|study|trialists|team|panel|society|association|council|college|academy"
    r"|organi[sz]ation|programme|program|initiative|registry|workgroup|commission|federation|foundation|board|council|alliance|force|groupe|gruppe|grupo|gruppo|collège|arbeitsgruppe|arbeitsgemeinschaft)\b",
    re.IGNORECASE,
)
DEGREES: Final = (
    r"(?:M\.?D\.?|Ph\.?\s?D\.?|M\.?P\.?H\.?|M\.?Sc\.?|B\.?Sc\.?|R\.?N\.?|F\.?R\.?C\.?P\.?[CSE]?|Pharm\.?\s?D\.?|D\.?O\.?|M\.?B\.?B\.?S\.?"
    r"|D\.?Phil\.?|M\.?S\.?|M\.?A\.?|B\.?A\.?|FAC[CPS]|DDS|DVM|RPh|NP|ScD|DrPH)"
)
# "Tran MD" is a name with initials, "Paul Tran MD" and "Tran P, MD" have a degree
DEGREE: Final = re.compile(
    rf"(?:,\s*{DEGREES}|(?<=[a-z]\s)(?:PhD|MPH|MSc|PharmD)|(?:Dr\.?\s?med\.?|Prof\.?|Dr\.)\s)(?=[,;.\s]|$|[A-Z])"
)
LAST_DEGREE: Final = re.compile(rf"(?<=[^\W\d_]{{2}}\s)([^\W\d_]{{2,}})\s{DEGREES}$")
EDITORS: Final = re.compile(
    r"[\s,(\[]*\b(?:eds?|editors?|hrsg|hg|herausgeber(?:in)?|dir|éds?|éditeurs?|coord|coords|comps?|a\scura\sdi|a\scura|red)\b\.?[\s)\].,:]*",
    re.IGNORECASE,
)


GLUED: Final = re.compile(
    rf"(?P<family>{FAMILIES})\s(?P<given>[{UP}][a-z]?\.(?:\s?[{HYPHEN}]?[{UP}]\.)*)(?P<suffix>)(?=\s?\d|[{UP}]|\.?\s?\(|\.?$|\s?\.)"
)
LEADING_PARTICLES: Final = re.compile(rf"({PARTICLE}(?:\s{PARTICLE})*)\s(?=[{UP}dl'’])")
CHUNK: Final = re.compile(r"\s*[;,]\s*(?:(?:and|und|et|y|e)\s+|&\s*)?|\s+(?:and|und|y|et)\s+|\s*&\s*")
ONLY_INITIALS: Final = re.compile(rf"(?:{DOTTED}(?:\s?[{UP}]\.?)?|{SPACED}|{TIGHT}\.?)")
ONLY_SUFFIX: Final = re.compile(r"(?:Jr|Sr|II|III|IV)\.?")
