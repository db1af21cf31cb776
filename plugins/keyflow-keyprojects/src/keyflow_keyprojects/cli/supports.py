"""What projects are helped with, and what becomes of it when they leave the list."""

from datetime import date
from typing import TYPE_CHECKING

import click

from keyflow import Case
from keyflow_keyprojects.cli._deeds import DAY, ON, Deed, Kind, Who, commands, moment, tell
from keyflow_keyprojects.cli._desk import Desk, actor, found
from keyflow_keyprojects.cli._options import acting, at_desk

if TYPE_CHECKING:
    from keyflow_keyprojects.supports import Kind as Sort

_SUPPORT = Kind("support", "support")
_SORTS = click.Choice(["policy", "land_quota", "credit", "subsidy"])
_AMOUNT = click.option("--amount", help="Hectares of land, or money such as 5000000 or '1 USD'.")


@click.command("supports")
@click.option("--kind", type=_SORTS, help="Those of one kind.")
@click.option("--all", "everything", is_flag=True, help="Those that are over too.")
@at_desk
def show_supports(desk: Desk, kind: "Sort | None", *, everything: bool) -> None:
    """Show support requested, granted and used; land in hectares."""
    from keyflow_keyprojects.supports import reviews, supports  # noqa: PLC0415

    columns = ("support", "kind", "what", "state", "requested", "granted", "used", "expires",
               "flagged")  # fmt: skip
    flags = {one["case"]: _flag(desk, review, one["case"]) for review in
             reviews(desk.engine, undecided=False) for one in review.data["supports"]}  # fmt: skip
    rows = [
        (case.subject, desk.word(case.data["kind"]), case.data["what"], desk.state(case),
         *(_amount(case, name) for name in columns[4:7]), case.data["expires"],
         flags.get(case.id))
        for case in supports(desk.engine, kind=kind, running=not everything)
    ]  # fmt: skip
    desk.show(desk.pick("扶持事项", "Support"), columns, rows)


def _flag(desk: Desk, review: Case, support: str) -> str:
    """Say why a support was looked at again, and what was decided of it (N34, C4.6)."""
    decided = (review.data["decisions"] or {}).get(support)
    what = desk.word(decided) if decided else desk.pick("待复核", "to be decided")
    return f"{desk.word(review.data['left_by'])}: {what}"


def _amount(case: Case, name: str) -> object:
    area = case.data[f"{name}_ha"]
    return case.data[name] if area is None else f"{area} ha"


@click.command("request-support")
@click.argument("number")
@click.option("--kind", type=_SORTS, required=True, help="What kind it is.")
@click.option("--what", required=True, help="What is asked for.")
@_AMOUNT
@click.option("--by", help="Who asks; else the project's owner.")
@ON
@acting
def request(desk: Desk, number: str, *, kind: "Sort", what: str, amount: str | None,
            by: str | None, on: date | None) -> None:  # fmt: skip
    """Ask for a support of a project: hectares of land, money of credit or subsidy, a policy."""
    from keyflow_keyprojects.supports import ask_support  # noqa: PLC0415

    project = found(desk, "key-project", number)
    who = Who(field="owner_contact").actor(desk, project, by, None)
    case = ask_support(
        desk.engine, project, kind, what, amount, by=who, occurred_at=moment(desk, on)
    )  # fmt: skip
    tell(desk, "support", case)


@click.command("grant-support")
@click.argument("subject")
@_AMOUNT
@click.option("--expires", type=DAY, help="Its last day.")
@click.option("--document", help="The number of the paper that grants it.")
@click.option("--by", default="city", show_default=True, help="Who grants it.")
@click.option("--as", "role", default="city", show_default=True, help="In which role.",
              type=click.Choice(["city", "kpmo", "func", "dept", "stationed"]))  # fmt: skip
@acting
def grant_one(desk: Desk, subject: str, *, amount: str | None, expires: date | None,
              document: str | None, by: str, role: str) -> None:  # fmt: skip
    """Grant a support up to what was asked for; refused for who left the key list."""
    from keyflow_keyprojects.supports import grant  # noqa: PLC0415

    case = _SUPPORT.find(desk, {"subject": subject})
    done = grant(
        desk.engine, case, amount, by=actor(by, role), expires=expires, document=document
    )  # fmt: skip
    tell(desk, "support", done.case, granted=_amount(done.case, "granted"))


@click.command("use-support")
@click.argument("subject")
@_AMOUNT
@click.option("--by", help="Who uses it; else the project's owner.")
@acting
def use_some(desk: Desk, subject: str, amount: str | None, by: str | None) -> None:
    """Say how much of a support is used so far; no more than was granted."""
    from keyflow_keyprojects.supports import use  # noqa: PLC0415

    case = _SUPPORT.find(desk, {"subject": subject})
    done = use(desk.engine, case, amount, by=Who(field="owner").actor(desk, case, by, None))
    tell(desk, "support", done.case, used=_amount(done.case, "used"))


@click.command("support-reviews")
@click.option("--all", "everything", is_flag=True, help="The decided ones too.")
@at_desk
def show_reviews(desk: Desk, *, everything: bool) -> None:
    """Show the support of projects that left the list, and what was decided of it."""
    from keyflow_keyprojects.supports import reviews  # noqa: PLC0415

    columns = ("project", "left_by", "state", "support", "kind", "what", "decision")
    rows = [
        (case.data["number"], desk.word(case.data["left_by"]), desk.state(case),
         desk.engine.case(held["case"]).subject, desk.word(held["kind"]), held["what"],
         desk.word((case.data["decisions"] or {}).get(held["case"])))
        for case in reviews(desk.engine, undecided=not everything)
        for held in case.data["supports"]
    ]  # fmt: skip
    desk.show(desk.pick("扶持复核", "Reviews of support"), columns, rows)


@click.command("decide-support-review")
@click.argument("number")
@click.option("--keep", multiple=True, metavar="SUPPORT", help="Such as K038/support/1.")
@click.option("--withdraw", multiple=True, metavar="SUPPORT", help="Again for each.")
@click.option("--by", default="city", show_default=True, help="Who decides it.")
@acting
def decide(desk: Desk, number: str, keep: tuple[str, ...], withdraw: tuple[str, ...],
           by: str) -> None:  # fmt: skip
    """Decide of each support of a project that left whether it is kept or withdrawn."""
    from keyflow_keyprojects.supports import decide_review  # noqa: PLC0415

    review = found(desk, "support-review", f"{number}/support-review")
    said = dict.fromkeys(keep, "keep") | dict.fromkeys(withdraw, "withdraw")
    decisions = {found(desk, "support", name).id: decision for name, decision in said.items()}
    done = decide_review(desk.engine, review, decisions, by=actor(by, "city"))
    desk.say({"project": number, "state": desk.state(done.case), "decided": len(decisions)})


_DEEDS = (
    Deed("refuse-support", "refuse", Who("city", roles=("city", "kpmo", "func", "dept")),
         "Refuse a support that was asked for.", "must"),
    Deed("close-support", "close", Who("kpmo-clerk", roles=("kpmo", "dept")),
         "Close a support that is used up, or not needed any more.", "may"),
    Deed("withdraw-support", "withdraw", Who("city", roles=("city", "kpmo")),
         "Withdraw a support that was granted.", "must"),
)  # fmt: skip

COMMANDS = (
    show_supports, request, grant_one, use_some, show_reviews, decide, *commands(_SUPPORT, _DEEDS),
)  # fmt: skip
