"""The words by which drug labels name themselves, in the languages of medical pages."""

from __future__ import annotations

import re
from typing import Final

LABEL_KIND: Final = re.compile(
    r"[\[(]?\b(?:(?:(?:full|US|EU|highlights\sof|current)\s)?prescribing\sinformation|(?:US\s|package\s)?package\s(?:insert|leaflet)"
    r"|summar(?:y|ies)\sof\sproduct\scharacteristics|(?-i:SmPC|SPC|EPAR|USPI)|product\s(?:monograph|information|label(?:l?ing)?)"
    r"|patient\s(?:information\sleaflet|package\sinsert)|medication\sguide|fachinformation|gebrauchsinformation|approved\sleaflet"
    r"|résumé\sdes\scaractéristiques(?:\sdu\sproduit)?|monographie\sde\sproduit|ficha\stécnica|drug\slabel|package\slabel"
    r"|riassunto\sdelle\scaratteristiche(?:\sdel\sprodotto)?|European\spublic\sassessment\sreport)\b[\])]?",
    re.IGNORECASE,
)
