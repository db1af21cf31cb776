"""Scenes about the lists: the dry run, the adoption, and the windows of the year."""

from datetime import date
from typing import Any

from keyflow import Case, Refused
from keyflow.commands import Edit, Waive
from keyflow_keyprojects.city.engine import PANEL, register_city
from keyflow_keyprojects.city.faults import planted_faults, with_faults
from keyflow_keyprojects.city.projects import key_projects, preliminary_projects
from keyflow_keyprojects.demo.cast import CITY, KPMO, unit
from keyflow_keyprojects.demo.desk import Desk
from keyflow_keyprojects.demo.votes import panel
from keyflow_keyprojects.items.paperwork import STAGES
from keyflow_keyprojects.office import (
    Adoption,
    accept_files,
    adopt_list,
    decide,
    nominate,
    open_year,
)
from keyflow_keyprojects.portfolio import NOTICE_2011, PRELIMINARY_2011

YEAR = 2011
ROSTER_ON = date(2010, 12, 31)
_SPONSOR = "wen-jianping"
_DECISION = "2011年度重点项目名单 / the list of 2011"


def enter_roster(desk: Desk) -> None:
    """Enter who there is in the city: before anything else, on the last working day of the year."""
    desk.clock.to(ROSTER_ON)
    register_city(desk.engine, by=KPMO)


def dry_run(desk: Desk) -> Adoption:
    """Try a list with planted faults: everything missing is named, nothing is written."""
    faulty = with_faults(key_projects(YEAR), planted_faults(YEAR)) + preliminary_projects(YEAR)
    return adopt_list(desk.engine, faulty, by=CITY, dry_run=True, reason=_DECISION)


def adopt(desk: Desk) -> Adoption:
    """Adopt the whole list in one transaction, or of a small year the projects it has."""
    whole = [
        project
        for project in key_projects(YEAR) + preliminary_projects(YEAR)
        if desk.numbers is None or project["number"] in desk.numbers
    ]
    printed = {"key": NOTICE_2011, "preliminary": PRELIMINARY_2011} if desk.numbers is None else {}
    return adopt_list(desk.engine, whole, by=CITY, reason=_DECISION, published=printed)


def open_office(desk: Desk) -> None:
    """Begin the office's year."""
    open_year(desk.engine, YEAR, by=KPMO)


def nominations(desk: Desk) -> None:
    """Candidates of the year: one sent back and then placed, one declined, one selected.

    The panel decides on them; the city cannot place what the panel has not proposed yet. One that
    is there twice is not even nominated.
    """
    first, second, third = *(_candidate(number) for number in (101, 102)), _for_the_key_list()
    by = unit(desk.projects["P001"])
    twice = first | {"number": "N104", "name_zh": desk.projects["K001"].data["name_zh"],
                     "owner_zh": desk.projects["K001"].data["owner_zh"]}  # fmt: skip
    for batch in ([first, second, third, twice], [first, second, third]):
        try:
            good, poor, best = nominate(desk.engine, batch, by)
        except Refused:
            continue
    accept_files(desk.engine, [good.id, poor.id, best.id], KPMO, PANEL)
    desk.fire(good, "return_file", KPMO, comment="补充用地材料 / land papers")
    desk.fire(good, "resubmit", by)
    desk.fire(good, "accept_file", KPMO)
    desk.fire(good, "place_preliminary", CITY)
    panel(desk, good.id)
    panel(desk, poor.id, against=True)
    desk.fire(poor, "decline", CITY, comment="投资强度不足 / too little for its land")
    decide(desk.engine, [desk.engine.case(good.id)], CITY)
    panel(desk, best.id)
    _selected(desk, best)


def _selected(desk: Desk, case: Case) -> None:
    """Select a project that takes too much land: the city answers for it, once it has a sponsor."""
    desk.fire(case, "select", KPMO)
    desk.fire(case, "select", CITY)
    why = "补链项目，酌情放宽 / it completes a chain of suppliers"
    for who in (KPMO, CITY):
        desk.do(Waive(case.id, "k04-eligibility", "select", why), who)
    desk.do(Edit(case.id, {"sponsor": _SPONSOR}, "明确包项目领导"), unit(case))
    decide(desk.engine, [desk.engine.case(case.id)], CITY)


def _for_the_key_list() -> dict[str, Any]:
    """Return a candidate that has neither a sponsor yet nor enough invested on its land."""
    model = next(project for project in key_projects(YEAR) if project["number"] == "K026")
    return model | {
        "number": "N103",
        "code": f"{model['code'][:18]}00903X",
        "name_zh": f"{model['name_zh']}配套项目",
        "name_en": f"{model['name_en']}, suppliers",
        "owner_contact": "owner-n103",
        "sponsor": None,
        "land_ha": "6.00",
    }


def _candidate(number: int) -> dict[str, Any]:
    model = preliminary_projects(YEAR)[number % 30]
    renamed = {
        "number": f"N{number}",
        "name_zh": f"{model['name_zh']}二期{number}",
        "name_en": f"{model['name_en']}, phase {number}",
    }
    return model | renamed | {f"{stage}_items": [] for stage in STAGES[1:]}
