"""K30 and C4.12 on reviews and annual assessments: separation, portions, objections, quarters."""

from collections.abc import Mapping
from typing import Any

from keyflow.plugin import Attempt
from keyflow_keyprojects.checks.base import OfficeCheck
from keyflow_keyprojects.rules import assessment
from keyflow_keyprojects.rules.reasons import Reason


class NotScored(OfficeCheck):
    """K30: who is scored does not score, publish or restate."""

    kind = "k30-not-scored"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say that it is them."""
        rows = attempt.data["rows"] or ()
        people = {name for row in rows for name in row["people"] or ()}
        return assessment.not_scored(attempt.actor.id, people.union(attempt.data["assessed"] or ()))


class Rows(OfficeCheck):
    """C4.12: scores come in portions, each subject once; what is proposed or changed is there."""

    kind = "kp-rows"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name what does not hold."""
        return assessment.rows(attempt.data["rows"] or (), anew=attempt.trigger != "score")


class SomethingScored(OfficeCheck):
    """C4.12: somebody is scored before it is laid open."""

    kind = "kp-scored"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say that nobody is."""
        return assessment.something(attempt.data["scored"] or 0)


class Upheld(OfficeCheck):
    """C4.12: before publication a score changes only where an objection was upheld."""

    kind = "kp-upheld"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name the rows nobody's objection is about."""
        return assessment.upheld(attempt.data["rows"] or (), _objections(attempt))


class ObjectionOpen(OfficeCheck):
    """C4.12: an objection comes in the working days for it, and is about who is scored."""

    kind = "kp-objection-open"
    deadline: str = "objection"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say that it is late, or about nobody."""
        running = [item.due for item in attempt.case.armed if item.name == self.deadline]
        about = (attempt.data["objection"] or {}).get("subject")
        known = attempt.data["subjects"]
        return assessment.objection(about, known, attempt.at, running[0] if running else None)


class Answer(OfficeCheck):
    """C4.12, K30: an objection is answered once, and not by who raised it."""

    kind = "kp-answer"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say why it cannot be answered."""
        number = (attempt.data["answer"] or {}).get("n")
        return assessment.answer(attempt.actor.id, number, _objections(attempt))


class ObjectionsAnswered(OfficeCheck):
    """C4.12: every objection has its answer."""

    kind = "kp-objections-answered"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name those that have none."""
        return assessment.answered(_objections(attempt))


class QuartersPublished(OfficeCheck):
    """C4.12: the quarters of the year are published before the year is decided."""

    kind = "kp-quarters-published"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name those that are not."""
        year = attempt.data["period"]
        reviews = [
            (case.data["period"], case.state)
            for case in attempt.scene.family(attempt.case.root)
            if case.workflow == "quarter-review" and case.data["period"].startswith(year)
        ]
        return assessment.quarters_published(sorted(reviews))


class Verified(OfficeCheck):
    """K22: what a project has reached is noted by verification, and written by nobody."""

    kind = "kp-reached-verified"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say that it is not theirs to write."""
        given = "reached" in getattr(attempt.command, "data", {})
        return assessment.verified(given=given, by_plan="system" in attempt.roles)


def _objections(attempt: Attempt) -> tuple[Mapping[str, Any], ...]:
    return attempt.data["objections"] or ()


ASSESSMENT_CHECKS: tuple[type[OfficeCheck], ...] = (
    NotScored,
    Rows,
    SomethingScored,
    Upheld,
    ObjectionOpen,
    Answer,
    ObjectionsAnswered,
    QuartersPublished,
    Verified,
)
