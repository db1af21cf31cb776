"""Meetings, their agendas, and what they resolved."""

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

import click

from keyflow_keyprojects.cli._desk import Desk, actor, found
from keyflow_keyprojects.cli._lines import DAY
from keyflow_keyprojects.cli._options import acting, at_desk
from keyflow_keyprojects.dates import ZONE

if TYPE_CHECKING:
    from keyflow import Case
    from keyflow_keyprojects.meetings import Item, Kind

_KIND = click.Choice(["joint", "dispatch", "coordination"])
_CHAIR = click.option("--by", default="chair", show_default=True, help="Who presides.")
_OFFICE = click.option("--by", default="kpmo-clerk", show_default=True, help="Who of the office.")
_WHY = click.option("--why", required=True, help="Why; it is kept.")


@click.command("meetings")
@click.option("--kind", type=_KIND, help="Those of one kind.")
@at_desk
def show_meetings(desk: Desk, kind: "Kind | None") -> None:
    """Show the office's meetings: which, when, agenda, attendance and resolutions."""
    from keyflow_keyprojects.meetings import (  # noqa: PLC0415
        held_on,
        is_regular,
        kind_of,
        meetings,
        name_of,
        resolutions,
    )

    counted = ("agenda", "members", "present", "resolutions")
    columns = ("meeting", "kind", "called", "day", "state", *counted, "verified", "carried_over")
    done = Counter(item.data["meeting"] for item in resolutions(desk.engine)
                   if item.state == "verified")  # fmt: skip
    rows = [
        (name_of(case), desk.word(kind_of(case)), _called(desk, regular=is_regular(case)),
         held_on(case), desk.state(case), *(len(case.data[name] or ()) for name in counted),
         done[case.id], sum(bool(item.get("carried_from")) for item in case.data["agenda"] or ()))
        for case in meetings(desk.engine, kind=kind)
    ]  # fmt: skip
    desk.show(desk.pick("会议", "Meetings"), columns, sorted(rows, key=lambda row: str(row[3])))


def _called(desk: Desk, *, regular: bool) -> str:
    return desk.pick("定期", "regular") if regular else desk.pick("临时", "ad hoc")


@click.command("agenda")
@click.argument("meeting")
@at_desk
def show_agenda(desk: Desk, meeting: str) -> None:
    """Show the agenda of a meeting, such as 2011-05, dispatch-2011-05 or 2011-05-09.

    Of one not called yet: what it would be.
    """
    from keyflow_keyprojects.meetings import agenda_for, meeting_called  # noqa: PLC0415

    case = meeting_called(desk.engine, meeting)
    items = agenda_for(desk.engine, case) if case.state == "planned" else case.data["agenda"]
    columns = ("kind", "number", "what", "level", "carried_from")
    rows = [
        (desk.word(item.get("kind")), *(item.get(name) for name in columns[1:]))
        for item in items or ()
    ]
    desk.show(f"{desk.pick('议题', 'Agenda')} {meeting}", columns, rows)


@click.command("resolutions")
@click.option("--unit", help="Those of one unit.")
@at_desk
def show_resolutions(desk: Desk, unit: str | None) -> None:
    """Show what meetings resolved, who is to do it until when, and how it stands."""
    from keyflow_keyprojects.meetings import resolutions  # noqa: PLC0415

    columns = ("resolution", "what", "unit", "due", "deferred", "state")
    rows = [
        (case.subject, case.data["text"], case.data["unit"], case.data["due"],
         case.data["deferred"] or 0, desk.state(case))
        for case in resolutions(desk.engine, unit=unit)
    ]  # fmt: skip
    desk.show(desk.pick("议定事项", "Resolutions"), columns, rows)


# from the plan to the minutes


@click.command("plan-meeting")
@click.argument("day", type=DAY)
@click.option("--kind", type=_KIND, default="coordination", show_default=True,
              help="What kind it is.")  # fmt: skip
@_OFFICE
@acting
def plan(desk: Desk, day: datetime, kind: "Kind", by: str) -> None:
    """Plan a meeting beside the regular ones; a day off gives way to the next that is worked."""
    from keyflow import NotFound  # noqa: PLC0415
    from keyflow_keyprojects.meetings import plan_meeting  # noqa: PLC0415
    from keyflow_keyprojects.record.officecase import open_office  # noqa: PLC0415

    office = open_office(desk.engine, day.replace(hour=12, tzinfo=ZONE))
    if office is None:
        raise NotFound(desk.pick("重点办本年度尚未开始", "no office's year is open here"))
    case = plan_meeting(
        desk.engine, desk.engine.case(office), day.date(), by=actor(by, "kpmo"), kind=kind
    )
    _say(desk, case)


@click.command("call-meeting")
@click.argument("meeting")
@click.option("--member", "members", multiple=True, required=True, help="Again for each.")
@click.option("--item", "more", multiple=True, help="A matter beside what is open; again for each.")
@click.option("--place", default="", help="Where it is held.")
@click.option("--chair", help="Who is to preside.")
@_OFFICE
@acting
def call(desk: Desk, meeting: str, *, members: tuple[str, ...], more: tuple[str, ...], place: str,
         chair: str | None, by: str) -> None:  # fmt: skip
    """Call a meeting, two working days before it: its agenda is what `agenda` shows."""
    from keyflow_keyprojects.meetings import agenda_for, call_meeting, meeting_called  # noqa: PLC0415

    case = meeting_called(desk.engine, meeting)
    items = [*agenda_for(desk.engine, case), *({"kind": "other", "what": one} for one in more)]
    done = call_meeting(
        desk.engine, case, members, by=actor(by, "kpmo"), agenda=items, place=place, chair=chair
    )
    _say(desk, done.case)


