"""Scenes about the lists' windows: the adjustments of May, September and December."""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

from keyflow import Case, Refused
from keyflow.commands import Edit
from keyflow.plugin import Money
from keyflow_keyprojects import adjustments
from keyflow_keyprojects.demo.cast import CITY, KPMO, unit
from keyflow_keyprojects.demo.desk import Desk

YEAR = 2011
_SPONSORS = {"P001": "lin-jianping", "P004": "han-jianping"}
_TEN_THOUSAND = Decimal(10_000)
Lines = Callable[[], Sequence[Mapping[str, Any]]]


def may(desk: Desk) -> None:
    """Two preliminary projects become key projects; one has no sponsor when it is first tried."""
    pair = [desk.project(number) for number in _SPONSORS]
    for project in pair:
        _prepare(desk, project)

    def lines() -> list[dict[str, Any]]:
        return [adjustments.promote(desk.engine.case(each.id), "前期成熟 / ready") for each in pair]

    if not _decided(desk, "ADJ-2011-05", lines, date(2011, 6, 1)):
        for project in pair:
            sponsor = {"sponsor": _SPONSORS[project.subject]}
            desk.do(Edit(project.id, sponsor, "明确包项目领导"), unit(project))
        _decided(desk, "ADJ-2011-05-2", lines, date(2011, 6, 1))


def september(desk: Desk) -> None:
    """What cannot be done this year is planned for less, what goes faster for more."""

    def lines() -> list[dict[str, Any]]:
        found = [
            adjustments.reamount(project, why, year_plan=_share(project, per_cent))
            for number, per_cent, why in (
                ("K010", 80, "设备到货推迟 / machines come late"),
                ("K028", 110, "进度超前 / ahead"),
            )
            if (project := _listed(desk, number)) is not None
        ]
        late = _listed(desk, "K034")
        if late is not None:
            finish = date(2012, 12, 31)
            found.append(adjustments.redate(late, "工期顺延 / later", planned_finish=finish))
        return found

    _decided(desk, "ADJ-2011-09", lines, date(2011, 10, 1))


def december(desk: Desk) -> None:
    """The year's plan of two projects is settled, and one goes back to be prepared better."""

    def lines() -> list[dict[str, Any]]:
        return [
            adjustments.reamount(project, why, year_plan=_share(project, per_cent))
            for number, per_cent, why in (
                ("K016", 90, "冬季停工 / no works in winter"),
                ("K022", 105, "追加设备 / more machines"),
            )
            if (project := _listed(desk, number)) is not None
        ]

    _decided(desk, "ADJ-2011-12", lines, date(2012, 1, 1))


def _prepare(desk: Desk, project: Case) -> None:
    """Plan a preliminary project as a key project is, and secure its funds; no sponsor yet."""
    model = desk.projects["K020"].data.raw
    whole = {"source": "own", "amount": project.data["total"], "in_place": project.data["total"]}
    change: dict[str, Any] = {
        "kind": "new",
        "entry_stage": "approval",
        "code": f"1105-379901-04-02-{int(project.subject[1:]) + 700:05}X",
        "funds": [whole],
        **{
            name: deepcopy(model[name])
            for name in ("year_plan", "targets", "monthly_plan", "milestones")
        },
    }
    desk.do(Edit(project.id, change, "前期工作完成 / prepared"), unit(project))


def _listed(desk: Desk, number: str) -> Case | None:
    """Return a key project that is under way still."""
    return desk.projects.get(number)


def _share(project: Case, per_cent: int) -> Money:
    plan: Money = project.data["year_plan"]
    amount = (plan.amount * per_cent / 100 // _TEN_THOUSAND) * _TEN_THOUSAND
    return Money(amount, plan.currency)


def _decided(desk: Desk, number: str, lines: Lines, effective: date) -> bool:
    """Draft, propose and decide an adjustment; False where the city may not, and nothing moved."""
    found = lines()
    if not found:
        return False
    why = "年中调整 / the window of the lists"
    drafted = adjustments.draft(
        desk.engine, number, YEAR, found, by=KPMO, reason=why, effective=effective
    )
    try:
        proposed = adjustments.propose(desk.engine, drafted, by=KPMO)
        if number.endswith("05"):
            desk.fire(proposed, "decide", KPMO, comment=why)  # that is the city's
        adjustments.decide(desk.engine, proposed, by=CITY, comment=why)
    except Refused:
        why = "另行提请 / to be proposed anew"
        desk.fire(desk.engine.case(drafted.id), "reject", CITY, comment=why)
        return False
    return True
