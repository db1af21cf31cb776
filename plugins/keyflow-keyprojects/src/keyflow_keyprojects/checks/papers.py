"""K11 and K13 to K15: the project code and the approval items."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from keyflow.plugin import Attempt
from keyflow_keyprojects.checks.base import OfficeCheck
from keyflow_keyprojects.items.catalogue import load_catalogue
from keyflow_keyprojects.items.paperwork import STAGES
from keyflow_keyprojects.rules import items as rules
from keyflow_keyprojects.rules.reasons import Reason
from keyflow_keyprojects.scene.papers import (
    COMMITTED,
    GRANTED,
    applicable,
    granted,
    items,
    needed,
    part,
    project,
)

NOT_STARTED = frozenset({"construction.pending", "construction.permitted"})
LOST = frozenset({"expired", "revoked"})


class ProjectCode(OfficeCheck):
    """K11: the project has a code of the national shape; `if_any`: or none yet."""

    kind = "k11-project-code"
    if_any: bool = False

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say that the code is missing or malformed."""
        code = project(attempt)["code"]
        return [] if self.if_any and not code else rules.project_code(code)


class Predecessors(OfficeCheck):
    """K13: what an approval item waits for is granted and in force on the effective date.

    On an approval item's case it looks at that item; on a project name the `item` by its code.
    """

    kind = "k13-predecessors"
    item: str | None = None

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name what is missing or has expired."""
        code = self.item or attempt.data["code"]
        held, applies = granted(attempt), applicable(attempt)
        return rules.predecessors(code, load_catalogue(), held, applies, self.day(attempt))


class Join(OfficeCheck):
    """K14: all items of a `stage` that the project needs are granted, or any with `join: any`."""

    kind = "k14-join"
    stage: Literal["approval", "planning", "construction", "acceptance"]
    join: Literal["all", "any"] = "all"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name every item that is outstanding."""
        held = granted(attempt).keys()
        return rules.join(needed(attempt, self.stage), set(held), load_catalogue(), self.join)


class Commitments(OfficeCheck):
    """K14: lists the items granted on a commitment (告知承诺), or resting on one that was broken.

    Meant as a warning.
    """

    kind = "k14-commitments"
    severity: Literal["block", "warn"] = "warn"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name them."""
        held, catalogue = items(attempt), load_catalogue()
        owed = [case.data["code"] for case in held if part(case) in COMMITTED]
        granted_now = granted(attempt)
        resting = {
            case.data["code"]: lost
            for case in held
            if part(case) in GRANTED and (lost := case.data["flagged"]) and lost not in granted_now
        }
        return rules.conditional(owed, catalogue) + rules.flagged(resting, catalogue)


class Unexpired(OfficeCheck):
    """K15: the documents of some stages, by default of the one it is in, are in force.

    One that ran out or was taken back is missing until it is granted anew. With `until_started`
    those of the stages before count too, until building begins: what leads to it is spent then.
    """

    kind = "k15-unexpired"
    stages: tuple[str, ...] = ()
    until_started: bool = False

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name what has expired by the effective date."""
        stages, catalogue = self._stages(attempt), load_catalogue()
        asked = {code for code, item in catalogue.items() if item.stage in stages}
        held = granted(attempt)
        documents = {code: held[code] for code in held if code in asked}
        lost = {case.data["code"] for case in items(attempt) if case.outcome in LOST}
        gone = [code for code in catalogue if code in lost & asked - held.keys()]
        return [
            *rules.unexpired(documents, catalogue, self.day(attempt)),
            *rules.gone(gone, catalogue),
        ]

    def _stages(self, attempt: Attempt) -> tuple[str, ...]:
        own = attempt.case.stage
        waits = own in {"approval", "planning"} or attempt.case.state in NOT_STARTED
        if self.until_started and waits:
            return STAGES[: STAGES.index(own) + 1]
        return self.stages or (own,)


class DocumentDates(OfficeCheck):
    """C4.7: a document holds into the future, and so does what was promised for it."""

    kind = "kp-document-dates"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name the day that is past."""
        data, on = attempt.data, self.day(attempt)
        promise = attempt.trigger == "grant_with_commitment"
        due = data["commitment_due"] if promise else None
        return rules.granted_until(data["expires"], due, on, attempt.at)


class LaterDate(OfficeCheck):
    """C4.7: an extension says until when, and that is later than before."""

    kind = "kp-document-extended"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say that it is not."""
        return rules.extended(attempt.case.data["expires"], attempt.data["expires"])


class Lead(OfficeCheck):
    """C3, N08: who handles an approval item acts for the department that leads it.

    Asked of the `steps`, and of whoever gives one of the `fields`.
    """

    kind = "kp-lead"
    names: ClassVar[Mapping[str, str]] = {"steps": "trigger", "fields": "field"}
    steps: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say who does."""
        given = getattr(attempt.command, "data", {})
        asked = attempt.trigger in self.steps or any(name in given for name in self.fields)
        if not asked or "system" in attempt.roles:
            return []
        data = attempt.data
        return rules.led(data["code"], data["lead_role"], attempt.roles, load_catalogue())
