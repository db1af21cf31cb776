"""Candidates: nominated, argued about, and put on a list by the city (N20, C4.0)."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from keyflow import Actor, Case
from keyflow.commands import Fire
from keyflow_keyprojects.cli._deeds import Deed, Kind, Who, commands
from keyflow_keyprojects.cli._desk import Desk, actor
from keyflow_keyprojects.cli._given import FILE, NUMBERS, WHY, cases_of, records_of
from keyflow_keyprojects.cli._options import acting, at_desk

if TYPE_CHECKING:
    from keyflow_keyprojects.adopting import Data

_KPMO = Who("kpmo", roles=("kpmo",))
_CITY = click.option("--by", default="city", show_default=True, help="Who decides it.")


@click.command("nominate")
@click.argument("file", type=FILE)
@click.option("--by", required=True, help="Who nominates them.")
@click.option("--as", "role", type=click.Choice(["unit", "town", "dept", "kpmo"]), default="unit",
              show_default=True, help="In which role.")  # fmt: skip
@acting
def nominate(desk: Desk, file: Path, by: str, role: str) -> None:
    """Nominate the projects of a file, all or none.

    The file is the workbook that `template list` writes, or YAML or JSON with `projects:`.
    """
    from keyflow_keyprojects.office import nominate  # noqa: PLC0415

    _tell(desk, nominate(desk.engine, _projects(desk, file), actor(by, role)))


def _projects(desk: Desk, file: Path) -> "Sequence[Data]":
    if file.suffix.lower() != ".xlsx":
        return records_of(desk, file, "projects")
    from keyflow_keyprojects.cli.paper import tell_problems  # noqa: PLC0415
    from keyflow_keyprojects.paper.lists import read_list  # noqa: PLC0415
    from keyflow_keyprojects.paper.problems import NotImported  # noqa: PLC0415

    try:
        return read_list(file)
    except NotImported as error:
        tell_problems(desk, error)


@click.command("accept-file")
@NUMBERS
@click.option("--panel", multiple=True, metavar="PERSON",
              help="Who argues; else the heads of the functional departments.")  # fmt: skip
@click.option("--by", default="kpmo", show_default=True, help="Who accepts it, for the office.")
@acting
def accept_file(desk: Desk, numbers: Sequence[str], panel: Sequence[str], by: str) -> None:
    """Accept the files of candidates and ask a panel about them; who votes is in `tasks`."""
    from keyflow_keyprojects.office import accept_files  # noqa: PLC0415
    from keyflow_keyprojects.roster import heads_of  # noqa: PLC0415

    asked = panel or heads_of(desk.engine, "functional")
    if not asked:
        zh, en = "名册上没有职能部门负责人，请用 --panel", "the roster names no panel: say --panel"
        raise click.UsageError(desk.pick(zh, en))
    cases = [case.id for case in cases_of(desk, numbers)]
    _tell(desk, accept_files(desk.engine, cases, actor(by, "kpmo"), asked))


@click.command("sign")
@NUMBERS
@click.option("--by", required=True, help="Who votes for it: of the panel, or the city.")
@click.option("--as", "role", help="The role that is asked to vote, such as city.")
@acting
def sign(desk: Desk, numbers: Sequence[str], by: str, role: str | None) -> None:
    """Vote for projects under one signature, all or none; `keyflow reject` votes against."""
    from keyflow_keyprojects.rounds import sign  # noqa: PLC0415

    cases = [case.id for case in cases_of(desk, numbers)]
    who = actor(by, *([role] if role else []))
    _tell(desk, [done.case for done in sign(desk.engine, cases, who)])


@click.command("tasks")
@NUMBERS
@at_desk
def show_tasks(desk: Desk, numbers: Sequence[str]) -> None:
    """Show whose votes projects wait for, with the id that `keyflow approve` and `reject` take."""
    rows = [
        (case.subject, task.kind, task.person or ", ".join(task.roles), identity)
        for case in cases_of(desk, numbers)
        for identity, task in case.tasks.items()
    ]
    desk.show(desk.pick("待表决", "Votes waited for"), ("number", "kind", "whose", "task"), rows)


@click.command("select")
@NUMBERS
@_CITY
@acting
def select(desk: Desk, numbers: Sequence[str], by: str) -> None:
    """Put proposed candidates on the lists they were nominated for: one version of each list."""
    from keyflow_keyprojects.adopting import decide  # noqa: PLC0415

    _tell(desk, decide(desk.engine, cases_of(desk, numbers), actor(by, "city")))


@click.command("place-preliminary")
@NUMBERS
@_CITY
@acting
def place_preliminary(desk: Desk, numbers: Sequence[str], by: str) -> None:
    """Put proposed candidates on the preliminary list, whichever they were nominated for."""
    from keyflow_keyprojects.adopting import begin_lists  # noqa: PLC0415

    cases, city = cases_of(desk, numbers), actor(by, "city")
    for year in dict.fromkeys(case.data["list_year"] for case in cases):
        begin_lists(desk.engine, year, by=city)
    told = {"decision": f"selection of {', '.join(numbers[:3])}"}
    _fired(desk, [Fire(case.id, "place_preliminary", told) for case in cases], city)


@click.command("reject")
@NUMBERS
@WHY
@_CITY
@acting
def reject(desk: Desk, numbers: Sequence[str], why: str, by: str) -> None:
    """Do not list candidates that the panel has argued about."""
    fired = [Fire(case.id, "decline", comment=why) for case in cases_of(desk, numbers)]
    _fired(desk, fired, actor(by, "city"))


def _fired(desk: Desk, fired: Sequence[Fire], by: Actor) -> None:
    _tell(desk, [done.case for done in desk.engine.do(fired, by=by)])


def _tell(desk: Desk, cases: Sequence[Case]) -> None:
    rows = [(case.subject, desk.state(case), desk.word(case.data["list"])) for case in cases]
    desk.show(desk.pick("项目", "Projects"), ("number", "state", "list"), rows)


_DEEDS = (
    Deed("return-file", "return_file", _KPMO, "Send a candidate's file back to be mended.", "must"),
    Deed("mend-file", "resubmit", Who(field="owner_contact"), "Hand a mended file in again."),
)
COMMANDS = (nominate, accept_file, sign, show_tasks, select, place_preliminary, reject,
            *commands(Kind("key-project", "project", ("number",), "{number}"), _DEEDS))  # fmt: skip
