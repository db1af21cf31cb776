"""What the year came to, read from the store and nowhere else."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from keyflow import Case, Engine
from keyflow.audit.sealing import checkpoint
from keyflow.audit.verifying import verify
from keyflow.model.decision import DECISIONS
from keyflow.store.contract import StoredDeadline
from keyflow_keyprojects.demo import reviews
from keyflow_keyprojects.demo.days import last_day
from keyflow_keyprojects.fx import PLAN_RATE, FxRate
from keyflow_keyprojects.office import adopted_headline, headline_now, preliminary_headline
from keyflow_keyprojects.portfolio import (
    HUNDRED_MILLION,
    NOTICE_2011,
    PRELIMINARY_2011,
    Comparison,
    compare,
    half_up,
)
from keyflow_keyprojects.record.register import every

_ALL = 1_000_000
_VOTING = frozenset({*DECISIONS, "return"})
CENT = Decimal("0.01")
_DESK = {
    "blockers": "blocker",
    "resolutions": "resolution",
    "orders": "supervision-order",
    "supports": "support",
    "adjustments": "plan-adjustment",
}


@dataclass(frozen=True, slots=True)
class Row:
    """Projects of the key list in one stage (or end): how many, and their money in 100 million."""

    stage: str
    count: int
    total: Decimal
    year_plan: Decimal


@dataclass(frozen=True, slots=True)
class Month:
    """The monthly reports of one month: when they were due, and how they came in.

    `open` are those that nobody has handed in and nobody has given up yet.
    """

    period: str
    due: date | None
    on_time: int = 0
    late: int = 0
    missed: int = 0
    open: int = 0
    corrected: int = 0

    @property
    def owed(self) -> int:
        """How many there should be."""
        return self.on_time + self.late + self.missed + self.open


@dataclass(frozen=True, slots=True)
class Figures:
    """The year in numbers. Headlines are in 100 million, counters have what they count as keys.

    `votes` are those given in rounds, `rounds` counts what these came to.
    `reports` are those of the year's months, `assessment` counts its scores and grades, `meetings`
    all meetings that were held, `desk` counts blockers, orders and the like, and `coming`
    are the next deadlines. `adopted` and `reserve` are the key and the preliminary list as adopted,
    whatever became of their members; `now` and `reserve_now` are the lists as they stand.
    """

    adopted: Mapping[str, Decimal]
    reserve: Mapping[str, Decimal]
    now: Mapping[str, Decimal]
    reserve_now: Mapping[str, Decimal]
    stages: tuple[Row, ...]
    cases: int
    events: int
    fires: int
    refused: int
    refusals: Mapping[str, int]
    waived: int
    votes: int
    rounds: Mapping[str, int]
    messages: Mapping[str, int]
    message_states: Mapping[str, int]
    reports: tuple["Month", ...]
    meetings: int
    desk: Mapping[str, int]
    assessment: Mapping[str, Any]
    coming: tuple[StoredDeadline, ...]
    seals: int
    checkpoint: str
    verified: bool

    def against_published(self) -> Iterator[tuple[str, Comparison, Decimal]]:
        """Yield (term, published against adopted, as it stands now) for both lists."""
        for line in compare(self.adopted, NOTICE_2011):
            yield line.term, line, self.now[line.term]
        for line in compare(self.reserve, PRELIMINARY_2011):
            yield f"preliminary_{line.term}", line, self.reserve_now[line.term]

    def as_json(self) -> dict[str, Any]:
        """Return the object `keyflow demo --json` prints."""
        return {
            "key_projects": int(self.adopted["count"]),
            "preliminary_projects": int(self.reserve["count"]),
            "total_100m_cny": number(self.adopted["total"]),
            "year_plan_100m_cny": number(self.adopted["year_plan"]),
            "cases": self.cases,
            "fires": self.fires,
            "refused": self.refused,
            "waived": self.waived,
            "votes": self.votes,
            "rounds": dict(self.rounds),
            "reports_on_time": sum(month.on_time for month in self.reports),
            "reports_late": sum(month.late for month in self.reports),
            "reports_missed": sum(month.missed for month in self.reports),
            "reports_corrected": sum(month.corrected for month in self.reports),
            "meetings": self.meetings,
            **self.desk,
            **self.assessment,
            "messages_sent": self.message_states.get("sent", 0),
            "messages_dead": self.message_states.get("dead", 0),
            "events": self.events,
            "seals": self.seals,
            "checkpoint": self.checkpoint,
            "audit_verified": self.verified,
            "stages": {row.stage: row.count for row in self.stages},
        }


def number(amount: Decimal) -> int | float:
    """Round half up to two decimals, as a JSON number."""
    rounded = half_up(amount, CENT)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)


def read(engine: Engine, year: int, rate: FxRate = PLAN_RATE) -> Figures:
    """Read everything from an engine's store; seals what is not sealed yet."""
    engine.seal()
    with engine.store.connect() as connection:
        seals = connection.seals()
        line = checkpoint(seals[-1])
        report = verify(connection, line)
        history = _History(connection.all_events())
    messages = engine.outbox(limit=_ALL)
    return Figures(
        adopted=adopted_headline(engine, year, rate),
        reserve=preliminary_headline(engine, year, rate),
        now=headline_now(engine, year, rate),
        reserve_now=headline_now(engine, year, rate, name="preliminary"),
        stages=tuple(_rows(engine, year, rate)),
        cases=engine.cases(limit=1).total,
        events=report.events,
        fires=history.fires,
        refused=history.refused,
        refusals=dict(history.refusals.most_common()),
        waived=history.waived,
        votes=history.votes,
        rounds=dict(sorted(history.rounds.items())),
        messages=Counter(message.notice.partition("-")[0] for message in messages),
        message_states=Counter(message.state for message in messages),
        reports=tuple(_months(engine, year)),
        meetings=_meetings(engine, year),
        desk={name: engine.cases(workflow=kind, limit=1).total for name, kind in _DESK.items()},
        assessment=reviews.marks(engine, year),
        coming=tuple(_coming(engine)),
        seals=len(seals),
        checkpoint=line,
        verified=report.ok and report.uncovered == 0,
    )


