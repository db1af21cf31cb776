"""A bureau to try approvals in: a policy, the people it names, and short ways to say what is done.

ann begins cases; la, lo hold `land`, fi `finance`, ki `chief`, ada is the administrator.
"""

from contextlib import contextmanager

import pytest

from keyflow import Actor, Engine, Refused, load
from keyflow.commands import Abstain, Approve, Recuse, Reject
from keyflow.model.desk import task_id
from tests.offices import Box, Clock

ANN = Actor("ann", {"owner"})
LA, LO = Actor("la", {"land"}), Actor("lo", {"land"})
FI, KI = Actor("fi", {"finance"}), Actor("ki", {"chief"})
ADA = Actor("ada", {"admin"})
LI, WU, HE, QI = Actor("li"), Actor("wu"), Actor("he"), Actor("qi")
THREE = [{"person": "li"}, {"person": "wu"}, {"person": "he"}]
GROUPS = {
    "land": {"voters": [{"person": "li"}, {"person": "wu"}]},
    "money": {"voters": [{"person": "he"}, {"person": "qi"}], "in_order": True},
}
# A state after the decision, and the way out of it.
LATER = {
    "stages": {"later": "plain"},
    "to": "later",
    "ways": [{"trigger": "close", "source": "later", "dest": "done", "by": "owner"}],
}
_PARTS = {
    "initial": "preparing",
    "roles": ["owner", "land", "finance", "chief", "admin"],
    "schema": {
        "amount": {"type": "integer", "content": True},
        "title": "text",
        "memo": "text",
        "boss": "person",
        "people": {"type": "list", "of": "person"},
    },
    "operations": {
        name: {"by": "admin"}
        for name in ("jump", "arrange", "hand-over", "suspend", "resume", "terminate")
    },
    "reopen": "2d",
    "backdate": "2d",
}


def flow(approval, *, ways=(), notices=(), state=None, stages=(), to="done", plugins=(), **head):
    """Return a workflow: preparing, review (where people decide), then done or bad.

    `stages` are further ones, and `to` the one that an approval leads to.
    """
    made = {
        "preparing": {"kind": "plain", "states": {"preparing": {"writable": ["*"]}}},
        "review": {
            "kind": "plain",
            "states": {"review": {"approval": approval, "writable": ["amount"], **(state or {})}},
        },
        "done": "final",
        "bad": "final",
        **dict(stages),
    }
    transitions = [
        {"trigger": "submit", "source": "preparing", "dest": "review", "by": "owner"},
        {"trigger": "approved", "source": "review", "dest": to},
        {"trigger": "rejected", "source": "review", "dest": "bad"},
        {"trigger": "returned", "source": "review", "dest": "preparing"},
        *ways,
    ]
    more = {"stages": made, "transitions": transitions, "notices": list(notices)}
    return load({"name": "permit", **_PARTS, **more, **head}, plugins=plugins)


class Bureau:
    """An engine with one workflow of ours, and what tests say of its cases."""

    def __init__(self, engine, clock, box):
        self.engine, self.clock, self.box = engine, clock, box

    def begin(self, by=ANN, subject="x", **data):
        """Begin a case and submit it; returns its id."""
        case = self.engine.start("permit", subject=subject, by=by, data=data)
        self.clock.turn(minutes=1)
        self.engine.fire(case.id, "submit", by=by)
        return case.id

    def do(self, command, by):
        self.clock.turn(minutes=1)
        return self.engine.do(command, by=by).case

    def refused(self, command, by):
        """Return the codes with which something is refused; it must be."""
        self.clock.turn(minutes=1)
        before = self.engine.case(command.target)
        shown = self.engine.preview(command, by=by)
        with pytest.raises(Refused) as caught:
            self.engine.do(command, by=by)
        found = caught.value.findings
        codes = [finding.code for finding in found]
        assert [item.code for item in shown.findings if item.severity == "block"] == codes
        assert self.engine.case(command.target).desk == before.desk
        assert list(self.engine.history(command.target)[-1].codes) == codes
        assert all("{" not in finding.say(how) for finding in found for how in ("en", "zh"))
        return codes

    def case(self, case):
        return self.engine.case(case)

    def tasks(self, case, *kinds):
        return [t for t in self.engine.case(case).desk.tasks if t.kind in (kinds or ("vote",))]

    def task(self, case, who, *kinds):
        """Return the id of somebody's latest task (a person's or a role's)."""
        found = [t for t in self.tasks(case, *kinds) if who in {t.person, t.owner, *t.roles}]
        live = [t for t in found if t.live] or found
        return task_id(case, live[-1].n)

    def look(self, case, who, *kinds):
        """Return somebody's latest task itself."""
        n = int(self.task(case, who, *kinds).rpartition("#")[2])
        return self.engine.case(case).desk.task(n)

    def vote(self, case, *names, how=Approve, **given):
        """Let persons vote, each on the task that is theirs."""
        for name in names:
            self.do(how(self.task(case, name), **given), Actor(name))
        return self.engine.case(case)

    def votes(self, case):
        """Return who said what in the latest round: `li approve`, `wu -`."""
        votes = self.engine.case(case).desk.votes()
        return [f"{t.person or '/'.join(t.roles)} {t.answer or t.status}" for t in votes]


@contextmanager
def opened(*workflows, url=None, **more):
    """Open an engine with workflows; its messages go to a box."""
    clock, box = Clock(), Box()
    box.sent.clear()
    engine = Engine(url, list(workflows), notifiers={"box": box}, clock=clock, **more)
    try:
        yield Bureau(engine, clock, box)
    finally:
        engine.close()


__all__ = [
    "ADA", "ANN", "FI", "GROUPS", "HE", "KI", "LA", "LATER", "LI", "LO", "QI", "THREE", "WU",
    "Abstain", "Approve", "Bureau", "Recuse", "Reject", "flow", "opened",
]  # fmt: skip
