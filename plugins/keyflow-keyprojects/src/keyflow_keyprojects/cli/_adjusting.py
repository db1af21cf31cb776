"""The lines of an adjustment, from what a command line says of projects."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from keyflow_keyprojects.cli._desk import Desk, found
from keyflow_keyprojects.cli._given import Json, cases_of, money_of, parts_of

if TYPE_CHECKING:
    from keyflow_keyprojects.fx import FxRate

_DAYS = {name: f"planned_{name}" for name in ("start", "finish", "production")}
_MOVES = ("add", "remove", "promote", "demote")


def lines_of(desk: Desk, asked: dict[str, Any], reason: str) -> list[Json]:
    """Return the lines of what was asked for; all that is planned anew of a project is one line."""
    return [
        *_moves(desk, asked, reason),
        *_plans(desk, asked, reason),
        *_splits(desk, asked["split"], reason),
        *(_merger(desk, file, reason) for file in asked["merge"]),
    ]


def _moves(desk: Desk, asked: dict[str, Any], reason: str) -> Iterator[Json]:
    from keyflow_keyprojects import adjustments  # noqa: PLC0415 - takes half a second

    for op in _MOVES:
        for number in asked[op]:
            yield getattr(adjustments, op)(found(desk, "key-project", number), reason)


def _plans(desk: Desk, asked: dict[str, Any], reason: str) -> Iterator[Json]:
    from keyflow_keyprojects import adjustments  # noqa: PLC0415 - takes half a second

    plans: dict[str, dict[str, Any]] = defaultdict(dict)
    for name in ("year_plan", "total"):
        for number, text in asked[name]:
            plans[number][name] = text
    days = {number: dict[str, date]() for number, *_ in asked["redate"]}
    for number, what, day in asked["redate"]:
        days[number] |= _day(desk, what, day)
    for number in dict.fromkeys([*plans, *days]):
        case, moved = found(desk, "key-project", number), days.get(number, {})
        currency = case.data["total"].currency
        planned: dict[str, Any] = {
            name: money_of(desk, text, currency) for name, text in plans[number].items()
        }
        line: Any = adjustments.reamount if planned else adjustments.redate
        yield line(case, reason, **planned, **moved)


def _day(desk: Desk, what: str, day: str) -> dict[str, date]:
    try:
        return {_DAYS[what.removeprefix("planned_")]: date.fromisoformat(day)}
    except (KeyError, ValueError):
        words = f"{what} {day}"
        zh = f"{words!r} 应为 start、finish 或 production 和日期"
        en = f"{words!r} is not start, finish or production with a day"
        raise click.UsageError(desk.pick(zh, en)) from None


def _splits(desk: Desk, asked: Sequence[tuple[str, str]], reason: str) -> Iterator[Json]:
    from keyflow_keyprojects import adjustments  # noqa: PLC0415 - takes half a second

    for number, file in asked:
        case = found(desk, "key-project", number)
        yield adjustments.split(case, parts_of(desk, case, (), Path(file)), reason)


def _merger(desk: Desk, file: Path, reason: str) -> Json:
    from keyflow.loading.reading import read  # noqa: PLC0415 - only where there is a file
    from keyflow_keyprojects import adjustments  # noqa: PLC0415 - takes half a second

    told = read(file).data
    members = cases_of(desk, told.pop("members", None) or ())
    if not members or not told.get("number"):
        zh, en = f"{file} 须写明 members 和 number", f"{file} must say members and number"
        raise click.UsageError(desk.pick(zh, en))
    into = {"name_en": "", "sponsor": members[0].data["sponsor"], **told}
    return adjustments.merge(members, into, reason)


def rate_of(desk: Desk, given: str | None, on: date) -> "FxRate | None":
    """Return another plan rate from a day on; None where none is given."""
    from keyflow_keyprojects.fx import PLAN_RATE  # noqa: PLC0415 - takes half a second

    if given is None:
        return None
    try:
        return replace(PLAN_RATE, rate=Decimal(given), on=on, source="asked for")
    except (InvalidOperation, ValueError):
        zh, en = f"{given!r} 不是汇率", f"{given!r} is no rate"
        raise click.BadParameter(desk.pick(zh, en), param_hint="--rate") from None
