"""Plans of the lists: pages opened and amended, and what a project tells its list when it moves."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

from keyflow.plugin import Attempt, Command, Edit, Fire, Plan, Start
from keyflow_keyprojects.plans.base import OfficePlan
from keyflow_keyprojects.rules import lists
from keyflow_keyprojects.scene.pages import PAGE, pages, rows_of
from keyflow_keyprojects.scene.roster import facts_of

Json = dict[str, Any]
ROWS = 200  # on a page when the list is adopted: what a case may hold is twice that
GROWN = 60  # rows on a page that grows, each time written anew


def plainly(holds: Mapping[str, Any]) -> Json:
    """Return sums as a case takes them: amounts as text."""
    amounts = {
        field: {currency: f"{amount:f}" for currency, amount in holds[field].items()}
        for field in lists.PROVEN
    }
    return {"count": holds["count"], **amounts}


class OpenList(OfficePlan):
    """Writes a list's rows on pages, and down what its first version comes to."""

    kind = "kp-list-open"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return a start for each page, and the edit of the list."""
        rows, raw = attempt.data.raw.get("intake") or [], attempt.data.raw
        rate = (raw.get("plan_rate") or {}).get("rate")
        first = {
            "version": 1,
            "effective": raw.get("adopted_on") or attempt.day.isoformat(),
            "decided_on": attempt.day.isoformat(),
            "by": attempt.actor.id,
            "decision": f"{attempt.case.subject}/1",
            "reason": attempt.comment,
            "rate": rate,
        }
        return [*_opened(attempt, rows, 0), _counted(attempt, lists.sums(rows), [first])]


class TakeIn(OfficePlan):
    """Writes more rows of a list that is being prepared on pages."""

    kind = "kp-list-take-in"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return a start for each page, and the edit of the list."""
        rows, known = attempt.data.raw.get("intake") or [], pages(attempt)
        holds = lists.moved(attempt.data.raw["holds"], [], rows)
        versions = attempt.data.raw["versions"]
        return [*_opened(attempt, rows, len(known)), _counted(attempt, holds, versions)]


def _counted(attempt: Attempt, holds: Mapping[str, Any], versions: Sequence[Json]) -> Edit:
    plain = plainly(holds)
    change = {
        "intake": [],
        "holds": plain,
        "version": versions[-1]["version"],
        "versions": [*versions[:-1], {**versions[-1], **plain}],
    }
    return Edit(attempt.case.id, change)


def _opened(attempt: Attempt, rows: Sequence[lists.Row], known: int) -> list[Command]:
    """Begin pages for new rows of version 1."""
    fresh = [{**row, "since": 1} for row in rows]
    parts = [fresh[n : n + ROWS] for n in range(0, len(fresh), ROWS)]
    return [_page(attempt, known + n, part) for n, part in enumerate(parts, start=1)]


def _page(attempt: Attempt, number: int, rows: Sequence[Json]) -> Start:
    data = {"year": attempt.data["year"], "kind": attempt.data["kind"], "rows": rows}
    subject = f"{attempt.case.subject}/page/{number}"
    return Start("key-list-page", subject, data, parent=attempt.case.id, slot=PAGE)


