"""The commands about the database's tables: upgrade, check, current."""

import click

from keyflow.cli.base import Group
from keyflow.cli.failing import REFUSED
from keyflow.cli.output import as_json, line
from keyflow.cli.settings import Settings
from keyflow.cli.telling import told
from keyflow.store import migrate


@click.group(cls=Group, uses=["store"])
def db() -> None:
    """Make the tables, bring them to this version, or compare them with it."""


@db.command(uses=["store"])
@click.pass_obj
def upgrade(settings: Settings) -> None:
    """Make the missing tables, or bring old ones to this version."""
    migrate.upgrade(settings.store)
    _tell_version(settings, migrate.current(settings.store))


@db.command(uses=["store"])
@click.pass_obj
def current(settings: Settings) -> int:
    """Print the version of the tables."""
    version = migrate.current(settings.store)
    _tell_version(settings, version)
    return 0 if version else REFUSED


def _tell_version(settings: Settings, version: str | None) -> None:
    if settings.json:
        as_json({"version": version})
    elif version:
        line(settings.say("the tables are of version {version}", version=version))
    else:
        line(settings.say("there are no tables that keyflow keeps; run `keyflow db upgrade`"))


@db.command(uses=["store"])
@click.pass_obj
def check(settings: Settings) -> int:
    """Compare the tables with what this version needs."""
    if not migrate.has_tables(settings.store):
        _tell_version(settings, None)
        return REFUSED
    differences = migrate.check(settings.store)
    if settings.json:
        as_json({"differences": differences})
    else:
        good = settings.say("the tables are as they should be")
        for difference in [told(item, settings.lang) for item in differences] or [good]:
            line(difference)
    return REFUSED if differences else 0
