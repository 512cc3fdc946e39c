"""Operations as clients write them, and what may change in one from request to request."""

from collections.abc import Iterable
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FragmentDefinitionNode,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    visit,
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

    class Look(Visitor):
        def enter_variable(self, node: VariableNode, *_: Any) -> None:
            found.append(node.name.value)

    for argument in arguments or ():
        visit(argument, Look())
    return found
