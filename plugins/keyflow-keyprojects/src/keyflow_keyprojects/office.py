"""The key-projects office in a few functions over an `Engine`: lists, standing, headline."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, TypeVar

import keyflow_calendar_cn
import keyflow_keyprojects as pack
from keyflow import Actor, Case, Directory, Engine, Outcome, Shelf, Workflow
from keyflow.commands import Fire, Start
from keyflow.plugin import Notifier
from keyflow.registry import Registry
from keyflow_keyprojects.adopting import Adoption, Missing, adopt_list, decide
from keyflow_keyprojects.fx import PLAN_RATE, FxRate
from keyflow_keyprojects.items.catalogue import load_catalogue
from keyflow_keyprojects.items.paperwork import FROM_PROJECT, item_data
from keyflow_keyprojects.lists import headline_at
from keyflow_keyprojects.plans.becoming import membership
from keyflow_keyprojects.plans.meetings import DISPATCH
from keyflow_keyprojects.portfolio import headline, member
from keyflow_keyprojects.record.register import Register, every, handed_in
from keyflow_keyprojects.settings import DEFAULTS, Meetings
from keyflow_keyprojects.sponsors import change_sponsor

PROJECT, ITEM, OFFICE = "key-project", "approval-item", "office"
PLUGINS = (pack, keyflow_calendar_cn)
__all__ = [
    "PLAN_RATE",
    "Adoption",
    "Missing",
    "adopt_list",
    "change_sponsor",
    "decide",
    "membership",
]
Data = Mapping[str, Any]
E = TypeVar("E", bound=Engine)


@cache
def shelf() -> Shelf:
    """Return the pack's workflows: what one engine has read serves all others."""
    return Shelf(pack.WORKFLOWS, plugins=PLUGINS)


def build_engine(
    url: str | None = None,
    *,
    clock: Callable[[], datetime] | None = None,
    notifiers: Mapping[str, Notifier] | None = None,
    plan_rate: Decimal = DEFAULTS.plan_rate,
    meetings: Meetings = DEFAULTS.meetings,
    plugins: Sequence[ModuleType] = (),
    workflows: Sequence[Path] = (),
    directory: Directory | Literal["store"] | None = None,
) -> Engine:
    """Return an engine that runs the office's workflows on a store.

    Messages go through the channel `office`. `plan_rate` is the list's, in CNY for one USD. Who may
    sponsor is on the roster in the store (roster.py). `meetings` say how often the years that are
    opened from now on have a dispatch meeting; those that are open keep theirs (N36). `plugins` are
    modules with rules of the office's own, beside the installed ones; `workflows` are files of its
    own, each in place of the pack's of the same name. With a `directory`, the host's own or the one
    in the store, that alone says who has which role for which project (N01, D17); without one the
    host vouches for the roles of who acts. Files of the pack are read when cases of them begin, all
    at once where one of the office's own stands in place of one. Raises `DefinitionError` for a bad
    file.
    """
    return open_engine(
        Engine,
        url,
        Register(plan_rate),
        clock=clock,
        notifiers=notifiers,
        meetings=meetings,
        plugins=plugins,
        own=workflows,
        directory=directory,
    )


def _read(own: Sequence[Path], registry: Registry) -> list[Workflow]:
    if not own:
        return []
    # Here, as what reads files is loaded for those alone.
    from keyflow import load  # noqa: PLC0415

    return [load(path, registry=registry) for path in own]


def dispatching(office: Workflow, meetings: Meetings) -> Workflow:
    """Return the office's year with its dispatch meeting as often, and on the day, as said (N36).

    Raises a `pydantic.ValidationError` for a day that cannot be read.
    """
    duty = office.obligations[DISPATCH]
    said = {"every": meetings.dispatch_every, "due": meetings.dispatch_day}
    own = type(duty).model_validate(duty.model_dump(by_alias=True) | said)
    return office.model_copy(update={"obligations": {**office.obligations, DISPATCH: own}})


