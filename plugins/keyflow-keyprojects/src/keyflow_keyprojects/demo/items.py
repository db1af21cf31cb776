"""How approval items get on in a week: applied for, accepted, reviewed, decided."""

from collections.abc import Mapping, Set
from datetime import date, timedelta
from typing import Any, NamedTuple

from keyflow import Case
from keyflow_keyprojects.demo.cast import KPMO, dispatcher, owner, window
from keyflow_keyprojects.demo.desk import Desk
from keyflow_keyprojects.items.catalogue import load_catalogue
from keyflow_keyprojects.items.paperwork import STAGES
from keyflow_keyprojects.office import apply_anew
from keyflow_keyprojects.plans.permits import end_of

_HELD = {"granted", "granted_with_commitment", "making_good", "extended"}
_THIS_WEEK = 84
_CORRECTED, _TOO_EARLY, _COMMITTED, _DENIED, _SPECIAL = 6, 3, 12, 3, 8


class Papers(NamedTuple):
    """What a project holds (codes and when the documents expire), and what applies to it."""

    held: Mapping[str, date | None]
    applies: Set[str]


def week(desk: Desk) -> None:
    """Let every open item take its next step."""
    for project in desk.projects.values():
        items = desk.items.get(project.id, [])
        if not items:
            continue
        papers = _papers(project, items)
        for item in items:
            step = _STEPS.get(item.state.rpartition(".")[2])
            if step is not None and (project.stage == "acceptance" or desk.chance(_THIS_WEEK)):
                step(desk, project, item, papers)


def documents(project: Case, items: list[Case]) -> dict[str, date | None]:
    """Return what a project holds: item codes and when the documents expire."""
    held = {permit["item"]: permit["expires"] for permit in project.data["permits"] or ()}
    granted = [item for item in items if item.state.rpartition(".")[2] in _HELD]
    return held | {item.data["code"]: item.data["expires"] for item in granted}


def granted(desk: Desk, project: Case, code: str) -> bool:
    """Tell whether a project holds a document."""
    return code in documents(project, desk.items.get(project.id, []))


def all_granted(desk: Desk, project: Case, stage: str) -> bool:
    """Tell whether all that a stage needs is granted."""
    held = documents(project, desk.items.get(project.id, []))
    return all(item["code"] in held for item in project.data[f"{stage}_items"] or ())


def _papers(project: Case, items: list[Case]) -> Papers:
    held = documents(project, items)
    codes = {each["code"] for stage in STAGES for each in project.data[f"{stage}_items"] or ()}
    return Papers(held, codes | held.keys())


def _ready(desk: Desk, item: Case, papers: Papers) -> bool:
    wanted = load_catalogue()[item.data["code"]]
    return not wanted.missing(papers.held, papers.applies, desk.clock.day)


def _draft(desk: Desk, project: Case, item: Case, papers: Papers) -> None:
    """Apply once the predecessors are there; some apply too early and will be refused."""
    if _ready(desk, item, papers) or desk.chance(_TOO_EARLY):
        by = owner(project) if desk.chance(70) else dispatcher(project)
        desk.fire(item, "submit", by, {"received_on": desk.clock.day})


def _received(desk: Desk, project: Case, item: Case, papers: Papers) -> None:
    """Accept, or ask once for a correction; what came too early stays on the pile.

    Acceptance is one visit on site: there it is decided at once.
    """
    role = item.data["lead_role"]
    if not _ready(desk, item, papers) and desk.chance(70):
        return
    if item.version < _RESUBMITTED and desk.chance(_CORRECTED):
        desk.fire(item, "ask_correction", window(role), comment="材料不齐 / papers incomplete")
        return
    accepted = desk.fire(item, "accept", window(role), {"accepted_on": desk.clock.day})
    if accepted is None:
        return
    desk.fire(item, "review", window(role))
    if project.stage == "acceptance":
        _in_review(desk, project, item, papers)


_RESUBMITTED = 4


def _accepted(desk: Desk, _project: Case, item: Case, _papers: Papers) -> None:
    """Take up what silence accepted."""
    desk.fire(item, "review", window(item.data["lead_role"]))


def _correction(desk: Desk, project: Case, item: Case, _papers: Papers) -> None:
    desk.fire(item, "resubmit", owner(project))


def _in_review(desk: Desk, project: Case, item: Case, _papers: Papers) -> None:
    """Decide: most are granted, some with a commitment, a few denied and applied for anew."""
    code, officer = item.data["code"], window(item.data["lead_role"])
    if load_catalogue()[code].clock_excludes and desk.chance(_SPECIAL):
        desk.fire(item, "special", officer, comment="专家评审 / expert review")
    elif item.data["on_timeout"] != "filed" and desk.chance(_DENIED):
        desk.fire(item, "deny", officer, comment="不符合规划条件 / against the plan's conditions")
        apply_anew(desk.engine, project, code, by=KPMO)
    elif project.data["entry_stage"] == "approval" and desk.chance(_COMMITTED):
        promise = {"commitment_due": desk.clock.now + timedelta(days=50)}
        desk.fire(item, "grant_with_commitment", officer, _document(desk, item) | promise)
    else:
        desk.fire(item, "grant", officer, _document(desk, item))


def _special(desk: Desk, _project: Case, item: Case, _papers: Papers) -> None:
    desk.fire(item, "end_special", window(item.data["lead_role"]))


def _committed(desk: Desk, _project: Case, item: Case, _papers: Papers) -> None:
    """Keep the promise some weeks later."""
    if desk.clock.now - item.since > timedelta(days=42):
        desk.fire(item, "fulfil", window(item.data["lead_role"]))


def _making_good(desk: Desk, _project: Case, item: Case, _papers: Papers) -> None:
    desk.fire(item, "fulfil", window(item.data["lead_role"]))


def _document(desk: Desk, item: Case) -> dict[str, Any]:
    """Return the document of a grant: number, day, and until when it holds."""
    code, role, day = item.data["code"], item.data["lead_role"], desk.clock.day
    expires = load_catalogue()[code].expires(day)
    until = {} if expires is None else {
        "expires": expires,
        "lapses": end_of(expires),
    }  # fmt: skip
    number = f"{role}-{day:%Y%m%d}-{item.subject.partition('/')[0]}"
    return {"decided_on": day, "document_number": number, **until}


_STEPS = {
    "draft": _draft,
    "received": _received,
    "correction": _correction,
    "accepted": _accepted,
    "in_review": _in_review,
    "special": _special,
    "granted_with_commitment": _committed,
    "making_good": _making_good,
}
