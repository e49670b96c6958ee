"""A profile: which rules are on, how much each weighs, and the words, texts and limits they judge by."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from audit.model import ReferenceType, Severity

if TYPE_CHECKING:
    from audit.checks.rule import Rule

RuleCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}\d{3}$")]
RuleSetting = Literal["critical", "major", "minor", "info", "on", "off"]
Years = Annotated[float, Field(gt=0, le=1000)]


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Limits(_Table):
    """Ages in years. access_date_years: of the date on which a web page was last read.

    reference_age: by type of reference; `default` for the types that are not named, `version` for documents with a
    dated version (`Version 2.2024`).
    slow_words: words of a title that tell of knowledge that ages slowly (anatomy), which gets slow_years instead.
    """

    access_date_years: Years = 2.0
    reference_age: dict[ReferenceType | Literal["default", "version"], Years] = Field(default_factory=dict)
    slow_words: list[str] = Field(default_factory=list)
    slow_years: Years = 20.0


class Abbreviations(_Table):
    """known: abbreviations that need no expansion. not_abbreviations: names that only look like one.

    unused_inline: report also an abbreviation that is introduced in the text and never used again.
    """

    known: list[str] = Field(default_factory=list)
    not_abbreviations: list[str] = Field(default_factory=list)
    unused_inline: bool = False


class Words(_Table):
    """What a rule on language looks for.

    In a phrase, `*` stands for the rest of a word (`guarantee*`), `{thing}` for any word of the profile's `things`.
    exceptions: longer expressions in which a phrase is harmless (`best supportive care`).
    """

    phrases: list[str] = Field(default_factory=list)
    exceptions: list[str] = Field(default_factory=list)


class RequiredText(_Table):
    """A statement that the document must contain (DOC001), in any of the forms of `patterns`.

    patterns: regular expressions; case does not matter, white space stands for any white space.
    """

    name: str
    patterns: list[Pattern] = Field(min_length=1)
    severity: Severity = "major"
    clause: str = ""
    suggestion: str = ""
    on: bool = True


class Approval(_Table):
    """What must hold before a document is approved, and for how long it then is.

    no_open: findings of this severity or graver must be closed (mended, waived, or rejected with a reason).
    by_author: whether an author of the source may approve it. months: after which it must be approved again; None: no
    such day. roles: signatures that a document needs besides the approval, by role. waiver_days: the longest that a
    waiver may last.
    """

    no_open: Severity | Literal["none"] = "major"
    by_author: bool = True
    months: Annotated[int, Field(gt=0, le=120)] | None = None
    roles: list[str] = Field(default_factory=list)
    waiver_days: Annotated[int, Field(gt=0, le=3660)] = 730


class Profile(_Table):
    """A set of rules with severities, limits and words.

    inherits: the profile that this one changes. rules: code -> a severity, `on` (the rule's own severity) or `off`.
    things: what a language rule takes for a product or its use (`treatment`, `tablet`).
    products: brand -> the day since when it is on the market (for LAN003: new is new for `new_months`).
    words: rule code -> what it looks for. required: id -> a text that must be there. approval: when a document may be
    approved.
    """

    name: str
    description: str = ""
    inherits: str | None = None
    rules: dict[RuleCode, RuleSetting] = Field(default_factory=dict)
    limits: Limits = Field(default_factory=Limits)
    abbreviations: Abbreviations = Field(default_factory=Abbreviations)
    things: list[str] = Field(default_factory=list)
    products: dict[str, date] = Field(default_factory=dict)
    new_months: Annotated[int, Field(gt=0)] = 12
    words: dict[RuleCode, Words] = Field(default_factory=dict)
    required: dict[str, RequiredText] = Field(default_factory=dict)
    approval: Approval = Field(default_factory=Approval)

    def severity(self, rule: Rule, graded: Severity | None = None) -> Severity | None:
        """How much a problem of `rule` weighs here, None where the rule is off.

        graded: the rule's own grade for the problem at hand; a severity that the profile names wins over it.
        """
        setting = self.rules.get(rule.code, "on")
        if setting == "off":
            return None
        return (graded or rule.severity) if setting == "on" else setting

    def phrases(self, code: str) -> Words:
        """The words of a rule; none where the profile has none for it."""
        return self.words.get(code) or Words()
