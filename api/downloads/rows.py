"""Rows as plain values, and the two formats that are text: CSV and JSON Lines."""

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

from api.downloads.tables import Table

Row = list[Any]
"""The values of a row as JSON has them: an enum by its word, a day as YYYY-MM-DD."""


def plain(row: Iterable[Any]) -> Row:
    """Return a row of a database as plain values."""
    return [_plain(value) for value in row]


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | dict):
        return _sorted(value)
    return None if value == "" else value


def _sorted(value: Any) -> Any:
    """Return a value whose keys have one order, whichever they were stored in."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(each) for each in value] if isinstance(value, list) else value


compact: Callable[[Any], str] = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":")
).encode
"""Writes a value as JSON."""


class CsvFile:
    """A table as CSV (RFC 4180): null is empty, and a list or a map is JSON."""

    suffix, media_type = ".csv", "text/csv"

    def __init__(self, directory: Path, table: Table) -> None:
        self._file = (directory / f"{table.name}{self.suffix}").open(
            "w", encoding="utf-8", newline=""
        )
        self._writer = csv.writer(self._file)
        self._writer.writerow(column.name for column in table.columns)

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows."""
        self._writer.writerows([_cell(value) for value in row] for row in rows)

    def close(self) -> None:
        """End the file."""
        self._file.close()


def _cell(value: Any) -> Any:
    return compact(value) if isinstance(value, bool | list | dict) else value


class JsonLinesFile:
    """A table as JSON Lines (https://jsonlines.org): one object with every column a line."""

    suffix, media_type = ".jsonl", "application/jsonl"

    def __init__(self, directory: Path, table: Table) -> None:
        self._file = (directory / f"{table.name}{self.suffix}").open(
            "w", encoding="utf-8", newline=""
        )
        self._names = [column.name for column in table.columns]

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows."""
        lines = (compact(dict(zip(self._names, row, strict=True))) for row in rows)
        self._file.writelines(f"{line}\n" for line in lines)

    def close(self) -> None:
        """End the file."""
        self._file.close()
