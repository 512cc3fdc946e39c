"""Operations drawn by hypothesis-graphql, with real ids, cursors and days put into them."""

from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    IntValueNode,
    NullValueNode,
    ObjectFieldNode,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    print_ast,
    visit,
)
from hypothesis import strategies as st
from hypothesis_graphql import queries

from tests.operations import Asked
from tests.pool import CORE, Pool, place
from tests.values import Values

CURSORS = {"after", "before"}
ORDERED = {"orderBy", "heldOn", "filter"}
"""The arguments by which a list may have another order than its own."""
TEXT = st.just(StringValueNode(value=""))
DOCUMENTS = queries(
    CORE, custom_scalars={"Date": TEXT, "ID": TEXT}, print_ast=lambda document: document
)


@st.composite
def drawn(draw: st.DrawFn, pool: Pool) -> Asked:
    """Draw an operation, which gives all arguments and has no variables."""
    document: DocumentNode = draw(DOCUMENTS)
    values = Values(draw(st.randoms(use_true_random=False)), pool)
    types = TypeInfo(CORE)
    return Asked(print_ast(visit(document, TypeInfoVisitor(types, Fitting(types, values)))), {})


class Fitting(Visitor):
    """Puts other values into a document, at the places of those that it has."""

    def __init__(self, types: TypeInfo, values: Values) -> None:
        super().__init__()
        self._types = types
        self._values = values

    def enter_field(self, node: FieldNode, *_: Any) -> FieldNode:
        """Leave the arguments that make one page, and the cursors that there are."""
        given = {each.name.value: each for each in node.arguments or ()}
        asked = {name for name, each in given.items() if not isinstance(each.value, NullValueNode)}
        if "first" in asked:
            given.pop("last", None)
        parent = self._types.get_parent_type()
        assert parent
        cursors = self._values.pool.cursors.get(place(parent.name, node.name.value))
        for name in asked & CURSORS:
            argument = given.pop(name)
            if cursors and not asked & ORDERED:
                value = StringValueNode(value=self._values.pick(cursors))
                given[name] = ArgumentNode(name=argument.name, value=value)
        return FieldNode(
            alias=node.alias,
            name=node.name,
            arguments=tuple(given.values()),
            selection_set=node.selection_set,
        )

    def enter_int_value(self, _: Any, __: Any, parent: Any, ___: Any, above: Any) -> Any:
        """Put another number."""
        made = self._made([*above, parent])
        return None if made is None else IntValueNode(value=str(made))

    def enter_string_value(self, _: Any, __: Any, parent: Any, ___: Any, above: Any) -> Any:
        """Put another text."""
        made = self._made([*above, parent])
        return None if made is None else StringValueNode(value=made)

    def _made(self, around: list[Any]) -> Any:
        """Make a scalar for the argument that it is of; None for what is to stay."""
        kind = self._types.get_input_type()
        assert kind
        [name, *_] = _names(around, ArgumentNode | ObjectFieldNode)
        [field, *_] = _names(around, FieldNode)
        scalar = get_named_type(kind).name
        stays = name in CURSORS or scalar == "Float"
        return None if stays else self._values.scalar(scalar, name, field)


def _names(around: list[Any], kind: Any) -> list[str]:
    """Return the names of the nodes of a kind around a place, the nearest first."""
    return [each.name.value for each in reversed(around) if isinstance(each, kind)]
