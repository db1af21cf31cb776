"""The first tables."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_WORDS = sa.Text().with_variant(TEXT(collation="C"), "postgresql")


def _words(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, _WORDS, nullable=null)


def _number(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=null)


def _index(
    name: str, table: str, columns: list[str], where: str | None = None, *, unique: bool = False
) -> None:
    clause = None if where is None else sa.text(where)
    op.create_index(
        name,
        table,
        columns,
        unique=unique,
        sqlite_where=clause,
        postgresql_where=clause,
    )


def _case() -> None:
    op.create_table(
        "keyflow_case",
        _words("id"),
        _words("workflow"),
        _words("root"),
        _words("parent", null=True),
        _words("slot", null=True),
        _number("opened"),
        _words("stage"),
        _words("state"),
        _words("standing"),
        _words("outcome", null=True),
        _number("version"),
        _number("since"),
        _number("changed"),
        _number("seq"),
        _words("head"),
        _number("revision"),
        _number("unsealed"),
        _number("sealed"),
        _words("definition"),
        _words("subject"),
        _words("data"),
        _words("waivers"),
        _number("armed"),
        _words("sole", null=True),
        sa.PrimaryKeyConstraint("id", name="pk_keyflow_case"),
    )
    _index("ix_keyflow_case_opened", "keyflow_case", ["opened", "id"])
    _index("ix_keyflow_case_parent", "keyflow_case", ["parent"], "parent IS NOT NULL")
    _index("ix_keyflow_case_root", "keyflow_case", ["root"])
    _index("ix_keyflow_case_state", "keyflow_case", ["state", "opened", "id"])
    _index("ix_keyflow_case_subject", "keyflow_case", ["subject"])
    _index("ix_keyflow_case_unsealed", "keyflow_case", ["id"], "unsealed = 1")
    _index("ix_keyflow_case_workflow", "keyflow_case", ["workflow", "opened", "id"])
    _index("uq_keyflow_case_sole", "keyflow_case", ["sole"], "sole IS NOT NULL", unique=True)


def _event() -> None:
    op.create_table(
        "keyflow_event",
        _words("case"),
        _number("seq"),
        _words("root"),
        _words("id"),
        _words("verb"),
        _words("trigger", null=True),
        _number("accepted"),
        _number("occurred"),
        _number("recorded"),
        _words("body"),
        _words("private", null=True),
        _words("hash"),
        _words("key", null=True),
        sa.PrimaryKeyConstraint("case", "seq", name="pk_keyflow_event"),
    )
    _index("uq_keyflow_event_key", "keyflow_event", ["key"], "key IS NOT NULL", unique=True)


def _message() -> None:
    op.create_table(
        "keyflow_message",
        _words("id"),
        _words("case"),
        _words("root"),
        _number("seq"),
        _words("notice"),
        _words("channel"),
        _words("recipient"),
        _words("subject"),
        _words("texts"),
        _number("at"),
        _words("state"),
        _number("attempts"),
        _number("due"),
        _words("token", null=True),
        _number("until", null=True),
        _words("error", null=True),
        sa.PrimaryKeyConstraint("id", name="pk_keyflow_message"),
    )
    _index("ix_keyflow_message_case", "keyflow_message", ["case"])
    _index("ix_keyflow_message_dead", "keyflow_message", ["at", "id"], "state = 'dead'")
    _index(
        "ix_keyflow_message_due",
        "keyflow_message",
        ["due", "id"],
        "state IN ('waiting', 'claimed')",
    )


def _deadline() -> None:
    op.create_table(
        "keyflow_deadline",
        _words("id"),
        _words("case"),
        _words("root"),
        _words("name"),
        _words("state"),
        _number("due"),
        _words("overdue"),
        _number("movable"),
        _number("paused", null=True),
        _words("status"),
        sa.PrimaryKeyConstraint("id", name="pk_keyflow_deadline"),
    )
    _index("ix_keyflow_deadline_case", "keyflow_deadline", ["case"], "status = 'armed'")
    _index("ix_keyflow_deadline_due", "keyflow_deadline", ["due", "id"], "status = 'armed'")


def _definition() -> None:
    op.create_table(
        "keyflow_definition",
        _words("hash"),
        _words("name"),
        _words("body"),
        _number("added"),
        sa.PrimaryKeyConstraint("hash", name="pk_keyflow_definition"),
    )


def _field() -> None:
    op.create_table(
        "keyflow_field",
        _words("case"),
        _words("name"),
        _words("value"),
        sa.PrimaryKeyConstraint("case", "name", name="pk_keyflow_field"),
    )
    _index("ix_keyflow_field_value", "keyflow_field", ["name", "value", "case"])


def _seal() -> None:
    op.create_table(
        "keyflow_seal",
        _number("n"),
        _number("at"),
        _number("events"),
        _words("hash"),
        sa.PrimaryKeyConstraint("n", name="pk_keyflow_seal"),
    )


def _sealed() -> None:
    op.create_table(
        "keyflow_sealed",
        _number("n"),
        _words("case"),
        _number("seq"),
        _words("head"),
        sa.PrimaryKeyConstraint("n", "case", name="pk_keyflow_sealed"),
    )


def _meta() -> None:
    op.create_table(
        "keyflow_meta",
        _words("key"),
        _words("value"),
        sa.PrimaryKeyConstraint("key", name="pk_keyflow_meta"),
    )


def upgrade() -> None:
    _case()
    _event()
    _message()
    _deadline()
    _definition()
    _field()
    _seal()
    _sealed()
    _meta()
    meta = sa.table("keyflow_meta", sa.column("key", sa.Text), sa.column("value", sa.Text))
    op.execute(meta.insert().values(key="instance", value=uuid4().hex))


def downgrade() -> None:
    for name in (
        "keyflow_meta",
        "keyflow_sealed",
        "keyflow_seal",
        "keyflow_field",
        "keyflow_definition",
        "keyflow_deadline",
        "keyflow_message",
        "keyflow_event",
        "keyflow_case",
    ):
        op.drop_table(name)
