"""What occurs in an operation, in a few words for each thing."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    ObjectFieldNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    get_named_type,
    is_interface_type,
    visit,
)

from api.plan.operations import variables_in
from tests.pool import CORE

DEEP = 8
ROOTS = {
    "node": "a node",
    "nodes": "nodes",
    "search": "a search",
    "talentFlows": "flows",
    "compensationSummary": "a summary",
}
FIELDS = {"totalCount": "a total"}
ARGUMENTS = {
    "after": "a cursor",
    "before": "a cursor",
    "orderBy": "an order",
    "filter": "a filter",
    "last": "a page from the end",
}
EVERYTHING = {
    *ROOTS.values(),
    *FIELDS.values(),
    *ARGUMENTS.values(),
    "a day",
    "a default of a variable",
    "a fragment on an interface",
    "a fragment on an object",
    "a merged field",
    "a named fragment",
    "a value with a variable in it",
    "an alias",
    "an argument on a nested field",
    "fields nested deep",
    "include by a literal",
    "include by a variable",
    "skip by a literal",
    "skip by a variable",
}


def occurring(document: DocumentNode) -> set[str]:
    """Return which of everything occurs in a valid document."""
    found: set[str] = set()
    types = TypeInfo(CORE)

    class Look(Visitor):
        def enter(self, node: Any, *where: Any) -> None:
            found.update(_things(node, types, where[-1]))

    visit(document, TypeInfoVisitor(types, Look()))
    return found


def _things(node: Any, types: TypeInfo, above: Any) -> Iterator[str]:
    match node:
        case FieldNode():
            yield from _in_field(node, types.get_parent_type() is CORE.query_type)
            if sum(isinstance(each, FieldNode) for each in above) >= DEEP - 1:
                yield "fields nested deep"
        case SelectionSetNode():
            fields = [each for each in node.selections if isinstance(each, FieldNode)]
            keys = Counter((each.alias or each.name).value for each in fields if each.selection_set)
            if max(keys.values(), default=0) > 1:
                yield "a merged field"
        case ArgumentNode() | ObjectFieldNode():
            yield from _in_argument(node, types)
        case VariableDefinitionNode() if node.default_value:
            yield "a default of a variable"
        case DirectiveNode():
            kind = "variable" if variables_in(node.arguments) else "literal"
            yield f"{node.name.value} by a {kind}"
        case InlineFragmentNode() | FragmentDefinitionNode():
            kind = "interface" if is_interface_type(types.get_type()) else "object"
            yield f"a fragment on an {kind}"
        case FragmentSpreadNode():
            yield "a named fragment"


def _in_field(node: FieldNode, at_root: bool) -> Iterator[str]:
    name = node.name.value
    if node.alias:
        yield "an alias"
    if node.arguments and not at_root:
        yield "an argument on a nested field"
    names = FIELDS | ROOTS if at_root else FIELDS
    if name in names:
        yield names[name]


def _in_argument(node: ArgumentNode | ObjectFieldNode, types: TypeInfo) -> Iterator[str]:
    if isinstance(node, ArgumentNode):
        if node.name.value in ARGUMENTS:
            yield ARGUMENTS[node.name.value]
        if not isinstance(node.value, VariableNode) and variables_in([node]):
            yield "a value with a variable in it"
    if (kind := types.get_input_type()) and get_named_type(kind).name == "Date":
        yield "a day"
