"""One trigger of `transitions` with two conditions: no store, no findings, no audit."""

from typing import Any

from transitions import EventData, Machine

from benchmarks.course import DATA, STATES, TRIGGERS


class Matter:
    """What is moved along."""

    def __init__(self) -> None:
        self.state = STATES[0]
        self.data = dict(DATA)


def _signed(event: EventData) -> bool:
    return bool(event.model.data["signed"])


def _funded(event: EventData) -> bool:
    return bool(event.model.data["share"] >= 30)


class Triggering:
    """The first step of the course, each for a fresh object."""

    def __init__(self, count: int) -> None:
        machine = Machine(
            model=None, states=STATES, initial=STATES[0], auto_transitions=False, send_event=True
        )
        for number, trigger in enumerate(TRIGGERS):
            machine.add_transition(
                trigger, STATES[number], STATES[number + 1], conditions=[_signed, _funded]
            )
        self._trigger: Any = machine.events[TRIGGERS[0]].trigger
        self._count = count
        self._matters: list[Matter] = []

    def begin(self) -> None:
        self._matters = [Matter() for _ in range(self._count)]

    def step(self, _number: int) -> None:
        for matter in self._matters:
            self._trigger(matter)