class AmendList(OfficePlan):
    """Makes a change part of the list: a version of its own, or of the decision's before it."""

    kind = "kp-list-amend"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edits of its pages and of the list."""
        raw, change, known = attempt.data.raw, attempt.data.raw["change"], pages(attempt)
        version = _version(raw["versions"], change.get("decision"))
        lines = change.get("lines") or []
        leaving = {line["before"]["number"] for line in lines if line.get("before")}
        come = [line["after"] for line in lines if line.get("after")]
        gone = [row for row in lists.standing(rows_of(known)) if row["number"] in leaving]
        written = {page.id: list(page.data.raw.get("rows") or ()) for page in known}
        touched = _end(written, leaving, version)
        commands = _add(attempt, written, touched, [{**row, "since": version} for row in come])
        edits = [Edit(page, {"rows": written[page]}) for page in touched]
        return [*edits, *commands, _amended(attempt, version, gone, come)]


def _version(versions: Sequence[Json], decision: str | None) -> int:
    latest = versions[-1]
    same = decision is not None and latest.get("decision") == decision
    return int(latest["version"]) if same else int(latest["version"]) + 1


def _end(written: dict[str, list[Json]], numbers: set[str], version: int) -> dict[str, None]:
    """End the rows of some numbers; returns the pages they stand on."""
    touched: dict[str, None] = {}
    for page, rows in written.items():
        for n, row in enumerate(rows):
            if row["number"] in numbers and row.get("until") is None:
                rows[n] = {**row, "until": version}
                touched[page] = None
    return touched


def _add(
    attempt: Attempt,
    written: dict[str, list[Json]],
    touched: dict[str, None],
    rows: Sequence[Json],
) -> list[Command]:
    """Put rows on a page that has room, else on new ones, whose starts are returned."""
    left = list(rows)
    for page, there in written.items():
        room = max(0, GROWN - len(there))
        if left and room:
            there.extend(left[:room])
            del left[:room]
            touched[page] = None
    parts = [left[n : n + GROWN] for n in range(0, len(left), GROWN)]
    return [_page(attempt, len(written) + n, part) for n, part in enumerate(parts, start=1)]


def _amended(
    attempt: Attempt, version: int, gone: Sequence[lists.Row], come: Sequence[lists.Row]
) -> Edit:
    raw, change = attempt.data.raw, attempt.data.raw["change"]
    plain = plainly(lists.moved(raw["holds"], gone, come))
    latest, rate = raw["versions"][-1], change.get("rate")
    told = change.get("effective") or attempt.day.isoformat()
    record = {
        "version": version,
        # Never before the version it follows: they take effect one after the other.
        "effective": max(told, latest["effective"]),
        "decided_on": attempt.day.isoformat(),
        "by": attempt.actor.id,
        "decision": change.get("decision"),
        "reason": change.get("reason"),
        "rate": rate or latest.get("rate"),
        **plain,
    }
    older = raw["versions"][:-1] if version == latest["version"] else raw["versions"]
    patch: Json = {"holds": plain, "version": version, "versions": [*older, record]}
    if rate is not None:
        named = {"rate": rate, "on": change.get("rate_on"), "source": change.get("rate_source")}
        patch["plan_rate"] = {**raw["plan_rate"], **named}
    return Edit(attempt.case.id, patch)


# what a project tells its list


class ListMove(OfficePlan):
    """Tells the lists that a project comes or goes, by the city's own word or an adjustment's.

    `leave` takes it from the list it stands on, `enter` puts it on one. It takes effect `at_once`
    or on the first of the `next_month` (K31); an adjustment says itself when.
    """

    kind = "kp-list-move"
    leave: bool = False
    enter: Literal["key", "preliminary"] | None = None
    effective: Literal["at_once", "next_month"] = "at_once"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return what each list is told, and the edit that says where the project stands now."""
        if attempt.source.startswith("screening") and self.enter is None:
            return []  # a candidate stands on no list
        commands: list[Command] = []
        year = attempt.data["list_year"]
        had = attempt.case.data["list"]
        if self.leave and had:
            line = {"before": _before(attempt)}
            commands += tell(attempt, had, year, [line], self._day(attempt))
        if self.enter:
            line = {"after": lists.row_of(attempt.data.raw)}
            commands += tell(attempt, self.enter, year, [line], self._day(attempt))
            commands.append(Edit(attempt.case.id, {"list": self.enter}))
        return commands

    def _day(self, attempt: Attempt) -> date:
        return attempt.day if self.effective == "at_once" else lists.next_month(attempt.day)


def _before(attempt: Attempt) -> Json:
    """Return what a project says it was on its list; a preliminary one is still being planned."""
    row = lists.row_of(attempt.case.data.raw)
    return {"number": row["number"]} if attempt.source == "preliminary" else row


def tell(
    attempt: Attempt, kind: str, year: int | None, lines: Sequence[Json], effective: date
) -> list[Command]:
    """Return what a list of a year is told of a project; nothing where no such list is kept.

    What belongs to one decision makes one version of the list.
    """
    case = None if year is None else facts_of(attempt).lists(kind, year)
    if case is None:
        return []
    given = getattr(attempt.command, "data", {})
    change = {
        "decision": given.get("decision"),
        "effective": given.get("effective") or effective,
        "reason": attempt.comment or attempt.trigger,
        "lines": lines,
    }
    return [Fire(case, "amend", {"change": change})]


LIST_PLANS: tuple[type[Plan], ...] = (OpenList, TakeIn, AmendList, ListMove)
