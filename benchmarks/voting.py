"""The vote that closes a round of three, beside a fire of the same case."""

from collections.abc import Sequence

from benchmarks import course
from benchmarks.course import DATA
from keyflow import Actor, Engine, Workflow, load
from keyflow.commands import Approve, Command, Fire, Start
from keyflow.model.desk import task_id

ANN = Actor("ann", {"owner"})
AT_ONCE = 25  # how many cases are timed together: few, as a neighbour's noise comes in bursts
VOTERS = [Actor(name) for name in ("li", "wang", "zhou")]


def workflow() -> Workflow:
    """Return a workflow of one round of three, which are all needed.

    Its case is left with the two checks that any other measured `fire` has, by `end`; or by `drop`,
    which has none.
    """
    return load(
        {
            "name": "vote",
            "initial": "preparing",
            "roles": ["owner"],
            "schema": {"signed": "boolean", "share": "integer"},
            "stages": {
                "preparing": "plain",
                "review": {
                    "kind": "approval",
                    "approval": {"voters": [{"person": voter.id} for voter in VOTERS]},
                },
                "bad": "final",
                "done": "final",
            },
            "transitions": [
                {"trigger": "submit", "source": "preparing", "dest": "review", "by": "owner"},
                {
                    "trigger": "end",
                    "source": "review.approved",
                    "dest": "done",
                    "by": "owner",
                    "checks": ["signed", "funded"],
                },
                {"trigger": "drop", "source": "review.approved", "dest": "done", "by": "owner"},
                {"trigger": "fail", "source": "review.rejected", "dest": "bad", "by": "owner"},
            ],
            "notices": [
                {
                    "on": ["fired approve", "fired end", "fired drop"],
                    "to": "person:ann",
                    "via": "email",
                    "text": "{{ case.subject }} has been approved by one more.",
                }
            ],
        },
        plugins=[course],
    )


class Closing:
    """The last of three votes, which closes the round and moves the case on."""

    def __init__(self, url: str, count: int) -> None:
        self.engine = Engine(url, [workflow()], plugins=[course])
        self._count = count
        self._cases: list[str] = []
        self._begun = 0

    def begin(self) -> None:
        """Begin cases that lack one vote."""
        self._begun += self._count
        names = [f"Ring road {self._begun - n}" for n in range(self._count)]
        starts = [Start("vote", name, DATA) for name in names]
        self._cases = [outcome.case.id for outcome in self.engine.do(starts, by=ANN)]
        self._all([Fire(case, "submit") for case in self._cases], ANN)
        for number, voter in enumerate(VOTERS[:-1], 1):
            self._all([Approve(task_id(case, number)) for case in self._cases], voter)

    def _all(self, commands: Sequence[Command], by: Actor) -> None:
        self.engine.do(commands, by=by)

    def _next(self, step: int) -> Sequence[str]:
        return self._cases[step * AT_ONCE : (step + 1) * AT_ONCE]

    def step(self, number: int) -> None:
        """Let the last voter of the next few cases approve."""
        for case in self._next(number):
            task = task_id(case, len(VOTERS))
            self.engine.decide(task, "approve", by=VOTERS[-1], key=f"{case}/last")

    def close(self) -> None:
        """Close the engine."""
        self.engine.close()


class Leaving(Closing):
    """The fire after the round: the same case, with its desk, leaves for its end."""

    trigger = "end"

    def begin(self) -> None:
        """Begin cases and approve them."""
        super().begin()
        self._all([Approve(task_id(case, len(VOTERS))) for case in self._cases], VOTERS[-1])

    def step(self, number: int) -> None:
        """Fire the way out of the next few cases."""
        for case in self._next(number):
            self.engine.fire(case, self.trigger, by=ANN, key=f"{case}/end")


class Dropping(Leaving):
    """The same by a way without checks."""

    trigger = "drop"
