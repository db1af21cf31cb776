"""Records: what the city decided, how candidates were screened, what happened, and who was told."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from keyflow import Actor, Case
from keyflow_keyprojects.cli._desk import Desk, found
from keyflow_keyprojects.cli._lines import (
    DAY,
    YEAR,
    Titles,
    last_day,
    local,
    plain_day,
    shortened,
)
from keyflow_keyprojects.cli._options import asking, at_desk

if TYPE_CHECKING:
    from keyflow_keyprojects.journal import Entry

_PROJECT = "key-project"


@click.command("decisions")
@click.option("--refused", is_flag=True, help="Only what was refused, and to whom.")
@click.option(
    "--most", type=click.IntRange(1), default=60, show_default=True, help="At most so many."
)
@at_desk
def show_decisions(desk: Desk, most: int, *, refused: bool) -> None:
    """Show what the city alone decides: what it decided when, and who else tried (N01)."""
    from keyflow_keyprojects.journal import decisions  # noqa: PLC0415

    titles = Titles(desk.engine, desk.language)
    entries = [each for each in decisions(desk.engine) if not (refused and each.event.accepted)]
    rows = list(_decided(desk, titles, entries))[-most:]
    columns = ("when", "what", "by", "result", "count", "of", "why")
    desk.show(desk.pick("市级决策", "What the city decides"), columns, rows)


def _decided(desk: Desk, titles: Titles, entries: Iterable["Entry"]) -> Iterator[tuple[Any, ...]]:
    """Yield a row for what was decided at one stroke."""

    def stroke(each: "Entry") -> tuple[Any, ...]:
        event = each.event
        return event.recorded_at, each.workflow, each.what, event.actor, event.accepted

    for (at, *_, who, accepted), group in groupby(entries, key=stroke):
        each = list(group)
        said = [sentence for one in each for sentence in one.event.said(desk.language)]
        why = said[0] if said and not accepted else each[0].event.comment
        result = desk.pick("通过", "done") if accepted else desk.pick("拒绝", "refused")
        subjects = shortened(one.subject for one in each)
        yield local(at), titles.way(each[0]), who, result, len(each), subjects, why


@click.command("screening")
@YEAR
@at_desk
def show_screening(desk: Desk, year: int) -> None:
    """Show how candidates were argued for, by whom, and what became of them (N20)."""
    from keyflow_keyprojects.record.register import every  # noqa: PLC0415

    titles = Titles(desk.engine, desk.language)
    cases = every(desk.engine, workflow=_PROJECT, where={"list_year": year}, order="opened")
    rows = [_screened(desk, titles, case) for case in cases if case.data["panel"]]
    columns = ("number", "name", "nominated_by", "votes", "state", "why", "refused", "waived")
    desk.show(desk.pick("论证筛选", "Screening"), columns, rows)


def _screened(desk: Desk, titles: Titles, case: Case) -> tuple[Any, ...]:
    events = [e for e in desk.engine.history(case.id) if (e.source or "").startswith("screening")]
    done = [e for e in events if e.accepted]
    votes = Counter(e.verb for e in done if e.verb in {"approve", "reject"})
    own = {"accept_file", "return_file", "resubmit", "place_preliminary", "select", "decline",
           "reject"}  # fmt: skip
    said = [e.comment for e in done if {e.trigger, e.verb} & own and e.verb != "waive"]
    refused = [word for e in events if not e.accepted and e.trigger in _LISTED
               and e.verb == "fire" for word in e.said(desk.language)]  # fmt: skip
    waived = [f"{e.comment} ({e.actor})" for e in done if e.verb == "waive"]
    name = case.data[desk.pick("name_zh", "name_en")]
    counts = ", ".join(f"{desk.word(verb)} {count}" for verb, count in sorted(votes.items()))
    told = ("; ".join(dict.fromkeys(filter(None, each))) for each in (said, refused, waived))
    state = titles.state(_PROJECT, case.state)
    return case.subject, name, case.data["nominator"], counts, state, *told


_LISTED = frozenset({"place_preliminary", "select"})


@click.command("timeline")
@click.argument("project")
@click.option(
    "--most", type=click.IntRange(1), default=40, show_default=True, help="At most so many."
)
@click.option("--open", "waiting", is_flag=True, help="Only what is open: whose it is, till when.")
@at_desk
def show_timeline(desk: Desk, project: str, most: int, *, waiting: bool) -> None:
    """Show what happened to a project and all that belongs to it, or what is open (N30)."""
    from keyflow_keyprojects.journal import of_project  # noqa: PLC0415

    case = found(desk, _PROJECT, project)
    if waiting:
        _show_open(desk, case)
        return
    titles = Titles(desk.engine, desk.language)
    entries = of_project(desk.engine, case)[-most:]
    desk.show(case.data[desk.pick("name_zh", "name_en")], _HAPPENED, _happened(titles, entries))


_HAPPENED = ("when", "of", "what", "by", "state", "comment")


def _happened(titles: Titles, entries: Sequence["Entry"]) -> list[tuple[Any, ...]]:
    rows = []
    for each in entries:
        event = each.event
        what = titles.way(each) if event.accepted else f"✗ {titles.way(each)}"
        said = event.comment or event.text or "; ".join(event.said(titles.language)[:1])
        state = titles.state(each.workflow, event.state)
        rows.append((local(event.occurred_at), each.subject, what, event.actor, state, said))
    return rows


def _show_open(desk: Desk, case: Case) -> None:
    """Show the limits that run for a project and all below it, by their ends."""
    from keyflow_keyprojects.record.register import every  # noqa: PLC0415

    cases = {each.id: each for each in [case, *every(desk.engine, parent=case.id)]}
    rows = [
        (row.subject, row.armed.name, row.armed.last or row.armed.due.date(),
         _whose(cases[row.case], row.armed.name), row.armed.late, row.armed.paused_at is not None)
        for row in desk.engine.deadlines(root=case.id)
    ]  # fmt: skip
    columns = ("of", "limit", "until", "whose", "late", "paused")
    desk.show(case.data[desk.pick("name_zh", "name_en")], columns, rows)


def _whose(case: Case, limit: str) -> Any:
    """Return who has to keep a limit of a case: the first it names."""
    fields = ("holder", "lead_role", "dispatcher", "unit", "addressee_unit", "head", "sponsor")
    first = _KEPT_BY.get(limit, ())
    return next((case.data[name] for name in (*first, *fields) if case.data.get(name)), None)


_KEPT_BY = {"contact": ("sponsor",), "verification": ("department",), "briefing": ("department",),
            "approval_stage": ("department",), "file_mend": ("owner_contact",)}  # fmt: skip


@click.command("items")
@click.argument("project")
@at_desk
def show_items(desk: Desk, project: str) -> None:
    """Show a project's approval items side by side: who leads, limit, and what became of them."""
    from keyflow_keyprojects.efficiency import handled  # noqa: PLC0415
    from keyflow_keyprojects.items.catalogue import load_catalogue  # noqa: PLC0415
    from keyflow_keyprojects.record.register import every  # noqa: PLC0415

    case = found(desk, _PROJECT, project)
    titles = Titles(desk.engine, desk.language)
    used = {one.case: one for one in handled(desk.engine, on=last_day(desk.engine), of=case.id)}
    held = {permit["item"]: permit for permit in case.data["permits"] or ()}
    rows: list[tuple[Any, ...]] = [
        (code, None, desk.pick("已有", "held"), None, None, None, one["granted_on"], one["number"],
         None)
        for code, one in held.items()
    ]  # fmt: skip
    joins = _joins(desk)
    for item in every(desk.engine, workflow="approval-item", parent=case.id):
        entry, known = load_catalogue().get(item.data["code"]), used.get(item.id)
        rows.append((
            item.data["code"], entry and desk.word(entry.stage),
            titles.state("approval-item", item.state), item.data["lead_role"],
            item.data["received_on"],
            known and f"{known.used}/{known.limit}{known.days}",
            known and known.decided, item.data["document_number"],
            entry and desk.word(joins.get(entry.stage)),
        ))  # fmt: skip
    columns = ("item", "stage", "state", "lead", "applied", "used", "decided", "document", "needed")
    title = case.data[desk.pick("name_zh", "name_en")]
    desk.show(f"{title} · {titles.state(_PROJECT, case.state)}", columns, rows)


