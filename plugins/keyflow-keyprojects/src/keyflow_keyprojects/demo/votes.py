"""How people decide together: the screening panel, the departments' review, joint acceptance."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from keyflow import Actor, Case, Outcome
from keyflow.commands import Answer, Approve, Command, Consult, Fulfil, Owed, Reject, Return
from keyflow.model.desk import Task
from keyflow_keyprojects.city.engine import PANEL
from keyflow_keyprojects.demo.cast import CITY, dispatcher, owner, window
from keyflow_keyprojects.demo.desk import Desk
from keyflow_keyprojects.demo.items import granted
from keyflow_keyprojects.rounds import sign, task_for

_CONSULTED = ("forest-officer", "culture-officer")
_ANSWER_BY = "5wd"
_CONSULTS, _ANSWERS, _DISAGREES, _OWES, _REJECTS, _ASTRAY = 30, 30, 40, 16, 2, 6
_SENDS_BACK, _ALL_AGAIN, _TOO_SOON = 10, 40, 25
# What a department has to hold itself before it accepts the works.
_OWN_PAPERS = {"hud": ("FIRE_ACCEPT", "JOINT_ACCEPT"), "nr": ("PLAN_VERIFY",)}


# the screening panel


def panel(desk: Desk, case: str, *, against: bool = False) -> None:
    """Let the panel vote on a candidate; it is decided by three, and the city signs what passes.

    One member forgets the reason or the signature first, and somebody votes who was not asked.
    """
    first = True
    desk.do(_vote(desk.engine.case(case), Actor(PANEL[0]), against=against), window("DRC"))
    for person in PANEL:
        now, member = desk.engine.case(case), Actor(person)
        if task_for(now, member) is None:
            continue
        if first:
            desk.do(_vote(now, member, against=against, whole=False), member)
            first = False
        desk.do(_vote(now, member, against=against), member)
    if not against:
        sign(desk.engine, [case], CITY)


def _vote(case: Case, member: Actor, *, against: bool, whole: bool = True) -> Command:
    task = task_for(case, member) or next(iter(case.tasks))
    if against:
        return Reject(task, "投资强度不足 / too little for its land" if whole else "")
    return Approve(task, signature=f"sign:{member.id}" if whole else "")


# the departments' review


def review(desk: Desk, project: Case) -> None:
    """Let each department decide whose own items are granted; its window asks others at times."""
    for task, role in _departments(project):
        _opinions(desk, project, task)
        waits = _awaits(project, task) and not desk.chance(_TOO_SOON)
        if waits or not _items_granted(desk, project, role):
            continue
        if desk.chance(_ASTRAY):
            desk.do(Approve(task), dispatcher(project))
        done = _reviewed(desk, project, task, role)
        if done is not None and done.case.state != project.state:
            return


def _departments(project: Case) -> Iterator[tuple[str, str]]:
    """Yield the open votes of a project with the role each belongs to."""
    for identity, task in project.tasks.items():
        if task.kind == "vote" and task.roles:
            yield identity, task.roles[0]


def _items_granted(desk: Desk, project: Case, role: str) -> bool:
    wanted = project.data["approval_items"] or ()
    own = [item["code"] for item in wanted if item["lead_role"] == role.upper()]
    return all(granted(desk, project, code) for code in own)


def _reviewed(desk: Desk, project: Case, task: str, role: str) -> Outcome | None:
    officer = window(role.upper())
    if not _asked_by(project, task) and desk.chance(_CONSULTS):
        question = Consult(task, (_CONSULTED[desk.chance(50)],), _ANSWER_BY, "征求意见 / your view")
        return desk.do(question, officer)
    if desk.chance(_REJECTS):
        return desk.do(Reject(task, "不符合规划条件 / against the plan's conditions"), officer)
    owed: Sequence[Owed] = ()
    if desk.chance(_OWES):
        due = desk.clock.day + timedelta(days=60)
        owed = [Owed("可补正材料 / minor papers", due, "construction", owner(project).id)]
    why = "已采纳或说明 / adopted or answered" if _asked_by(project, task) else ""
    return desk.do(Approve(task, why, owed=tuple(owed)), officer)


def _asked_by(project: Case, task: str) -> list[Task]:
    """Return what others were asked for a vote."""
    number = int(task.rpartition("#")[2])
    return [t for t in project.desk.tasks if t.kind == "opinion" and t.under == number]


def _awaits(project: Case, task: str) -> bool:
    return any(opinion.live for opinion in _asked_by(project, task))


def _opinions(desk: Desk, project: Case, vote: str) -> None:
    """Let who was consulted answer, or keep silent until that counts as consent."""
    number = int(vote.rpartition("#")[2])
    for identity, task in project.tasks.items():
        if task.kind == "opinion" and task.under == number and desk.chance(_ANSWERS):
            no = desk.chance(_DISAGREES)
            said = Answer(identity, "disagree" if no else "agree", "影响林地 / forest land" * no)
            desk.do(said, Actor(task.person or ""))


def hand_in(desk: Desk, project: Case) -> None:
    """Hand in what an approval left owing."""
    for identity, task in project.tasks.items():
        if task.kind == "owed":
            desk.do(Fulfil(identity, "已补齐 / handed in"), owner(project))


# joint acceptance


def joint(desk: Desk, project: Case) -> bool:
    """Let the departments accept the works; True once all agree.

    Now and then one sends them back to be rectified: then either all look again, or only those who
    had not accepted them yet.
    """
    for task, role in _departments(project):
        if not all(granted(desk, project, code) for code in _OWN_PAPERS.get(role, ())):
            continue
        officer = window(role.upper())
        if desk.chance(_SENDS_BACK):
            why = "消防通道整改 / fire lane"
            straight = not desk.chance(_ALL_AGAIN)
            desk.do(Return(task, "acceptance.rectify", why, straight_back=straight), officer)
            return False
        done = desk.do(Approve(task), officer)
        if done is not None and done.case.state == "acceptance.agreed":
            return True
    return False
