"""The demo's desk: the engine, the clock, the dice, and what is open this week."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from keyflow import Actor, Case, Engine, Outcome, Refused
from keyflow.commands import Command
from keyflow_keyprojects.demo.cast import Clock
from keyflow_keyprojects.register import every

_KEY = {"list": "key"}


@dataclass(slots=True)
class Desk:
    """What every scene of the year works with.

    `projects` holds the open projects by number and `items` their open approval items by project
    id, as of the last `look`; `not_starting` holds the numbers of those that let their permit lie.
    Dice decide what may vary; they are thrown in a fixed order.
    """

    engine: Engine
    clock: Clock
    dice: Random
    projects: dict[str, Case] = field(default_factory=dict)
    items: dict[str, list[Case]] = field(default_factory=dict)
    not_starting: set[str] = field(default_factory=set)

    def look(self) -> None:
        """Read all open cases once: two queries, whatever their number."""
        projects = every(self.engine, workflow="key-project", standing="active", where=_KEY)
        self.projects = {
            case.subject: case for case in sorted(projects, key=lambda case: case.subject)
        }
        self.items = {}
        items = every(self.engine, workflow="approval-item", standing="active")
        for item in sorted(items, key=lambda case: (case.subject, case.opened)):
            self.items.setdefault(item.parent or "", []).append(item)

    def project(self, number: str) -> Case:
        """Read the latest project of a number, whatever list or standing it is in."""
        return self.engine.cases(workflow="key-project", subject=number, order="-opened").cases[0]

    def fire(
        self,
        case: Case,
        trigger: str,
        by: Actor,
        data: Mapping[str, Any] | None = None,
        comment: str = "",
    ) -> Outcome | None:
        """Fire a trigger; None where the rules said no, which the case's history keeps."""
        try:
            return self.engine.fire(case.id, trigger, by=by, data=data, comment=comment)
        except Refused:
            return None

    def do(self, command: Command, by: Actor) -> Outcome | None:
        """Do any other command; None where the rules said no."""
        try:
            return self.engine.do(command, by=by)
        except Refused:
            return None

    def chance(self, per_cent: int) -> bool:
        """Throw the dice."""
        return self.dice.randrange(100) < per_cent
