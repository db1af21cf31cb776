"""Leaders and their projects (N02, N26, N27, C4.13): who sponsors what, since when."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from keyflow import Actor, Case, Engine, Finding, Outcome, Refused
from keyflow_keyprojects.blockers import blockers
from keyflow_keyprojects.facts import Term
from keyflow_keyprojects.fx import FxRate
from keyflow_keyprojects.plans.sponsoring import HANDED_ON
from keyflow_keyprojects.record.register import every
from keyflow_keyprojects.rules.reasons import Reason
from keyflow_keyprojects.rules.sponsorship import ahead, before

SPONSORSHIP, PROJECT, CONTACT = "sponsorship", "key-project", "sponsor-contact"
_OPEN = ("active", "suspended")


@dataclass(frozen=True, slots=True)
class Tenure:
    """Somebody's time as a project's sponsor, from `since` up to but without `until`."""

    leader: str
    since: datetime
    until: datetime | None
    acting: bool
    handover: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Load:
    """What lies with a leader: projects, their year plans in CNY, contacts, reports, blockers.

    `noted` are the reports they were briefed of and took note of, `escalated` the blockers that
    climbed to them, `unsolved` those of these that are open still.
    """

    leader: str
    projects: int
    acting: int
    year_plan: Decimal
    contacts_logged: int
    contacts_open: int
    noted: int
    escalated: int
    unsolved: int


@dataclass(frozen=True, slots=True)
class Contact:
    """A month's contact of a leader with a project (N27); `met_on` is None while it is owed."""

    number: str
    leader: str
    period: str
    met_on: date | None
    what: str | None


def change_sponsor(
    engine: Engine,
    case: Case,
    sponsor: str,
    *,
    by: Actor,
    comment: str = "",
    acting: bool = False,
    occurred_at: datetime | None = None,
) -> Outcome:
    """End one sponsorship and begin another at the same instant (C4.13, E4).

    Open blockers from level 3 and open orders are listed in the hand-over and move. `acting`
    bridges a vacancy for 30 days. `comment` is the hand-over's note. It is entered on its day or up
    to 30 days later, then with `occurred_at`. Raises `Refused` (K05).
    """
    change: dict[str, Any] = {"sponsor": sponsor, "former_sponsor": case.data["sponsor"]}
    if acting:
        change["sponsor_acting"] = True
    try:
        return engine.fire(
            case.id, "change_sponsor", by=by, data=change, comment=comment, occurred_at=occurred_at
        )
    except Refused as error:
        if occurred_at is None:
            raise
        found = [_dated(engine, case, occurred_at, finding) for finding in error.findings]
        raise Refused(found, refusals=error.refusals, record=error.record) from error


def _dated(engine: Engine, project: Case, at: datetime, finding: Finding) -> Finding:
    """Say of a time that cannot be which record forbids it, and when it can be entered."""
    if finding.code == "in-the-future":
        return _said(ahead(at))
    if finding.code != "too-early":
        return finding
    earliest = datetime.fromisoformat(finding.values["earliest"])
    held = engine.case(finding.case or project.id)
    return _said(before(at, earliest, held.subject, held.state, held.since))


def _said(found: Reason) -> Finding:
    words = {"zh": found.chinese}
    return Finding(found.code, found.sentence, translations=words, **found.values)


def accept_handover(engine: Engine, project: Case, *, by: Actor) -> Case:
    """Record that the new sponsor accepted what was handed over (C2 Sponsorship)."""
    (current,) = _of(engine, project, _OPEN)
    return engine.fire(current.id, "accept", by=by).case


def tenures(engine: Engine, project: Case) -> list[Tenure]:
    """Return a project's sponsorships, oldest first (N26): they tile its time on the key list."""
    return [_tenure(case) for case in _of(engine, project)]


