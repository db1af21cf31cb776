"""What is printed of a meeting: its agenda before, its minutes with the resolutions after."""

from collections.abc import Mapping, Sequence
from typing import Any

from keyflow_keyprojects.paper.document import Block, Document, Heading, Paragraph, Points
from keyflow_keyprojects.paper.speech import Row, Speech
from keyflow_keyprojects.paper.tables import some


def agenda(data: Row, say: Speech) -> Document:
    """Return the agenda of a meeting (C4.10: called two working days before).

    `data` is what a `joint-meeting` holds: `kind`, `period`, `on` (its day), `place`, `chair`,
    `members`, `agenda` [{kind, number, what, level, carried_from}] or a text, `issued_on`.
    """
    meeting = _name(data, say)
    blocks: tuple[Block, ...] = (Heading(say("meeting.items")), *_items(data, say))
    return Document(
        say.language,
        say("agenda", meeting=meeting),
        blocks,
        meta=_meta(data, say, "members"),
        closing=say.closing(say("kpmo"), data.get("issued_on")),
    )


def minutes(data: Row, say: Speech) -> Document:
    """Return the minutes of a meeting (C4.10: within three working days).

    Beside what the agenda takes: `present`, `quorum`, `minutes`, `minutes_number`, `resolutions`
    [{number, text, unit, cooperating, due, is_request}].
    """
    blocks: list[Block] = [Heading(say("meeting.items")), *_items(data, say)]
    blocks += [Heading(say("meeting.minutes")), Paragraph(say.text(data.get("minutes")))]
    blocks += [Heading(say("meeting.resolutions")), _resolutions(data, say)]
    blocks.append(Paragraph(say("meeting.end"), quiet=True))
    return Document(
        say.language,
        say("minutes", meeting=_name(data, say)),
        tuple(blocks),
        meta=_meta(data, say, "present"),
        closing=say.closing(say("kpmo"), data.get("issued_on")),
    )


def _name(data: Row, say: Speech) -> str:
    kind = data.get("kind")
    return say.word("meeting", kind if kind in {"dispatch", "coordination"} else "joint")


def _meta(data: Row, say: Speech, who: str) -> tuple[tuple[str, str], ...]:
    lines = {
        "number": say.text(data.get("minutes_number")),
        "period": say.period(data.get("period")),
        "meeting.on": say.day(data.get("on")),
        "meeting.place": say.text(data.get("place")),
        "meeting.chair": say.name(data.get("chair")),
        f"meeting.{who}": say.people(data.get(who)),
    }
    if who == "present":
        lines["meeting.absent"] = _absent(data, say)
        lines["meeting.quorum"] = say.text(data.get("quorum"))
    told = {name: value for name, value in lines.items() if value != say.text(None)}
    return tuple((say(name), value) for name, value in told.items())


def _absent(data: Row, say: Speech) -> str:
    members, present = data.get("members"), data.get("present")
    if isinstance(members, int) or isinstance(present, int):
        return say.text(None)
    return say.people([one for one in members or () if one not in (present or ())])


def _items(data: Row, say: Speech) -> Sequence[Block]:
    found = data.get("agenda")
    if not found or isinstance(found, str):
        return [Paragraph(say.text(found))]
    return [Points(tuple(_item(item, say) for item in found), numbered=True)]


def _item(item: Any, say: Speech) -> str:
    if not isinstance(item, Mapping):
        return say.text(item)
    said = [say.word("item", item.get("kind")) if item.get("kind") else "", item.get("number")]
    text = " ".join([*(str(part) for part in said if part), say.own(item, "what")])
    return text + (say("meeting.carried") if item.get("carried_from") else "")


def _resolutions(data: Row, say: Speech) -> Block:
    rows = [
        (str(n), say.text(row.get("text")), _unit(row, say), _cooperating(row, say),
         say.day(row.get("due")))
        for n, row in enumerate(data.get("resolutions") or (), start=1)
    ]  # fmt: skip
    return some(say, ("no", "what", "unit", "meeting.cooperating", "due"), rows)


def _unit(row: Row, say: Speech) -> str:
    return say.name(row.get("unit")) + (say("meeting.request") if row.get("is_request") else "")


def _cooperating(row: Row, say: Speech) -> str:
    found = row.get("cooperating")
    return say.people(found) if isinstance(found, (list, tuple)) else say.name(found)
