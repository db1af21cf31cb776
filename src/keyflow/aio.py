"""The async face: the same engine, its verbs awaited. No rule is written twice.

A verb in a transaction of our own runs on a thread; one inside a host's AsyncSession runs on that
session's own greenlet, through `run_sync`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from keyflow.engine import Engine, Within

P = ParamSpec("P")
R = TypeVar("R")


def _on_a_thread(
    verb: Callable[Concatenate[Engine, P], R],
) -> Callable[Concatenate["AsyncEngine", P], Awaitable[R]]:
    async def awaited(face: "AsyncEngine", *args: P.args, **kwargs: P.kwargs) -> R:
        return await asyncio.to_thread(verb, face.engine, *args, **kwargs)

    return update_wrapper(cast("Any", awaited), verb)


class AsyncEngine:
    """An engine for async hosts: `await AsyncEngine(engine).fire(case, "submit", by=ann)`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    start = _on_a_thread(Engine.start)
    fire = _on_a_thread(Engine.fire)
    case = _on_a_thread(Engine.case)
    cases = _on_a_thread(Engine.cases)
    history = _on_a_thread(Engine.history)
    run_due = _on_a_thread(Engine.run_due)
    deliver = _on_a_thread(Engine.deliver)

    async def do(self, command: Any, **asked: Any) -> Any:
        """Do one command or several, as `Engine.do`."""
        return await asyncio.to_thread(cast("Any", self.engine.do), command, **asked)

    async def preview(self, command: Any, **asked: Any) -> Any:
        """Show what commands would do, as `Engine.preview`."""
        return await asyncio.to_thread(cast("Any", self.engine.preview), command, **asked)

    async def options(self, case: Any, **asked: Any) -> Any:
        """Return what somebody could try, as `Engine.options`."""
        return await asyncio.to_thread(cast("Any", self.engine.options), case, **asked)

    async def within(self, session: Any, work: Callable[[Within], R]) -> R:
        """Run verbs inside a host's AsyncSession: `await face.within(s, lambda e: e.fire(…))`."""
        return await session.run_sync(lambda inner: work(self.engine.within(inner)))  # type: ignore[no-any-return]
