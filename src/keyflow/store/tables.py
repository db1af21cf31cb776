"""The tables, for every database: only text and whole numbers, so that every driver agrees.

Instants are whole microseconds since 1970 UTC, JSON is canonical text, booleans are 0 and 1. A
host's own Alembic can carry the tables: copy them with `table.to_metadata(host_metadata)`.
"""

from sqlalchemy import BigInteger, Column, Index, MetaData, Table, Text, text
from sqlalchemy.dialects.postgresql import TEXT

# What a new database is stamped with; the newest file in migrations/versions.
HEAD = "0005"
VERSION_TABLE = "keyflow_alembic_version"
PREFIX = "keyflow_"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# PostgreSQL must sort ids and fields by code point, as SQLite and Python do.
Words = Text().with_variant(TEXT(collation="C"), "postgresql")


def _words(name: str, *, key: bool = False, null: bool = False) -> Column[str]:
    return Column(name, Words, primary_key=key, nullable=null)


def _number(name: str, *, key: bool = False, null: bool = False) -> Column[int]:
    return Column(name, BigInteger, primary_key=key, nullable=null, autoincrement=False)


def _where(name: str, condition: str, *columns: str, unique: bool = False) -> Index:
    clause = text(condition)
    return Index(name, *columns, unique=unique, sqlite_where=clause, postgresql_where=clause)


case = Table(
    "keyflow_case",
    metadata,
    _words("id", key=True),
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
    # The family's revision; kept up to date on the root's row only.
    _number("revision"),
    # Whether there were events since the last seal, and the seq that it covered.
    _number("unsealed"),
    _number("sealed"),
    _words("definition"),
    _words("subject"),
    _words("data"),
    _words("waivers"),
    # How many deadlines run.
    _number("armed"),
    # Workflow and subject, while this is the only live root that may have them; else its id.
    _words("sole", null=True),
    # Tasks and rounds of votes.
    Column("desk", Words, nullable=False, server_default="{}"),
    Index("ix_keyflow_case_root", "root"),
    _where("ix_keyflow_case_parent", "parent IS NOT NULL", "parent"),
    Index("ix_keyflow_case_state", "state", "opened", "id"),
    Index("ix_keyflow_case_workflow", "workflow", "opened", "id"),
    Index("ix_keyflow_case_opened", "opened", "id"),
    Index("ix_keyflow_case_subject", "subject"),
    _where("ix_keyflow_case_unsealed", "unsealed = 1", "id"),
    _where("uq_keyflow_case_sole", "sole IS NOT NULL", "sole", unique=True),
)

event = Table(
    "keyflow_event",
    metadata,
    _words("case", key=True),
    _number("seq", key=True),
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
    _where("uq_keyflow_event_key", "key IS NOT NULL", "key", unique=True),
)

# The id begins with that of the case and a dash, so that its own index finds those of a case.
message = Table(
    "keyflow_message",
    metadata,
    _words("id", key=True),
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
    _where("ix_keyflow_message_due", "state IN ('waiting', 'claimed')", "due", "id"),
    _where("ix_keyflow_message_dead", "state = 'dead'", "at", "id"),
    sqlite_with_rowid=False,
)

deadline = Table(
    "keyflow_deadline",
    metadata,
    _words("id", key=True),
    _words("case"),
    _words("root"),
    _words("name"),
    _words("state"),
    _number("due"),
    _words("overdue"),
    # Whether a pause puts it off, and since when it pauses.
    _number("movable"),
    _number("paused", null=True),
    _words("status"),
    # When something is next to be done about it; the rest of it as JSON; by which version of which
    # calendar it was counted; when it was over, and how many working days late.
    _number("next", null=True),
    Column("rest", Words, nullable=False, server_default="{}"),
    Column("calendar", Words, nullable=False, server_default=""),
    _number("closed", null=True),
    _number("days", null=True),
    _where("ix_keyflow_deadline_next", "status = 'armed' AND next IS NOT NULL", "next", "id"),
    _where("ix_keyflow_deadline_calendar", "status = 'armed' AND calendar <> ''", "calendar"),
    Index("ix_keyflow_deadline_case", "case"),
    sqlite_with_rowid=False,
)

# In whose inbox a task lies: `p:` and a person or `r:` and a role, and in which part of it.
task = Table(
    "keyflow_task",
    metadata,
    _words("case", key=True),
    _number("n", key=True),
    _words("holder", key=True),
    _words("box", key=True),
    _number("at"),
    _number("due", null=True),
    Index("ix_keyflow_task_holder", "holder", "box", "at", "case", "n"),
    sqlite_with_rowid=False,
)

definition = Table(
    "keyflow_definition",
    metadata,
    _words("hash", key=True),
    _words("name"),
    _words("body"),
    _number("added"),
)

# An indexed field's value as text that sorts as the value does (see `fields.key`).
field = Table(
    "keyflow_field",
    metadata,
    _words("case", key=True),
    _words("name", key=True),
    _words("value"),
    Index("ix_keyflow_field_value", "name", "value", "case"),
    sqlite_with_rowid=False,
)

seal = Table(
    "keyflow_seal",
    metadata,
    _number("n", key=True),
    _number("at"),
    _number("events"),
    _words("hash"),
)

sealed = Table(
    "keyflow_sealed",
    metadata,
    _number("n", key=True),
    _words("case", key=True),
    _number("seq"),
    _words("head"),
    sqlite_with_rowid=False,
)

# The directory: a line is added or ended, never taken out. Its revision is in `meta`.
entry = Table(
    "keyflow_directory",
    metadata,
    _number("n", key=True),
    _words("kind"),
    _words("person"),
    _words("what"),
    _number("since"),
    _number("until", null=True),
    _words("scope"),
    _number("recorded"),
    _words("recorded_by", null=True),
    _number("closed", null=True),
    _words("closed_by", null=True),
)

meta = Table("keyflow_meta", metadata, _words("key", key=True), _words("value"))
