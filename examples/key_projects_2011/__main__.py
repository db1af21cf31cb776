"""Three rounds of votes in a key-projects office. What is printed stands beside it.

Run it where the repository is: `python -m examples.key_projects_2011`.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from keyflow import Actor, Engine, Outcome, Refused
from keyflow.commands import (
    Abstain,
    Adopt,
    Answer,
    Approve,
    Command,
    Consult,
    Fire,
    Fulfil,
    Owed,
    Return,
)
from keyflow_keyprojects.city.engine import PANEL, city_engine
from keyflow_keyprojects.city.projects import key_projects
from keyflow_keyprojects.office import accept_files, nominate
from keyflow_keyprojects.rounds import sign, task_for

CITY, KPMO = Actor("city-government", {"city"}), Actor("kpmo-clerk", {"kpmo"})
PROJECTS = {project["number"]: project for project in key_projects(2011)}


class Office:
    """The engine, its clock, and short ways to act."""

    def __init__(self) -> None:
        self.now = datetime(2011, 3, 1, 1, tzinfo=UTC)
        self.engine: Engine = city_engine(clock=lambda: self.now)

    def do(self, command: Command, by: Actor) -> Outcome | None:
        """Do a command an hour later; print what became of it, or why it was refused."""
        self.now += timedelta(hours=1)
        try:
            outcome = self.engine.do(command, by=by)
        except Refused as no:
            print(by.id, command.verb, *(finding.code for finding in no.findings))
            return None
        print(by.id, command.verb, outcome.case.state)
        return outcome

    def task(self, case: str, by: Actor, kind: str = "vote") -> str:
        """Return the task that waits for somebody."""
        return task_for(self.engine.case(case), by, kind) or ""

    def stands(self, case: str) -> None:
        """Print how the round of a case stands: who was asked, and what they said."""
        votes = self.engine.case(case).desk.votes()
        print(*(f"{vote.person or vote.roles[0]}: {vote.answer or vote.status}" for vote in votes))


def window(role: str) -> Actor:
    """Return the officer at a department's window, who votes for it."""
    return Actor(f"{role}-officer", {"func", role})


def screening(office: Office) -> None:
    """A panel argues about a candidate; the city signs, and then lists it."""
    nominator = Actor(PANEL[0], {"unit"})  # a bureau's own project: its head has no vote
    case = nominate(office.engine, [PROJECTS["K009"]], nominator)[0].id
    accept_files(office.engine, [case], KPMO, PANEL)
    office.stands(case)
    # > qiu-shufang: open lin-guoan: open fang-guoan: open he-guoan: open city: open

    first, second, third, fourth = (Actor(person) for person in PANEL[1:])
    office.do(Approve(office.task(case, first)), first)
    # > qiu-shufang approve signature-required
    office.do(Approve(office.task(case, second), signature="seal-7"), nominator)
    # > shen-shufang approve not-your-task
    for member in (first, second, third):
        sign(office.engine, [case], member)
    office.do(Abstain(office.task(case, fourth)), fourth)
    # > he-guoan abstain screening.screening
    office.do(Fire(case, "select"), CITY)
    # > city-government fire not-from-here
    office.do(Approve(office.task(case, CITY), signature="city-seal-12"), CITY)
    # > city-government approve screening.proposed
    office.do(Fire(case, "select"), KPMO)
    # > kpmo-clerk fire not-allowed
    office.do(Fire(case, "select"), CITY)
    # > city-government fire approval.preparing


def targeted(stage: str, project: Mapping[str, Any]) -> dict[str, Any]:
    """Return a project that has targets in a stage as well, in which nothing is spent."""
    targets = project["targets"]
    known = targets["stages"][0]
    nothing = known["amount"] | {"amount": "0.00"}
    steps = [step | {"amount": nothing, "months": {}} for step in known["steps"]]
    own = known | {"stage": stage, "amount": nothing, "steps": steps}
    return {**project, "targets": targets | {"stages": [own, *targets["stages"]]}}


