"""The application: `uvicorn --factory examples.purchase.app:create_app`.

`PURCHASE_DATABASE` names its database, `PURCHASE_MAIL` the folder its mail is written to.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, Header, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from examples.purchase import checks
from examples.purchase.tables import Budget, PurchaseOrder, open_database
from keyflow import Actor, Busy, Conflict, Engine, InputError, NotFound, Refused, load
from keyflow.builtin.notifiers import File
from keyflow.commands import Fire, Start
from keyflow.store.migrate import upgrade

_WORKFLOW = Path(__file__).with_name("purchase.yaml")
router = APIRouter()


@dataclass(frozen=True, slots=True)
class Office:
    """What a request works with: sessions on the database, and keyflow on the same one."""

    sessions: sessionmaker[Session]
    engine: Engine


def create_app() -> FastAPI:
    """Open the database, with keyflow's tables beside ours, and return the application."""
    database = open_database(os.environ.get("PURCHASE_DATABASE", "sqlite:///purchase.db"))
    upgrade(database)
    engine = Engine(
        database,
        [load(_WORKFLOW, plugins=[checks])],
        notifiers={"mail": File(folder=Path(os.environ.get("PURCHASE_MAIL", "mail")))},
        facts=checks.facts,
        plugins=[checks],
    )
    app = FastAPI(title="Purchase orders")
    app.state.office = Office(sessionmaker(database), engine)
    app.include_router(router)
    app.add_exception_handler(Refused, _refused)
    for error, status in _STATUS.items():
        app.add_exception_handler(error, _answer(status))
    return app


def _office(request: Request) -> Office:
    return request.app.state.office  # type: ignore[no-any-return]


def _actor(x_user: Annotated[str, Header()], x_roles: Annotated[str, Header()] = "") -> Actor:
    """Believe two headers; a real application asks its login who this is."""
    return Actor(x_user, roles=frozenset(x_roles.split()))


TheOffice = Annotated[Office, Depends(_office)]
Person = Annotated[Actor, Depends(_actor)]
Key = Annotated[str | None, Header(alias="Idempotency-Key")]


class NewBudget(BaseModel):
    """A budget to set up."""

    name: str
    cents: int = Field(ge=0)


class NewOrder(BaseModel):
    """An order to ask for."""

    number: str
    item: str
    cents: int = Field(gt=0)
    budget: str


class Decision(BaseModel):
    """What is said with a decision; `cents` corrects the price in the same transaction."""

    comment: str = ""
    cents: int | None = Field(default=None, gt=0)


@router.post("/budgets", status_code=201)
def set_up(wanted: NewBudget, office: TheOffice) -> None:
    """Set up a budget."""
    with office.sessions.begin() as session:
        session.add(Budget(name=wanted.name, cents=wanted.cents))


@router.post("/orders", status_code=201)
def ask(wanted: NewOrder, office: TheOffice, by: Person, key: Key = None) -> dict[str, Any]:
    """Ask for an order: our row and keyflow's case are there together, or neither is.

    A repeat with the same `Idempotency-Key` is answered with the case of the first try.
    """
    with office.sessions.begin() as session:
        command = Start("purchase", wanted.number, {"requester": by.id, "cents": wanted.cents})
        outcome = office.engine.within(session).do(command, by=by, key=key)
        if not outcome.replayed:
            session.add(PurchaseOrder(**wanted.model_dump(), case=outcome.case.id))
    return {"number": wanted.number, "state": outcome.case.state}


@router.get("/orders/{number}")
def show(number: str, office: TheOffice) -> dict[str, Any]:
    """Show an order, and what was tried on it, refused attempts too."""
    with office.sessions.begin() as session:
        order = _order(session, number)
        keyflow = office.engine.within(session)
        return {
            "number": number,
            "cents": order.cents,
            "state": keyflow.case(order.case).state,
            "history": [
                {"by": event.actor, "did": event.trigger or event.verb, "accepted": event.accepted}
                for event in keyflow.history(order.case)
            ],
        }


@router.get("/orders/{number}/options")
def options(number: str, office: TheOffice, by: Person) -> list[dict[str, Any]]:
    """Say what this person could do, and all that stands in the way."""
    with office.sessions.begin() as session:
        found = office.engine.within(session).options(_order(session, number).case, by=by)
        return [
            {
                "trigger": option.trigger,
                "allowed": option.allowed,
                "comment_required": option.comment_required,
                "findings": [_finding(finding) for finding in option.findings],
            }
            for option in found
        ]


@router.post("/orders/{number}/approve")
def approve(
    number: str,
    *,
    decision: Decision,
    office: TheOffice,
    by: Person,
    background: BackgroundTasks,
    key: Key = None,
) -> dict[str, Any]:
    """Approve an order and book its price; keyflow's checks see a price corrected just now."""
    with office.sessions.begin() as session:
        order = _order(session, number)
        if decision.cents is not None:
            order.cents = decision.cents
        command = Fire(order.case, "approve", {"cents": order.cents}, decision.comment)
        outcome = office.engine.within(session).do(command, by=by, key=key)
        if not outcome.replayed:
            session.get_one(Budget, order.budget).spent += order.cents
    background.add_task(office.engine.deliver)
    return {"number": number, "state": outcome.case.state}


@router.post("/orders/{number}/reject")
def reject(
    number: str,
    *,
    decision: Decision,
    office: TheOffice,
    by: Person,
    background: BackgroundTasks,
    key: Key = None,
) -> dict[str, Any]:
    """Reject an order, with a comment."""
    with office.sessions.begin() as session:
        command = Fire(_order(session, number).case, "reject", comment=decision.comment)
        outcome = office.engine.within(session).do(command, by=by, key=key)
    background.add_task(office.engine.deliver)
    return {"number": number, "state": outcome.case.state}


def _order(session: Session, number: str) -> PurchaseOrder:
    order = session.get(PurchaseOrder, number)
    if order is None:
        raise NotFound(f"no order {number!r}")
    return order


def _finding(finding: Any) -> dict[str, str]:
    return {"code": finding.code, "text": finding.text, "severity": finding.severity}


# keyflow's errors as answers: what they tell the caller to do differs, so does their status.
_STATUS: dict[type[Exception], int] = {
    NotFound: 404,
    Conflict: 409,
    IntegrityError: 409,
    InputError: 422,
    Busy: 503,
}


def _answer(status: int) -> Any:
    def answer(_request: Request, error: Exception) -> JSONResponse:
        said = "the database refuses such a row" if isinstance(error, IntegrityError) else error
        return JSONResponse({"detail": str(said)}, status)

    return answer


def _refused(request: Request, error: Any) -> JSONResponse:
    """Answer with every reason, and write the refusal down: our rollback took it away."""
    _office(request).engine.record(error)
    return JSONResponse({"findings": [_finding(item) for item in error.findings]}, 409)
