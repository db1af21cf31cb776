"""What projects are helped with, and what becomes of it when they leave the list."""

from typing import TYPE_CHECKING

import click

from keyflow import Case
from keyflow_keyprojects.cli._desk import Desk, at_desk

if TYPE_CHECKING:
    from keyflow_keyprojects.supports import Kind


@click.command("supports")
@click.option("--kind", type=click.Choice(["policy", "land_quota", "credit", "subsidy"]))
@click.option("--all", "everything", is_flag=True, help="Those that are over too.")
@at_desk
def show_supports(desk: Desk, kind: "Kind | None", *, everything: bool) -> None:
    """Show support requested, granted and used; land in hectares."""
    from keyflow_keyprojects.supports import supports  # noqa: PLC0415

    columns = ("support", "kind", "what", "state", "requested", "granted", "used", "expires")
    rows = [
        (case.subject, case.data["kind"], case.data["what"], case.state,
         *(_amount(case, name) for name in columns[4:7]), case.data["expires"])
        for case in supports(desk.engine, kind=kind, running=not everything)
    ]  # fmt: skip
    desk.show(desk.pick("扶持事项", "Support"), columns, rows)


def _amount(case: Case, name: str) -> object:
    area = case.data[f"{name}_ha"]
    return case.data[name] if area is None else f"{area} ha"


@click.command("support-reviews")
@click.option("--all", "everything", is_flag=True, help="The decided ones too.")
@at_desk
def show_reviews(desk: Desk, *, everything: bool) -> None:
    """Show the support of projects that left the list, and what was decided of it."""
    from keyflow_keyprojects.supports import reviews  # noqa: PLC0415

    columns = ("project", "left_by", "state", "kind", "what", "decision")
    rows = [
        (case.data["number"], case.data["left_by"], case.state, held["kind"], held["what"],
         (case.data["decisions"] or {}).get(held["case"]))
        for case in reviews(desk.engine, undecided=not everything)
        for held in case.data["supports"]
    ]  # fmt: skip
    desk.show(desk.pick("扶持复核", "Reviews of support"), columns, rows)


COMMANDS = (show_supports, show_reviews)
