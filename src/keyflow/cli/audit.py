"""The commands about the history's proof: seal, checkpoint, verify, export."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from keyflow.audit.export import export as write_export
from keyflow.audit.sealing import checkpoint as line_of
from keyflow.audit.sealing import seal as set_seal
from keyflow.audit.verifying import Report
from keyflow.audit.verifying import verify as examine
from keyflow.cli.auditing import LISTS
from keyflow.cli.base import Group
from keyflow.cli.failing import REFUSED
from keyflow.cli.opening import existing, read_only
from keyflow.cli.output import as_json, line
from keyflow.cli.plain import flat
from keyflow.cli.settings import Settings
from keyflow.store import open_store
from keyflow.store.contract import Connection, Seal


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    store = open_store(url)
    try:
        with store.connect() as connection:
            yield connection
    finally:
        store.close()


@click.group(cls=Group, uses=["store"])
def audit() -> None:
    """Prove the history: seal, verify, export it; list what an auditor asks for."""


@audit.command(uses=["store"])
@click.pass_obj
def seal(settings: Settings) -> None:
    """Seal what changed since the last seal, and print the checkpoint to keep elsewhere."""
    with _connected(existing(settings)) as connection:
        made = set_seal(connection, connection.now())
    _tell_seal(settings, made, "nothing changed since the last seal")


@audit.command(uses=["store"])
@click.pass_obj
def checkpoint(settings: Settings) -> int:
    """Print the last seal's checkpoint, one line to keep elsewhere."""
    with _connected(read_only(settings)) as connection:
        last = connection.last_seal()
    _tell_seal(settings, last, "nothing is sealed yet")
    return 0 if last else REFUSED


def _tell_seal(settings: Settings, found: Seal | None, nothing: str) -> None:
    text = line_of(found) if found else None
    if settings.json:
        as_json({"checkpoint": text, "seal": flat(asdict(found)) if found else None})
    else:
        line(text or settings.say(nothing))


@audit.command(uses=["store"])
@click.option("--checkpoint", metavar="FILE", help="A checkpoint kept elsewhere: a file or a line.")
@click.pass_obj
def verify(settings: Settings, checkpoint: str | None) -> int:
    """Check every hash and seal, and that the history extends a checkpoint."""
    kept = None if checkpoint is None else _kept(checkpoint)
    with _connected(read_only(settings)) as connection:
        report = examine(connection, kept)
    if settings.json:
        as_json(_plain(report, settings, kept))
    else:
        _tell(report, settings, kept)
    return 0 if report.ok else REFUSED


def _kept(given: str) -> str:
    if given.startswith("keyflow "):
        return given.strip()
    return Path(given).read_text(encoding="utf-8", errors="replace").strip()


def _plain(report: Report, settings: Settings, kept: str | None) -> dict[str, object]:
    counts = ("ok", "cases", "events", "seals", "covered", "uncovered", "erased")
    return {name: getattr(report, name) for name in counts} | {
        "checkpoint": kept,
        "problems": [
            {"place": item.place, "code": item.code, "message": item.say(settings.lang)}
            for item in report.problems
        ],
    }


def _tell(report: Report, settings: Settings, kept: str | None) -> None:
    for item in report.problems:
        line(f"{item.place}: {item.say(settings.lang)}")
    counts = (
        "{cases} cases, {seals} seals, {events} events: {covered} sealed, "
        "{uncovered} not yet, {erased} with their private part erased"
    )
    named = ("cases", "seals", "events", "covered", "uncovered", "erased")
    line(settings.say(counts, **{name: getattr(report, name) for name in named}))
    if kept is None:
        line(settings.say("no checkpoint was given: a history replaced whole would look the same"))
    line(settings.say("the history holds" if report.ok else "the history was TAMPERED with"))


@audit.command(uses=["store"])
@click.argument("case", required=False, help="The case whose chain to export.")
@click.option("--all", "whole", is_flag=True, help="Export every case.")
@click.option(
    "--into", metavar="DIR", required=True, type=click.Path(path_type=Path), help="A new folder."
)
@click.pass_obj
def export(settings: Settings, case: str | None, whole: bool, into: Path) -> None:
    """Write the history into a folder that one file of plain Python verifies."""
    if whole == (case is not None):
        raise click.UsageError("give a case, or --all")
    with _connected(read_only(settings)) as connection:
        write_export(connection, into, case)
    if settings.json:
        as_json({"folder": str(into), "case": case})
    else:
        line(settings.say("{path} is written; verify it with: python verify.py", path=into))


for item in LISTS:
    audit.add_command(item)
