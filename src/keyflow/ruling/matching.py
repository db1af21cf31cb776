"""Whether there is somebody for every seat of a round, each person having one vote."""

from collections.abc import Collection, Mapping, Sequence

from keyflow.model.approval import Approval
from keyflow.model.desk import Task
from keyflow.ruling.draft import Draft
from keyflow.ruling.duties import against
from keyflow.ruling.step import Step


def enough(step: Step, draft: Draft, policy: Approval, tasks: Sequence[Task]) -> set[int]:
    """Return the places of the tasks that can be voted on, each by a person of its own.

    One person has one vote a round. Where it is known who holds the roles, two roles that only
    one person holds are one vote.
    """
    out = {place: task for place, task in enumerate(tasks) if task.status != "done"}
    own = {one for task in tasks for one in (task.owner or task.person, task.by)}
    holders = {
        place: known
        for place, task in out.items()
        if task.person is None and (known := holders_of(step, draft, task)) is not None
    }
    able = {
        place: [one for one in known if one not in own and not against(step, draft, policy, one)]
        for place, known in holders.items()
    }
    seated: dict[str, int] = {}
    return (out.keys() - able.keys()) | {p for p in able if _seat(p, able, seated, set())}


def holders_of(step: Step, draft: Draft, task: Task) -> Sequence[str] | None:
    """Return who may take a role's task; None where only the host knows."""
    directory = step.world.given.directory
    if directory is None:
        return task.people or None
    return [one for role in task.roles for one in directory.holders(role, draft.view(), step.at)]


def others_hold(
    step: Step, draft: Draft, policy: Approval, task: Task, without: Collection[str | None]
) -> bool:
    """Tell whether a role's task has holders beside some persons, as far as is known."""
    known = holders_of(step, draft, task) if task.roles and not task.past else None
    return known is None or any(
        one not in without and not against(step, draft, policy, one) for one in known
    )


def _seat(
    place: int, able: Mapping[int, Sequence[str]], seated: dict[str, int], tried: set[str]
) -> bool:
    """Give a place to somebody, others moving on if need be (a matching by alternating paths)."""
    for person in able[place]:
        if person not in tried:
            tried.add(person)
            if person not in seated or _seat(seated[person], able, seated, tried):
                seated[person] = place
                return True
    return False
