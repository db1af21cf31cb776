"""The work every side does: cases that take eleven guarded steps, each with one message."""

from types import ModuleType

from keyflow import Actor, Workflow, load
from keyflow.plugin import Attempt, Check, hookimpl

STEPS = 11
STATES = [f"s{number:02}" for number in range(STEPS + 1)]
TRIGGERS = [f"go{number:02}" for number in range(1, STEPS + 1)]
ROLE, CHANNEL, PERSON = "owner", "email", "wang"
DATA = {"signed": True, "share": 45}
ANN = Actor("ann", {ROLE})


_NEWS = {
    "id": "news",
    "on": [f"fired {trigger}" for trigger in TRIGGERS],
    "to": f"person:{PERSON}",
    "via": CHANNEL,
    "text": "{{ case.subject }} has moved on to {{ case.state }}.",
}


class Signed(Check):
    """It is signed."""

    kind = "signed"
    inline = True

    def examine(self, attempt: Attempt) -> None:
        assert attempt.data["signed"]


class Funded(Check):
    """At least three tenths of the money are there."""

    kind = "funded"
    inline = True

    def examine(self, attempt: Attempt) -> None:
        assert attempt.data["share"] >= 30


@hookimpl
def keyflow_checks() -> list[type[Check]]:
    return [Signed, Funded]


def workflow(plugins: ModuleType, *, news: bool = True) -> Workflow:
    """Return the course as a workflow; the last state is left by no step that is measured."""
    steps = [
        {
            "trigger": trigger,
            "source": STATES[number],
            "dest": STATES[number + 1],
            "by": ROLE,
            "checks": ["signed", "funded"],
        }
        for number, trigger in enumerate(TRIGGERS)
    ]
    return load(
        {
            "name": "course",
            "initial": STATES[0],
            "roles": [ROLE],
            "schema": {"signed": "boolean", "share": "integer"},
            "stages": {**dict.fromkeys(STATES, "plain"), "done": "final"},
            "transitions": [
                *steps,
                {"trigger": "close", "source": STATES[-1], "dest": "done", "by": ROLE},
            ],
            "notices": [_NEWS] if news else [],
        },
        plugins=[plugins],
    )
