"""Wakes keyflow's workers through procrastinate, on the PostgreSQL that both live in.

    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=...))
    engine = Engine(url, workflows, wake=Wake())
    register(app, engine)

`Wake` defers a job in the transaction of every command that leaves something to do; `register`
gives the app the tasks behind it, their schedule, and the recovery of jobs whose worker died. Jobs
only wake: what there is to do stands in keyflow's own tables.
"""

from typing import TYPE_CHECKING

from keyflow.plugin import hookimpl
from keyflow_procrastinate.names import QUEUE

if TYPE_CHECKING:
    import click

    from keyflow_procrastinate.jobs import register
    from keyflow_procrastinate.schema import upgrade
    from keyflow_procrastinate.waking import Wake

__all__ = ["QUEUE", "Wake", "register", "upgrade"]
_HOMES = {"Wake": "waking", "register": "jobs", "upgrade": "schema"}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: finding plugins must not load procrastinate."""
    from importlib import import_module  # noqa: PLC0415 - as above

    if name not in _HOMES:
        msg = f"module 'keyflow_procrastinate' has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"keyflow_procrastinate.{_HOMES[name]}"), name)


@hookimpl
def keyflow_commands() -> "list[click.Command]":
    """Offer `keyflow jobs`."""
    # Imported here: the command line is an extra, and the engine does without it.
    try:
        from keyflow_procrastinate.commands import jobs  # noqa: PLC0415
    except ImportError:
        return []
    return [jobs]
