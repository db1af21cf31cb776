"""Runs commands: read, rule, write, and rule again if somebody was faster (D2, D3)."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from keyflow.answering import outcome_of, refuse
from keyflow.answers import Outcome
from keyflow.asking import Asking
from keyflow.directory import StoredDirectory
from keyflow.errors import FAILURES, Conflict, InputError, PluginFailed, Refused
from keyflow.ids import Ids
from keyflow.library import Library
from keyflow.lookups import Reading
from keyflow.model.case import SYSTEM, Actor, Case
from keyflow.model.command import Advance, Command
from keyflow.model.definition import Notice
from keyflow.model.notifier import Rendered
from keyflow.model.record import Ahead, Changes
from keyflow.model.values import instant
from keyflow.remembering import Memory
from keyflow.repeating import check_repeat, repeated
from keyflow.ruling.given import Directory, Given, Order
from keyflow.ruling.in_time import rule_in_time
from keyflow.ruling.judging import describe
from keyflow.ruling.ruling import Ruling, write_refusal
from keyflow.ruling.worker import Workers
from keyflow.ruling.world import World
from keyflow.showing import Viewer
from keyflow.store.contract import Connection

TRIES = 16
# Seconds: at most so long at first and between any two tries; of each, a part by chance.
_FIRST_WAIT, _LONGEST_WAIT = 0.002, 0.05
Facts = Callable[[Sequence[Case], Any], Mapping[str, Any]]
Wake = Callable[[Ahead, Any], None]
Render = Callable[[Notice, Mapping[str, Any]], Rendered]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every command of one engine is ruled with; `stored` is the directory of the store.

    `wake` is told, in its transaction, what a command leaves to be done.
    """

    library: Library
    render: Render
    workers: Workers
    facts: Facts | None
    directory: Directory | None
    clock: Callable[[], datetime] | None
    ids: Ids
    stored: StoredDirectory | None = None
    wake: Wake | None = None
    memory: Memory = field(default_factory=Memory)


