"""What a decision about several projects says of each of them."""

from typing import Any

from keyflow import Case


def membership(case: Case) -> dict[str, Any]:
    """Return what a merger says of one of its members."""
    raw = case.data.raw
    own = ("number", "list", "list_year", "land_ha", "total", "invested_before", "invested_total",
           "year_plan", "sponsor", "funds", "benefits")  # fmt: skip
    stages = (raw.get("targets") or {}).get("stages") or ()
    targets = {node["stage"]: node["amount"] for node in stages}
    known = {name: raw[name] for name in own if raw.get(name) is not None}
    return {"case": case.id, "targets": targets, **known}
