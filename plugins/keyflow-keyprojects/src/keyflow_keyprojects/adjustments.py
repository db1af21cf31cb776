"""Mid-year adjustments (C2, K31, N24, N37): drafted in lines, decided whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from keyflow import Actor, Case, Engine, InputError, NotFound, Refused
from keyflow.commands import Fire, Waive
from keyflow.plugin import Finding, Money
from keyflow_keyprojects.fx import FxRate
from keyflow_keyprojects.lists import KINDS, list_case
from keyflow_keyprojects.plans.adjusting import command_of
from keyflow_keyprojects.plans.becoming import membership
from keyflow_keyprojects.plans.lists import plainly
from keyflow_keyprojects.plans.planning import adjusted
from keyflow_keyprojects.rules import lists as rules
from keyflow_keyprojects.scene.pages import rows_of

ADJUSTMENT = "plan-adjustment"
Json = dict[str, Any]
_LISTS = {"key": "重点项目名单", "preliminary": "预备项目名单"}
# What only a commanding adjustment may do, and what is asked of it as a whole.
_OF_THE_WHOLE = frozenset({"kp-by-adjustment", "k31-window"})


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an adjustment would be refused: the project, or its own number, and the finding."""

    number: str
    finding: Finding


# lines


def add(case: Case, reason: str) -> Json:
    """Return the line that puts a proposed candidate on the list it was nominated for (N37)."""
    row = _row(case.data.raw)
    return _line("add", case, reason, [{"list": case.data["list"], "after": row}])


def remove(case: Case, reason: str) -> Json:
    """Return the line that takes a project from the list it stands on (C4.6, K31)."""
    row = _row(case.data.raw)
    return _line("remove", case, reason, [{"list": case.data["list"], "before": row}])


def promote(case: Case, reason: str) -> Json:
    """Return the line that moves a prepared preliminary project to the key list (N22, K09)."""
    return _across("promote", case, reason, "preliminary", "key")


def demote(case: Case, reason: str) -> Json:
    """Return the line that moves a key project back to the preliminary list (C4.0)."""
    return _across("demote", case, reason, "key", "preliminary")


def reamount(
    case: Case,
    reason: str,
    *,
    year_plan: Money | None = None,
    total: Money | None = None,
    stages: Mapping[str, Money] | None = None,
    **days: date,
) -> Json:
    """Return the line that plans a project anew (N24): another year plan, total or both.

    The stages share a new year plan as they shared the old one unless `stages` says otherwise.
    `days` are planned_start, planned_finish and planned_production. Raises `InputError` for a year
    plan of a project whose year is not broken down.
    """
    if year_plan is not None and not case.data["targets"]:
        raise InputError(
            "year_plan",
            f"the year of {case.subject} is not broken down to stages",
            f"{case.subject} 的年度目标尚未分解到阶段",
        )
    plan: Json = {name: _stored(value) for name, value in (("total", total),
                  ("year_plan", year_plan)) if value is not None} | days  # fmt: skip
    if stages is not None:
        plan["stages"] = {stage: _stored(amount) for stage, amount in stages.items()}
    before, after = _row(case.data.raw), _row(case.data.raw | adjusted(case.data.raw, plan))
    move = {"list": case.data["list"], "before": before, "after": after}
    return _line("reamount", case, reason, [move]) | {"plan": plan}


def redate(case: Case, reason: str, **days: date) -> Json:
    """Return the line that moves planned_start, planned_finish or planned_production (C4.6)."""
    return _line("redate", case, reason, []) | {"plan": days}


def split(case: Case, parts: Sequence[Mapping[str, Any]], reason: str) -> Json:
    """Return the line that splits a project (K27); `becoming.proposal` proposes parts."""
    kind = case.data["list"]
    moves = [{"list": kind, "before": _row(case.data.raw)}]
    moves += [{"list": kind, "after": _row(part)} for part in parts]
    return _line("split", case, reason, moves) | {"parts": list(parts)}


def merge(cases: Sequence[Case], into: Mapping[str, Any], reason: str) -> Json:
    """Return the line that merges projects of one currency under the first (K28).

    `into` states number, names and sponsor.
    """
    kind = cases[0].data["list"]
    rows = [_row(case.data.raw) for case in cases]
    sums = rules.sums(rows)
    whole: Json = {"number": into["number"]} | {
        field: {"amount": f"{amount:f}", "currency": currency}
        for field in rules.PROVEN
        for currency, amount in sums[field].items()
    }
    moves = [{"list": kind, "before": row} for row in rows] + [{"list": kind, "after": whole}]
    decision = {**into, "members": [membership(case) for case in cases]}
    return _line("merge", cases[0], reason, moves) | {"merge": decision}


def _across(op: str, case: Case, reason: str, old: str, new: str) -> Json:
    row = _row(case.data.raw)
    moves = [{"list": old, "before": row}, {"list": new, "after": row}]
    return _line(op, case, reason, moves)


def _line(op: str, case: Case, reason: str, moves: Sequence[Json]) -> Json:
    if case.ended:
        number = case.data["number"]
        en = f"{case.subject} has ended ({case.outcome}); an adjustment is of what goes on"
        raise InputError(number, en, f"{case.subject}已终结（{case.outcome}），不能调整")
    return {"op": op, "number": case.data["number"], "case": case.id, "reason": reason,
            "moves": list(moves)}  # fmt: skip


def _row(raw: Mapping[str, Any]) -> Json:
    return {name: raw[name] for name in ("number", *rules.PROVEN) if raw.get(name) is not None}


