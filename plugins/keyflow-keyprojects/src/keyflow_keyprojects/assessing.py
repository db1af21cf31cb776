"""The office's assessment (N45, N50, N51, C9): quarters scored, laid open, published, ranked.

The office scores what was on record when the data were frozen. What is wrong is put right through
the review: by an objection before it is published, by a restatement after (restating.py). The year
is in yearly.py. Scores are cases of `quarter-score` and `annual-grade`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from keyflow import Actor, Case, Engine, InputError, Outcome
from keyflow.commands import Fire
from keyflow_keyprojects.quarters.book import Book, View
from keyflow_keyprojects.quarters.facts import read
from keyflow_keyprojects.quarters.rows import (
    QUARTER,
    Row,
    duties_of,
    entry,
    project_row,
    scores,
    unit_rows,
    with_ranks,
)
from keyflow_keyprojects.record.register import every
from keyflow_keyprojects.rules.months import Quarter
from keyflow_keyprojects.rules.ranking import ranked
from keyflow_keyprojects.rules.scoring import RUBRICS, Rubric

PORTION = 100  # rows a command; a case holds about two hundred


class Place(NamedTuple):
    """A subject's place in a ranking."""

    rank: int
    score: Case


def rubric_named(version: str) -> Rubric:
    """Return a rubric by its version; raises InputError for one that nobody has offered."""
    if version not in RUBRICS:
        known = ", ".join(sorted(RUBRICS))
        raise InputError(
            "rubric", f"{version!r} is none of {known}", f"{version!r} 不在 {known} 之中"
        )
    return RUBRICS[version]


def review_of(engine: Engine, quarter: Quarter | str) -> Case:
    """Return the review of a quarter (C4.12); raises InputError where there is none."""
    return _only(engine, "quarter-review", str(quarter))


def _only(engine: Engine, workflow: str, period: str) -> Case:
    found = list(every(engine, workflow=workflow, where={"period": period}))
    if not found:
        raise InputError(
            "period", f"there is no {workflow} of {period}", f"{period} 没有 {workflow}"
        )
    return found[-1]


def draft_quarter(
    engine: Engine,
    quarter: Quarter,
    *,
    known_at: datetime | None = None,
    rubric: str = "base-1",
    vetoes: Mapping[str, str] | None = None,
    comments: Mapping[str, str] | None = None,
) -> list[Row]:
    """Return the rows of all projects and units of a quarter, ranked, without writing anything.

    `known_at` is the instant at which the data were frozen, `vetoes` holds major accidents by the
    project's number (C9), `comments` what the office says of a subject. Raises InputError for one
    of a number that is not scored.
    """
    rules, said = rubric_named(rubric), comments or {}
    book = Book(View(engine, quarter, known_at, vetoes=vetoes or {}))
    projects = [
        project_row(str(quarter), each, rules.quarter(each.facts),
                    said.get(each.case.data["number"], ""))
        for each in read(book)
    ]  # fmt: skip
    units = unit_rows(str(quarter), rules, projects, duties_of(book), book.roster)
    units = [row | {"comment": said.get(row["number"])} for row in units]
    rows = [*projects, *units]
    must_be_scored(rows, vetoes or {}, said)
    return with_ranks(rows)


def must_be_scored(
    rows: Sequence[Row], vetoes: Mapping[str, str], comments: Mapping[str, str]
) -> None:
    """Raise InputError where an accident or a comment is of a number that is not scored."""
    projects = {row["number"] for row in rows if row["kind"] == "project"}
    for field, given, known in (
        ("vetoes", vetoes, projects),
        ("comments", comments, {row["number"] for row in rows}),
    ):
        if unknown := sorted({*given} - known):
            named = ", ".join(unknown)
            raise InputError(
                field, f"{named} is not scored in this period", f"{named} 本期不参加评分"
            )


def score_quarter(
    engine: Engine,
    review: Case,
    *,
    by: Actor,
    rubric: str = "base-1",
    vetoes: Mapping[str, str] | None = None,
    comments: Mapping[str, str] | None = None,
) -> int:
    """Score a quarter from its frozen data and return how many subjects were written (N50, C9).

    It is done in portions; after a stop the same call writes what is missing.
    """
    if review.data["frozen_at"] is None:
        period = review.data["period"]
        raise InputError(
            "review", f"the data of {period} are not frozen yet", f"{period} 的数据尚未冻结"
        )
    quarter = Quarter.named(review.data["period"])
    rows = draft_quarter(
        engine,
        quarter,
        known_at=review.data["frozen_at"],
        rubric=rubric,
        vetoes=vetoes,
        comments=comments,
    )
    return write(engine, review, rows, by=by, workflow=QUARTER, rubric=rubric)


def write(
    engine: Engine, review: Case, rows: Sequence[Row], *, by: Actor, workflow: str, rubric: str
) -> int:
    """Write rows into cases of their own, by commands of the review; those that are there stay."""
    known = {case.subject for case in scores(engine, review.data["period"], workflow=workflow)}
    fresh = [row for row in rows if row["subject"] not in known]
    for start in range(0, len(fresh), PORTION):
        portion = {"rows": fresh[start : start + PORTION], "rubric": rubric}
        engine.fire(review.id, "score", by=by, data=portion)
    return len(fresh)


def lay_open(engine: Engine, review: Case, *, by: Actor) -> Outcome:
    """Lay the scores open: from now on units may object, for three working days (C4.12)."""
    return engine.fire(review.id, "lay_open", by=by)


def object_to(engine: Engine, review: Case, subject: str, what: str, *, by: Actor) -> Outcome:
    """Object to the score of a project or unit, by its number (C4.12)."""
    data = {"objection": {"subject": subject}}
    return engine.fire(review.id, "object", by=by, data=data, comment=what)


def answer_objection(
    engine: Engine, review: Case, n: int, text: str, *, upheld: bool, by: Actor
) -> Outcome:
    """Answer objection `n`; where it is upheld the score may be changed by `rescore`."""
    data = {"answer": {"n": n, "text": text, "upheld": upheld}}
    return engine.fire(review.id, "answer", by=by, data=data)


def publish(engine: Engine, review: Case, *, by: Actor, comment: str = "") -> Outcome:
    """Close the time for objections and publish the quarter, once (N50, K30, M29)."""
    said, review = {"comment": comment} if comment else None, engine.case(review.id)
    steps = [Fire(review.id, "review")] if review.state == "scored" else []
    done = engine.do([*steps, Fire(review.id, "publish", said or {})], by=by)
    return list(done)[-1]


def results(
    engine: Engine, period: str, *, workflow: str = QUARTER, known_at: datetime | None = None
) -> dict[str, Case]:
    """Return the scores of a quarter, or the grades of a year, by project number or unit."""
    found = scores(engine, period, workflow=workflow, known_at=known_at)
    return {case.data["number"]: case for case in found}


def ranking(
    engine: Engine,
    period: str,
    *,
    kind: str = "project",
    workflow: str = QUARTER,
    known_at: datetime | None = None,
) -> list[Place]:
    """Return the ranking of a period, 1, 2, 2, 4; who is INSUFFICIENT has no place in it (C9).

    `kind` is `project` or `unit`; with `known_at`, as it was published then.
    """
    found = {case.id: case for case in
             scores(engine, period, workflow=workflow, known_at=known_at, kind=kind)}  # fmt: skip
    counted = [entry(case.id, case.data) for case in found.values() if _counts(case.data)]
    return [Place(rank, found[each.key]) for rank, each in ranked(counted)]


def _counts(data: Mapping[str, Any]) -> bool:
    return data["grade"] != "insufficient" and data["total"] is not None
