"""C4.0, K31 and N21: what a list holds, what it comes to, and when and how it may be changed.

A row is what a list keeps of a project, in the form a case stores: `number`, `funding`, `total`,
`year_plan` and so on. On a page it has `since` and maybe `until`, the versions it stood in.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from keyflow_keyprojects.dates import add_months
from keyflow_keyprojects.rules.reasons import Reason, Sentences

reason = Sentences(
    {
        "list-twice": ("{number} stands on the list twice.", "{number} 在名单中重复。"),
        "list-stands-already": ("{number} is on the list already.", "{number} 已在名单中。"),
        "list-not-on-it": ("{number} is not on the list.", "{number} 不在名单中。"),
        "list-misstated": (
            "The change misstates {field} of {number}: the list has {have}.",
            "调整方案中 {number} 的 {field} 有误，名单所列为 {have}。",
        ),
        "list-incomplete": (
            "The list holds {count} projects, not the {expected} that were decided.",
            "名单现有 {count} 个项目，与审定的 {expected} 个不符。",
        ),
        "list-astray": (
            "The list's {what} is {have}, not {stated}.",
            "名单 {what} 为 {have}，与方案所列 {stated} 不符。",
        ),
        "list-not-kept": ("No {kind} list of {year} is kept.", "没有 {year} 年 {kind} 名单。"),
        "list-in-force": (
            "The list {list} is in force with {count} projects and takes no more.",
            "名单 {list} 已印发执行（{count} 个项目），不再直接编入项目。",
        ),
        "term-unknown": (
            "{term} is no figure of a headline; they are: {terms}.",
            "合计数中没有 {term} 一项；可用：{terms}。",
        ),
        "headline-corrected": (
            "{term} was published as {before}; to correct it to {after}, say why.",
            "{term} 已公布为 {before}；改为 {after} 须说明理由。",
        ),
        "headline-differs": (
            "{term} as published is {published}, of the members {computed}.",
            "{term} 公布数为 {published}，按成员汇总为 {computed}。",
        ),
        "window-closed": (
            "The list is adjusted in months {windows}, not in month {month}.",
            "名单仅在 {windows} 月调整，{month} 月不予调整。",
        ),
        "effective-not-first": (
            "A change takes effect on the first of a month, not on {effective}.",
            "调整应自某月一日起生效，而不是 {effective}。",
        ),
        "effective-too-late": (
            "A change takes effect on {last} at the latest, not on {effective}.",
            "调整最迟自 {last} 起生效，而不是 {effective}。",
        ),
        "effective-before-latest": (
            "The list's latest version takes effect on {latest}; a change cannot on {effective}.",
            "名单最新版本自 {latest} 起生效，后续调整不得早于该日（{effective}）。",
        ),
        "effective-too-early": (
            "A change takes effect on {first} at the earliest, not on {effective}.",
            "调整最早自 {first} 起生效，而不是 {effective}。",
        ),
    }
)

Row = Mapping[str, Any]
Line = Mapping[str, Any]
KEPT = ("number", "funding", "total", "year_plan", "invested_before", "sales", "profit", "tax")
PROVEN = ("total", "year_plan")


def row_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row of a project's data, in the form a case stores them."""
    known = {**(data.get("benefits") or {}), **data}
    return {name: known[name] for name in KEPT if known.get(name) is not None}


def standing(rows: Iterable[Row], version: int | None = None) -> list[Row]:
    """Return the rows that stand in a version, by default the latest."""
    if version is None:
        return [row for row in rows if row.get("until") is None]
    return [
        row
        for row in rows
        if row["since"] <= version and (row.get("until") is None or version < row["until"])
    ]


def sums(rows: Iterable[Row]) -> dict[str, Any]:
    """Return what rows come to: their count, and totals and year plans by currency, exact."""
    count, by = 0, {field: dict[str, Decimal]() for field in PROVEN}
    for row in rows:
        count += 1
        for field in PROVEN:
            if (amount := row.get(field)) is not None:
                have = by[field].get(amount["currency"], Decimal(0))
                by[field][amount["currency"]] = have + Decimal(amount["amount"])
    return {"count": count, **by}


def moved(holds: Mapping[str, Any], before: Iterable[Row], after: Iterable[Row]) -> dict[str, Any]:
    """Return what a list comes to that held so much, when some rows go and others come."""
    gone, come = sums(before), sums(after)
    return {"count": holds["count"] - gone["count"] + come["count"]} | {
        field: {
            currency: _of(holds, field, currency) - _of(gone, field, currency)
            + _of(come, field, currency)
            for currency in sorted({*holds[field], *gone[field], *come[field]})
        }
        for field in PROVEN
    }  # fmt: skip


def _of(holds: Mapping[str, Any], field: str, currency: str) -> Decimal:
    return Decimal(holds[field].get(currency) or 0)


def repeated(rows: Sequence[Row]) -> list[Reason]:
    """N21: a project stands on a list once."""
    seen: dict[str, int] = {}
    for row in rows:
        seen[row["number"]] = seen.get(row["number"], 0) + 1
    return [reason("list-twice", number=number) for number, times in seen.items() if times > 1]


