"""How long an answer on file may be relied on before an online run asks again: it depends on the kind of fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from audit.model import RegistrySettings
from audit.registries.links import link_check
from audit.registries.outcomes import Answer
from audit.registries.sources import AGENCY, EUROPEPMC, HANDLE, SEARCH, WEB

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Ages:
    """The ages that the settings allow."""

    settings: RegistrySettings

    def good_until(self, answer: Answer, days: float | None = None) -> datetime:
        """Until when an answer holds. days: another age than its kind of fact has."""
        try:
            then = datetime.fromisoformat(answer.retrieved_at.replace("Z", "+00:00"))
        except ValueError:
            return _LONG_AGO
        if then.tzinfo is None:
            then = then.replace(tzinfo=UTC)
        return then + timedelta(days=self._days(answer) if days is None else days)

    def _days(self, answer: Answer) -> float:
        settings = self.settings
        if answer.source == SEARCH or self._known(answer):
            return settings.max_age_existence if answer.source in (AGENCY, HANDLE) else settings.max_age_updates
        return settings.max_age_absence

    @staticmethod
    def _known(answer: Answer) -> bool:
        """Whether the answer says that there is something; absences change sooner."""
        body = answer.body if isinstance(answer.body, dict) else {}
        if answer.source == WEB:
            return link_check(answer.url, answer).status in {"ok", "moved", "insecure"}
        if answer.source == EUROPEPMC:
            return bool(body.get("title"))
        if answer.source in (AGENCY, HANDLE):
            return answer.status == 200 and not body.get("status")
        return answer.status == 200
