"""What a split or a merger makes of projects' data: whole sums, shared out or added up exactly.

Data are in the JSON form a case stores. What the office's decision states (totals, money done, year
plan, stage targets) is taken as stated and proven by K27 and K28; the rest follows from it.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from string import ascii_uppercase
from typing import Any

from keyflow import Case
from keyflow_keyprojects.portfolio import half_up
from keyflow_keyprojects.rules.sums import CENT, amount_of, split

Json = dict[str, Any]
NOTHING = Decimal(0)
_BENEFITS = ("sales", "profit", "tax")
# Decisions about the whole that its parts must not inherit.
_LEFT_BEHIND = (
    "code", "split_into", "merge", "adopted_list", "suspension_report", "replan", "failed_step",
    "start_report", "milestone_report", "start_extended_to", "former_sponsor", "plan_version",
    "plan_versions", "decision", "effective", "adjusting", "reached", "light", "light_rule",
    "light_period", "light_points", "light_justified", "yellow_run", "light_history",
)  # fmt: skip


def share(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Share an amount out by weights, exactly; among weights of zero it must be zero itself."""
    whole = [int(weight / CENT) for weight in weights]
    if not any(whole):
        if total:
            msg = f"{total} cannot be shared out among parts that weigh nothing"
            raise ValueError(msg)
        return [Decimal(0)] * len(whole)
    unit = min(CENT, Decimal(1).scaleb(int(total.as_tuple().exponent)))
    return split(total, whole, unit)


def proposal(
    whole: Mapping[str, Any],
    weights: Sequence[int | Decimal],
    zh: Sequence[str],
    en: Sequence[str],
) -> list[Json]:
    """Propose parts of a project by weight, K023A and so on; their amounts add up to it."""
    shares = [Decimal(weight) for weight in weights]
    stages = {node["stage"]: _shared(node["amount"], shares) for node in whole["targets"]["stages"]}
    currency = whole["total"]["currency"]
    totals = _shared(whole["total"], shares)
    # The year plan of a part is what its stages add up to, to the cent.
    plans = [sum((amount_of(parts[n]) for parts in stages.values()), NOTHING)
             for n in range(len(weights))]  # fmt: skip
    rests = [amount_of(one) - plan for one, plan in zip(totals, plans, strict=True)]
    done = _done(amount_of(whole["invested_before"]), amount_of(whole["invested_total"]), rests,
                 shares)  # fmt: skip
    return [
        {
            "number": f"{whole['number']}{ascii_uppercase[n]}",
            "name_zh": f"{whole['name_zh']}（{zh[n]}）",
            "name_en": f"{whole['name_en']} ({en[n]})",
            "targets": {stage: parts[n] for stage, parts in stages.items()},
            "year_plan": _money(plans[n], currency),
            "total": totals[n],
            "invested_total": _money(done[n], currency),
        }
        for n in range(len(weights))
    ]


def _done(
    before: Decimal, done: Decimal, rests: Sequence[Decimal], shares: Sequence[Decimal]
) -> list[Decimal]:
    """Share what is done: that of the years before by what the plans leave, this year's by weight.

    So no part has done more before than it can have.
    """
    if done < before:
        return share(done, shares)
    parts = zip(share(before, rests), share(done - before, shares), strict=True)
    return [sum(both, NOTHING) for both in parts]


def parts_of(whole: Mapping[str, Any], parts: Sequence[Mapping[str, Any]]) -> list[Json]:
    """Return the data of the projects a project is split into; `parts` is what was decided."""
    totals = [amount_of(part["total"]) for part in parts]
    # What was done before the year is no more than a part has done, nor than its plan leaves.
    rooms = [
        min(total - amount_of(part["year_plan"]), amount_of(part["invested_total"]))
        for total, part in zip(totals, parts, strict=True)
    ]
    land = share(Decimal(whole["land_ha"]), totals)
    before = _shared(whole["invested_before"], rooms)
    gains = whole.get("benefits") or {}
    jobs = split(Decimal(gains.get("jobs") or 0), [int(total) for total in totals], Decimal(1))
    shared = {name: _shared(gains[name], totals) for name in _BENEFITS if gains.get(name)}
    funds = [
        (
            fund["source"],
            _shared(fund["amount"], totals),
            _shared(fund["in_place"], totals),
        )
        for fund in whole.get("funds") or ()
    ]
    return [
        _inherited(whole)
        | {name: part[name] for name in ("number", "name_zh", "name_en", "total")}
        | {"invested_total": part["invested_total"], "invested_before": before[n]}
        | {"land_ha": f"{land[n]:f}", "split_from": whole["number"]}
        | {"benefits": {name: each[n] for name, each in shared.items()} | {"jobs": int(jobs[n])}}
        | {"funds": [
            {"source": source, "amount": amounts[n], "in_place": there[n]}
            for source, amounts, there in funds
        ]}
        | planned(whole, part["year_plan"], part.get("targets") or {})
        for n, part in enumerate(parts)
    ]  # fmt: skip


