"""What time brings: deadlines that have come, calendars that have changed, automatic steps."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from random import randrange

from keyflow.answers import Due, Outcome
from keyflow.asking import Asking
from keyflow.errors import Busy, Conflict, KeyflowError
from keyflow.library import Library
from keyflow.model.case import SYSTEM
from keyflow.model.command import Advance, Command, Expire, Recount
from keyflow.ruling.timing import version_of
from keyflow.store.contract import CaseQuery, Connection, Seal

# How many deadlines are read at once: what has come since is looked for after so many.
_AT_ONCE = 50


class Timekeeper:
    """Does what is due, once, and goes on where one thing fails.

    `run` runs commands, `connect` lends a connection, `now` tells the engine's time.
    """

    def __init__(
        self,
        run: Callable[[Asking], list[Outcome]],
        connect: Callable[[], AbstractContextManager[Connection]],
        now: Callable[[Connection], datetime],
        library: Library,
    ) -> None:
        self._run = run
        self._connect = connect
        self._now = now
        self._library = library
        self._failed: list[KeyflowError] = []
        # The seconds for which each deadline was due; and whether the database was locked just now.
        self._waited: list[float] = []
        self._locked = False

    def run(
        self, limit: int, seal: Callable[[], Seal | None]
    ) -> tuple[Due, Sequence[KeyflowError]]:
        """Do up to `limit` things of each kind and seal; return what was done, and what failed.

        Raises `Busy` when the database stayed locked for two things running.
        """
        self._recount(limit)
        expired = self._expire(limit)
        stepped = [self._do(Advance(case)) for case in self._automatic(limit)]
        advanced = sum(outcome is not None and outcome.moved for outcome in stepped)
        try:
            sealed = seal()
        except Conflict:  # others seal so eagerly that they leave nothing
            sealed = None
        did = Due(expired, advanced, sealed.n if sealed else None, tuple(self._waited))
        return did, self._failed

    def _expire(self, limit: int) -> int:
        """Do what has come of deadlines, in the order in which it came; return how many.

        What one brings may itself be past already, after a time in which nobody looked: so a few
        are read at a time, and again where one brought something earlier than the next.
        """
        done, stuck = 0, set[tuple[str, str, datetime]]()
        while done < limit:
            come = [item for item in self._due(_AT_ONCE + len(stuck)) if item not in stuck]
            if not come:
                break
            for item, (*_, following) in zip(come, [*come[1:], come[-1]], strict=True):
                outcome = self._do(Expire(item[0], item[1]))
                if outcome is None or outcome.replayed:
                    stuck.add(item)
                    continue
                done += 1
                self._waited.append((outcome.case.changed - item[2]).total_seconds())
                if done == limit or _brought(outcome, following):
                    break
        return done

    def _due(self, limit: int) -> list[tuple[str, str, datetime]]:
        with self._connect() as connection:
            return connection.due(self._now(connection), limit)

    def _recount(self, limit: int) -> None:
        """Count those deadlines afresh whose calendar says something else than it did."""
        with self._connect() as connection:
            hashes = connection.definitions()
            machines = [self._library.machine(hash, connection) for hash in hashes]
            versions = sorted({version_of(machine) for machine in machines} - {""})
            old = [(version, connection.outdated(version, limit)) for version in versions]
        for version, found in old:
            done = [deadline for case, deadline in found if self._do(Recount(case, deadline))]
            if done:
                with self._connect() as connection:
                    connection.counted(done, version)

    def _do(self, command: Command) -> Outcome | None:
        """Do what the engine itself asks for; None where it failed.

        The outcome is `replayed` where there was nothing left to do.
        """
        try:
            (outcome,) = self._run(Asking([command], SYSTEM))
        except Conflict:
            return None
        except Busy:
            if self._locked:
                raise
            self._locked = True
            return None
        except KeyflowError as error:
            self._failed.append(error)
            return None
        self._locked = False
        return outcome

    def _automatic(self, limit: int) -> list[str]:
        """Return cases whose state has automatic transitions; a part by chance of very many."""
        with self._connect() as connection:
            waiting = [
                (hash, state)
                for hash in connection.definitions()
                for state, triggers in self._library.machine(hash, connection).automatic.items()
                if triggers
            ]
            library = self._library
            if not waiting:
                return []
            query = CaseQuery(standings=("active", "suspended"), waiting=waiting, limit=limit)
            page = connection.cases(query, lambda hash: library.fields(hash, connection))
            if page.total > limit:
                offset = randrange(page.total - limit + 1)  # noqa: S311 - all get their turn
                query = replace(query, offset=offset)
                page = connection.cases(query, lambda hash: library.fields(hash, connection))
            return [case.id for case in page.cases]


def _brought(outcome: Outcome, following: datetime) -> bool:
    """Tell whether something came of it that is due before the next."""
    coming = [item.next for item in outcome.case.armed if item.next is not None]
    return bool(coming) and min(coming) < following
