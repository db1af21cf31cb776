"""Who stands on the list and how (C4.6): on hold, gone on, gone, split, merged, waived."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from keyflow import Case
from keyflow.commands import Resume, Suspend, Waive
from keyflow_keyprojects.cli._deeds import DAY, Deed, Kind, Who, commands, say
from keyflow_keyprojects.cli._desk import Desk, actor, found
from keyflow_keyprojects.cli._given import NUMBERS, PART, PARTS, WHY, cases_of, money_of, parts_of
from keyflow_keyprojects.cli._options import acting

_BY = click.option("--by", default="city", show_default=True, help="Who decides it.")


@click.command("waive")
@click.argument("subject")
@click.argument("check")
@click.argument("trigger")
@WHY
@click.option("--workflow", default="key-project", show_default=True, help="Of which workflow.")
@click.option("--by", required=True, help="Who waives it.")
@click.option("--as", "role", help="In which role, such as city; a sponsor is named by the case.")
@acting
def waive(desk: Desk, subject: str, check: str, trigger: str, **told: Any) -> None:
    """Waive a check for a step of a case: `waive K003 k31-window exit --why … --by city --as city`.

    The waiver counts for that step once; why it was given stays in the history.
    """
    case = found(desk, told["workflow"], subject)
    who = actor(told["by"], *([told["role"]] if told["role"] else []))
    desk.engine.do(Waive(case.id, check, trigger, told["why"]), by=who)
    desk.say({"subject": subject, "check": check, "waived_for": trigger, "by": who.id})


@click.command("suspend")
@click.argument("number")
@click.option("--for", "reason", required=True, help="An objective reason, such as land (K25).")
@click.option("--until", "end", type=DAY, required=True, help="When it is to go on.")
@click.option("--since", type=DAY, help="Since when it stands still; else today.")
@WHY
@_BY
@acting
def suspend(desk: Desk, number: str, *, reason: str, end: date, since: date | None,
            why: str, by: str) -> None:  # fmt: skip
    """Put a project on hold: its clocks stand still, and so does all that belongs to it."""
    report = {"reason_class": reason, "since": since or desk.today, "expected_end": end}
    command = Suspend(found(desk, "key-project", number).id, why, {"suspension_report": report})
    _tell(desk, desk.engine.do(command, by=actor(by, "city")).case)


@click.command("resume")
@click.argument("number")
@click.option("--finish", type=DAY, required=True, help="The planned finish, made anew (K26).")
@click.option("--month", "months", multiple=True, metavar="AMOUNT",
              help="The plan up to each month's end, twelve times; else as it was.")  # fmt: skip
@click.option("--verified-on", type=DAY, help="When it was verified again (K21).")
@click.option("--document", default="", help="The paper that says so.")
@click.option("--why", default="", help="What is said to it.")
@_BY
@acting
def resume(desk: Desk, number: str, **told: Any) -> None:
    """Let a project go on, with its plan made anew; it may have to be verified again."""
    case = found(desk, "key-project", number)
    currency = case.data["total"].currency
    months = [money_of(desk, text, currency) for text in told["months"]]
    replan = {"made_on": desk.today, "planned_finish": told["finish"],
              "monthly_plan": months or list(case.data["monthly_plan"] or ())}  # fmt: skip
    data: dict[str, Any] = {"replan": replan}
    if told["verified_on"]:
        verified = {"verified_on": told["verified_on"], "document": told["document"]}
        data["reverification"] = verified
    command = Resume(case.id, told["why"], data)
    _tell(desk, desk.engine.do(command, by=actor(told["by"], "city")).case)


@click.command("split")
@click.argument("number")
@PART
@PARTS
@WHY
@_BY
@acting
def split(desk: Desk, number: str, *, parts: Sequence[str], parts_file: Path | None,
          why: str, by: str) -> None:  # fmt: skip
    """Split a project into others that add up to it (K27); all or nothing."""
    from keyflow_keyprojects.office import split  # noqa: PLC0415

    case = found(desk, "key-project", number)
    told = parts_of(desk, case, parts, parts_file)
    _tell(desk, *split(desk.engine, case, told, by=actor(by, "city"), comment=why))


@click.command("merge")
@NUMBERS
@click.option("--into", "number", required=True, help="The number of what they become.")
@click.option("--name-zh", required=True, help="What it is called in Chinese.")
@click.option("--name-en", default="", help="And in English.")
@click.option("--sponsor", help="One of their sponsors; else that of the first.")
@click.option("--rate", help="Of different currencies: units of the first for one of the others.")
@WHY
@_BY
@acting
def merge(desk: Desk, numbers: Sequence[str], why: str, by: str, **told: Any) -> None:
    """Merge projects of one list under the first (K28); all or nothing."""
    from keyflow_keyprojects.office import merge  # noqa: PLC0415

    cases = cases_of(desk, numbers)
    into = merged_into(cases, told)
    _tell(desk, *merge(desk.engine, cases, into, by=actor(by, "city"), comment=why))


def merged_into(cases: Sequence[Case], told: dict[str, Any]) -> dict[str, Any]:
    """Return what a merger says of the project that several become."""
    into = {name: told[name] for name in ("number", "name_zh", "name_en")}
    into["sponsor"] = told["sponsor"] or cases[0].data["sponsor"]
    return into | ({"rate": told["rate"]} if told["rate"] else {})


def _tell(desk: Desk, *cases: Case) -> None:
    if len(cases) == 1 and not desk.as_json:
        (case,) = cases
        desk.say({"project": case.subject, "state": desk.state(case),
                  "standing": desk.word(case.standing)})  # fmt: skip
        return
    rows = [(case.subject, desk.state(case), desk.word(case.standing), case.data["total"],
             case.data["year_plan"]) for case in cases]  # fmt: skip
    columns = ("number", "state", "standing", "total", "year_plan")
    desk.show(desk.pick("项目", "Projects"), columns, rows)


_CITY = Who("city", roles=("city",))
_DEEDS = (
    Deed("exit", "exit", _CITY, "Let a project leave the list; it goes on without it.", "must"),
    Deed(
        "cancel",
        "cancel",
        _CITY,
        "Cancel a project: what is open about it is void.",
        "must",
        (
            say(
                "--land", "settled_land", help="What becomes of its land, where some is contracted."
            ),
            say("--funds", "settled_funds", help="What becomes of the money that is in place."),
        ),
    ),
    Deed("drop", "drop", _CITY, "Take a project off the preliminary list.", "must"),
)
COMMANDS = (waive, suspend, resume, split, merge,
            *commands(Kind("key-project", "project", ("number",), "{number}"), _DEEDS))  # fmt: skip
