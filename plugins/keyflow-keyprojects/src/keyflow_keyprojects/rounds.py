"""The office's rounds of votes: how people find what waits for them, and sign it."""

from collections.abc import Iterable

from keyflow import Actor, Case, Engine, InputError, Outcome
from keyflow.commands import Approve


def task_for(case: Case, by: Actor, kind: str = "vote") -> str | None:
    """Return the id of the open task of a kind that is somebody's own, or one of their roles'."""
    return next(
        (
            identity
            for identity, task in case.tasks.items()
            if task.kind == kind and (by.id == task.person or by.roles & {*task.roles})
        ),
        None,
    )


def sign(engine: Engine, cases: Iterable[str], by: Actor, signature: str = "") -> list[Outcome]:
    """Approve all of somebody's tasks in some cases under one signature, all or none.

    Raises `InputError` for a case that does not wait for them.
    """
    commands = []
    for case in cases:
        task = task_for(engine.case(case), by)
        if task is None:
            raise InputError(
                "cases",
                f"{case} does not wait for a decision of {by.id}",
                f"{case} 不待 {by.id} 决定",
            )
        commands.append(Approve(task, signature=signature or f"sign:{by.id}"))
    return list(engine.do(commands, by=by))
