"""Deadlines with warnings, pauses and extensions, and what became of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TABLE = "keyflow_deadline"
_WORDS = sa.Text().with_variant(TEXT(collation="C"), "postgresql")
_ADDED = ("next", "rest", "calendar", "closed", "days")


def _index(name: str, columns: list[str], where: str) -> None:
    clause = sa.text(where)
    op.create_index(name, _TABLE, columns, sqlite_where=clause, postgresql_where=clause)


def upgrade() -> None:
    """Add the columns; what ran is next looked at when it is due."""
    op.drop_index("ix_keyflow_deadline_due", _TABLE)
    op.drop_index("ix_keyflow_deadline_case", _TABLE)
    op.create_index("ix_keyflow_deadline_case", _TABLE, ["case"])
    for name in ("next", "closed", "days"):
        op.add_column(_TABLE, sa.Column(name, sa.BigInteger(), nullable=True))
    op.add_column(_TABLE, sa.Column("rest", _WORDS, nullable=False, server_default="{}"))
    op.add_column(_TABLE, sa.Column("calendar", _WORDS, nullable=False, server_default=""))
    op.execute("UPDATE keyflow_deadline SET next = due WHERE status = 'armed' AND paused IS NULL")
    _index("ix_keyflow_deadline_next", ["next", "id"], "status = 'armed' AND next IS NOT NULL")
    _index("ix_keyflow_deadline_calendar", ["calendar"], "status = 'armed' AND calendar <> ''")


def downgrade() -> None:
    """Take them away; what is late or stands still for a while is forgotten."""
    op.drop_index("ix_keyflow_deadline_calendar", _TABLE)
    op.drop_index("ix_keyflow_deadline_next", _TABLE)
    for name in _ADDED:
        op.drop_column(_TABLE, name)
    op.drop_index("ix_keyflow_deadline_case", _TABLE)
    _index("ix_keyflow_deadline_case", ["case"], "status = 'armed'")
    _index("ix_keyflow_deadline_due", ["due", "id"], "status = 'armed'")
