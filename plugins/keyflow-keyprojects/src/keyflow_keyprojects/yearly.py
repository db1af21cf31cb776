"""The year's assessment (N51, N53, C9): quarters and volume make a grade; the city decides."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from keyflow import Actor, Case, Engine, Outcome
from keyflow.plugin import Money
from keyflow_keyprojects.assessing import must_be_scored, rubric_named, write
from keyflow_keyprojects.fx import PLAN_RATE, FxRate
from keyflow_keyprojects.quarters.facts import ProjectQuarter, quarter_facts
from keyflow_keyprojects.quarters.rows import (
    YEAR,
    Row,
    project_row,
    said,
    score_of,
    scores,
    unit_row,
    with_ranks,
)
from keyflow_keyprojects.record.register import every
from keyflow_keyprojects.roster import Org, is_scored
from keyflow_keyprojects.roster import units as units_of
from keyflow_keyprojects.rules.merits import Score
from keyflow_keyprojects.rules.months import Quarter
from keyflow_keyprojects.rules.scoring import Rubric

Quarters = Sequence[tuple[str, Score]]
_DECIDED = frozenset({"decided", "proposed", "restated", "closed"})


class Volume(NamedTuple):
    """What a year was to bring and what it brought, in CNY at the plan rate."""

    planned: Decimal
    done: Decimal

    @property
    def ratio(self) -> Decimal | None:
        """The part that was done; None without a plan."""
        return self.done / self.planned if self.planned else None


def volume(
    engine: Engine, year: int, *, known_at: datetime | None = None, rate: FxRate = PLAN_RATE
) -> Volume:
    """Return the year's total: the one number the portfolio is judged by (N53).

    Over all projects that were in the key list, each for the months in which it was; who left
    counts up to the month it left in (C9).
    """
    projects = quarter_facts(engine, Quarter(year, 4), known_at=known_at, whole_year=True)
    return _volume(projects, rate)


def _volume(projects: Sequence[ProjectQuarter], rate: FxRate) -> Volume:
    return _added_up(
        [(each.facts.planned, each.facts.done, each.currency) for each in projects], rate
    )


def _added_up(parts: Sequence[tuple[Decimal, Decimal, str]], rate: FxRate) -> Volume:
    """Return the volume of some parts: what was planned and done, each in a currency."""

    def sum_of(amounts: Iterable[tuple[Decimal, str]]) -> Decimal:
        return sum((rate.convert(Money(*amount)).amount for amount in amounts), Decimal(0))

    return Volume(
        sum_of((planned, currency) for planned, _, currency in parts),
        sum_of((done, currency) for _, done, currency in parts),
    )


def draft_year(
    engine: Engine,
    year: int,
    *,
    rubric: str = "base-1",
    vetoes: Mapping[str, str] | None = None,
    comments: Mapping[str, str] | None = None,
    rate: FxRate = PLAN_RATE,
) -> list[Row]:
    """Return the rows of all projects and units of a year, ranked, without writing anything.

    An accident in any quarter is the year's; `vetoes` holds those that came to light later.
    """
    rules, quarters = rubric_named(rubric), _quarters(engine, year)
    projects = quarter_facts(engine, Quarter(year, 4), whole_year=True)
    rows = [
        _project(rules, year, each, quarters, (vetoes or {}).get(each.case.data["number"], ""))
        for each in projects
    ]
    of: dict[str, list[ProjectQuarter]] = defaultdict(list)
    for each in projects:
        of[each.case.data["unit"] or ""].append(each)
    roster = units_of(engine)
    units = [
        _unit(rules, year, roster[name], _volume(of.get(name, []), rate), rows, quarters)
        for kind, name in quarters
        if kind == "unit" and is_scored(roster, name)
    ]
    remarks = comments or {}
    must_be_scored([*rows, *units], vetoes or {}, remarks)
    return with_ranks([row | {"comment": remarks.get(row["number"])} for row in (*rows, *units)])


def grade_again(engine: Engine, year: int, grades: Mapping[str, Case]) -> list[Row]:
    """Return the rows of projects graded again, by `grades` of theirs: what is on record now.

    They are measured by the plans they were graded by.
    """
    found = quarter_facts(
        engine,
        Quarter(year, 4),
        plan_at=min(case.opened for case in grades.values()),
        numbers=[*grades],
        whole_year=True,
    )
    quarters = _quarters(engine, year)
    rows = []
    for project in found:
        old = grades[project.case.data["number"]]
        rules = rubric_named(old.data["rubric"])
        row = _project(rules, year, project, quarters, old.data["veto"] or "")
        rows.append(row | {"comment": old.data["comment"], "score": old.id})
    return rows


def units_again(
    engine: Engine, year: int, old: Sequence[Row], projects: Sequence[Row], rate: FxRate = PLAN_RATE
) -> list[Row]:
    """Return the rows of units graded again, by the rows of all projects as they are now."""
    quarters = _quarters(engine, year)
    rows = []
    for row in old:
        own = [each for each in projects if each["unit"] == row["number"]]
        unit = Org(row["number"], "unit", row["name_zh"], row["name_en"], row["head"])
        total = _added_up([(each["plan"], each["done"], each["currency"]) for each in own], rate)
        new = _unit(rubric_named(row["rubric"]), year, unit, total, own, quarters)
        rows.append(new | {"comment": row["comment"], "score": row["score"]})
    return rows


def _quarters(engine: Engine, year: int) -> dict[tuple[str, str], list[tuple[str, Case]]]:
    """Return the scores of a year's quarters by kind and number."""
    found: dict[tuple[str, str], list[tuple[str, Case]]] = defaultdict(list)
    for number in range(1, 5):
        for case in scores(engine, f"{year}-Q{number}"):
            found[case.data["kind"], case.data["number"]].append((f"Q{number}", case))
    return found


