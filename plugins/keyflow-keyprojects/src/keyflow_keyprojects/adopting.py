"""Adopting a year's list (E1): at one stroke, or piece by piece where that is too much at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from keyflow import Actor, Case, Engine, Finding, InputError, Outcome, Refused
from keyflow.commands import Adopt, Command, Fire
from keyflow_keyprojects.fx import PLAN_RATE, FxRate
from keyflow_keyprojects.lists import KINDS, LIST, subject_of
from keyflow_keyprojects.record.register import every, handed_in
from keyflow_keyprojects.rules import lists as rules
from keyflow_keyprojects.rules.lists import row_of
from keyflow_keyprojects.scene.pages import rows_of
from keyflow_keyprojects.stages.entries import entry_state

PROJECT = "key-project"
BATCH = 400  # projects a commit; the engine takes 2,000 commands, the rows must fit in one case
Data = Mapping[str, Any]
_OPEN: tuple[Literal["active"], Literal["suspended"]] = ("active", "suspended")
# What a project that stands on last year's list brings to this year's.
_CARRIED = ("list", "list_year", "kind", "invested_before", "year_plan", "targets",
            "monthly_plan", "milestones")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing a project lacks: which check says so, and the finding."""

    number: str
    finding: Finding

    @property
    def check(self) -> str:
        """The kind of the check, such as k05-sponsor."""
        return self.finding.check or self.finding.code


@dataclass(frozen=True, slots=True)
class Adoption:
    """What became of a list: its cases in the order given, or (dry run) everything missing."""

    cases: tuple[Case, ...] = ()
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided of a whole list: by whom, why, as of which day, at which rate, as printed."""

    engine: Engine
    by: Actor
    reason: str
    adopted_on: date | None
    rate: FxRate
    published: Mapping[str, Mapping[str, Decimal]]


def adopt_list(
    engine: Engine,
    projects: Sequence[Data],
    *,
    by: Actor,
    dry_run: bool = False,
    reason: str = "the year's list was adopted",
    adopted_on: date | None = None,
    rate: FxRate = PLAN_RATE,
    published: Mapping[str, Mapping[str, Decimal]] | None = None,
) -> Adoption:
    """Adopt a year's lists, each project in the state it is in (N21, N22, E1).

    Up to 400 projects are one commit: all or none. A longer list is examined whole before anything
    is written, then taken in by commits of 400, and comes into force with the last; asked again
    after a breakdown, it goes on where it stopped. Projects that stand on last year's list are
    carried over. `published` is the headline as printed, by kind of list, in 100 million.

    A list that is in force takes no more: an adjustment changes it (N24, N37). A dry run writes
    nothing and returns every missing thing of every project. Otherwise raises `Refused` with the
    same, and `InputError` for no projects, for projects of two years or of no stage to enter.
    """
    decision = Decision(engine, by, reason, adopted_on, rate, published or {})
    named = [{**project, "adopted_list": project["list"]} for project in projects]
    with handed_in(named):
        plan = _plan(decision, named)
        if dry_run or plan.closed or len(plan.batches) > 1:
            refusals = list(_refusals(decision, plan))
            missing = (*plan.closed, *_missing(refusals))
            if dry_run:
                return Adoption(missing=missing)
            if missing:
                raise Refused([one.finding for one in missing], refusals=refusals)
        return Adoption(cases=tuple(_adopt(decision, plan)))


@dataclass(frozen=True, slots=True)
class _Plan:
    """A list cut into batches: each holds projects with their commands.

    `closed` says of which lists nothing is taken any more, as they are in force.
    """

    year: int
    batches: Sequence[Sequence[tuple[Data, Command]]]
    whole: Mapping[str, int]
    closed: Sequence[Missing] = ()


def _plan(decision: Decision, named: Sequence[Data]) -> _Plan:
    live = {case.subject: case for case in every(decision.engine, workflow=PROJECT, standing=_OPEN)}
    year = _year(named)
    lists = {kind: case for kind in KINDS if (case := _kept(decision.engine, kind, year))}
    there = {row["number"] for case in lists.values() for row in _rows(decision.engine, case)}
    whole = {kind: sum(project["list"] == kind for project in named) for kind in KINDS}
    closed = {
        kind: missing
        for kind, case in lists.items()
        if whole[kind] and (missing := _closed(case)) is not None
    }
    wanted = [
        (project, _command(decision, project, live))
        for project in named
        if project["list"] not in closed
        and (project["number"] not in there or project["number"] not in live)
    ]
    batches = [wanted[n : n + BATCH] for n in range(0, len(wanted), BATCH)] or [[]]
    return _Plan(year, batches, whole, tuple(closed.values()))


def _year(named: Sequence[Data]) -> int:
    told = [project.get("list_year") for project in named]
    known = [year for year in told if year is not None]
    if len(known) < len(told):
        raise InputError(
            "projects.list_year",
            "a project does not say of which year's list it is",
            "有项目未注明名单年度",
        )
    years = sorted({int(year) for year in known})
    if len(years) != 1:
        what = f"of {' and '.join(map(str, years))}" if years else "none"
        zh = f"为 {'、'.join(map(str, years))} 年度" if years else "没有项目"
        raise InputError(
            "projects", f"a list is of one year; these are {what}", f"名单只含一个年度；现{zh}"
        )
    return years[0]


def _closed(case: Case) -> Missing | None:
    """Say that a list's adoption is over: it is in force, and holds all that were decided."""
    found = rules.unfinished(case.subject, case.data) if case.state == "in_force" else []
    for code, sentence, chinese, values in found:
        finding = Finding(code, sentence, translations={"zh": chinese}, **values)
        return Missing(case.subject, finding)
    return None


