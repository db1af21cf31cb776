"""The command that shows what is installed, and the commands that plugins bring."""

import click

from keyflow.cli.base import Command
from keyflow.cli.opening import registry
from keyflow.cli.output import as_json, table
from keyflow.cli.settings import PLUGINS, Settings
from keyflow.errors import NotFound
from keyflow.registry import Offer

FAMILIES = (
    "stage", "check", "plan", "change", "resolver", "notifier", "policy", "template", "workflow",
    "calendar", "fact", "command",
)  # fmt: skip


@click.command(cls=Command, uses=PLUGINS)
@click.pass_obj
def plugins(settings: Settings) -> None:
    """Show what is installed: by package, the kinds of each family."""
    found = registry(settings)
    packages = _by_package([offer for family in FAMILIES for offer in found.offers(family)])
    if settings.json:
        as_json([{"package": name, **kinds} for name, kinds in packages.items()])
        return
    heads = [settings.say(word) for word in ("package", "family", "kinds")]
    table(
        heads,
        [
            (name, settings.say(family), ", ".join(kinds))
            for name, families in packages.items()
            for family, kinds in families.items()
        ],
    )


def _by_package(offers: list[Offer]) -> dict[str, dict[str, list[str]]]:
    packages: dict[str, dict[str, list[str]]] = {}
    for offer in sorted(offers, key=lambda item: item.package):
        packages.setdefault(offer.package, {}).setdefault(offer.family, []).append(offer.kind)
    return packages


def command(settings: Settings, name: str) -> click.Command | None:
    """Return the click command of this name that a plugin brings, or None."""
    offers = registry(settings).offers("command")
    return next((offer.thing for offer in offers if offer.kind == name), None)


@click.command(
    "demo", cls=Command, context_settings={"ignore_unknown_options": True}, add_help_option=False
)
@click.argument("rest", nargs=-1)
@click.pass_obj
def no_demo(settings: Settings, rest: tuple[str, ...]) -> None:  # noqa: ARG001 - whatever was asked
    """Run a year of key projects (with the plugin keyflow-keyprojects)."""
    raise NotFound(settings.say("no installed plugin brings a demo: install keyflow-keyprojects"))
