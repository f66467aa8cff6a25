"""Runs the migrations on the connection of `Database.migrate`."""

from alembic import context

from portal_widgets.core.db.database import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    version_table=VERSION_TABLE,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