def _kept(engine: Engine, kind: str, year: int) -> Case | None:
    subject = subject_of(kind, year)
    found = engine.cases(workflow=LIST, subject=subject, standing=_OPEN).cases
    return found[0] if found else None


def _rows(engine: Engine, case: Case) -> list[Data]:
    pages = engine.cases(parent=case.id, workflow="key-list-page", limit=1000).cases
    return rows_of(pages)


def _command(decision: Decision, project: Data, live: Mapping[str, Case]) -> Command:
    case = live.get(project["number"])
    if case is None or case.data["list_year"] == project["list_year"]:
        state = entry_state(project)
        return Adopt(PROJECT, project["number"], state, decision.reason, project)
    carried = {name: project[name] for name in _CARRIED if name in project}
    return Fire(case.id, "carry_over", carried, decision.reason)


def _refusals(
    decision: Decision, plan: _Plan
) -> Iterator[tuple[int, Command, tuple[Finding, ...]]]:
    """Examine all batches; yields (number of the project, command, findings) of what is refused."""
    for n, batch in enumerate(plan.batches):
        commands = [command for _, command in batch]
        previews = decision.engine.preview(commands, by=decision.by) if commands else []
        for m, preview in enumerate(previews):
            found = tuple(f for f in preview.findings if f.severity == "block")
            if found:
                yield n * BATCH + m, commands[m], found


def _missing(
    refusals: Iterable[tuple[int, Command, tuple[Finding, ...]]],
) -> tuple[Missing, ...]:
    return tuple(
        Missing(_number(command), finding) for _, command, found in refusals for finding in found
    )


def _number(command: Command) -> str:
    return command.subject if isinstance(command, Adopt) else str(command.target)


def _adopt(decision: Decision, plan: _Plan) -> Iterator[Case]:
    last = len(plan.batches) - 1
    for n, batch in enumerate(plan.batches):
        kept = {
            kind: case
            for kind in KINDS
            if (case := _kept(decision.engine, kind, plan.year)) is not None
        }
        commands = [command for _, command in batch]
        projects = [project for project, _ in batch]
        more = [
            command
            for kind in KINDS
            for command in _listed(decision, plan, kind, kept.get(kind), projects, last=n == last)
        ]
        outcomes = decision.engine.do([*commands, *more], by=decision.by)
        yield from (outcome.case for outcome in outcomes[: len(commands)])


def _listed(
    decision: Decision,
    plan: _Plan,
    kind: str,
    case: Case | None,
    projects: Sequence[Data],
    *,
    last: bool,
) -> list[Command]:
    """Return what writes a batch's rows on a list of one kind: begun, or taken in."""
    rows = [row_of(project) for project in projects if project["list"] == kind]
    if case is None:
        return [_begun(decision, plan, kind, rows, last=last)]
    waits = case.state == "preparing"
    intake: dict[str, Any] = {"intake": rows}
    if not waits:  # it was begun empty; now it is decided how many it holds
        intake["expected"] = plan.whole[kind]
    taken: list[Command] = [Fire(case.id, "take_in", intake)] if rows else []
    return [*taken, Fire(case.id, "put_in_force")] if waits and last else taken


def _begun(
    decision: Decision, plan: _Plan, kind: str, rows: Sequence[Data], *, last: bool
) -> Command:
    rate = decision.rate
    data = {
        "year": plan.year,
        "kind": kind,
        "adopted_by": decision.by.id,
        "plan_rate": {name: getattr(rate, name) for name in ("base", "quote", "rate", "on",
                                                             "source")},
        "expected": plan.whole[kind],
        "intake": rows,
    }  # fmt: skip
    if decision.adopted_on is not None:
        data["adopted_on"] = decision.adopted_on
    if kind in decision.published:
        data["published"] = dict(decision.published[kind])
    state = "in_force" if last else "preparing"
    return Adopt(LIST, subject_of(kind, plan.year), state, decision.reason, data)


def decide(
    engine: Engine, cases: Iterable[Case], by: Actor, *, rate: FxRate = PLAN_RATE
) -> list[Case]:
    """Select the key projects among those the panel proposes, place the others; all or none.

    They make one version of each list; a list of their year that is not kept yet is begun empty.
    """
    chosen = list(cases)
    triggers = {"key": "select", "preliminary": "place_preliminary"}
    for year in dict.fromkeys(case.data["list_year"] for case in chosen):
        begin_lists(engine, year, by=by, rate=rate)
    named = {"decision": f"selection of {', '.join(case.data['number'] for case in chosen[:3])}"}
    commands = [Fire(case.id, triggers[case.data["list"]], named) for case in chosen]
    outcomes: list[Outcome] = engine.do(commands, by=by)
    return [outcome.case for outcome in outcomes]


def begin_lists(
    engine: Engine, year: int, *, by: Actor, rate: FxRate = PLAN_RATE, reason: str = "begun"
) -> None:
    """Begin the lists of a year, empty, where they are not kept yet."""
    decision = Decision(engine, by, reason, None, rate, {})
    plan = _Plan(year, [[]], dict.fromkeys(KINDS, 0))
    commands = [
        _begun(decision, plan, kind, (), last=True)
        for kind in KINDS
        if _kept(engine, kind, year) is None
    ]
    if commands:
        engine.do(commands, by=by)
