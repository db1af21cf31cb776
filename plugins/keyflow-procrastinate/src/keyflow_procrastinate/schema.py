"""Makes procrastinate's tables beside keyflow's."""

from procrastinate.schema import SchemaManager
from sqlalchemy import Engine, create_engine

_KNOWN = "SELECT to_regclass('procrastinate_jobs')"


def upgrade(target: str | Engine) -> bool:
    """Make procrastinate's tables in a PostgreSQL database; False where they are there already.

    `target` is a URL as `Engine` takes it, or a SQLAlchemy engine. Between versions of
    procrastinate its own migrations apply, which it ships as SQL.
    """
    engine = _engine(target) if isinstance(target, str) else target
    try:
        with engine.begin() as connection:
            if connection.exec_driver_sql(_KNOWN).scalar() is not None:
                return False
            # By the driver itself: many statements at once, and no parameters.
            connection.connection.cursor().execute(SchemaManager.get_schema())
            return True
    finally:
        if engine is not target:
            engine.dispose()


def _engine(url: str) -> Engine:
    scheme, _, rest = url.partition("://")
    if scheme not in {"postgres", "postgresql", "postgresql+psycopg"}:
        msg = "procrastinate lives in PostgreSQL; give the URL of such a database"
        raise ValueError(msg)
    return create_engine(f"postgresql+psycopg://{rest}")
