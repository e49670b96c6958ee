"""Does the source say so: passages, numbers, direction, populations, quotations, and the anchors reviewers set."""

from audit.support.anchors import anchor_state, claim_sha256, make_anchor
from audit.support.concepts import Concepts, default_concepts, load_concepts
from audit.support.judging import Reranker, judge, judge_many, unverified
from audit.support.lines import support_lines
from audit.support.quotations import check_quotation
from audit.support.source import SourceText

__all__ = [
    "Concepts",
    "Reranker",
    "SourceText",
    "anchor_state",
    "check_quotation",
    "claim_sha256",
    "default_concepts",
    "judge",
    "judge_many",
    "load_concepts",
    "make_anchor",
    "support_lines",
    "unverified",
]
