"""`Deadline` and `Clock`: what a definition says about how long something may take."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from keyflow.model.base import Model
from keyflow.model.values import Dotted, Name, Names

UNITS = "min|h|wh|d|wd|mo|y"
_LIMIT = re.compile(rf"([1-9][0-9]{{0,4}})({UNITS})\Z")
_LEVEL = re.compile(rf"(0(d|wd)|[1-9][0-9]{{0,4}}({UNITS}))\Z")
_FIELD = re.compile(r"data\.[A-Za-z][\w-]*\Z")


def is_limit(value: object) -> bool:
    """Tell whether this is a number and a unit, such as 48h, 90min, 30d, 5wd, 3mo or 1y."""
    return isinstance(value, str) and bool(_LIMIT.match(value))


def _limit(value: str) -> str:
    if not _LIMIT.match(value):
        msg = "must be a number and a unit, such as 48h, 90min, 30d or 5wd"
        raise ValueError(msg)
    return value


def _limit_or_field(value: str) -> str:
    if not _LIMIT.match(value) and not _FIELD.match(value):
        msg = "must be a number and a unit, such as 48h, 30d, 5wd or 3mo, or data.FIELD"
        raise ValueError(msg)
    return value


def _level(value: str) -> str:
    if not _LEVEL.match(value):
        msg = "must be a number and a unit, such as 2wd, 0wd, 1d or 12h"
        raise ValueError(msg)
    return value


def _named(before: str) -> Any:
    def name(value: Any) -> Any:
        """Give levels written as `2wd` or as a list of those a name each."""
        if isinstance(value, str):
            value = [value]
        if isinstance(value, Sequence):
            return {f"{before}-{item}": item for item in value}
        return value

    return name


def _everywhere(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Limit = Annotated[str, AfterValidator(_limit)]
Level = Annotated[str, AfterValidator(_level)]
Places = Annotated[tuple[str, ...], BeforeValidator(_everywhere)]


class Pausing(Model):
    """Who may stop and start a clock (`by`), and for which classes of `reasons`; none: any."""

    by: Annotated[Names, Field(min_length=1)]
    reasons: Names = ()


class Extending(Model):
    """Who may lengthen a limit (`by`), how many `times`, and each time by how much at `most`."""

    by: Annotated[Names, Field(min_length=1)]
    times: Annotated[int, Field(ge=1, le=100)] = 1
    most: Limit


class Deadline(Model):
    """A limit on a state: armed when the state is entered, disarmed when it is left.

    Either `limit` (`48h`, `90min`, `30d`, `5wd`, `3mo`, `1y`, `8wh`, or `data.FIELD`, a text field
    that holds one) counted from entry, or from the instant in the data field `since`; or `at`, the
    instant field that is the end itself. Days, working days, months and years: the first day is
    not counted, the last is whole, and late begins at midnight in the workflow's zone. With `roll`
    a last day that is not worked moves to the next that is. `overdue` is the trigger that fires
    then, or `notify`.

    `warn` and `escalate` are levels before the end and after it, each with a name and a distance:
    `warn: {reminder: 2wd}`. They are counted from the last day; each comes once for one end.
    `runs: always` goes on while the case is suspended. `pause`, `extend` and `stop` say who may do
    that to it. `rule` is the source of a result that comes about by the lapse of time.
    """

    limit: Annotated[str, AfterValidator(_limit_or_field)] | None = None
    at: Name | None = None
    since: Name | None = None
    overdue: Name = "notify"
    roll: bool = False
    warn: Annotated[dict[Name, Level], BeforeValidator(_named("before"))] = {}
    escalate: Annotated[dict[Name, Level], BeforeValidator(_named("after"))] = {}
    runs: Literal["active", "always"] = "active"
    pause: Pausing | None = None
    extend: Extending | None = None
    stop: Names = ()
    rule: str = ""

    @model_validator(mode="after")
    def _one(self) -> "Deadline":
        if (self.limit is None) == (self.at is None):
            msg = "give either `limit` or `at`"
            raise ValueError(msg)
        moving = self.since is not None or self.pause is not None or self.extend is not None
        if self.at is not None and (moving or self.roll):
            msg = "`at` is a fixed instant: since, pause, extend and roll go with `limit`"
            raise ValueError(msg)
        if both := self.warn.keys() & self.escalate.keys():
            msg = f"the level {min(both)!r} is named twice"
            raise ValueError(msg)
        return self


class Clock(Deadline):
    """A limit over several states, or the sum of other limits.

    It runs in `states` (states, stages, or `*` for all) and stands still in `stands`; in any other
    state it is over. With `over` it runs while any of the limits named there does: `NAME` for one
    of the case itself, `SLOT.NAME` for one of its children. A day on which two of them run counts
    once.
    """

    states: Places = ()
    stands: Places = ()
    over: Annotated[tuple[Dotted, ...], BeforeValidator(_everywhere)] = ()

    @model_validator(mode="before")
    @classmethod
    def _has_limit(cls, value: Any) -> Any:
        if isinstance(value, Mapping) and "at" in value:
            msg = "a clock counts a `limit`; `at` is for the deadline of a state"
            raise ValueError(msg)
        return value

    @model_validator(mode="after")
    def _runs_somewhere(self) -> "Clock":
        if bool(self.states) == bool(self.over):
            msg = "give either `states`, in which it runs, or `over`, the limits it sums up"
            raise ValueError(msg)
        if self.over and self.stands:
            msg = "`stands` goes with `states`"
            raise ValueError(msg)
        return self