def _joins(desk: Desk) -> dict[str, str]:
    """Return which items of each stage must be granted before it is left: all, or any (K14)."""
    from keyflow_keyprojects.journal import definitions  # noqa: PLC0415

    checks = [check for way in definitions(desk.engine)[_PROJECT].transitions
              for check in way.checks if check.kind == "k14-join"]  # fmt: skip
    return {check.options["stage"]: check.options.get("join", "all") for check in checks}


@click.command("events")
@click.option("--day", type=DAY, help="Of which day; the last one of the store unless said.")
@click.option("--digest", is_flag=True, help="In numbers, for who is told of none of it by role.")
@click.option("--most", type=click.IntRange(1), default=60, show_default=True,
              help="At most so many.")  # fmt: skip
@at_desk
def show_events(desk: Desk, day: datetime | None, most: int, *, digest: bool) -> None:
    """Show what happened on a day, by whom, and who was told of it (N33)."""
    from keyflow_keyprojects.journal import messages_by_event, of_day, told  # noqa: PLC0415

    on: date = plain_day(day) or last_day(desk.engine)
    titles = Titles(desk.engine, desk.language)
    if digest:
        _show_digest(desk, titles, on)
        return
    heard = messages_by_event(told(desk.engine, on))
    entries = [each for each in of_day(desk.engine, on) if each.event.verb != "count"][:most]
    rows = [
        (*row, shortened(dict.fromkeys(
            f"{message.to} ({message.notice.partition('-')[0]})"
            for message in heard.get((each.event.case, each.event.recorded_at), ())
        )))
        for each, row in zip(entries, _happened(titles, entries), strict=True)
    ]  # fmt: skip
    desk.show(f"{on}", (*_HAPPENED, "told"), rows)


