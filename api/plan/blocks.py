"""What is asked of the objects of one type, ready to be made for many rows at once."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from graphql import (
    FieldNode,
    GraphQLOutputType,
    is_abstract_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.values import VariableValues
from strawberry.types.field import StrawberryField

from api.edges import One
from api.plan.leaves import Column, all_there, column, raw
from api.plan.operations import variables_in
from api.plan.records import Row, UnreadError, columns_of
from api.plan.resolving import Arguments, AtOnce, Later, batch_of

if TYPE_CHECKING:
    from api.plan.selecting import Selection  # it stands above this module

Make = Callable[[Sequence[list[Any]]], list[dict[str, Any]]]


class UnforeseenError(Exception):
    """A field looked at a column that its code does not show."""

    def __init__(self, field: str, unread: UnreadError) -> None:
        super().__init__(f"{field} looks at {unread}")
        self.field = field
        self.column = (unread.table, unread.column)


@dataclass(eq=False)
class Field:
    """A field that is asked for: how to find its values for some rows, and what is asked of them.

    `held` is the attribute of the rows that it is, if any; `asks` tells whether it has arguments;
    `at_once`, where it needs no waiting, how its values follow from the rows.
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

    @cached_property
    def complete(self) -> Column | None:
        """What renders its values, where they follow from the rows, and all inside from them."""
        if not self.at_once or self.asks:
            return None
        return completing(self.kind, self.selection)

    @property
    def varies(self) -> bool:
        """Whether its arguments have variables in them."""
        return any(variables_in(node.arguments) for node in self.nodes)

    def values(self, rows: list[Any]) -> list[Any] | None:
        """Render the values of rows of one class; None where this needs more than the rows."""
        kind = type(rows[0])
        if kind not in self.by_class:
            self.by_class[kind] = self._renderer(kind)
        render = self.by_class[kind]
        try:
            return render and render(rows)
        except UnreadError as unread:
            raise UnforeseenError(self.name, unread) from unread

    def _renderer(self, kind: type) -> Column | None:
        """Return what renders the field of rows of a class."""
        find, complete = self.at_once, self.complete
        if not find or not complete:
            return None
        if issubclass(kind, Row) and self.held in kind.columns:
            render = raw(self.kind, columns_of(kind.table)[self.held].type, kind.dialect.name)
            if render:
                take, render_raw = itemgetter(kind.columns.index(self.held)), render
                return lambda rows: render_raw(list(map(take, rows)))
        return lambda rows: complete(find(rows, {}))


def completing(kind: Any, selection: "Selection") -> Column | None:
    """Return what renders values of a type; None where something inside needs waiting."""
    if render := column(kind):
        return render
    if is_non_null_type(kind) or is_list_type(kind):
        inner = completing(kind.of_type, selection)
        if inner is None:
            return None
        way = _all_there if is_non_null_type(kind) else _lists
        return partial(way, inner)
    if is_abstract_type(kind):
        return None
    block = selection.of(kind)
    if all(each.complete for each in block.fields):
        return lambda values: _objects(block, values)
    return None


def _all_there(inner: Column, values: list[Any]) -> list[Any]:
    return all_there(inner(values))


def _lists(inner: Column, lists: list[Any]) -> list[Any]:
    rest = iter(inner([item for each in lists if each is not None for item in each]))
    return [None if each is None else list(islice(rest, len(each))) for each in lists]


def _objects(block: "Block", rows: list[Any]) -> list[Any]:
    """Render rows, some of which may be None or met several times, each but once."""
    once = {id(row): row for row in rows if row is not None}
    some = list(once.values())
    if block.objects is None or not some:
        return [None if row is None else {} for row in rows]
    made = block.objects([each.values(some) or [] for each in block.fields])
    if len(some) == len(rows):
        return made
    by_id = dict(zip(once, made, strict=True))
    return [by_id.get(id(row)) for row in rows]


class Block:
    """The fields of one type, and what is known of them before any row is.

    `shared` are the batches that several edges lead through, with the columns of these edges.
    `lasting` tells that an object depends on its row and the release alone.
    """

    lasting = False

    def __init__(self, fields: list[Field]) -> None:
        self.fields = fields
        self.objects = objects(tuple(each.key for each in fields)) if fields else None
        ways: dict[tuple[Any, ...], list[str]] = defaultdict(list)
        for each in fields:
            if isinstance(edge := each.edge, One):
                ways[batch_of(edge)].append(edge.by)
        self.shared = [(batch, columns) for batch, columns in ways.items() if len(columns) > 1]


@lru_cache(maxsize=1000)
def objects(keys: tuple[str, ...]) -> Make:
    """Return what makes objects with these keys of a column of values for each.

    It is written as Python would be by hand, which takes a fifth of the time of any loop over the
    keys. GraphQL's grammar makes names of them: https://spec.graphql.org/October2021/#Name
    """
    names = [f"v{place}" for place in range(len(keys))]
    pairs = ", ".join(f"{key!r}: {name}" for key, name in zip(keys, names, strict=True))
    source = f"lambda columns: [{{{pairs}}} for {', '.join(names)}, in zip(*columns)]"
    made: Make = eval(source)  # noqa: S307 - of names, as said
    return made
