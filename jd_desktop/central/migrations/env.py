"""Alembic environment: migrates the connection that it is given."""

from alembic import context

from jd_desktop.central.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
context.run_migrations()
