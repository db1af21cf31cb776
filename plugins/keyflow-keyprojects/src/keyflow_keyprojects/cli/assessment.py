"""Quarters and years: drafts, rankings, results, and one score line by line."""

from typing import Any

import click

from keyflow_keyprojects.cli._desk import Desk, acting, actor, at_desk
from keyflow_keyprojects.cli._periods import quarter as as_quarter
from keyflow_keyprojects.cli._periods import quarter_or_year

_KINDS = click.Choice(["project", "unit"])
_TOTAL = "总分"
Said = tuple[tuple[str, str], ...]
VETO = click.option("--veto", "vetoes", nargs=2, multiple=True, metavar="NUMBER WHY",
                    help="A major accident: the project's score is void (C9).")  # fmt: skip
REMARK = click.option("--remark", "comments", nargs=2, multiple=True, metavar="NUMBER TEXT",
                      help="What the office says of a project or unit.")  # fmt: skip


@click.command("quarter")
@click.argument("period")
@click.option("--by", metavar="PERSON", help="Score the frozen quarter as this person of the KPMO.")
@click.option("--kind", type=_KINDS, default="project", show_default=True)
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
@click.option("--kind", type=_KINDS, default="project", show_default=True)
@click.option("--known-at", type=click.DateTime(["%Y-%m-%d"]), help="As it was published then.")
@at_desk
def rank(desk: Desk, period: str, kind: str, known_at: Any) -> None:
    """Show the ranking of a quarter such as 2011-Q1 or of a year such as 2011."""
    from keyflow_keyprojects.assessing import ranking  # noqa: PLC0415
    from keyflow_keyprojects.dates import ZONE  # noqa: PLC0415

    then = known_at and known_at.replace(tzinfo=ZONE)
    quarter_or_year(desk, period)
    places = ranking(desk.engine, period, kind=kind, workflow=_scores_of(period), known_at=then)
    columns = ("rank", "number", "name", "total", "grade", "coverage", "comment")
    rows = [_line(desk, place.score.data, place.rank) for place in places]
    title = desk.pick(f"{period} 排名", f"Ranking of {period}")
    said = "" if then else _comment(desk, period)
    desk.show(": ".join(filter(None, (title, said))), columns, rows)


def _comment(desk: Desk, period: str) -> str:
    """Return what the office says of a quarter as a whole; of a year that is its result."""
    from keyflow_keyprojects.assessing import review_of  # noqa: PLC0415

    return "" if period.isdigit() else str(review_of(desk.engine, period).data["comment"] or "")


@click.command("year-result")
@click.argument("year", type=int)
@at_desk
def year_result(desk: Desk, year: int) -> None:
    """Show what a year came to: the total against the plan, and how many have which grade."""
    from collections import Counter  # noqa: PLC0415

    from keyflow_keyprojects.assessing import results  # noqa: PLC0415
    from keyflow_keyprojects.yearly import annual_of, volume  # noqa: PLC0415

    annual, total = annual_of(desk.engine, year), volume(desk.engine, year)
    grades = results(desk.engine, str(year), workflow="annual-grade").values()
    count = Counter(case.data["grade"] for case in grades if case.data["kind"] == "project")
    desk.say(
        {
            "year": year,
            "state": annual and desk.state(annual),
            "result": annual and annual.data["result"],
            "decided_by": annual and annual.data["decided_by"],
            "planned_cny": f"{total.planned:.2f}",
            "done_cny": f"{total.done:.2f}",
            "ratio": None if total.ratio is None else f"{total.ratio:.4f}",
            **{f"grade_{grade}": number for grade, number in sorted(count.items())},
        }
    )


@click.command("score")
@click.argument("period")
@click.argument("number")
@at_desk
def score(desk: Desk, period: str, number: str) -> None:
    """Show one project's or unit's score of a quarter or year, line by line."""
    from keyflow_keyprojects.assessing import results  # noqa: PLC0415

    quarter_or_year(desk, period)
    case = results(desk.engine, period, workflow=_scores_of(period)).get(number)
    if case is None:
        zh, en = f"{period} 没有 {number} 的得分", f"there is no score of {number} in {period}"
        raise click.ClickException(desk.pick(zh, en))
    data = case.data
    name, grade = data[desk.pick("name_zh", "name_en")], desk.word(data["grade"])
    title = (
        f"{period} {number} {name}: {data['total']}, {grade} (v{data['version']}, {data['rubric']})"
    )
    columns = ("component", "most", "points", "ratio", "evidence")
    rows = [
        (desk.word(line["component"]), line["most"], line["points"], line["ratio"],
         _evidence(desk, line["evidence"], data["currency"]))
        for line in data["lines"]
    ]  # fmt: skip
    desk.show(title, columns, [*rows, (desk.pick("合计", "total"), None, data["total"], None, "")])


def _evidence(desk: Desk, text: str, currency: str | None) -> str:
    """Return what a line stands on: in words, but in JSON as it is kept."""
    from keyflow_keyprojects.evidence import said  # noqa: PLC0415

    language: Any = desk.language
    return text if desk.as_json else said(text, language, currency)


@click.command("corrections")
@click.argument("period")
@at_desk
def corrections(desk: Desk, period: str) -> None:
    """Show the reports of a quarter corrected since it was frozen, and what its scores become.

    It is the draft of a restatement (E11): the office proposes it, and the city approves.
    """
    from keyflow_keyprojects import restating  # noqa: PLC0415
    from keyflow_keyprojects.assessing import results, review_of  # noqa: PLC0415

    review = review_of(desk.engine, as_quarter(desk, period))
    waiting, told = restating.corrections(desk.engine, review), results(desk.engine, period)
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


def _scores_of(period: str) -> str:
    return "annual-grade" if period.isdigit() else "quarter-score"


COMMANDS = (quarter, rank, year_result, score, corrections)
