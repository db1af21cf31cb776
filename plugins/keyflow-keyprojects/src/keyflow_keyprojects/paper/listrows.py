"""From the rows of a list's workbook to projects as `adopt_list` takes them, and back."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from keyflow_keyprojects.items.paperwork import LARGE, needed, outstanding
from keyflow_keyprojects.paper.columns import Column
from keyflow_keyprojects.paper.listcolumns import LIST_SHEETS, MONTHS, PROJECTS
from keyflow_keyprojects.paper.listrules import year_of
from keyflow_keyprojects.paper.sheets import Found, Row
from keyflow_keyprojects.rules import schedule
from keyflow_keyprojects.rules.sums import amount_of, money
from keyflow_keyprojects.settings import DEFAULTS

BENEFITS = ("sales", "profit", "tax")
_ELSEWHERE = {*BENEFITS, "jobs", "currency"}
_NOTHING = Decimal(0)
ProjectData = dict[str, Any]


def projects_of(found: Mapping[str, Found]) -> list[ProjectData]:
    """Return the projects of a workbook without problems, in the order of its rows."""
    beside = {
        name: {number: list(rows) for number, rows in _by_number(sheet.rows)}
        for name, sheet in found.items()
        if name != "projects"
    }
    return [
        _project(row, {name: rows.get(row["number"], []) for name, rows in beside.items()})
        for row in found["projects"].rows
    ]


def readable(found: Mapping[str, Found]) -> dict[str, Found]:
    """Return the sheets with only those rows that can be made a project of, or a part of one.

    Those lack nothing they must say; and a project stands in one row, and is of the list's year.
    """
    year = year_of(found)
    times = Counter(row["number"] for row in found["projects"].rows)
    kept = {
        name: [
            row
            for row in sheet.rows
            if all(row[column.field] is not None for column in needed_columns(name))
        ]
        for name, sheet in found.items()
    }
    kept["projects"] = [
        row
        for row in kept["projects"]
        if times[row["number"]] == 1 and row["list_year"] == year and _enters(row)
    ]
    return {name: replace(sheet, rows=kept[name]) for name, sheet in found.items()}


def needed_columns(name: str) -> list[Column]:
    """Return the columns of a sheet that must be filled in."""
    return [column for column in LIST_SHEETS[name].columns if column.required]


def _enters(row: Row) -> bool:
    """Tell whether a key project says in which stage it is listed."""
    return row["list"] != "key" or row["entry_stage"] is not None


def _by_number(rows: Iterable[Row]) -> Iterator[tuple[str, Iterator[Row]]]:
    """Group rows by project; those of one project keep their order."""
    return groupby(sorted(rows, key=lambda row: str(row["number"])), key=lambda row: row["number"])


def _project(row: Row, beside: Mapping[str, list[Row]]) -> ProjectData:
    currency = row["currency"]
    project: ProjectData = {
        column.field: _kept(row[column.field], column.kind, currency)
        for column in PROJECTS.columns
        if column.field not in _ELSEWHERE and row[column.field] is not None
    }
    project |= {"invested_total": project.get("invested_before"), "benefits": _benefits(row)}
    project["funds"] = [_funds(each, currency) for each in beside["funds"]]
    project["documents"] = [_document(each, "kind", "dated") for each in beside["documents"]]
    permits = [_document(each, "item", "granted_on", "expires") for each in beside["permits"]]
    project["policies"] = [_policy(each) for each in beside["policies"]]
    project["land_contract"] = next((_contract(each) for each in beside["contracts"]), None)
    project |= {"permits": permits, **_items(row, permits)}
    project |= _targets(row, beside["targets"])
    if beside["milestones"]:
        project["milestones"] = [_milestone(each) for each in beside["milestones"]]
    return {name: value for name, value in project.items() if value not in (None, [], {})}


def _kept(value: Any, kind: str, currency: str) -> Any:
    """Return a value as a case's data keep it."""
    if kind == "money":
        return money(value, currency)
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else value


def _benefits(row: Row) -> ProjectData:
    found = {name: money(row[name], "CNY") for name in BENEFITS if row[name] is not None}
    return found | ({"jobs": row["jobs"]} if row["jobs"] is not None else {})


def _funds(row: Row, currency: str) -> ProjectData:
    in_place = row["in_place"] or _NOTHING
    return {
        "source": row["source"],
        "amount": money(row["amount"], currency),
        "in_place": money(in_place, currency),
    }


def _document(row: Row, kind: str, *days: str) -> ProjectData:
    dated = {day: _kept(row[day], "date", "") for day in days}
    return {kind: row[kind], "number": row["document"], **dated}


def _policy(row: Row) -> ProjectData:
    told = {name: row[name] for name in ("policy", "version", "met", "document")}
    return {name: value for name, value in told.items() if value is not None}


