"""Supervision orders and requests."""

from datetime import date
from typing import TYPE_CHECKING

import click

from keyflow_keyprojects.cli._deeds import ON, Deed, Kind, Who, commands, moment, tell
from keyflow_keyprojects.cli._desk import Desk, actor, found
from keyflow_keyprojects.cli._options import acting, at_desk

if TYPE_CHECKING:
    from keyflow import Case
    from keyflow_keyprojects.settings import Colour

_ORDER = Kind("supervision-order", "order")


@click.command("orders")
@click.option("--all", "everything", is_flag=True, help="The closed ones too.")
@click.option("--colour", type=click.Choice(["blue", "yellow", "red"]), help="Of one colour.")
@click.option("--unit", help="Those to one unit.")
@at_desk
def show_orders(desk: Desk, colour: "Colour | None", unit: str | None, *, everything: bool) -> None:
    """Show supervision orders, and requests to stationed units, with their limit to reply."""
    from keyflow_keyprojects.orders import orders, reply_days  # noqa: PLC0415

    until = reply_days(desk.engine)
    columns = ("order", "colour", "what", "unit", "state", "upgrades", "reply_by", "issued_by",
               "replied_by", "closed_by")  # fmt: skip
    rows = [
        (case.subject, desk.word(case.data["colour"] or "request"), case.data["what"],
         case.data["addressee_unit"], desk.state(case), case.data["upgrades"] or 0,
         until.get(case.id), *_hands(desk, case))
        for case in orders(desk.engine, unanswered=not everything, colour=colour, unit=unit)
    ]  # fmt: skip
    desk.show(desk.pick("督办单", "Orders"), columns, rows)


def _hands(desk: Desk, order: "Case") -> tuple[str | None, ...]:
    """Return who issued an order, who replied to it last, and who closed it."""
    events = [event for event in desk.engine.history(order.id) if event.accepted]
    last = {event.trigger: event.actor for event in events}
    return events[0].actor, last.get("reply"), last.get("close")


@click.command("issue-order")
@click.argument("number")
@click.option("--colour", type=click.Choice(["blue", "yellow", "red"]),
              help="Blue unless said; a unit that can only be asked gets a request.")  # fmt: skip
@click.option("--what", required=True, help="What is asked.")
@click.option("--unit", help="Another unit than the project's.")
@click.option("--head", help="Who heads it; else as the roster says.")
@click.option("--by", default="inspector", show_default=True, help="Who issues it.")
@acting
def issue(desk: Desk, number: str, *, colour: "Colour | None", what: str, unit: str | None,
          head: str | None, by: str) -> None:  # fmt: skip
    """Issue an order to the unit that is responsible for a project, or to another.

    The register says which units take orders; the others are asked, and have no colour.
    """
    from keyflow_keyprojects.orders import issue_order  # noqa: PLC0415
    from keyflow_keyprojects.record.officecase import can_only_be_asked  # noqa: PLC0415

    project = found(desk, "key-project", number)
    asked = can_only_be_asked(desk.engine, unit or project.data["unit"])
    order = issue_order(
        desk.engine, project, colour or (None if asked else "blue"), what,
        by=actor(by, "supervision"), unit=unit, head=head,
    )  # fmt: skip
    reply_by = next(item.last for item in order.armed if item.name == "reply")
    said = desk.word(order.data["colour"] or "request")
    desk.say({"order": order.subject, "colour": said, "reply_by": reply_by})


@click.command("inspect")
@click.argument("number")
@click.option("--finding", "findings", multiple=True, help="What was found; again for each.")
@click.option("--colour", type=click.Choice(["blue", "yellow", "red"]), default="blue",
              show_default=True, help="How urgent it is.")  # fmt: skip
@click.option("--by", default="inspector", show_default=True, help="Who issues it.")
@acting
def look(desk: Desk, number: str, findings: tuple[str, ...], colour: "Colour", by: str) -> None:
    """Look at a site, and order what was found to be mended; nothing found is written down."""
    from keyflow_keyprojects.inspections import inspect  # noqa: PLC0415
    from keyflow_keyprojects.orders import reply_days  # noqa: PLC0415

    project = found(desk, "key-project", number)
    made = inspect(desk.engine, project, findings, by=actor(by, "supervision"), colour=colour)
    until = reply_days(desk.engine)
    rows = [(case.subject, case.data["what"], until.get(case.id)) for case in made]
    desk.show(desk.pick("检查", "Inspection"), ("order", "what", "reply_by"), rows)


