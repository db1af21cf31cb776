"""Meetings, their agendas, and what they resolved."""

import click

from keyflow_keyprojects.cli._desk import Desk, at_desk, found


@click.command("meetings")
@at_desk
def show_meetings(desk: Desk) -> None:
    """Show the office's meetings: agenda, attendance and resolutions."""
    from keyflow_keyprojects.meetings import meetings  # noqa: PLC0415

    columns = ("period", "kind", "state", "agenda", "members", "present", "resolutions")
    rows = [
        (case.data["period"], case.data["kind"] or "joint", case.state,
         *(len(case.data[name] or ()) for name in columns[3:]))
        for case in meetings(desk.engine)
    ]  # fmt: skip
    desk.show(desk.pick("会议", "Meetings"), columns, rows)


@click.command("agenda")
@click.argument("period")
@at_desk
def show_agenda(desk: Desk, period: str) -> None:
    """Show the agenda of a meeting, such as 2011-05; of one not called yet, what it would be."""
    from keyflow_keyprojects.meetings import MEETING, agenda_for  # noqa: PLC0415

    meeting = found(desk, MEETING, period, field="period")
    items = meeting.data["agenda"] or agenda_for(desk.engine, meeting)
    columns = ("kind", "number", "what", "level", "carried_from")
    rows = [tuple(item.get(name) for name in columns) for item in items]
    desk.show(f"{desk.pick('议题', 'Agenda')} {period}", columns, rows)


@click.command("resolutions")
@click.option("--unit", help="Those of one unit.")
@at_desk
def show_resolutions(desk: Desk, unit: str | None) -> None:
    """Show what meetings resolved, who is to do it until when, and how it stands."""
    from keyflow_keyprojects.meetings import resolutions  # noqa: PLC0415

    columns = ("resolution", "what", "unit", "due", "deferred", "state")
    rows = [
        (case.subject, case.data["text"], case.data["unit"], case.data["due"],
         case.data["deferred"] or 0, case.state)
        for case in resolutions(desk.engine, unit=unit)
    ]  # fmt: skip
    desk.show(desk.pick("议定事项", "Resolutions"), columns, rows)


COMMANDS = (show_meetings, show_agenda, show_resolutions)
