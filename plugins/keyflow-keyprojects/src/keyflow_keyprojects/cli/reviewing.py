"""Quarters and years seen through: laid open, objected to, published or decided, put right."""

from typing import Any

import click

from keyflow import Case
from keyflow_keyprojects.cli._desk import Desk, actor
from keyflow_keyprojects.cli._options import acting, at_desk
from keyflow_keyprojects.cli._periods import quarter
from keyflow_keyprojects.cli.assessment import REMARK, VETO, Said, review_in

_OFFICE = click.option("--by", default="kpmo", show_default=True, help="Who of the office.")
_CITY = click.option("--by", default="city", show_default=True, help="Who decides, for the city.")
_WHY = click.option("--why", required=True, help="The reason; it is kept.")


def _say(desk: Desk, case: Case, **more: Any) -> None:
    desk.say({"period": case.data["period"], "state": desk.state(case), **more})


@click.command("lay-open")
@click.argument("period")
@_OFFICE
@acting
def lay_out(desk: Desk, period: str, by: str) -> None:
    """Lay the scores of a quarter, or the grades of a year, open: units may object."""
    from keyflow_keyprojects.assessing import lay_open  # noqa: PLC0415

    case = lay_open(desk.engine, review_in(desk, period), by=actor(by, "kpmo")).case
    until = next((item.last for item in case.armed if item.name == "objection"), None)
    _say(desk, case, until=until)


@click.command("object")
@click.argument("period")
@click.argument("number")
@click.option("--what", required=True, help="What is wrong with the score.")
@click.option("--by", help="Who objects; else the head of the unit that is responsible.")
@acting
def raise_objection(desk: Desk, period: str, number: str, what: str, by: str | None) -> None:
    """Object to the score of a project or of a unit, while it is laid open."""
    from keyflow_keyprojects.assessing import object_to  # noqa: PLC0415

    review = review_in(desk, period)
    who = actor(by or _score(desk, period, number).data["head"], "unit")
    done = object_to(desk.engine, review, number, what, by=who)
    _say(desk, done.case, objection=len(done.case.data["objections"]))


def _score(desk: Desk, period: str, number: str) -> Case:
    from keyflow_keyprojects.assessing import results  # noqa: PLC0415

    workflow = "annual-grade" if period.isdigit() else "quarter-score"
    found = results(desk.engine, period, workflow=workflow).get(number)
    if found is None:
        zh, en = f"{period} 没有 {number} 的得分", f"there is no score of {number} in {period}"
        raise click.ClickException(desk.pick(zh, en))
    return found


@click.command("objections")
@click.argument("period")
@at_desk
def show_objections(desk: Desk, period: str) -> None:
    """Show what was objected to in a quarter or year, and what was answered."""
    columns = ("n", "subject", "what", "by", "answer", "upheld", "answered_by")
    rows = [
        tuple(each[name] for name in columns)
        for each in review_in(desk, period).data["objections"] or ()
    ]
    desk.show(desk.pick(f"{period} 异议", f"Objections of {period}"), columns, rows)


@click.command("answer-objection")
@click.argument("period")
@click.argument("n", type=int)
@click.argument("answer", type=click.Choice(["uphold", "reject"]))
@click.option("--text", required=True, help="What the unit is told.")
@_OFFICE
@acting
def answer_one(desk: Desk, period: str, n: int, *, answer: str, text: str, by: str) -> None:
    """Answer objection N of `objections`; `rescore` then changes what is upheld."""
    from keyflow_keyprojects.assessing import answer_objection  # noqa: PLC0415

    upheld, office = answer == "uphold", actor(by, "kpmo")
    review = review_in(desk, period)
    done = answer_objection(desk.engine, review, n, text, upheld=upheld, by=office)
    _say(desk, done.case, objection=n, upheld=upheld)


@click.command("rescore")
@click.argument("period")
@click.argument("numbers", metavar="NUMBER...", nargs=-1, required=True)
@_WHY
@_OFFICE
@acting
def score_anew(desk: Desk, period: str, numbers: tuple[str, ...], why: str, by: str) -> None:
    """Score projects again about which an objection was upheld, before it is published."""
    from keyflow_keyprojects.restating import rescore  # noqa: PLC0415

    review = review_in(desk, period)
    rows = rescore(desk.engine, review, numbers, by=actor(by, "kpmo"), comment=why)
    _show_rows(desk, period, rows)


@click.command("publish-quarter")
@click.argument("period", metavar="QUARTER")
@click.option("--comment", default="", help="What the office says of the quarter.")
@_OFFICE
@acting
def make_public(desk: Desk, period: str, comment: str, by: str) -> None:
    """Publish a quarter, once its time to object is over; `paper quarter` prints it."""
    from keyflow_keyprojects.assessing import publish  # noqa: PLC0415

    review = review_in(desk, quarter(desk, period))
    _say(desk, publish(desk.engine, review, by=actor(by, "kpmo"), comment=comment).case)


@click.command("clearings")
@click.argument("period", metavar="QUARTER")
@at_desk
def show_clearings(desk: Desk, period: str) -> None:
    """Show whose deduction for a red light may be cleared: a later target was met."""
    from keyflow_keyprojects.restating import clearings  # noqa: PLC0415
    from keyflow_keyprojects.rules.months import Quarter  # noqa: PLC0415

    numbers = clearings(desk.engine, Quarter.named(quarter(desk, period)))
    title = desk.pick(f"{period} 可消除红灯扣分", f"Deductions of {period} that may be cleared")
    desk.show(title, ("number",), [(number,) for number in numbers])


