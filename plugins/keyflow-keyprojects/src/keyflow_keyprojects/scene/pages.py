"""The pages of a list, and the rows that stand on them."""

from collections.abc import Sequence

from keyflow.plugin import Attempt, Case
from keyflow_keyprojects.rules import lists
from keyflow_keyprojects.rules.reasons import Reason

PAGE = "page"


def pages(attempt: Attempt) -> list[Case]:
    """Return a list's pages, in the order they were opened."""
    return list(attempt.children(PAGE))


def rows_of(found: Sequence[Case]) -> list[lists.Row]:
    """Return the rows of pages, in the form a case stores them."""
    return [row for page in found for row in page.data.raw.get("rows") or ()]


def misfits(attempt: Attempt) -> list[Reason]:
    """N21: say which rows that are to be taken in stand there twice, or are there already."""
    rows = [*rows_of(pages(attempt)), *(attempt.data.raw.get("intake") or ())]
    return lists.repeated(rows)