def merged_of(lead: Mapping[str, Any], decision: Mapping[str, Any]) -> Json:
    """Return the data of the project some are merged into; the leading one gives what is not money.

    Amounts in another currency than the leader's are converted at the decision's rate, to the cent;
    the stages share the year plan as they did before.
    """
    currency, members = lead["total"]["currency"], decision["members"]
    rate = Decimal(decision.get("rate") or 1)

    def total(field: str, items: Sequence[Mapping[str, Any]] = members) -> Json:
        amounts = [_at(item[field], rate, currency) for item in items if item.get(field)]
        return _money(sum(amounts, NOTHING), currency)

    stages = dict.fromkeys(stage for member in members for stage in member.get("targets") or ())
    planned_for = [member.get("targets") or {} for member in members]
    weights = [amount_of(total(stage, planned_for)) for stage in stages]
    plan = total("year_plan")
    parts = _by(amount_of(plan), weights)
    targets = {stage: _money(part, currency) for stage, part in zip(stages, parts, strict=True)}
    gains = [member.get("benefits") or {} for member in members]
    benefits = {name: _money(_summed(gains, name), "CNY") for name in _BENEFITS}
    return (
        _inherited(lead)
        | {name: decision[name] for name in ("number", "name_zh", "name_en", "sponsor")}
        | {name: total(name) for name in ("total", "invested_total", "invested_before")}
        | {
            "land_ha": f"{sum(Decimal(member['land_ha']) for member in members):f}",
            "benefits": benefits | {"jobs": sum(gain.get("jobs") or 0 for gain in gains)},
            "funds": [
                {
                    "source": fund["source"],
                    "amount": _money(_at(fund["amount"], rate, currency), currency),
                    "in_place": _money(_at(fund["in_place"], rate, currency), currency),
                }
                for member in members
                for fund in member.get("funds") or ()
            ],
            "merged_from": [member["number"] for member in members],
        }
        | planned(lead, plan, targets)
    )


def planned(
    model: Mapping[str, Any], plan: Mapping[str, str], stages: Mapping[str, Mapping[str, str]]
) -> Json:
    """Return year plan, targets and monthly plan: a model's tree with other stage amounts."""
    currency = plan["currency"]
    known = {node["stage"]: node for node in model["targets"]["stages"]}
    tree = [
        _stage(known.get(stage) or _bare(model, stage), amount_of(dict(amount)), currency)
        for stage, amount in stages.items()
    ]
    by_month: dict[str, Decimal] = {}
    for step in (step for node in tree for step in node["steps"]):
        for month, amount in step["months"].items():
            by_month[month] = by_month.get(month, NOTHING) + amount_of(amount)
    running = [
        sum((amount for month, amount in by_month.items() if int(month) <= n), NOTHING)
        for n in range(1, 13)
    ]
    return {
        "year_plan": dict(plan),
        "targets": {**model["targets"], "amount": dict(plan), "stages": tree},
        "monthly_plan": [_money(amount, currency) for amount in running],
    }


def _bare(model: Mapping[str, Any], stage: str) -> Json:
    """Return a stage node for a stage that only other members have: one step, due at year's end."""
    year = model["targets"]["year"]
    step = {"step": stage, "zh": stage, "en": stage, "due": f"{year}-12-31",
            "amount": {"amount": "1"}, "months": {"12": {"amount": "1"}}}  # fmt: skip
    return {"stage": stage, "start": f"{year}-01-01", "due": f"{year}-12-31",
            "accountable": model["unit"], "steps": [step]}  # fmt: skip


def _stage(node: Mapping[str, Any], amount: Decimal, currency: str) -> Json:
    steps = node["steps"]
    shares = _by(amount, [amount_of(step["amount"]) for step in steps])
    return {
        **node,
        "amount": _money(amount, currency),
        "steps": [_step(step, part, currency) for step, part in zip(steps, shares, strict=True)],
    }


def _step(step: Mapping[str, Any], amount: Decimal, currency: str) -> Json:
    months = step["months"]
    shares = _by(amount, [amount_of(month) for month in months.values()])
    return {
        **step,
        "amount": _money(amount, currency),
        "months": {
            month: _money(part, currency) for month, part in zip(months, shares, strict=True)
        },
    }


def _by(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Share by weights, evenly where the model planned no money at all."""
    return share(amount, weights if any(weights) else [Decimal(1)] * len(weights))


def _shared(value: Mapping[str, str], weights: Sequence[Decimal]) -> list[Json]:
    return [_money(part, value["currency"]) for part in share(Decimal(value["amount"]), weights)]


def _inherited(whole: Mapping[str, Any]) -> Json:
    return {
        name: value
        for name, value in whole.items()
        if value is not None and name not in _LEFT_BEHIND
    }


def _at(value: Mapping[str, str], rate: Decimal, currency: str) -> Decimal:
    amount = Decimal(value["amount"])
    return amount if value["currency"] == currency else half_up(amount * rate, CENT)


def _summed(gains: Sequence[Mapping[str, Any]], name: str) -> Decimal:
    return sum((amount_of(gain[name]) for gain in gains if gain.get(name)), NOTHING)


def _money(amount: Decimal, currency: str) -> Json:
    return {"amount": f"{amount:f}", "currency": currency}


def membership(case: Case) -> dict[str, Any]:
    """Return what a merger says of one of its members."""
    raw = case.data.raw
    own = ("number", "list", "list_year", "land_ha", "total", "invested_before", "invested_total",
           "year_plan", "sponsor", "funds", "benefits")  # fmt: skip
    stages = (raw.get("targets") or {}).get("stages") or ()
    targets = {node["stage"]: node["amount"] for node in stages}
    known = {name: raw[name] for name in own if raw.get(name) is not None}
    return {"case": case.id, "targets": targets, **known}