@click.command("propose-restatement")
@click.argument("period")
@click.argument("numbers", metavar="[NUMBER]...", nargs=-1)
@click.option("--clear", multiple=True, metavar="NUMBER", help="Whose red light counts no more.")
@_WHY
@_OFFICE
@acting
def propose(desk: Desk, period: str, numbers: tuple[str, ...], *, clear: tuple[str, ...],
            why: str, by: str) -> None:  # fmt: skip
    """Propose to restate scores of a published quarter, or grades of a decided year.

    The city decides. Of no projects named, those of `corrections`: whose reports were corrected,
    and for a year also whose quarters were restated.
    """
    from keyflow_keyprojects.restating import corrections, propose_restatement  # noqa: PLC0415

    review = review_in(desk, period)
    wanted = numbers or {one.number for one in corrections(desk.engine, review)} | {*clear}
    rows = propose_restatement(
        desk.engine, review, wanted, by=actor(by, "kpmo"), reason=why, cleared=clear
    )
    _show_rows(desk, period, rows)


def _show_rows(desk: Desk, period: str, rows: list[dict[str, Any]]) -> None:
    columns = ("number", "name", "total", "rank", "grade")
    shown = [
        (row["number"], row[desk.pick("name_zh", "name_en")], row["total"], row["rank"],
         desk.word(row["grade"]))
        for row in rows
    ]  # fmt: skip
    desk.show(desk.pick(f"{period} 重新打分", f"Scored again, {period}"), columns, shown,
              total="总分")  # fmt: skip


@click.command("approve-restatement")
@click.argument("period")
@click.option("--comment", default="", help="What the city says to it.")
@_CITY
@acting
def approve(desk: Desk, period: str, comment: str, by: str) -> None:
    """Approve what was proposed: new versions of the scores, and the ranks that move."""
    from keyflow_keyprojects.restating import restate  # noqa: PLC0415

    review = review_in(desk, period)
    done = restate(desk.engine, review, by=actor(by, "city"), comment=comment)
    _say(desk, done.case)


@click.command("turn-down-restatement")
@click.argument("period")
@_WHY
@_CITY
@acting
def leave_it(desk: Desk, period: str, why: str, by: str) -> None:
    """Leave the scores of a quarter as they were published, or the grades of a year."""
    from keyflow_keyprojects.restating import turn_down  # noqa: PLC0415

    review = review_in(desk, period)
    _say(desk, turn_down(desk.engine, review, by=actor(by, "city"), comment=why).case)


@click.command("close-review")
@click.argument("period")
@_OFFICE
@acting
def file_away(desk: Desk, period: str, by: str) -> None:
    """Close a quarter that is published, or a year that is decided: nothing more is restated."""
    review = review_in(desk, period)
    _say(desk, desk.engine.fire(review.id, "close", by=actor(by, "kpmo")).case)


@click.command("assess-year")
@click.argument("year", type=int)
@click.option("--result", help="The result in words; with it the grades are written.")
@click.option("--kind", type=click.Choice(["project", "unit"]), default="project",
              show_default=True, help="Whom to show.")  # fmt: skip
@VETO
@REMARK
@_OFFICE
@acting
def assess(desk: Desk, year: int, result: str | None, kind: str, *, by: str,
           vetoes: Said, comments: Said) -> None:  # fmt: skip
    """Show what a year's grades come to; with --result write them, to be laid open."""
    from keyflow_keyprojects.yearly import assess_year, draft_year  # noqa: PLC0415

    if result is None:
        rows = [
            row for row in draft_year(desk.engine, year, vetoes=dict(vetoes)) if row["kind"] == kind
        ]
        rows.sort(key=lambda row: (row["rank"] is None, row["rank"] or 0, row["number"]))
        _show_rows(desk, str(year), rows)
        return
    annual = review_in(desk, str(year))
    count = assess_year(
        desk.engine, annual, by=actor(by, "kpmo"), result=result, vetoes=dict(vetoes),
        comments=dict(comments),
    )  # fmt: skip
    _say(desk, desk.engine.case(annual.id), scored=count)


@click.command("decide-year")
@click.argument("year", type=int)
@click.option("--waive-quarters", metavar="REASON", help="Although a quarter is not published.")
@click.option("--comment", default="", help="What the city says to it.")
@_CITY
@acting
def decide(desk: Desk, year: int, waive_quarters: str | None, comment: str, by: str) -> None:
    """Sign the year off (C4.12): from then on only the city lets a report be corrected."""
    from keyflow.commands import Waive  # noqa: PLC0415
    from keyflow_keyprojects.yearly import decide_year  # noqa: PLC0415

    annual, city = review_in(desk, str(year)), actor(by, "city")
    if waive_quarters:
        waiver = Waive(annual.id, "kp-quarters-published", "decide", waive_quarters)
        desk.engine.do(waiver, by=city)
    case = decide_year(desk.engine, annual, by=city, comment=comment).case
    _say(desk, case, decided_by=case.data["decided_by"])


COMMANDS = (
    lay_out,
    raise_objection,
    show_objections,
    answer_one,
    score_anew,
    make_public,
    show_clearings,
    propose,
    approve,
    leave_it,
    file_away,
    assess,
    decide,
)
