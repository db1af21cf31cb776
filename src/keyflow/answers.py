"""What the engine answers with: outcomes, options, previews and reports. Frozen values."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from keyflow.finding import Finding
from keyflow.model.armed import Armed
from keyflow.model.case import Case
from keyflow.model.clock import Day
from keyflow.model.command import Command
from keyflow.model.erasure import Erasure


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an accepted command did.

    `case` is the case it was addressed to, as the command left it and as who asked may see it;
    `moved` whether its state or standing changed; `warnings` what checks found without blocking;
    `opened` the ids of cases it opened; `messages` how many it wrote. `replayed` is True for a
    repeat answered from the record.
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
    """What `run_due` did: deadlines handled, cases advanced, and the seal it set, if any.

    `waited` is how many seconds each of these deadlines was due before it was handled.
    """

    expired: int = 0
    advanced: int = 0
    seal: int | None = None
    waited: tuple[float, ...] = field(default=(), compare=False, repr=False)


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
    """What `deliver` did: messages sent, put off for another try, and given up.

    `waited` is how many seconds each of those sent was due before it was.
    """

    sent: int = 0
    put_off: int = 0
    dead: int = 0
    waited: tuple[float, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Backlog:
    """What there is to do in a store at an instant, and what nobody will do without being asked.

    `deadlines` have something to be done about them, `messages` are waiting or claimed, `dead` ones
    were given up. `first` is since when the oldest of the deadlines and messages is due, or when
    the next one will be; a claimed message is due again when its claim runs out.
    """

    at: datetime
    deadlines: int = 0
    messages: int = 0
    dead: int = 0
    first: datetime | None = None

    @property
    def behind(self) -> timedelta:
        """How long the oldest thing that is due has been waiting."""
        return max(self.at - self.first, timedelta()) if self.first else timedelta()
