"""Times two sides in turn, so that what else the machine does falls on both."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


class Side(Protocol):
    """One side of a row: `begin` makes a round's cases, `step` moves all of them one on."""

    def begin(self) -> None: ...

    def step(self, number: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds for one piece of work: `best` undisturbed, `rounds` as each round went."""

    best: float
    rounds: tuple[float, ...]


def duel(ours: Side, theirs: Side, *, rounds: int, steps: int, work: int) -> tuple[Times, Times]:
    """Run rounds of `steps` steps, each of `work` pieces; return what one piece takes each side.

    Both take every step right after each other, and take turns in going first. The best of a step
    is the fastest of all rounds; the best of a side is the mean over its steps' bests, so that each
    step counts and a neighbour's noise does not.
    """
    taken: list[list[list[float]]] = [[], []]
    for number in range(rounds):
        ours.begin()
        theirs.begin()
        gc.collect()
        gc.freeze()
        for seconds in taken:
            seconds.append([])
        for step in range(steps):
            turns = (0, 1) if (number + step) % 2 else (1, 0)
            for side in turns:
                spent = _seconds((ours, theirs)[side].step, step)
                taken[side][-1].append(spent / work)
    return _times(taken[0]), _times(taken[1])


def _seconds(do: Callable[[int], None], step: int) -> float:
    start = time.perf_counter()
    do(step)
    return time.perf_counter() - start


def _times(rounds: list[list[float]]) -> Times:
    bests = [min(steps) for steps in zip(*rounds, strict=True)]
    return Times(_mean(bests), tuple(_mean(steps) for steps in rounds))


def _mean(seconds: list[float]) -> float:
    return sum(seconds) / len(seconds)
