"""A project's year: cumulative monthly plan, target tree (stage, step, month) and milestones."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from keyflow_keyprojects.dates import month_end
from keyflow_keyprojects.rules.sums import money

Span = tuple[str, range]

# Which months of the year a project spends in which stage, by where it stands when listed.
SPANS: dict[str, tuple[Span, ...]] = {
    "approval": (
        ("approval", range(1, 5)),
        ("planning", range(5, 8)),
        ("construction", range(8, 13)),
    ),
    "planning": (("planning", range(1, 5)), ("construction", range(5, 13))),
    "construction": (("construction", range(1, 13)),),
    "finishing": (
        ("construction", range(1, 10)),
        ("acceptance", range(10, 12)),
        ("ramp_up", range(12, 13)),
    ),
}

# fmt: off
STEPS = {
    "approval": (("project_decision", "立项", "Project decision"),
                 ("parallel_review", "并联审批", "Parallel review")),
    "planning": (("land", "土地供应", "Land supply"),
                 ("permits", "规划许可与审图", "Planning permits and drawings")),
    "construction": (("foundation", "基础施工", "Foundations"),
                     ("structure", "主体施工", "Main structure"),
                     ("fit_out", "设备安装", "Fitting out")),
    "acceptance": (("joint_acceptance", "联合验收", "Joint acceptance"),),
    "ramp_up": (("trial_run", "试生产", "Trial run"),),
}
# fmt: on

# Which departments help whoever answers for a stage (N29).
COOPERATING = {
    "approval": ("DRC", "NR", "EE"),
    "planning": ("NR", "HUD"),
    "construction": ("HUD",),
    "acceptance": ("HUD", "NR"),
    "ramp_up": ("tax", "power"),
}

PRELIMINARY_STEPS = (
    ("site", "选址落实", "Site secured", "06-30", 30),
    ("project_decision", "完成立项", "Project decision", "09-30", 40),
    ("funding", "资金落实", "Funding secured", "12-31", 30),
)


def month_weights(spans: Sequence[Span]) -> list[int]:
    """Return what each month weighs in the year plan: building costs, paperwork hardly."""
    weights = {"approval": 0, "planning": 2, "construction": 12, "acceptance": 4, "ramp_up": 1}
    return [weights[stage] for stage, months in spans for _ in months]


def cumulative(months: Sequence[Decimal], currency: str) -> list[dict[str, str]]:
    """Return the cumulative monthly plan, January to December."""
    return [money(sum(months[:n], Decimal(0)), currency) for n in range(1, len(months) + 1)]


def target_tree(
    year: int, spans: Sequence[Span], months: Sequence[Decimal], unit: str, currency: str
) -> dict[str, Any]:
    """Break the year plan down to stage, step and month; children add up to their parent."""
    stages = [_stage(year, stage, span, months, currency) for stage, span in spans]
    return {
        "year": year,
        "amount": money(sum(months, Decimal(0)), currency),
        "stages": [
            stage | {"accountable": unit, "cooperating": [*COOPERATING[stage["stage"]]]}
            for stage in stages
        ],
    }


def _stage(
    year: int, stage: str, span: range, months: Sequence[Decimal], currency: str
) -> dict[str, Any]:
    words = STEPS[stage]
    parts = _parts(span, len(words))
    return {
        "stage": stage,
        "start": f"{year}-{span[0]:02}-01",
        "due": month_end(year, span[-1]).isoformat(),
        "amount": _total(span, months, currency),
        "steps": [
            _step(year, word, part, months, currency)
            for word, part in zip(words, parts, strict=True)
        ],
    }


def _step(
    year: int, word: tuple[str, str, str], part: range, months: Sequence[Decimal], currency: str
) -> dict[str, Any]:
    step, zh, en = word
    return {
        "step": step,
        "zh": zh,
        "en": en,
        "due": month_end(year, part[-1]).isoformat(),
        "amount": _total(part, months, currency),
        "months": {f"{month:02}": money(months[month - 1], currency) for month in part},
    }


def _total(part: range, months: Sequence[Decimal], currency: str) -> dict[str, str]:
    return money(sum((months[month - 1] for month in part), Decimal(0)), currency)


def _parts(span: range, count: int) -> list[range]:
    edges = [span.start + len(span) * n // count for n in range(count + 1)]
    return [range(start, stop) for start, stop in pairwise(edges)]


def milestones(tree: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the steps of a target tree as milestones; their weights add up to 100."""
    steps = [step for stage in tree["stages"] for step in stage["steps"]]
    weights = [100 // len(steps)] * len(steps)
    weights[-1] += 100 - sum(weights)
    return [
        {"step": step["step"], "zh": step["zh"], "en": step["en"], "due": step["due"], "weight": n}
        for step, n in zip(steps, weights, strict=True)
    ]
