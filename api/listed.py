"""Lists in statements: one parameter each, however long, so that the statement stays one."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import Join

LISTED = sa.JSON().with_variant(ARRAY(sa.String()), "postgresql")
"""The type of a parameter that holds a list of texts."""


class among(FunctionElement[bool]):  # noqa: N801 - reads as a function, as SQLAlchemy's do
    """The column is one of the texts in a parameter."""

    type = sa.Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:  # noqa: ARG002 - as SQLAlchemy calls it
        """Stay bare: SQLite seeks nothing by `(…) = 1`, which SQLAlchemy would make of it."""
        return self


def listed(name: str) -> sa.BindParameter[Any]:
    """Return the parameter of a name that holds a list of texts."""
    return sa.bindparam(name, type_=LISTED)


@compiles(among, "sqlite")
def _in_json(element: Any, compiler: Any, **options: Any) -> str:
    column, texts = (compiler.process(each, **options) for each in element.clauses)
    return f"({column} IN (SELECT value FROM json_each({texts})))"  # noqa: S608 - both are compiled


@compiles(among, "postgresql")
def _in_array(element: Any, compiler: Any, **options: Any) -> str:
    column, texts = (compiler.process(each, **options) for each in element.clauses)
    return f"({column} = ANY ({texts}))"


class OfEach(Join):
    """For each of some rows, one after the other, the rows of a table that go with it."""

    inherit_cache = True


def of_each(rows: Any, table: Any, conditions: Sequence[ColumnElement[bool]]) -> OfEach:
    """Join a table to some rows, of which there are fewer than it has."""
    return OfEach(rows, sa.inspect(table).selectable, sa.and_(True, *conditions))


@compiles(OfEach, "sqlite")
def _in_this_order(element: Any, compiler: Any, **options: Any) -> str:
    # SQLite cannot tell how many rows of JSON there are, and would rather read the whole table
    # first; it takes the tables of a CROSS JOIN as they are written.
    options |= {"asfrom": True, "from_linter": None}
    left, right = (compiler.process(each, **options) for each in (element.left, element.right))
    return f"{left} CROSS JOIN {right} ON {compiler.process(element.onclause, **options)}"
