"""The suite every policy must pass."""

from collections.abc import Mapping
from typing import Any, ClassVar

import pytest

from keyflow import builtin
from keyflow.loading import load
from keyflow.model.policy import Attachment, Policy
from keyflow.model.workflow import Workflow
from keyflow.registry import Registry
from keyflow.testing.components import ComponentContract

_DOCUMENT: Mapping[str, Any] = {
    "name": "sample",
    "initial": "preparing",
    "roles": ["owner", "office"],
    "stages": {"preparing": "plain", "working": "plain", "over": "final"},
    "transitions": [
        {"trigger": "submit", "source": "preparing", "dest": "working", "by": ["owner"]},
        {"trigger": "close", "source": "working", "dest": "over", "by": ["office"]},
    ],
}


class PolicyContract(ComponentContract):
    """Subclass it and say which policy: `plugin = my_module` and `policy = MyPolicy(...)`.

    `document` is a workflow, written as in a file, to which it attaches something; unless given,
    it is one of the roles owner and office with the triggers submit and close.
    """

    family = "policy"
    policy: ClassVar[Policy]
    document: ClassVar[Mapping[str, Any]] = _DOCUMENT

    @pytest.fixture
    def component(self) -> Policy:
        """Return the policy."""
        return self.policy

    def workflow(self, *, attached: bool) -> Workflow:
        """Load the document with what the policy attaches, or without."""
        modules = [self.plugin, builtin] if attached else [builtin]
        return load(dict(self.document), registry=Registry(modules, installed=False))

    def test_it_answers_with_attachments_or_nothing(self) -> None:
        """For each transition: an `Attachment`, or None; the same when asked again."""
        workflow = self.workflow(attached=False)
        for transition in workflow.transitions:
            stage = transition.source[0].partition(".")[0]
            answer = self.policy.attach(workflow.name, stage, transition)
            assert answer is None or isinstance(answer, Attachment), f"not {answer!r}"
            assert answer == self.policy.attach(workflow.name, stage, transition)

    def test_what_it_attaches_works(self) -> None:
        """The workflow loads with it, the same each time."""
        assert self.workflow(attached=True) == self.workflow(attached=True)

    def test_what_it_attaches_is_marked(self) -> None:
        """Drawings and audits show where a check or notice comes from."""
        workflow = self.workflow(attached=True)
        bare = self.workflow(attached=False)
        checks = [check for item in workflow.transitions for check in item.checks]
        before = [check for item in bare.transitions for check in item.checks]
        for added in [item for item in checks if item not in before]:
            assert added.attached_by, f"check {added.id!r} does not say who attached it"
