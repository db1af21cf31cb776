"""The way a case came to where it is: it is sent back along it, and never ahead."""

from keyflow.model.event import Event
from keyflow.ruling.draft import Draft
from keyflow.ruling.step import Step

# What takes a case back to a state, or puts it there: all that came after is before it again.
_BACK = frozenset({"return", "recall", "jump", "reopen", "take-back", "unfulfilled"})


def way_here(step: Step, draft: Draft) -> list[str]:
    """Return the states a case came to rest in on its way to where it is, without that, in order.

    What it went back over is not on it any more, until it comes straight back.
    """
    told = [one for one in step.world.given.reader.events(draft.before.id) if one.accepted]
    way = _Way(draft)
    for event in sorted(told, key=lambda one: one.seq):
        way.take(event)
    return way.before(draft.state)


class _Way:
    """A way, as the events of a case tell it one by one."""

    def __init__(self, draft: Draft) -> None:
        self._is_result = draft.machine.is_result
        self._states: list[str] = []
        # The states that turned the case down, the last time it was there.
        self._against: set[str] = set()
        # What it last went back over, and to which state it then comes straight back.
        self._over: list[str] = []
        self._straight: str | None = None

    def take(self, event: Event) -> None:
        """Go where an event went."""
        steps = event.body.get("steps", ())
        for trigger, source, _, _ in steps:
            if self._is_result(source, trigger):
                (self._against.discard if trigger == "approved" else self._against.add)(source)
        if event.body.get("left") or event.seq == 1:
            back = any(trigger in _BACK for trigger, _, _, _ in steps)
            self._enter(event.body["state"], back=back)
        self._straight = event.body.get("desk", {}).get("back", self._straight)

    def _enter(self, state: str, *, back: bool) -> None:
        if state in self._states and state in self._against and not back:
            # By the definition's own way: what it came through since, it came through to get here.
            self._states.remove(state)
        elif state in self._states:
            at = self._states.index(state)
            self._over, self._states = self._states[at + 1 :], self._states[:at]
        elif state == self._straight and state in self._over and not back:
            between = self._over[: self._over.index(state)]
            self._states += [one for one in between if one not in self._states]
        self._states.append(state)
        self._against.discard(state)

    def before(self, state: str) -> list[str]:
        """Return the way as far as a state."""
        known = state in self._states
        return self._states[: self._states.index(state)] if known else self._states
