"""`Obligation`: a duty that comes again every period, each time as a child case."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from keyflow.model.base import Model
from keyflow.model.deadline import UNITS, Places
from keyflow.model.values import Name

# What an obligation that is armed brings; no trigger is called so.
OPENS = "(opens)"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Every = Literal["week", "month", "quarter", "year"]
_RULE = re.compile(
    r"(period_start|period_end|month_end|quarter_end|year_end|day ([1-9]|[12][0-9]|3[01])( next)?"
    rf"|(first|last) ({'|'.join(WEEKDAYS)}|wd))( \+ [1-9][0-9]{{0,4}}({UNITS}))?\Z"
)
# What an occurrence is told where its schema has a field of that name, and of which type.
TOLD = {
    "period": "text",
    "period_from": "date",
    "period_to": "date",
    "due_from": "instant",
    "due_limit": "text",
    "cut_from": "instant",
    "cut_limit": "text",
}


def _rule(value: str) -> str:
    if not _RULE.match(value):
        msg = (
            "must say a day and how much later: period_end + 5wd, quarter_end + 15wd, day 25, "
            "day 5 next, first friday, last wd"
        )
        raise ValueError(msg)
    return value


Month = Annotated[int, Field(ge=1, le=12)]
DueRule = Annotated[str, AfterValidator(_rule)]


class Obligation(Model):
    """A duty while a stage or a standing lasts: every period opens a case of `workflow`.

    `states` are those in which it is owed (states, stages, `*` for all), `while` the standing:
    active, suspended or any. With `months` a monthly duty is owed in those of the year only
    (`[5, 9, 12]`). The case opens at the `end` of the period (on the first day after it)
    or at its `start`, and `ahead` days earlier. A period in which the duty held only in part is
    `owed` or `dropped`.

    `due` and `cut_off` say when: a day of the period (`period_start`, `period_end`, `month_end`,
    `quarter_end`, `year_end`, `day 25`, `day 5 next` month, `first friday`, `last wd`), and how
    much later: `+ 5wd`. The occurrence counts them by itself, from its fields `due_from` and
    `due_limit` (`cut_from` and `cut_limit`), so that calendars that change move them too; it is
    also told its `period`, `period_from` and `period_to`, and what `data` names of its parent's
    fields (`child field: parent field`).

    After a time in which nobody looked, `catch_up` opens `each` period that was missed, one for
    all of them (`coalesce`), or the latest only (`skip`).
    """

    workflow: Name
    every: Every
    months: tuple[Month, ...] = ()
    due: DueRule
    cut_off: DueRule | None = None
    states: Places = ("*",)
    during: Annotated[Literal["active", "suspended", "any"], Field(alias="while")] = "active"
    opens: Literal["end", "start"] = "end"
    ahead: Annotated[int, Field(ge=0, le=366)] = 0
    partial: Literal["owed", "dropped"] = "owed"
    catch_up: Literal["each", "coalesce", "skip"] = "each"
    data: dict[Name, Name] = {}

    @model_validator(mode="after")
    def _months_of_a_year(self) -> "Obligation":
        if self.months and self.every != "month":
            msg = "`months` goes with `every: month`"
            raise ValueError(msg)
        return self
