"""`Policy`: checks and notices attached to transitions by pattern, when a definition loads."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from keyflow.model.component import Component
from keyflow.model.definition import CheckUse, Notice, Transition


@dataclass(frozen=True, slots=True)
class Attachment:
    """What a policy adds to one transition of a workflow."""

    checks: Sequence[CheckUse] = ()
    notices: Sequence[Notice] = ()


class Policy(Component):
    """A kind of policy: it looks at each transition of each workflow and adds to it.

    What it adds becomes part of the expanded definition, marked with the plugin's name. Every
    installed policy sees every workflow that is loaded; `attach` decides where it applies.
    """

    @abstractmethod
    def attach(self, workflow: str, stage: str, transition: Transition) -> Attachment | None:
        """Return the checks and notices for this transition, or None for none."""
