"""C9: what a quarter of a project, a quarter of a unit and a year come to, in points.

A `Rubric` is a version of the rules; what it says of old quarters must not change, so a city that
scores otherwise makes a subclass with a version of its own and calls `offer`. Everything here is a
pure function of facts, in exact decimals; only what is published is rounded, half up.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import ClassVar

from keyflow_keyprojects.rules.merits import (
    FAIL,
    HUNDRED,
    INSUFFICIENT,
    NOTHING,
    POINTS,
    RATIO,
    Line,
    Milestone,
    QuarterFacts,
    Score,
    cut,
    in_time,
    shown,
)
from keyflow_keyprojects.settings import DEFAULTS, Component, Scoring

Parts = Mapping[Component, Decimal | None]


class Rubric:
    """The rules `base-1`; a subclass has a `version` of its own, and other numbers or methods."""

    version: ClassVar[str] = "base-1"
    numbers: ClassVar[Scoring] = DEFAULTS.scoring

    def quarter(self, facts: QuarterFacts) -> Score:
        """Score a project's quarter."""
        parts = self.parts(facts)
        shares = self.shares(parts)
        lines = self._lines(facts, parts, shares)
        lines += self._deductions(facts, lines)
        scored = facts.veto or (shares and facts.assessed)
        total = cut(sum((line.points for line in lines), NOTHING), POINTS) if scored else None
        return Score(
            self.version,
            tuple(shown(line) for line in lines),
            total,
            cut(Decimal(facts.assessed) / max(facts.listed, 1), RATIO),
            self._grade(total, facts.assessed, facts.listed, facts.veto),
            parts["investment"] and cut(parts["investment"], RATIO),
        )

    def parts(self, facts: QuarterFacts) -> Parts:
        """Return how much of each component was reached, from 0; None where nothing was due."""
        numbers = self.numbers
        off = facts.late * numbers.late + facts.missed * numbers.missed
        off += facts.corrected * numbers.corrected
        most = numbers.weights["reporting"]
        return {
            "investment": max(facts.done, NOTHING) / facts.planned if facts.planned > 0 else None,
            "milestones": self.met(facts.milestones, facts.until),
            "approvals": in_time(facts.items),
            "reporting": max(most - off, NOTHING) / most if most else None,
            "problems": Decimal(1) if not facts.problems else in_time(facts.problems),
        }

    def met(self, due: Sequence[Milestone], until: date) -> Decimal | None:
        """Return the weighted share of due milestones met; late within the quarter counts half."""
        weight = sum(milestone.weight for milestone in due)
        if not weight:
            return None
        return sum((self._worth(each, until) * each.weight for each in due), NOTHING) / weight

    def _worth(self, milestone: Milestone, until: date) -> Decimal:
        if milestone.done_on is None or milestone.done_on > until:
            return NOTHING
        in_time = milestone.done_on <= milestone.due
        return Decimal(1) if in_time else self.numbers.late_milestone

    def shares(self, parts: Parts) -> dict[Component, Decimal]:
        """Return what each component weighs; nothing where neither money nor milestones were due.

        What has nothing due gives its share to investment, or to milestones where the plan is 0.
        """
        left: tuple[Component, Component] = ("investment", "milestones")
        taker = next((name for name in left if parts[name] is not None), None)
        shares = dict(self.numbers.weights)
        if taker is None:
            return {}
        for name in (*left, "approvals"):
            if parts[name] is None:
                shares[taker] += shares.pop(name)
        return shares

    def bonus(self, ratio: Decimal | None) -> Decimal:
        """Return what more than the plan adds: so much a point, less beyond, and a most."""
        numbers = self.numbers
        over = max((ratio or NOTHING) * HUNDRED - HUNDRED, NOTHING)
        until = numbers.bonus_until - HUNDRED
        points = min(over, until) * numbers.bonus + max(over - until, NOTHING) * (
            numbers.bonus_beyond
        )
        return min(points, numbers.bonus_most)

    def _lines(
        self, facts: QuarterFacts, parts: Parts, shares: Mapping[Component, Decimal]
    ) -> list[Line]:
        lines = []
        for name, share in shares.items():
            ratio = parts[name] or NOTHING
            said = evidence(name, facts)
            lines.append(Line(name, share, share * min(ratio, Decimal(1)), ratio, said))
        if more := self.bonus(parts["investment"]):
            lines.append(Line("bonus", self.numbers.bonus_most, more, parts["investment"]))
        return lines

    def _deductions(self, facts: QuarterFacts, lines: Sequence[Line]) -> list[Line]:
        points = sum((line.points for line in lines), NOTHING)
        if facts.veto:
            return [Line("veto", NOTHING, -points, None, facts.veto)]
        if facts.red and facts.cleared:
            return [Line("light", NOTHING, NOTHING, None, "red; cleared")]
        if facts.red:
            return [Line("light", NOTHING, -points * self.numbers.red, None, "red")]
        return []

    def _grade(self, total: Decimal | None, part: int, whole: int, veto: str) -> str:
        """Return the grade of a quarter or year of which a part of the whole was assessed."""
        if veto:
            return FAIL
        covered = part >= self.numbers.min_coverage * whole
        return INSUFFICIENT if total is None or not covered else self.grade(total)

    def grade(self, total: Decimal) -> str:
        """Return the grade of a total."""
        steps = sorted(self.numbers.grades.items(), key=lambda step: -step[1])
        return next((name for name, least in steps if total >= least), FAIL)

    def unit(self, projects: Iterable[tuple[Score, Decimal]], kept: int, due: int) -> Score:
        """Score a unit: 70 % the mean of its projects by what they plan, 30 % its own duties.

        Of its own duties `kept` of `due` were done in time. Where it has no project that counts, or
        no duty was due, the other part is all.
        """
        mean = _mean([(score, weight) for score, weight in projects if score.counts])
        share = self.numbers.unit_projects * HUNDRED
        lines = []
        if mean is not None:
            lines.append(Line("projects", share, share * mean / HUNDRED, mean / HUNDRED))
        if due:
            own, most = Decimal(kept) / due, HUNDRED - share
            lines.append(Line("duties", most, most * own, own, f"{kept}/{due}"))
        if len(lines) == 1:
            (line,) = lines
            points = HUNDRED * (line.ratio or NOTHING)
            lines = [Line(line.component, HUNDRED, points, line.ratio, line.evidence)]
        total = cut(sum((line.points for line in lines), NOTHING), POINTS) if lines else None
        grade = INSUFFICIENT if total is None else self.grade(total)
        said = tuple(map(shown, lines))
        return Score(self.version, said, total, Decimal(1 if lines else 0), grade)

    def year(
        self,
        quarters: Sequence[tuple[str, Score]],
        target: Decimal,
        done: Decimal,
        veto: str = "",
        months: tuple[int, int] | None = None,
    ) -> Score:
        """Score a year: the mean of the quarters that count, and what the year's volume adds.

        `target` and `done` are the year's, in one currency; a veto in any quarter is the year's.
        `months` are a project's months that were assessed, and those in the list; a unit, which has
        none of its own, is covered by its quarters.
        """
        counted = [score.total for _, score in quarters if score.counts and score.total is not None]
        ratio = max(done, NOTHING) / target if target > 0 else None
        volume = self.volume(ratio)
        mean = sum(counted, NOTHING) / len(counted) if counted else None
        lines = [Line(name, HUNDRED, score.total or NOTHING, None, score.grade)
                 for name, score in quarters if score.total is not None]  # fmt: skip
        lines.append(Line("volume", self.numbers.bonus_most, volume, ratio))
        total = None if mean is None else cut(max(mean + volume, NOTHING), POINTS)
        if veto:
            lines.append(Line("veto", NOTHING, -(total or NOTHING), None, veto))
            total = NOTHING
        part, whole = months or (len(counted), len(quarters))
        grade = self._grade(total, part, whole, veto)
        coverage = cut(Decimal(part) / max(whole, 1), RATIO)
        said = tuple(map(shown, lines))
        return Score(self.version, said, total, coverage, grade, ratio and cut(ratio, RATIO))

    def volume(self, ratio: Decimal | None) -> Decimal:
        """Return what the year's volume adds: -1 for each full point short, a bonus for more."""
        if ratio is None:
            return NOTHING
        short = max(HUNDRED - ratio * HUNDRED, NOTHING) // 1
        return self.bonus(ratio) - short * self.numbers.short


