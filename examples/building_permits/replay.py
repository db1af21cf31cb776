"""Replays a log as commands, at the recorded times, in the order in which things happened."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from examples.building_permits.log import Entry, Trace
from keyflow import Actor, Engine, Refused, Workflow, load
from keyflow.commands import Command, Fire, Note, Start, Terminate

Rule = Literal["warn", "block"]

_FOLDER = Path(__file__).parent / "workflows"
_NAMES = ("permit", "receipt", "advice", "document", "report")


class NotEmpty(ValueError):
    """The database holds a replay already."""


def workflows(rule: Rule) -> list[Workflow]:
    """Load the workflows; `rule` is how much it weighs that one person did both T02 and T04."""
    files = [_FOLDER / f"{name}.yaml" for name in _NAMES]
    texts = [file.read_text(encoding="utf-8") for file in files]
    return [
        load(text.replace("severity: warn", f"severity: {rule}"), name=file.name)
        for file, text in zip(files, texts, strict=True)
    ]


def activities(known: Iterable[Workflow]) -> dict[str, tuple[str, str]]:
    """Map each activity of the log, which is a transition's title, to its workflow and trigger."""
    return {
        transition.title["en"]: (workflow.name, transition.trigger)
        for workflow in known
        for transition in workflow.transitions
        if transition.title
    }


@dataclass(frozen=True, slots=True)
class Moment:
    """What is to happen: a case begins or ends, an event is recorded, a deadline falls due."""

    at: datetime
    trace: Trace
    what: Literal["start", "entry", "end", "due"]
    entry: Entry | None = None


def moments(traces: Iterable[Trace]) -> list[Moment]:
    """Return all that happened in a log, in the order of time.

    Deadlines after the last thing that happened are left out: nobody knows what became of those.
    """
    happened = [moment for trace in traces for moment in _happened(trace)]
    last = max((moment.at for moment in happened), default=None)
    due = [
        Moment(trace.deadline, trace, "due")
        for trace in {moment.trace.deadline: moment.trace for moment in happened}.values()
        if last is not None and trace.deadline <= last
    ]
    return sorted([*happened, *due], key=lambda moment: moment.at)


def _happened(trace: Trace) -> list[Moment]:
    found = [Moment(trace.start, trace, "start")]
    found += [Moment(entry.at, trace, "entry", entry) for entry in trace.entries]
    return [*found, Moment(trace.end, trace, "end")] if trace.end else found


class Replay:
    """One replay into one store, with a clock that stands at the moment being replayed."""

    def __init__(self, store: str, rule: Rule) -> None:
        known = workflows(rule)
        self.rule = rule
        self.engine = Engine(store, known, clock=lambda: self._now)
        self._activities = activities(known)
        self._now = datetime.min.replace(tzinfo=UTC)
        self._cases: dict[tuple[str, str], str] = {}
        self._ended: set[str] = set()

    def run(self, ahead: Iterable[Moment], tick: Callable[[], None] = lambda: None) -> None:
        """Replay moments in order; `tick` is called after each. Raises `NotEmpty`."""
        if self.engine.cases(workflow="permit", where={"rule": self.rule}, limit=1).total:
            raise NotEmpty("the database holds a replay already; name an empty one")
        for moment in ahead:
            self._now = moment.at
            self._do(moment)
            tick()
        self.engine.run_due()

    def _do(self, moment: Moment) -> None:
        match moment.what:
            case "start":
                self._start(moment.trace)
            case "end":
                self._end(moment.trace)
            case "due":
                self.engine.run_due()
            case _ if moment.entry is not None:
                self._record(moment.trace, moment.entry)

    def _start(self, trace: Trace) -> None:
        given = {name: trace.attributes.get(name) for name in ("channel", "department", "group")}
        case = self.engine.start(
            "permit",
            subject=trace.name,
            by=_responsible(trace),
            data={
                **given,
                "deadline": trace.deadline,
                "responsible": trace.attributes["responsible"],
                "rule": self.rule,
            },
        )
        self._cases[trace.name, "permit"] = case.id

    def _end(self, trace: Trace) -> None:
        root = self._cases[trace.name, "permit"]
        command = Terminate(root, "ended", reason="the log's end date")
        self.engine.do(command, by=_responsible(trace))
        self._ended.add(trace.name)

    def _record(self, trace: Trace, entry: Entry) -> None:
        """Do what an event of the log tells of, under the log's own id as the command's key.

        A refusal is part of the case's history, which is where it is counted.
        """
        officer = Actor(entry.resource, roles={"officer"})
        command = self._command(trace, entry, officer)
        try:
            outcome = self.engine.do(command, by=officer, key=f"{self.rule}/{entry.id}")
        except Refused:
            return
        for opened in outcome.opened:
            self._cases[trace.name, self.engine.case(opened).workflow] = opened

    def _command(self, trace: Trace, entry: Entry, officer: Actor) -> Command:
        if trace.name in self._ended:
            return Note(self._cases[trace.name, "permit"], entry.activity)
        workflow, trigger = self._activities[entry.activity]
        case = self._cases.get((trace.name, workflow)) or self._open(trace, workflow, officer)
        return Fire(case, trigger)

    def _open(self, trace: Trace, workflow: str, officer: Actor) -> str:
        """Open a branch that only some applications need."""
        root = self._cases[trace.name, "permit"]
        command = Start(workflow, f"{trace.name}/{workflow}", parent=root, slot=workflow)
        case = self.engine.do(command, by=officer).case.id
        self._cases[trace.name, workflow] = case
        return case


def _responsible(trace: Trace) -> Actor:
    return Actor(trace.attributes["responsible"], roles={"officer"})
