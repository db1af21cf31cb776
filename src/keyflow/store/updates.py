"""The statements with which one `Changes` is written."""

from itertools import product

from sqlalchemy import ColumnElement, Text, cast, delete, literal_column, select, update
from sqlalchemy import case as either

from keyflow.model.case import Case
from keyflow.store.case_rows import MOVING, SELDOM
from keyflow.store.outbox import of_case
from keyflow.store.rowsets import add, add_all, put, put_all
from keyflow.store.statements import Among, Statement, number, word
from keyflow.store.tables import case, deadline, definition, event, field, message, meta, task

Pair = tuple[Case, Case]

_stands = (case.c.id == word("this"), case.c.seq == number("stood"))
_raised = case.c.revision + number("raise")


def _update(*, root: bool, seldom: bool, marked: bool) -> Statement:
    """Return one of the updates of a case: a root's compares and raises the revision as well.

    A case marked as unsealed already need not be marked again, which spares that index a write.
    """
    what = update(case).where(*_stands)
    columns = [*MOVING, *SELDOM] if seldom else [*MOVING]
    names = [*MOVING, "raise", *columns[len(MOVING) :]] if root else columns
    tests = ["this", "stood"]
    mark = case.c.unsealed == literal_column("1")
    what = what.where(mark) if marked else what.values(unsealed=literal_column("1"))
    if root:
        what = what.where(case.c.revision == number("seen")).values(revision=_raised)
        tests.append("seen")
    return Statement(what, *names, *tests, columns=columns)


UPDATES = {
    how: _update(root=how[0], seldom=how[1], marked=how[2])
    for how in product((False, True), repeat=3)
}
TOUCH = Statement(
    update(case)
    .where(case.c.id == word("this"), case.c.revision == number("seen"))
    .values(revision=_raised),
    "raise",
    "this",
    "seen",
)
RENAME = Statement(
    update(case)
    .where(case.c.id == word("this"), case.c.sole.is_not(None))
    .values(sole=word("name")),
    "name",
    "this",
)
ERASE = Statement(
    update(event)
    .where(event.c.case == word("this"), event.c.seq == number("number"))
    .values(private=word("text")),
    "text",
    "this",
    "number",
)
# What nobody may read any more is not sent any more either.
_is_sent = message.c.state == literal_column("'sent'")
FORGET = Statement(
    update(message)
    .where(*of_case())
    .values(
        recipient=either(
            (message.c.recipient == word("person"), literal_column("'erased'")),
            else_=message.c.recipient,
        ),
        texts=literal_column("'{}'"),
        state=either((_is_sent, message.c.state), else_=literal_column("'dead'")),
        token=literal_column("NULL"),
        error=either((_is_sent, literal_column("NULL")), else_=literal_column("'erased'")),
    ),
    "person",
    "this",
    "this",
    "this",
)
DISARM = Statement(
    update(deadline)
    .where(deadline.c.id == word("this"))
    .values(
        status=literal_column("'done'"),
        next=literal_column("NULL"),
        closed=number("at"),
        days=number("late"),
    ),
    "at",
    "late",
    "this",
)
# A place is a task's number, box and holder in one text; only the holder may have spaces.
_GAP: ColumnElement[str] = literal_column("' '")
TAKE_AWAY = Statement(
    delete(task).where(
        task.c.case == word("this"),
        Among(cast(task.c.n, Text) + _GAP + task.c.box + _GAP + task.c.holder, "places"),
    ),
    "this",
    "places",
)
TAKE_ONE = Statement(
    delete(task).where(
        task.c.case == word("this"),
        task.c.n == number("n"),
        task.c.holder == word("holder"),
        task.c.box == word("box"),
    ),
    "this",
    "n",
    "holder",
    "box",
)
TURN_ONE = Statement(
    update(task)
    .where(
        task.c.case == word("this"),
        task.c.n == number("n"),
        task.c.holder == word("holder"),
        task.c.box == word("old"),
    )
    .values(box=word("box"), at=number("since"), due=number("until")),
    "box",
    "since",
    "until",
    "this",
    "n",
    "holder",
    "old",
)
TAKE_FROM = Statement(
    delete(task).where(task.c.case == word("this"), task.c.holder == word("whose")),
    "this",
    "whose",
)
# Shared, so that commands do not wait for each other, only a write to the directory for them.
SAME_DIRECTORY = Statement(
    select(literal_column("1"))
    .select_from(meta)
    .where(meta.c.key == literal_column("'directory'"), meta.c.value == word("seen"))
    .with_for_update(read=True),
    "seen",
)
DROP_FIELDS = Statement(delete(field).where(field.c.case == word("this")), "this")


ADD_CASE = add(case)
ADD_EVENT = add(event)
ADD_FIELD = add(field)
ADD_MESSAGE = add(message, again=True)
ADD_MESSAGES = add_all(message)
ADD_DEFINITION = add(definition, again=True)
ARM = put(deadline)
LAY_DOWN = put(task)
LAY_ALL_DOWN = put_all(task)