def evidence(component: Component, facts: QuarterFacts) -> str:
    """Return what a line stands on, as names and numbers."""
    duties = facts.items if component == "approvals" else facts.problems
    late = ",".join(duty.name for duty in duties if not duty.in_time)
    said: Mapping[Component, str] = {
        "investment": f"done={facts.done:f}; plan={facts.planned:f}"
        + ("; stale" if facts.stale else ""),
        "milestones": "; ".join(f"{m.step}={m.done_on or '-'}/{m.due}" for m in facts.milestones),
        "approvals": f"due={len(duties)}" + (f"; late={late}" if late else ""),
        "reporting": f"late={facts.late}; missed={facts.missed}; corrected={facts.corrected}",
        "problems": f"due={len(duties)}" + (f"; late={late}" if late else ""),
    }
    return said[component]


def _mean(scores: Sequence[tuple[Score, Decimal]]) -> Decimal | None:
    """Return the mean of totals by weight; plain where nobody weighs anything."""
    if not scores:
        return None
    weights = [weight for _, weight in scores]
    if not sum(weights):
        weights = [Decimal(1)] * len(scores)
    totals = [score.total or NOTHING for score, _ in scores]
    return sum(map(Decimal.__mul__, totals, weights), NOTHING) / sum(weights)


RUBRICS: dict[str, Rubric] = {}


def offer(rubric: Rubric) -> None:
    """Make a rubric known by its version; raises ValueError where another one has it."""
    known = RUBRICS.setdefault(rubric.version, rubric)
    if type(known) is not type(rubric):
        msg = f"there is a rubric {rubric.version} already"
        raise ValueError(msg)


offer(Rubric())
