"""Proofs about what hangs on states and ways: fields to write, cases to open."""

from collections.abc import Iterable, Iterator

from keyflow.model.definition import Children
from keyflow.model.schema import FieldSpec
from keyflow.model.workflow import Workflow
from keyflow.ruling.names import unknown

Found = Iterable[tuple[tuple[str | int, ...], str, str]]
# What can stand at the end of a subject.
_NO_WORD = {"list", "map", "record", "boolean"}


def lint_states(workflow: Workflow) -> Found:
    """Yield (path, message, hint) for everything on a state that could never work."""
    for place, field in _written(workflow):
        if field not in workflow.fields:
            message, hint = unknown("field", field, workflow.fields)
            yield place, f"{message} to write", hint
    for state in workflow.states:
        path = ("states", state.name)
        for slot, children in state.children.items():
            for part, message, hint in _children(workflow, children):
                yield (*path, "children", slot, *part), message, hint


def _written(workflow: Workflow) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield every field that a state or a way says can be written, with its place."""
    for state in workflow.states:
        yield from ((("states", state.name, "writable"), f) for f in state.writable if f != "*")
    for number, way in enumerate(workflow.transitions):
        yield from ((("transitions", number, "writes"), field) for field in way.writes or ())


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
