"""What the office's checks share: reasons become findings, and where a project's papers are."""

from abc import abstractmethod
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from keyflow.plugin import Attempt, Case, Check, Finding
from keyflow_keyprojects.facts import ProjectFacts
from keyflow_keyprojects.paperwork import STAGES
from keyflow_keyprojects.rules.reasons import Reason
from keyflow_keyprojects.settings import DEFAULTS

ITEM = "item"
# A grant on a promise that was not kept holds until it is revoked.
COMMITTED = frozenset({"granted_with_commitment", "making_good"})
GRANTED = COMMITTED | {"granted", "extended"}


class OfficeCheck(Check):
    """A check that turns reasons into findings; `zone` is where its days begin.

    `lists` limits it to projects of these lists (key, preliminary); empty means any.
    """

    inline: ClassVar[bool] = True

    zone: str = DEFAULTS.zone
    lists: tuple[str, ...] = ()

    def examine(self, attempt: Attempt) -> list[Finding]:
        """Return a finding for every reason."""
        if self.lists and attempt.data["list"] not in self.lists:
            return []
        return [
            Finding(found.code, found.sentence, translations={"zh": found.chinese}, **found.values)
            for found in self.reasons(attempt)
        ]

    @abstractmethod
    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Return what is wrong."""

    def day(self, attempt: Attempt) -> date:
        """Return the effective date: the day on which it happened, in the office's zone."""
        return attempt.at.astimezone(ZoneInfo(self.zone)).date()


def facts_of(attempt: Attempt) -> ProjectFacts:
    """Return the host's facts; raises TypeError where the engine was given no such function."""
    if not isinstance(attempt.facts, ProjectFacts):
        msg = "the engine's `facts` function must return a ProjectFacts for each project"
        raise TypeError(msg)
    return attempt.facts


def only_asked(attempt: Attempt, unit: str, *, said: bool | None = None) -> bool:
    """Tell whether the city can ask a unit but not order it (N11), as the roster says.

    Where the engine was given no roster, as that of `keyflow worker`, it is as was said before.
    """
    if isinstance(attempt.facts, ProjectFacts):
        return attempt.facts.is_stationed(unit)
    return bool(said)


def on_roster(attempt: Attempt, unit: str) -> bool:
    """Tell whether a unit is registered; yes where the engine was given no roster."""
    return not isinstance(attempt.facts, ProjectFacts) or attempt.facts.on_roster(unit)


def head_of(attempt: Attempt, unit: str) -> str:
    """Return who heads a unit as the roster says; the unit itself where there is no roster."""
    if isinstance(attempt.facts, ProjectFacts):
        return attempt.facts.head_of(unit)
    return unit


def project(attempt: Attempt) -> Mapping[str, Any]:
    """Return the project's data, also where the attempt is on one of its approval items."""
    return attempt.parent.data if attempt.parent else attempt.data


def items(attempt: Attempt) -> list[Case]:
    """Return the project's approval items as cases, also seen from one of them."""
    root = attempt.case.parent or attempt.case.id
    family = attempt.scene.family(attempt.case.root)
    return [case for case in family if case.parent == root and case.slot == ITEM]


def open_blockers(attempt: Attempt) -> list[dict[str, Any]]:
    """Return the project's blockers that nobody has solved: id, type and level of each."""
    return [
        {"id": case.subject, "type": case.data["type"], "level": case.data["level"]}
        for case in attempt.children("blocker")
        if not case.ended and case.state.startswith("open.")
    ]


def part(case: Case) -> str:
    """Return a state's own name, without its stage."""
    return case.state.rpartition(".")[2]


def granted(attempt: Attempt) -> dict[str, date | None]:
    """Return what the project has been granted: codes, and when the documents expire."""
    held = {permit["item"]: permit["expires"] for permit in project(attempt)["permits"] or ()}
    cases = [case for case in items(attempt) if part(case) in GRANTED]
    return held | {case.data["code"]: case.data["expires"] for case in cases}


def needed(attempt: Attempt, stage: str) -> list[str]:
    """Return the codes of the items a project still had to obtain in a stage when it was listed."""
    return [item["code"] for item in project(attempt)[f"{stage}_items"] or ()]


def applicable(attempt: Attempt) -> set[str]:
    """Return the codes of all items that apply to the project."""
    held = {permit["item"] for permit in project(attempt)["permits"] or ()}
    return held.union(*(needed(attempt, stage) for stage in STAGES))
