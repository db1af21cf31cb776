"""N21, N22, K31: what the lists and their changes are asked."""

from typing import Annotated

from pydantic import Field

from keyflow.plugin import Attempt
from keyflow_keyprojects.checks.base import OfficeCheck
from keyflow_keyprojects.fx import FxRate
from keyflow_keyprojects.portfolio import NOTICE_2011, compare, headline, listed
from keyflow_keyprojects.rules import lists
from keyflow_keyprojects.rules.reasons import Reason
from keyflow_keyprojects.scene.pages import misfits, pages, rows_of
from keyflow_keyprojects.settings import DEFAULTS

TERMS = tuple(NOTICE_2011)  # the notice prints every figure of a headline
Month = Annotated[int, Field(ge=1, le=12)]


class ListRows(OfficeCheck):
    """N21: nothing that is taken into a list stands on it twice."""

    kind = "kp-list-rows"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name what is repeated."""
        return misfits(attempt)


class ListUnfinished(OfficeCheck):
    """N24, N37: a list in force takes no more projects in; an adjustment changes it."""

    kind = "kp-list-unfinished"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say so, unless its adoption is not over."""
        if attempt.source != "in_force":
            return []
        return lists.unfinished(attempt.case.subject, attempt.case.data)


class ListComplete(OfficeCheck):
    """N21: a list that comes into force holds as many projects as were decided."""

    kind = "kp-list-complete"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Compare the counts."""
        held = attempt.data.raw.get("holds") or {"count": 0}
        return lists.complete(held["count"], attempt.data["expected"])


class ListHeadline(OfficeCheck):
    """N21, D: the headline as printed is what the members come to, within rounding."""

    kind = "kp-list-headline"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name every figure that rounding does not explain."""
        data = attempt.data
        if not (data["published"] and data["plan_rate"]):
            return []
        # What is printed is the list as it was adopted, whatever became of it since.
        rows = lists.standing(rows_of(pages(attempt)), 1) + list(data.raw.get("intake") or ())
        named = data["plan_rate"]
        rate = FxRate(named["base"], named["quote"], named["rate"], named["on"], named["source"])
        figures = headline([listed(row) for row in rows], rate)
        known = {term: figure for term, figure in data["published"].items() if term in figures}
        return lists.printed(
            (line.term, line.published, line.shown)
            for line in compare(figures, known)
            if not line.within
        )


class ListPublished(OfficeCheck):
    """C0.2, N21: what is published are a headline's figures, and is corrected with a reason."""

    kind = "kp-list-published"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name the terms nobody knows, and the figures that were published otherwise."""
        before, after = attempt.case.data["published"] or {}, attempt.data["published"] or {}
        return [
            *lists.terms(after, TERMS),
            *lists.corrected(before, after, attempt.comment),
        ]


class ListChange(OfficeCheck):
    """N21: what leaves a list is on it as stated, and what comes is not."""

    kind = "kp-list-change"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name what does not fit."""
        rows = lists.standing(rows_of(pages(attempt)))
        change = attempt.data.raw["change"] or {}
        return lists.change({row["number"]: row for row in rows}, change.get("lines") or ())


class ListHolds(OfficeCheck):
    """C2: a list comes to what an adjustment says it does, before and after."""

    kind = "kp-list-holds"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name the sums that differ."""
        raw = attempt.data.raw
        rows = lists.standing(rows_of(pages(attempt)))
        return lists.holds(lists.sums(rows), raw["audit"])


class Window(OfficeCheck):
    """K31: projects come and go in the list's months only; CITY may waive it.

    What an adjustment decided is not asked again.
    """

    kind = "k31-window"
    waivable: tuple[str, ...] = ("city",)
    months: tuple[Month, ...] = DEFAULTS.windows.months

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say that this is no such month."""
        if "system" in attempt.roles or attempt.source.startswith("screening"):
            return []
        return lists.window(self.day(attempt), self.months)


class Effective(OfficeCheck):
    """K31: a change takes effect on the first of a later month than it is decided in.

    A project that moves by itself is asked only for a day that is `given`; an adjustment that
    commands it was asked for its own.
    """

    kind = "k31-effective"
    given: bool = False

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say what is wrong with the day."""
        data, told = attempt.data, getattr(attempt.command, "data", {})
        if not self.given:
            return lists.effective(self.day(attempt), data["effective"], data["year"])
        listed = not attempt.source.startswith("screening") and "system" not in attempt.roles
        if not listed or told.get("effective") is None:
            return []
        return lists.effective(self.day(attempt), data["effective"], data["list_year"])


LIST_CHECKS = (
    ListRows,
    ListUnfinished,
    ListComplete,
    ListHeadline,
    ListPublished,
    ListChange,
    ListHolds,
    Window,
    Effective,
)
