"""How projects get on in a week: the next step of each stage, once what it waits for is there."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from keyflow import Actor, Case
from keyflow.commands import Edit
from keyflow_keyprojects.blockers import land_contract
from keyflow_keyprojects.city.projects import building_firms
from keyflow_keyprojects.demo.cast import department, dispatcher, owner, unit, window
from keyflow_keyprojects.demo.desk import Desk
from keyflow_keyprojects.demo.items import all_granted, granted
from keyflow_keyprojects.demo.votes import hand_in, joint, review

Next = Callable[[Desk, Case], object]
DECISIONS = ("PRJ_FEASIBILITY", "PRJ_VERIFY", "PRJ_FILING")
_TAKES_THE_STEP = 92


def week(desk: Desk) -> None:
    """Let every project take its next step."""
    for project in desk.projects.values():
        step = _NEXT.get(project.state)
        if step is not None and desk.chance(_TAKES_THE_STEP):
            step(desk, project)


def _when(document: str, trigger: str, role: str) -> Next:
    def step(desk: Desk, project: Case) -> None:
        if granted(desk, project, document):
            desk.fire(project, trigger, window(role))

    return step


def _land(desk: Desk, project: Case) -> None:
    """Supply the land by a contract, which has building begin within a year."""
    if granted(desk, project, "LAND_SUPPLY"):
        contract = land_contract(project, desk.clock.day)
        desk.fire(project, "land_supplied", window("NR"), {"land_contract": contract})


def _decision(desk: Desk, project: Case) -> None:
    if any(granted(desk, project, code) for code in DECISIONS):
        desk.fire(project, "decision_granted", window("DRC"))


def _stage_done(desk: Desk, project: Case) -> None:
    if all_granted(desk, project, "approval"):
        desk.fire(project, "stage_done", department(project))


def _drawings(desk: Desk, project: Case) -> None:
    if all_granted(desk, project, "planning"):
        desk.fire(project, "drawings_ok", window("HUD"))


def _again(desk: Desk, project: Case) -> None:
    """Apply again where the departments were against it; other failures wait for their scene."""
    voted = project.desk.round
    if voted is not None and voted.status == "rejected":
        desk.fire(project, "reapply", owner(project))


def _hand_over(desk: Desk, project: Case) -> None:
    """Hand over; the dispatcher sometimes tries it, who may not. What is owed is then handed in."""
    tries = dispatcher(project) if desk.chance(10) else department(project)
    if desk.fire(project, "hand_over", tries) is None and project.state == "planning.ready":
        hand_in(desk, project)


def _permit(desk: Desk, project: Case) -> None:
    """Ask for the construction permit; who is short of money is refused and finds some."""
    if not all_granted(desk, project, "construction"):
        return
    if desk.fire(project, "construction_permit", window("HUD")) is None:
        change: dict[str, Any] = building_firms(project.subject[:4])
        if project.data["contractor"]:
            change = {"funds": _paid_in(project)}
        desk.engine.do(Edit(project.id, change, "补齐条件 / supplied"), by=unit(project))


def _paid_in(project: Case) -> list[dict[str, Any]]:
    return [{**fund, "in_place": fund["amount"]} for fund in project.data.raw["funds"]]


def _start(desk: Desk, project: Case) -> None:
    """Report the start and have it verified; some forget the photos first."""
    if project.subject in desk.not_starting:
        return
    report = {
        "started_on": desk.clock.day,
        "photos": [] if desk.chance(25) else ["gate.jpg", "pit.jpg"],
        "supervision_note": f"JL-{project.subject}-{desk.clock.day:%m%d}",
    }
    if project.data["start_report"] is None:
        desk.fire(project, "report_start", owner(project), {"start_report": report})
    else:
        desk.fire(project, "verify_start", department(project))


def _milestone(desk: Desk, project: Case) -> None:
    """Report what is due, and have it verified; now and then by the one who reported it."""
    reported = (project.data["milestone_report"] or {}).get("step")
    ahead = timedelta(days=35 if _finishes(project) else 0)
    step = _due_step(project, reported, desk.clock.day + ahead)
    if step is None:
        return
    evidence = [] if desk.chance(15) else [f"{step}.jpg", f"{step}-survey.pdf"]
    report = {"step": step, "done_on": desk.clock.day, "evidence": evidence}
    if desk.fire(project, "milestone", owner(project), {"milestone_report": report}) is None:
        return
    verify = _ENDS.get(step, "verify_milestone") if _finishes(project) else "verify_milestone"
    if desk.chance(6):
        desk.fire(project, verify, Actor(project.data["owner_contact"], {"dept"}))
    desk.fire(project, verify, department(project))


_ENDS = {"structure": "complete_main_works", "fit_out": "complete"}


def _finishes(project: Case) -> bool:
    return bool(project.data["kind"] == "finishing")


def _due_step(project: Case, reported: str | None, by: date) -> str | None:
    """Return the construction step after the last reported one, if it is due by a day."""
    order = ["foundation", "structure", "fit_out"]
    rest = order[order.index(reported) + 1 :] if reported in order else order
    dues = {each["step"]: each["due"] for each in project.data["milestones"] or ()}
    return next((step for step in rest[:1] if dues.get(step, date.max) <= by), None)


def _joint(desk: Desk, project: Case) -> None:
    if granted(desk, project, "COMPLETION_SELF"):
        desk.fire(project, "apply_joint", owner(project))


def _accept(desk: Desk, project: Case) -> None:
    """Let the departments decide; the lead orders a rectification, or confirms the result."""
    if project.version % 5 == 0 and desk.chance(20):
        desk.fire(project, "rectify", window("HUD"), comment="消防通道整改 / fire lane")
    elif joint(desk, project):
        _confirm(desk, project)


def _confirm(desk: Desk, project: Case) -> None:
    if granted(desk, project, "JOINT_ACCEPT"):
        desk.fire(project, "accept_works", window("HUD"))


def _file(desk: Desk, project: Case) -> None:
    if granted(desk, project, "COMPLETION_FILING"):
        desk.fire(project, "file", owner(project))


def _title(desk: Desk, project: Case) -> None:
    if all_granted(desk, project, "acceptance"):
        desk.fire(project, "title", window("NR"))


_NEXT: dict[str, Next] = {
    "approval.preparing": lambda desk, project: desk.fire(
        project, "apply_decision", owner(project)
    ),
    "approval.decision": _decision,
    "approval.review": review,
    "approval.reviewed": _stage_done,
    "approval.ready": _hand_over,
    "approval.failed": _again,
    "planning.land": _land,
    "planning.permit": _when("LAND_USE_PERMIT", "land_permit", "NR"),
    "planning.scheme": _when("SCHEME_REVIEW", "scheme_ok", "NR"),
    "planning.works": _when("WORKS_PLAN_PERMIT", "works_permit", "NR"),
    "planning.drawings": _drawings,
    "planning.ready": _hand_over,
    "construction.pending": _permit,
    "construction.permitted": _start,
    "construction.running": _milestone,
    "construction.main_works": _milestone,
    "construction.completed": _hand_over,
    "acceptance.self_accepted": _joint,
    "acceptance.joint": _accept,
    "acceptance.rectify": lambda desk, project: desk.fire(project, "rectified", owner(project)),
    "acceptance.agreed": _confirm,
    "acceptance.accepted": _file,
    "acceptance.filed": _title,
    "acceptance.titled": _hand_over,
    "ramp_up.trial": lambda desk, project: desk.fire(
        project, "start_production", department(project)
    ),
}
