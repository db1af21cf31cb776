"""Scenes about who stands in the list: holds, stops, splits, mergers, exits, sponsors."""

from datetime import date, timedelta

from keyflow import Refused
from keyflow.commands import Edit, Resume, Suspend, Waive
from keyflow_keyprojects.demo.cast import CITY, KPMO, department, owner
from keyflow_keyprojects.demo.desk import Desk
from keyflow_keyprojects.office import change_sponsor, merge, split
from keyflow_keyprojects.orgs import appoint_head
from keyflow_keyprojects.plans.becoming import proposal
from keyflow_keyprojects.roster import leave_office

# Whose project somebody stands in for until a sponsor is found, and who that is then.
BRIDGED, FOUND_LATER = "K017", "lin-jianping"
_HEADS = {"yuntan": "he-wenbo", "baisha": "wen-haining"}
ON_HOLD = {"K032": "land", "K041": "financing", "K052": "policy"}


def suspend(desk: Desk) -> None:
    """Three projects are put on hold; "busy" is no objective reason, so it takes a second try."""
    for number, reason in ON_HOLD.items():
        project, today = desk.projects[number], desk.clock.day
        report = {"reason_class": "busy", "since": today,
                  "expected_end": today + timedelta(days=200)}  # fmt: skip
        for why in ("busy", reason):
            command = Suspend(
                project.id,
                "暂缓实施 / on hold",
                {"suspension_report": report | {"reason_class": why}},
            )
            try:
                desk.engine.do(command, by=CITY)
            except Refused:
                continue


def resume(desk: Desk) -> None:
    """Two of them go on, after the plan was made anew; one tries without."""
    for number in ("K032", "K041"):
        project = desk.project(number)
        plan = {
            "made_on": desk.clock.day,
            "planned_finish": date(2012, 12, 20),
            "monthly_plan": project.data.raw["monthly_plan"],
        }
        for data in ({}, {"replan": plan}):
            try:
                desk.engine.do(Resume(project.id, "条件具备 / conditions met", data), by=CITY)
            except Refused:
                continue


def stops(desk: Desk) -> None:
    """Works stop at three sites; one report forgets how the site is protected."""
    for number, since in (("K012", 3), ("K035", 2), ("K036", 400)):
        project = desk.projects[number]
        report = {
            "since": desk.clock.day - timedelta(days=since),
            "reason": "材料短缺 / materials are short",
            "site_protection": "围挡、支护完成 / fenced and propped",
        }
        if number == "K035":
            without = report | {"site_protection": ""}
            desk.fire(project, "report_stop", owner(project), {"stop_report": without}, "停工")
        desk.fire(project, "report_stop", owner(project), {"stop_report": report}, "停工 / stop")


def restarts(desk: Desk) -> None:
    """Two go on; the one that stood still for a year must be verified again first."""
    for number in ("K012", "K036"):
        project = desk.projects[number]
        if desk.fire(project, "restart", owner(project)) is None:
            proof = {"verified_on": desk.clock.day, "document": "HUD-FH-2011-07"}
            desk.engine.do(Edit(project.id, {"reverification": proof}), by=department(project))
            desk.fire(project, "restart", owner(project))


def sponsor_leaves(desk: Desk) -> None:
    """A leader leaves office; his projects go to a colleague, whom somebody misspells at first.

    For one of them the colleague only stands in.
    """
    held = [p for p in desk.projects.values() if p.data["sponsor"] == "qiu-jianping"]
    for project in held:
        if project is held[0]:
            wrong = {"sponsor": "he-jianpin", "former_sponsor": "qiu-jianping"}
            desk.fire(project, "change_sponsor", CITY, wrong)
        change_sponsor(
            desk.engine, project, "he-jianping", by=CITY, comment="职务调整 / another office",
            acting=project.subject == BRIDGED,
        )  # fmt: skip
    leave_office(desk.engine, "qiu-jianping", by=CITY)


def sponsor_found(desk: Desk) -> None:
    """The project that somebody stood in for gets a sponsor of its own."""
    why = "正式接任 / for good"
    change_sponsor(desk.engine, desk.projects[BRIDGED], FOUND_LATER, by=CITY, comment=why)


def sponsor_is_ill(desk: Desk) -> None:
    """A leader is away at the year's end: a colleague stands in, for longer than thirty days."""
    for project in desk.projects.values():
        if project.data["sponsor"] == "hou-jianping" and project.stage not in {"closed", "exited"}:
            why = "病休 / ill"
            change_sponsor(
                desk.engine, project, "lu-jianping", by=CITY, comment=why, acting=True
            )  # fmt: skip


def heads_change(desk: Desk) -> None:
    """The heads of two towns change places: what is open with a town goes to its new head."""
    for town, head in _HEADS.items():
        appoint_head(desk.engine, town, head, by=CITY)


def splits(desk: Desk) -> None:
    """One project becomes two; the first proposal does not add up."""
    whole = desk.projects["K023"]
    parts = proposal(whole.data.raw, (60, 40), ("种植区", "养殖区"), ("planting", "livestock"))
    wrong = [parts[0], parts[1] | {"year_plan": parts[0]["year_plan"]}]
    desk.fire(whole, "split", CITY, {"split_into": wrong}, "分区实施")
    split(desk.engine, whole, parts, by=CITY, comment="分区实施 / built as two projects")


def merges(desk: Desk) -> None:
    """Two resorts become one, under one of their two sponsors and nobody else."""
    pair = [desk.projects["K046"], desk.projects["K030"]]
    into = {"number": "K046M", "name_zh": "滨海文旅综合项目", "name_en": "Seaside leisure complex"}
    for chosen in ("shen-jianping", pair[0].data["sponsor"]):
        try:
            decision = {**into, "sponsor": chosen}
            merge(desk.engine, pair, decision, by=CITY, comment="统一开发 / developed as one")
        except Refused:
            continue


def leavers(desk: Desk) -> None:
    """One project leaves the list for want of a start, one is cancelled with its owner's exit."""
    late = desk.projects["K038"]
    # It is for the city to say; and no list is adjusted in November, unless the city says so.
    desk.fire(late, "exit", KPMO, comment="年内无法开工 / cannot start this year")
    desk.fire(late, "exit", CITY, comment="年内无法开工 / cannot start this year")
    desk.do(Waive(late.id, "k31-window", "exit", "不再等到12月 / not to wait for December"), CITY)
    desk.fire(late, "exit", CITY, comment="年内无法开工 / cannot start this year")
    settled = {"settled_land": "收回储备 / taken back into reserve",
               "settled_funds": "退还出资方 / returned to the investor"}  # fmt: skip
    gone, why = desk.projects["K057"], "外方撤资 / the investor withdrew"
    desk.fire(gone, "cancel", CITY, settled, comment=why)
