"""Looks for names in scenarios that the workflow and the cast do not know."""

from collections.abc import Collection, Mapping

from keyflow.loading.problems import Path, Problems
from keyflow.model.scenario import Expectation, Member, Scenario, Step
from keyflow.model.workflow import Document, Workflow


def check_scenarios(document: Document, workflow: Workflow, problems: Problems) -> None:
    """Note persons, roles, triggers, states and fields that do not exist, and names used twice."""
    checker = _Checker(workflow, problems)
    checker.roles(document.cast, ("cast",))
    seen: set[str] = set()
    for number, scenario in enumerate(document.scenarios):
        path: Path = ("scenarios", number)
        if scenario.name in seen:
            problems.add((*path, "name"), f"two scenarios are named {scenario.name!r}")
        seen.add(scenario.name)
        checker.scenario(scenario, set(document.cast), path)


class _Checker:
    def __init__(self, workflow: Workflow, problems: Problems) -> None:
        self._workflow = workflow
        self._problems = problems
        opened = {slot for state in workflow.states for slot in state.children}
        self._slots = [*opened, *workflow.slots]
        self._triggers = {transition.trigger for transition in workflow.transitions}

    def scenario(self, scenario: Scenario, cast: set[str], path: Path) -> None:
        """Look through one scenario, line by line, as its cast grows."""
        self.roles(scenario.cast, (*path, "cast"))
        cast |= scenario.cast.keys()
        self._person(scenario.start.by, cast, (*path, "start", "by"))
        if not scenario.start.refused:
            for name in scenario.start.data:
                self._known("field", name, self._workflow.fields, (*path, "start", "data", name))
        for number, step in enumerate(scenario.steps):
            cast |= (step.cast or {}).keys()
            self._step(step, cast, (*path, "steps", number))
        self._expected(scenario.expect, (*path, "expect"))

    def roles(self, cast: Mapping[str, Member], path: Path) -> None:
        """Look for roles nobody can have; those of child cases are not known here."""
        for name, member in cast.items():
            for role in member.roles:
                if not self._slots:
                    self._known("role", role, self._workflow.roles, (*path, name, "roles"))

    def _step(self, step: Step, cast: set[str], path: Path) -> None:
        self.roles(step.cast or {}, (*path, "cast"))
        for key in ("by", "recorded_by"):
            if (person := getattr(step, key)) is not None:
                self._person(person, cast, (*path, key))
        if step.on != ".":
            self._known("slot", step.on.partition("/")[0], self._slots, (*path, "on"))
            return
        if step.fire is not None and not step.refused:
            self._known("trigger", step.fire, self._triggers, (*path, "fire"))
        if step.expect is not None:
            self._expected(step.expect, (*path, "expect"))

    def _expected(self, expected: Expectation, path: Path) -> None:
        if expected.state is not None:
            self._known("state", expected.state, self._workflow.by_name, (*path, "state"))
        for name in expected.data:
            self._known("field", name, self._workflow.fields, (*path, "data", name))
        for place in expected.children:
            slot = place.partition("/")[0]
            self._known("slot", slot, self._slots, (*path, "children", place))

    def _person(self, person: str, cast: set[str], path: Path) -> None:
        self._known("person in the cast", person, cast, path)

    def _known(self, what: str, name: str, known: Collection[str], path: Path) -> None:
        if name not in known:
            self._problems.unknown(path, what, name, sorted(known))
