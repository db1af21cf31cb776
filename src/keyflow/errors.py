"""Every error a host can meet, one class for each thing it can do about it.

KeyflowError
├── DefinitionError (ValueError)   mend the workflow file; every problem at once
├── InputError (ValueError)        mend the argument; names the place
├── PluginError
│   ├── UnknownKind (LookupError)  install or spell the plugin
│   ├── DuplicateKind              deny one of the two packages
│   └── PluginFailed               report to the plugin's author; __cause__ is its error
├── NotFound (LookupError)         no such case, workflow or message here
├── Refused                        show the person the findings
├── Conflict                       load again and decide again, or use another key
└── StoreError                     the database failed; __cause__ is its error
    ├── Busy                       locked by somebody else; safe to try again
    └── SchemaError                run `keyflow db upgrade`
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from keyflow.finding import Finding

# What a plugin or a host's object may raise that ends its own call and not the program.
FAILURES = (Exception, SystemExit)


class KeyflowError(Exception):
    """The root: catching it catches everything keyflow raises on purpose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a definition, and where.

    `path` is dotted (`transitions.2.by`), `line` counts from 1 (0 where unknown), `hint` is the
    mend where one can be guessed.
    """

    message: str
    path: str = ""
    file: str = ""
    line: int = 0
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        where = " ".join(part for part in (place, self.path) if part)
        text = f"{where}: {self.message}" if where else self.message
        return f"{text} ({self.hint})" if self.hint else text


class DefinitionError(KeyflowError, ValueError):
    """A workflow cannot work; `.problems` holds all that is wrong."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class InputError(KeyflowError, ValueError):
    """An argument cannot be taken; `.field` names it. Nothing was written.

    `.zh` is the message in Chinese, where a plugin gave it; of keyflow's own the command line knows
    it.
    """

    def __init__(self, field: str, message: str, zh: str = "") -> None:
        self.field = field
        self.zh = zh
        super().__init__(f"{field}: {message}")


class PluginError(KeyflowError):
    """Something is wrong with a plugin."""


class UnknownKind(PluginError, LookupError):
    """No installed plugin offers this kind."""


class DuplicateKind(PluginError):
    """Two packages offer the same kind; the message names both."""


class PluginFailed(PluginError):
    """A plugin raised, hung or answered with the wrong thing."""


class NotFound(KeyflowError, LookupError):
    """There is no such thing in this store."""


class Refused(KeyflowError):
    """The rules said no. `.findings` holds every reason at once.

    `.refusals` has one entry per refused command when several were asked for together: a tuple
    `(index, command, findings)`. `.record` is what `engine.record` needs to write the refusal
    down after a host's rollback took it away.
    """

    def __init__(
        self,
        findings: Sequence[Finding],
        *,
        refusals: Sequence[tuple[int, Any, tuple[Finding, ...]]] = (),
        record: Any = None,
    ) -> None:
        self.findings = tuple(findings)
        self.refusals = tuple(refusals)
        self.record = record
        super().__init__("; ".join(finding.text for finding in self.findings))


ConflictReason = Literal["version", "raced", "key", "erased"]


class Conflict(KeyflowError):
    """Somebody else was first, or a key was used before; `.reason` says which.

    `version`: the case is not at the `expected` one; load it and decide again. `raced`: it kept
    changing meanwhile; ask again, or inside a host's transaction roll that back and run it again.
    `key`: the key was used for another command; use another. `erased`: the key was used, and what
    for was erased since; look at the case.
    """

    def __init__(self, message: str, *, reason: ConflictReason = "raced") -> None:
        self.reason: ConflictReason = reason
        super().__init__(message)


class StoreError(KeyflowError):
    """The database failed; nothing of this command was kept."""


class Busy(StoreError):
    """The database is locked by somebody else; nothing was written, try again."""


class SchemaError(StoreError):
    """The tables are missing or of another version; run `keyflow db upgrade`."""
