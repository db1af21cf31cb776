"""Scenes about what stands in the way: blockers, failures, permits that run out."""

from keyflow import Refused
from keyflow.commands import Waive
from keyflow_keyprojects import blockers
from keyflow_keyprojects.demo.cast import KPMO, SUPERVISION, owner, sponsor, unit, window
from keyflow_keyprojects.demo.desk import Desk

BLOCKED = "K003"
ASKS_FOR_TIME = "K014"


def land_is_blocked(desk: Desk) -> None:
    """A land question goes straight to the top; the hand-over will have to wait for it."""
    what = "拆迁未完成 / the cottages stand on the plot"
    blocker = blockers.raise_blocker(
        desk.engine, desk.project(BLOCKED), "land", what, by=unit(desk.projects[BLOCKED])
    )
    for _ in range(3):
        blockers.escalate(desk.engine, blocker, "须联席会议解决 / for the meeting", by=KPMO)


def sponsor_waives(desk: Desk) -> None:
    """The sponsor answers for it: the check is waived for this hand-over, with a reason."""
    project = desk.projects[BLOCKED]
    if project.state != "approval.ready" or project.waivers:
        return
    reason = "拆迁协议已签 / the agreement is signed"
    waiver = Waive(project.id, "k16-blockers", "hand_over", reason)
    for who in (KPMO, sponsor(project)):
        try:
            desk.engine.do(waiver, by=who)
        except Refused:
            continue


def land_is_free(desk: Desk) -> None:
    """The land question is settled; the next hand-over needs no waiver."""
    project = desk.project(BLOCKED)
    for blocker in blockers.blockers_of(desk.engine, project):
        blockers.solve(desk.engine, blocker, "土地移交完成 / handed over", by=unit(project))
        blockers.close(desk.engine, blocker, by=SUPERVISION)


def failures(desk: Desk) -> None:
    """Two projects get stuck, one in approval and one in planning."""
    stuck = "规划调整 / the plan is being changed"
    desk.fire(desk.projects["K009"], "fail", window("DRC"), comment=stuck)
    desk.fire(desk.projects["K027"], "fail", window("NR"), comment=stuck)


def second_tries(desk: Desk) -> None:
    """Both apply again and go on where they were."""
    for number in ("K009", "K027"):
        desk.fire(desk.projects[number], "reapply", owner(desk.projects[number]))


def more_time(desk: Desk) -> None:
    """One of those that do not start may start later; the third time it is refused."""
    project = desk.projects[ASKS_FOR_TIME]
    if project.state == "construction.permitted":
        desk.fire(project, "extend_start", window("HUD"), comment="雨季 / the rainy season")