def open_engine(
    kind: type[E],
    url: str | None,
    register: Register,
    *,
    clock: Callable[[], datetime] | None = None,
    notifiers: Mapping[str, Notifier] | None = None,
    meetings: Meetings = DEFAULTS.meetings,
    plugins: Sequence[ModuleType] = (),
    own: Sequence[Path] = (),
    **more: Any,
) -> E:
    """Return an engine of a class of its own, that checks by a register."""
    registry = Registry((*PLUGINS, *plugins))
    flows = shelf()
    if meetings != DEFAULTS.meetings:  # which are those of the file
        flows = flows.with_own([dispatching(flows[OFFICE], meetings)])
    engine = kind(
        url,
        flows.with_own(_read(own, registry)),
        notifiers=notifiers,
        facts=register,
        clock=clock,
        registry=registry,
        **more,
    )
    register.engine = engine
    return engine


# lists


def nominate(engine: Engine, projects: Sequence[Data], by: Actor) -> list[Case]:
    """Begin a candidate for each project, all or none."""
    named = [{**project, "nominator": by.id} for project in projects]
    commands = [Start(PROJECT, project["number"], project) for project in named]
    with handed_in(named):
        return _cases(engine.do(commands, by=by))


def accept_files(
    engine: Engine, cases: Iterable[str], by: Actor, panel: Sequence[str]
) -> list[Case]:
    """Accept the files of candidates and ask a panel of persons about them, all or none (N20).

    The panel may be `roster.heads_of(engine, "functional")`.
    """
    asked = {"panel": list(panel)}
    return _cases(engine.do([Fire(case, "accept_file", asked) for case in cases], by=by))


# standing and sponsorship


def split(
    engine: Engine, case: Case, parts: Sequence[Data], *, by: Actor, comment: str
) -> list[Case]:
    """Split a project; returns the parts' cases. `parts` state numbers, names and amounts."""
    outcome = engine.fire(case.id, "split", by=by, data={"split_into": parts}, comment=comment)
    return _opened(engine, outcome)


def merge(
    engine: Engine, cases: Sequence[Case], into: Data, *, by: Actor, comment: str
) -> list[Case]:
    """Merge projects under the first; `into` states number, names, sponsor and maybe a rate."""
    decision = {**into, "members": [membership(case) for case in cases]}
    lead = cases[0].id
    outcome = engine.fire(lead, "merge", by=by, data={"merge": decision}, comment=comment)
    return _opened(engine, outcome)


def apply_anew(engine: Engine, case: Case, code: str, *, by: Actor) -> Case:
    """Open an approval item again, as after a denial."""
    data = {name: case.data[field] for name, field in FROM_PROJECT.items()}
    data |= item_data(load_catalogue()[code])
    subject = f"{case.subject}/item/{code}"
    command = Start(ITEM, subject, data, parent=case.id, slot="item")
    return engine.do(command, by=by).case


# the office's own year


def open_year(engine: Engine, year: int, *, by: Actor) -> Case:
    """Begin the office's year: from now on its meetings, bulletins and reviews fall due."""
    return engine.start(OFFICE, subject=f"OFFICE-{year}", by=by, data={"year": year})


def year_of(engine: Engine, year: int) -> Case | None:
    """Return the office's year; None where it has not begun."""
    found = engine.cases(workflow=OFFICE, subject=f"OFFICE-{year}", order="-opened", limit=1).cases
    return found[0] if found else None


# headline


def adopted_headline(engine: Engine, year: int, rate: FxRate = PLAN_RATE) -> dict[str, Decimal]:
    """Return the key list's figures as adopted: version 1, whatever became of its members."""
    return headline_at(engine, year, version=1, rate=rate)


def preliminary_headline(engine: Engine, year: int, rate: FxRate = PLAN_RATE) -> dict[str, Decimal]:
    """Return the preliminary list's figures as adopted."""
    return headline_at(engine, year, "preliminary", version=1, rate=rate)


def headline_now(
    engine: Engine, year: int, rate: FxRate = PLAN_RATE, *, name: str = "key"
) -> dict[str, Decimal]:
    """Return a list's figures now: of the projects that stand in it at this moment.

    `name` is `key` or `preliminary`.
    """
    where = {"list": name, "list_year": year}
    cases = every(engine, workflow=PROJECT, where=where, standing=("active", "suspended"))
    return headline([member(case.data) for case in cases], rate)


def _cases(outcomes: Iterable[Outcome]) -> list[Case]:
    return [outcome.case for outcome in outcomes]


def _opened(engine: Engine, outcome: Outcome) -> list[Case]:
    cases = [engine.case(case) for case in outcome.opened]
    return [case for case in cases if case.parent is None]
