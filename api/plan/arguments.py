"""Arguments as resolvers take them, from the values of variables."""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLScalarType,
    VariableNode,
    get_nullable_type,
)
from graphql.execution.values import VariableValues

from api.plan.operations import variables_in

Arguments = dict[str, Any]
Take = Callable[[VariableValues], Arguments]


def straight(about: GraphQLField, names: Mapping[str, str], node: FieldNode, take: Take) -> Take:
    """Return what does the same as `take`, but sooner where variables are but put in.

    `names` are those that arguments have in the code, by those that clients know them by. Nothing
    is to be done to a scalar in a variable of its own. All other arguments are the same each time,
    unless there are variables inside them.
    """
    put: dict[str, str] = {}
    for argument in node.arguments or ():
        if isinstance(argument.value, VariableNode) and _is_scalar(about, argument.name.value):
            put[names[argument.name.value]] = argument.value.name.value
        elif variables_in([argument]):
            return take
    rest: list[Arguments] = []

    def arguments(given: VariableValues) -> Arguments:
        coerced = given.coerced
        # Null may stand in a variable with a default, and yet not be what the argument takes.
        if any(coerced.get(name) is None for name in put.values()):
            return take(given)
        if not rest:
            whole = take(given)
            rest.append({name: value for name, value in whole.items() if name not in put})
        return rest[0] | {name: coerced[variable] for name, variable in put.items()}

    return arguments


def _is_scalar(about: GraphQLField, name: str) -> bool:
    return isinstance(get_nullable_type(about.args[name].type), GraphQLScalarType)
