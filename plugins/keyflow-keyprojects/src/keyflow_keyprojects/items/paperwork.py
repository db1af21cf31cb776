"""Which approval items a project needs by its class, and which it holds when it is listed."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from keyflow_keyprojects.items.catalogue import Item, items_of, load_catalogue

# What an approval item takes over from its project: its own field, and the project's.
FROM_PROJECT = {
    "owner": "owner_contact",
    "dispatcher": "dispatcher",
    "sponsor": "sponsor",
    "head": "head",
    "project_zh": "name_zh",
    "project_en": "name_en",
}
STAGES = ("approval", "planning", "construction", "acceptance")
BUILDING_PERMIT = "CONSTRUCTION_PERMIT"
LARGE = Decimal(300_000_000)  # CNY; from here on a project's drawings count as large
_BEFORE = {
    "approval": (),
    "planning": ("approval",),
    "construction": ("approval", "planning"),
    "finishing": ("approval", "planning", "construction"),
}
_ALWAYS = {
    "PRJ_CODE", "LAND_PREREVIEW", "LAND_SUPPLY", "LAND_USE_PERMIT", "LAND_TITLE", "SCHEME_REVIEW",
    "WORKS_PLAN_PERMIT", "TENDER", "QS_SUPERVISION", "CONSTRUCTION_PERMIT", "COMPLETION_SELF",
    "FIRE_ACCEPT", "PLAN_VERIFY", "JOINT_ACCEPT", "COMPLETION_FILING", "PROPERTY_REG",
}  # fmt: skip
_BY_GROUP = {
    "manufacturing": {"EIA_FORM", "ENERGY_REVIEW"},
    "strategic": {"EIA_REPORT", "ENERGY_REVIEW", "FIRE_DESIGN"},
    "services": {"EIA_REGISTER", "FIRE_DESIGN", "CIVIL_DEFENCE"},
    "farming": {"EIA_REGISTER", "SOIL_WATER"},
    "infrastructure": {"EIA_REPORT", "SOIL_WATER"},
}


def needed(group: str, funding: str, *, large: bool) -> set[str]:
    """Return the codes of the items a project needs, by its class, funding and size."""
    if group == "infrastructure":
        decision = {"PRJ_PROPOSAL", "PRJ_FEASIBILITY", "PRELIM_DESIGN"}
    elif funding == "foreign":
        decision = {"PRJ_VERIFY"}
    else:
        decision = {"PRJ_FILING"}
    drawings = "DRAWING_REVIEW_L" if large else "DRAWING_REVIEW_M"
    return _ALWAYS | _BY_GROUP[group] | decision | {drawings}


def permits(codes: set[str], standing: str, last: date) -> list[dict[str, Any]]:
    """Return the documents a project already holds, nine days apart, the last one on a day."""
    held = [item for stage in _BEFORE[standing] for item in items_of(stage) if item.code in codes]
    days = [last - timedelta(days=9 * n) for n in reversed(range(len(held)))]
    return [_permit(item, day) for item, day in zip(held, days, strict=True)]


def _permit(item: Item, day: date) -> dict[str, Any]:
    expires = item.expires(day)
    return {
        "item": item.code,
        "number": f"{item.lead_role}-{day:%Y%m%d}-{item.code}",
        "granted_on": day.isoformat(),
        "expires": expires and expires.isoformat(),
    }


def outstanding(codes: set[str], held: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return the items still to be granted, as fields `<stage>_items` of a project's data."""
    done = {permit["item"] for permit in held}
    wanted = [item for item in load_catalogue().values() if item.code in codes - done]
    return {
        f"{stage}_items": [item_data(item) for item in wanted if item.stage == stage]
        for stage in STAGES
    }


def item_data(item: Item) -> dict[str, Any]:
    """Return what an approval item's own case starts with; it keeps these whatever changes.

    Who heads the unit that leads it comes from the roster when it starts (kp-lead-head).
    """
    return {
        "code": item.code,
        "name_zh": item.name_zh,
        "name_en": item.name_en,
        "lead_role": item.lead_role,
        "limit": item.limit,
        "unit": item.unit,
        "days": item.days,
        "on_timeout": item.on_timeout,
    }
