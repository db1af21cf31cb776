"""The application's own tables: budgets, and the orders that are paid from them."""

from sqlalchemy import Engine, ForeignKey, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The application's tables."""


class Budget(Base):
    """Money set aside, in cents, and how much of it is spent."""

    __tablename__ = "budget"

    name: Mapped[str] = mapped_column(primary_key=True)
    cents: Mapped[int]
    spent: Mapped[int] = mapped_column(default=0)

    @property
    def left(self) -> int:
        """What can still be spent."""
        return self.cents - self.spent


class PurchaseOrder(Base):
    """Something to be bought. `case` is keyflow's id of the request for it."""

    __tablename__ = "purchase_order"

    number: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[str]
    cents: Mapped[int]
    budget: Mapped[str] = mapped_column(ForeignKey("budget.name"))
    case: Mapped[str]


def open_database(url: str) -> Engine:
    """Open the database and make the tables that are missing."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _keep_foreign_keys)
    Base.metadata.create_all(engine)
    return engine


def _keep_foreign_keys(connection: object, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")  # type: ignore[attr-defined]
