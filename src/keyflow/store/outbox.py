"""The outbox: what the relay claims, what became of it, and how much there is left to do."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, func, literal_column, or_, select, update

from keyflow.model.event import micros, moment
from keyflow.store.contract import Backlog, MessageState, StoredMessage
from keyflow.store.cursor import Cursor
from keyflow.store.rows import MESSAGE, read_message
from keyflow.store.statements import Among, Statement, first, number, word
from keyflow.store.tables import deadline, message

_waiting = message.c.state == literal_column("'waiting'")
_claimed = message.c.state == literal_column("'claimed'")
_dead = message.c.state == literal_column("'dead'")
# Spelled as in the index, so that SQLite takes it.
_OPEN = message.c.state.in_([literal_column("'waiting'"), literal_column("'claimed'")])
_ready = first(
    select(message.c.id)
    .where(
        _OPEN,
        message.c.due <= number("now"),
        or_(_waiting, message.c.until <= number("past")),
    )
    .order_by(message.c.due, message.c.id)
    .with_for_update(skip_locked=True)
)
# A plain list of ids: PostgreSQL would run a subquery with a limit more than once.
_CLAIM = Statement(
    update(message)
    .where(message.c.id.in_(select(_ready.cte("ready").c.id)))
    .values(
        state=literal_column("'claimed'"),
        attempts=message.c.attempts + literal_column("1"),
        token=word("token"),
        until=number("until"),
    )
    .returning(*MESSAGE),
    "now",
    "past",
    "most",
    "token",
    "until",
)
_count = func.count()
# Spelled as in the index, as well.
_running = (deadline.c.status == literal_column("'armed'"), deadline.c.next.is_not(None))
_BACKLOG = Statement(
    select(
        select(_count)
        .select_from(deadline)
        .where(*_running, deadline.c.next <= number("now"))
        .scalar_subquery(),
        select(_count).select_from(message).where(_OPEN).scalar_subquery(),
        select(_count).select_from(message).where(_dead).scalar_subquery(),
        select(func.min(deadline.c.next)).where(*_running).scalar_subquery(),
        select(func.min(message.c.due)).where(_OPEN, _waiting).scalar_subquery(),
        select(func.min(message.c.until)).where(_OPEN, _claimed).scalar_subquery(),
    ),
    "now",
)
_HOLDS = Statement(
    select(literal_column("1"))
    .select_from(message)
    .where(
        message.c.id == word("this"),
        message.c.token == word("held"),
        message.c.until > number("now"),
    ),
    "this",
    "held",
    "now",
)
_SETTLE = Statement(
    update(message)
    .where(message.c.id == word("this"), message.c.token == word("held"))
    .values(
        state=word("is"),
        due=number("next"),
        token=literal_column("NULL"),
        until=literal_column("NULL"),
        error=word("why"),
    ),
    "is",
    "next",
    "why",
    "this",
    "held",
)
_REQUEUE = Statement(
    update(message)
    .where(Among(message.c.id, "these"), _dead, message.c.texts != literal_column("'{}'"))
    .values(state=literal_column("'waiting'"), attempts=literal_column("0"), due=number("next")),
    "next",
    "these",
)


def of_case() -> tuple[ColumnElement[bool], ...]:
    """Return the tests for a case's messages, whose ids begin with it; takes `this` three times."""
    return (
        message.c.id > word("this") + literal_column("'-'"),
        message.c.id < word("this") + literal_column("'.'"),
        message.c.case == word("this"),
    )


_page = first(select(*MESSAGE).order_by(message.c.at, message.c.id)).offset(number("skipped"))
_ALL = Statement(_page, "most", "skipped")
_OF_CASE = Statement(_page.where(*of_case()), "this", "this", "this", "most", "skipped")
_IN_STATE = Statement(_page.where(message.c.state == word("is")), "is", "most", "skipped")
_OF_CASE_IN_STATE = Statement(
    _page.where(*of_case(), message.c.state == word("is")),
    "this",
    "this",
    "this",
    "is",
    "most",
    "skipped",
)


class Outbox(Cursor):
    """Messages."""

    def claim(
        self, *, now: datetime, until: datetime, token: str, limit: int
    ) -> list[StoredMessage]:
        """Claim messages that are due, oldest first: waiting ones, and those whose claim ran out.

        A claim raises `attempts` by one. It is one statement, so nothing else can come between.
        """
        at = micros(now)
        claimed = map(read_message, self._rows(_CLAIM, at, at, limit, token, micros(until)))
        return sorted(claimed, key=lambda message: (message.due, message.id))

    def holds(self, message: str, token: str, now: datetime) -> bool:
        """Tell whether a claim still is this token's, and has not run out."""
        return self._row(_HOLDS, message, token, micros(now)) is not None

    def backlog(self, now: datetime) -> Backlog:
        """Count what there is to do, and say since when or until when the first of it waits."""
        ((deadlines, messages, dead, *firsts),) = self._rows(_BACKLOG, micros(now))
        first = min((at for at in firsts if at is not None), default=None)
        return Backlog(now, deadlines, messages, dead, None if first is None else moment(first))

    def settle(
        self, message: str, token: str, state: MessageState, due: datetime, error: str | None
    ) -> bool:
        """End a claim; False if the token is no longer the one that holds it."""
        return self._run(_SETTLE, state, micros(due), error, message, token) == 1

    def requeue(self, messages: Collection[str], due: datetime) -> int:
        """Put dead messages back to waiting with no attempts; return how many."""
        return self._run(_REQUEUE, micros(due), self._texts.many([*messages]))

    def messages(
        self,
        *,
        case: str | None = None,
        state: MessageState | None = None,
        limit: int = 1000,
        offset: int = 0,
    ) -> list[StoredMessage]:
        """Return messages, oldest first, without the first `offset` of them."""
        if case is not None and state is not None:
            rows = self._rows(_OF_CASE_IN_STATE, case, case, case, state, limit, offset)
        elif case is not None:
            rows = self._rows(_OF_CASE, case, case, case, limit, offset)
        elif state is not None:
            rows = self._rows(_IN_STATE, state, limit, offset)
        else:
            rows = self._rows(_ALL, limit, offset)
        return [read_message(row) for row in rows]
