"""Operations compiled: the fields that are asked of each object type, and how to get them.

graphql-core itself collects the fields, so that merging, fragments and directives mean the same.
"""

from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
import strawberry
from graphql import (
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues, get_argument_values
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

import models
from api.edges import ITSELF, UNASKED
from api.plan.arguments import straight
from api.plan.blocks import Block, Field
from api.plan.errors import NotCoveredError
from api.plan.kept import Found, Kept
from api.plan.operations import Operation, variables_in
from api.plan.resolving import (
    Arguments,
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


class Plan:
    """An operation compiled for the values that the variables of its directives have."""

    def __init__(
        self, schema: strawberry.Schema, operation: Operation, given: Any, learned: Learned
    ) -> None:
        self.schema = schema
        self.operation = operation
        self.given: VariableValues = given
        self.learned = learned
        self.found: tuple[Kept, Found] | None = None
        self.made = 0  # fields
        self._reads: set[tuple[Any, str]] = set()
        self.root = Selection(self, None)
        self.core = schema._schema  # noqa: SLF001 - Strawberry offers no other way to it
        self.query: Any = self.core.query_type
        self._compile(self.query, self.root, None)
        self.columns = _by_table(self._reads)

    def _compile(self, kind: Any, selection: "Selection", table: Any) -> bool:
        """Compile all that may be asked of objects of a type, at any depth.

        Their rows are of the table of that type, or else of `table`, if any. Tell whether no
        variable is in it.
        """
        kinds = self.core.get_possible_types(kind) if is_abstract_type(kind) else [kind]
        fixed = [self._compile_block(each, selection.of(each), table) for each in kinds]
        return all(fixed)

    def _compile_block(self, kind: GraphQLObjectType, block: Block, table: Any) -> bool:
        own = table_of(kind)
        self._note(own or table, block.fields)
        fixed = not any(part.varies for part in block.fields)
        for part in block.fields:
            if not is_leaf_type(inner := get_named_type(part.kind)):
                of = (own or table) if part.edge is ITSELF else None
                fixed &= self._compile(inner, part.selection, of)
        block.lasting = fixed and own is not None
        return fixed

    def _note(self, table: Any, fields: list[Field]) -> None:
        """Note which columns some fields look at, of rows of a table if they are of one."""
        if table:
            self._reads |= {(table, each.key) for each in sa.inspect(table).primary_key}
        for declared in (field.declared for field in fields if field.declared):
            self._reads |= self.learned[declared.python_name]
            if table:
                self._reads |= reads(declared, table)

    def fields(self, kind: GraphQLObjectType, of: list[FieldDetails] | None) -> list[Field]:
        """Compile what is asked of a type, inside some merged fields or at the root."""
        core = self.core
        fragments, definition = self.operation.fragments, self.operation.definition
        try:
            if of is None:
                found = collect_fields(core, fragments, self.given, kind, definition)
            else:
                found = collect_subfields(core, fragments, self.given, definition, kind, of)
        except GraphQLError as error:
            raise NotCoveredError("a directive that is refused") from error
        self.made += len(found.grouped_field_set)
        return [self._field(kind, key, of) for key, of in found.grouped_field_set.items()]

    def _field(self, kind: GraphQLObjectType, key: str, details: list[FieldDetails]) -> Field:
        name = details[0].node.name.value
        selection = Selection(self, details)
        about = self.core.get_field(kind, name)
        if about is None:
            raise NotCoveredError(f"the field {name}")
        if name == "__typename":
            return _typename(kind, key, about, details, selection)
        declared = about.extensions.get(DECLARATION)
        if not isinstance(declared, StrawberryField):
            raise NotCoveredError(f"the field {name}")
        given = details[0].node.arguments
        unasked = None if given else declared.metadata.get(UNASKED)
        held = unasked if isinstance(unasked, str) else None
        if not declared.base_resolver:
            held = declared.python_name
        return Field(
            key=key,
            nodes=[each.node for each in details],
            kind=about.type,
            declared=declared,
            held=held,
            asks=bool(about.args) and not unasked,
            arguments=self._arguments(about, declared, details[0]),
            at_once=attributes(held) if held else at_once(declared),
            later=later(declared, unasked=not given),
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
            called = schema.config.name_converter.from_argument
            names = {called(argument): argument.python_name for argument in declared.arguments}
            return straight(about, names, details.node, arguments)
        known = lru_cache(maxsize=1)(lambda: arguments(self.given))
        return lambda _: dict(known())


def table_of(kind: GraphQLObjectType) -> Any:
    """Return the table whose rows stand for the objects of a type: that of its name, if any."""
    table = getattr(models, kind.name, None)
    return table if hasattr(table, "__table__") else None


class Selection:
    """What is asked of the objects of a field; of each type when it is first met."""

    def __init__(self, plan: Plan, details: list[FieldDetails] | None) -> None:
        self._plan = plan
        self._details = details
        self._blocks: dict[str, Block] = {}

    def of(self, kind: GraphQLObjectType) -> Block:
        """Return what is asked of an object of this type."""
        found = self._blocks.get(kind.name)
        if found is None:
            found = self._blocks[kind.name] = Block(self._plan.fields(kind, self._details))
        return found


def _by_table(reads: set[tuple[Any, str]]) -> dict[Any, tuple[str, ...]]:
    found: dict[Any, list[str]] = defaultdict(list)
    for table, name in sorted(reads, key=lambda each: each[1]):
        found[table].append(name)
    return {table: tuple(columns) for table, columns in found.items()}


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
        selection=selection,
    )
