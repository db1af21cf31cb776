"""`Entry`: one line of the directory kept in the store, and the `Scope` it is limited to."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from keyflow.model.case import Case
from keyflow.model.money import Money

EntryKind = Literal["role", "superior", "head", "substitute"]


@dataclass(frozen=True, slots=True)
class Scope:
    """The cases an entry is for; by default all.

    `unit` means cases whose data field `field` is or holds that unit, `case` one case and its
    descendants. `workflows` and `stages` (or states) are names; empty means any. `up_to` bounds
    what the case's `amount_field` holds: a `Money` that of its currency, a number that of an
    integer or decimal, or of money of whatever currency. A case without the field, or with none in
    it, is not covered. `chain` lets a substitute's own substitutes stand in as well.
    """

    unit: str | None = None
    field: str | None = None
    case: str | None = None
    workflows: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    amount_field: str | None = None
    up_to: Money | Decimal | None = None
    chain: bool = False

    def covers(self, case: Case) -> bool:
        """Tell whether a case is among those meant."""
        return (
            self.case in {None, case.id, case.root}
            and (not self.workflows or case.workflow in self.workflows)
            and (not self.stages or not {case.stage, case.state}.isdisjoint(self.stages))
            and (self.unit is None or self._in_unit(case))
            and (self.up_to is None or self._affords(case))
        )

    def _in_unit(self, case: Case) -> bool:
        value = case.data.get(self.field or "")
        return value == self.unit or (isinstance(value, tuple) and self.unit in value)

    def _affords(self, case: Case) -> bool:
        value = case.data.get(self.amount_field or "")
        if isinstance(value, Money):
            limit = self.up_to
            if not isinstance(limit, Money):
                return limit is not None and value.amount <= limit
            return value.currency == limit.currency and value.amount <= limit.amount
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return False
        return isinstance(self.up_to, Decimal) and value <= self.up_to

    def plain(self) -> dict[str, Any]:
        """Return it as JSON, without what is as by default."""
        found = {item.name: getattr(self, item.name) for item in fields(self)}
        found = {name: value for name, value in found.items() if value not in (None, (), False)}
        if self.up_to is not None:
            found["up_to"] = str(self.up_to)
        return found


def read_scope(plain: Mapping[str, Any]) -> Scope:
    """Read what `Scope.plain` returned."""
    made = dict(plain)
    for name in made.keys() & {"workflows", "stages"}:
        made[name] = tuple(made[name])
    if "up_to" in made:
        amount, _, currency = made["up_to"].partition(" ")
        number = Decimal(amount)
        made["up_to"] = Money(number, currency) if currency else number
    return Scope(**made)


EVERYWHERE = Scope()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the directory, true from `since` until just before `until` (None: for ever).

    `what` is the role that `person` holds, their superior, the unit they are the head of, or who
    stands in for them. `recorded` is when it was entered and `recorded_by` by whom; `closed` and
    `closed_by` tell the same of its latest `until`, where that was set afterwards. `n` is its
    number: a line is never taken out.
    """

    n: int
    kind: EntryKind
    person: str
    what: str
    since: datetime
    until: datetime | None
    scope: Scope
    recorded: datetime
    recorded_by: str | None = None
    closed: datetime | None = None
    closed_by: str | None = None

    def holds(self, at: datetime) -> bool:
        """Tell whether it is true at an instant."""
        return self.since <= at and (self.until is None or at < self.until)
