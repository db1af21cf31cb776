"""What is shown to somebody: options, previews, and cases without what is not for them (D16)."""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from keyflow.answers import Option, Preview
from keyflow.errors import InputError
from keyflow.finding import Finding
from keyflow.model.armed import unplain
from keyflow.model.case import Actor, Case
from keyflow.model.command import Fire
from keyflow.model.event import Event
from keyflow.model.schema import Data, raw_of
from keyflow.ruling.draft import Draft
from keyflow.ruling.given import Directory
from keyflow.ruling.hiding import tells, without_values
from keyflow.ruling.machine import Machine
from keyflow.ruling.passage import Asked
from keyflow.ruling.people import roles_of
from keyflow.ruling.ruling import Ruling, refusal_of
from keyflow.ruling.step import Step
from keyflow.ruling.world import World

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks. What the state of a case hides is hidden unless a role of theirs sees it.

    `machine` finds the definition of a hash.
    """

    actor: Actor
    directory: Directory | None
    at: datetime
    machine: Callable[[str], Machine]

    def hidden(self, case: Case) -> AbstractSet[str]:
        """Return the data fields of a case that are not theirs to see now."""
        machine = self.machine(case.definition)
        hidden = machine.states[case.state].hidden
        if not hidden:
            return _NONE
        roles = roles_of(self.actor, Draft(case, machine), self.directory, self.at)
        return {field for field, seen_by in hidden.items() if roles.isdisjoint(seen_by)}

    def case(self, case: Case, also: AbstractSet[str] = _NONE) -> Case:
        """Return a case as they may see it: what is hidden is as if it had never been given.

        Deadlines whose end would tell it are left out, and its `head`: whoever has the hash can try
        what the field may hold.
        """
        hidden = self.hidden(case) | also
        if not hidden:
            return case
        machine = self.machine(case.definition)
        raw = {name: value for name, value in raw_of(case.data).items() if name not in hidden}
        armed = tuple(item for item in case.armed if not tells(machine, item, hidden))
        return case.with_(data=Data(case.data.fields, raw), head="", armed=armed)

    def events(self, case: Case, events: Iterable[Event]) -> list[Event]:
        """Return the history of a case as they may see it, by what is hidden now.

        Sentences of findings go too, as they may quote what is hidden; their codes stay. So do
        hashes and salts, with which one could try what is hidden: the chain is for who sees all.
        """
        hidden, machine = self.hidden(case), self.machine(case.definition)
        return [_without(event, hidden, machine) for event in events] if hidden else list(events)

    def findings(
        self, world: World, about: str | None, findings: Iterable[Finding]
    ) -> tuple[Finding, ...]:
        """Return findings as they may see them: without values where something is hidden.

        A check may quote any case of the family that `about` belongs to.
        """
        found = tuple(findings)
        if about is None or not found:
            return found
        family = (world.case(member) for member in world.members(world.case(about).root))
        return without_values(found) if any(map(self.hidden, family)) else found


def _without(event: Event, hidden: AbstractSet[str], machine: Machine) -> Event:
    private = event.private and {
        name: _shown(value, hidden) if name == "data" else value
        for name, value in event.private.items()
        if name not in {"findings", "salt"}
    }
    body = {
        name: _shown(value, hidden) if name == "data" else value
        for name, value in event.body.items()
        if name != "private"
    }
    if "armed" in body:
        body["armed"] = [row for row in body["armed"] if not tells(machine, unplain(row), hidden)]
    return replace(event, body=body, private=private, hash="")


def _shown(data: dict[str, Any], hidden: AbstractSet[str]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in hidden}


def not_to_search(fields: Iterable[str], machines: Iterable[Machine]) -> None:
    """Raise `InputError` for a field that some state hides: a search would tell what it holds."""
    secret = {
        field for machine in machines for state in machine.states.values() for field in state.hidden
    }
    for field in fields:
        if field in secret:
            msg = f"{field!r} is hidden in some states; search by it without `by`"
            raise InputError("where", msg)


def hidden_before(
    viewer: Viewer, world: World, targets: Iterable[str]
) -> Mapping[str, AbstractSet[str]]:
    """Return what is hidden now in each case of some families: no preview may tell it."""
    roots = {world.case(target).root for target in targets}
    members = [world.case(member) for root in roots for member in world.members(root)]
    return {case.id: viewer.hidden(case) for case in members}


def preview_of(
    ruling: Ruling, world: World, viewer: Viewer, before: Mapping[str, AbstractSet[str]]
) -> Preview:
    """Return what a ruling would do, as it is shown to who asks."""
    about = ruling.case or ruling.order.command.target
    found = viewer.findings(world, about, ruling.findings)
    return Preview(
        ruling.order.command,
        not ruling.denied,
        without_values(found) if any(before.values()) else found,
        tuple(viewer.case(world.case(case), before.get(case, _NONE)) for case in ruling.touched),
        tuple((item.to, item.channel, item.notice) for item in ruling.messages),
        next(iter(ruling.erased), None),
    )


def options_of(step: Step, case: str, viewer: Viewer) -> list[Option]:
    """Return every trigger of a case's state, and what stands in the way of each."""
    draft, by = step.draft(case), viewer.actor
    options = []
    for trigger in draft.machine.triggers(draft.state):
        gates = draft.machine.gates(draft.state, trigger)
        if all(gate.by == {"system"} for gate in gates):
            continue
        passage = step.consider(draft, trigger, Asked(Fire(case, trigger), by))
        required = passage.gate is not None and passage.gate.transition.comment == "required"
        findings = [item for item in passage.judgement.findings if item.code != "comment-required"]
        allowed = passage.gate is not None and _none_blocks(findings)
        if allowed:  # by itself; but what follows, such as a round that nobody can open, may not be
            asked = Fire(case, trigger, comment="-" if required else "")
            against = refusal_of(step.world, replace(step.order, command=asked))
            findings += against
            allowed = _none_blocks(against)
        dest = passage.gate.transition.dest if passage.gate else None
        shown = viewer.findings(step.world, case, findings)
        options.append(Option(trigger, _dest(dest, draft.state), allowed, shown, required))
    return options


def _none_blocks(findings: Iterable[Finding]) -> bool:
    return all(finding.severity != "block" for finding in findings)


def _dest(dest: str | None, state: str) -> str:
    return state if dest in {None, "="} else str(dest)
