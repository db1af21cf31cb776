"""Plays one scenario: on an engine in memory, with a clock of its own and the cast as directory."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from keyflow.engine import Engine
from keyflow.errors import KeyflowError, Refused
from keyflow.finding import Finding
from keyflow.model import limits
from keyflow.model.case import Actor, Case
from keyflow.model.command import Command, Start
from keyflow.model.decision import OnTask
from keyflow.model.frozen import NOTHING
from keyflow.model.owed import Owed
from keyflow.model.scenario import Expectation, Scenario, Step
from keyflow.model.workflow import Workflow
from keyflow.registry import Registry
from keyflow.scenarios.cast import Cast
from keyflow.scenarios.choosing import choose
from keyflow.scenarios.comparing import Difference, Path, compare

_MONDAY = datetime(2026, 1, 5, 9)  # noqa: DTZ001 - the zone is the workflow's
_SECOND = timedelta(seconds=1)
# How often the engine is asked what is due at one moment, before the scenario is given up.
_ROUNDS = 100
_MANY = 1000


class Play:
    """One scenario while it is played; `differences` says where it went otherwise than written."""

    def __init__(
        self, scenario: Scenario, cast: Cast, workflows: Sequence[Workflow], registry: Registry
    ) -> None:
        self._scenario = scenario
        self._cast = cast
        self._workflow = workflows[0]
        monday = _MONDAY.replace(tzinfo=ZoneInfo(self._workflow.zone))
        self._now = (scenario.at or monday).astimezone(UTC)
        self._engine = Engine(
            None, workflows, directory=cast, clock=lambda: self._now, registry=registry
        )
        self._case: Case | None = None

    def differences(self) -> Iterator[Difference]:
        """Yield where it goes otherwise than written, each with its path in the scenario."""
        try:
            yield from self._begin()
            if self._case is None:
                return
            for number, step in enumerate(self._scenario.steps):
                path: Path = ("steps", number)
                yield from ((path, message) for message in self._step(step))
                if step.expect is not None:
                    yield from self._compare(step.expect, step.on, (*path, "expect"))
            yield from self._compare(self._scenario.expect, ".", ("expect",))
        finally:
            self._engine.close()

    def _begin(self) -> Iterator[Difference]:
        start = self._scenario.start
        command = Start(
            self._workflow.name, start.subject, start.data or NOTHING, comment=start.comment
        )

        def begin() -> None:
            self._case = self._engine.do(command, by=Actor(start.by)).case

        yield from ((("start",), message) for message in self._try(begin, start.refused))

    def _step(self, step: Step) -> Iterable[str]:
        if step.cast is not None:
            self._cast.change(step.cast)
            return ()
        if step.wait is not None or step.until is not None:
            return self._pass_time(step.until or self._now + (step.wait or _SECOND))
        self._now += _SECOND
        case = self._find(step.on)
        if case is None:
            return [f"there is no case {step.on!r}"]
        command = self._command(step, case)
        if command is None:
            whose = f" named {step.task!r}" if step.task else ""
            return [f"there is no task{whose} to {command_name(step)}"]
        actor = Actor(step.by or "")
        clerk = Actor(step.recorded_by) if step.recorded_by else None
        return self._try(
            lambda: self._engine.do(
                command, by=actor, occurred_at=step.occurred_at, recorded_by=clerk
            ),
            step.refused,
        )

    def _try(self, do: Callable[[], object], codes: Sequence[str]) -> Iterator[str]:
        written = f"{', '.join(codes)} was expected"
        try:
            do()
        except Refused as no:
            found = {finding.code for finding in no.findings}
            if not codes:
                yield f"was refused: {_reasons(no.findings)}"
            elif not found.issuperset(codes):
                yield f"was refused: {_reasons(no.findings)}; {written}"
        except KeyflowError as error:
            yield f"failed: {error}" + (f"; {written}" if codes else "")
        else:
            if codes:
                yield f"was accepted; {written}"

    def _command(self, step: Step, case: Case) -> Command | None:
        """Return what a step asks for; None where there is no task it could be about."""
        kind, given = step.kind, self._given(step)
        if issubclass(kind, OnTask):
            task = choose(case, kind.verb, step.task, self._theirs(step, case))
            return None if task is None else kind(task, **given)
        made: Callable[..., Command] = kind
        return made(case=case.id, **given)

    def _given(self, step: Step) -> dict[str, Any]:
        given = step.given
        if step.fire is not None:
            given["trigger"] = step.fire
        if step.owed:
            given["owed"] = tuple(Owed(item.what, item.due, item.blocks) for item in step.owed)
        if step.choose:
            given["choose"] = {state: tuple(people) for state, people in step.choose.items()}
        if step.into is not None:
            into = self._find(step.into)
            given["into"] = into.id if into is not None else step.into
        return given

    def _theirs(self, step: Step, case: Case) -> dict[str, int]:
        """Rank whose tasks are somebody's: their own, their roles', those they stand in for."""
        person = step.by or ""
        others = self._cast.principals(person, case, self._now)
        names = [person, *sorted(self._cast.roles(person, case, self._now))]
        for other in others:
            names += [other, *sorted(self._cast.roles(other, case, self._now))]
        return {name: rank for rank, name in reversed(list(enumerate(names)))}

    def _pass_time(self, until: datetime) -> Iterator[str]:
        """Let time pass, and do what becomes due at the moment it does."""
        until = until.astimezone(UTC)
        try:
            while (due := self._next_due()) is not None and due <= until:
                self._now = max(self._now, due)
                self._run_due()
            self._now = max(self._now, until)
            self._run_due()
        except KeyflowError as error:
            yield f"failed: {error}"

    def _next_due(self) -> datetime | None:
        armed = (one for case in self._family() for one in case.armed if one.paused_at is None)
        return min((one.due for one in armed), default=None)

    def _run_due(self) -> None:
        for _ in range(_ROUNDS):
            did = self._engine.run_due()
            if not did.expired and not did.advanced:
                return

    def _family(self) -> Sequence[Case]:
        return self._engine.cases(standing=("active", "suspended"), limit=_MANY).cases

    def _find(self, place: str) -> Case | None:
        """Return the case at a place: the scenario's own, or the latest child of that name."""
        if self._case is None:
            return None
        if place == ".":
            return self._engine.case(self._case.id)
        subject = f"{self._case.subject}/{place}"
        if len(subject) > limits.ID:
            return None
        found = self._engine.cases(subject=subject, order="-opened", limit=1).cases
        return found[0] if found else None

    def _compare(self, expected: Expectation, place: str, path: Path) -> Iterator[Difference]:
        case = self._find(place)
        if case is None:
            yield path, f"there is no case {place!r}"
            return
        prefix = "" if place == "." else f"{place}/"
        currency = self._workflow.currency
        for where, message in compare(
            expected, case, lambda below: self._find(f"{prefix}{below}"), currency
        ):
            yield (*path, *where), message


def command_name(step: Step) -> str:
    """Say what a step does."""
    return step.fire or step.do or "wait"


def _reasons(findings: Sequence[Finding]) -> str:
    return "; ".join(f"{finding.code} ({finding.text})" for finding in findings)
