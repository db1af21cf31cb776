"""Quarters and years: drafts, rankings, results, and one score line by line."""

from typing import Any

import click

from keyflow_keyprojects.cli._desk import Desk, acting, actor, at_desk

_KINDS = click.Choice(["project", "unit"])
_WORDS = {
    "excellent": "优秀",
    "good": "良好",
    "pass": "合格",
    "fail": "不合格",
    "insufficient": "数据不足",
    "investment": "投资完成",
    "milestones": "节点完成",
    "approvals": "审批规划",
    "reporting": "报表报送",
    "problems": "问题解决",
    "bonus": "超额加分",
    "light": "红灯扣分",
    "veto": "一票否决",
    "volume": "年度总量",
    "projects": "所属项目",
    "duties": "自身工作",
}


@click.command("quarter")
@click.argument("period")
@click.option("--by", metavar="PERSON", help="Score the frozen quarter as this person of the KPMO.")
@click.option("--kind", type=_KINDS, default="project", show_default=True)
@acting
def quarter(desk: Desk, period: str, by: str | None, kind: str) -> None:
    """Show what a quarter such as 2011-Q1 comes to, or score it for good."""
    from keyflow_keyprojects.assessing import (  # noqa: PLC0415
        draft_quarter,
        review_of,
        score_quarter,
    )
    from keyflow_keyprojects.rules.months import Quarter  # noqa: PLC0415

    review = review_of(desk.engine, period)
    if by is not None:
        count = score_quarter(desk.engine, review, by=actor(by, "kpmo"))
        desk.say({"period": period, "state": review.state, "scored": count})
        return
    known_at = review.data["frozen_at"]
    rows = draft_quarter(desk.engine, Quarter.named(period), known_at=known_at)
    shown = sorted((row for row in rows if row["kind"] == kind), key=_place)
    columns = ("rank", "number", "name", "total", "grade", "coverage")
    title = desk.pick(f"{period} 季度打分（测算）", f"{period}, as the data say")
    desk.show(title, columns, [_line(desk, row, row["rank"]) for row in shown])


def _place(row: Any) -> tuple[bool, int, str]:
    return row["rank"] is None, row["rank"] or 0, row["number"]


def _line(desk: Desk, row: Any, rank: int | None) -> tuple[Any, ...]:
    name = row[desk.pick("name_zh", "name_en")]
    grade = _word(desk, row["grade"])
    return rank, row["number"], name, row["total"], grade, row["coverage"]


def _word(desk: Desk, name: str) -> str:
    return desk.pick(_WORDS.get(name, name), name)


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
    places = ranking(desk.engine, period, kind=kind, workflow=_scores_of(period), known_at=then)
    columns = ("rank", "number", "name", "total", "grade", "coverage")
    rows = [_line(desk, place.score.data, place.rank) for place in places]
    desk.show(desk.pick(f"{period} 排名", f"Ranking of {period}"), columns, rows)


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
            "state": annual and annual.state,
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

    case = results(desk.engine, period, workflow=_scores_of(period)).get(number)
    if case is None:
        raise click.ClickException(f"there is no score of {number} in {period}")
    data = case.data
    name, grade = data[desk.pick("name_zh", "name_en")], _word(desk, data["grade"])
    title = (
        f"{period} {number} {name}: {data['total']}, {grade} (v{data['version']}, {data['rubric']})"
    )
    columns = ("component", "most", "points", "ratio", "evidence")
    rows = [
        (_word(desk, line["component"]), line["most"], line["points"], line["ratio"],
         line["evidence"])
        for line in data["lines"]
    ]  # fmt: skip
    desk.show(title, columns, [*rows, (desk.pick("合计", "total"), None, data["total"], None, "")])


def _scores_of(period: str) -> str:
    return "annual-grade" if period.isdigit() else "quarter-score"


COMMANDS = (quarter, rank, year_result, score)
