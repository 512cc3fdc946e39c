"""Seeding the tiny dataset and its variants, and looking at what a database then holds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import SQLModel

from fixtures.content import RECORDS, TABLES, Line, key_of
from fixtures.content import stored as lines_stored
from fixtures.load import load
from fixtures.rows import Rows
from fixtures.seeding import Loaded
from fixtures.version import Version
from models import Facts, Person
from models.database import connect_url, engine
from tests import tiny

Content = dict[str, list[Line]]
"""By table, all lines in the order of their keys."""

IDS = {row.id for row in tiny.rows().records()}


def seed(url: str, rows: Rows | None = None, say: Callable[[str], None] = print) -> Loaded:
    return load(rows or tiny.rows(), connect_url(url), say)


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    made = engine(connect_url(url))
    try:
        with made.connect() as connection:
            yield connection
    finally:
        made.dispose()


def stored(connection: Connection) -> Content:
    """What a database holds of a version."""
    return {table.name: list(lines_stored(connection, table)) for table in TABLES}


def content(version: Version) -> Content:
    """What a version holds."""
    return {table.name: list(version.lines(table)) for table in TABLES}


def living(version: Version) -> set[str]:
    """The ids of a version's records."""
    tables = [table for table in TABLES if table.name in RECORDS]
    return {id_ for table in tables for line in version.lines(table) for id_ in key_of(table)(line)}


def whole(url: str) -> dict[str, Any]:
    """All that a database holds, its history included."""
    with connected(url) as connection:
        history = {name: table(connection, name) for name in ("record", "release", "change")}
        return {**stored(connection), **history}


def table(connection: Connection, name: str) -> list[dict[str, Any]]:
    found = connection.execute(sa.select(SQLModel.metadata.tables[name])).mappings()
    return sorted((dict(row) for row in found), key=str)


def changes(url: str, version: int) -> dict[str, tuple[str, ...]]:
    """What a release did: by record, the action and the fields."""
    with connected(url) as connection:
        rows = table(connection, "change")
    return {
        row["record_id"]: (row["action"].value, *row["fields"])
        for row in rows
        if row["version"] == version
    }


def record(url: str, id_: str) -> tuple[Any, ...]:
    return register(url)[id_]


def register(url: str) -> dict[str, tuple[Any, ...]]:
    """By id, when it came, changed and went, and where it redirects."""
    columns = ("added_in", "changed_in", "removed_in", "redirect_to")
    with connected(url) as connection:
        rows = table(connection, "record")
    return {row["id"]: tuple(row[column] for column in columns) for row in rows}


def changed(kind: type[Facts], number: int, **values: Any) -> Rows:
    """The tiny dataset with other values in one row."""
    version = tiny.copy()
    version[kind][number] |= values
    return tiny.rows(version)


def many(number: int) -> Rows:
    """The tiny dataset and many more people."""
    version = tiny.copy()
    version[Person] += [
        {"id": f"person/p{i}", "name": f"P{i}", "name_sort": f"p{i}"} for i in range(number)
    ]
    return tiny.rows(version)


def without(*ids: str) -> dict[type[Facts], list[dict[str, Any]]]:
    """The tiny dataset without some records, and without whatever names them."""
    version, gone = tiny.copy(), set(ids)
    while True:
        version = {
            kind: [row for row in rows if not names(row, gone)] for kind, rows in version.items()
        }
        left = {row["id"] for rows in version.values() for row in rows if "id" in row}
        if gone == IDS - left:
            return version
        gone = IDS - left


def names(row: dict[str, Any], ids: set[str]) -> bool:
    return any(isinstance(value, str) and value in ids for value in row.values())


def only_the_database(directory: Path) -> bool:
    return [file.name for file in directory.iterdir()] == ["roster.db"]
