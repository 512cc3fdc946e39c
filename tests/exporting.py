"""Exporting a dataset, and reading its tables back from each kind of file."""

import asyncio
import csv
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from api.database import Database
from api.downloads.export import export
from api.downloads.package import SQLITE
from api.downloads.tables import Column, Table, published
from fixtures.read import read
from fixtures.rows import Rows
from tests import tiny
from tests.world import world

TABLES = {table.name: table for table in published()}

DATASETS: dict[str, Callable[[], Rows]] = {
    "dataset": read,
    "tiny": tiny.rows,
    "world": world,
}

Line = dict[str, Any]


def exported(url: URL, directory: Path) -> Path:
    """Fill a new directory with the files of a database."""
    directory.mkdir()
    asyncio.run(_export(url, directory))
    return directory


async def _export(url: URL, directory: Path) -> None:
    database = Database(url)
    await export(database, directory, lambda _: None)
    await database.close()


def from_csv(directory: Path, table: Table) -> Iterator[Line]:
    """The lines of a CSV file, each cell in the type that the package gives its column."""
    with (directory / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {each.name: of_cell(each, row[each.name]) for each in table.columns}


def of_cell(column: Column, text: str) -> Any:
    words: dict[str, Callable[[str], Any]] = {"number": float, "string": str, "date": str}
    return words.get(column.type, json.loads)(text) if text else None


def from_json_lines(directory: Path, table: Table) -> Iterator[Line]:
    """The lines of a JSON Lines file."""
    with (directory / f"{table.name}.jsonl").open(encoding="utf-8", newline="\n") as file:
        yield from map(json.loads, file)


def from_sqlite(directory: Path, table: Table) -> Iterator[Line]:
    """The rows of a table of the SQLite file."""
    with closing(sqlite3.connect(directory / SQLITE)) as connection:
        connection.row_factory = sqlite3.Row
        for row in connection.execute(f"SELECT * FROM {table.name} ORDER BY rowid"):  # noqa: S608
            yield {each.name: of_value(each, row[each.name]) for each in table.columns}


def of_value(column: Column, value: Any) -> Any:
    if value is None:
        return None
    words: dict[str, Callable[[Any], Any]] = {
        "boolean": bool,
        "array": json.loads,
        "object": json.loads,
    }
    return words[column.type](value) if column.type in words else value


READERS = (from_csv, from_json_lines, from_sqlite)
