"""The command `keyflow demo`: its options. What plays the year is imported when it is run."""

import json
from pathlib import Path

import click

from keyflow.cli.base import Command
from keyflow.cli.settings import Settings
from keyflow_keyprojects.cli.helping import words

SEED = 2011


@click.command("demo", cls=Command, words=words)
@click.option("--store", metavar="URL", help="An empty database; a fresh SQLite file by default.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("out/demo"),
    show_default=True,
    help="Where the page, the messages and the database go.",
)
@click.option("--seed", type=int, default=SEED, show_default=True, help="What the dice begin with.")
@click.pass_context
def demo(context: click.Context, store: str | None, out: Path, seed: int) -> None:
    """Run a municipal key-projects office through the year 2011."""
    # Here and not above: whoever asks for the commands would wait half a second for this.
    from keyflow_keyprojects.demo import playing  # noqa: PLC0415

    settings = context.ensure_object(Settings)
    found = playing.play(settings.lang, store, out, seed, quiet=settings.json)
    if settings.json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False))
