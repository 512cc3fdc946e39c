"""Records as tuples of the columns that an operation needs, in the database's own values.

A tuple has its columns as attributes, each turned into Python's value only when it is looked at,
and the name of its class is that of its table's.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import Dialect
from sqlalchemy.types import TypeEngine

Convert = Callable[[Any], Any]


class UnreadError(Exception):
    """A column was looked at that the plan did not expect to be needed."""

    def __init__(self, table: Any, column: str) -> None:
        super().__init__(f"{table.__name__}.{column}")
        self.table = table
        self.column = column


class Row(tuple[Any, ...]):
    """A row of `table`, whose `columns` are in this order."""

    __slots__ = ()
    table: ClassVar[Any]
    columns: ClassVar[tuple[str, ...]]
    dialect: ClassVar[Dialect]

    def __getattr__(self, name: str) -> Any:
        """Refuse what the row does not have."""
        if name in columns_of(self.table):
            raise UnreadError(self.table, name)
        raise AttributeError(name)


@lru_cache(maxsize=1024)
def row_class(table: Any, columns: tuple[str, ...], dialect: Dialect) -> type[Row]:
    """Make the class of rows that hold these columns of a table."""
    members: dict[str, Any] = {
        "__slots__": (),
        "table": table,
        "columns": columns,
        "dialect": dialect,
    }
    if kind := getattr(table, "kind", None):
        members["kind"] = kind
    for position, name in enumerate(columns):
        members[name] = property(_getter(position, columns_of(table)[name].type, dialect))
    return type(table.__name__, (Row,), members)


def _getter(position: int, kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any]:
    convert = conversion(kind, dialect)
    if convert is None:
        return itemgetter(position)
    return lambda row: convert(row[position])


def conversion(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    """Return what makes Python's value out of the database's; None where they are the same."""
    if isinstance(kind, sa.Enum) and kind.enum_class:
        members = {member.value: member for member in kind.enum_class}
        return members.get
    if isinstance(kind, sa.Date):
        return _day
    if isinstance(kind, sa.Float):
        return None  # what SQLAlchemy has for it would ask the driver more than is known here
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@lru_cache(maxsize=128)
def columns_of(table: Any) -> dict[str, sa.Column[Any]]:
    """Return the columns of a table by the names of its attributes."""
    mapper = sa.inspect(table).mapper
    return {each.key: each.columns[0] for each in mapper.column_attrs}
