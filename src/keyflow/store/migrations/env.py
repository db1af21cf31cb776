"""What Alembic runs: the migrations of keyflow, on the connection it is given."""

from alembic import context

from keyflow.store.migrate import options

context.configure(connection=context.config.attributes["connection"], **options())
with context.begin_transaction():
    context.run_migrations()