@click.command("hold-meeting")
@click.argument("meeting")
@click.option("--present", multiple=True, required=True, help="Who is there; again for each.")
@_CHAIR
@acting
def hold(desk: Desk, meeting: str, present: tuple[str, ...], by: str) -> None:
    """Hold a meeting; refused without more than half of its members."""
    from keyflow_keyprojects.meetings import hold as hold_it, meeting_called  # noqa: PLC0415, I001

    case = meeting_called(desk.engine, meeting)
    _say(desk, hold_it(desk.engine, case, present, by=actor(by, "meeting")).case)


@click.command("break-up-meeting")
@click.argument("meeting")
@click.option("--present", multiple=True, help="Who is there; again for each.")
@_WHY
@_CHAIR
@acting
def give_up(desk: Desk, meeting: str, present: tuple[str, ...], why: str, by: str) -> None:
    """Break a meeting up for want of a quorum: its agenda is carried over."""
    from keyflow_keyprojects.meetings import break_up, meeting_called  # noqa: PLC0415

    case, chair = meeting_called(desk.engine, meeting), actor(by, "meeting")
    _say(desk, break_up(desk.engine, case, present, by=chair, why=why).case)


@click.command("cancel-meeting")
@click.argument("meeting")
@_WHY
@_CHAIR
@acting
def call_off(desk: Desk, meeting: str, why: str, by: str) -> None:
    """Cancel a meeting: its agenda is carried over."""
    from keyflow_keyprojects.meetings import cancel, meeting_called  # noqa: PLC0415

    case = meeting_called(desk.engine, meeting)
    _say(desk, cancel(desk.engine, case, by=actor(by, "meeting"), why=why).case)


@click.command("minute-meeting")
@click.argument("meeting")
@click.option("--minutes", "text", required=True, help="What was said.")
@click.option("--number", help="The number of the minutes.")
@click.option("--resolve", nargs=3, multiple=True, metavar="PROJECT DAY WHAT",
              help="A resolution: the project's unit does WHAT until DAY.")  # fmt: skip
@click.option("--resolve-by", nargs=5, multiple=True, metavar="PROJECT DAY WHAT UNIT HEAD",
              help="The same by another unit; a stationed one is asked.")  # fmt: skip
@_OFFICE
@acting
def minute(desk: Desk, meeting: str, *, text: str, number: str | None, by: str,
           resolve: tuple[tuple[str, str, str], ...],
           resolve_by: tuple[tuple[str, str, str, str, str], ...]) -> None:  # fmt: skip
    """Issue a meeting's minutes, and with them a case for each resolution."""
    from keyflow_keyprojects.meetings import meeting_called, minute as write  # noqa: PLC0415, I001

    records = [_resolved(desk, *one) for one in (*resolve, *resolve_by)]
    case = meeting_called(desk.engine, meeting)
    done = write(desk.engine, case, text, records, by=actor(by, "kpmo"), number=number)
    opened = [desk.engine.case(case).subject for case in done.opened]
    desk.say({"meeting": meeting, "state": desk.state(done.case), "resolutions": ", ".join(opened)})


def _resolved(desk: Desk, number: str, day: str, what: str, *other: str) -> "Item":
    from keyflow_keyprojects.meetings import resolution  # noqa: PLC0415

    project, due = found(desk, "key-project", number), DAY.convert(day, None, None).date()
    unit, head = other or (None, None)
    return resolution(project, what, due, unit=unit, head=head)


@click.command("resolution")
@click.argument("subject")
@click.argument("step", type=click.Choice(["accept", "done", "verify", "defer"]))
@click.option("--how", default="", help="How it was done, or why it is deferred.")
@click.option("--due", type=DAY, help="Until when it is deferred.")
@click.option("--by", help="Who; else the unit's head, the inspector, or the chair.")
@acting
def see_to(desk: Desk, subject: str, step: str, *, how: str, due: datetime | None,
           by: str | None) -> None:  # fmt: skip
    """Take a resolution on, report it done, verify that, or let a meeting defer it."""
    from keyflow_keyprojects import meetings  # noqa: PLC0415

    case = found(desk, "resolution", subject)
    head = actor(by or case.data["head"])
    if step == "accept":
        done = desk.engine.fire(case.id, "accept", by=head)
    elif step == "done":
        done = meetings.report_done(desk.engine, case, how, by=head)
    elif step == "verify":
        done = meetings.verify(desk.engine, case, by=actor(by or "inspector", "supervision"))
    elif due is None:
        raise click.UsageError(desk.pick("延期须注明 --due", "say until when: --due"))
    else:
        done = meetings.defer(
            desk.engine, case, due.date(), how, by=actor(by or "chair", "meeting")
        )
    desk.say({"resolution": subject, "state": desk.state(done.case), "due": done.case.data["due"]})


def _say(desk: Desk, case: "Case") -> None:
    from keyflow_keyprojects.meetings import held_on, name_of  # noqa: PLC0415

    matters = len(case.data["agenda"] or ())
    desk.say({"meeting": name_of(case), "day": held_on(case), "state": desk.state(case),
              "agenda": matters})  # fmt: skip


COMMANDS = (
    show_meetings,
    show_agenda,
    show_resolutions,
    plan,
    call,
    hold,
    give_up,
    call_off,
    minute,
    see_to,
)
