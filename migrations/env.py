"""How Alembic finds the database and the tables.

Seeding hands over a connection with a transaction of its own; the `alembic` command reads
`DATABASE_URL`, as the server does, and says which steps it took. Either way all steps are one
transaction, on SQLite too.
"""

import os
from typing import Any

from alembic import context
from alembic.runtime.environment import OnVersionApplyFn
from alembic.runtime.migration import MigrationContext, MigrationInfo
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlmodel import SQLModel

import models  # noqa: F401 - fills the metadata
from models.database import DEFAULT_URL, connect_url, engine
from models.servers import to_write


def migrate(connection: Connection, hear: OnVersionApplyFn | None = None) -> None:
    """Run what was asked for on one connection; `hear` is told of each step."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,  # SQLite alters a table by making it anew
        transactional_ddl=True,
        compare_type=True,
        compare_server_default=True,
        on_version_apply=hear,
    )
    with context.begin_transaction():
        context.run_migrations()


def say(ctx: MigrationContext, step: MigrationInfo, *_: Any, **_more: Any) -> None:  # noqa: ARG001 - Alembic gives it by name
    """Say which step was taken."""
    if not step.is_stamp:
        way = "up to" if step.is_upgrade else "back from"
        doc = getattr(step.up_revision, "doc", "")
        context.config.print_stdout("%s %s: %s", way, step.up_revision_id, doc)


def migrate_by_command() -> None:
    """Run what the `alembic` command asks for."""
    try:
        url = connect_url(os.environ.get("DATABASE_URL", DEFAULT_URL))
    except ValueError as error:
        raise CommandError(f"DATABASE_URL: {error}") from None
    made = engine(to_write(url) if url.get_backend_name() == "postgresql" else url, enforce=False)
    with made.connect() as connection:
        migrate(connection, say)
    made.dispose()


given = context.config.attributes.get("connection")
if given is None:
    migrate_by_command()
else:
    migrate(given)
