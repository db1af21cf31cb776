"""The key-projects office as a keyflow plugin: its workflows, stages, checks, plans and texts."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from keyflow.plugin import Check, Plan, Stage, Template, hookimpl
from keyflow_keyprojects.checks import CHECKS
from keyflow_keyprojects.colours import COLOUR_PLANS
from keyflow_keyprojects.plans import PLANS
from keyflow_keyprojects.stages import STAGES
from keyflow_keyprojects.stages.ladder import LADDER_PLANS
from keyflow_keyprojects.texts import TEXTS

if TYPE_CHECKING:
    import click

    from keyflow import Engine
    from keyflow_keyprojects.record.register import Register

WORKFLOWS = {
    name: Path(__file__).parent / "workflows" / f"{name}.yaml"
    for name in (
        "key-project",
        "approval-item",
        "key-list",
        "key-list-page",
        "plan-adjustment",
        "sponsorship",
        "org-unit",
        "person",
        "monthly-report",
        "short-report",
        "sponsor-contact",
        "office",
        "joint-meeting",
        "blocker",
        "supervision-order",
        "resolution",
        "support",
        "support-review",
        "bulletin",
        "quarter-review",
        "quarter-score",
        "annual-assessment",
        "annual-grade",
    )
}


@hookimpl
def keyflow_stages() -> list[type[Stage]]:
    """Offer the stages from approval to ramp-up."""
    return list(STAGES)


@hookimpl
def keyflow_checks() -> list[type[Check]]:
    """Offer checks K01 to K30."""
    return list(CHECKS)


@hookimpl
def keyflow_plans() -> list[type[Plan]]:
    """Offer what belongs to a step: of projects, lists, reports, lights, blockers, scores."""
    return [*PLANS, *COLOUR_PLANS, *LADDER_PLANS]


@hookimpl
def keyflow_templates() -> Mapping[str, Template]:
    """Offer the messages M01 to M30 and T01 to T05."""
    return TEXTS


@hookimpl
def keyflow_workflows() -> Mapping[str, Path]:
    """Offer the workflows of projects, their items and reports, and of the office."""
    return WORKFLOWS


@hookimpl
def keyflow_facts() -> "Mapping[str, Callable[[Engine], Register]]":
    """Offer the office's register to the command line, for the cases of all its workflows."""
    return dict.fromkeys(WORKFLOWS, _register)


def _register(engine: "Engine") -> "Register":
    # Imported here, as for a definition alone nobody needs it.
    from keyflow_keyprojects.record.register import Register  # noqa: PLC0415
    from keyflow_keyprojects.settings import DEFAULTS  # noqa: PLC0415

    return Register(DEFAULTS.plan_rate, engine)


@hookimpl
def keyflow_commands() -> "list[click.Command]":
    """Offer `keyflow demo` and `keyflow projects`."""
    # Imported here: the command line is an extra, and the engine does without it.
    try:
        from keyflow_keyprojects.cli import projects  # noqa: PLC0415
        from keyflow_keyprojects.demo.command import demo  # noqa: PLC0415
    except ImportError:
        return []
    return [demo, projects]
