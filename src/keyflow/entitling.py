"""Who could have decided on a task at a moment: the case, its past and the rights as of then."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from keyflow.errors import NotFound
from keyflow.history import as_of, in_order
from keyflow.lookups import Reading
from keyflow.model.case import Actor, Case
from keyflow.model.desk import Task, split_id
from keyflow.past import case_then
from keyflow.remembering import done_until
from keyflow.ruling.draft import Draft
from keyflow.ruling.duties import as_it_lies, standing
from keyflow.ruling.operations import perform
from keyflow.ruling.step import Step
from keyflow.running import Runner
from keyflow.store.contract import Connection

_NOBODY = Actor("-")


@dataclass(frozen=True, slots=True)
class Entitled:
    """Somebody who could have decided, and by what right: `person`, `role X` or `for P`."""

    person: str
    right: str


def entitled(runner: Runner, connection: Connection, task: str, at: datetime) -> list[Entitled]:
    """Return who could have decided, by what was known of the case and of people at a moment.

    Raises `NotFound` if there was no such open task then.
    """
    identity, number = split_id(task)
    case = _then(runner, connection, identity, at)
    found = case.desk.task(number) if case is not None else None
    if case is None or found is None or found.status != "open":
        raise NotFound(f"task {task!r} was not open at {at}")
    step = _step(runner, connection, case, at)
    draft = step.draft(identity)
    if step.stopped(draft):
        return []
    if found.owner is not None and found.kind in {"vote", "todo"}:
        found = found.with_(person=found.owner, owner=None)  # who helps does not decide
    found = as_it_lies(step, draft, found, _NOBODY)
    people = dict(_able(step, draft, found))
    return [Entitled(person, right) for person, right in people.items()]


def _then(runner: Runner, connection: Connection, case: str, at: datetime) -> Case | None:
    events = as_of(in_order(connection.events(case=case)), at)
    return case_then(events, runner.given.library, connection)


def _step(runner: Runner, connection: Connection, case: Case, at: datetime) -> Step:
    """Return a step that is asked as of a moment: of the case, those above it, and their past."""
    order, world = runner.look(None, [case.id], connection)
    library = runner.given.library
    world.given = replace(
        world.given, reader=Reading(connection, library, partial(done_until, until=at))
    )
    step = Step(world, replace(order, at=at, now=at), perform)
    one: Case | None = case
    while one is not None:
        step.drafts[one.id] = Draft(one, library.machine(one.definition, connection))
        one = None if one.parent is None else _then(runner, connection, one.parent, at)
    return step


def _able(step: Step, draft: Draft, task: Task) -> Iterator[tuple[str, str]]:
    """Yield those among whom a task lay, and who stood in for them, that nothing kept from it."""
    vouched = task.roles if task.claimed and step.world.given.directory is None else ()
    for person, right in _among(step, draft, task):
        only_a_role = person.startswith("role:")
        actor = Actor("-" if only_a_role else person, frozenset(vouched))
        principal, against = standing(step, draft, task, actor)
        if only_a_role or (principal is not None and not against):
            yield person, right


def _among(step: Step, draft: Draft, task: Task) -> Iterator[tuple[str, str]]:
    directory, case, at = step.world.given.directory, draft.view(), step.at
    held = {task.person: "person"} if task.person else dict.fromkeys(task.people, "data")
    for role in () if task.person else task.roles:
        people = (f"role:{role}",) if directory is None else directory.holders(role, case, at)
        held = dict.fromkeys(people, f"role {role}") | held
    yield from held.items()
    if directory is None:
        return
    for person in held:
        for other in directory.substitutes(person, case, at):
            yield other, f"for {person}"
