"""Whether there is somebody for every seat of a round, each person having one vote."""

from collections.abc import Collection, Mapping, Sequence

from keyflow.model.approval import Approval
from keyflow.model.desk import Task
from keyflow.ruling.draft import Draft
from keyflow.ruling.duties import against
from keyflow.ruling.people import known_roles
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


def only_for(  # noqa: PLR0917 - whose vote on which tasks, among all of a round
    step: Step,
    draft: Draft,
    policy: Approval,
    tasks: Sequence[Task],
    given: Collection[Task],
    person: str,
) -> list[Task]:
    """Return the roles' tasks that nobody can do now that somebody voted on others.

    `tasks` are those of a round after the vote, `given` those voted on as they were before.
    """
    out = [task for task in tasks if task.live and task.person is None]
    if not out:
        return []
    roles = known_roles(person, draft, step.world.given.directory, step.at)
    theirs = [t for t in out if person in t.people or not roles.isdisjoint(t.roles)]
    if not theirs:
        return []
    before = {task.n: task.with_(person=None) if task.claimed else task for task in given}
    was = [before.get(task.n, task) for task in tasks if task.under not in before]
    if _without(step, draft, policy, tasks) <= _without(step, draft, policy, was):
        return []
    return [t for t in theirs if not others_hold(step, draft, policy, t, {person})] or theirs


def _without(step: Step, draft: Draft, policy: Approval, tasks: Sequence[Task]) -> int:
    """Return for how many of some tasks there is nobody."""
    out = sum(task.status != "done" for task in tasks)
    return out - len(enough(step, draft, policy, tasks))


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
