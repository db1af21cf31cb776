"""The command `keyflow demo`: its options. What plays the year is imported when it is run."""

import json
from pathlib import Path

import click

from keyflow_keyprojects.demo import LANGUAGES

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
    # Here and not above: whoever asks for the commands would wait half a second for this.
    from keyflow_keyprojects.demo import playing  # noqa: PLC0415

    settings = context.obj
    as_json = as_json or bool(getattr(settings, "json", False))
    language = lang or str(getattr(settings, "lang", "en"))
    found = playing.play(language, store, out, seed, quiet=as_json)
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False))