class Runner:
    """Runs what is asked for on connections somebody else provides, maybe a host's `session`."""

    def __init__(self, surroundings: Surroundings, session: Any = None) -> None:
        self.given = surroundings
        self._session = session

    def inside(self, session: Any) -> "Runner":
        """Return the same for a host's transaction."""
        return Runner(self.given, session)

    # one transaction of our own

    def run(
        self, asking: Asking, connect: Callable[[], AbstractContextManager[Connection]]
    ) -> list[Outcome]:
        """Run commands in a transaction of our own; rules again where somebody was faster."""
        for attempt in range(TRIES):
            with connect() as connection:
                outcomes = self.once(asking, connection)
            if outcomes is not None:
                return outcomes
            longest = min(_LONGEST_WAIT, _FIRST_WAIT * 2**attempt)
            time.sleep(random.uniform(0, longest))  # noqa: S311 - not a secret
        msg = "the case kept changing while the command was ruled; load it and decide again"
        raise Conflict(msg)

    def once(self, asking: Asking, connection: Connection) -> list[Outcome] | None:
        """Rule on what is there now and write it; None if somebody was faster."""
        mark = self._mark()
        world = self.read(asking, connection)
        replayed = None if world.used is False else self._replay(asking, connection)
        if replayed is not None:
            return replayed
        rulings = self.rule(asking, world, connection)
        denied = [(number, item) for number, item in enumerate(rulings) if item.denied]
        if denied:
            refused = refuse(asking, denied, world)
            if self.record(refused, connection):
                raise refused
            return None
        changes = world.result()
        self._complete(changes, rulings, connection)
        if self.given.stored is not None and world.given.directory is not None:
            changes.directory = world.given.directory.revision()
        if mark != self._mark():
            return None
        try:
            if not connection.apply(changes):
                return None
        except Conflict:
            return self._replay(asking, connection, taken=True)
        self.given.library.stored.update(changes.definitions)
        return [outcome_of(ruling, world) for ruling in rulings]

    def read(self, asking: Asking, connection: Connection) -> World:
        """Read the addressed cases, and whether the key was used: of several, the first tells."""
        world = self.world(connection)
        world.load(asking.targets, asking.key_of(0))
        return world

    def rule(self, asking: Asking, world: World, connection: Connection) -> list[Ruling]:
        """Rule the commands in order on one world, each on the result of those before."""
        self.check(asking)
        self._prepare(world, asking.targets)
        now = self._now(world, connection)
        return [
            rule_in_time(world, self._order(asking, number, command, now))
            for number, command in enumerate(asking.commands)
        ]

    def look(
        self, asking: Asking | None, cases: Sequence[str], connection: Connection
    ) -> tuple[Order, World]:
        """Read some cases for asking about them; the order carries who asks, and when."""
        world = self.world(connection)
        world.load(cases)
        asking = asking or Asking([Advance("-")], SYSTEM)
        self.check(asking)
        if asking.actor is not SYSTEM:
            self._prepare(world, cases)
        now = self._now(world, connection)
        return self._order(asking, 0, asking.commands[0], now), world

    def world(self, connection: Connection) -> World:
        """Return a world that reads on a connection."""
        library = self.given.library
        return World(
            Given(
                reader=Reading(connection, library, self.given.memory.done),
                machine=lambda hash: library.machine(hash, connection),
                current=library.current,
                facts=self._ask if self.given.facts else None,
                render=self.given.render,
                workers=self.given.workers,
                new_id=self.given.ids.id,
                new_salt=self.given.ids.salt,
                directory=self.directory(connection),
            )
        )

    def directory(self, connection: Connection) -> Directory | None:
        """Return who holds which role; the store's own directory as it stands now."""
        stored = self.given.stored
        return self.given.directory if stored is None else stored.on(connection)

    def _prepare(self, world: World, targets: Sequence[str]) -> None:
        """Ask the host for the facts of all addressed cases at once (D23)."""
        if self.given.facts is not None and targets:
            cases = [world.case(target) for target in dict.fromkeys(targets)]
            world.know(self._facts(cases))

    def _ask(self, case: Case) -> Any:
        return self._facts([case]).get(case.id)

    def _facts(self, cases: Sequence[Case]) -> Mapping[str, Any]:
        if self.given.facts is None:
            return {}
        try:
            return dict(self.given.facts(cases, self._session))
        except FAILURES as error:
            raise PluginFailed(f"the host's facts failed: {describe(error)}") from error

    def _now(self, world: World, connection: Connection) -> datetime:
        return world.read_at if self.given.clock is None and world.read_at else self.now(connection)

    def now(self, connection: Connection) -> datetime:
        """Return the engine's clock, by default the database's."""
        if self.given.clock is not None:
            return instant(self.given.clock(), "clock")
        return connection.now()

    def _order(self, asking: Asking, number: int, command: Command, now: datetime) -> Order:
        key = asking.key_of(number)
        return Order(
            command,
            asking.by(number),
            self.given.ids.id(),
            now,
            asking.occurred_at or now,
            key,
            asking.payload(number) if key is not None else "",
            asking.expected,
            asking.recorded_by,
            asking.batch or len(asking.commands) > 1,
        )

    def check(self, asking: Asking) -> None:
        """Refuse roles the host vouches for where a directory says who holds which (D17)."""
        for actor in asking.people:
            if self.given.directory is not None and actor.roles and actor is not SYSTEM:
                msg = "carries roles, but the directory alone says who holds which"
                raise InputError("by", msg)

    def _mark(self) -> str | None:
        directory = None if self.given.stored is not None else self.given.directory
        return None if directory is None else directory.revision()

    def _complete(
        self, changes: Changes, rulings: Sequence[Ruling], connection: Connection
    ) -> None:
        """Add the definitions that new cases begin to keep, what an erasure blanks, and a wake."""
        library = self.given.library
        for hash in dict.fromkeys(case.definition for case in changes.created):
            if hash not in library.stored:
                workflow = library.machine(hash, connection).workflow
                changes.definitions[hash] = (workflow.name, workflow.canonical())
        for ruling in rulings:
            for erasure in ruling.erased:
                changes.private += [(erasure.case, seq, None) for seq in erasure.events]
                changes.forgotten.append((erasure.case, erasure.person))
        self._wake(changes)

    def _wake(self, changes: Changes) -> None:
        """Have told, in the transaction, what there will be to do after it."""
        wake, ahead = self.given.wake, changes.ahead()
        if wake is not None and ahead is not None:
            changes.hooks.append(partial(wake, ahead))

    # repeats and refusals

    def _replay(
        self, asking: Asking, connection: Connection, *, taken: bool = False
    ) -> list[Outcome] | None:
        """Answer a repeat from the record; None where it is none, or cannot be seen from here.

        The first key tells, unless one of them is known to be `taken`.
        """
        if asking.key is None:
            return None
        first = connection.find_key(asking.key)
        if first is None and not taken:
            return None
        later = range(1, len(asking.commands))
        found = [first, *(connection.find_key(asking.key_of(number) or "") for number in later)]
        if not any(found):
            return None
        for number, event in enumerate(found):
            check_repeat(asking, number, event)
        used = [event for event in found if event is not None]
        latest = {event.case: event.seq for event in used}
        library = self.given.library
        found_again = [repeated(one, latest[one.case], library, connection) for one in used]
        return [
            replace(outcome, case=self.viewer(asking.by(n), connection).case(outcome.case))
            for n, outcome in enumerate(found_again)
        ]

    def viewer(self, by: Actor, connection: Connection) -> Viewer:
        """Return how somebody sees cases now."""
        library = self.given.library
        machine = partial(library.machine, connection=connection)
        return Viewer(by, self.directory(connection), self.now(connection), machine)

    def record(self, refused: Refused, connection: Connection) -> bool:
        """Write refusals down; False if somebody was faster."""
        rulings: Sequence[Ruling] = [r for r in refused.record if r.order.command.target]
        if not rulings:
            return True
        world = self.world(connection)
        world.load([str(ruling.order.command.target) for ruling in rulings])
        for ruling in rulings:
            write_refusal(world, ruling)
        changes = world.result()
        self._wake(changes)
        return connection.apply(changes)
