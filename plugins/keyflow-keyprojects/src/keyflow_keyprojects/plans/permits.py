"""Plans about permits: until when they hold, and what follows when one lapses or is taken back."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

from keyflow.plugin import Attempt, Case, Command, Edit, Fire, Names, Plan, Start
from keyflow_keyprojects.dates import ZONE, add_months
from keyflow_keyprojects.items.catalogue import load_catalogue
from keyflow_keyprojects.items.paperwork import FROM_PROJECT, item_data
from keyflow_keyprojects.plans.base import OfficePlan
from keyflow_keyprojects.scene.papers import GRANTED, ITEM, items, part
from keyflow_keyprojects.settings import DEFAULTS

# The step of planning that issues each document; the drawings step issues all others.
_STEPS: Mapping[str, str] = MappingProxyType(
    {
        "LAND_SUPPLY": "land",
        "LAND_USE_PERMIT": "permit",
        "SCHEME_REVIEW": "scheme",
        "LAND_TITLE": "works",
        "WORKS_PLAN_PERMIT": "works",
    }
)


def end_of(day: date) -> datetime:
    """Return the instant at which a last day is over, in the office's zone."""
    return datetime.combine(day + timedelta(days=1), time.min, ZONE)


def start_limit(attempt: Attempt, months: int) -> date:
    """Return the last day to start by: from the permit, or from the end that is put off (C4.3)."""
    running: datetime | None = attempt.case.data["start_until"]
    if attempt.trigger != "extend_start" or running is None:
        return add_months(attempt.day, months)
    return add_months(running.astimezone(ZONE).date() - timedelta(days=1), months)


class StartUntil(OfficePlan):
    """C4.3: the permit holds for `months` unless works start; an extension goes on from its end."""

    kind = "kp-start-until"
    months: int = DEFAULTS.start_months

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit."""
        asked = "start_extended_to" in getattr(attempt.command, "data", {})
        told = attempt.data["start_extended_to"] if asked else None
        last = told or start_limit(attempt, self.months)
        return [Edit(attempt.case.id, {"start_until": end_of(last)})]


class Forget(OfficePlan):
    """Empties `fields` that no longer count, such as the report of a start that came to nothing."""

    kind = "kp-forget"
    fields: Names

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit; none where they are empty."""
        said = [field for field in self.fields if attempt.data[field] is not None]
        return [Edit(attempt.case.id, dict.fromkeys(said))] if said else []


class DocumentUntil(OfficePlan):
    """C4.7: a document holds as long as it says, else as the catalogue does, and then expires."""

    kind = "kp-document-until"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit; none where it has no end, or the case knows it."""
        data = attempt.data
        expires = data["expires"] or self._by_the_catalogue(attempt)
        if expires is None:
            return []
        change = {"expires": expires, "lapses": end_of(expires)}
        return (
            [] if all(data[k] == v for k, v in change.items()) else [Edit(attempt.case.id, change)]
        )

    def _by_the_catalogue(self, attempt: Attempt) -> date | None:
        item = load_catalogue().get(attempt.data["code"])
        return item.expires(attempt.data["decided_on"] or attempt.day) if item else None


class DocumentLapsed(OfficePlan):
    """C4.2: when a document of planning lapses it is asked for anew, at the step that issues it."""

    kind = "kp-document-lapsed"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the way back of a project that was ready, and the new item."""
        project, item = attempt.parent, load_catalogue().get(attempt.data["code"])
        if project is None or item is None or project.ended:
            return []
        if (project.stage, item.stage) != ("planning", "planning"):
            return []
        back = Fire(project.id, "permit_lapsed", {"failed_step": _STEPS.get(item.code, "drawings")})
        ready = project.state == "planning.ready"
        return [*([back] if ready else []), anew(project, item.code)]


def anew(project: Case, code: str) -> Start:
    """Return the start of an approval item that a project needs once more."""
    data = {name: project.data[field] for name, field in FROM_PROJECT.items()}
    data |= item_data(load_catalogue()[code])
    subject = f"{project.subject}/{ITEM}/{code}"
    return Start("approval-item", subject, data, parent=project.id, slot=ITEM)


class FlagDependents(OfficePlan):
    """C4.7: flags the granted items that rest on one that is taken back, however far."""

    kind = "kp-flag-dependents"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return what flags each."""
        gone, catalogue = {attempt.data["code"]}, load_catalogue()
        resting: dict[str, Any] = {}
        held = {c.data["code"]: c for c in items(attempt) if part(c) in GRANTED}
        while fresh := {
            code: case
            for code, case in held.items()
            if code not in gone and code in catalogue and catalogue[code].waits_for(gone)
        }:
            resting |= fresh
            gone |= fresh.keys()
        told = {"flagged": attempt.data["code"]}
        return [Fire(case.id, "flag", told) for case in resting.values()]


class LapseItem(OfficePlan):
    """Lets the granted item of a `code` expire and opens it anew."""

    kind = "kp-lapse-item"
    code: str

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the expiry of what was granted, and the new item."""
        held = [
            item
            for item in _open_items(attempt)
            if item.data["code"] == self.code and part(item) in GRANTED
        ]
        expiries: list[Command] = [Fire(item.id, "expire") for item in held]
        return [*expiries, anew(attempt.case, self.code)]


PERMIT_PLANS: tuple[type[Plan], ...] = (
    StartUntil,
    Forget,
    DocumentUntil,
    DocumentLapsed,
    FlagDependents,
    LapseItem,
)


def _open_items(attempt: Attempt) -> list[Case]:
    return [item for item in attempt.children(ITEM) if not item.ended]
