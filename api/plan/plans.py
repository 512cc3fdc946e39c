"""The plans of the operations that were asked lately, and the entrance to running them."""

from collections import OrderedDict
from typing import Any

import strawberry
from graphql import DocumentNode, GraphQLError, VariableNode, Visitor, visit
from graphql.execution.values import VariableValues, get_variable_values

from api.context import Context
from api.plan.context import PlanContext
from api.plan.errors import NotCoveredError
from api.plan.leaves import MissingError
from api.plan.rendering import Run
from api.plan.selecting import Operation, Plan

MOST_PLANS = 1000


class Plans:
    """Compiles the operations of a schema, each once, and runs them."""

    def __init__(self, schema: strawberry.Schema) -> None:
        self._schema = schema
        self._operations: OrderedDict[tuple[str, str | None], Compiled] = OrderedDict()

    async def answer(
        self,
        text: str,
        document: DocumentNode,
        name: str | None,
        variables: dict[str, Any] | None,
        context: Context,
    ) -> dict[str, Any]:
        """Return the data that a valid document asks for; `text` is what it was parsed from.

        Raise NotCoveredError, with the reason, where that is for graphql-core to do: also when an
        error is to be told, for its place, and what is null around it, are graphql-core's affair.
        """
        compiled = self._compiled(text, document, name)
        given = self._given(compiled.operation, variables or {})
        plan = compiled.plan(given)
        core = self._schema._schema  # noqa: SLF001 - Strawberry offers no other way to it
        run = Run(core, PlanContext(context), given)
        try:
            [data] = await run.objects(core.query_type, plan.root, [None])  # type: ignore[arg-type]
        except GraphQLError as error:
            raise NotCoveredError("an error to tell") from error
        except MissingError as error:
            raise NotCoveredError("a value that is missing") from error
        return data

    def _compiled(self, text: str, document: DocumentNode, name: str | None) -> "Compiled":
        key = (text, name)
        if key not in self._operations:
            self._operations[key] = Compiled(self._schema, document, name)
            if len(self._operations) > MOST_PLANS:
                self._operations.popitem(last=False)
        self._operations.move_to_end(key)
        return self._operations[key]

    def _given(self, operation: Operation, variables: dict[str, Any]) -> VariableValues:
        definitions = operation.definition.variable_definitions or ()
        core = self._schema._schema  # noqa: SLF001 - as above
        given = get_variable_values(core, definitions, variables, max_errors=1)
        if isinstance(given, list):
            raise NotCoveredError("variables that are refused")
        return given


class Compiled:
    """An operation, and its plans: one for each choice that its directives make by variables."""

    def __init__(self, schema: strawberry.Schema, document: DocumentNode, name: str | None) -> None:
        self.operation = Operation(document, name)
        self._schema = schema
        self._switches = _switches(document)
        self._plans: dict[tuple[Any, ...], Plan] = {}

    def plan(self, given: VariableValues) -> Plan:
        """Return the plan for the values of some variables."""
        choice = tuple(given.coerced.get(name) for name in self._switches)
        if choice not in self._plans:
            if len(self._plans) >= MOST_PLANS:
                self._plans.clear()
            self._plans[choice] = Plan(self._schema, self.operation, given)
        return self._plans[choice]


def _switches(document: DocumentNode) -> list[str]:
    """Name the variables that directives look at."""
    found: dict[str, None] = {}

    class Look(Visitor):
        def enter_directive(self, node: Any, *_: Any) -> None:
            for argument in node.arguments:
                if isinstance(argument.value, VariableNode):
                    found[argument.value.name.value] = None

    visit(document, Look())
    return list(found)
