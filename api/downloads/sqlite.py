"""The tables as one SQLite file that explains itself to whoever has but the `sqlite3` shell.

`.schema` shows what each table and column means; the table `about` tells it too, with what the
words of a column mean, whose data it is and under which licence.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from api.downloads.rows import Row, compact
from api.downloads.tables import Column, Table

TYPES = {
    "string": "TEXT",
    "integer": "INTEGER",
    "number": "REAL",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "array": "TEXT",
    "object": "TEXT",
}

ABOUT = """CREATE TABLE about (
  -- What this file, and each of its tables, columns and words means.
  table_name TEXT, -- The table; null for the file as a whole.
  column_name TEXT, -- The column; null for the table as a whole.
  word TEXT, -- One of the words that the column may hold; null for the column as a whole.
  meaning TEXT NOT NULL
)"""


class SqliteFile:
    """An SQLite file under way. It is of no use before it is closed."""

    def __init__(self, path: Path, about: Iterable[str], tables: Sequence[Table]) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        # A file that is not finished is thrown away: it needs no journal to come back from.
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute("BEGIN")
        self._connection.execute(ABOUT)
        meanings = [*((None, None, None, each) for each in about), *_meanings(tables)]
        self._connection.executemany("INSERT INTO about VALUES (?, ?, ?, ?)", meanings)
        for table in tables:
            self._connection.execute(declaration(table))

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Add rows to a table."""
        holes = ", ".join("?" * len(table.columns))
        self._connection.executemany(
            f"INSERT INTO {table.name} VALUES ({holes})",  # noqa: S608 - our own table
            ([_cell(value) for value in row] for row in rows),
        )

    def finish(self) -> None:
        """Write what is pending."""
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def declaration(table: Table) -> str:
    """Return the statement that makes a table; SQLite keeps the comments in it."""
    parts = [
        f"  -- {column.description}{form(column)}\n  {_code(column)}" for column in table.columns
    ]
    if table.key:
        parts.append(f"  PRIMARY KEY ({', '.join(table.key)})")
    body = ",\n".join(parts)
    return f"CREATE TABLE {table.name} (\n  -- {table.description}\n\n{body}\n)"


def _code(column: Column) -> str:
    code = f"{column.name} {TYPES[column.type]}"
    if column.required:
        code += " NOT NULL"
    if column.refers_to:
        code += f" REFERENCES {column.refers_to} (id)"
    if column.words:
        code += f" CHECK ({column.name} IN ({', '.join(map(repr, column.words))}))"
    return code


def form(column: Column) -> str:
    """Say how a value is written, where its type does not."""
    if column.type == "boolean":
        return " 1 is yes, 0 is no."
    return f" As a JSON {column.type}." if column.type in ("array", "object") else ""


def _meanings(tables: Sequence[Table]) -> Iterator[tuple[str | None, ...]]:
    for table in tables:
        yield table.name, None, None, table.description
        for column in table.columns:
            yield table.name, column.name, None, f"{column.description}{form(column)}"
            for word, meaning in column.words.items():
                yield table.name, column.name, word, meaning


def _cell(value: object) -> object:
    return compact(value) if isinstance(value, list | dict) else value
