"""The first real input: reference 11 (octreotide, midgut) under a claim about all GEP-NETs."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.support import SourceText, judge

SOURCES = Path(__file__).parents[3] / "shared" / "data" / "seed" / "sources"


@pytest.mark.skipif(not SOURCES.is_dir(), reason="the shared data is not beside this checkout")
def test_a_claim_about_all_gep_nets_under_a_midgut_trial() -> None:
    source = SourceText((SOURCES / "11.txt").read_text(encoding="utf-8"), "excerpt", "11.txt")
    verdict = judge("Survival of patients with metastatic GEP-NETs differs with the time since diagnosis.", source)
    (difference,) = verdict.differences
    assert (difference.aspect, difference.relation) == ("population", "narrower")
    assert "midgut" in difference.source
    assert verdict.passages
    assert verdict.verdict in ("partly", "not-found")
    assert any("not the full text" in reason for reason in verdict.reasons)
