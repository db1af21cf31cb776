"""What the engine answers with: outcomes, options, previews and reports. Frozen values."""

from dataclasses import dataclass
from datetime import datetime

from keyflow.finding import Finding
from keyflow.model.armed import Armed
from keyflow.model.case import Case
from keyflow.model.clock import Day
from keyflow.model.command import Command
from keyflow.model.erasure import Erasure


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an accepted command did.

    `case` is the case it was addressed to, as the command left it; `moved` whether its state or
    standing changed; `warnings` what checks found without blocking; `opened` the ids of cases it
    opened; `messages` how many it wrote. `replayed` is True for a repeat answered from the record.
    """

    case: Case
    moved: bool
    warnings: tuple[Finding, ...] = ()
    opened: tuple[str, ...] = ()
    messages: int = 0
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """A trigger that exists in a case's state, and all that stands in its way for somebody."""

    trigger: str
    dest: str
    allowed: bool
    findings: tuple[Finding, ...]
    comment_required: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What a command would do, without doing it.

    `allowed` tells whether it would be accepted; `findings` every reason why not, or the warnings;
    `cases` the cases as they would be; `messages` who would be told: (recipient, channel, notice);
    `erased` what an erasure would take.
    """

    command: Command
    allowed: bool
    findings: tuple[Finding, ...]
    cases: tuple[Case, ...] = ()
    messages: tuple[tuple[str, str, str], ...] = ()
    erased: Erasure | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """What `run_due` did: deadlines handled, cases advanced, and the seal it set, if any."""

    expired: int = 0
    advanced: int = 0
    seal: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """How the end of a deadline came about: late from `due`, as counted over `days`.

    `deadline` is what runs, with its `limits`, `pauses` and `extensions`; `days` is empty for one
    that is an instant in the data.
    """

    deadline: Armed
    due: datetime
    days: tuple[Day, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivered:
    """What `deliver` did: messages sent, put off for another try, and given up."""

    sent: int = 0
    put_off: int = 0
    dead: int = 0
