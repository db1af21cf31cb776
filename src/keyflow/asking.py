"""`Asking`: who asks for which commands, checked before anything is read."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from keyflow.errors import InputError
from keyflow.model import limits
from keyflow.model.case import SYSTEM, Actor, Case
from keyflow.model.command import Advance, Command, Erase, Expire, Recount
from keyflow.model.event import canonical
from keyflow.model.values import identifier, instant

OURS = "keyflow:"


def commands_of(asked: Command | Sequence[Command]) -> list[Command]:
    """Return one command or several as a list; raises `InputError` for anything else."""
    if isinstance(asked, Command):
        return [asked]
    if isinstance(asked, str | bytes | Case) or not isinstance(asked, Iterable):
        raise InputError("commands", f"a {type(asked).__name__} is not a command")
    return list(asked)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for which commands, under which key, and when it happened.

    `actor` is one person, or as many as there are commands: the first asks for the first.
    `batch` marks one of several commands that were asked for together, each on its own.
    """

    commands: Sequence[Command]
    actor: Actor | Sequence[Actor]
    key: str | None = None
    expected: int | None = None
    occurred_at: datetime | None = None
    recorded_by: Actor | None = None
    batch: bool = False

    def __post_init__(self) -> None:
        self._check_commands()
        self._check_people()
        if self.recorded_by is not None:
            self._check_person(self.recorded_by, "recorded_by")
        if self.key is not None:
            identifier(self.key, "key")
            if self.key.startswith(OURS) and self.actor is not SYSTEM:
                raise InputError("key", f"begins with {OURS!r}, as only keyflow's own keys do")
        if self.occurred_at is not None:
            object.__setattr__(self, "occurred_at", instant(self.occurred_at, "occurred_at"))

    def _check_commands(self) -> None:
        if not 0 < len(self.commands) <= limits.COMMANDS:
            raise InputError("commands", f"there must be 1 to {limits.COMMANDS} of them")
        for command in self.commands:
            if not isinstance(command, Command):
                raise InputError("commands", f"a {type(command).__name__} is not a command")
            if isinstance(command, Expire | Advance | Recount) and self.actor is not SYSTEM:
                raise InputError("commands", f"only keyflow itself asks to {command.verb}")
        if self.expected is not None:
            self._check_expected()
        if len(self.commands) > 1 and any(isinstance(item, Erase) for item in self.commands):
            raise InputError("commands", "an erasure is done alone, so that nothing escapes it")

    def _check_expected(self) -> None:
        if not isinstance(self.expected, int):
            raise InputError("expected", "must be a whole number, a case's version")
        if len(self.commands) > 1:
            raise InputError("expected", "goes with a single command")
        if self.commands[0].target is None:
            raise InputError("expected", "goes with a command on a case that is there already")

    def _check_people(self) -> None:
        if isinstance(self.actor, str) or not isinstance(self.actor, Sequence):
            self._check_person(self.actor, "by")
            return
        if len(self.actor) != len(self.commands):
            raise InputError("by", "give one person, or as many as there are commands")
        for actor in self.actor:
            self._check_person(actor, "by")

    def _check_person(self, actor: Any, field: str) -> None:
        if not isinstance(actor, Actor):
            raise InputError(field, f"must be an Actor, not {type(actor).__name__}")
        if actor is SYSTEM:
            return
        if actor.id == SYSTEM.id:
            raise InputError(field, "'system' is keyflow's own name; give a person's")
        if SYSTEM.id in actor.roles:
            raise InputError(field, "'system' is keyflow's own role; leave it out")

    @property
    def targets(self) -> list[str]:
        """The ids of the cases that are addressed."""
        return [command.target for command in self.commands if command.target]

    def by(self, number: int) -> Actor:
        """Return who asks for one command."""
        return self.actor if isinstance(self.actor, Actor) else self.actor[number]

    @property
    def people(self) -> Sequence[Actor]:
        """All who ask, and who enters it for them."""
        asking = [self.actor] if isinstance(self.actor, Actor) else self.actor
        return [*asking, self.recorded_by] if self.recorded_by is not None else asking

    def key_of(self, number: int) -> str | None:
        """Return the key of one command: the key itself for the first, then key/1, key/2 (D5)."""
        return self.key if self.key is None or number == 0 else f"{self.key}/{number}"

    def payload(self, number: int) -> str:
        """Return what a repeat of one command is compared with: verb, target, actor, arguments."""
        command = self.commands[number]
        asked: dict[str, Any] = {"verb": command.verb, "actor": self.by(number).id}
        if len(self.commands) > 1:
            asked["of"] = len(self.commands)
        try:
            text = canonical(asked | {"arguments": command.payload()})
        except (ValueError, TypeError, RecursionError) as error:
            raise InputError("data", f"cannot be written as JSON: {error}") from None
        if len(text) > limits.DATA:
            raise InputError("data", f"is larger than {limits.DATA} characters")
        return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
