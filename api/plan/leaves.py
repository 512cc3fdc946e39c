"""Scalars and enums as they stand in an answer."""

from collections.abc import Callable
from functools import cache
from typing import Any

import sqlalchemy as sa
from graphql import GraphQLEnumType, GraphQLLeafType, GraphQLOutputType, is_leaf_type
from graphql import is_non_null_type as is_required
from sqlalchemy.types import TypeEngine

AS_THEY_ARE = {"String": str, "ID": str, "Boolean": bool}
"""The scalars whose values of this very type are rendered as what they are."""

AS_IN_A_TABLE = {*AS_THEY_ARE, "Int"}
"""The scalars that a table holds as they are rendered."""

Column = Callable[[list[Any]], list[Any]]


class MissingError(Exception):
    """There is no value where the schema says that there always is one."""


@cache
def column(kind: GraphQLOutputType) -> Column | None:
    """Return the function that renders a column of values; None for what is no scalar or enum."""
    required = is_required(kind)
    inner: Any = kind.of_type if required else kind  # type: ignore[union-attr]
    if not is_leaf_type(inner):
        return None
    render = _leaves(inner)
    return (lambda values: all_there(render(values))) if required else render


def all_there(values: list[Any]) -> list[Any]:
    """Return the values, none of which may be None."""
    if None in values:
        raise MissingError
    return values


def raw(kind: GraphQLOutputType, stored: TypeEngine[Any], dialect: str) -> Column | None:
    """Return the function that renders a column of the database's own values.

    None where that is not simpler than to render Python's.
    """
    required = is_required(kind)
    inner: Any = kind.of_type if required else kind  # type: ignore[union-attr]
    render = _raw(inner, stored, dialect)
    return (lambda values: all_there(render(values))) if render and required else render


def _raw(kind: Any, stored: TypeEngine[Any], dialect: str) -> Column | None:
    if isinstance(stored, sa.Enum):
        members: Any = stored.enum_class
        names = {member.value: kind.coerce_output_value(member) for member in members}
        return lambda values: list(map(names.get, values))
    if isinstance(stored, sa.Date) and kind.name == "Date":
        return list
    if isinstance(stored, sa.Boolean) and dialect == "sqlite":
        return lambda values: [None if value is None else value == 1 for value in values]
    if isinstance(stored, sa.String | sa.Integer | sa.Boolean) and kind.name in AS_IN_A_TABLE:
        return list
    return None


def _leaves(kind: GraphQLLeafType) -> Column:
    coerce = _coercion(kind)
    if same := AS_THEY_ARE.get(kind.name):
        return lambda values: [
            value if value is None or type(value) is same else coerce(value) for value in values
        ]
    return lambda values: [None if value is None else coerce(value) for value in values]


def _coercion(kind: GraphQLLeafType) -> Callable[[Any], Any]:
    coerce: Any = kind.coerce_output_value
    if not isinstance(kind, GraphQLEnumType):
        return coerce
    # graphql-core looks through all members for each value. Members are never freed.
    members = getattr(kind, "wrapped_cls", ())
    names = {id(member): coerce(member) for member in members}
    return lambda value: names.get(id(value)) or coerce(value)
