"""Faults planted in the clean list for a dry run: where, what, and which check must say so."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from keyflow_keyprojects.city.projects import ProjectData, key_projects
from keyflow_keyprojects.rules.sums import amount_of, money


@dataclass(frozen=True, slots=True)
class Fault:
    """A patch of one project's data, and the kind of the check that must refuse it."""

    check: str
    zh: str
    en: str
    patch: Mapping[str, Any]


def planted_faults(year: int = 2011) -> dict[str, Fault]:
    """Return the faults by project number; always the same ones."""
    clean = {project["number"]: project for project in key_projects(year)}
    return {
        "K005": Fault("k05-sponsor", "没有包项目领导", "no sponsor", {"sponsor": None}),
        "K012": Fault("k07-year-plan", "年度计划超过剩余投资", "year plan above the rest",
                      _plan_above_rest(clean["K012"])),
        "K019": Fault("k08-targets", "目标分解加总不符", "targets do not add up",
                      _targets_astray(clean["K019"])),
        "K027": Fault("k03-documents", "缺少申报材料", "documents missing",
                      {"documents": clean["K027"]["documents"][:2]}),
        "K033": Fault("k02-duplicate", "项目代码重复", "duplicate code",
                      {"code": clean["K032"]["code"]}),
        "K041": Fault("k06-responsible", "未指定调度专人", "no dispatcher", {"dispatcher": None}),
        "K049": Fault("k04-eligibility", "投资强度不足", "too much land for the investment",
                      _land_too_large(clean["K049"])),
        "K056": Fault("k01-required", "缺少项目选址", "site missing", {"site_zh": ""}),
    }  # fmt: skip


def with_faults(projects: Iterable[ProjectData], faults: Mapping[str, Fault]) -> list[ProjectData]:
    """Return copies of projects with the faults' patches applied."""
    return [
        deepcopy(project | dict(faults[project["number"]].patch))
        if project["number"] in faults
        else project
        for project in projects
    ]


def _plan_above_rest(project: ProjectData) -> dict[str, Any]:
    """Count more as invested before: the plan no longer fits, but still adds up."""
    total, currency = amount_of(project["total"]), project["total"]["currency"]
    before = total - amount_of(project["year_plan"]) + Decimal(10_000_000)
    return {"invested_before": money(before, currency), "invested_total": money(before, currency)}


def _targets_astray(project: ProjectData) -> dict[str, Any]:
    tree = deepcopy(project["targets"])
    stage = tree["stages"][-1]
    stage["amount"] = money(amount_of(stage["amount"]) - 1_000_000, stage["amount"]["currency"])
    return {"targets": tree}


def _land_too_large(project: ProjectData) -> dict[str, Any]:
    return {"land_ha": f"{Decimal(project['land_ha']) * 3:f}"}
