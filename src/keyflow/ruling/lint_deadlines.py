"""Proofs about deadlines and clocks: what they count from, where they lead, what they sum up."""

from collections.abc import Iterable, Iterator, Mapping

from keyflow.model.deadline import Clock, Deadline
from keyflow.model.obligation import Obligation
from keyflow.model.workflow import Workflow
from keyflow.ruling.names import unknown
from keyflow.ruling.places import lies_in

Path = tuple[str | int, ...]
Found = Iterable[tuple[Path, str, str]]
# What a desk's own deadlines are called.
_DESK = {"round", "task", "opinion", "owed"}


def lint_deadlines(workflow: Workflow) -> Found:
    """Yield (path, message, hint) for every deadline and clock that could never work."""
    for path, deadline, states in _all(workflow):
        for part, message in _fields(workflow, deadline):
            yield (*path, part), message, ""
        for problem in _end(workflow, path, deadline, states):
            yield (*path, "overdue"), problem, ""
        for role in _roles(deadline):
            if role not in workflow.roles:
                message, hint = unknown("role", role, workflow.roles)
                yield path, message, hint
    for name, clock in workflow.clocks.items():
        yield from _clock(workflow, name, clock)
    for name, duty in workflow.obligations.items():
        yield from _obligation(workflow, name, duty)


def _end(
    workflow: Workflow, path: Path, deadline: Deadline, states: Iterable[str]
) -> Iterator[str]:
    """Yield why a deadline could not end as it says."""
    end = deadline.overdue
    if end == "notify":
        return
    if path[-1] == "task_deadline":
        yield f"{end!r} would decide a round for one late task: say it in the round's `deadline`"
    elif not any(_fires(workflow, end, state) for state in states):
        way = f"no transition {end!r} leads from {' or '.join(map(repr, states))}"
        yield f"{way} that the system may fire"


def _all(workflow: Workflow) -> Iterator[tuple[Path, Deadline, list[str]]]:
    """Yield every deadline with its place, and the states in which it may end."""
    for state in workflow.states:
        for name, deadline in state.deadlines.items():
            yield ("states", state.name, "deadlines", name), deadline, [state.name]
        policy = state.approval
        if policy is not None and policy.deadline is not None:
            yield ("states", state.name, "approval", "deadline"), policy.deadline, [state.name]
        if policy is not None and policy.task_deadline is not None:
            path = ("states", state.name, "approval", "task_deadline")
            yield path, policy.task_deadline, [state.name]
    known = [state.name for state in workflow.states if not state.final]
    for name, clock in workflow.clocks.items():
        yield ("clocks", name), clock, [n for n in known if clock.over or lies_in(n, clock.states)]


def _fields(workflow: Workflow, deadline: Deadline) -> Iterator[tuple[str, str]]:
    for part, name in (("at", deadline.at), ("since", deadline.since)):
        spec = workflow.fields.get(name or "")
        if name is not None and (spec is None or spec.type != "instant"):
            yield part, f"deadline field {name!r} is not an instant field"
    limit = deadline.limit or ""
    if limit.startswith("data."):
        spec = workflow.fields.get(limit.removeprefix("data."))
        if spec is None or spec.type != "text":
            yield "limit", f"the limit's field {limit!r} is not a text field"


def _roles(deadline: Deadline) -> Iterator[str]:
    yield from deadline.pause.by if deadline.pause else ()
    yield from deadline.extend.by if deadline.extend else ()
    yield from deadline.stop


def _fires(workflow: Workflow, trigger: str, state: str) -> bool:
    return any(
        item.trigger == trigger and state in item.source and not {"system", "*"}.isdisjoint(item.by)
        for item in workflow.transitions
    ) or _is_result(workflow, trigger, state)


def _is_result(workflow: Workflow, trigger: str, state: str) -> bool:
    """Tell whether a trigger is a result of the round in a state, which keyflow itself fires."""
    return any(
        item.trigger == trigger and state in item.source
        for item in workflow.transitions
        if workflow.by_name[state].approval is not None
    )


def _clock(workflow: Workflow, name: str, clock: Clock) -> Found:
    states = [state.name for state in workflow.states]
    places = {*states, *(stage.name for stage in workflow.stages), "*"}
    for part in ("states", "stands"):
        for place in getattr(clock, part):
            if place not in places:
                message, hint = unknown("state", place, places)
                yield ("clocks", name, part), message, hint
    if any(name in state.deadlines for state in workflow.states) or name in _DESK:
        yield ("clocks", name), f"there is a deadline {name!r} already; name one of them anew", ""
    own = deadlines_of(workflow) - {name}
    for limit in clock.over:
        slot, _, inner = limit.partition(".")
        if not inner and limit not in own:
            message, hint = unknown("deadline", limit, own)
            yield ("clocks", name, "over"), message, hint
        elif inner and slot not in slots_of(workflow):
            message, hint = unknown("slot", slot, slots_of(workflow))
            yield ("clocks", name, "over"), message, hint


def _obligation(workflow: Workflow, name: str, duty: Obligation) -> Found:
    states = [state.name for state in workflow.states]
    places = {*states, *(stage.name for stage in workflow.stages), "*"}
    for place in duty.states:
        if place not in places:
            message, hint = unknown("state", place, places)
            yield ("obligations", name, "states"), message, hint
    if duty.opens == "end" and " + " not in duty.due and _is_inside(duty.due):
        late = f"the occurrence opens after the period, when {duty.due!r} is over"
        yield ("obligations", name, "due"), late, "open it at the start, or let it be due later"
    for source in duty.data.values():
        if source not in workflow.fields:
            message, hint = unknown("field", source, workflow.fields)
            yield ("obligations", name, "data"), f"{message} for its occurrences", hint
    if name in deadlines_of(workflow) or name in slots_of(workflow) or name in _DESK:
        twice = f"there is a deadline or a slot {name!r} already; name one of them anew"
        yield ("obligations", name), twice, ""


def _is_inside(rule: str) -> bool:
    """Tell whether a rule names a day of the period itself, or its last."""
    return not rule.endswith(" next") and rule not in {"quarter_end", "year_end"}


def slots_of(workflow: Workflow) -> set[str]:
    """Return the slots that children are opened under."""
    return {*workflow.slots, *(slot for state in workflow.states for slot in state.children)}


def deadlines_of(workflow: Workflow) -> set[str]:
    """Return the names of the deadlines and clocks of a workflow."""
    return {*workflow.clocks, *(name for state in workflow.states for name in state.deadlines)}


def levels_of(workflow: Workflow) -> set[str]:
    """Return the names of their levels, each behind the deadline's: `report.reminder`."""
    named: list[Mapping[str, Deadline]] = [state.deadlines for state in workflow.states]
    every = [*named, workflow.clocks]
    return {
        f"{name}.{level}"
        for deadlines in every
        for name, deadline in deadlines.items()
        for level in (*deadline.warn, *deadline.escalate)
    }