def _months(engine: Engine, year: int) -> Iterator[Month]:
    """Count the reports of each month of a year."""
    found: dict[str, Counter[str]] = {}
    due: dict[str, date] = {}
    for case in every(engine, workflow="monthly-report"):
        period = case.data["period"]
        if period.startswith(str(year)):
            found.setdefault(period, Counter()).update(_marks(case))
            if not case.data["graced"]:
                due.setdefault(period, last_day(case.data["due_from"], case.data["due_limit"]))
    for period in sorted(found):
        yield Month(period, due.get(period), **found[period])


def _marks(report: Case) -> Iterator[str]:
    """Yield what a report counts as; what was waived, or ended with its project, as nothing."""
    if report.data["revision"]:
        yield "corrected"
    if report.data["submitted_by"]:
        yield "late" if report.data["late"] else "on_time"
    elif report.outcome == "missed":
        yield "missed"
    elif not report.ended:
        yield "open"


def _meetings(engine: Engine, year: int) -> int:
    """Count the meetings of a year that were held: joint, dispatch, and those beside them."""
    held = every(engine, workflow="joint-meeting", state=("held", "minuted"))
    return sum(meeting.data["period"].startswith(str(year)) for meeting in held)


def _coming(engine: Engine, most: int = 12) -> list[StoredDeadline]:
    """Return the deadlines that end next; what is late or stands still is not among them."""
    rows = engine.deadlines(limit=10_000)
    return [row for row in rows if _is_coming(row)][:most]


def _is_coming(row: StoredDeadline) -> bool:
    # When a report is due the light is as well: people are shown the report.
    return row.armed.next is not None and not row.armed.late and row.armed.name != "light"


class _History:
    """Counts of the whole history in one reading."""

    def __init__(self, events: Iterator[Any]) -> None:
        self.fires = self.refused = self.waived = self.votes = 0
        self.refusals: Counter[str] = Counter()
        self.rounds: Counter[str] = Counter()
        for event in events:
            if event.accepted:
                # A command writes an event in every case it touches; its trigger is in its own.
                self.fires += event.verb == "fire" and event.trigger is not None
                self.waived += '"waived"' in event.body
                if event.verb in _VOTING:
                    self._vote(event)
            else:
                self.refused += 1
                self._refusal(json.loads(event.body))

    def _vote(self, event: Any) -> None:
        """Count a vote, and the round it closed."""
        self.votes += event.verb != "return"
        for step in json.loads(event.body).get("steps", ())[:1]:
            self.rounds["returned" if step[0] == "return" else step[0]] += 1

    def _refusal(self, body: Mapping[str, Any]) -> None:
        """Count a refusal once for each check that said no, and for what no check says."""
        said = [row[0] for row in body.get("checks", ()) if row[1] in {"block", "error"}]
        self.refusals.update(set(said or body["codes"]))


def _rows(engine: Engine, year: int, rate: FxRate) -> Iterator[Row]:
    """Sum the key list by the stage each project is in, in the order of the workflow."""
    where = {"list": "key", "list_year": year}
    found: dict[str, list[Case]] = {stage: [] for stage in STAGE_ORDER}
    for case in every(engine, workflow="key-project", where=where):
        found.setdefault(place(case), []).append(case)
    for stage, cases in found.items():
        yield Row(stage, len(cases), _sum(cases, "total", rate), _sum(cases, "year_plan", rate))


STAGE_ORDER = (
    "approval", "planning", "construction", "acceptance", "ramp_up", "suspended", "closed",
    "split", "merged", "exited", "cancelled",
)  # fmt: skip


def place(case: Case) -> str:
    """Return where a project counts: on hold, or its stage."""
    return "suspended" if case.standing == "suspended" else case.stage


def _sum(cases: list[Case], field: str, rate: FxRate) -> Decimal:
    amounts = (rate.convert(case.data[field]).amount for case in cases if case.data[field])
    return sum(amounts, Decimal(0)) / HUNDRED_MILLION
