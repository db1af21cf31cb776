"""Proofs about a workflow before it runs: what could never work is refused when it loads."""

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from keyflow.model.schema import FieldSpec
from keyflow.model.workflow import Workflow
from keyflow.ruling.guards import compile_guard
from keyflow.ruling.lint_approvals import lint_approvals
from keyflow.ruling.lint_deadlines import deadlines_of, levels_of, lint_deadlines
from keyflow.ruling.lint_states import lint_states
from keyflow.ruling.names import OPERATIONS, Names, triggers
from keyflow.ruling.names import unknown as no_such

Found = Iterable[tuple[tuple[str | int, ...], str, str]]
_ALWAYS = {"system", "*"}
_RESERVED = {"actor", "system", "holders"}
# What a trigger may not be called: history, notices and checks could not tell them apart. Where
# somebody decides, the words for that are taken too.
_TAKEN = {
    "start", "adopt", "edit", "note", "waive", "suspend", "resume", "terminate", "erase",
}  # fmt: skip


def lint(workflow: Workflow) -> Found:
    """Yield (path, message, hint) for everything that could never work."""
    unknown = list(_unknown_states(workflow))
    if unknown:
        yield from unknown
        return
    ways: dict[str, set[str]] = {state.name: set() for state in workflow.states}
    for transition in workflow.transitions:
        for source in transition.source:
            ways[source].add(transition.dest if transition.dest not in {None, "="} else source)
    yield from _reachable(workflow, ways)
    yield from _ways_out(workflow, ways)
    yield from _ambiguous(workflow)
    yield from _commands(workflow)
    yield from _people(workflow)
    yield from _guards(workflow)
    yield from _bindings(workflow)
    yield from lint_states(workflow)
    yield from lint_deadlines(workflow)
    yield from lint_approvals(workflow)
    yield from _zone(workflow)
    yield from _notices(workflow)


def _unknown_states(workflow: Workflow) -> Found:
    """Look for names that the expanded form, which people may write too, does not know."""
    if len(workflow.by_name) < len(workflow.states):
        yield ("states",), "two states have one name", "rename one of them"
    if workflow.initial not in workflow.by_name:
        yield ("initial",), f"there is no state {workflow.initial!r}", ""
    for number, transition in enumerate(workflow.transitions):
        ends = [transition.dest] if transition.dest not in {None, "="} else []
        for name in (*transition.source, *ends):
            if name not in workflow.by_name:
                yield ("transitions", number), f"there is no state {name!r}", ""


def _reachable(workflow: Workflow, ways: Mapping[str, set[str]]) -> Found:
    seen, waiting = {workflow.initial}, [workflow.initial]
    while waiting:
        fresh = ways[waiting.pop()] - seen
        seen |= fresh
        waiting += fresh
    for name in ways:
        if name not in seen:
            yield _state(name), f"state {name!r} cannot be reached", "add a transition to it"


def _ways_out(workflow: Workflow, ways: Mapping[str, set[str]]) -> Found:
    for state in workflow.states:
        if state.final and ways[state.name]:
            yield _state(state.name), f"final state {state.name!r} has a transition out of it", ""
        if state.final and (state.children or state.deadlines):
            hint = "put them on the state before it"
            yield (
                _state(state.name),
                f"final state {state.name!r} opens children or deadlines",
                hint,
            )
        if not state.final and not ways[state.name] - {state.name}:
            hint = "add a transition from it, or make it final"
            yield _state(state.name), f"state {state.name!r} has no way out", hint
    ends = {state.name for state in workflow.states if state.final}
    for stage in workflow.stages:
        own = {name for name in ways if name.partition(".")[0] == stage.name}
        leads = {dest for name in own for dest in ways[name]} - own
        if own and not own & ends and not leads:
            hint = "connect one of its states to another stage"
            yield ("stages", stage.name), f"stage {stage.name!r} has no end", hint
    if not ends:
        yield ("stages",), "the workflow has no final state", "add a stage of kind final"


def _ambiguous(workflow: Workflow) -> Found:
    seen: dict[tuple[str, str], bool] = {}
    for number, transition in enumerate(workflow.transitions):
        for source in transition.source:
            if seen.get((transition.trigger, source)) is False:
                both = f"{transition.trigger!r} from {source!r} leads two ways"
                never = f"{both}, and this one could never be taken"
                hint = "give the ones before it a `when`, or another trigger"
                yield ("transitions", number), never, hint
            plain = transition.when is None
            seen[transition.trigger, source] = not plain and seen.get(
                (transition.trigger, source), True
            )