def sponsor_at(engine: Engine, project: Case, at: datetime) -> str | None:
    """Return who sponsored a project at an instant, None where nobody did (E4)."""
    held = [one for one in tenures(engine, project) if _covers(one, at)]
    return held[-1].leader if held else None


def _covers(one: Tenure, at: datetime) -> bool:
    return one.since <= at and (one.until is None or at < one.until)


def _of(engine: Engine, project: Case, standing: Any = None) -> list[Case]:
    found = every(
        engine, workflow=SPONSORSHIP, parent=project.id, standing=standing, order="opened"
    )
    return sorted(found, key=lambda case: (case.opened, _serial(case)))


def _serial(case: Case) -> int:
    return int(case.subject.rpartition("/")[2])


def _tenure(case: Case) -> Tenure:
    data = case.data
    record = data["handover"]
    until = case.since if case.standing == "completed" else None
    if case.standing == "terminated":
        until = case.changed
    return Tenure(
        data["leader"],
        case.opened,
        until,
        bool(data["acting"]),
        None if record is None else dict(record),
    )


def workload(engine: Engine, rate: FxRate) -> list[Load]:
    """Return what lies with each leader (N26), most projects first; amounts at a rate."""
    held: dict[str, list[Case]] = {}
    projects = {
        case.id: case
        for case in every(engine, workflow=PROJECT, standing=_OPEN, where={"list": "key"})
    }
    for case in every(engine, workflow=SPONSORSHIP, standing=_OPEN):
        if case.parent in projects:
            held.setdefault(case.data["leader"], []).append(case)
    contacts, briefed = contact_log(engine), _briefed(engine)
    climbed = [case for case in blockers(engine, unsolved=False)
               if (case.data["level"] or 0) >= HANDED_ON]  # fmt: skip
    loads = [
        _load(leader, cases, projects, contacts, rate, briefed[leader], climbed)
        for leader, cases in held.items()
    ]
    return sorted(loads, key=lambda load: (-load.projects, load.leader))


def _briefed(engine: Engine) -> Counter[str]:
    reports = every(engine, workflow="monthly-report", state="accepted.noted", only=["sponsor"])
    return Counter(case.data["sponsor"] or "" for case in reports)


def _load(  # noqa: PLR0917 - what is read once for all leaders
    leader: str,
    cases: list[Case],
    projects: dict[str, Case],
    contacts: list[Contact],
    rate: FxRate,
    noted: int,
    climbed: list[Case],
) -> Load:
    plans = [projects[case.parent or ""].data["year_plan"] for case in cases]
    own = [contact for contact in contacts if contact.leader == leader]
    escalated = [case for case in climbed if case.data["sponsor"] == leader]
    logged = sum(contact.met_on is not None for contact in own)
    return Load(
        leader,
        len(cases),
        sum(bool(case.data["acting"]) for case in cases),
        sum((rate.convert(plan).amount for plan in plans if plan), Decimal(0)),
        logged,
        len(own) - logged,
        noted,
        len(escalated),
        sum(not case.ended for case in escalated),
    )


def contact_log(
    engine: Engine, *, number: str | None = None, leader: str | None = None
) -> list[Contact]:
    """Return what leaders did for projects month by month (N27), oldest first."""
    where = {"number": number} if number else None
    found = every(engine, workflow=CONTACT, where=where, order="opened")
    log = [
        Contact(
            case.data["number"],
            case.data["sponsor"] or "",
            case.data["period"] or "",
            case.data["met_on"],
            case.data["what"],
        )
        for case in found
    ]
    return [contact for contact in log if leader in {None, contact.leader}]


def vacancies(engine: Engine, terms: Iterable[Term], day: date) -> list[Case]:
    """Return the key projects whose sponsor holds no city-level office on a day (K05)."""
    seated = {term.person for term in terms if term.covers(day)}
    return [
        case
        for case in every(engine, workflow=PROJECT, standing=_OPEN, where={"list": "key"})
        if case.data["sponsor"] not in seated
    ]
