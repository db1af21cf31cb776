"""The directory: who holds which office, who is above whom, who stands in for whom."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_WORDS = sa.Text().with_variant(TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    """Add it."""
    op.create_table(
        "keyflow_directory",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", _WORDS, nullable=False),
        sa.Column("person", _WORDS, nullable=False),
        sa.Column("what", _WORDS, nullable=False),
        sa.Column("since", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("until", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("scope", _WORDS, nullable=False),
        sa.Column("recorded", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("recorded_by", _WORDS, nullable=True),
        sa.Column("closed", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("closed_by", _WORDS, nullable=True),
        sa.PrimaryKeyConstraint("n", name="pk_keyflow_directory"),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("keyflow_directory")
