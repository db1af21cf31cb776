"""A workflow compiled to one flat machine: the only door to transitions.

It is shared by all cases and threads.
A throw-away token is moved, never a case: each transition asks its gate, and the token judges it.
So transitions finds the ways out of a state and keeps them in the order of the file, and nothing
of it outlives a ruling.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, cast
from zoneinfo import ZoneInfo

from transitions import EventData
from transitions import Machine as FlatMachine
from transitions import Transition as FlatTransition

from keyflow.model.approval import VERDICTS
from keyflow.model.calendar import Calendar
from keyflow.model.definition import Notice, Rule
from keyflow.model.resolver import Resolver
from keyflow.model.use import Use
from keyflow.model.workflow import Workflow
from keyflow.registry import Registry
from keyflow.ruling.compiling import Compiler, Gate


class Token(Protocol):
    """What is moved in place of a case. It judges the gates it comes to."""

    state: str
    gate: Gate | None

    def comes_to(self, gate: Gate) -> bool:
        """Tell whether it passes; one whose guard holds becomes the token's `gate`."""
        ...


class GateTransition(FlatTransition):
    """A transition of the flat machine: it asks its gate, and moves the token along."""

    def __init__(self, *args: Any, gate: Gate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gate = gate

    def execute(self, event_data: EventData) -> bool:
        """Move the token, unless another gate was its own already or this one is shut."""
        token = cast("Token", event_data.model)
        if token.gate is not None or not token.comes_to(self.gate):
            return False
        token.state = self.dest or token.state
        return True


class _Flat(FlatMachine):
    transition_cls = GateTransition


class Machine:
    """A compiled workflow: gates by trigger and state, notices by event, rules by operation."""

    def __init__(self, workflow: Workflow, registry: Registry) -> None:
        self.workflow = workflow
        self.hash = workflow.hash
        self.fields = workflow.fields
        self.states = workflow.by_name
        self.rules = {
            name: Compiler(registry).rule(rule) for name, rule in workflow.operations.items()
        }
        self.nothing_said = Compiler(registry).rule(Rule())
        self.everybody = frozenset({*workflow.roles, "system"})
        self.zone = ZoneInfo(workflow.zone)
        self.calendar: Calendar | None = Compiler(registry).calendar(workflow.calendar)
        self.bound = {role: field for role, field in workflow.roles.items() if field}
        self.notices = _by_event(workflow.notices)
        self._whole_kinds = any(event.endswith(" *") for event in self.notices)
        self.indexed = tuple(name for name, spec in workflow.fields.items() if spec.index)
        self.content = tuple(name for name, spec in workflow.fields.items() if spec.content)
        self.personal = frozenset(name for name, spec in workflow.fields.items() if spec.personal)
        self._gates: dict[str, dict[str, list[Gate]]] = {}
        self._registry = registry
        self._flat = self._build(registry)
        self.todos = self._todos()
        # Where somebody decides, here or in a case below, or may open it again, there is a desk:
        # it knows who began the case.
        self.has_desk = (
            bool(self.todos)
            or workflow.reopen is not None
            or bool(workflow.obligations)
            or any(state.approval or state.children for state in workflow.states)
        )
        # Whether cases are opened below its cases, as far as it says so itself.
        self.opens = bool(workflow.slots or workflow.obligations) or any(
            state.children for state in workflow.states
        )
        # Whether anything here ends by the lapse of time.
        self.timed = bool(workflow.clocks or workflow.obligations) or any(
            state.deadlines or state.approval for state in workflow.states
        )
        # Whether there is a decision that who began the case must not take.
        self.kept_from_initiator = any(
            state.approval is not None and state.approval.initiator != "decide"
            for state in workflow.states
        )
        self.automatic = {
            state: tuple(
                trigger
                for trigger, sources in self._gates.items()
                if any(gate.transition.auto for gate in sources.get(state, ()))
            )
            for state in self.states
        }
        self._triggers = {
            state: tuple(t for t, sources in self._gates.items() if state in sources)
            for state in self.states
        }

    def _build(self, registry: Registry) -> FlatMachine:
        compiler = Compiler(registry)
        flat = _Flat(
            model=None,
            states=list(self.states),
            initial=self.workflow.initial,
            auto_transitions=False,
            send_event=True,
        )
        for transition in self.workflow.transitions:
            gate = compiler.gate(transition, self.workflow)
            sources = self._gates.setdefault(transition.trigger, {})
            for source in transition.source:
                sources.setdefault(source, []).append(gate)
            flat.add_transition(
                transition.trigger,
                list(transition.source),
                transition.dest,
                gate=gate,
            )
        return flat

    def _todos(self) -> Mapping[str, tuple[Gate, ...]]:
        found: dict[str, tuple[Gate, ...]] = {}
        for sources in self._gates.values():
            for state, gates in sources.items():
                todo = [gate for gate in gates if gate.transition.todo]
                found[state] = (*found.get(state, ()), *todo)
        return {state: gates for state, gates in found.items() if gates}

    def resolver(self, use: Use) -> Resolver:
        """Return the plugin that names a policy's voters; raises `UnknownKind`."""
        made: Resolver = self._registry.find("resolver", use.kind).thing(**use.options)
        return made

    def is_result(self, state: str, trigger: str) -> bool:
        """Tell whether a trigger is the result of the round of votes in a state (D13)."""
        return trigger in VERDICTS and self.states[state].approval is not None

    def may(self, verb: str) -> frozenset[str]:
        """Return the roles that may do an operation nobody may by default."""
        rule = self.rules.get(verb)  # type: ignore[call-overload]
        return rule.by if rule is not None else frozenset()

    def triggers(self, state: str) -> tuple[str, ...]:
        """Return the triggers that have a transition from a state, in file order."""
        return self._triggers[state]

    def gates(self, state: str, trigger: str) -> Sequence[Gate]:
        """Return the gates of a trigger from a state, in file order."""
        return self._gates.get(trigger, {}).get(state, ())

    def knows(self, trigger: str) -> bool:
        """Tell whether any transition has this trigger."""
        return trigger in self._gates

    def sources(self, trigger: str) -> tuple[str, ...]:
        """Return the states a trigger can be fired from."""
        return tuple(self._gates.get(trigger, ()))

    def move(self, trigger: str, token: Token) -> bool:
        """Move the token along the first transition whose guard holds, if its gate is open.

        This is the loop of the event's own `trigger`, without what that does for queues and
        callbacks we do not have; it would cost a tenth of the whole ruling.
        """
        event = self._flat.events[trigger]
        firing = EventData(None, event, self._flat, token, (), {})
        for way in event.transitions.get(token.state, ()):  # noqa: SIM110 - half the cost of any()
            if way.execute(firing):
                return True
        return False

    def told(self, event: str) -> Sequence[Notice]:
        """Return the notices that follow an event such as `entered planning`."""
        exact = self.notices.get(event, ())
        if not self._whole_kinds:
            return exact
        every = self.notices.get(event.partition(" ")[0] + " *", ())
        return (*exact, *every) if every else exact


def _by_event(notices: Sequence[Notice]) -> Mapping[str, tuple[Notice, ...]]:
    found: dict[str, tuple[Notice, ...]] = {}
    for notice in notices:
        for event in notice.on:
            found[event] = (*found.get(event, ()), notice)
    return found
