"""What keyflow is told of the application's rows, and the check that looks at it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from examples.purchase.tables import Budget, PurchaseOrder
from keyflow import Case
from keyflow.plugin import Attempt, Check, Finding, hookimpl


@dataclass(frozen=True, slots=True)
class Money:
    """What an order costs and what its budget still holds, in cents."""

    cost: int
    left: int


def facts(cases: Sequence[Case], session: Session) -> Mapping[str, Money]:
    """Return the money of each case's order, as the session sees it: its own changes included."""
    rows = session.execute(
        select(PurchaseOrder, Budget)
        .join(Budget, Budget.name == PurchaseOrder.budget)
        .where(PurchaseOrder.case.in_([case.id for case in cases]))
    )
    return {order.case: Money(order.cents, budget.left) for order, budget in rows}


class WithinBudget(Check):
    """An order costs no more than its budget still holds."""

    kind = "within-budget"
    inline = True
    translations: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "zh": {"over-budget": "所需{cost}分，预算仅余{left}分。"}
    }

    def examine(self, attempt: Attempt) -> Finding | None:
        """Compare the two."""
        money: Money = attempt.facts
        if money.cost <= money.left:
            return None
        return Finding(
            "over-budget",
            "It costs {cost} cents, and {left} are left of the budget.",
            cost=money.cost,
            left=money.left,
        )


@hookimpl
def keyflow_checks() -> list[type[Check]]:
    """Offer the check."""
    return [WithinBudget]
