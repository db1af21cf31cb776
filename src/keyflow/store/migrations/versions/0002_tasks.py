"""Tasks: what lies on the desk of a case, and in whose inbox."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_WORDS = sa.Text().with_variant(TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    """Add them."""
    op.add_column("keyflow_case", sa.Column("desk", _WORDS, nullable=False, server_default="{}"))
    op.create_table(
        "keyflow_task",
        sa.Column("case", _WORDS, nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("holder", _WORDS, nullable=False),
        sa.Column("box", _WORDS, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("due", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("case", "n", "holder", "box", name="pk_keyflow_task"),
    )
    op.create_index("ix_keyflow_task_holder", "keyflow_task", ["holder", "box", "at", "case", "n"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("keyflow_task")
    op.drop_column("keyflow_case", "desk")
