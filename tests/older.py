"""A database as the first Roster left it: release 1 of the first edition, in its first tables."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, MetaData

from fixtures.content import CHANGE, RECORD, RELEASE, TABLES, table_of
from fixtures.version import Version
from models import ChangeAction
from models.database import connect_url, engine
from tests.editions import edition

FIRST = "0001"

Held = dict[str, list[dict[str, Any]]]


def alembic(connection: Connection) -> Config:
    """Return what makes Alembic's commands use a connection, within its transaction."""
    config = Config(toml_file=Path(__file__).parents[1] / "pyproject.toml")
    config.attributes["connection"] = connection
    return config


def seed_as_it_was_once(url: str) -> None:
    """Make the first tables, and put what they can hold into them."""
    made = engine(connect_url(url), enforce=False)
    with made.begin() as connection:
        command.upgrade(alembic(connection), FIRST)
        found = sa.inspect(connection)
        columns = {
            name: [column["name"] for column in found.get_columns(name)]
            for name in found.get_table_names()
        }
        _fill(connection, columns)
    made.dispose()


def _fill(connection: Connection, columns: Mapping[str, list[str]]) -> None:
    rows = edition(1)
    release = {"version": 1, "hash": Version(rows).hash, "released_at": datetime.now(UTC)}
    connection.execute(sa.insert(RELEASE), release)
    ids = [row.id for row in rows.records() if row.__tablename__ in columns]
    living = [{"id": i, "kind": i.partition("/")[0], "added_in": 1, "changed_in": 1} for i in ids]
    connection.execute(sa.insert(RECORD), living)
    added = {"version": 1, "action": ChangeAction.ADDED, "fields": []}
    connection.execute(sa.insert(CHANGE), [added | {"record_id": id_} for id_ in ids])
    for table in TABLES:
        kept = [column for column in table.columns if column.name in columns.get(table.name, ())]
        members = [
            {column.name: getattr(row, column.name) for column in kept}
            for kind, found in rows.tables.items()
            if table_of(kind) is table
            for row in found
        ]
        if kept:
            then = sa.table(table.name, *(sa.column(column.name, column.type) for column in kept))
            connection.execute(sa.insert(then), members)


def held(url: str) -> Held:
    """Return all rows of all tables that a database has, whatever its schema is."""
    made = engine(connect_url(url))
    with made.connect() as connection:
        tables = MetaData()
        tables.reflect(connection)
        found = {
            table.name: sorted(map(dict, connection.execute(sa.select(table)).mappings()), key=str)
            for table in tables.sorted_tables
        }
    made.dispose()
    return found
