"""What checks and plans promise alike: they read an attempt, in time, and change nothing."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from keyflow.model.attempt import Attempt, Done
from keyflow.testing.attempts import Around, attempt
from keyflow.testing.components import WrittenContract, snapshot


class JudgedContract(WrittenContract):
    """The base of both suites.

    `schema` names the data fields it reads and `facts` is what the host would tell it; both go
    into the empty attempt that it must be able to take. `attempts` are more that it must take.
    """

    schema: ClassVar[Mapping[str, Any]] = {}
    facts: ClassVar[Any] = None
    attempts: ClassVar[Sequence[Attempt]] = ()

    def given(self) -> list[Attempt]:
        """Return the attempts of the tests: the empty one, then the author's."""
        return [attempt(schema=self.schema, facts=self.facts), *self.attempts]

    def answers(self, call: Callable[[Attempt], Any]) -> list[Any]:
        """Return what it answers to each attempt."""
        return [call(item) for item in self.given()]

    def takes_its_time(self, call: Callable[[Attempt], Any], limit: float) -> None:
        """Fail if an answer takes longer than `limit` seconds."""
        for item in self.given():
            began = time.perf_counter()
            call(item)
            took = time.perf_counter() - began
            assert took <= limit, f"took {took:.2f} s, and its time-out is {limit:g} s"

    def changes_nothing(self, call: Callable[[Attempt], Any]) -> None:
        """Fail if data, facts or the component are not what they were."""
        for item in self.given():
            watched = (item.case.data.raw, item.data.raw, item.facts)
            before = snapshot(watched)
            call(item)
            assert snapshot(watched) == before, "it changed what it was only to read"


class _Forgetful(Around):
    """Surroundings whose past must not be looked at."""

    def past(self, _root: str) -> Sequence[Done]:
        """Fail: the engine would not have read it."""
        msg = "it asks `attempt.done()`; say `past = True` in its class"
        raise AssertionError(msg)


def without_past(item: Attempt) -> Attempt:
    """Return the attempt with a past that must not be looked at."""
    family = item.scene.family(item.case.root)
    return item._replace(scene=_Forgetful(item.now, item.at, family, ()))
