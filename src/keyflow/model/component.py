"""What every plugin class has in common: a kind, and frozen options checked by pydantic."""

from collections.abc import Mapping
from typing import ClassVar

from keyflow.model.base import Model


class Component(Model):
    """A plugin class; its fields are the options a definition may give.

    `kind` is the name definitions use for it. Subclass `Stage`, `Check`, `Plan`, `Change`,
    `Policy` or `Notifier`, not this.

    `names` says which options of a check, plan or change name things of the workflow, and what:
    `{"fields": "field", "by": "role", "of": "trigger"}`. A file that gives a name the workflow
    does not know is then refused when it is loaded, with the nearest known one. Such an option
    holds a text or several.

    - `field`, `role`: of this workflow
    - `state`: a state or stage of this workflow
    - `trigger`: of this workflow, or an operation such as `start`; `W.T` is one of workflow W
    - `slot`: a name children are opened under
    - `child state`: a state, stage or outcome of the children in the slots that the same check
      names, or in any slot where it names none
    """

    kind: ClassVar[str] = ""
    names: ClassVar[Mapping[str, str]] = {}
