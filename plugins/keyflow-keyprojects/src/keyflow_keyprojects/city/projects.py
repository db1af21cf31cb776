"""The notice's two lists, made up deterministically: an ILLUSTRATION whose sums are the real ones.

The notice of 2011 publishes totals only. Every project, firm, person and place here is invented;
the lists add up to the published totals to the cent.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from keyflow_keyprojects.city.people import leaders, offices
from keyflow_keyprojects.city.sketches import (
    MILLION,
    TEN_THOUSAND,
    Sketch,
    key_sketches,
    key_totals,
    preliminary_sketches,
    preliminary_totals,
    year_plans,
    yearly_benefits,
)
from keyflow_keyprojects.dates import add_months
from keyflow_keyprojects.items.paperwork import LARGE, needed, outstanding, permits
from keyflow_keyprojects.rules import schedule
from keyflow_keyprojects.rules.sums import money, split
from keyflow_keyprojects.settings import DEFAULTS

ProjectData = dict[str, Any]

ILLUSTRATIVE = {
    "zh": "示例数据：项目、企业和人员均为虚构，只有合计数与公布数一致。",
    "en": "Illustrative: projects, firms and people are invented; only the totals are real.",
}

REGION = "379901"  # shaped like a county's code, and nobody's
FUNDED = 35  # per cent in place at least, but for the new projects that `short_of_funds` names
SHORT = 22
_STARTS = {"approval": 8, "planning": 5, "construction": 3}


def key_projects(year: int = 2011) -> list[ProjectData]:
    """Return the 60 key projects of the illustration, K001 to K050 domestic, the rest foreign."""
    sketches = key_sketches(year)
    totals = key_totals(sketches)
    plans = year_plans(sketches, totals)
    benefits = yearly_benefits(sketches, totals)
    return [
        _common(sketch, year, total) | _key(sketch, year, total, plan, gain)
        for sketch, total, plan, gain in zip(sketches, totals, plans, benefits, strict=True)
    ]


def preliminary_projects(year: int = 2011) -> list[ProjectData]:
    """Return the 38 preliminary projects of the illustration, P001 to P038; no year plan yet."""
    sketches = preliminary_sketches(year)
    totals = preliminary_totals(sketches)
    return [
        _common(sketch, year, total) | _preliminary(sketch, year, total)
        for sketch, total in zip(sketches, totals, strict=True)
    ]


def _common(sketch: Sketch, year: int, total: Decimal) -> ProjectData:
    land = sketch.cny(total) / (sketch.intensity * MILLION)
    return {
        "number": sketch.number,
        "list_year": year,
        "kind": sketch.kind,
        "funding": sketch.funding,
        "name_zh": f"{sketch.firm[0]}{sketch.product[0]}项目",
        "name_en": f"{sketch.firm[1]} {sketch.product[1]}",
        "sector": sketch.sector.id,
        "sector_zh": sketch.sector.zh,
        "sector_en": sketch.sector.en,
        "sector_class": sketch.sector.group,
        "land_ha": f"{land:.2f}",
        "entry_stage": sketch.entry,
        "total": money(total, sketch.currency),
        "documents": _documents(sketch, year),
        "policies": [
            {"policy": "land", "version": "2010", "met": True},
            {"policy": "industry", "version": "2005", "met": True},
        ],
        **_place_and_people(sketch),
        **_dates(sketch, year),
        **_papers(sketch, year, total),
    }


def _place_and_people(sketch: Sketch) -> ProjectData:
    town, bureau = offices()[sketch.town], offices()[sketch.sector.bureau]
    unit = bureau if sketch.sector.group == "infrastructure" else town
    plot, first = sketch.serial % 9 + 1, sketch.serial % 2
    return {
        "site_zh": f"{town.zh}产业园{plot}号地块",
        "site_en": f"Plot {plot}, {town.en} industrial park",
        "owner_zh": sketch.firm[0] + sketch.sector.firm_zh,
        "owner_en": f"{sketch.firm[1]} {sketch.sector.firm_en}",
        "owner_contact": f"owner-{sketch.number.lower()}",
        "town": town.id,
        "unit": unit.id,
        "unit_zh": unit.zh,
        "unit_en": unit.en,
        "head": unit.head.id,
        "department": bureau.id,
        "department_zh": bureau.zh,
        "department_en": bureau.en,
        "dispatcher": bureau.dispatchers[first].id,
        "substitute": bureau.dispatchers[1 - first].id,
    }


def _documents(sketch: Sketch, year: int) -> list[ProjectData]:
    return [
        {"kind": kind, "number": f"{sketch.number}-{n}", "dated": f"{year - 1}-12-{10 + n}"}
        for n, kind in enumerate(DEFAULTS.nomination_documents, start=1)
    ]


def _dates(sketch: Sketch, year: int) -> ProjectData:
    starts = {
        "new": date(year, _STARTS[sketch.entry], 20),
        "preliminary": date(year + 1, 3, 20),
    }
    start = starts.get(sketch.kind, date(year - 2, 6, 15))
    finish = date(year, 9, 30)
    if sketch.kind != "finishing":
        finish = date(year + 1 + sketch.serial % 2, 10, 31)
    return {
        "planned_start": start.isoformat(),
        "planned_finish": finish.isoformat(),
        "planned_production": add_months(finish, 3).isoformat(),
    }


def _papers(sketch: Sketch, year: int, total: Decimal) -> ProjectData:
    large = sketch.cny(total) >= LARGE
    codes = needed(sketch.sector.group, sketch.funding, large=large)
    last = date(year - 1, 12, 24) if sketch.papers != "finishing" else date(year - 2, 5, 20)
    held = permits(codes, sketch.papers, last)
    return {"permits": held, **outstanding(codes, held)}


def _key(
    sketch: Sketch, year: int, total: Decimal, plan: Decimal, benefits: Mapping[str, Any]
) -> ProjectData:
    rest, currency = total - plan, sketch.currency
    before = {"new": Decimal(0), "finishing": rest}.get(
        sketch.kind, rest * sketch.progress / 100 // TEN_THOUSAND * TEN_THOUSAND
    )
    return {
        "list": "key",
        "code": project_code(sketch, year),
        "sponsor": leaders()[sketch.serial % len(leaders())].id,
        "year_plan": money(plan, currency),
        "invested_before": money(before, currency),
        "invested_total": money(before, currency),
        "funds": _funds(sketch, total, before),
        "benefits": dict(benefits),
        **_targets(sketch, year, plan),
        **(building_firms(sketch.number) if sketch.papers == "finishing" else {}),
    }


def _targets(sketch: Sketch, year: int, plan: Decimal) -> ProjectData:
    spans = schedule.SPANS[sketch.schedule]
    months = split(plan, schedule.month_weights(spans), Decimal(1))
    unit = _place_and_people(sketch)["unit"]
    tree = schedule.target_tree(year, spans, months, unit, sketch.currency)
    return {
        "monthly_plan": schedule.cumulative(months, sketch.currency),
        "targets": tree,
        "milestones": schedule.milestones(tree),
    }


def _funds(sketch: Sketch, total: Decimal, before: Decimal) -> list[ProjectData]:
    source = {"infrastructure": "public"}.get(sketch.sector.group, "own")
    names = ("foreign" if sketch.funding == "foreign" else source, "loan")
    amounts = split(total, (40, 60), TEN_THOUSAND)
    share = SHORT if short_of_funds(sketch.number, sketch.kind) else FUNDED
    in_place = max(total * share / 100, before)
    parts = split(in_place, (50, 50), Decimal(1))
    return [
        {
            "source": name,
            "amount": money(amount, sketch.currency),
            "in_place": money(part, sketch.currency),
        }
        for name, amount, part in zip(names, amounts, parts, strict=True)
    ]


def short_of_funds(number: str, kind: str) -> bool:
    """Tell whether a project is one of the new ones with too little money: numbers like K009."""
    return kind == "new" and number[-1] in "39"


def _preliminary(sketch: Sketch, year: int, total: Decimal) -> ProjectData:
    steps = schedule.PRELIMINARY_STEPS
    return {
        "list": "preliminary",
        "invested_before": money(Decimal(0), sketch.currency),
        "invested_total": money(Decimal(0), sketch.currency),
        "benefits": {
            "sales": money(total * 3 / 2, "CNY"),
            "profit": money(total * 6 / 100, "CNY"),
            "tax": money(total * 5 / 100, "CNY"),
            "jobs": 20 + int(total / MILLION) // 3,
        },
        "milestones": [
            {"step": step, "zh": zh, "en": en, "due": f"{year}-{due}", "weight": weight}
            for step, zh, en, due, weight in steps
        ],
    }


def building_firms(number: str) -> ProjectData:
    """Return the contractor and the supervising firm of a project, for when they are named."""
    return {
        "contractor": f"临澜第{int(number[1:]) % 4 + 1}建筑工程公司",
        "supervision_firm": f"临澜第{int(number[1:]) % 3 + 1}工程监理公司",
    }


def project_code(sketch: Sketch, year: int) -> str:
    """Return an illustrative project code of the national shape, YYMM-RRRRRR-DD-TT-NNNNNC.

    The last character stands where the check character does; its real algorithm is not public.
    """
    issued = f"{(year - 1) % 100:02}12" if sketch.kind == "new" else f"{(year - 2) % 100:02}02"
    kind = {"infrastructure": "01"}.get(sketch.sector.group, "02")
    body = f"{issued}-{REGION}-04-{kind}-{sketch.serial:05}"
    weighed = sum(n * int(digit) for n, digit in enumerate(body.replace("-", ""), start=1))
    return body + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[weighed % 26]
