"""The suite every plan must pass."""

from collections.abc import Sequence
from typing import ClassVar

import pytest

from keyflow.model import limits
from keyflow.model.command import Command
from keyflow.model.plan import Plan
from keyflow.testing.judged import JudgedContract, without_past


class PlanContract(JudgedContract):
    """Subclass it and say which plan: `plugin = my_module` and `plan = MyPlan(...)`.

    Say `schema`, `facts` and `attempts` where the plan reads them.
    """

    family = "plan"
    plan: ClassVar[Plan]

    @pytest.fixture
    def component(self) -> Plan:
        """Return the plan."""
        return self.plan

    def test_it_answers_with_commands(self) -> None:
        """A list of commands, which may be empty; on an empty attempt too, and without raising."""
        for answer in self.answers(self.plan.plan):
            listed = isinstance(answer, Sequence) and not isinstance(answer, str)
            assert listed, f"must answer with a list of commands, not {answer!r}"
            assert all(isinstance(item, Command) for item in answer)
            assert len(answer) <= limits.COMMANDS, f"at most {limits.COMMANDS} commands"

    def test_it_plans_the_same_when_asked_again(self) -> None:
        """A preview shows what will be done."""
        assert self.answers(self.plan.plan) == self.answers(self.plan.plan)

    def test_it_changes_nothing(self) -> None:
        """It reads the data and the facts, and no more."""
        self.changes_nothing(self.plan.plan)

    def test_it_answers_in_time(self) -> None:
        """Longer than its `timeout` would take the step back."""
        self.takes_its_time(self.plan.plan, self.plan.timeout)

    def test_it_does_not_read_the_past(self) -> None:
        """The past is read for checks only."""
        for item in self.given():
            self.plan.plan(without_past(item))
