"""Less to write for each command: messages named by their case, fewer trees in SQLite."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Their primary keys are the whole of how they are found, so SQLite need not number their rows.
_KEYED = ("keyflow_message", "keyflow_deadline", "keyflow_task", "keyflow_field", "keyflow_sealed")


def _rebuild(*, numbered: bool) -> None:
    if op.get_context().dialect.name != "sqlite":
        return
    for name in _KEYED:
        how = {"sqlite_with_rowid": numbered}
        with op.batch_alter_table(name, recreate="always", table_kwargs=how):
            pass


def upgrade() -> None:
    """Rename the messages and rebuild the tables."""
    op.drop_index("ix_keyflow_message_case", "keyflow_message")
    op.execute("UPDATE keyflow_message SET id = \"case\" || '-' || id")
    _rebuild(numbered=False)


def downgrade() -> None:
    """Number the rows again; the messages keep their names."""
    _rebuild(numbered=True)
    op.create_index("ix_keyflow_message_case", "keyflow_message", ["case"])