def _stored(money: Money) -> dict[str, str]:
    return {"amount": f"{money.amount:f}", "currency": money.currency}


# from draft to decision


def draft(
    engine: Engine,
    number: str,
    year: int,
    lines: Sequence[Mapping[str, Any]],
    *,
    by: Actor,
    reason: str,
    effective: date,
    rate: FxRate | None = None,
) -> Case:
    """Draft an adjustment: its sums before are the lists' own, those after follow from its lines.

    `effective` is the first of a later month (K31). Another `rate` becomes the lists' plan rate
    (E5). At most some 300 lines, as all of it is one commit.
    """
    kept = {kind: case for kind in KINDS if (case := _kept(engine, year, kind)) is not None}
    rows = {kind: _standing(engine, case) for kind, case in kept.items()}
    for line in lines:
        _must_stand(line, rows, year)
    known = [_as_listed(line, rows) for line in lines]
    before = {kind: case.data.raw["holds"] for kind, case in kept.items()}
    after = {kind: plainly(_moved(held, known, kind)) for kind, held in before.items()}
    data: Json = {"number": number, "year": year, "reason": reason, "effective": effective,
                  "proposer": by.id, "lines": known, "before": before, "after": after}  # fmt: skip
    if rate is not None:
        data["plan_rate"] = {"rate": rate.rate, "on": rate.on, "source": rate.source}
    return engine.start(ADJUSTMENT, subject=number, by=by, data=data)


def _kept(engine: Engine, year: int, kind: str) -> Case | None:
    try:
        return list_case(engine, year, kind)
    except NotFound:
        return None


def _standing(engine: Engine, case: Case) -> dict[str, rules.Row]:
    pages = engine.cases(parent=case.id, workflow="key-list-page", limit=1000).cases
    return {row["number"]: row for row in rules.standing(rows_of(pages))}


def _must_stand(
    line: Mapping[str, Any], rows: Mapping[str, Mapping[str, rules.Row]], year: int
) -> None:
    """See that what is to leave a list, or to change on it, stands there; else `InputError`."""
    for move in line["moves"]:
        number = (move.get("before") or {}).get("number")
        kind = move["list"]
        if number is not None and kind in rows and number not in rows[kind]:
            en = f"{number} does not stand on the {kind} list of {year}"
            raise InputError(number, en, f"{number} 不在 {year} 年{_LISTS[kind]}上")


def _as_listed(line: Mapping[str, Any], rows: Mapping[str, Mapping[str, rules.Row]]) -> Json:
    """Say of what leaves a list what the list says of it."""
    moves = []
    for move in line["moves"]:
        before = move.get("before")
        row = rows.get(move["list"], {}).get(before["number"]) if before else None
        moves.append(move if row is None else {**move, "before": _row(row)})
    return {**line, "moves": moves}


def _moved(held: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], kind: str) -> Json:
    moves = [move for line in lines for move in line["moves"] if move["list"] == kind]
    gone = [move["before"] for move in moves if move.get("before")]
    return rules.moved(held, gone, [move["after"] for move in moves if move.get("after")])


def propose(engine: Engine, adjustment: Case, *, by: Actor) -> Case:
    """Ask the city to decide an adjustment (C2).

    Raises `Refused` where its sums do not reconcile, a line plans amounts or days that cannot be,
    or it would take effect sooner than K31 lets it.
    """
    return engine.fire(adjustment.id, "propose", by=by).case


def decide(engine: Engine, adjustment: Case, *, by: Actor, comment: str = "") -> Case:
    """Decide an adjustment: every project and list changes in one commit, or none (C2, K31).

    Raises `Refused` with all that stands in its way, of every project.
    """
    try:
        return engine.fire(adjustment.id, "decide", by=by, comment=comment).case
    except Refused as error:
        own = adjustment.data["number"]
        found = [
            one.finding if one.number == own else _named(one)
            for one in dry_run(engine, adjustment, by=by)
        ]
        raise Refused(found or error.findings, record=error.record) from error


def _named(problem: Problem) -> Finding:
    """Return a finding that says which project it is about."""
    found = problem.finding
    head = f"{problem.number}: "
    return Finding(
        found.code, head + found.message, severity=found.severity, check=found.check,
        waivable=found.waivable, case=found.case, **found.values,
        translations={lang: f"{problem.number}：{said}" for lang, said in
                      found.translations.items()},
    )  # fmt: skip


def waive_window(engine: Engine, adjustment: Case, reason: str, *, by: Actor) -> None:
    """Let an adjustment be decided outside the months of K31; only the city may."""
    engine.do(Waive(adjustment.id, "k31-window", "decide", reason), by=by)


def dry_run(engine: Engine, adjustment: Case, *, by: Actor) -> list[Problem]:
    """Return all that would refuse an adjustment's decision, of every project; writes nothing."""
    raw = adjustment.data.raw
    common = {"decision": raw["number"], "effective": raw["effective"]}
    lines = list(raw.get("lines") or ())
    commands = [command_of(line, common) for line in lines]
    previews = engine.preview(commands, by=by) if commands else []
    found = {
        (line["number"], finding.code, finding.text): Problem(line["number"], finding)
        for line, preview in zip(lines, previews, strict=True)
        for finding in preview.findings
        if finding.severity == "block" and finding.check not in _OF_THE_WHOLE
    }
    whole = engine.preview(Fire(adjustment.id, "decide"), by=by)
    said = {(code, text) for _, code, text in found}
    own = [
        Problem(raw["number"], finding)
        for finding in whole.findings
        if finding.severity == "block" and (finding.code, finding.text) not in said
    ]
    return [*own, *found.values()]
