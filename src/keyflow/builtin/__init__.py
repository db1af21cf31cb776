"""keyflow's own plugins. They come in by the strangers' door and import `keyflow.plugin` only."""

from importlib.util import find_spec

from keyflow.builtin.calendars import BusinessHours, Weekdays
from keyflow.builtin.checks import ChildrenDone, DifferentPerson, FieldsPresent
from keyflow.builtin.notifiers import Console, File, Smtp
from keyflow.builtin.stages import Decision, Final, Plain
from keyflow.builtin.webhook import Webhook
from keyflow.plugin import Calendar, Check, Notifier, Stage, hookimpl


@hookimpl
def keyflow_stages() -> list[type[Stage]]:
    """Offer the stage of plain states and the final one."""
    return [Plain, Decision, Final]


@hookimpl
def keyflow_checks() -> list[type[Check]]:
    """Offer the checks that need nothing but the case."""
    return [ChildrenDone, DifferentPerson, FieldsPresent]


@hookimpl
def keyflow_calendars() -> list[type[Calendar]]:
    """Offer Monday to Friday, and the opening hours of an office."""
    return [BusinessHours, Weekdays]


@hookimpl
def keyflow_notifiers() -> list[type[Notifier]]:
    """Offer the notifiers; the webhook only where its libraries are installed."""
    posting = find_spec("httpx") and find_spec("standardwebhooks")
    return [Console, File, Smtp, Webhook] if posting else [Console, File, Smtp]
