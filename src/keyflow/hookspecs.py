"""Every hook a plugin can offer: a signature and a sentence. Each is called once per engine."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pluggy

from keyflow.model.calendar import Calendar
from keyflow.model.check import Check
from keyflow.model.definition import Template
from keyflow.model.notifier import Notifier
from keyflow.model.plan import Change, Plan
from keyflow.model.policy import Policy
from keyflow.model.resolver import Resolver
from keyflow.model.stage import Stage

if TYPE_CHECKING:
    import click

    from keyflow.engine import Engine
    from keyflow.running import Facts

hookspec = pluggy.HookspecMarker("keyflow")
hookimpl = pluggy.HookimplMarker("keyflow")


@hookspec
def keyflow_stages() -> Sequence[type[Stage]]:
    """Return the stage classes this plugin offers."""
    return ()


@hookspec
def keyflow_checks() -> Sequence[type[Check]]:
    """Return the check classes this plugin offers."""
    return ()


@hookspec
def keyflow_plans() -> Sequence[type[Plan]]:
    """Return the plan classes this plugin offers."""
    return ()


@hookspec
def keyflow_changes() -> Sequence[type[Change]]:
    """Return the change classes this plugin offers."""
    return ()


@hookspec
def keyflow_resolvers() -> Sequence[type[Resolver]]:
    """Return the resolver classes this plugin offers: they name the people who decide."""
    return ()


@hookspec
def keyflow_notifiers() -> Sequence[type[Notifier]]:
    """Return the notifier classes this plugin offers."""
    return ()


@hookspec
def keyflow_policies() -> Sequence[Policy]:
    """Return the policies that attach checks and notices to transitions by pattern."""
    return ()


@hookspec
def keyflow_templates() -> Mapping[str, Template]:
    """Return the texts notices may name, by name."""
    return {}


@hookspec
def keyflow_workflows() -> Mapping[str, Path]:
    """Return the workflow files this plugin brings, by workflow name."""
    return {}


@hookspec
def keyflow_calendars() -> Sequence[type[Calendar]]:
    """Return the calendar classes this plugin offers."""
    return ()


@hookspec
def keyflow_facts() -> Mapping[str, Callable[["Engine"], "Facts"]]:
    """Return, by workflow, what makes the `facts` of an engine that the command line opens."""
    return {}


@hookspec
def keyflow_commands() -> Sequence["click.Command"]:
    """Return commands to add to the `keyflow` command line."""
    return ()
