"""Scores as rows a review's command carries, and scores read back from their cases."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from keyflow import Case, Engine, NotFound
from keyflow_keyprojects.items.catalogue import OWNER, load_catalogue
from keyflow_keyprojects.quarters.book import Book
from keyflow_keyprojects.quarters.facts import ProjectQuarter
from keyflow_keyprojects.record.register import every
from keyflow_keyprojects.roster import Org, is_scored
from keyflow_keyprojects.rules.merits import INSUFFICIENT, Line, Score
from keyflow_keyprojects.rules.ranking import Entry, ranked
from keyflow_keyprojects.rules.scoring import Rubric

QUARTER, YEAR = "quarter-score", "annual-grade"
Row = dict[str, Any]
_OPEN = ("scored", "restated")


# rows


def project_row(period: str, project: ProjectQuarter, score: Score, comment: str = "") -> Row:
    """Return the row of a project's score."""
    data, facts = project.case.data, project.facts
    people = (data["head"], data["dispatcher"], data["substitute"], data["owner_contact"])
    return {
        "subject": f"{period}/{data['number']}",
        "number": data["number"],
        "kind": "project",
        "name_zh": data["name_zh"],
        "name_en": data["name_en"],
        "unit": data["unit"],
        "department": data["department"],
        "head": data["head"],
        "sponsor": data["sponsor"],
        "people": [name for name in (*people, data["unit"]) if name],
        "currency": project.currency,
        "plan_version": project.plan_version,
        "plan": facts.planned,
        "done": facts.done,
        "weight": project.weight,
        "light_off": facts.red and not facts.cleared,
        "cleared": facts.cleared,
        "veto": facts.veto or None,
        "comment": comment or None,
        **said(score),
    }


def unit_rows(
    period: str,
    rubric: Rubric,
    projects: Sequence[Row],
    duties: Mapping[str, tuple[int, int]],
    roster: Mapping[str, Org],
) -> list[Row]:
    """Return the rows of units: 70 % their projects, 30 % their own duties (kept, due).

    Those the city can only ask have none, nor those that nobody entered on the roster (N10, N11).
    """
    of: dict[str, list[Row]] = defaultdict(list)
    for row in projects:
        if row["unit"]:
            of[row["unit"]].append(row)
    return [
        unit_row(period, rubric, roster[unit], of.get(unit, []), duties.get(unit, (0, 0)))
        for unit in sorted({*of, *duties})
        if is_scored(roster, unit)
    ]


def unit_row(
    period: str,
    rubric: Rubric,
    unit: Org,
    projects: Sequence[Row],
    duties: tuple[int, int],
) -> Row:
    """Return the row of one unit."""
    scores = [(score_of(row), row["weight"] or Decimal(0)) for row in projects]
    head = projects[0]["head"] if projects else unit.head
    return {
        "subject": f"{period}/unit/{unit.id}",
        "number": unit.id,
        "kind": "unit",
        "name_zh": unit.zh or unit.id,
        "name_en": unit.en or unit.zh or unit.id,
        "unit": unit.id,
        "head": head,
        "people": [name for name in (head, unit.id) if name],
        "weight": sum((weight for _, weight in scores), Decimal(0)),
        **said(rubric.unit(scores, *duties)),
    }


def said(score: Score) -> Row:
    """Return what a row says of a score."""
    return {
        "rubric": score.rubric,
        "total": score.total,
        "ratio": score.ratio,
        "coverage": score.coverage,
        "grade": score.grade,
        "lines": [asdict(line) for line in score.lines],
    }


def with_ranks(rows: Sequence[Row]) -> list[Row]:
    """Return rows with their ranks, projects and units each among themselves."""
    ranks: dict[str, int] = {}
    for kind in ("project", "unit"):
        entries = [entry(row["subject"], row) for row in rows if _is_ranked(row, kind)]
        ranks |= {each.key: rank for rank, each in ranked(entries)}
    return [{**row, "rank": ranks.get(row["subject"])} for row in rows]