def review(office: Office) -> None:
    """Departments review side by side: one asks another unit, one approves with papers owed."""
    held = targeted("approval", PROJECTS["K002"])  # it has all its papers of the approval stage
    command = Adopt("key-project", "K002", "approval.decision", "handed over on paper", held)
    case = office.engine.do(command, by=CITY).case.id
    drc, nr, ee = window("drc"), window("nr"), window("ee")
    owner = Actor(held["owner_contact"], {"hud"})
    office.do(Fire(case, "decision_granted"), drc)
    # > drc-officer fire approval.review
    sign(office.engine, [case], drc)

    asked = Consult(office.task(case, nr), ("forest-officer", "culture-officer"), "5wd")
    office.do(asked, nr)
    # > nr-officer consult approval.review
    forest = Actor("forest-officer")
    office.do(Answer(office.task(case, forest, "opinion"), "disagree", "the grove stays"), forest)
    # > forest-officer answer approval.review
    office.do(Approve(office.task(case, nr)), nr)
    # > nr-officer approve opinions-open
    office.now += timedelta(days=9)
    office.engine.run_due()  # five working days of silence are consent
    office.do(Approve(office.task(case, nr)), nr)
    # > nr-officer approve answer-the-objection
    office.do(Approve(office.task(case, nr), "the grove is fenced in"), nr)
    # > nr-officer approve approval.review

    due = (office.now + timedelta(days=20)).date()
    papers = Owed("minutes of the hearing", due, blocks="planning", by=owner.id)
    office.do(Approve(office.task(case, ee), owed=(papers,)), ee)
    # > ee-officer approve approval.review
    office.do(Approve(office.task(case, window("hud"))), owner)
    # > owner-k002 approve apart
    for role in ("wr", "hud", "cad"):
        sign(office.engine, [case], window(role))
    dept = Actor(held["substitute"], {"dept"})
    office.do(Fire(case, "stage_done"), dept)
    # > he-shufang fire approval.ready
    office.do(Fire(case, "hand_over"), dept)
    # > he-shufang fire still-owed
    office.do(Fulfil(office.task(case, owner, "owed")), owner)
    # > owner-k002 fulfil approval.ready
    office.do(Fire(case, "hand_over"), dept)
    # > he-shufang fire planning.land


def acceptance(office: Office) -> None:
    """All departments accept the works; one sends them back, and those who agreed stay agreed."""
    built = targeted("acceptance", PROJECTS["K001"])
    paper = {"item": "COMPLETION_SELF", "number": "ZY-1", "granted_on": office.now.date()}
    data = built | {"permits": [*built["permits"], paper], "acceptance_items": []}
    command = Adopt("key-project", "K001", "acceptance.self_accepted", "built before 2011", data)
    case = office.engine.do(command, by=CITY).case.id
    owner, hud = Actor(built["owner_contact"]), window("hud")
    office.do(Fire(case, "apply_joint"), owner)
    # > owner-k001 fire acceptance.joint
    sign(office.engine, [case], window("nr"))
    back = Return(office.task(case, hud), "acceptance.rectify", "fire lane", straight_back=True)
    office.do(back, hud)
    # > hud-officer return acceptance.rectify
    office.do(Fire(case, "rectified"), owner)
    # > owner-k001 fire acceptance.joint
    office.stands(case)
    # > hud: open nr-officer: approve ee: open cad: open
    for role in ("ee", "cad", "hud"):
        office.do(Approve(office.task(case, window(role))), window(role))
    # > ee-officer approve acceptance.joint
    # > cad-officer approve acceptance.joint
    # > hud-officer approve acceptance.agreed
    office.do(Fire(case, "accept_works"), hud)
    # > hud-officer fire acceptance.accepted


def main() -> None:
    """Play the three rounds, one after the other."""
    office = Office()
    for play in (screening, review, acceptance):
        play(office)
    office.engine.close()


if __name__ == "__main__":
    main()
