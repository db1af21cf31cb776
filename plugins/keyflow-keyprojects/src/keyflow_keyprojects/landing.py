"""How a project lands (N43): site committed, land delivered, works begun; each due, and done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from keyflow import Case

_SITE, _LAND, _DECISION = "LAND_PREREVIEW", "land", "project_decision"


@dataclass(frozen=True, slots=True)
class Landing:
    """A step of landing: `due` by the plan, `latest` by the contract, `late` in days up to a day.

    `late` is counted by the plan alone; None where there is neither a day it was due nor one on
    which it was done.
    """

    step: str
    due: date | None
    done: date | None
    latest: date | None
    late: int | None


def landing(project: Case, items: Iterable[Case], on: date) -> list[Landing]:
    """Return the three steps of a project, what is not done yet counted up to a day."""
    data = project.data
    contract, start = data["land_contract"] or {}, data["start_report"] or {}
    due = {one["step"]: one["due"] for one in data["milestones"] or ()}
    met = {one["step"]: one["done_on"] for one in data["reached"] or ()}
    committed = _committed(data, items)
    return [
        _step("site", due.get(_DECISION), committed, None, on),
        _step("contract", due.get(_LAND), contract.get("signed_on") or met.get(_LAND), None, on),
        _step("start", data["planned_start"], start.get("started_on"), contract.get("start_by"),
              on),
    ]  # fmt: skip


def _committed(data: Mapping[str, Any], items: Iterable[Case]) -> date | None:
    """Return the day on which the site was agreed to: the land was reviewed for it (C4.1)."""
    held = [one["granted_on"] for one in data["permits"] or () if one["item"] == _SITE]
    held += [item.data["decided_on"] for item in items
             if item.data["code"] == _SITE and item.outcome is None]  # fmt: skip
    return min((day for day in held if day), default=None)


def _step(step: str, due: date | None, done: date | None, latest: date | None, on: date) -> Landing:
    late = None if due is None else max(((done or on) - due).days, 0)
    return Landing(step, due, done, latest, late)
