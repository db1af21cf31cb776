"""N24, N46: what an adjustment may make of a project, and what nobody changes by hand."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from keyflow.plugin import Money
from keyflow_keyprojects.rules import plans
from keyflow_keyprojects.rules.amounts import unusable
from keyflow_keyprojects.rules.reasons import Reason, Sentences

reason = Sentences(
    {
        "stage-unknown": (
            "{stage} is not a stage of the project's year; it has: {stages}.",
            "{stage} 不是该项目本年度的阶段；现有：{stages}。",
        ),
        "only-by-adjustment": (
            "A plan is changed by an adjustment only.",
            "计划只能通过计划调整变更。",
        ),
        "plan-below-done": (
            "The total of {total} is less than the {done} that is invested already.",
            "总投资 {total} 低于已完成投资 {done}。",
        ),
        "stages-astray": (
            "The stages add up to {sum}, not to the year plan of {plan}.",
            "各阶段合计 {sum}，与年度计划 {plan} 不符。",
        ),
        "plan-without-targets": (
            "A project whose year is not broken down yet has no year plan to adjust.",
            "项目年度目标尚未分解，无年度计划可调整。",
        ),
        "finish-past": ("The planned finish {finish} is past.", "计划完工日期 {finish} 已过。"),
        "guarded-field": (
            "{field} is not changed by hand; a step or an adjustment changes it.",
            "{field} 不得直接修改，须通过相应程序变更。",
        ),
        "carried-within-year": (
            "It is planned for {had} already; carry it over to a later year than that, not {year}.",
            "该项目已列入 {had} 年计划，只能转入其后年度，不能转入 {year} 年。",
        ),
        "carried-to-another-list": (
            "It stands on the {stands} list; promote or demote it to come to the {kind} list.",
            "该项目在 {stands} 名单，须经转为重点或转为前期方可进入 {kind} 名单。",
        ),
        "claimed-field": (
            "{field} is entered by the department or the office that finds it, not by who asks.",
            "{field} 由核定的主管部门或项目办填写，不得由申报方填写。",
        ),
    }
)


def adjusted(data: Mapping[str, Any], given: Mapping[str, Any], day: date) -> list[Reason]:
    """N24, K07: the new year plan fits into the new total, and its stages add up to it.

    `data` is the project's, `given` what the adjustment says of it.
    """
    total, plan = given.get("total") or data["total"], given.get("year_plan")
    done: Money | None = data["invested_total"]
    known = {"total": total, "year_plan": plan, "invested_total": done}
    reasons = unusable({name: money for name, money in known.items() if money is not None})
    if reasons:
        return reasons
    if done is not None and total is not None and total < done:
        reasons.append(reason("plan-below-done", total=total, done=done))
    if plan is not None and not data["targets"]:
        reasons.append(reason("plan-without-targets"))
    plan = plan or (data["year_plan"] if given.get("total") else None)
    if plan is not None:  # a preliminary project has none yet
        reasons += plans.year_plan(plan, total, data["invested_before"])
    return [*reasons, *_days(data, given, day), *_stages(data, given)]


def _days(data: Mapping[str, Any], given: Mapping[str, Any], day: date) -> list[Reason]:
    """C2: the days, new ones beside those that stay, are in order, and the finish is ahead."""
    start, finish = (given.get(name) or data[name] for name in ("planned_start", "planned_finish"))
    moved = given.get("planned_start") or given.get("planned_finish")
    reasons = plans.in_order(start, finish) if moved else []
    if given.get("planned_finish") and finish < day:
        reasons.append(reason("finish-past", finish=finish))
    return reasons


def _stages(data: Mapping[str, Any], given: Mapping[str, Any]) -> list[Reason]:
    stages, plan = given.get("stages"), given.get("year_plan")
    if not stages or plan is None:
        return []
    own = [node["stage"] for node in (data["targets"] or {}).get("stages") or ()]
    wrong = unusable({"year_plan": plan, **stages}) or [
        reason("stage-unknown", stage=stage, stages=", ".join(own))
        for stage in stages
        if stage not in own
    ]
    if wrong:
        return wrong
    summed = sum(stages.values(), Money(Decimal(0), plan.currency))
    return [] if summed == plan else [reason("stages-astray", sum=summed, plan=plan)]


def guarded(given: Sequence[str], fields: Sequence[str]) -> list[Reason]:
    """N46: what steps and adjustments say of a project is not edited by hand."""
    return [reason("guarded-field", field=field) for field in given if field in fields]


def claimed(given: Iterable[str]) -> list[Reason]:
    """C3: what others find or grant is not entered by who builds or asks for it."""
    return [reason("claimed-field", field=field) for field in given]


def carried(had: int | None, year: int | None, stands: str, kind: str | None) -> list[Reason]:
    """N24, N46: a plan is carried over to a later year, on the list the project stands on."""
    reasons = []
    if year is None or (had is not None and year <= had):
        reasons.append(reason("carried-within-year", had=had or "-", year=year or "-"))
    if kind != stands:
        reasons.append(reason("carried-to-another-list", stands=stands, kind=kind or "-"))
    return reasons


def by_adjustment(roles: frozenset[str]) -> list[Reason]:
    """N46: only what commands others in one commit may do this."""
    return [] if "system" in roles else [reason("only-by-adjustment")]