def _commands(workflow: Workflow) -> Found:
    names = Names(workflow)
    decides = any(state.approval is not None for state in workflow.states)
    taken = _TAKEN | OPERATIONS if decides else _TAKEN
    for number, transition in enumerate(workflow.transitions):
        if transition.trigger in taken:
            message = f"{transition.trigger!r} is an operation's name"
            yield ("transitions", number, "trigger"), message, "call the trigger otherwise"
        for place, line in enumerate(transition.commands):
            if wrong := names.command(line):
                yield ("transitions", number, "commands", place, "on"), *wrong


def _people(workflow: Workflow) -> Found:
    known = {*workflow.roles, *_ALWAYS}
    for number, transition in enumerate(workflow.transitions):
        path: tuple[str | int, ...] = ("transitions", number, "by")
        if not transition.by:
            hint = "add `by` with roles of the workflow, or `auto: true`"
            yield path, f"nobody may fire {transition.trigger!r}", hint
        if not transition.source:
            yield ("transitions", number, "source"), "it starts from no state", ""
        if transition.auto and _ALWAYS.isdisjoint(transition.by):
            hint = "leave `by` out, or add system to it"
            yield path, f"{transition.trigger!r} is automatic, but the system may not fire it", hint
        yield from _roles(transition.by, known, path)
        for check in transition.checks:
            yield from _roles(check.waivable or (), known, ("transitions", number, "checks"))
    for name, rule in workflow.operations.items():
        yield from _roles(rule.by, known, ("operations", name, "by"))
    yield from _roles(workflow.clerks, known, ("clerks",))
    for role in _RESERVED & workflow.roles.keys():
        yield ("roles", role), f"{role!r} is a word of keyflow's own", "name the role otherwise"


def _roles(roles: Iterable[str], known: set[str], path: tuple[str | int, ...]) -> Found:
    for role in roles:
        if role not in known:
            yield path, *no_such("role", role, known)


def _guards(workflow: Workflow) -> Found:
    for number, transition in enumerate(workflow.transitions):
        if transition.when is not None:
            try:
                compile_guard(transition.when, workflow.fields)
            except ValueError as error:
                yield ("transitions", number, "when"), str(error), ""


def _bindings(workflow: Workflow) -> Found:
    for role, binding in workflow.roles.items():
        if binding:
            yield from _person(workflow.fields, binding.removeprefix("data."), ("roles", role))


def _zone(workflow: Workflow) -> Found:
    try:
        ZoneInfo(workflow.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield (
            ("zone",),
            f"there is no time zone {workflow.zone!r}",
            "install tzdata or mend the name",
        )


def _person(fields: Mapping[str, FieldSpec], name: str, path: tuple[str | int, ...]) -> Found:
    spec = fields.get(name)
    if spec is None:
        yield path, *no_such("field", name, fields)
    elif (spec.of or spec).type not in {"person", "text"} or spec.type == "map":
        yield path, f"field {name!r} holds no person", "make it of type person, or a list of them"


def _notices(workflow: Workflow) -> Found:
    places = {state.name for state in workflow.states} | {item.name for item in workflow.stages}
    happening = triggers(workflow) | OPERATIONS
    deadlines, levels = deadlines_of(workflow), levels_of(workflow)
    known = {
        "entered": places,
        "left": places,
        "fired": happening,
        "refused": happening,
        "warned": deadlines | levels | _LIMITED,
        "overdue": deadlines | levels | _LIMITED,
        "moved": deadlines | _LIMITED,
        "withdrawn": deadlines,
        "opened": {"round", "task", *_KINDS},
        "closed": {"round", "opinion", "owed"},
    }
    told = {*workflow.roles, "actor", "holders"}
    for number, notice in enumerate(workflow.notices):
        on, to = ("notices", number, "on"), ("notices", number, "to")
        for event in notice.on:
            what, _, name = event.partition(" ")
            if name != "*" and name not in known[what]:
                yield on, f"{event!r} never happens", no_such(what, name, known[what])[1]
            elif "holders" in notice.to and not _has_holders(what, name):
                yield to, f"{event!r} has no holders", _WITH_HOLDERS
        for entry in notice.to:
            field = entry.removeprefix("data.")
            if entry != field:
                yield from _person(workflow.fields, field, to)
            elif entry == field and entry not in told and not entry.startswith("person:"):
                yield to, *no_such("role", entry, told)


def _has_holders(what: str, name: str) -> bool:
    """Tell whether something that happens is about tasks, which are somebody's."""
    if what == "fired":
        return name in {"urge", "*"}
    return what not in {"refused", "closed"} and name.partition(".")[0] in {"task", "*", *_KINDS}


_WITH_HOLDERS = (
    "those of a task have: opened task, todo, copy, circular, question, opinion or owed; fired "
    "urge; warned, overdue or moved task, opinion or owed"
)
# Tasks beside those of a round.
_LIMITED = {"round", "task", "opinion", "owed"}
_KINDS = ("todo", "copy", "circular", "question", "opinion", "owed")


def _state(name: str) -> tuple[str | int, ...]:
    return ("states", name)
