"""The rules: each a small function from a case to problems, with a code, a severity and a page."""

from audit.checks.case import Case
from audit.checks.profiles import Profile, load_profile, profile_names
from audit.checks.rule import Problem, Rule
from audit.checks.running import explain, findings, rules, run_checks

__all__ = [
    "Case",
    "Problem",
    "Profile",
    "Rule",
    "explain",
    "findings",
    "load_profile",
    "profile_names",
    "rules",
    "run_checks",
]
