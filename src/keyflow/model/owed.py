"""`Owed`: what an approval leaves owing, as it comes in from outside."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from keyflow.errors import InputError
from keyflow.model import limits
from keyflow.model.values import instant, is_blank, prose, somebody

# A day after the last one could not be said.
_LATEST = date(9999, 12, 30)


class Owed(NamedTuple):
    """Something an approval leaves owing: what, by when, and what it keeps shut until then.

    `blocks` names the trigger, state or stage that stays shut while it is owed, one of a case above
    with its workflow (`project.begin`); without one the decision is reopened when `due` has passed.
    `by` is who hands it in, else the initiator does.
    """

    what: str
    due: date | datetime
    blocks: str = ""
    by: str | None = None


def owed_of(items: Any) -> tuple[Owed, ...]:
    """Return what is owed in one form, instants in UTC; raises `InputError` naming the place."""
    if isinstance(items, str | Owed | Mapping) or not isinstance(items, Iterable):
        raise InputError("owed", "must be a list of Owed(what, due)")
    found = list(items)
    if len(found) > limits.VOTERS:
        raise InputError("owed", f"holds {len(found)} items; at most {limits.VOTERS} are allowed")
    return tuple(_one(item, f"owed[{number}]") for number, item in enumerate(found))


def _one(item: Any, where: str) -> Owed:
    if not isinstance(item, Owed):
        raise InputError(where, f"must be an Owed(what, due), not {type(item).__name__}")
    if is_blank(prose(item.what, f"{where}.what", limits.ID)):
        raise InputError(f"{where}.what", "must not be empty")
    prose(item.blocks, f"{where}.blocks", limits.ID)
    if item.by is not None:
        somebody(item.by, f"{where}.by")
    return item._replace(due=_due(item.due, f"{where}.due"))


def _due(due: Any, where: str) -> date | datetime:
    if isinstance(due, datetime):
        return instant(due, where)
    if not isinstance(due, date):
        raise InputError(where, f"must be a date or an instant, not {type(due).__name__}")
    if due > _LATEST:
        raise InputError(where, "is too far ahead; the last day is 9999-12-30")
    return due
