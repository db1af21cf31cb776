"""K01 to K08 and K12: may this project enter the list, and the next stage?"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from keyflow.plugin import Attempt, Money
from keyflow_keyprojects.checks.base import OfficeCheck
from keyflow_keyprojects.facts import Listed, alike
from keyflow_keyprojects.items.catalogue import load_catalogue
from keyflow_keyprojects.items.paperwork import BUILDING_PERMIT, STAGES
from keyflow_keyprojects.rules import duties, items, nomination, plans
from keyflow_keyprojects.rules.reasons import Reason
from keyflow_keyprojects.scene.papers import granted, needed
from keyflow_keyprojects.scene.roster import facts_of, on_roster, only_asked
from keyflow_keyprojects.scene.sponsorship import UNDER_WAY, in_office, stage_after
from keyflow_keyprojects.settings import DEFAULTS, Nominating, Thresholds


class Required(OfficeCheck):
    """K01: the fields a nomination cannot do without are filled in."""

    kind = "k01-required"
    fields: tuple[str, ...] = (
        "number", "list", "kind", "funding", "name_zh", "owner_zh", "sector_class", "site_zh",
        "land_ha", "total", "planned_start", "planned_finish",
    )  # fmt: skip

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name every empty field, and days that cannot follow each other."""
        data = attempt.data
        return [
            *nomination.required(data, self.fields),
            *plans.in_order(data["planned_start"], data["planned_finish"]),
        ]


class NativeCurrency(OfficeCheck):
    """N23: domestic money is kept in its own currency, foreign money in that of the list's rate."""

    kind = "kp-native-currency"
    currencies: dict[str, str] = {"domestic": "CNY", "foreign": "USD"}

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say which currency it should be."""
        total: Money | None = attempt.data["total"]
        need = self.currencies.get(attempt.data["funding"] or "")
        have = None if total is None else total.currency
        return nomination.native(attempt.data["funding"], have, need)


class Duplicate(OfficeCheck):
    """K02: no other listed project has its code, or its name and owner. Asks the facts."""

    kind = "k02-duplicate"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name the projects it doubles."""
        data = attempt.data
        own = Listed(
            data["number"] or "", data["code"], data["name_zh"] or "", data["owner_zh"] or ""
        )
        return nomination.duplicate(own, alike(facts_of(attempt).others, own))


class NominationWindow(OfficeCheck):
    """C4.0: a nomination for the next year's list comes in the window for it.

    With `changed`, only a candidate that is moved to another year's list is asked.
    """

    kind = "kp-nomination-window"
    window: Nominating = DEFAULTS.nominating
    changed: bool = False

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name the window it missed."""
        year = attempt.data["list_year"]
        if self.changed and (
            not attempt.source.startswith("screening") or year == attempt.case.data["list_year"]
        ):
            return []
        return nomination.window(year, self.day(attempt), self.window)


class Documents(OfficeCheck):
    """K03: the nomination documents are there."""

    kind = "k03-documents"
    needed: tuple[str, ...] = DEFAULTS.nomination_documents

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name the missing kinds."""
        kinds = [document["kind"] for document in attempt.data["documents"] or ()]
        return nomination.documents(kinds, self.needed)


class Eligibility(OfficeCheck):
    """K04: size and use of land reach the thresholds, foreign amounts at the list's plan rate."""

    kind = "k04-eligibility"
    waivable: tuple[str, ...] = ("city",)
    thresholds: Thresholds = DEFAULTS.thresholds

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name the thresholds it misses; what K01 asks for is not asked again."""
        data, group = attempt.data, attempt.data["sector_class"]
        if not (data["total"] and group):
            return []
        rate = facts_of(attempt).plan_rate
        total = _cny(data["total"], rate)
        reasons = nomination.eligible_size(group, total, self.thresholds)
        if group in self.thresholds.intensity_classes and data["land_ha"]:
            reasons += nomination.eligible_land(
                _per_hectare(data, total, rate),
                self.thresholds,
                foreign=data["funding"] == "foreign",
            )
        return reasons


def _cny(money: Money | None, rate: Decimal) -> Decimal:
    return money.at(rate, "CNY").amount if money else Decimal(0)


def _per_hectare(data: Mapping[str, Any], total: Decimal, rate: Decimal) -> dict[str, Decimal]:
    benefits, land = data["benefits"] or {}, data["land_ha"]
    return {
        "investment": total / land,
        "output": _cny(benefits.get("sales"), rate) / land,
        "tax": _cny(benefits.get("tax"), rate) / land,
    }


class Sponsor(OfficeCheck):
    """K05: the project has a sponsor who holds a city-level office. Asks the facts."""

    kind = "k05-sponsor"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say that the sponsor is missing, or not in office on the day."""
        person = attempt.data["sponsor"]
        leaders = facts_of(attempt).leaders if person else ()
        return duties.sponsor(person, leaders, self.day(attempt))


