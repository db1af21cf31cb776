"""The command `keyflow demo`."""

import json
from pathlib import Path
from random import Random
from shutil import rmtree

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from keyflow.builtin.notifiers import File
from keyflow.store.migrate import upgrade
from keyflow_keyprojects.demo import figures, lists, tables, year
from keyflow_keyprojects.demo.cast import Clock
from keyflow_keyprojects.demo.desk import Desk
from keyflow_keyprojects.demo.page import write_page
from keyflow_keyprojects.demo.post import Post
from keyflow_keyprojects.demo.words import LANGUAGES, Lexicon
from keyflow_keyprojects.office import Adoption, build_engine

SEED = 2011


@click.command("demo")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option("--store", metavar="URL", help="An empty database; a fresh SQLite file by default.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("out/demo"),
    show_default=True,
    help="Where the page, the messages and the database go.",
)
@click.option("--lang", type=click.Choice(LANGUAGES), help="The language of tables and page.")
@click.option("--seed", type=int, default=SEED, show_default=True, help="What the dice begin with.")
@click.pass_context
def demo(  # noqa: PLR0917 - click fills them in by name
    context: click.Context, as_json: bool, store: str | None, out: Path, lang: str | None, seed: int
) -> None:
    """Run a municipal key-projects office through the year 2011."""
    settings = context.obj
    as_json = as_json or bool(getattr(settings, "json", False))
    say = Lexicon(lang or str(getattr(settings, "lang", "en")))
    console = Console(quiet=as_json)
    found, page = run(console, say, store, out, seed)
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        tables.show_figures(console, say, found)
        console.print(f"{say('page')}: {page}", soft_wrap=True)


def run(
    console: Console, say: Lexicon, store: str | None, out: Path, seed: int
) -> tuple[figures.Figures, Path]:
    """Play the year; returns its figures and where the page was written."""
    desk = _desk(store, out, seed)
    console.rule(say("title"))
    console.print(say("illustrative"), style="italic")
    missing: Adoption = lists.dry_run(desk)
    tables.show_missing(console, say, missing, desk.engine.cases(limit=1).total)
    _play(console, say, desk)
    found = figures.read(desk.engine, lists.YEAR)
    page = write_page(out / "index.html", desk.engine, found, say)
    desk.engine.close()
    return found, page


def _desk(store: str | None, out: Path, seed: int) -> Desk:
    """Clear away what an earlier run left, and open the store."""
    out.mkdir(parents=True, exist_ok=True)
    rmtree(out / "messages", ignore_errors=True)
    if store is None:
        for old in out.glob("office.db*"):
            old.unlink()
        # A demo need not survive a power cut: the log is synced at checkpoints only.
        store = f"sqlite:///{out / 'office.db'}?synchronous=NORMAL"
    upgrade(store)
    clock = Clock()
    files = File(folder=out / "messages", languages=("zh", "en"))
    post = Post(files=files, today=lambda: clock.day)
    engine = build_engine(store, clock=clock, notifiers={"office": post})
    return Desk(engine, clock, Random(seed))  # noqa: S311 - dice, not secrets


def _play(console: Console, say: Lexicon, desk: Desk) -> None:
    lists.adopt(desk)
    since = desk.clock.day
    days = list(year.weeks(lists.YEAR))
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("", total=len(days))
        for day in days:
            year.week(desk, day, since)
            text = say("week", day=day.isoformat(), projects=len(desk.projects))
            progress.update(bar, advance=1, description=text)
            since = day
