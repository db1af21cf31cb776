"""keyflow: approvals and stage tracking inside another Python application.

This is the door for hosts. Names are imported when they are first used, so that `import keyflow`
loads neither SQLAlchemy nor jinja2.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from keyflow.aio import AsyncEngine
    from keyflow.answers import Backlog, Delivered, Due, Option, Outcome, Preview
    from keyflow.engine import Engine
    from keyflow.errors import (
        Busy,
        Conflict,
        DefinitionError,
        DuplicateKind,
        InputError,
        KeyflowError,
        NotFound,
        PluginError,
        PluginFailed,
        Problem,
        Refused,
        SchemaError,
        StoreError,
        UnknownKind,
    )
    from keyflow.finding import Finding
    from keyflow.loading import dump, load
    from keyflow.model.case import Actor, Case
    from keyflow.model.event import Event
    from keyflow.model.money import Money
    from keyflow.model.workflow import Workflow
    from keyflow.registry import Registry
    from keyflow.ruling.given import Directory
    from keyflow.scenarios import prove
    from keyflow.shelf import Shelf
    from keyflow.working import Health, Worker

_HOMES = {
    "AsyncEngine": "aio",
    "Backlog": "answers",
    "Delivered": "answers",
    "Due": "answers",
    "Option": "answers",
    "Outcome": "answers",
    "Preview": "answers",
    "Engine": "engine",
    "Busy": "errors",
    "Conflict": "errors",
    "DefinitionError": "errors",
    "DuplicateKind": "errors",
    "InputError": "errors",
    "KeyflowError": "errors",
    "NotFound": "errors",
    "PluginError": "errors",
    "PluginFailed": "errors",
    "Problem": "errors",
    "Refused": "errors",
    "SchemaError": "errors",
    "StoreError": "errors",
    "UnknownKind": "errors",
    "Finding": "finding",
    "dump": "loading",
    "load": "loading",
    "Actor": "model.case",
    "Case": "model.case",
    "Event": "model.event",
    "Money": "model.money",
    "Workflow": "model.workflow",
    "Registry": "registry",
    "Directory": "ruling.given",
    "prove": "scenarios",
    "Shelf": "shelf",
    "Health": "working",
    "Worker": "working",
}

__all__ = [
    "Actor",
    "AsyncEngine",
    "Backlog",
    "Busy",
    "Case",
    "Conflict",
    "DefinitionError",
    "Delivered",
    "Directory",
    "Due",
    "DuplicateKind",
    "Engine",
    "Event",
    "Finding",
    "Health",
    "InputError",
    "KeyflowError",
    "Money",
    "NotFound",
    "Option",
    "Outcome",
    "PluginError",
    "PluginFailed",
    "Preview",
    "Problem",
    "Refused",
    "Registry",
    "SchemaError",
    "Shelf",
    "StoreError",
    "UnknownKind",
    "Worker",
    "Workflow",
    "dump",
    "load",
    "prove",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    home = _HOMES.get(name)
    if home is None:
        msg = f"module 'keyflow' has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(import_module(f"keyflow.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
