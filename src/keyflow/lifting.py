"""Who could lift a reason: by waiving it, by acting first, or by being the one who may."""

from dataclasses import dataclass

from keyflow.finding import Finding
from keyflow.model.case import Case
from keyflow.model.command import Command
from keyflow.model.decision import OnTask, Transfer
from keyflow.model.desk import Task
from keyflow.ruling.step import Step


@dataclass(frozen=True, slots=True)
class Blocker:
    """One reason why something cannot be done, and who could lift it: roles and persons.

    `nobody` says that nobody can while the definition and what was done are as they are.
    """

    finding: Finding
    lifted_by: tuple[str, ...] = ()
    nobody: bool = False


# Where a reason names those who may, or who are waited for.
_NAMED = {
    "not-allowed": "roles",
    "not-waivable": "roles",
    "not-a-clerk": "roles",
    "not-your-task": "holder",
    "not-your-turn": "others",
    "opinions-open": "people",
    "already-voted": "holder",
    "recused": "holder",
    "claimed": "person",
    "delegated": "person",
}
_FINAL = frozenset({"forbidden-here", "never-reopened", "window-over"})


def blocker(step: Step, finding: Finding, command: Command) -> Blocker:
    """Return a reason with who could lift it, by what the case it is about says now."""
    case = finding.case or command.target
    found = finding.waivable or _named(finding)
    if not found and case is not None:
        found = _by_case(step, step.view(case), finding, command)
    return Blocker(finding, tuple(found), not found and finding.code in _FINAL)


def _named(finding: Finding) -> list[str]:
    said = str(finding.values.get(_NAMED.get(finding.code, ""), ""))
    return [part.strip() for part in said.split(",") if part.strip(" -")]


def _by_case(step: Step, case: Case, finding: Finding, command: Command) -> list[str]:
    match finding.code:
        case "suspended":
            return [*_may(step, _held_by(step, case), "resume")]
        case "still-owed":
            what = finding.values.get("what")
            owed = [t for t in case.desk.tasks if t.kind == "owed" and t.live and t.label == what]
            return [one for task in owed for one in _whose(task)]
        case "not-the-initiator":
            initiator = [case.desk.initiator] if case.desk.initiator else []
            return [*initiator, *_may(step, case, command.verb)]
        case "nobody-to-decide" | "cannot-be-met" | "cannot-be-refused" | "initiator-decides":
            return _may(step, case, "arrange")
        case "forbidden-here" | "right-lost" | "apart" if _handed_over(finding.code, command):
            return _may(step, case, "hand-over")
        case _:
            return []


def _handed_over(code: str, command: Command) -> bool:
    """Tell whether who may hand tasks over can help: nobody may do this one now, or pass it on."""
    if code == "apart":
        return isinstance(command, OnTask) and not isinstance(command, Transfer)
    return code == "right-lost" or isinstance(command, Transfer)


def _whose(task: Task) -> list[str]:
    """Return who may hand in something owed: who holds it, and to whom it is owed."""
    return [one for one in dict.fromkeys((task.person, task.owner)) if one is not None]


def _held_by(step: Step, case: Case) -> Case:
    """Return the case that is suspended: this one, or the nearest above it."""
    while case.standing != "suspended" and case.parent is not None:
        case = step.view(case.parent)
    return case


def _may(step: Step, case: Case, verb: str) -> list[str]:
    return sorted(step.world.machine(case).may(verb))