def _project(
    rules: Rubric,
    year: int,
    project: ProjectQuarter,
    quarters: Mapping[tuple[str, str], list[tuple[str, Case]]],
    veto: str,
) -> Row:
    own = quarters.get(("project", project.case.data["number"]), [])
    veto = veto or next((case.data["veto"] for _, case in own if case.data["veto"]), "")
    facts = project.facts
    months = facts.assessed, facts.listed
    score = rules.year(_scores(own), facts.planned, facts.done, veto, months)
    row = project_row(str(year), project, score)
    return row | {"light_off": None, "cleared": None, "veto": veto or None}


def _unit(  # noqa: PLR0917 - what a unit's year is made of
    rules: Rubric,
    year: int,
    unit: Org,
    total: Volume,
    projects: Sequence[Row],
    quarters: Mapping[tuple[str, str], list[tuple[str, Case]]],
) -> Row:
    own = [row for row in projects if row["unit"] == unit.id]
    row = unit_row(str(year), rules, unit, own, (0, 0))
    score = rules.year(_scores(quarters["unit", unit.id]), total.planned, total.done)
    return row | {"plan": total.planned, "done": total.done} | said(score)


def _scores(quarters: Sequence[tuple[str, Case]]) -> Quarters:
    return [(name, score_of(case.data)) for name, case in quarters]


def assess_year(
    engine: Engine,
    annual: Case,
    *,
    by: Actor,
    result: str,
    rubric: str = "base-1",
    vetoes: Mapping[str, str] | None = None,
    comments: Mapping[str, str] | None = None,
) -> int:
    """Grade a year, draft its result in words and return how many subjects were graded (N51).

    `annual` is the case of workflow annual-assessment; lay it open next, then the city decides.
    """
    year = int(annual.data["period"])
    rows = draft_year(engine, year, rubric=rubric, vetoes=vetoes, comments=comments)
    count = write(engine, annual, rows, by=by, workflow=YEAR, rubric=rubric)
    engine.fire(annual.id, "draft_result", by=by, data={"result": result})
    return count


def annual_of(engine: Engine, year: int, *, known_at: datetime | None = None) -> Case | None:
    """Return the annual assessment of a year, once it has begun; with `known_at`, by then."""
    found = next(every(engine, workflow="annual-assessment", where={"period": str(year)}), None)
    if found is None or known_at is None:
        return found
    return engine.case(found.id, known_at=known_at) if found.opened <= known_at else None


def is_decided(engine: Engine, year: int) -> bool:
    """Tell whether the city has decided a year: from then on only the city may correct it (E11)."""
    annual = annual_of(engine, year)
    return annual is not None and annual.state in _DECIDED


def decide_year(engine: Engine, annual: Case, *, by: Actor, comment: str = "") -> Outcome:
    """Sign the year off (C4.12, by 31 January); raises Refused while a quarter is unpublished."""
    return engine.fire(annual.id, "decide", by=by, comment=comment)
