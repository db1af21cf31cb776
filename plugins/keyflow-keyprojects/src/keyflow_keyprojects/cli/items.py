"""A project's approval items: applied for, accepted, reviewed, granted or denied (C4.7)."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import click

from keyflow_keyprojects.cli._deeds import DAY, ON, Kind, Who, moment, tell
from keyflow_keyprojects.cli._desk import Desk, actor, found
from keyflow_keyprojects.cli._options import acting
from keyflow_keyprojects.dates import ZONE

_ITEM = Kind("approval-item", "approval-item", ("project", "code"), "{project}/item/{code}")
_OWNER, _WINDOW = Who(field="owner"), Who(field="lead_role", roles=("func",))
_STEPS = {
    **dict.fromkeys(("submit", "resubmit", "withdraw"), _OWNER),
    **dict.fromkeys(
        ("ask_correction", "accept", "refuse", "review", "special", "end_special", "grant",
         "grant_with_commitment", "fulfil", "extend", "deny", "recall", "revoke"),
        _WINDOW,
    ),
}  # fmt: skip
_DAYS = {
    "submit": "received_on",
    "resubmit": "received_on",
    "accept": "accepted_on",
    "grant": "decided_on",
    "grant_with_commitment": "decided_on",
}


@click.command("handle-item")
@click.argument("project")
@click.argument("code")
@click.argument("step", type=click.Choice([*_STEPS]))
@click.option("--document", help="The number of the document that is granted.")
@click.option("--expires", type=DAY, help="The document's last day; else by the catalogue.")
@click.option("--commitment-due", type=DAY, help="Until when what was promised is to be there.")
@click.option("--why", default="", help="What is said to it; asked of what is not granted.")
@click.option("--by", help="Who does it; else the owner, or the department that leads.")
@ON
@acting
def handle(desk: Desk, project: str, code: str, step: str, **asked: Any) -> None:
    """Do the next step of an approval item, such as K020 EIA_REPORT accept; `items` shows them."""
    case = _ITEM.find(desk, {"project": project, "code": code})
    who = _STEPS[step].actor(desk, case, asked["by"], None)
    if _STEPS[step] is _WINDOW:
        who = actor(who.id, "func", (case.data["lead_role"] or "").lower())
    done = desk.engine.fire(
        case.id, step, by=who, data=_told(step, asked["on"] or desk.today, asked),
        comment=asked["why"], occurred_at=moment(desk, asked["on"], case),
    )  # fmt: skip
    tell(desk, "approval-item", done.case, expires=done.case.data["expires"])


def _told(step: str, day: date, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a step writes down: its day, and a document with its last day."""
    told: dict[str, Any] = {_DAYS[step]: day} if step in _DAYS else {}
    if step.startswith("grant"):
        told["document_number"] = asked["document"]
    told["expires"] = asked["expires"]
    if asked["commitment_due"]:
        told["commitment_due"] = _end_of(asked["commitment_due"])
    return {name: value for name, value in told.items() if value is not None}


def _end_of(day: date) -> datetime:
    """Return the instant at which a last day is over."""
    return datetime.combine(day + timedelta(days=1), time.min, ZONE)


@click.command("apply-anew")
@click.argument("project")
@click.argument("code")
@click.option("--by", default="kpmo-clerk", show_default=True, help="Who opens it again.")
@acting
def again(desk: Desk, project: str, code: str, by: str) -> None:
    """Open an approval item once more, as after a denial."""
    from keyflow_keyprojects.office import apply_anew  # noqa: PLC0415

    case = found(desk, "key-project", project)
    tell(desk, "approval-item", apply_anew(desk.engine, case, code, by=actor(by, "kpmo")))


COMMANDS = (handle, again)
