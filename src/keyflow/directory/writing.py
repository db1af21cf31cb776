"""What a write to the directory means: a book and a wish in, the entries to be kept out. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from keyflow.directory.book import Book
from keyflow.errors import InputError, NotFound
from keyflow.model.directory import EVERYWHERE, Entry, EntryKind, Scope
from keyflow.model.money import Money, decimal
from keyflow.model.values import identifier, instant, is_name

Wish = Callable[[Book, datetime], list[Entry]]


@dataclass(frozen=True, slots=True)
class New:
    """An entry to be; `since` is now and `until` for ever where they are None."""

    kind: EntryKind
    person: str
    what: str
    scope: Scope = EVERYWHERE
    since: datetime | None = None
    until: datetime | None = None
    by: str | None = None

    def entry(self, book: Book, now: datetime) -> Entry:
        """Return it as the next entry of a book; raises `InputError` for a span of no time."""
        since = now if self.since is None else instant(self.since, "since")
        until = None if self.until is None else instant(self.until, "until")
        if until is not None and until <= since:
            raise InputError("until", "must be later than since")
        by = None if self.by is None else identifier(self.by, "recorded_by")
        n = book.entries[-1].n + 1 if book.entries else 1
        return Entry(n, self.kind, self.person, self.what, since, until, self.scope, now, by)


def adding(new: New) -> Wish:
    """Return the wish for one more entry; a role that is held at that time already is refused."""

    def wish(book: Book, now: datetime) -> list[Entry]:
        entry = new.entry(book, now)
        for other in book.entries:
            if other.kind == "role" and _is_same(other, entry) and _overlap(other, entry):
                held = f"since {other.since}" + (f" until {other.until}" if other.until else "")
                raise InputError("role", f"{entry.person!r} holds {entry.what} {held} already")
        return [entry]

    return wish


def _is_same(one: Entry, other: Entry) -> bool:
    return (one.kind, one.person, one.what, one.scope) == (
        other.kind, other.person, other.what, other.scope
    )  # fmt: skip


def _overlap(one: Entry, other: Entry) -> bool:
    if one.since == one.until:  # it was ended before it began
        return False
    return (one.until is None or other.since < one.until) and (
        other.until is None or one.since < other.until
    )


def replacing(new: New, about: Callable[[Entry], bool], *, vacant: bool) -> Wish:
    """Return the wish that this be so from then on, in place of what the book says `about` it.

    Where it is to be `vacant`, the rest is ended and nothing comes in its place.
    """

    def wish(book: Book, now: datetime) -> list[Entry]:
        entry = new.entry(book, now)
        over = [
            _closed(one, entry.since, now, entry.recorded_by)
            for one in book.entries
            if one.kind == new.kind and about(one) and _runs_after(one, entry.since)
        ]
        if vacant:
            return over
        if new.kind == "superior":
            _refuse_circles(book, over, entry)
        return [*over, entry]

    return wish


def _refuse_circles(book: Book, over: list[Entry], entry: Entry) -> None:
    changed = {one.n: one for one in over}
    after = Book("", [*(changed.get(one.n, one) for one in book.entries), entry])
    moments = [one.since for one in after.entries if one.kind == "superior"]
    for moment in (one for one in moments if one >= entry.since):
        if after.is_above(entry.person, entry.person, moment):
            raise InputError("superior", f"{entry.what!r} is below {entry.person!r} already")


def ending(
    meant: Callable[[Entry], bool], at: datetime | None, by: str | None, missing: str
) -> Wish:
    """Return the wish that entries end; raises `NotFound`, saying `missing`, where none is left."""

    def wish(book: Book, now: datetime) -> list[Entry]:
        moment = now if at is None else instant(at, "at")
        who = None if by is None else identifier(by, "recorded_by")
        over = [
            _closed(entry, moment, now, who)
            for entry in book.entries
            if meant(entry) and _runs_after(entry, moment)
        ]
        if not over:
            raise NotFound(missing)
        return over

    return wish


def _runs_after(entry: Entry, at: datetime) -> bool:
    return entry.until is None or at < entry.until != entry.since


def _closed(entry: Entry, at: datetime, now: datetime, by: str | None) -> Entry:
    return replace(entry, until=max(at, entry.since), closed=now, closed_by=by)


# what comes in


def role_of(value: str) -> str:
    """Return the name of a role or raise `InputError`."""
    if not isinstance(value, str) or not is_name(value):
        raise InputError("role", f"{value!r} is not the name of a role")
    return value


def unit_scope(unit: str | None, field: str, case: str | None) -> Scope:
    """Return the scope of an appointment: a unit by a data field, or one case."""
    return Scope(
        unit=None if unit is None else identifier(unit, "unit"),
        field=None if unit is None else names_of([field], "field")[0],
        case=None if case is None else identifier(case, "case"),
    )


def names_of(values: Iterable[str], field: str) -> tuple[str, ...]:
    """Return names of workflows, fields, stages or states, sorted, or raise `InputError`."""
    if isinstance(values, str):
        raise InputError(field, "must be several names, in a list or a tuple")
    found = {*values}
    for value in found:
        if not isinstance(value, str) or not all(is_name(part) for part in value.split(".")):
            raise InputError(field, f"{value!r} is not a name")
    return tuple(sorted(found))


def limit_of(
    field: str | None, up_to: Money | Decimal | int | str | None
) -> Money | Decimal | None:
    """Return the limit of a field that holds an amount; `50000 CNY` is one of money."""
    found = up_to if up_to is None or isinstance(up_to, Money) else _amount(up_to)
    if (field is None) != (found is None):
        raise InputError("up_to", "goes with amount_field, and that with it")
    return found


def _amount(up_to: Decimal | int | str) -> Money | Decimal:
    try:
        if isinstance(up_to, str) and " " in up_to.strip():
            number, _, currency = up_to.strip().partition(" ")
            return Money(decimal(number), currency.strip())
        return decimal(up_to)
    except ValueError as error:
        raise InputError("up_to", str(error)) from None
