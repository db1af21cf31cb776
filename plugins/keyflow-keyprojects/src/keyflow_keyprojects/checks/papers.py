"""K11 and K13 to K15: the project code and the approval items."""

from typing import Literal

from keyflow.plugin import Attempt
from keyflow_keyprojects.catalogue import load_catalogue
from keyflow_keyprojects.checks.base import (
    COMMITTED,
    OfficeCheck,
    applicable,
    granted,
    items,
    needed,
    part,
    project,
)
from keyflow_keyprojects.rules import items as rules
from keyflow_keyprojects.rules.reasons import Reason


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
    """K14: lists the items granted on a commitment (告知承诺); meant as a warning."""

    kind = "k14-commitments"
    severity: Literal["block", "warn"] = "warn"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name them."""
        owed = [case.data["code"] for case in items(attempt) if part(case) in COMMITTED]
        return rules.conditional(owed, load_catalogue())


class Unexpired(OfficeCheck):
    """K15: the documents of some stages, by default of the one it is in, have not expired."""

    kind = "k15-unexpired"
    stages: tuple[str, ...] = ()

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name what has expired by the effective date."""
        stages, catalogue = self.stages or (attempt.case.stage,), load_catalogue()
        documents = {
            code: expires
            for code, expires in granted(attempt).items()
            if code in catalogue and catalogue[code].stage in stages
        }
        return rules.unexpired(documents, catalogue, self.day(attempt))
