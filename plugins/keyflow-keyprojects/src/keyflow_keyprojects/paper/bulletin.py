"""The monthly bulletin: how the list stands, which lights are red, who was late, who leads."""

from keyflow_keyprojects.paper.document import (
    Block,
    Document,
    Heading,
    Mark,
    Paragraph,
    Table,
    table,
)
from keyflow_keyprojects.paper.speech import Row, Speech, tone
from keyflow_keyprojects.paper.tables import some

_LIGHTS = ("green", "yellow", "red", "grey")


def bulletin(data: Row, say: Speech) -> Document:
    """Return the bulletin of a month (C7).

    `data` is what `bulletins.month_figures` returns, with `issue` (the office's word) and
    `issued_on`: `period`, `count`, `year_plan`, `done` and `rate_effect` (money), `rate` (share),
    `stale` (numbers), `stages`, `lights` {colour: count}, `lit`, `late`, `ranking`.
    """
    blocks: list[Block] = [Heading(say("bulletin.summary")), Paragraph(_lead(data, say))]
    if data.get("rate_effect"):
        blocks.append(Paragraph(say("bulletin.effect", effect=say.money(data["rate_effect"]))))
    if data.get("stale"):
        blocks.append(Paragraph(say("bulletin.stale", numbers=say.list(data["stale"])), quiet=True))
    if data.get("issue"):
        blocks += [Heading(say("bulletin.issue")), Paragraph(say.text(data["issue"]))]
    blocks += [Heading(say("bulletin.stages")), _stages(data, say)]
    blocks += [Heading(say("bulletin.lights")), _lights(data, say)]
    blocks += [Heading(say("bulletin.lit"), 2), _lit(data, say)]
    blocks += [Heading(say("bulletin.late")), _late(data, say)]
    blocks += [Heading(say("bulletin.ranking")), _ranking(data, say)]
    return Document(
        say.language,
        f"{say('bulletin')} · {say.period(data['period'])}",
        tuple(blocks),
        meta=((say("period"), say.period(data["period"])), (say("issuer"), say("kpmo"))),
        closing=say.closing(say("kpmo"), data.get("issued_on")),
    )


def _lead(data: Row, say: Speech) -> str:
    return say(
        "bulletin.lead",
        period=say.period(data["period"]),
        count=data.get("count", 0),
        plan=say.money(data.get("year_plan")),
        done=say.money(data.get("done")),
        rate=say.share(data.get("rate")),
    )


def _stages(data: Row, say: Speech) -> Block:
    rows = [
        (say.word("stage", row["stage"]), str(row["count"]), say.money(row.get("total")),
         say.money(row.get("year_plan")))
        for row in data.get("stages") or ()
    ]  # fmt: skip
    return some(say, ("stage", "count", "total_investment", "year_plan"), rows, 3)


def _lights(data: Row, say: Speech) -> Table:
    lights = data.get("lights") or {}
    marks = [(Mark(say.word("light", name), tone(name)), str(lights.get(name, 0)))
             for name in _LIGHTS]  # fmt: skip
    return table((say("light"), say("count")), marks, 1)


def _lit(data: Row, say: Speech) -> Block:
    rows = [
        (row["number"], say.own(row), say.own(row, "unit"), say.light(row["light"]),
         say("justified") if row.get("light_justified") else "",
         say.figure(row.get("light_points")))
        for row in data.get("lit") or ()
    ]  # fmt: skip
    return some(say, ("number", "project", "unit", "light", "note", "behind"), rows, 1)


def _late(data: Row, say: Speech) -> Block:
    rows = [
        (row["number"], say.own(row), say.own(row, "unit"), say.word("report", row["state"]),
         say.figure(row.get("days"), 0))
        for row in data.get("late") or ()
    ]  # fmt: skip
    return some(say, ("number", "project", "unit", "state", "days_late"), rows, 1)


def _ranking(data: Row, say: Speech) -> Block:
    rows = [
        (str(row["rank"]), say.own(row, "unit"), say.money(row.get("year_plan")),
         say.money(row.get("done")), say.share(row.get("rate")))
        for row in data.get("ranking") or ()
    ]  # fmt: skip
    return some(say, ("rank", "unit", "year_plan", "done", "rate"), rows, 3)
