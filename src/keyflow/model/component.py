"""What every plugin class has in common: a kind, and frozen options checked by pydantic."""

from typing import ClassVar

from keyflow.model.base import Model


class Component(Model):
    """A plugin class; its fields are the options a definition may give.

    `kind` is the name definitions use for it. Subclass `Stage`, `Check`, `Plan`, `Change`,
    `Policy` or `Notifier`, not this.
    """

    kind: ClassVar[str] = ""
