"""Proofs about the workflows of one engine: what they open, fire and name in each other."""

from collections.abc import Iterable, Iterator, Sequence

from pydantic import ValidationError

from keyflow.errors import UnknownKind
from keyflow.model.component import Component
from keyflow.model.definition import Children, FileCommand
from keyflow.model.obligation import TOLD, Obligation
from keyflow.model.use import Use
from keyflow.model.workflow import Workflow
from keyflow.registry import Registry
from keyflow.ruling.names import (
    OPERATIONS,
    Names,
    Workflows,
    Wrong,
    above_of,
    given,
    triggers,
    unknown,
)

# What the text that names a member is no value of.
_NO_TEXT = {"integer", "boolean", "list", "map", "record"}


def prove(workflows: Sequence[Workflow], registry: Registry) -> Iterator[Wrong]:
    """Yield (message, hint) for everything between these workflows that could never work."""
    all_ = {workflow.name: workflow for workflow in workflows}
    for workflow in workflows:
        yield from _children(workflow, all_)
        yield from _occurrences(workflow, all_)
        yield from _apart(workflow, all_)
        for message, hint in (
            *_commands(workflow, all_), *_names(workflow, Names(workflow, all_), registry)
        ):  # fmt: skip
            yield f"workflow {workflow.name!r}: {message}", hint


def counted_on(workflow: Workflow, registry: Registry) -> set[str]:
    """Return the names of the workflows that one opens or names: it is proven beside them."""
    above = {above_of(workflow, name) for name in _kept_apart(workflow)}
    return _opened(workflow) | above.difference({""}) | _named_triggers(workflow, registry)


def _named_triggers(workflow: Workflow, registry: Registry) -> set[str]:
    """Return the workflows whose triggers are named by checks and plans, as in `road.submit`."""
    parts = (_made(family, use, registry) for family, use in _uses(workflow))
    return {
        name.partition(".")[0]
        for part in parts
        if part is not None
        for option, meaning in part.names.items()
        if meaning == "trigger"
        for name in given(part, option)
        if "." in name
    }


def _children(workflow: Workflow, all_: Workflows) -> Iterator[Wrong]:
    for state in workflow.states:
        for children in state.children.values():
            who = f"state {state.name!r} of {workflow.name!r} opens cases of {children.workflow!r}"
            child = all_.get(children.workflow)
            if child is None:
                yield f"{who}, which this engine does not have", f"known: {', '.join(all_)}"
            else:
                for message, hint in _filled(workflow, children, child):
                    yield f"{who}, {message}", hint


def _apart(workflow: Workflow, all_: Workflows) -> Iterator[Wrong]:
    """Look for what policies keep apart in workflows that open this one, however far above."""
    for name in _kept_apart(workflow):
        above = above_of(workflow, name)
        flow = all_.get(above)
        who = f"workflow {workflow.name!r}: `apart` names {name!r}"
        if above and (flow is None or above not in _openers(workflow.name, all_)):
            known = ", ".join(sorted(_openers(workflow.name, all_))) or "none"
            yield f"{who}, and {above!r} opens no case of it", f"workflows that do: {known}"
        elif flow is not None:
            states = {state.name for state in flow.states}
            known_there = {f"{above}.{one}" for one in states | triggers(flow) | OPERATIONS}
            if name not in known_there:
                message, hint = unknown("state or trigger", name, known_there)
                yield f"{who}: {message}", hint


def _kept_apart(workflow: Workflow) -> Iterable[str]:
    policies = (state.approval for state in workflow.states if state.approval)
    return dict.fromkeys(name for policy in policies for name in policy.apart)


