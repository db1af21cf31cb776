"""Erases a person from a case that is over: what of it is theirs, and nothing else."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from keyflow.errors import InputError
from keyflow.finding import Finding
from keyflow.model.case import ENDED
from keyflow.model.command import Erase
from keyflow.model.desk import without
from keyflow.model.erasure import Erasure
from keyflow.model.event import Event
from keyflow.model.schema import FieldSpec
from keyflow.ruling.clock import span
from keyflow.ruling.draft import Draft
from keyflow.ruling.findings import no
from keyflow.ruling.passage import Asked, No
from keyflow.ruling.permitting import permit
from keyflow.ruling.step import Step

# What of a private part names nobody, or a person by their exact id alone.
_NO_WORDS = {"salt", "payload", "actor", "recorded_by", "data", "desk"}
# Letters of Latin words, and the marks that join them in an id.
_LETTER, _JOINED = "[A-Za-z0-9_]", "[.-]"


def erase(step: Step, command: Erase, asked: Asked) -> None:
    """Erase what a case holds of a person; raises `No`, and `InputError` for a wrong field."""
    draft = step.draft(command.case)
    _check_fields(draft, command)
    findings = [] if command.reason else [no("reason-required", verb="erase")]
    permit(step, draft, asked, [*findings, *_not_over(step, draft)])
    erasure = erasure_of(step.world.given.reader.events(command.case), draft, command)
    desk = without(draft.desk, command.person)
    if not erasure.events and not erasure.fields and desk == draft.desk:
        raise No([no("not-named")], command.case)
    draft.raw = {name: item for name, item in draft.raw.items() if name not in erasure.fields}
    draft.extra["erased"] = list(erasure.fields)
    draft.desk = draft.desk if desk == draft.desk else desk
    step.erased.append(erasure)
    step.did(draft, command.verb, asked.actor)


def _check_fields(draft: Draft, command: Erase) -> None:
    personal = sorted(draft.machine.personal)
    for name in command.fields:
        if name not in personal:
            known = ", ".join(personal) or "none"
            raise InputError("fields", f"{name!r} is not a personal field here; known: {known}")


def _not_over(step: Step, draft: Draft) -> list[Finding]:
    """Say why somebody may still ask who did what: checks do, while anything can be done."""
    root = draft.before.root
    if step.view(root).standing not in ENDED or not draft.ended:
        return [no("not-over")]
    until = max(_reopenable(step, root), default=None)
    if until is None or until < step.now:
        return []
    return [no("may-reopen", until=until.isoformat())]


def _reopenable(step: Step, root: str) -> Iterable[datetime]:
    for member in step.members(root):
        window = step.world.machine(step.view(member)).workflow.reopen
        if window is not None:
            deeds = step.world.deeds(member)
            yield from (deed.at + span(window) for deed in deeds if deed.standing in ENDED)


def erasure_of(events: Iterable[Event], draft: Draft, command: Erase) -> Erasure:
    """Return what of a case is a person's.

    An event is theirs if they did it, entered it or are named in what it keeps private, or if it
    gives one of the fields the command names. A private part goes whole, as it is hashed whole:
    so a field loses its value if that came with such an event.
    """
    names = _Names(command.person, draft.machine.fields)
    taken: list[int] = []
    given: dict[str, bool] = {}
    for event in sorted(events, key=lambda event: event.seq):
        private = event.private or {}
        data = private.get("data", {})
        theirs = names.are_in(event.body, private) or not data.keys().isdisjoint(command.fields)
        if private and theirs:
            taken.append(event.seq)
        given.update(dict.fromkeys(data, theirs))
    gone = {name for name, theirs in given.items() if theirs}.union(command.fields)
    held = {name for name in draft.machine.personal if draft.raw.get(name) is not None}
    return Erasure(command.case, command.person, tuple(taken), tuple(sorted(gone & held)))


def _anywhere(value: Any, test: Callable[[Any], bool]) -> bool:
    match value:
        case Mapping():
            return any(_anywhere(item, test) for item in value.values())
        case list():
            return any(_anywhere(item, test) for item in value)
        case _:
            return test(value)


class _Names:
    """Finds a person in an event: by their id alone, or as a word of what somebody wrote."""

    def __init__(self, person: str, fields: Mapping[str, FieldSpec]) -> None:
        self._person = person
        self._fields = fields
        begin = f"(?<!{_LETTER})(?<!{_LETTER}{_JOINED})" if person[0].isascii() else ""
        end = f"(?!{_LETTER})(?!{_JOINED}{_LETTER})" if person[-1].isascii() else ""
        self._word = re.compile(begin + re.escape(person) + end)

    def are_in(self, body: Mapping[str, Any], private: Mapping[str, Any]) -> bool:
        """Tell whether an event is of this person, or its data are about them."""
        if self._person in (private.get("actor"), private.get("recorded_by")):
            return True
        data = private.get("data", {})
        said = [item for name, item in private.items() if name not in _NO_WORDS]
        return (
            _anywhere(said, self._word_in)
            or _anywhere(private.get("desk"), lambda text: text == self._person)
            or self._data(data, self._word_in)
            or (bool(data) and self._data(body.get("data", {}), lambda _text: False))
        )

    def _word_in(self, value: Any) -> bool:
        return isinstance(value, str) and self._word.search(value) is not None

    def _data(self, data: Mapping[str, Any], text: Callable[[Any], bool]) -> bool:
        known = self._fields
        return any(
            self._in(known[name], item, text) for name, item in data.items() if name in known
        )

    def _in(self, spec: FieldSpec, value: Any, text: Callable[[Any], bool]) -> bool:
        """Look into a field: for the id in those of persons, as `text` says in any other."""
        if spec.type == "person":
            return bool(value == self._person)
        if isinstance(value, list) and spec.of is not None:
            of = spec.of
            return any(self._in(of, item, text) for item in value)
        if isinstance(value, dict) and (spec.of or spec.fields):
            parts = ((spec.of or spec.fields.get(name), item) for name, item in value.items())
            return any(self._in(part, item, text) for part, item in parts if part is not None)
        return text(value)
