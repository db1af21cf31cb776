"""Proves the names that a definition's checks, plans, changes and commands give."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from keyflow.model import command, decision
from keyflow.model.command import Command
from keyflow.model.component import Component
from keyflow.model.definition import FileCommand
from keyflow.model.workflow import Workflow

# A message and a hint.
Wrong = tuple[str, str]
Workflows = Mapping[str, Workflow]
_ANYBODY = {"system", "*"}
_ASKED_BY_NOBODY = {"", "fire", "expire", "advance", "recount"}
# A case may be terminated with any word; one that is as near as this to a known one is meant so.
_NEAR = 0.85
OPERATIONS = frozenset(
    thing.verb
    for module in (command, decision)
    for thing in vars(module).values()
    if isinstance(thing, type) and issubclass(thing, Command)
).difference(_ASKED_BY_NOBODY)


def unknown(what: str, name: str, known: Collection[str]) -> Wrong:
    """Say that a name leads nowhere, with the nearest one that does."""
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(known)) or 'none'}"
    return f"there is no {what} {name!r}", hint


class Names:
    """What a workflow knows by name, and, where they are given, the `others` of its engine."""

    def __init__(self, workflow: Workflow, others: Workflows | None = None) -> None:
        self.slots: dict[str, list[str]] = {}
        for state in workflow.states:
            for slot, children in state.children.items():
                self.slots.setdefault(slot, []).append(children.workflow)
        for slot, duty in workflow.obligations.items():
            self.slots.setdefault(slot, []).append(duty.workflow)
        for slot, opened in workflow.slots.items():
            self.slots.setdefault(slot, []).extend([opened] if opened else [])
        self._own = workflow
        self._others = others or {}
        self._known: Mapping[str, Collection[str]] = {
            "field": workflow.fields,
            "role": workflow.roles,
            "state": _places(workflow),
            "trigger": triggers(workflow) | OPERATIONS,
            "slot": self.slots,
        }

    def wrong(self, part: Component) -> Iterator[tuple[str, Wrong]]:
        """Yield the options of a check, plan or change that give names nobody knows."""
        for option, meaning in part.names.items():
            if option not in type(part).model_fields:
                text = f"says that its option {option!r} names a {meaning}, and has no such option"
                yield "", (text, "")
            elif meaning != "child state" and meaning not in self._known:
                yield "", (f"says that {option!r} names a {meaning!r}, which is nothing", "")
            else:
                for name in given(part, option):
                    found = self._wrong(meaning, name, part)
                    if found is not None:
                        yield option, found

    def _wrong(self, meaning: str, name: str, part: Component) -> Wrong | None:
        if meaning == "child state":
            return self._child_state(name, part)
        if meaning == "trigger" and "." in name:
            return self._trigger_of(name)
        known = self._known[meaning]
        if name in known or (meaning == "role" and name in _ANYBODY):
            return None
        return unknown(meaning, name, known)

    def _trigger_of(self, name: str) -> Wrong | None:
        workflow = {**self._others, self._own.name: self._own}.get(name.partition(".")[0])
        if workflow is None:
            return None
        known = {f"{workflow.name}.{trigger}" for trigger in triggers(workflow) | OPERATIONS}
        return None if name in known else unknown("trigger", name, known)

    def _child_state(self, name: str, part: Component) -> Wrong | None:
        named = {
            slot
            for option, meaning in part.names.items()
            if meaning == "slot"
            for slot in given(part, option)
        }
        opened = [flow for slot in named or self.slots for flow in self.slots.get(slot, ())]
        if not opened or not self._others.keys() >= set(opened):
            return None
        flows = [self._others[flow] for flow in opened]
        known = {name for flow in flows for name in (*_places(flow), *_outcomes(flow))}
        any_word = "." not in name and any("terminate" in flow.operations for flow in flows)
        free = any_word and not get_close_matches(name, known, n=1, cutoff=_NEAR)
        return None if name in known or free else unknown("child state", name, known)

    def command(self, line: FileCommand) -> Wrong | None:
        """Say what is wrong with the slot a command of the file names."""
        slot = line.on.partition(" ")[2]
        return unknown("slot", slot, self.slots) if slot and slot not in self.slots else None


def triggers(workflow: Workflow) -> set[str]:
    """Return the triggers of a workflow."""
    return {transition.trigger for transition in workflow.transitions}


def above_of(workflow: Workflow, name: str) -> str:
    """Return the workflow that a name such as `project.submit` speaks of; empty for a plain one."""
    first, dot, _ = name.partition(".")
    own = {state.name.partition(".")[0] for state in workflow.states}
    return first if dot and first not in own else ""


def _places(workflow: Workflow) -> set[str]:
    return {state.name for state in workflow.states} | {item.name for item in workflow.stages}


def _outcomes(workflow: Workflow) -> set[str]:
    final = [state for state in workflow.states if state.final]
    return {state.outcome or state.name.rpartition(".")[2] for state in final}


def given(part: Component, option: str) -> Iterable[str]:
    """Return the texts that are given as an option of a part; none if that is not made of texts."""
    value: Any = getattr(part, option)
    if isinstance(value, str):
        return [value]
    several = value if isinstance(value, Iterable) else ()
    return [name for name in several if isinstance(name, str)]
