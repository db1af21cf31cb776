"""The briefing for a project's sponsor: the month in figures and words, and what is asked."""

from collections.abc import Mapping, Sequence
from typing import Any

from keyflow_keyprojects.paper.document import Block, Document, Heading, Mark, Paragraph, table
from keyflow_keyprojects.paper.speech import Row, Speech, tone
from keyflow_keyprojects.paper.tables import some

_FIGURES = ("planned", "invested", "invested_year", "invested_total", "year_plan")


def briefing(data: Row, say: Speech) -> Document:
    """Return the briefing on a project (N39; due three working days after acceptance, C7).

    `data` is what a monthly report holds, with `light`, `light_points`, `light_justified`, `stage`,
    `occasion` (report, red, missed, stop), `issued_on`, `blockers` and `orders` that are open.
    """
    blocks: list[Block] = [Heading(say("briefing.figures")), _figures(data, say)]
    blocks += [Heading(say("briefing.progress")), Paragraph(say.text(data.get("progress")))]
    blocks += [Heading(say("briefing.problems")), *problems(data, say)]
    for field, title in (("suggestions", "briefing.suggestions"), ("next_month", "briefing.next")):
        if data.get(field):
            blocks += [Heading(say(title)), Paragraph(say.text(data[field]))]
    blocks += [Heading(say("briefing.blockers")), _blockers(data, say)]
    if data.get("orders"):
        blocks += [Heading(say("briefing.orders")), _orders(data, say)]
    return Document(
        say.language,
        f"{say('briefing')} · {say.own(data)}",
        tuple(blocks),
        meta=_meta(data, say),
        closing=say.closing(say.own(data, "department"), data.get("issued_on")),
    )


def _meta(data: Row, say: Speech) -> tuple[tuple[str, str], ...]:
    lines = {
        "sponsor": say.name(data.get("sponsor")),
        "number": say.text(data.get("number")),
        "period": say.period(data.get("period")),
        "unit": say.own(data, "unit"),
        "briefing.occasion": say.word("occasion", data.get("occasion") or "report"),
        "stage": say.word("stage", data.get("stage")),
    }
    return tuple((say(name), value) for name, value in lines.items())


def _figures(data: Row, say: Speech) -> Block:
    columns = [say(name) for name in _FIGURES]
    row: list[str | Mark] = [say.money(data.get(name)) for name in _FIGURES]
    light: str | Mark = say.light(data.get("light"))
    if data.get("light_justified") and isinstance(light, Mark):
        light = Mark(f"{light.text}{say('light.justified')}", light.tone)
    return table([say("light"), *columns], [[light, *row]], len(columns))


def problems(data: Row, say: Speech) -> Sequence[Block]:
    """Return the problems of a report: a list of records as a table, anything else as text."""
    found = data.get("problems")
    if not isinstance(found, Sequence) or isinstance(found, str):
        texts = [data.get("problems"), data.get("measures")]
        return [Paragraph(str(text)) for text in texts if text] or [Paragraph(say("none"))]
    rows = [_problem(row, say) for row in found if isinstance(row, Mapping)]
    listed = some(say, ("problem", "measure", "unit", "due"), rows)
    more = [Paragraph(str(data["measures"]))] if data.get("measures") else []
    return [listed, *more]


def _problem(row: Row, say: Speech) -> tuple[str, str, str, str]:
    measure, unit = say.text(row.get("measure")), say.name(row.get("unit"))
    return say.text(row.get("what")), measure, unit, say.day(row.get("due"))


def _blockers(data: Row, say: Speech) -> Block:
    rows: list[Any] = [
        (say.word("blocker", row.get("type")), say.text(row.get("what")),
         say.name(row.get("owner_unit")), f"L{row.get('level', 1)}", say.day(row.get("due")))
        for row in data.get("blockers") or ()
    ]  # fmt: skip
    return some(say, ("kind", "what", "unit", "level", "due"), rows)


def _orders(data: Row, say: Speech) -> Block:
    rows: list[Any] = [
        (Mark(say.word("colour", row.get("colour")), tone(row.get("colour"))),
         say.text(row.get("what")), say.name(row.get("addressee_unit")), say.day(row.get("due")))
        for row in data.get("orders") or ()
    ]  # fmt: skip
    return some(say, ("order.colour", "what", "unit", "due"), rows)
