"""Operations as clients write them, and what may change in one from request to request."""

from collections.abc import Iterable

from graphql import (
    ArgumentNode,
    DocumentNode,
    FragmentDefinitionNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    VariableNode,
)
from graphql.execution.collect_fields import FragmentDetails

from api.plan.errors import NotCoveredError


class Operation:
    """An operation of a document, with the fragments beside it."""

    def __init__(self, document: DocumentNode, name: str | None) -> None:
        definitions = document.definitions
        named = [
            each
            for each in definitions
            if isinstance(each, OperationDefinitionNode)
            and (name is None or (each.name and each.name.value == name))
        ]
        if len(named) != 1:
            raise NotCoveredError("no one operation")
        [self.definition] = named
        self.fragments = {
            each.name.value: FragmentDetails(each)
            for each in definitions
            if isinstance(each, FragmentDefinitionNode)
        }


def variables_in(arguments: Iterable[ArgumentNode] | None) -> list[str]:
    """Name the variables in some arguments, at any depth."""
    found: list[str] = []
    values = [argument.value for argument in arguments or ()]
    while values:
        value = values.pop()
        if isinstance(value, VariableNode):
            found.append(value.name.value)
        elif isinstance(value, ListValueNode):
            values += value.values
        elif isinstance(value, ObjectValueNode):
            values += [field.value for field in value.fields]
    return found
