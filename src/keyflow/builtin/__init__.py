"""keyflow's own plugins. They come in by the strangers' door and import `keyflow.plugin` only."""

from importlib.util import find_spec

from keyflow.builtin.calendars import Weekdays
from keyflow.builtin.checks import ChildrenDone, DifferentPerson, FieldsPresent
from keyflow.builtin.notifiers import Console, File, Smtp
from keyflow.builtin.stages import Final, Plain
from keyflow.plugin import Calendar, Check, Notifier, Stage, hookimpl


@hookimpl
def keyflow_stages() -> list[type[Stage]]:
    """Offer the stage of plain states and the final one."""
    return [Plain, Final]


@hookimpl
def keyflow_checks() -> list[type[Check]]:
    """Offer the checks that need nothing but the case."""
    return [ChildrenDone, DifferentPerson, FieldsPresent]


@hookimpl
def keyflow_calendars() -> list[type[Calendar]]:
    """Offer Monday to Friday."""
    return [Weekdays]


@hookimpl
def keyflow_notifiers() -> list[type[Notifier]]:
    """Offer the notifiers; the webhook only where its libraries are installed."""
    offered: list[type[Notifier]] = [Console, File, Smtp]
    if find_spec("httpx") and find_spec("standardwebhooks"):
        # Imported here because its two libraries are an extra and cost 0.1 s.
        from keyflow.builtin.webhook import Webhook  # noqa: PLC0415

        offered.append(Webhook)
    return offered
