"""Operations compiled: the fields that are asked of each object type, and how to get them.

graphql-core itself collects the fields, so that merging, fragments and directives mean the same.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
import strawberry
from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    visit,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues, get_argument_values
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

import models
from api.edges import UNASKED
from api.plan.errors import NotCoveredError
from api.plan.leaves import Column, column, raw
from api.plan.records import Row, columns_of
from api.plan.resolving import (
    Arguments,
    AtOnce,
    Later,
    at_once,
    attributes,
    later,
    reads,
    waiting,
)

Learned = defaultdict[str, set[tuple[Any, str]]]
"""Columns that fields of a name turned out to look at, besides those that their code shows."""

DECLARATION = "strawberry-definition"
"""Where Strawberry keeps the declaration of a field, among the extensions of graphql-core's."""


@dataclass(frozen=True)
class Field:
    """A field that is asked for: how to find its values for some rows, and what is asked of them.

    `held` is the attribute of the rows that it is, if any; `asks` tells whether it has arguments;
    `at_once`, where it needs no waiting, how its values follow from the rows; `column`, where
    these are scalars, how they are rendered.
    """

    key: str
    nodes: list[FieldNode]
    kind: GraphQLOutputType
    declared: StrawberryField | None
    held: str | None
    asks: bool
    arguments: Callable[[VariableValues], Arguments]
    at_once: AtOnce | None
    later: Later
    column: Column | None
    selection: "Selection"
    by_class: dict[type, Column | None] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its name in the code."""
        return self.declared.python_name if self.declared else self.key

    @property
    def edge(self) -> object:
        """The edge that it is declared as; None where it is none."""
        return self.declared and self.declared.metadata.get("edge")

    def values(self, rows: list[Any]) -> list[Any] | None:
        """Render the values of rows of one class; None where this needs more than the rows."""
        kind = type(rows[0])
        if kind not in self.by_class:
            self.by_class[kind] = self._renderer(kind)
        render = self.by_class[kind]
        return render and render(rows)

    def _renderer(self, kind: type) -> Column | None:
        """Return what renders the field of rows, where it is a scalar that needs no waiting."""
        if not self.column or not self.at_once or self.asks:
            return None
        find, column = self.at_once, self.column
        if issubclass(kind, Row) and self.held in kind.columns:
            render = raw(self.kind, columns_of(kind.table)[self.held].type, kind.dialect.name)
            if render:
                take, render_raw = itemgetter(kind.columns.index(self.held)), render
                return lambda rows: render_raw(list(map(take, rows)))
        return lambda rows: column(find(rows, {}))


class Plan:
    """An operation compiled for the values that the variables of its directives have."""

    def __init__(
        self, schema: strawberry.Schema, operation: "Operation", given: Any, learned: Learned
    ) -> None:
        self.schema = schema
        self.operation = operation
        self.given: VariableValues = given
        self.learned = learned
        self._reads: set[tuple[Any, str]] = set()
        self.root = Selection(self, None)
        core = schema._schema  # noqa: SLF001 - as below
        self._compile(core.query_type, self.root)
        self.columns = _by_table(self._reads)

    def _compile(self, kind: Any, selection: "Selection") -> None:
        """Compile all that may be asked of objects of a type, at any depth."""
        core = self.schema._schema  # noqa: SLF001 - as below
        kinds = core.get_possible_types(kind) if is_abstract_type(kind) else [kind]
        for each in kinds:
            for part in selection.of(each):
                if not is_leaf_type(inner := get_named_type(part.kind)):
                    self._compile(inner, part.selection)

    def fields(self, kind: GraphQLObjectType, of: list[FieldDetails] | None) -> list[Field]:
        """Compile what is asked of a type, inside some merged fields or at the root."""
        core = self.schema._schema  # noqa: SLF001 - Strawberry offers no other way to it
        fragments, definition = self.operation.fragments, self.operation.definition
        try:
            if of is None:
                found = collect_fields(core, fragments, self.given, kind, definition)
            else:
                found = collect_subfields(core, fragments, self.given, definition, kind, of)
        except GraphQLError as error:
            raise NotCoveredError("a directive that is refused") from error
        fields = [self._field(kind, key, of) for key, of in found.grouped_field_set.items()]
        if hasattr(table := getattr(models, kind.name, None), "__table__"):
            self._reads |= {(table, each.key) for each in sa.inspect(table).primary_key}
            for declared in (field.declared for field in fields if field.declared):
                self._reads |= reads(declared, table) | self.learned[declared.python_name]
        return fields

    def _field(self, kind: GraphQLObjectType, key: str, details: list[FieldDetails]) -> Field:
        name = details[0].node.name.value
        selection = Selection(self, details)
        about = self.schema._schema.get_field(kind, name)  # noqa: SLF001 - as above
        if about is None:
            raise NotCoveredError(f"the field {name}")
        if name == "__typename":
            return _typename(kind, key, about, details, selection)
        declared = about.extensions.get(DECLARATION)
        if not isinstance(declared, StrawberryField):
            raise NotCoveredError(f"the field {name}")
        given = details[0].node.arguments
        unasked = None if given else declared.metadata.get(UNASKED)
        return Field(
            key=key,
            nodes=[each.node for each in details],
            kind=about.type,
            declared=declared,
            held=unasked or (None if declared.base_resolver else declared.python_name),
            asks=bool(about.args) and not unasked,
            arguments=self._arguments(about, declared, details[0]),
            at_once=attributes(unasked) if unasked else at_once(declared),
            later=later(declared),
            column=column(about.type),
            selection=selection,
        )

    def _arguments(
        self, about: GraphQLField, declared: StrawberryField, details: FieldDetails
    ) -> Callable[[VariableValues], Arguments]:
        """Return what gives the arguments as the resolver takes them."""
        if not about.args:
            return lambda _: {}
        schema = self.schema

        def arguments(given: VariableValues) -> Arguments:
            values = get_argument_values(about, details.node, given)
            return convert_arguments(
                values, declared.arguments, schema.schema_converter.scalar_registry, schema.config
            )

        if variables_in(details.node.arguments):
            return arguments
        known = lru_cache(maxsize=1)(lambda: arguments(self.given))
        return lambda _: dict(known())


class Selection:
    """What is asked of the objects of a field; of each type when it is first met."""

    def __init__(self, plan: Plan, details: list[FieldDetails] | None) -> None:
        self._plan = plan
        self._details = details
        self._fields: dict[str, list[Field]] = {}

    def of(self, kind: GraphQLObjectType) -> list[Field]:
        """Return the fields that are asked of an object of this type."""
        found = self._fields.get(kind.name)
        if found is None:
            found = self._fields[kind.name] = self._plan.fields(kind, self._details)
        return found


def _by_table(reads: set[tuple[Any, str]]) -> dict[Any, tuple[str, ...]]:
    found: dict[Any, list[str]] = defaultdict(list)
    for table, name in sorted(reads, key=lambda each: each[1]):
        found[table].append(name)
    return {table: tuple(columns) for table, columns in found.items()}


def variables_in(arguments: Iterable[ArgumentNode] | None) -> list[str]:
    """Name the variables in some arguments, at any depth."""
    found: list[str] = []

    class Look(Visitor):
        def enter_variable(self, node: VariableNode, *_: Any) -> None:
            found.append(node.name.value)

    for argument in arguments or ():
        visit(argument, Look())
    return found


def _typename(
    kind: GraphQLObjectType,
    key: str,
    about: GraphQLField,
    details: list[FieldDetails],
    selection: Selection,
) -> Field:
    def names(rows: list[Any], _: Arguments) -> list[str]:
        return [kind.name] * len(rows)

    return Field(
        key=key,
        nodes=[each.node for each in details],
        kind=about.type,
        declared=None,
        held=None,
        asks=False,
        arguments=lambda _: {},
        at_once=names,
        later=waiting(names),
        column=column(about.type),
        selection=selection,
    )


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
