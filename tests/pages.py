"""Small pages of our own to audit, and the registries' records of what they cite (real works: bibliography is free)."""

from __future__ import annotations

from example.transcribe import records

RAPHAEL = (
    "Raphael MJ, Chan DL, Law C, Singh S. Principles of diagnosis and management of neuroendocrine tumours. "
    "CMAJ. 2017;189(10):E398-E404. doi:10.1503/cmaj.160771"
)
ORONSKY = (
    "Oronsky B, Ma PC, Morgensztern D, Carter CA. Nothing but NET: a review of neuroendocrine tumors and carcinomas. "
    "Neoplasia. 2017;19(12):991-1002. doi:10.1016/j.neo.2017.09.002"
)
CLEAN = f"""How neuroendocrine tumors are graded
A pathologist grades neuroendocrine tumors by how fast their cells divide.1
Well-differentiated tumors are usually of low or intermediate grade.2
References
1. {RAPHAEL}
2. {ORONSKY}
"""
UNCITED = CLEAN.replace("References", "Tumors of a higher grade are associated with a shorter survival.\nReferences")
NO_CITATION = "Neuroendocrine tumors grow slowly in most patients, and their incidence has increased.\n"
DOIS = ("10.1503/cmaj.160771", "10.1016/j.neo.2017.09.002")

__all__ = ["CLEAN", "DOIS", "NO_CITATION", "ORONSKY", "RAPHAEL", "UNCITED", "records"]
