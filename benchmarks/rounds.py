"""Times two sides in turn, so that what else the machine does falls on both."""

import gc
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class Side(Protocol):
    """One side of a row: `begin` makes a round's cases, `step` moves all of them one on."""

    def begin(self) -> None: ...

    def step(self, number: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds for one piece of work in each round, the best of them first."""

    rounds: tuple[float, ...]

    @property
    def best(self) -> float:
        """The round that was disturbed least."""
        return self.rounds[0]


def duel(ours: Side, theirs: Side, *, rounds: int, steps: int, work: int) -> tuple[Times, Times]:
    """Run rounds of `steps` steps, each of `work` pieces; return the seconds a piece took.

    Both sides take every step one after the other, and take turns in going first. A round's time
    is that of all its steps, so a checkpoint or a collection within it counts.
    """
    taken: dict[int, list[float]] = {0: [], 1: []}
    for number in range(rounds):
        ours.begin()
        theirs.begin()
        gc.collect()
        gc.freeze()
        spent = [0.0, 0.0]
        for step in range(steps):
            for which in _turns(number + step):
                spent[which] += _seconds((ours, theirs)[which], step)
        for which, seconds in enumerate(spent):
            taken[which].append(seconds / (steps * work))
    return _times(taken[0]), _times(taken[1])


def _turns(number: int) -> Sequence[int]:
    return (0, 1) if number % 2 else (1, 0)


def _seconds(side: Side, step: int) -> float:
    start = time.perf_counter()
    side.step(step)
    return time.perf_counter() - start


def _times(taken: Sequence[float]) -> Times:
    return Times(tuple(sorted(taken)))
