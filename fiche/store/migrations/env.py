"""What Alembic runs: the changes one after the other, on the connection and in the transaction that it is given; it opens none."""

from alembic import context

from fiche.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
