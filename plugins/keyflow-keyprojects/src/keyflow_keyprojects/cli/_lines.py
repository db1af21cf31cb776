"""What commands that show figures and records share: how money, shares and days are written."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import click

from keyflow import Engine
from keyflow_keyprojects.dates import ZONE
from keyflow_keyprojects.portfolio import HUNDRED_MILLION

if TYPE_CHECKING:
    from keyflow import Event
    from keyflow_keyprojects.journal import Entry

YEAR = click.option("--year", type=int, default=2011, show_default=True, help="Of which year.")
KIND = click.option(
    "--list", "kind", type=click.Choice(["key", "preliminary"]), default="key", show_default=True,
    help="Which list.",
)  # fmt: skip
DAY = click.DateTime(["%Y-%m-%d"])
_VERBS = {
    "adopt": ("列入名单", "Adopt"),
    "start": ("开始", "Begin"),
    "edit": ("更新数据", "Edit"),
    "waive": ("豁免检查", "Waive a check"),
    "suspend": ("暂停", "Put on hold"),
    "resume": ("恢复", "Resume"),
    "note": ("备注", "Note"),
    "expire": ("期限届满", "A limit is over"),
    "approve": ("同意", "Agree"),
    "reject": ("不同意", "Disagree"),
    "return": ("退回", "Send back"),
    "touched": ("随同变更", "Moved with another"),
    "answer": ("答复意见", "Give an opinion"),
    "consult": ("征求意见", "Ask for an opinion"),
    "fulfil": ("补齐材料", "Hand in what was owed"),
    "recuse": ("回避", "Stand aside"),
}
_CENT, _TENTH = Decimal("0.01"), Decimal("0.1")


def millions(amount: Decimal) -> str:
    """Write CNY in 100 million (亿元), with two decimals or the first that are not nothing."""
    from keyflow_keyprojects.portfolio import half_up  # noqa: PLC0415

    shown = amount / HUNDRED_MILLION
    step = _CENT if not shown or abs(shown) >= _CENT else Decimal("0.000001")
    return f"{half_up(shown, step):f}"


def share(part: Decimal | None) -> str | None:
    """Write a part in per cent with one decimal; None stays None."""
    from keyflow_keyprojects.portfolio import half_up  # noqa: PLC0415

    return None if part is None else f"{half_up(part * 100, _TENTH):f} %"


def local(at: datetime) -> str:
    """Write an instant as the office's clock shows it."""
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"


def last_day(engine: Engine) -> date:
    """Return the day on which anything changed last: to it waiting days are counted."""
    from keyflow_keyprojects.record.listedspans import day_of  # noqa: PLC0415

    found = engine.cases(order="-changed", limit=1).cases
    return day_of(found[0].changed) if found else date.today()  # noqa: DTZ011 - nothing is known


def plain_day(given: datetime | None) -> date | None:
    """Return the day of an option."""
    return given.date() if given else None


def shortened(subjects: Iterable[str], most: int = 6) -> str:
    """Name some subjects, and how many more there are."""
    known = list(subjects)
    more = len(known) - most
    return ", ".join(known[:most]) + (f" … +{more}" if more > 0 else "")


@lru_cache(maxsize=1)
def titles_of(engine: Engine, language: str) -> "Titles":
    """Return the titles of an engine's definitions, read once."""
    return Titles(engine, language)


class Titles:
    """Titles of triggers and states in a language, from the definitions the cases keep."""

    def __init__(self, engine: Engine, language: str) -> None:
        self.language = language
        self._states: dict[tuple[str, str], str] = {}
        self._ways: dict[tuple[str, ...], str] = {}
        from keyflow_keyprojects.journal import definitions  # noqa: PLC0415

        for name, workflow in definitions(engine).items():
            self._read(name, workflow)

    def _read(self, name: str, workflow: Any) -> None:
        for way in workflow.transitions:
            title = way.title.get(self.language) or way.trigger
            self._ways.setdefault((name, way.trigger), title)
            for source in way.source:
                self._ways.setdefault((name, way.trigger, source), title)
        stages = {stage.name: stage.title.get(self.language) for stage in workflow.stages}
        for state in workflow.states:
            title = state.title.get(self.language) or stages.get(state.name)
            self._states[name, state.name] = title or state.name

    def way(self, entry: "Entry") -> str:
        """Return what was done."""
        event = entry.event
        if event.verb == "fire" and event.trigger is None:
            return self._verb("touched")
        if event.verb in _VERBS and event.verb != "expire":
            return self._verb(event.verb)
        at = (entry.workflow, entry.what, event.source or "")
        found = self._ways.get(at) or self._ways.get(at[:2])
        return found or self._verb(entry.what)

    def trigger(self, workflow: str, event: "Event") -> str:
        """Return what an event's trigger is called."""
        named = event.trigger or event.verb
        return self._ways.get((workflow, named), named)

    def _verb(self, verb: str) -> str:
        zh, en = _VERBS.get(verb, (verb, verb))
        return zh if self.language == "zh" else en

    def state(self, workflow: str, state: str) -> str:
        """Return a state's title."""
        return self._states.get((workflow, state), state)
