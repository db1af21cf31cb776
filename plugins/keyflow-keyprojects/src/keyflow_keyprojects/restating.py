"""Scores put right: by an objection before publication, by a restatement after it (C4.12, E11).

Both score a few projects again by what is on record now, by the plans and lights the quarter was
scored by, with their units, and move the ranks of the others. What was published stays for whoever
asks by `known_at`. A year's grades are put right the same way: by the quarters as they are now.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from keyflow import Actor, Case, Engine, InputError, Outcome
from keyflow.commands import Fire
from keyflow_keyprojects.assessing import rubric_named
from keyflow_keyprojects.quarters.book import Book, View
from keyflow_keyprojects.quarters.facts import read
from keyflow_keyprojects.quarters.rows import (
    QUARTER,
    YEAR,
    Row,
    duties_in,
    moved,
    project_row,
    row_of,
    scores,
    target_met,
    unit_row,
    with_ranks,
)
from keyflow_keyprojects.roster import Org
from keyflow_keyprojects.rules.months import Quarter
from keyflow_keyprojects.yearly import grade_again, units_again

_RANKS = 1000  # a command


def score_again(
    engine: Engine, review: Case, numbers: Collection[str], *, cleared: Collection[str] = ()
) -> list[Row]:
    """Return the rows of some projects and their units scored again, without writing anything.

    `review` is that of a quarter, or the assessment of a year. Raises InputError for a number that
    has no score in it, and for a red light to be `cleared` that is none of `clearings`.
    """
    scored = {case.data["number"]: case for case in _scored(engine, review)}
    if unknown := sorted({*numbers} - {*scored}):
        named, period = ", ".join(unknown), review.data["period"]
        raise InputError(
            "numbers", f"{named} has no score in {period}", f"{named} 在 {period} 没有评分"
        )
    before = {case.subject: row_of(case) for case in scored.values()}
    again = _projects(engine, review, numbers, cleared, scored)
    rows = before | {row["subject"]: row for row in again}
    units = _units(engine, review, [*rows.values()], {row["unit"] for row in again})
    changed = {row["subject"] for row in (*again, *units)}
    rows |= {row["subject"]: row for row in units}
    return [row for row in with_ranks([*rows.values()]) if row["subject"] in changed]


def _projects(
    engine: Engine,
    review: Case,
    numbers: Collection[str],
    cleared: Collection[str],
    scored: Mapping[str, Case],
) -> list[Row]:
    if _scores_of(review) == YEAR:
        if cleared:
            raise InputError(
                "cleared",
                "a red light is cleared in its quarter, not in the year",
                "红灯在其季度内消除，不在年度办理",
            )
        own = {number: scored[number] for number in numbers}
        return grade_again(engine, int(review.data["period"]), own) if own else []
    quarter = Quarter.named(review.data["period"])
    accidents = {number: scored[number].data["veto"] or "" for number in numbers}
    was = {number for number in numbers if scored[number].data["cleared"]}
    if early := sorted({*cleared} - was - {*clearings(engine, quarter)} if cleared else ()):
        named = ", ".join(early)
        raise InputError(
            "cleared", f"no later target of {named} is met", f"{named} 没有已完成的后续目标"
        )
    view = View(
        engine,
        quarter,
        plan_at=review.data["frozen_at"],
        numbers=numbers,
        vetoes=accidents,
        cleared={*cleared, *was},
    )
    rows = []
    for project in read(Book(view)):
        old = scored[project.case.data["number"]]
        score = rubric_named(old.data["rubric"]).quarter(project.facts)
        comment = old.data["comment"] or ""
        rows.append(project_row(str(quarter), project, score, comment) | {"score": old.id})
    return rows


def _units(engine: Engine, review: Case, rows: Sequence[Row], units: Collection[str]) -> list[Row]:
    """Return the rows of units whose projects were scored again; their own duties stay."""
    period, found = review.data["period"], []
    before = [row for row in rows if row["kind"] == "unit" and row["number"] in units]
    if _scores_of(review) == YEAR:
        projects = [row for row in rows if row["kind"] == "project"]
        return units_again(engine, int(period), before, projects)
    for old in before:
        own = [row for row in rows if row["kind"] == "project" and row["unit"] == old["number"]]
        rules = rubric_named(old["rubric"])
        unit = Org(old["number"], "unit", old["name_zh"], old["name_en"], old["head"])
        new = unit_row(period, rules, unit, own, duties_in(old))
        found.append(new | {"score": old["score"], "comment": old["comment"]})
    return found


class Correction(NamedTuple):
    """A report that was corrected after its quarter's data were frozen, and what follows (E11).

    Of a year, also a project's score of a quarter that was restated: its `period` is that quarter.
    """

    number: str
    period: str
    revision: int
    reason: str
    noted_on: date


def corrections(engine: Engine, review: Case) -> list[Correction]:
    """Return what was corrected of those who were scored, of which nothing is proposed yet."""
    review = engine.case(review.id)
    scored = {case.data["number"] for case in _scored(engine, review)}
    return [
        Correction(one["number"], one["period"], one["revision"], one["reason"] or "",
                   one["noted_on"])
        for one in review.data.get("corrections") or ()
        if one["open"] and one["number"] in scored
    ]  # fmt: skip


def draft_restatement(engine: Engine, review: Case) -> list[Row]:
    """Return what the scores of a quarter or year become by the corrections that wait (E11).

    It is the draft the office proposes and the city approves; nothing is written.
    """
    numbers = {one.number for one in corrections(engine, review)}
    return score_again(engine, review, sorted(numbers)) if numbers else []


def rescore(
    engine: Engine, review: Case, numbers: Collection[str], *, by: Actor, comment: str
) -> list[Row]:
    """Score projects again about which an objection was upheld, before publication (C4.12)."""
    rows = score_again(engine, review, numbers)
    commands = [Fire(review.id, "rescore", {"rows": rows}, comment)]
    engine.do([*commands, *_reranked(engine, review, rows)], by=by)
    return rows


def propose_restatement(
    engine: Engine,
    review: Case,
    numbers: Collection[str],
    *,
    by: Actor,
    reason: str,
    cleared: Collection[str] = (),
) -> list[Row]:
    """Propose to restate projects' scores, with their units'; the city decides (C4.12, E11).

    `cleared` are those whose red light no longer counts, as a later target was met (C9, Meishan).
    Corrections of the reports of `numbers` are seen to with it; `draft_restatement` shows which.
    """
    rows = score_again(engine, review, numbers, cleared=cleared)
    rows = [row | {"reason": reason} for row in rows]
    engine.fire(review.id, "propose", by=by, data={"rows": rows}, comment=reason)
    return rows


def restate(engine: Engine, review: Case, *, by: Actor, comment: str = "") -> Outcome:
    """Approve what was proposed: new versions, and the ranks that move with them (C4.12, M29)."""
    review = engine.case(review.id)
    rows = [_whole(row) for row in review.data["rows"] or ()]
    commands = [Fire(review.id, "restate", {}, comment)]
    done = engine.do([*commands, *_reranked(engine, review, rows)], by=by)
    return next(iter(done))


def turn_down(engine: Engine, review: Case, *, by: Actor, comment: str) -> Outcome:
    """Leave the scores as they were published."""
    return engine.fire(review.id, "turn_down", by=by, comment=comment)


def clearings(engine: Engine, quarter: Quarter) -> list[str]:
    """Return whose red deduction of a quarter may be cleared: a later target was met (Meishan).

    That is the next quarter's or the year's, as scored or graded so far.
    """
    later = [
        *scores(engine, str(quarter.next), kind="project"),
        *scores(engine, str(quarter.year), workflow=YEAR, kind="project"),
    ]
    met = {case.data["number"] for case in later if target_met(case.data)}
    red = [case for case in scores(engine, str(quarter), kind="project") if case.data["light_off"]]
    return [case.data["number"] for case in red if case.data["number"] in met]


def _reranked(engine: Engine, review: Case, rows: Sequence[Row]) -> list[Fire]:
    """Return the commands that move the ranks of those who were not scored again."""
    again = {row["subject"] for row in rows}
    scored = _scored(engine, review)
    own = {case.id for case in scored if case.subject in again}
    ranks = [each for each in moved(rows, scored) if each["score"] not in own]
    return [
        Fire(review.id, "rerank", {"ranks": ranks[start : start + _RANKS]})
        for start in range(0, len(ranks), _RANKS)
    ]


def _scored(engine: Engine, review: Case) -> list[Case]:
    return scores(engine, review.data["period"], workflow=_scores_of(review))


def _scores_of(review: Case) -> str:
    return YEAR if review.workflow == "annual-assessment" else QUARTER


def _whole(row: Mapping[str, Any]) -> Row:
    return dict(row) | {"lines": [dict(line) for line in row["lines"] or ()]}
