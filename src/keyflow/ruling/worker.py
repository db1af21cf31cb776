"""Runs plugin code on a worker thread with a time limit, so that a hang harms nobody else.

A thread that is still busy when its time is up is given up: it is a daemon, its late answer is
thrown away, and the next call gets another one. (An executor of the standard library would wait
for it when the interpreter ends.)
"""

import os
import queue
import threading
from collections.abc import Callable
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class _Job:
    call: Callable[[], Any]
    context: Context
    done: threading.Event = field(default_factory=threading.Event)
    value: Any = None
    error: BaseException | None = None

    def run(self) -> None:
        try:
            self.value = self.context.run(self.call)
        except BaseException as error:  # noqa: BLE001 - handed to the waiting caller
            self.error = error
        self.done.set()


class _Worker:
    """One thread that takes jobs, one at a time."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[_Job] = queue.SimpleQueue()
        threading.Thread(target=self._loop, name="keyflow-check", daemon=True).start()

    def _loop(self) -> None:
        while True:
            self._jobs.get().run()

    def submit(self, job: _Job) -> None:
        self._jobs.put(job)


class NoAnswer(TimeoutError):
    """Nothing came back in time."""


class Workers:
    """Idle workers, made as they are needed and kept for the next call."""

    def __init__(self) -> None:
        self._idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        self._process = os.getpid()

    def call(self, function: Callable[[], Any], timeout: float) -> Any:
        """Run a function on a worker; raises its error, or `NoAnswer` after `timeout` s."""
        if self._process != os.getpid():  # a fork takes the queue along, but not the threads
            self._process, self._idle = os.getpid(), queue.SimpleQueue()
        try:
            worker = self._idle.get_nowait()
        except queue.Empty:
            worker = _Worker()
        job = _Job(function, copy_context())
        worker.submit(job)
        if not job.done.wait(timeout):
            msg = f"gave no answer within {timeout:g} s"
            raise NoAnswer(msg)
        self._idle.put(worker)
        if job.error is not None:
            raise job.error
        return job.value
