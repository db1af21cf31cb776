"""The demo's desk: the engine, the clock, the dice, and what is open this week."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from random import Random
from typing import Any

from keyflow import Actor, Case, Outcome, Refused
from keyflow.commands import Command
from keyflow_keyprojects.demo.cast import LOCAL, Clock
from keyflow_keyprojects.demo.diary import Diary
from keyflow_keyprojects.record.register import every

_KEY = {"list": "key"}
LATE_STARTERS = frozenset({"K014", "K039"})
THEY_START = date(2011, 10, 5)


@dataclass(slots=True)
class Desk:
    """What every scene of the year works with.

    `projects` holds the open projects by number and `items` their open approval items by project
    id, as of the last `look`; `numbers` limits the list to some projects, for a small year. Dice
    decide what may vary; each day has its own, so that a day can be played again.
    """

    engine: Diary
    clock: Clock
    seed: int
    numbers: frozenset[str] | None = None
    dice: Random = field(default_factory=Random)
    projects: dict[str, Case] = field(default_factory=dict)
    items: dict[str, list[Case]] = field(default_factory=dict)

    def begins(self, first: date) -> date:
        """Return the day to play first: the last one on record, or else the first of all."""
        recorded = self.engine.recorded
        return first if recorded is None else max(first, recorded.astimezone(LOCAL).date())

    @property
    def under_way(self) -> bool:
        """Whether people had begun to work, when the record ends, on the day the clock shows."""
        return self.engine.replaying

    def morning(self, day: date) -> None:
        """Begin a working day."""
        self.clock.to(day)
        self.dice = Random(f"{self.seed}/{day}")  # noqa: S311 - dice, not secrets

    def drawn(self, most: int, *what: str) -> int:
        """Draw a number below `most` for one matter: the same one whenever it is asked for."""
        seed = "/".join((str(self.seed), *what)).encode()
        return int.from_bytes(blake2b(seed, digest_size=8).digest()) % most

    @property
    def not_starting(self) -> frozenset[str]:
        """The numbers of those that let their permit lie, at this time of the year."""
        return LATE_STARTERS if self.clock.day < THEY_START else frozenset()

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
            done: Outcome = self.engine.do(command, by=by)
        except Refused:
            return None
        return done

    def chance(self, per_cent: int) -> bool:
        """Throw the dice."""
        return self.dice.randrange(100) < per_cent
