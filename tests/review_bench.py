"""A workspace with an audited page: edit it, audit it again, decide on it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pages import ORONSKY, RAPHAEL

from audit.model import Actor, RegistrySettings, Report, Settings
from audit.pipeline import Order
from audit.review.desk import Desk
from audit.runs import Outcome, run
from audit.stored import load_report
from audit.workspace import Workspace

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
JANE = Actor(name="Jane Doe", email="jane@example.org", role="Medical")
RICHARD = Actor(name="Richard Roe", email="richard@example.org", role="Legal")

UNCITED = "Tumors of a higher grade are associated with a shorter survival."
SECOND = "In 40% of patients the tumor has spread by the time it is found."
PAGE = f"""How neuroendocrine tumors are graded
A pathologist grades neuroendocrine tumors by how fast their cells divide.1
Well-differentiated tumors are usually of low or intermediate grade.2
{UNCITED}
{SECOND}
References
1. {RAPHAEL}
2. {ORONSKY}
"""


class Bench:
    """A workspace whose page can be edited, audited again, and decided on."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.now = NOW
        registries = RegistrySettings(check_links=False)
        self.space = Workspace(root, Settings(registries=registries, formats=["json"], support="off"))
        self.desk = Desk(self.space, lambda: self.now)

    @property
    def page(self) -> Path:
        return self.root / "content" / "page.txt"

    def write(self, text: str) -> None:
        self.page.write_text(text, encoding="utf-8")

    def edit(self, old: str, new: str) -> None:
        text = self.page.read_text(encoding="utf-8")
        assert old in text
        self.write(text.replace(old, new))

    def audit(self) -> Outcome:
        """Audit the page from the recorded evidence."""
        outcome = run(self.space, [self.page], Order(self.space.settings, self.now, offline=True))
        assert not outcome.failures, outcome.failures
        return outcome

    @property
    def report(self) -> Report:
        return load_report(self.desk.report_path("page"))

    def claim(self, words: str) -> str:
        """The id of the claim that holds these words."""
        return next(statement.id for statement in self.report.statements if words in statement.text)

    def finding(self, code: str, words: str = "") -> str:
        """The fingerprint of a finding."""
        return next(f.fingerprint for f in self.report.findings if f.code == code and words in f.message)

    def codes(self, *, waived: bool = False) -> list[str]:
        """The rules of the open findings, or of the waived ones."""
        return [finding.code for finding in self.report.findings if finding.waived == waived]
