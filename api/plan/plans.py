"""The plans of the operations that were asked lately, and the entrance to running them."""

import logging
from collections import OrderedDict, defaultdict
from typing import Any

import strawberry
from graphql import DocumentNode, ExecutionResult, Undefined, Visitor, visit
from graphql.execution.values import VariableValues, get_variable_values

from api.database import UNREADABLE, Database
from api.downloads.offer import Downloads
from api.errors import NotReadyError
from api.plan.blocks import UnforeseenError
from api.plan.context import PlanContext
from api.plan.errors import FailedError, NotCoveredError
from api.plan.operations import Operation, variables_in
from api.plan.readers import LostError, ReleasedError, reader
from api.plan.rendering import Run
from api.plan.selecting import Learned, Plan
from api.plan.statements import Statements

log = logging.getLogger("roster")
MOST, MOST_FIELDS = 1_000, 10_000
"""How many operations are kept, and of how many fields together: each takes some kilobytes."""
MOST_CHOICES = 16
"""How many plans of one operation are kept, whose directives choose otherwise."""
MOST_TRIES = 50
"""How often an operation is tried, where it needs more columns or meets releases."""
MOST_ERRORS = 50
"""How many errors of variables are told, as by graphql-core."""


class Plans:
    """Compiles the operations of a schema, each once, and runs them on a database.

    About so many `rows` are kept from request to request, while the release stays.
    """

    def __init__(
        self,
        schema: strawberry.Schema,
        database: Database,
        downloads: Downloads | None = None,
        *,
        rows: int = 0,
    ) -> None:
        self._schema = schema
        self._database = database
        self._downloads = downloads
        self._reader = reader(database, rows)
        database.closing.append(self._reader.close)
        self._statements = Statements(self._reader.dialect)
        self._learned: Learned = defaultdict(set)
        self._operations: OrderedDict[tuple[str, str | None], Compiled] = OrderedDict()

    @property
    def rows(self) -> int:
        """About how many rows are kept now."""
        return self._reader.kept.rows

    async def answer(
        self,
        text: str,
        document: DocumentNode,
        name: str | None,
        variables: dict[str, Any] | None,
    ) -> ExecutionResult:
        """Answer an operation of a valid document; `text` is what that was parsed from.

        Raise NotCoveredError, with the reason, where graphql-core is to answer instead.
        """
        compiled = self._compiled(text, document, name)
        core = self._schema._schema  # noqa: SLF001 - Strawberry offers no other way to it
        definitions = compiled.operation.definition.variable_definitions or ()
        given = get_variable_values(core, definitions, variables or {}, max_errors=MOST_ERRORS)
        if isinstance(given, list):
            return ExecutionResult(None, given)
        try:
            return await self._run(compiled, given)
        except NotCoveredError:
            raise
        except NotReadyError as problem:
            return ExecutionResult(None, [problem])
        except Exception as failure:
            log.exception("A plan failed; graphql-core is to answer.")
            raise FailedError("a failure") from failure

    async def _run(self, compiled: "Compiled", given: VariableValues) -> ExecutionResult:
        """Run a plan; and again where it turns out to need more columns, or another release.

        And once more where its connection was lost: there may be a new one to be had.
        """
        for tried in range(MOST_TRIES):
            snapshot = await self._reader.open()
            plan = compiled.plan(given, self._learned)
            context = PlanContext(self._database, self._downloads, snapshot, self._statements, plan)
            try:
                return await Run(plan, context, given).answer()
            except UnforeseenError as unforeseen:
                table, column = unforeseen.column
                if column in plan.columns.get(table, ()):
                    raise
                self._learned[unforeseen.field].add(unforeseen.column)
                compiled.forget()
            except ReleasedError:
                continue
            except LostError as lost:
                if tried:
                    raise NotReadyError(UNREADABLE) from lost
            finally:
                await snapshot.close()
        raise FailedError("releases that follow one another")

    def _compiled(self, text: str, document: DocumentNode, name: str | None) -> "Compiled":
        key = (text, name)
        if known := self._operations.get(key):
            self._operations.move_to_end(key)
            return known
        fields = sum(each.fields for each in self._operations.values())
        while fields > MOST_FIELDS or len(self._operations) >= MOST:
            fields -= self._operations.popitem(last=False)[1].fields
        self._operations[key] = Compiled(self._schema, document, name)
        return self._operations[key]


class Compiled:
    """An operation, and its plans: one for each choice that its directives make by variables."""

    def __init__(self, schema: strawberry.Schema, document: DocumentNode, name: str | None) -> None:
        self.operation = Operation(document, name)
        self._schema = schema
        self._switches = _switches(document)
        self._plans: dict[tuple[Any, ...], Plan] = {}

    def plan(self, given: VariableValues, learned: Learned) -> Plan:
        """Return the plan for the values of some variables."""
        choice = tuple(given.coerced.get(name, Undefined) for name in self._switches)
        if choice not in self._plans:
            if len(self._plans) >= MOST_CHOICES:
                self._plans.clear()
            self._plans[choice] = Plan(self._schema, self.operation, self._chosen(given), learned)
        return self._plans[choice]

    @property
    def fields(self) -> int:
        """How many fields its plans have, each in each type of which it is asked."""
        return sum(plan.made for plan in self._plans.values())

    def forget(self) -> None:
        """Make all plans anew."""
        self._plans.clear()

    def _chosen(self, given: VariableValues) -> VariableValues:
        """Return the values that the choice depends on, for a plan outlives its first request."""
        sources, coerced = given
        return VariableValues(
            {name: sources[name] for name in self._switches if name in sources},
            {name: coerced[name] for name in self._switches if name in coerced},
        )


def _switches(document: DocumentNode) -> list[str]:
    """Name the variables that directives look at."""
    found: dict[str, None] = {}

    class Look(Visitor):
        def enter_directive(self, node: Any, *_: Any) -> None:
            found.update(dict.fromkeys(variables_in(node.arguments)))

    visit(document, Look())
    return list(found)
