"""What an operation may cost, told by its document and variables alone.

Each object of the answer counts as one, and so do TENTH scalars; what is asked of a page, as often
as the page has places; what is asked of a list without pages, LISTED times; and some fields, which
cost much themselves, by EXTRA. Where several types are possible, the dearest one counts. What
directives leave out counts as if it were asked.
"""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_list_type,
    value_from_ast_untyped,
)

from api.paging import LARGEST_PAGE, PAGE_SIZE

TENTH, LETTERS = 10, 32
"""How many scalars count as an object, and how many letters of a name in the answer as a scalar."""

LISTED = 10
"""How many items a list counts as that has no pages: names, evidence and the like."""

LONGER = {"CompensationSummary.groups": 500}
"""As how many items lists without pages count that may be longer."""

EXTRA = {
    "Query.search": 1_000,
    "Query.talentFlows": 500,
    "Query.compensationSummary": 500,
    "Query.__schema": 1_000,
    "Query.__type": 100,
}
"""As how many objects more some fields count, for what finding them takes."""

Variables = Mapping[str, Any]

Size = Callable[[dict[str, Any]], int] | int
"""How many there are of something; it may depend on variables."""

Term = tuple[Size, int, int]
"""So many times: so many tenths of an object, and what is asked of it, a step by its place."""

Sum = Callable[[list[int]], int]


class Cost:
    """The cost of an operation, as steps of which each needs only earlier ones.

    So a selection is looked at once for each type that it is asked of, however often it is spread.
    """

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
    ) -> None:
        self._schema = schema
        self._fragments = {
            each.name.value: each
            for each in document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        self._steps: list[tuple[Sum, list[Term]]] = []
        self._known: dict[tuple[int, str, bool], int] = {}
        self._defaults = {
            each.variable.name.value: value_from_ast_untyped(each.default_value)
            for each in operation.variable_definitions or ()
            if each.default_value
        }
        self._asked_of(operation.selection_set, schema.query_type)
        varies = any(callable(size) for _, terms in self._steps for size, _, _ in terms)
        self._fixed = None if varies else self._summed({})

    def __call__(self, variables: Variables) -> int:
        """Return the cost for the variables of a request, some of which may be wrong."""
        return self._summed(variables) if self._fixed is None else self._fixed

    def _summed(self, variables: Variables) -> int:
        values = {**self._defaults, **variables}
        found: list[int] = []
        for add, terms in self._steps:
            costs = [
                (size(values) if callable(size) else size) * (one + found[step])
                for size, one, step in terms
            ]
            found.append(add(costs))
        return -(-found[-1] // TENTH)

    def _asked_of(self, selections: SelectionSetNode, kind: Any, *, items: bool = False) -> int:
        """Return the step for what is asked of an object; or of each of the `items` of a page."""
        key = (id(selections), kind.name, items)
        if key in self._known:
            return self._known[key]
        if is_abstract_type(kind):
            possible = self._schema.get_possible_types(kind)
            return self._step(
                key, max, [(1, 0, self._asked_of(selections, each)) for each in possible]
            )
        parts = selections.selections
        return self._step(
            key, sum, [term for part in parts for term in self._part(part, kind, items)]
        )

    def _step(self, key: tuple[int, str, bool], add: Sum, terms: list[Term]) -> int:
        if key not in self._known:
            self._steps.append((add, terms))
            self._known[key] = len(self._steps) - 1
        return self._known[key]

    def _part(self, part: Any, kind: Any, items: bool) -> list[Term]:
        if isinstance(part, FieldNode):
            return self._field(part, kind, items)
        fragment = (
            self._fragments[part.name.value] if isinstance(part, FragmentSpreadNode) else part
        )
        condition = fragment.type_condition
        if condition and not self._is(kind, self._schema.get_type(condition.name.value)):
            return []
        return [(1, 0, self._asked_of(fragment.selection_set, kind, items=items))]

    def _is(self, kind: Any, condition: Any) -> bool:
        abstract = is_abstract_type(condition) and self._schema.is_sub_type(condition, kind)
        return condition is kind or abstract

    def _field(self, node: FieldNode, kind: Any, items: bool) -> list[Term]:
        name = node.name.value
        about = self._schema.get_field(kind, name)
        listed = about is not None and is_list_type(get_nullable_type(about.type))
        if about is None or (_is_page(kind) and listed is not items):
            return []
        full_name = f"{kind.name}.{name}"
        own = 1 + len((node.alias or node.name).value) // LETTERS
        extra = EXTRA.get(full_name, 0) * TENTH + own
        if node.selection_set is None or name.startswith("__"):  # introspection reads no data
            return [(1, extra, self._nothing)]
        inner: Any = get_named_type(about.type)
        size = 1 if items else _size(about, node, full_name)
        once: Size = 1 if _is_page(inner) else size
        terms: list[Term] = [
            (1, extra - 1, self._nothing),
            (once, TENTH, self._asked_of(node.selection_set, inner)),
        ]
        if _is_page(inner):
            terms.append((size, 0, self._asked_of(node.selection_set, inner, items=True)))
        return terms

    @property
    def _nothing(self) -> int:
        """The step for what nothing is asked of."""
        return self._step((0, "", False), sum, [])


def _size(about: GraphQLField, node: FieldNode, name: str) -> Size:
    """Return how many items a field may have."""
    given = {each.name.value: each.value for each in node.arguments or ()}
    if "ids" in about.args:
        return _sized([given["ids"]], _length)
    if "first" not in about.args:
        return LONGER.get(name, LISTED) if is_list_type(get_nullable_type(about.type)) else 1
    default = about.args["first"].default_value
    usual = PAGE_SIZE if default is Undefined else default
    asked = [given[name] for name in ("first", "last") if name in given]
    return _sized(asked, lambda values: _page_size(values, usual))


def _is_page(kind: Any) -> bool:
    return "pageInfo" in getattr(kind, "fields", ())


def _sized(nodes: list[ValueNode], size: Callable[[list[Any]], int]) -> Size:
    """Return a size that follows from values, some of which may be variables."""

    def of(variables: dict[str, Any]) -> int:
        return size([value_from_ast_untyped(each, variables) for each in nodes])

    return of if any(isinstance(each, VariableNode) for each in nodes) else of({})


def _length(values: list[Any]) -> int:
    [ids] = values
    return min(len(ids), LARGEST_PAGE) if isinstance(ids, list) else 1


def _page_size(values: list[Any], usual: int) -> int:
    """Return the size of a page; one that is refused later counts as the largest."""
    sizes = (int(each) for each in values if isinstance(each, int | float))  # 200.0 is an Int, too
    size = max(sizes, default=usual)
    return size if 0 <= size <= LARGEST_PAGE else LARGEST_PAGE