def change(held: Mapping[str, Row], lines: Sequence[Line]) -> list[Reason]:
    """N21: what leaves the list is on it as stated, and what comes is not.

    `held` is what it holds by number; a line has `before` or `after`, rows, or both.
    """
    numbers, reasons = set(held), []
    for line in lines:
        before, after = line.get("before"), line.get("after")
        if before is not None:
            reasons += _leaves(held, numbers, before)
            numbers.discard(before["number"])
        if after is not None and after["number"] in numbers:
            reasons.append(reason("list-stands-already", number=after["number"]))
        elif after is not None:
            numbers.add(after["number"])
    return reasons


def _leaves(held: Mapping[str, Row], numbers: set[str], before: Row) -> list[Reason]:
    number = before["number"]
    if number not in numbers:
        return [reason("list-not-on-it", number=number)]
    row = held.get(number)
    if row is None or set(before) == {"number"}:
        return []  # it came with an earlier line; or what the list says of it is taken
    return [
        reason("list-misstated", number=number, field=field, have=shown(row.get(field)))
        for field in PROVEN
        if not same(row.get(field), before.get(field))
    ]


def same(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> bool:
    """Tell whether two amounts in stored form are the same money."""
    if one is None or other is None:
        return one is other
    equal: bool = Decimal(one["amount"]) == Decimal(other["amount"])
    return equal and one["currency"] == other["currency"]


def shown(amount: Mapping[str, Any] | None) -> str:
    """Return an amount in stored form as people read it, - for none."""
    return "-" if amount is None else f"{amount['amount']} {amount['currency']}"


def holds(have: Mapping[str, Any], stated: Mapping[str, Any]) -> list[Reason]:
    """C2: a list comes to what an adjustment says it does, exactly."""
    reasons = []
    if have["count"] != stated["count"]:
        reasons.append(
            reason("list-astray", what="count", have=have["count"], stated=stated["count"])
        )
    for field in PROVEN:
        for currency in sorted({*have[field], *stated[field]}):
            amounts = _of(have, field, currency), _of(stated, field, currency)
            if amounts[0] != amounts[1]:
                what = f"{field} {currency}"
                astray = reason("list-astray", what=what, have=amounts[0], stated=amounts[1])
                reasons.append(astray)
    return reasons


def complete(count: int, expected: int | None) -> list[Reason]:
    """N21: a list taken in piece by piece comes into force when it is whole."""
    if expected is None or count == expected:
        return []
    return [reason("list-incomplete", count=count, expected=expected)]


def unfinished(subject: str, kept: Mapping[str, Any]) -> list[Reason]:
    """N21, N24: a list in force takes projects in until it holds those that were decided.

    `kept` is its data. One that nobody has stood on yet waits for its adoption.
    """
    count: int = (kept["holds"] or {"count": 0})["count"]
    if kept["version"] == 1 and (count == 0 or count < (kept["expected"] or 0)):
        return []
    return [reason("list-in-force", list=subject, count=count)]


def corrected(
    before: Mapping[str, Decimal], after: Mapping[str, Decimal], why: str
) -> list[Reason]:
    """C0.2: a figure that was published is replaced for a reason that is given."""
    return [
        reason("headline-corrected", term=term, before=before[term], after=figure)
        for term, figure in after.items()
        if term in before and before[term] != figure and not why
    ]


def terms(given: Iterable[str], known: Sequence[str]) -> list[Reason]:
    """N21: what is published of a list are figures that a headline has."""
    shown = ", ".join(known)
    return [reason("term-unknown", term=term, terms=shown) for term in given if term not in known]


def printed(figures: Iterable[tuple[str, Decimal, str]]) -> list[Reason]:
    """D: a printed figure is what the members come to; of those that are not: term, both."""
    return [
        reason("headline-differs", term=term, published=published, computed=computed)
        for term, published, computed in figures
    ]


def kept(kinds: Iterable[str], year: int) -> list[Reason]:
    """N21: what an adjustment changes is a list that is kept; of `kinds` there is none."""
    return [reason("list-not-kept", kind=kind, year=year) for kind in kinds]


def window(day: date, windows: Sequence[int]) -> list[Reason]:
    """K31: lists are changed in certain months only."""
    if day.month in windows:
        return []
    shown = ", ".join(str(month) for month in windows)
    return [reason("window-closed", windows=shown, month=day.month)]


def effective(day: date, given: date | None, year: int | None = None) -> list[Reason]:
    """K31: a change takes effect on the first of a month after the one it was decided in.

    At the latest when the year of its list is over.
    """
    first = next_month(day)
    last = date(max(day.year, year or day.year) + 1, 1, 1)
    if given is None or given < first:
        return [reason("effective-too-early", first=first, effective=given or "-")]
    if given > last:
        return [reason("effective-too-late", last=last, effective=given)]
    return [] if given.day == 1 else [reason("effective-not-first", effective=given)]


def in_turn(latest: date | None, given: date | None) -> list[Reason]:
    """N21: the versions of a list take effect one after the other."""
    if latest is None or given is None or given >= latest:
        return []
    return [reason("effective-before-latest", effective=given, latest=latest)]


def next_month(day: date) -> date:
    """Return the first day of the month after a day's."""
    return add_months(day.replace(day=1), 1)
