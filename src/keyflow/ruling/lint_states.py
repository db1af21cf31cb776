"""Proofs about what hangs on states: fields to write, cases to open, deadlines to arm."""

from collections.abc import Iterable, Iterator

from keyflow.model.definition import Children, State
from keyflow.model.schema import FieldSpec
from keyflow.model.workflow import Workflow
from keyflow.ruling.names import unknown

Found = Iterable[tuple[tuple[str | int, ...], str, str]]
# What can stand at the end of a subject.
_NO_WORD = {"list", "map", "record", "boolean"}


def lint_states(workflow: Workflow) -> Found:
    """Yield (path, message, hint) for everything on a state that could never work."""
    for state in workflow.states:
        path = ("states", state.name)
        for field in state.writable:
            if field != "*" and field not in workflow.fields:
                message, hint = unknown("field", field, workflow.fields)
                yield (*path, "writable"), f"{message} to write", hint
        for slot, children in state.children.items():
            for part, message, hint in _children(workflow, children):
                yield (*path, "children", slot, *part), message, hint
        for name, message in _deadlines(workflow, state):
            yield (*path, "deadlines", *name), message, ""


def _children(workflow: Workflow, children: Children) -> Found:
    fields = workflow.fields
    wanted: dict[tuple[str, ...], str] = {("each",): children.each} if children.each else {}
    wanted |= {("data", name): source for name, source in children.data.items()}
    for place, name in wanted.items():
        if name not in fields:
            message, hint = unknown("field", name, fields)
            yield place, f"{message} for its children", hint
    if children.each in fields:
        for message in _members(children.each, fields[children.each]):
            yield ("each",), message, ""


def _members(name: str, spec: FieldSpec) -> Iterator[str]:
    of = spec.of
    if of is None:
        yield f"field {name!r} is a {spec.type}; `each` needs a list or a map"
    elif spec.type == "list" and of.type == "record":
        first = next(iter(of.fields))
        if of.fields[first].type in _NO_WORD:
            yield (
                f"the first field of its records, {first!r}, names a case and must be a plain value"
            )
    elif spec.type == "list" and of.type in _NO_WORD:
        yield "`each` needs members that are plain values or records"


def _deadlines(workflow: Workflow, state: State) -> Iterable[tuple[tuple[str, str], str]]:
    for name, deadline in state.deadlines.items():
        spec = workflow.fields.get(deadline.at or "")
        if deadline.at is not None and (spec is None or spec.type != "instant"):
            yield (name, "at"), f"deadline field {deadline.at!r} is not an instant field"
        if deadline.overdue != "notify" and not _fires(workflow, deadline.overdue, state.name):
            way = f"no transition {deadline.overdue!r} leads from {state.name!r}"
            yield (name, "overdue"), f"{way} that the system may fire"


def _fires(workflow: Workflow, trigger: str, state: str) -> bool:
    return any(
        item.trigger == trigger and state in item.source and not {"system", "*"}.isdisjoint(item.by)
        for item in workflow.transitions
    )
