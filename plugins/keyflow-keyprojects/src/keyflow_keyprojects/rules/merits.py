"""The values scoring works on: what was due and done in a quarter, and the score it came to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

INSUFFICIENT, FAIL = "insufficient", "fail"
NOTHING, HUNDRED = Decimal(0), Decimal(100)
POINTS, RATIO = Decimal("0.01"), Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone that was due: when it was met, or None, and what it weighs."""

    step: str
    due: date
    weight: int
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """Something with a limit that ended: an approval item, a blocker, an order, a check."""

    name: str
    in_time: bool


@dataclass(frozen=True, slots=True)
class QuarterFacts:
    """What a project did by the end of a quarter, in the months that are assessed.

    `planned` and `done` are cumulative over the year, in one currency. `listed` and `assessed`
    count the quarter's months in the list, and those of them that were not on hold.
    """

    until: date
    planned: Decimal = NOTHING
    done: Decimal = NOTHING
    stale: bool = False
    milestones: tuple[Milestone, ...] = ()
    items: tuple[Duty, ...] = ()
    problems: tuple[Duty, ...] = ()
    late: int = 0
    missed: int = 0
    corrected: int = 0
    listed: int = 3
    assessed: int = 3
    red: bool = False
    cleared: bool = False
    veto: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a score: `points` of at most `most`, from a `ratio` where there is one."""

    component: str
    most: Decimal
    points: Decimal
    ratio: Decimal | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """What a subject came to: `total` is None where nothing could be scored."""

    rubric: str
    lines: tuple[Line, ...]
    total: Decimal | None
    coverage: Decimal
    grade: str
    ratio: Decimal | None = None

    @property
    def counts(self) -> bool:
        """Whether it is ranked and averaged."""
        return self.grade != INSUFFICIENT


def in_time(duties: Sequence[Duty]) -> Decimal | None:
    """Return the share of duties done in time; None where none was due."""
    if not duties:
        return None
    return Decimal(sum(duty.in_time for duty in duties)) / len(duties)


def cut(amount: Decimal, unit: Decimal) -> Decimal:
    """Round half up to a unit, as it is published."""
    return amount.quantize(unit, ROUND_HALF_UP)


def shown(line: Line) -> Line:
    """Return a line rounded as it is published."""
    ratio = None if line.ratio is None else cut(line.ratio, RATIO)
    points, most = cut(line.points, RATIO), cut(line.most, POINTS)
    return Line(line.component, most, points, ratio, line.evidence)
