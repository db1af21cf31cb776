"""Plays the year from an empty database to the page, with what is seen of it on a terminal."""

from pathlib import Path
from shutil import rmtree

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from keyflow.builtin.notifiers import File
from keyflow.store.migrate import upgrade
from keyflow_keyprojects.demo import figures, lists, tables, year
from keyflow_keyprojects.demo.cast import Clock
from keyflow_keyprojects.demo.desk import Desk
from keyflow_keyprojects.demo.diary import Diary
from keyflow_keyprojects.demo.page import write_page
from keyflow_keyprojects.demo.post import Post
from keyflow_keyprojects.demo.words import Lexicon
from keyflow_keyprojects.office import Adoption


def play(language: str, store: str | None, out: Path, seed: int, *, quiet: bool) -> figures.Figures:
    """Play the year and show it all on the terminal, unless `quiet`; returns its figures."""
    console, say = Console(quiet=quiet), Lexicon(language)
    found, page = run(console, say, store, out, seed)
    tables.show_figures(console, say, found)
    console.print(f"{say('page')}: {page}", soft_wrap=True)
    return found


def run(
    console: Console, say: Lexicon, store: str | None, out: Path, seed: int
) -> tuple[figures.Figures, Path]:
    """Play the year; returns its figures and where the page was written."""
    desk = _desk(store, out, seed)
    console.rule(say("title"))
    console.print(say("illustrative"), style="italic")
    lists.enter_roster(desk)
    missing: Adoption = lists.dry_run(desk)
    projects = desk.engine.cases(workflow="key-project", limit=1).total
    tables.show_missing(console, say, missing, projects)
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
    return Desk(Diary.take_up(store, clock, {"office": post}), clock, seed)


def _play(console: Console, say: Lexicon, desk: Desk) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("", total=(year.LAST - year.FIRST).days + 1)
        for day in year.play(desk):
            text = say("week", day=day.isoformat(), projects=len(desk.projects))
            progress.update(bar, advance=1, description=text)
