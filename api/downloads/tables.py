"""What is published of the database: each table whose key is described, each described column.

Whatever else there is is internal: sort keys, folded texts, what search looks things up by, and
the history of one database.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.types import TypeEngine
from sqlmodel import AutoString, SQLModel

import models
from models import Facts
from models.keys import facts_of

EMPTY = {("dispute", "field")}
"""Columns of a key that hold an empty text for nothing; it is published as null."""

TYPES: dict[type[TypeEngine[Any]], str] = {
    sa.String: "string",  # an enum's words too
    AutoString: "string",
    sa.Integer: "integer",
    sa.Float: "number",
    sa.Boolean: "boolean",
    sa.Date: "date",
}
"""The types of Table Schema (https://datapackage.org/standard/table-schema/), by the columns'."""


@dataclass(frozen=True)
class Column:
    """A published column; `words` are those of an enum, with their meanings."""

    name: str
    type: str
    description: str
    required: bool
    words: Mapping[str, str] = field(default_factory=dict)
    refers_to: str | None = None


@dataclass(frozen=True)
class Table:
    """A published table; `rows` asks a database for it, in the order of its key."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Select[Any]


def published() -> tuple[Table, ...]:
    """Return all tables: the register of ids, each kind of record, and what belongs to those."""
    kinds: list[type[Facts]] = [models.Record, *models.TABLES.values()]
    others = [kind for kind in set(_classes(Facts)) - set(kinds) if _is_described(kind)]
    return tuple(map(_table, [*kinds, *sorted(others, key=lambda kind: str(kind.__tablename__))]))


def _classes(base: type[Facts]) -> Iterator[type[Facts]]:
    for kind in base.__subclasses__():
        if kind.__module__.startswith("models.") and hasattr(kind, "__table__"):
            yield kind
        yield from _classes(kind)


def _is_described(kind: type[Facts]) -> bool:
    key = SQLModel.metadata.tables[str(kind.__tablename__)].primary_key
    return all(_description(kind, column.name) for column in key)


def _table(kind: type[Facts]) -> Table:
    table = SQLModel.metadata.tables[str(kind.__tablename__)]
    columns = tuple(_column(kind, table.columns[name]) for name in _names(kind, table))
    key = tuple(column.name for column in table.primary_key)
    rows = sa.select(*(table.columns[column.name] for column in columns))
    if kind is models.Record:  # whatever else was removed is one database's history
        rows = rows.where(table.c.removed_in.is_(None) | table.c.redirect_to.is_not(None))
    keyed = () if any((table.name, name) in EMPTY for name in key) else key
    described = " ".join((facts_of(kind).__doc__ or "").split())
    return Table(table.name, described, columns, keyed, rows.order_by(*table.primary_key))


def _names(kind: type[Facts], table: sa.Table) -> list[str]:
    """Return the described columns: the key first, and the bounds of a vague date behind it."""
    key = [column.name for column in table.primary_key]
    others = [name for name in table.columns.keys() if name not in key]  # noqa: SIM118 - not a dict
    bounds = {name for name in others if _vague(name, table)}
    names = [*key]
    for name in others:
        if name not in bounds and _description(kind, name):
            names.append(name)
            names += [each for each in others if each in bounds and _vague(each, table) == name]
    return names


def _vague(name: str, table: sa.Table) -> str | None:
    """Return the column of the vague date that a column is a bound of."""
    written = f"{name.rpartition('_')[0]}_edtf"
    is_bound = name.endswith(("_earliest", "_latest"))
    return written if is_bound and written in table.columns else None


def _column(kind: type[Facts], column: sa.Column[Any]) -> Column:
    name = column.name
    enum: Any = getattr(column.type, "enum_class", None)
    targets = [key.column.table.name for key in column.foreign_keys]
    return Column(
        name,
        _type(kind, column),
        _bound(name, column.table) or _description(kind, name) or "",
        not column.nullable and (column.table.name, name) not in EMPTY,
        {str(word.value): str(word.description) for word in enum or ()},
        next((target for target in targets if target != models.Release.__tablename__), None),
    )


def _type(kind: type[Facts], column: sa.Column[Any]) -> str:
    if isinstance(column.type, sa.JSON):
        default = kind.model_fields[column.name].default_factory
        return "array" if default is list else "object"
    return next(name for type_, name in TYPES.items() if isinstance(column.type, type_))


def _bound(name: str, table: sa.Table) -> str | None:
    written = _vague(name, table)
    if not written:
        return None
    end = "first" if name.endswith("_earliest") else "last"
    return f"The {end} day that `{written}` may mean; null when there is none."


def _description(kind: type[Facts], name: str) -> str | None:
    """Return what a class or one it is made from says of a column."""
    for each in kind.__mro__:
        about = getattr(each, "model_fields", {}).get(name)
        if about is not None and about.description:
            return str(about.description)
    return None
