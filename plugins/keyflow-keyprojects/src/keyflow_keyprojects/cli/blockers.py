"""What stands in the way of projects, and who has to see to it."""

from datetime import date
from typing import Any

import click

from keyflow_keyprojects.cli._deeds import DAY, ON, Deed, Kind, Who, commands, moment, tell
from keyflow_keyprojects.cli._desk import Desk, actor, ends, found
from keyflow_keyprojects.cli._options import acting, at_desk

_BLOCKER = Kind("blocker", "blocker")
_TYPES = ("land", "credit", "relocation", "equity", "permit", "utility", "planning", "approval",
          "market", "weather", "other")  # fmt: skip
# Who says at each level that it is solved; heads and sponsors are named by the blocker itself.
_VOUCHED = {1: (), 2: ("dept",), 3: (), 4: ("meeting",)}


@click.command("blockers")
@click.option("--all", "everything", is_flag=True, help="The closed ones too.")
@click.option(
    "--level", type=click.IntRange(1, 4), default=1, show_default=True, help="From this level."
)
@at_desk
def show_blockers(desk: Desk, level: int, *, everything: bool) -> None:
    """Show open blockers with their level, whose they are and until when."""
    from keyflow_keyprojects.blockers import blockers, holder  # noqa: PLC0415

    until = ends(desk, "blocker", "level", "meeting", "verification")
    columns = ("blocker", "type", "what", "opened", "state", "level", "with", "until",
               "solved_by", "justifies_until")  # fmt: skip
    rows = [
        (case.subject, desk.word(case.data["type"]), case.data["what"], case.data["opened_on"],
         desk.state(case), case.data["level"], desk.word(holder(case)), until.get(case.id),
         case.data["resolved_by"],
         case.data["justifies_until"])
        for case in blockers(desk.engine, unsolved=not everything, level=level)
    ]  # fmt: skip
    desk.show(desk.pick("制约问题", "Blockers"), columns, rows)


@click.command("raise-blocker")
@click.argument("number")
@click.option("--type", "kind", type=click.Choice(_TYPES), default="other", show_default=True,
              help="What kind it is.")  # fmt: skip
@click.option("--what", required=True, help="What stands in the way.")
@click.option("--unit", help="Whose it is, if not the project's unit's.")
@click.option("--head", help="Who heads that unit.")
@click.option("--due", type=DAY, help="Until when it is promised to be solved.")
@click.option("--justifies-until", type=DAY, help="A shortfall up to this day is laid to it.")
@click.option("--needs-land-ha", help="Hectares it takes.")
@click.option("--needs-credit", help="Money it takes, such as 50000000 or '8000000 USD'.")
@click.option("--by", default="kpmo-clerk", show_default=True, help="Who says so, for the office.")
@ON
@acting
def raise_one(desk: Desk, number: str, kind: str, what: str, by: str, **more: Any) -> None:
    """Open a blocker of a project at level 1."""
    from keyflow_keyprojects.blockers import raise_blocker  # noqa: PLC0415

    project, day = found(desk, "key-project", number), more.pop("on")
    case = raise_blocker(
        desk.engine,
        project,
        kind,
        what,
        by=actor(by, "kpmo"),
        occurred_at=moment(desk, day),
        **more,
    )
    tell(desk, "blocker", case)


@click.command("blocker")
@click.argument("subject")
@at_desk
def show_ladder(desk: Desk, subject: str) -> None:
    """Show where a blocker, such as K003/blocker/1, stood from when to when, and with whom."""
    from keyflow_keyprojects.blockers import rungs  # noqa: PLC0415
    from keyflow_keyprojects.cli._lines import titles_of  # noqa: PLC0415

    steps = rungs(desk.engine, found(desk, "blocker", subject))
    titled = desk.language == "zh" and not desk.as_json
    titles = titles_of(desk.engine, "zh") if titled else None
    columns = ("state", "level", "with", "since", "until")
    rows = [
        (titles.state("blocker", step.state) if titles else step.state, step.level,
         desk.word(step.holder), step.since, step.until)
        for step in steps
    ]  # fmt: skip
    desk.show(subject, columns, rows)


@click.command("solve-blocker")
@click.argument("subject")
@click.option("--how", required=True, help="How it was solved.")
@click.option("--by", help="Who says so; else who has it at its level.")
@ON
@acting
def solve_one(desk: Desk, subject: str, how: str, by: str | None, on: date | None) -> None:
    """Report a blocker solved, by who has it; the inspector verifies that."""
    from keyflow_keyprojects.blockers import holder, solve  # noqa: PLC0415

    case = _BLOCKER.find(desk, {"subject": subject})
    who = actor(by or holder(case) or "nobody", *_VOUCHED[case.data["level"]])
    tell(
        desk,
        "blocker",
        solve(desk.engine, case, how, by=who, occurred_at=moment(desk, on, case)).case,
    )


_VERIFIER = Who("inspector", roles=("supervision", "kpmo"))
_OFFICE = Who("kpmo-clerk", roles=("kpmo",))
_DEEDS = (
    Deed("close-blocker", "close", _VERIFIER,
         "Verify that a blocker is solved, and close it; not by who said it is.", "may"),
    Deed("reopen-blocker", "reopen", _VERIFIER,
         "Send a blocker that is not solved back to the level it had.", "must"),
    Deed("escalate-blocker", "escalate", _OFFICE,
         "Take a blocker a level up before its limit is over.", "must"),
    Deed("annul-blocker", "annul", _OFFICE, "Take a blocker back that was none.", "must"),
)  # fmt: skip

COMMANDS = (show_blockers, raise_one, show_ladder, solve_one, *commands(_BLOCKER, _DEEDS))