@click.command("order-unit")
@click.argument("subject")
@click.option("--unit", required=True, help="To whom.")
@click.option("--head", help="Who heads it; else as the roster says.")
@click.option("--colour", type=click.Choice(["blue", "yellow", "red"]),
              help="Blue unless said; a unit that can only be asked gets a request.")  # fmt: skip
@click.option("--what", required=True, help="What is asked.")
@click.option("--by", default="inspector", show_default=True, help="Who issues it.")
@acting
def issue_to(desk: Desk, subject: str, *, unit: str, head: str | None, colour: "Colour | None",
             what: str, by: str) -> None:  # fmt: skip
    """Issue an order to a unit that is about no one project, under a number such as DB-2011-7."""
    from keyflow_keyprojects.orders import issue_to_unit  # noqa: PLC0415
    from keyflow_keyprojects.record.officecase import can_only_be_asked, head_of  # noqa: PLC0415

    asked, whom = can_only_be_asked(desk.engine, unit), head or head_of(desk.engine, unit)
    if whom is None:
        zh, en = "请用 --head 指明主要负责人", "say who heads the unit: --head"
        raise click.UsageError(desk.pick(zh, en))
    order = issue_to_unit(
        desk.engine, subject, colour or (None if asked else "blue"), what, unit=unit,
        head=whom, by=actor(by, "supervision"),
    )  # fmt: skip
    tell(desk, "order", order)


@click.command("reply-order")
@click.argument("subject")
@click.option("--text", required=True, help="What was done.")
@click.option("--evidence", multiple=True, help="A photo or a paper; again for each.")
@click.option("--by", help="Who replies; else the head it names.")
@ON
@acting
def reply_to(desk: Desk, subject: str, text: str, evidence: tuple[str, ...], *, by: str | None,
             on: date | None) -> None:  # fmt: skip
    """Reply to an order, or to a request; the inspector verifies what was done."""
    from keyflow_keyprojects.orders import reply  # noqa: PLC0415

    order = _ORDER.find(desk, {"subject": subject})
    who = _HEAD.actor(desk, order, by, None)
    done = reply(
        desk.engine, order, text, by=who, evidence=evidence, occurred_at=moment(desk, on, order)
    )  # fmt: skip
    tell(desk, "order", done.case)


@click.command("ask-extension")
@click.argument("subject")
@click.option("--limit", required=True, help="How much more time, such as 3wd.")
@click.option("--why", required=True, help="The reason for it.")
@click.option("--by", help="Who asks; else the head it names.")
@acting
def ask_for_more(desk: Desk, subject: str, limit: str, why: str, by: str | None) -> None:
    """Ask for more time to reply, once and before it is over; the limit waits for the answer."""
    from keyflow_keyprojects.orders import ask_extension  # noqa: PLC0415

    order = _ORDER.find(desk, {"subject": subject})
    who = _HEAD.actor(desk, order, by, None)
    tell(desk, "order", ask_extension(desk.engine, order, limit, why, by=who).case)


@click.command("answer-extension")
@click.argument("subject")
@click.argument("answer", type=click.Choice(["agree", "refuse"]))
@click.option("--why", default="", help="Why; to refuse it takes a reason.")
@click.option("--by", default="inspector", show_default=True, help="Who issued it.")
@acting
def answer_more(desk: Desk, subject: str, answer: str, why: str, by: str) -> None:
    """Agree to more time for a reply, or refuse it."""
    from keyflow_keyprojects.orders import answer_extension  # noqa: PLC0415

    order = _ORDER.find(desk, {"subject": subject})
    done = answer_extension(
        desk.engine, order, good=answer == "agree", by=actor(by, "supervision"), comment=why
    )
    tell(desk, "order", done.case)


_HEAD = Who(field="head")
_INSPECTOR = Who("inspector", roles=("supervision",))
_DEEDS = (
    Deed("acknowledge-order", "acknowledge", _HEAD, "Sign for an order, within a working day."),
    Deed("reject-order", "reject", _INSPECTOR,
         "Reject the reply to an order; its limit begins afresh.", "must"),
    Deed("close-order", "close", _INSPECTOR,
         "Verify what was replied and close an order; not by who replied.", "may"),
    Deed("withdraw-order", "withdraw", Who("inspector", roles=("supervision", "kpmo")),
         "Withdraw an order that should not have been issued.", "must"),
)  # fmt: skip

COMMANDS = (
    show_orders, issue, look, issue_to, reply_to, ask_for_more, answer_more,
    *commands(_ORDER, _DEEDS),
)  # fmt: skip