def entry(key: str, row: Mapping[str, Any]) -> Entry:
    """Return a row or a score as the ranking takes it."""
    return Entry(key, row["total"], row["ratio"], row["name_zh"] or "")


def _is_ranked(row: Mapping[str, Any], kind: str) -> bool:
    counts = row["grade"] != INSUFFICIENT and row["total"] is not None
    return row["kind"] == kind and counts


def duties_of(book: Book) -> dict[str, tuple[int, int]]:
    """Return how many of their own duties units kept in a quarter, of how many.

    Departments are judged by the approval items they lead, and all by the orders and resolutions
    they were given; requests to stationed units do not count (N08, N10, N11).
    """
    found: dict[str, list[bool]] = defaultdict(list)
    catalogue = load_catalogue()
    # The catalogue has its units in capitals; the roster may write them as it likes.
    known = {unit.lower(): unit for unit in book.roster}
    for items in book.items.values():
        for duty in items:
            item = catalogue.get(duty.name)
            if item is not None and item.lead_role != OWNER:
                lead = known.get(item.lead_role.lower(), item.lead_role)
                found[lead].append(duty.in_time)
    told = (("supervision-order", "reply", "addressee_unit"), ("resolution", "due", "unit"))
    for workflow, name, field in told:
        for _, case, duty in book.orders(workflow, name):
            if book.is_ordered(case, case.data[field]):
                found[case.data[field]].append(duty.in_time)
    return {unit: (sum(kept), len(kept)) for unit, kept in found.items()}


# scores


def scores(
    engine: Engine,
    period: str,
    *,
    workflow: str = QUARTER,
    known_at: datetime | None = None,
    **where: str,
) -> list[Case]:
    """Return the scores of a quarter (or grades of a year), as they are or were known then."""
    asked = {"period": period, **where}
    found = [
        _then(engine, case, known_at)
        for case in every(engine, workflow=workflow, where=asked, order="subject")
    ]
    return [case for case in found if case is not None and case.state in _OPEN]


def _then(engine: Engine, case: Case, known_at: datetime | None) -> Case | None:
    if known_at is None or case.changed <= known_at:
        return case
    try:
        return engine.case(case.id, known_at=known_at)
    except NotFound:
        return None


def row_of(case: Case) -> Row:
    """Return a score as the row it came from."""
    kept = dict(case.data) | {"subject": case.subject, "score": case.id}
    lines = [dict(line) for line in kept["lines"] or ()]
    dropped = ("review", "period", "version")
    row = {name: value for name, value in kept.items() if name not in dropped}
    return row | {"lines": lines, "people": []}


def score_of(row: Mapping[str, Any]) -> Score:
    """Return a row's or case's score."""
    lines = tuple(Line(**line) for line in row["lines"] or ())
    return Score(row["rubric"], lines, row["total"], row["coverage"], row["grade"], row["ratio"])


def duties_in(row: Mapping[str, Any]) -> tuple[int, int]:
    """Return the duties a unit's score was made with: kept, of how many."""
    for line in row["lines"] or ():
        if line["component"] == "duties":
            kept, _, due = line["evidence"].partition("/")
            return int(kept), int(due)
    return 0, 0


def moved(rows: Iterable[Row], scored: Sequence[Case]) -> Iterator[dict[str, Any]]:
    """Yield the ranks that change where some rows replace what was scored; rows carry their own."""
    new = {row["subject"]: row for row in rows}
    merged = [new.get(case.subject) or row_of(case) for case in scored]
    before = {case.subject: case for case in scored}
    for row in with_ranks(merged):
        case = before[row["subject"]]
        if row["rank"] != case.data["rank"]:
            yield {"score": case.id, "rank": row["rank"]}


def target_met(row: Mapping[str, Any]) -> bool:
    """Tell whether a target was met, to the cent; the ratio is rounded."""
    plan, done = row["plan"], row["done"]
    return plan is not None and done is not None and 0 < plan <= done
