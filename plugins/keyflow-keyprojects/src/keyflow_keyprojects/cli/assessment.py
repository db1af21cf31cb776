"""Quarters and years: drafts, rankings, results, and one score line by line."""

from datetime import datetime
from typing import Any

import click

from keyflow import Case
from keyflow_keyprojects.cli._desk import Desk, actor
from keyflow_keyprojects.cli._options import acting, at_desk
from keyflow_keyprojects.cli._periods import quarter as as_quarter
from keyflow_keyprojects.cli._periods import quarter_or_year

_KINDS = click.Choice(["project", "unit"])
_TOTAL = "总分"
Said = tuple[tuple[str, str], ...]
_KNOWN = click.option("--known-at", type=click.DateTime(["%Y-%m-%d"]),
                      help="As it was published then.")  # fmt: skip
VETO = click.option("--veto", "vetoes", nargs=2, multiple=True, metavar="NUMBER WHY",
                    help="A major accident: the project's score is void (C9).")  # fmt: skip
REMARK = click.option("--remark", "comments", nargs=2, multiple=True, metavar="NUMBER TEXT",
                      help="What the office says of a project or unit.")  # fmt: skip


@click.command("quarter")
@click.argument("period")
@click.option("--by", metavar="PERSON", help="Score the frozen quarter as this person of the KPMO.")
@click.option("--kind", type=_KINDS, default="project", show_default=True,
              help="Projects, or units.")  # fmt: skip
@VETO
@REMARK
@acting
def quarter(desk: Desk, period: str, by: str | None, kind: str, **said: Said) -> None:
    """Show what a quarter such as 2011-Q1 comes to, or score it for good."""
    from keyflow_keyprojects.assessing import (  # noqa: PLC0415
        draft_quarter,
        review_of,
        score_quarter,
    )
    from keyflow_keyprojects.rules.months import Quarter  # noqa: PLC0415

    review = review_of(desk.engine, as_quarter(desk, period))
    if by is not None:
        count = score_quarter(
            desk.engine, review, by=actor(by, "kpmo"), vetoes=dict(said["vetoes"]),
            comments=dict(said["comments"]),
        )  # fmt: skip
        desk.say({"period": period, "state": desk.state(review), "scored": count})
        return
    known_at = review.data["frozen_at"]
    rows = draft_quarter(
        desk.engine, Quarter.named(period), known_at=known_at, vetoes=dict(said["vetoes"])
    )
    shown = sorted((row for row in rows if row["kind"] == kind), key=_place)
    columns = ("rank", "number", "name", "total", "grade", "coverage", "comment")
    title = desk.pick(f"{period} 季度打分（测算）", f"{period}, as the data say")
    desk.show(title, columns, [_line(desk, row, row["rank"]) for row in shown],
              total=_TOTAL)  # fmt: skip


def _place(row: Any) -> tuple[bool, int, str]:
    return row["rank"] is None, row["rank"] or 0, row["number"]


def _line(desk: Desk, row: Any, rank: int | None) -> tuple[Any, ...]:
    name = row[desk.pick("name_zh", "name_en")]
    grade = desk.word(row["grade"])
    return rank, row["number"], name, row["total"], grade, row["coverage"], row["comment"]


@click.command("rank")
@click.argument("period")
@click.option("--kind", type=_KINDS, default="project", show_default=True,
              help="Projects, or units.")  # fmt: skip
@_KNOWN
@at_desk
def rank(desk: Desk, period: str, kind: str, known_at: Any) -> None:
    """Show the ranking of a quarter such as 2011-Q1 or of a year such as 2011."""
    from keyflow_keyprojects.assessing import ranking  # noqa: PLC0415

    then = _instant(known_at)
    quarter_or_year(desk, period)
    places = ranking(desk.engine, period, kind=kind, workflow=_scores_of(period), known_at=then)
    columns = ("rank", "number", "name", "total", "grade", "coverage", "comment")
    rows = [_line(desk, place.score.data, place.rank) for place in places]
    review = _review_then(desk, period, then)
    title = desk.pick(f"{period} 排名", f"Ranking of {period}") + _unpublished(desk, review)
    said = _comment(review, period)
    desk.show(": ".join(filter(None, (title, said))), columns, rows)


def _instant(known_at: datetime | None) -> datetime | None:
    """Return the end of the day that is asked for."""
    from keyflow_keyprojects.record.lines import end_of  # noqa: PLC0415

    return known_at and end_of(known_at.date())


def _review_then(desk: Desk, period: str, known_at: datetime | None) -> Case | None:
    """Return what a period's scores are published by, as it stood then; None before it began."""
    from keyflow import NotFound  # noqa: PLC0415
    from keyflow_keyprojects.assessing import review_of  # noqa: PLC0415
    from keyflow_keyprojects.yearly import annual_of  # noqa: PLC0415

    if period.isdigit():
        return annual_of(desk.engine, int(period), known_at=known_at)
    review = review_of(desk.engine, period)
    try:
        return desk.engine.case(review.id, known_at=known_at) if known_at else review
    except NotFound:
        return None


def _unpublished(desk: Desk, review: Case | None) -> str:
    """Return the remark that scores are not published yet, nor a year decided."""
    if review is not None and review.stage in _PUBLISHED:
        return ""
    return desk.pick("（尚未发布）", " (not published yet)")


