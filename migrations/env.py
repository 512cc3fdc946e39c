"""How Alembic finds the database and the tables.

Seeding hands over a connection with a transaction of its own; the `alembic` command reads
`DATABASE_URL`, as the server does. Either way all steps are one transaction, on SQLite too.
"""

import os

from alembic import context
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlmodel import SQLModel

import models  # noqa: F401 - fills the metadata
from models.database import DEFAULT_URL, connect_url, engine


def migrate(connection: Connection) -> None:
    """Run what was asked for on one connection."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,  # SQLite alters a table by making it anew
        transactional_ddl=True,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def migrate_by_command() -> None:
    """Run what the `alembic` command asks for."""
    try:
        url = connect_url(os.environ.get("DATABASE_URL", DEFAULT_URL))
    except ValueError as error:
        raise CommandError(f"DATABASE_URL: {error}") from None
    made = engine(url, enforce=False)
    with made.connect() as connection:
        migrate(connection)
    made.dispose()


given = context.config.attributes.get("connection")
if given is None:
    migrate_by_command()
else:
    migrate(given)
