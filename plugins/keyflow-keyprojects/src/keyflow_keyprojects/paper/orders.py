"""The supervision order: what is to be done by when, with a slip for the reply."""

from keyflow_keyprojects.paper.document import Block, Document, Heading, Mark, Paragraph, table
from keyflow_keyprojects.paper.speech import Row, Speech, tone

_ASKED = {"red": "order.red"}  # there is no colour above it


def order(data: Row, say: Speech) -> Document:
    """Return a supervision order, or to a stationed unit a letter of request (C4.11).

    `data` is what a `supervision-order` holds: `number`, `colour`, `is_request`, `addressee_unit`,
    `head`, `subject_kind`, `subject_ref`, `project` and its names, `what`, `demand`, `issued_on`,
    `due` (the day of the reply), `upgrades`, `extended`.
    """
    request = bool(data.get("is_request"))
    blocks: list[Block] = [Heading(say("order.matter")), _subject(data, say)]
    blocks += [Paragraph(say.text(data.get("what")))]
    blocks += [Heading(say("order.demand"))]
    if data.get("demand"):
        blocks.append(Paragraph(say.text(data["demand"])))
    asked = "order.ask" if request else _ASKED.get(str(data.get("colour")), "order.reply")
    blocks.append(Paragraph(say(asked, due=say.day(data.get("due")))))
    blocks += [Paragraph(text) for text in _history(data, say)]
    blocks += [Heading(say("order.slip")), _slip(say)]
    return Document(
        say.language,
        say("order.request") if request else say("order"),
        tuple(blocks),
        meta=_meta(data, say),
        closing=say.closing(say("kpmo"), data.get("issued_on")),
    )


def _meta(data: Row, say: Speech) -> tuple[tuple[str, str], ...]:
    lines = {
        "number": say.text(data.get("number")),
        "order.to": say.name(data.get("addressee_unit")),
        "head": say.name(data.get("head")),
    }
    if not data.get("is_request"):
        lines["order.colour"] = say.word("colour", data.get("colour"))
    return tuple((say(name), value) for name, value in lines.items())


def _subject(data: Row, say: Speech) -> Block:
    colour = data.get("colour")
    kind = say.word("subject", data.get("subject_kind"))
    about = f"{kind} {data.get('subject_ref') or ''}".strip()
    if data.get("is_request"):
        return table((say("order.subject"), say("project")), [(about, _project(data, say))])
    mark = Mark(say.word("colour", colour), tone(colour))
    heads = (say("order.colour"), say("order.subject"), say("project"))
    return table(heads, [(mark, about, _project(data, say))])


def _project(data: Row, say: Speech) -> str:
    number = data.get("project_number")
    return f"{number} {say.own(data)}" if number else say.own(data)


def _history(data: Row, say: Speech) -> list[str]:
    said = []
    if data.get("upgrades"):
        said.append(say("order.upgraded", n=data["upgrades"]))
    if data.get("extended"):
        said.append(say("order.extended"))
    return said


def _slip(say: Speech) -> Block:
    return table((say("order.slip.done"), say("order.slip.signed")), [("\n\n\n", "")])
