"""Scalars and enums as they stand in an answer."""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLEnumType, GraphQLLeafType, GraphQLOutputType, is_leaf_type
from graphql import is_non_null_type as is_required

AS_THEY_ARE = {"String": str, "ID": str, "Boolean": bool}
"""The scalars whose values of this very type are rendered as what they are."""

Column = Callable[[list[Any]], list[Any]]


class MissingError(Exception):
    """There is no value where the schema says that there always is one."""


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
    if any(value is None for value in values):
        raise MissingError
    return values


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
