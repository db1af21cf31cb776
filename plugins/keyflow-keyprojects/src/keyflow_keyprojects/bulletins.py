"""The month's figures for the bulletin (C7), as plain data: portfolio, lights, reports, ranking."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from keyflow import Case, Engine
from keyflow.plugin import Money
from keyflow_keyprojects.fx import PLAN_RATE, FxRate, rate_effect
from keyflow_keyprojects.lights import count_lights, light_in
from keyflow_keyprojects.record.register import every
from keyflow_keyprojects.record.reported import Data, accepted, year_to_date

Row = dict[str, Any]
NOTHING = Decimal(0)
_ALL = 10_000_000
_NAMES = ("number", "name_zh", "name_en", "unit", "unit_zh", "unit_en")
_UNIT = ("unit", "unit_zh", "unit_en")
_LIT = ("yellow", "red")


@dataclass(frozen=True, slots=True)
class Standing:
    """A project in a month: its case, its report of the month, and what was done in the year.

    `done` is in the project's own currency, of the last accepted report; `stale` where that is of
    an earlier month.
    """

    project: Case
    report: Case | None
    done: Money | None
    stale: bool


def month_figures(
    engine: Engine,
    period: str,
    *,
    name: str = "key",
    rate: FxRate = PLAN_RATE,
    period_rate: FxRate | None = None,
    known_at: datetime | None = None,
    as_of: datetime | None = None,
) -> Row:
    """Return the figures of a month, such as 2011-03, for the projects that stand in a list.

    Amounts are in the rate's quote currency; `rate` (done of the year plan) is a share, or None
    without a plan. With the rate of the period, `rate_effect` is what it alone does to `done`.
    `known_at` asks what the office knew at an instant, such as when a bulletin was published,
    `as_of` what had happened by one.
    """
    found = standings(engine, period, name=name, known_at=known_at, as_of=as_of)
    plan = _sum((each.project.data["year_plan"] for each in found), rate)
    done = _sum((each.done for each in found), rate)
    effect = NOTHING
    if period_rate is not None:
        effects = (rate_effect(each.done, rate, period_rate) for each in found if each.done)
        effect = sum((money.amount for money in effects), NOTHING)
    lights = [light_in(each.project, period) for each in found]
    return {
        "period": period,
        "count": len(found),
        "year_plan": Money(plan, rate.quote),
        "done": Money(done, rate.quote),
        "rate": _share(done, plan),
        "rate_effect": Money(effect, rate.quote) if period_rate else None,
        "stages": _stages(found, rate),
        "lights": count_lights(lights),
        "lit": _lit(found, period),
        "late": _late(engine, found, now=known_at is None and as_of is None),
        "stale": [each.project.data["number"] for each in found if each.stale],
        "ranking": _ranking(found, rate),
    }


def standings(
    engine: Engine,
    period: str,
    *,
    name: str = "key",
    known_at: datetime | None = None,
    as_of: datetime | None = None,
) -> list[Standing]:
    """Return how every project of a list stands in a month, by number.

    One query for the list and one for each month, back to the last that is accepted.
    """
    asked = {"known_at": known_at, "as_of": as_of}
    known = {name: at for name, at in asked.items() if at is not None}
    where = {"list": name, "list_year": int(period[:4])}
    projects = every(
        engine, workflow="key-project", where=where, standing=("active", "suspended"), **known
    )
    cases = sorted(projects, key=lambda case: str(case.data["number"]))
    now = _of_month(engine, period, known)
    found = _accepted(now)
    month, wanted = int(period[5:]), {case.id for case in cases}
    while month > 1 and wanted - found.keys():
        month -= 1
        earlier = _of_month(engine, f"{period[:4]}-{month:02}", known)
        found = _accepted(earlier) | found
    return [
        Standing(
            case,
            now.get(case.id),
            year_to_date(found[case.id]) if case.id in found else None,
            stale=case.id in found and found[case.id]["period"] != period,
        )
        for case in cases
    ]


def _accepted(reports: Mapping[str, Case]) -> dict[str, Data]:
    """Return what was accepted last of some reports; those that never were are left out."""
    found = {project: accepted(report) for project, report in reports.items()}
    return {project: data for project, data in found.items() if data is not None}


def _of_month(engine: Engine, period: str, known: Mapping[str, Any]) -> dict[str, Case]:
    reports = every(engine, workflow="monthly-report", where={"period": period}, **known)
    return {report.parent or "": report for report in reports}


def _sum(amounts: Iterable[Money | None], rate: FxRate) -> Decimal:
    return sum((rate.convert(money).amount for money in amounts if money is not None), NOTHING)


def _share(done: Decimal, plan: Decimal) -> Decimal | None:
    return done / plan if plan else None


def _stages(found: list[Standing], rate: FxRate) -> list[Row]:
    stages: dict[str, list[Case]] = {}
    for each in found:
        on_hold = each.project.standing == "suspended"
        stages.setdefault("suspended" if on_hold else each.project.stage, []).append(each.project)
    return [
        {
            "stage": stage,
            "count": len(cases),
            "total": Money(_sum((case.data["total"] for case in cases), rate), rate.quote),
            "year_plan": Money(_sum((case.data["year_plan"] for case in cases), rate), rate.quote),
        }
        for stage, cases in stages.items()
    ]


def _named(project: Case) -> Row:
    return {name: project.data[name] for name in _NAMES}


def _lit(found: list[Standing], period: str) -> list[Row]:
    """Return the yellow and red lights, red before yellow, the furthest behind first."""
    rows = [(each.project, light_in(each.project, period)) for each in found]
    lit = [(project, light) for project, light in rows if light.colour in _LIT]
    lit.sort(key=lambda row: (row[1].colour != "red", -(row[1].points or NOTHING)))
    return [
        _named(project)
        | {"light": light.colour, "light_points": light.points, "light_rule": light.rule,
           "light_justified": light.justified}
        for project, light in lit
    ]  # fmt: skip


def _late(engine: Engine, found: list[Standing], *, now: bool) -> list[Row]:
    """Return the reports that came late, with the working days, and those that did not come.

    One that did not is overdue until it is missed at the quarter's cut-off (C4.8).
    """
    rows, overdue = [], _overdue(engine, found, now=now)
    for each in found:
        report = each.report
        if report is None:
            continue
        if report.data["late"]:
            rows.append(_named(each.project) | {"state": "late", "days": _days(engine, report)})
        elif report.outcome == "missed":
            rows.append(_named(each.project) | {"state": "missed", "days": None})
        elif report.id in overdue:
            rows.append(_named(each.project) | {"state": "overdue", "days": None})
    return rows


def _overdue(engine: Engine, found: list[Standing], *, now: bool) -> set[str]:
    """Return the reports that are due and have not come; cases read of the past say so."""
    if now:
        rows = engine.deadlines(workflow="monthly-report", limit=_ALL)
        running = ((row.case, row.armed) for row in rows)
    else:
        reports = (each.report for each in found if each.report is not None)
        running = ((report.id, armed) for report in reports for armed in report.armed)
    return {case for case, armed in running if armed.name == "due" and armed.late}


def _days(engine: Engine, report: Case) -> int | None:
    rows = engine.deadlines(case=report.id, status="done")
    return next((row.days for row in rows if row.armed.name == "due"), None)


def _ranking(found: list[Standing], rate: FxRate) -> list[Row]:
    """Rank the responsible units by what they did of their plans; equal ones share a rank."""
    units: dict[str, list[Standing]] = {}
    for each in found:
        if each.project.data["year_plan"]:
            units.setdefault(each.project.data["unit"], []).append(each)
    rows = []
    for own in units.values():
        plan = _sum((each.project.data["year_plan"] for each in own), rate)
        done = _sum((each.done for each in own), rate)
        names = {name: own[0].project.data[name] for name in _UNIT}
        amounts = {"year_plan": Money(plan, rate.quote), "done": Money(done, rate.quote)}
        rows.append({**names, **amounts, "rate": _share(done, plan) or NOTHING})
    rows.sort(key=lambda row: (-row["rate"], str(row["unit"])))
    return [{"rank": 1 + sum(each["rate"] > row["rate"] for each in rows), **row} for row in rows]
