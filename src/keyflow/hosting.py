"""What a host hands to an engine, looked at before it is used."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from keyflow.directory import StoredDirectory
from keyflow.errors import FAILURES, InputError, KeyflowError, PluginFailed
from keyflow.model.notifier import Notifier
from keyflow.model.record import Ahead
from keyflow.model.values import instant
from keyflow.model.workflow import Workflow
from keyflow.registry import Registry
from keyflow.ruling.given import Directory
from keyflow.ruling.judging import describe
from keyflow.ruling.people import Careful
from keyflow.running import Facts, Wake
from keyflow.shelf import Shelf
from keyflow.store.contract import Store

Clock = Callable[[], datetime]
_ASKED = ("roles", "holders", "superior", "revision")


def workflows(given: Sequence[Workflow] | Shelf) -> Sequence[Workflow] | Shelf:
    """Return the workflows, or the shelf they are on, or raise `InputError`."""
    if isinstance(given, Shelf):
        return given
    if isinstance(given, str | Path | Workflow | Mapping) or not isinstance(given, Iterable):
        raise InputError("workflows", f"must be a list of workflows, not {_kind(given)}")
    found = list(given)
    for item in found:
        if isinstance(item, str | Path):
            mend = f"load({str(item)[:80]!r}) makes one of a file"
            raise InputError("workflows", f"must be a list of workflows; {mend}")
        if not isinstance(item, Workflow):
            raise InputError("workflows", f"must be a list of workflows, not of {_kind(item)}")
    return found


def registry(given: Registry) -> Registry:
    """Return the registry, or raise `InputError`."""
    if not isinstance(given, Registry):
        raise InputError("registry", f"must be a Registry, not {_kind(given)}")
    return given


def notifiers(given: Mapping[str, Notifier]) -> dict[str, Notifier]:
    """Return the notifiers by channel, or raise `InputError`."""
    if not isinstance(given, Mapping):
        raise InputError("notifiers", "must be a mapping from channel names to notifiers")
    for name, notifier in given.items():
        where = f"notifiers.{name}"
        if isinstance(notifier, type) and issubclass(notifier, Notifier):
            mend = f"make one of it: {notifier.__name__}(…)"
            raise InputError(where, f"must be a notifier, not its class; {mend}")
        if not isinstance(notifier, Notifier):
            raise InputError(where, f"must be a notifier, not {_kind(notifier)}")
    return dict(given)


def directory(given: Directory | None) -> Careful | None:
    """Return the directory, ready for what it may raise, or raise `InputError`."""
    if given is None:
        return None
    lacking = [name for name in _ASKED if not callable(getattr(given, name, None))]
    if lacking:
        raise InputError("directory", f"has no method {', '.join(lacking)}")
    return Careful(given)


def stored(given: object, store: Store, clock: Clock | None) -> StoredDirectory | None:
    """Return the directory kept in the store if that is wanted, or raise `InputError`."""
    if isinstance(given, str) and given != "store":
        raise InputError("directory", f'must be a directory or "store", not {given[:80]!r}')
    return StoredDirectory(store, clock=clock) if given == "store" else None


def clock(given: Clock | None) -> Clock | None:
    """Return the clock, ready for what it may raise, or raise `InputError`."""
    if given is None:
        return None
    if not callable(given):
        raise InputError("clock", f"must be a function without arguments, not {_kind(given)}")

    def now() -> datetime:
        try:
            found = given()
        except FAILURES as error:
            raise PluginFailed(f"the clock failed: {describe(error)}") from error
        return instant(found, "clock")

    return now


def facts(given: Facts | None) -> Facts | None:
    """Return the function that knows facts, or raise `InputError`."""
    if given is not None and not callable(given):
        raise InputError("facts", f"must be a function of cases and session, not {_kind(given)}")
    return given


def wake(given: Wake | None) -> Wake | None:
    """Return the function that is told what is ahead, ready for what it may raise."""
    if given is None:
        return None
    if not callable(given):
        raise InputError("wake", f"must be a function of ahead and connection, not {_kind(given)}")

    def told(ahead: Ahead, connection: Any) -> None:
        try:
            given(ahead, connection)
        except KeyflowError:
            raise
        except FAILURES as error:
            raise PluginFailed(f"the wake failed: {describe(error)}") from error

    return told


def _kind(thing: Any) -> str:
    return f"the class {thing.__name__}" if isinstance(thing, type) else type(thing).__name__
