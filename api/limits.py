"""How deep a query may be. Each fragment is measured once, however often it is spread."""

from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
)

from api.errors import BadUserInputError

DEEPEST = 12


class DepthLimit(ValidationRule):
    """Refuse an operation whose fields are nested deeper than `DEEPEST`.

    Introspection does not count, because clients' own tools nest it as deep as they need.
    """

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._depths: dict[str, int] = {}

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        """Measure the operation."""
        depth = self._depth(node.selection_set)
        if depth > DEEPEST:
            name = f"`{node.name.value}`" if node.name else "This query"
            self.report_error(
                BadUserInputError(
                    f"{name} is {depth} fields deep, and {DEEPEST} is the most that is allowed. "
                    "Ask for the inner records in a query of their own, by their ids: "
                    "`nodes(ids: …)` takes many."
                )
            )

    def _depth(self, selections: SelectionSetNode | None) -> int:
        parts = selections.selections if selections else ()
        return max((self._part(part) for part in parts), default=0)

    def _part(self, part: Any) -> int:
        if isinstance(part, FieldNode):
            return 0 if part.name.value.startswith("__") else 1 + self._depth(part.selection_set)
        if isinstance(part, InlineFragmentNode):
            return self._depth(part.selection_set)
        return self._spread(part.name.value)

    def _spread(self, name: str) -> int:
        if name not in self._depths:
            self._depths[name] = 0  # a cycle, which another rule reports, ends here
            fragment: FragmentDefinitionNode | None = self.context.get_fragment(name)
            self._depths[name] = self._depth(fragment.selection_set) if fragment else 0
        return self._depths[name]