_PUBLISHED = frozenset({"published", "decided", "proposed", "restated", "closed"})


def _comment(review: Case | None, period: str) -> str:
    """Return what the office says of a quarter as a whole.

    Of a year that is its result, which `year-result` shows.
    """
    return "" if review is None or period.isdigit() else str(review.data["comment"] or "")


@click.command("year-result")
@click.argument("year", type=int)
@_KNOWN
@at_desk
def year_result(desk: Desk, year: int, known_at: Any) -> None:
    """Show what a year came to: the total against the plan, and how many have which grade."""
    from collections import Counter  # noqa: PLC0415

    from keyflow_keyprojects.assessing import results  # noqa: PLC0415
    from keyflow_keyprojects.yearly import annual_of, volume  # noqa: PLC0415

    then = _instant(known_at)
    annual = annual_of(desk.engine, year, known_at=then)
    total = volume(desk.engine, year, known_at=then)
    grades = results(desk.engine, str(year), workflow="annual-grade", known_at=then).values()
    count = Counter(case.data["grade"] for case in grades if case.data["kind"] == "project")
    desk.say(
        {
            "year": year,
            "state": annual and desk.state(annual),
            "result": annual and annual.data["result"],
            "decided_by": annual and annual.data["decided_by"],
            "restatements": (annual and annual.data["restatements"]) or 0,
            "planned_cny": f"{total.planned:.2f}",
            "done_cny": f"{total.done:.2f}",
            "ratio": None if total.ratio is None else f"{total.ratio:.4f}",
            **{f"grade_{grade}": number for grade, number in sorted(count.items())},
        }
    )


@click.command("score")
@click.argument("period")
@click.argument("number")
@_KNOWN
@at_desk
def score(desk: Desk, period: str, number: str, known_at: Any) -> None:
    """Show one project's or unit's score of a quarter or year, line by line."""
    from keyflow_keyprojects.assessing import results  # noqa: PLC0415

    quarter_or_year(desk, period)
    then = _instant(known_at)
    case = results(desk.engine, period, workflow=_scores_of(period), known_at=then).get(number)
    if case is None:
        zh, en = f"{period} 没有 {number} 的得分", f"there is no score of {number} in {period}"
        raise click.ClickException(desk.pick(zh, en))
    data = case.data
    name, grade = data[desk.pick("name_zh", "name_en")], desk.word(data["grade"])
    title = (
        f"{period} {number} {name}: {data['total']}, {grade} (v{data['version']}, {data['rubric']})"
    ) + _unpublished(desk, _review_then(desk, period, then))
    columns = ("component", "most", "points", "ratio", "evidence")
    rows = [
        (desk.word(line["component"]), line["most"], line["points"], line["ratio"],
         _evidence(desk, line["evidence"], data["currency"]))
        for line in data["lines"]
    ]  # fmt: skip
    desk.show(title, columns, [*rows, (desk.pick("合计", "total"), None, data["total"], None, "")])


def _evidence(desk: Desk, text: str, currency: str | None) -> str:
    """Return what a line stands on: in words, but in JSON as it is kept."""
    from keyflow_keyprojects.quarters.evidence import said  # noqa: PLC0415

    language: Any = desk.language
    return text if desk.as_json else said(text, language, currency)


@click.command("corrections")
@click.argument("period")
@at_desk
def corrections(desk: Desk, period: str) -> None:
    """Show what was corrected of a quarter since it was frozen, and what its scores become.

    Of a year, the reports corrected and the quarters restated since it was graded. It is the draft
    of a restatement (E11): the office proposes it, and the city approves.
    """
    from keyflow_keyprojects import restating  # noqa: PLC0415
    from keyflow_keyprojects.assessing import results  # noqa: PLC0415

    review = review_in(desk, period)
    waiting = restating.corrections(desk.engine, review)
    told = results(desk.engine, period, workflow=_scores_of(period))
    months: dict[str, list[str]] = {}
    for one in waiting:
        months.setdefault(one.number, []).append(f"{one.period} v{one.revision}: {one.reason}")
    rows = [
        (row["number"], told[row["number"]].data["total"], row["total"], row["rank"],
         "; ".join(months.get(row["number"], ())))
        for row in restating.draft_restatement(desk.engine, review)
    ]  # fmt: skip
    title = desk.pick(f"{period} 更正草案", f"Restatement of {period}, drafted")
    desk.show(title, ("number", "total", "total_after", "rank_after", "corrected"), rows)


def review_in(desk: Desk, period: str) -> Case:
    """Return the review of a quarter, or the assessment of a year; ends the command without one."""
    from keyflow_keyprojects.assessing import review_of  # noqa: PLC0415
    from keyflow_keyprojects.yearly import annual_of  # noqa: PLC0415

    if not quarter_or_year(desk, period).isdigit():
        return review_of(desk.engine, period)
    annual = annual_of(desk.engine, int(period))
    if annual is None:
        zh, en = f"{period} 年度考核尚未开始", f"the assessment of {period} has not begun"
        raise click.ClickException(desk.pick(zh, en))
    return annual


def _scores_of(period: str) -> str:
    return "annual-grade" if period.isdigit() else "quarter-score"


COMMANDS = (quarter, rank, year_result, score, corrections)
