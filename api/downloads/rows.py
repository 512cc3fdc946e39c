"""Rows as plain values, and the two formats that are text: CSV and JSON Lines."""

import csv
import json
from collections.abc import Iterable, Sequence
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
    return None if value == "" else value


def compact(value: Any) -> str:
    """Return a value as JSON, alike whatever order its keys were stored in."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class CsvFile:
    """A table as CSV: null is empty, a list or a map is JSON, lines end as on Unix."""

    suffix, media_type = ".csv", "text/csv"

    def __init__(self, directory: Path, table: Table) -> None:
        self._file = (directory / f"{table.name}{self.suffix}").open(
            "w", encoding="utf-8", newline=""
        )
        self._writer = csv.writer(self._file, lineterminator="\n")
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
        self._file.writelines(f"{self._line(row)}\n" for row in rows)

    def close(self) -> None:
        """End the file."""
        self._file.close()

    def _line(self, row: Row) -> str:
        # The columns keep their order; what a value holds has that of its keys.
        cells = (f"{compact(n)}:{compact(v)}" for n, v in zip(self._names, row, strict=True))
        return f"{{{','.join(cells)}}}"
