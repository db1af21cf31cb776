"""Makes a command of what is a single step of a case: who does it, what they say, what came of it.

A subject's module lists its deeds in a table; what takes more than a step is a function there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

import click

from keyflow import Actor, Case
from keyflow_keyprojects.cli._desk import Desk, actor, found
from keyflow_keyprojects.cli._options import acting
from keyflow_keyprojects.cli._periods import checked
from keyflow_keyprojects.dates import ZONE

_MORNING = 9


class Day(click.ParamType[date]):
    """A day such as 2011-03-31."""

    name = "day"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:  # fmt: skip
        """Return the day; ends the command where it is none."""
        if isinstance(value, date):
            return value
        return click.DateTime(["%Y-%m-%d"]).convert(value, param, ctx).date()


DAY = Day()
ON = click.option("--on", type=DAY, help="The day it happened, up to 30 days back.")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a deed is done to: how its case is called, and what the command asks to find it.

    `subject` has a place for each of the arguments, as `{number}/item/{code}`.
    """

    workflow: str
    called: str
    arguments: tuple[str, ...] = ("subject",)
    subject: str = "{subject}"

    def find(self, desk: Desk, told: Mapping[str, Any]) -> Case:
        """Return the case that the arguments name."""
        checked(desk, told)
        return found(desk, self.workflow, self.subject.format_map(told))


@dataclass(frozen=True, slots=True)
class Who:
    """Who does it unless `--by` says: somebody by name, or whom a field of the case names.

    `roles` are what the office vouches for; the first, or what `--as` says.
    """

    name: str = ""
    field: str = ""
    roles: tuple[str, ...] = ()

    def said(self) -> str:
        """Say in the help who it is."""
        return f"Who does it; else {self.name or f'the {self.field} it names'}."

    def actor(self, desk: Desk, case: Case, by: str | None, role: str | None) -> Actor:
        """Return who asks."""
        person = by or self.name or case.data[self.field]
        if not person:
            raise click.UsageError(desk.pick("请用 --by 指明经办人", "say who does it: --by"))
        return actor(person, *((role,) if role else self.roles[:1]))


@dataclass(frozen=True, slots=True)
class Deed:
    """A step that is done to a case by a command of its own; `help` is a sentence.

    `why` says whether a comment may or must be given; `told` are options that go into the data
    under their own names, those that are given. With `many` the first argument may be several: one
    after the other, until one is refused.
    """

    name: str
    trigger: str
    who: Who
    help: str
    why: Literal["", "may", "must"] = ""
    told: tuple[click.Option, ...] = ()
    many: bool = False

    def command(self, kind: Kind) -> click.Command:
        """Return the command."""

        @acting
        def run(desk: Desk, **given: Any) -> None:
            each = self._each(kind, given)
            if len(each) > 1 and desk.as_json:
                rows = [_standing(desk, self._do(desk, kind, told)) for told in each]
                desk.show("", (kind.called, "state", "until"), rows)
                return
            for told in each:
                tell(desk, kind.called, self._do(desk, kind, told))

        made = click.command(self.name, help=self.help)(self._asking(ON(run)))
        first, *others = kind.arguments
        several: dict[str, Any] = {"nargs": -1, "required": True} if self.many else {}
        made.params[:0] = [
            click.Argument([first], **several),
            *(click.Argument([n]) for n in others),
        ]
        made.params += self.told
        return made

    def _each(self, kind: Kind, given: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        first = kind.arguments[0]
        return [{**given, first: one} for one in given[first]] if self.many else [given]

    def _do(self, desk: Desk, kind: Kind, given: Mapping[str, Any]) -> Case:
        case = kind.find(desk, given)
        who = self.who.actor(desk, case, given["by"], given.get("role"))
        names = [option.name for option in self.told]
        data = {n: given[n] for n in names if n and given[n] not in {None, ()}}
        return desk.engine.fire(
            case.id, self.trigger, by=who, data=data, comment=given.get("why") or "",
            occurred_at=moment(desk, given["on"], case),
        ).case  # fmt: skip

    def _asking(self, run: Callable[..., None]) -> Callable[..., None]:
        """Add the options that say who, and why."""
        asked = [click.option("--by", help=self.who.said())]
        if len(self.who.roles) > 1:
            choice = click.Choice(self.who.roles)
            asked.append(click.option("--as", "role", type=choice, help="In which role."))
        if self.why:
            must = self.why == "must"
            asked.append(click.option("--why", required=must, help="What is said to it."))
        for option in reversed(asked):
            run = option(run)
        return run


def commands(kind: Kind, deeds: Sequence[Deed]) -> tuple[click.Command, ...]:
    """Return the commands of some deeds that are done to one kind of case."""
    return tuple(deed.command(kind) for deed in deeds)


def say(*names: str, help: str = "", **how: Any) -> click.Option:
    """Return an option whose value goes into the data of a deed."""
    return click.Option(names, help=help, **how)


def tell(desk: Desk, called: str, case: Case, **more: Any) -> None:
    """Say how a case stands now, and until when the next step is due."""
    subject, state, until = _standing(desk, case)
    desk.say({called: subject, "state": state, "until": until, **more})


def _standing(desk: Desk, case: Case) -> tuple[str, str, date | None]:
    until = min((item.last or _last_day(item.due) for item in case.armed), default=None)
    return case.subject, desk.state(case), until


def _last_day(end: datetime) -> date:
    """Return the day that ends at an instant, or on which the instant lies."""
    return (end - timedelta(microseconds=1)).astimezone(ZONE).date()


def moment(desk: Desk, day: date | None, case: Case | None = None) -> datetime | None:
    """Return when something happened: in the morning of a day, but not before the step before it.

    None where it happens now, as on the day that is today.
    """
    if day is None or day == desk.today:
        return None
    began = datetime(day.year, day.month, day.day, _MORNING, tzinfo=ZONE)
    before = case.since.astimezone(ZONE) if case else began
    return max(began, before) if before.date() == day else began