def _show_digest(desk: Desk, titles: Titles, day: date) -> None:
    """Show how often what was done on a day, and to what."""
    from keyflow_keyprojects.journal import of_day  # noqa: PLC0415

    done: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for each in of_day(desk.engine, day):
        if each.event.verb not in {"count", "expire"}:
            done[titles.way(each), each.event.accepted].append(each.subject)
    rows = [
        (what, desk.pick("通过", "done") if accepted else desk.pick("拒绝", "refused"),
         len(subjects), shortened(dict.fromkeys(subjects)))
        for (what, accepted), subjects in sorted(done.items(), key=lambda one: -len(one[1]))
    ]  # fmt: skip
    desk.show(desk.pick(f"{day} 摘要", f"{day} in short"), ("what", "result", "count", "of"), rows)


@click.command("may")
@click.argument("workflow")
@click.argument("subject")
@click.argument("trigger")
@click.option("--by", "person", default="somebody", show_default=True, help="Who asks.")
@click.option("--as", "roles", multiple=True, help="A role the person holds; repeatable.")
@asking
def ask_whether(desk: Desk, workflow: str, subject: str, trigger: str, **asked: Any) -> None:
    """Ask whether somebody may do something to a case, and why not; ends with 1 if not."""
    from keyflow.commands import Fire  # noqa: PLC0415

    case = found(desk, workflow, subject)
    person, roles = asked["person"], asked["roles"]
    preview = desk.engine.preview(Fire(case.id, trigger), by=Actor(person, roles))
    rows = [(each.severity, each.check or each.code, each.say(desk.language))
            for each in preview.findings]  # fmt: skip
    verdict = desk.pick("可以", "allowed") if preview.allowed else desk.pick("不可以", "refused")
    title = f"{subject} {trigger} · {person} {'/'.join(roles)} · {verdict}"
    desk.show(title, ("severity", "check", "finding"), rows)
    if not preview.allowed:
        raise SystemExit(1)


COMMANDS = (
    show_decisions, show_screening, show_timeline, show_items, show_events, ask_whether,
)  # fmt: skip
