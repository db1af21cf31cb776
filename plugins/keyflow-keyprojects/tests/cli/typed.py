"""The office as somebody types it: one command after the other, on a store of its own."""

import json

from click.testing import CliRunner

from keyflow_keyprojects.cli import projects


class Typed:
    """Types commands of `keyflow projects` on a store, as on some day."""

    def __init__(self, store):
        self.store, self.day = store, "2011-01-04"

    def on(self, day):
        """Come to a day, with all that falls due until then done."""
        self.day = day
        self("run-due")
        return self

    def __call__(self, *words):
        """Return what a command answers in JSON."""
        done = self._run(*words, "--json")
        assert done.exit_code == 0, done.output
        return json.loads(done.output)

    def text(self, *words):
        """Return what a command answers to a reader."""
        done = self._run(*words)
        assert done.exit_code == 0, done.output
        return done.output

    def refused(self, *words):
        """Return why a command is refused."""
        done = self._run(*words)
        assert done.exit_code != 0, done.output
        return done.output

    def _run(self, *words):
        at = ("--store", self.store, "--at", self.day)
        return CliRunner().invoke(projects, [*words, *at])