class HandOver(OfficeCheck):
    """K05: a change of sponsor names the one who leaves, and brings somebody else, later on.

    Who stands in may become the sponsor.
    """

    kind = "k05-hand-over"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Compare with the sponsor it had."""
        data, had = attempt.data, attempt.case.data["sponsor"]
        given = getattr(attempt.command, "data", {})
        confirmed = bool(attempt.case.data["sponsor_acting"]) and not given.get("sponsor_acting")
        since = max((case.opened for case in in_office(attempt)), default=None)
        local = since and since.astimezone(ZoneInfo(self.zone))
        return [
            *duties.hand_over(had, data["former_sponsor"], data["sponsor"], confirmed=confirmed),
            *duties.later(had, local, attempt.at),
        ]


class Responsible(OfficeCheck):
    """K06: responsible unit, head and dispatcher are set, and can be it."""

    kind = "k06-responsible"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name who is missing, and who cannot be it."""
        unit = attempt.data["unit"]
        asked = bool(unit) and only_asked(attempt, unit)
        known = not unit or on_roster(attempt, unit)
        return duties.responsible(attempt.data, only_asked=asked, known=known)


class YearPlan(OfficeCheck):
    """K07: the year plan is no more than what is still to be invested."""

    kind = "k07-year-plan"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Compare plan and rest."""
        data = attempt.data
        return plans.year_plan(data["year_plan"], data["total"], data["invested_before"])


class Targets(OfficeCheck):
    """K08: targets are broken down to stage, step and month, and add up; so does the schedule."""

    kind = "k08-targets"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name every node that does not add up, or lacks a date or somebody to answer for it."""
        tree, plan = attempt.data["targets"], attempt.data["year_plan"]
        wrong = plans.targets(tree, plan)
        return wrong or plans.monthly(attempt.data["monthly_plan"] or (), tree, plan)


class NextStage(OfficeCheck):
    """K12: `stage`, the one to be entered, has targets and dates."""

    kind = "k12-next-stage"
    stage: str

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say what the stage lacks."""
        return plans.next_stage(attempt.data["targets"], self.stage)


class EntryStage(OfficeCheck):
    """K12, N47: the stage in which a project is listed has targets and dates."""

    kind = "k12-entry-stage"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say what the stage lacks."""
        stage = _listed_in(attempt)
        return plans.entry_stage(attempt.data["targets"], stage) if stage else []


class StagesBefore(OfficeCheck):
    """K14: a project is listed in the first stage that is not complete.

    So all items of those before are granted; where building is under way, its permit too.
    """

    kind = "k14-stages-before"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name every item that is outstanding."""
        stage = _listed_in(attempt)
        if stage not in STAGES:
            return []
        earlier = STAGES[: STAGES.index(stage)]
        codes = [code for each in earlier for code in needed(attempt, each)]
        if stage == "construction" and attempt.data["kind"] != "new":
            codes += [code for code in needed(attempt, stage) if code == BUILDING_PERMIT]
        return items.join(codes, set(granted(attempt)), load_catalogue(), "all")


def _listed_in(attempt: Attempt) -> str | None:
    """Return the stage in which the city lists a project; None where it is listed in none.

    What a split or a merger of projects begins goes on in their stage, with what is left of theirs.
    """
    stage = stage_after(attempt)
    listed = "system" not in attempt.roles and stage in UNDER_WAY
    return stage if listed else None