def _openers(name: str, all_: Workflows) -> set[str]:
    """Return the workflows whose cases can stand above a case of one."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        below = waiting.pop()
        new = {flow.name for flow in all_.values() if below in _opened(flow)} - found
        found |= new
        waiting += new
    return found


def _occurrences(workflow: Workflow, all_: Workflows) -> Iterator[Wrong]:
    for name, duty in workflow.obligations.items():
        who = f"obligation {name!r} of {workflow.name!r} opens cases of {duty.workflow!r}"
        child = all_.get(duty.workflow)
        if child is None:
            yield f"{who}, which this engine does not have", f"known: {', '.join(all_)}"
            continue
        for message, hint in _told(duty, child):
            yield f"{who}, {message}", hint


def _told(duty: Obligation, child: Workflow) -> Iterator[Wrong]:
    """Compare what an obligation tells and asks with what its occurrences can keep and do."""
    for field in sorted(duty.data.keys() - child.fields.keys()):
        yield f"which has no field {field!r}", unknown("field", field, child.fields)[1]
    for field, spec in child.fields.items():
        if spec.required and field not in {*duty.data, *TOLD}:
            yield f"whose required field {field!r} it does not fill", "add it to `data`"
        if field in TOLD and spec.type != TOLD[field]:
            yield f"whose field {field!r} is no {TOLD[field]}", "an obligation fills it"
    if duty.during == "suspended" and all(way.during == "active" for way in child.transitions):
        message = "in which nobody can do anything while the case it belongs to is suspended"
        yield message, "mark its transitions `while: any`"


def _filled(workflow: Workflow, children: Children, child: Workflow) -> Iterator[Wrong]:
    """Compare what a parent fills in with the fields its children have."""
    own = set() if children.each is None else _of_member(workflow, children.each)
    given = {*children.data, *own}
    for name in sorted(given - child.fields.keys()):
        yield f"which has no field {name!r}", unknown("field", name, child.fields)[1]
    for name, spec in child.fields.items():
        if spec.required and name not in given:
            yield f"whose required field {name!r} it does not fill", "add it to `data`"
    text = own == {_ITEM} and "item" in child.fields
    if text and child.fields[_ITEM].type in _NO_TEXT:
        yield f"whose field {_ITEM!r} is no text", "make it of type text"


_ITEM = "item"


def _of_member(workflow: Workflow, each: str) -> set[str]:
    """Return the fields that a member of a list or map fills."""
    spec = workflow.fields.get(each)
    if spec is None or spec.of is None:
        return set()
    return set(spec.of.fields) if spec.of.type == "record" else {_ITEM}


def _commands(workflow: Workflow, all_: Workflows) -> Iterator[Wrong]:
    for transition in workflow.transitions:
        for line in transition.commands:
            known = {name for flow in _addressed(workflow, line, all_) for name in triggers(flow)}
            if known and line.fire not in known:
                message, hint = unknown("trigger", line.fire, known)
                yield f"{message} in the {line.on}, which {transition.trigger!r} fires", hint


def _addressed(workflow: Workflow, line: FileCommand, all_: Workflows) -> Iterable[Workflow]:
    """Return the workflows that a command can meet; none where one of them is not known."""
    if line.on == "parent":
        return [flow for flow in all_.values() if workflow.name in _opened(flow)]
    found = Names(workflow).slots.get(line.on.partition(" ")[2], [])
    return [all_[name] for name in found] if set(found) <= all_.keys() else []


def _opened(workflow: Workflow) -> set[str]:
    return {name for names in Names(workflow).slots.values() for name in names}


def _names(workflow: Workflow, names: Names, registry: Registry) -> Iterator[Wrong]:
    """Yield names that nobody knows, each once, though a check may stand in many places."""
    found = {
        wrong: None
        for family, use in _uses(workflow)
        if (part := _made(family, use, registry)) is not None
        for option, wrong in names.wrong(part)
        if option
    }
    yield from found


def _uses(workflow: Workflow) -> Iterator[tuple[str, Use]]:
    for rule in workflow.operations.values():
        yield from (("check", use) for use in rule.checks)
        yield from (("plan", use) for use in rule.plans)
    for transition in workflow.transitions:
        yield from (("check", use) for use in transition.checks)
        yield from (("plan", use) for use in transition.plans)
        yield from (("change", use) for use in transition.changes)


def _made(family: str, use: Use, registry: Registry) -> Component | None:
    """Return what a use makes, None where that is not to be had: then its case will wait."""
    try:
        made: Component = registry.find(family, use.kind).thing(**use.options)
    except (UnknownKind, ValidationError):
        return None
    return made