def _contract(row: Row) -> ProjectData:
    told = {name: _kept(row[name], "", "") for name in ("signed_on", "start_by", "area_ha", "site")}
    price = None if row["price"] is None else money(row["price"], "CNY")
    told |= {"number": row["document"], "price": price}
    return {name: value for name, value in told.items() if value is not None}


def _milestone(row: Row) -> ProjectData:
    return {name: _kept(row[name], "", "") for name in ("step", "zh", "en", "due", "weight")}


def _items(row: Row, permits: list[ProjectData]) -> ProjectData:
    """Return the items that are still needed by the catalogue, for a class and size of project."""
    group, total = row["sector_class"], row["total"]
    if group is None or total is None:
        return {}
    worth = total * DEFAULTS.plan_rate if row["currency"] == "USD" else total
    codes = needed(group, row["funding"], large=worth >= LARGE)
    return dict(outstanding(codes, permits))


def _targets(row: Row, steps: list[Row]) -> ProjectData:
    if not steps:
        return {}
    currency = row["currency"]
    names = list(dict.fromkeys(step["stage"] for step in steps))
    stages = [_stage([s for s in steps if s["stage"] == name], currency) for name in names]
    whole = sum((amount_of(stage["amount"]) for stage in stages), _NOTHING)
    tree = {"year": row["list_year"], "amount": money(whole, currency), "stages": stages}
    months = [sum((step[month] or _NOTHING for step in steps), _NOTHING) for month in MONTHS]
    return {
        "targets": tree,
        "monthly_plan": schedule.cumulative(months, currency),
        "milestones": schedule.milestones(tree),
    }


def _stage(rows: Sequence[Row], currency: str) -> ProjectData:
    steps = [_step(row, currency) for row in rows]
    given = next((row["stage_amount"] for row in rows if row["stage_amount"] is not None), None)
    amount = (
        sum((amount_of(step["amount"]) for step in steps), _NOTHING) if given is None else given
    )
    helping = next((row["cooperating"] for row in rows if row["cooperating"]), "").split()
    return {
        "stage": rows[0]["stage"],
        "start": _kept(next((row["start"] for row in rows if row["start"]), None), "date", ""),
        "due": max(row["due"] for row in rows).isoformat(),
        "amount": money(amount, currency),
        "steps": steps,
        "accountable": next((row["accountable"] for row in rows if row["accountable"]), None),
        **({"cooperating": helping} if helping else {}),
    }


def _step(row: Row, currency: str) -> ProjectData:
    months = {month: row[month] for month in MONTHS if row[month] is not None}
    amount = sum(months.values(), _NOTHING) if row["amount"] is None else row["amount"]
    return {
        "step": row["step"],
        "zh": row["zh"],
        "en": row["en"],
        "due": row["due"].isoformat(),
        "amount": money(amount, currency),
        "months": {month: money(part, currency) for month, part in months.items()},
    }


# and back


def rows_of(projects: Iterable[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a list's sheets for projects as they are adopted."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in LIST_SHEETS}
    for project in projects:
        number, currency = project["number"], (project.get("total") or {}).get("currency", "CNY")
        first = {column.field: _shown(project.get(column.field)) for column in PROJECTS.columns}
        gains = {name: _shown(value) for name, value in (project.get("benefits") or {}).items()}
        rows["projects"].append(first | gains | {"currency": currency})
        for name in ("funds", "documents", "permits"):
            rows[name] += [_beside(number, record) for record in project.get(name) or ()]
        rows["policies"] += [
            record | {"number": number} for record in project.get("policies") or ()
        ]
        if project.get("land_contract"):
            rows["contracts"].append(_beside(number, project["land_contract"]))
        rows["targets"] += _steps(number, project.get("targets"))
        if not project.get("targets"):
            rows["milestones"] += [_beside(number, m) for m in project.get("milestones") or ()]
    return rows


def _beside(number: str, record: Mapping[str, Any]) -> dict[str, Any]:
    shown = {name: _shown(value) for name, value in record.items()}
    return shown | {"document": record.get("number"), "number": number}


def _steps(number: str, tree: Mapping[str, Any] | None) -> Iterator[dict[str, Any]]:
    for stage in (tree or {}).get("stages") or ():
        own = {name: _shown(stage[name]) for name in ("stage", "start", "accountable")}
        own |= {"number": number, "stage_amount": _shown(stage["amount"])}
        own["cooperating"] = "\n".join(stage.get("cooperating") or ()) or None
        for step in stage["steps"]:
            months = {month: _shown(part) for month, part in step["months"].items()}
            shown = {name: _shown(value) for name, value in step.items() if name != "months"}
            yield own | shown | months


def _shown(value: Any) -> Any:
    """Return a value as a cell shows it."""
    if isinstance(value, Mapping) and "amount" in value:
        return amount_of(dict(value))
    return value
