"""Statements as a driver takes them, and what their rows become."""

from collections import OrderedDict, namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Dialect
from sqlalchemy.orm import Mapper
from sqlalchemy.orm.util import AliasedInsp
from sqlalchemy.sql.compiler import ExpandedState, SQLCompiler
from sqlmodel.sql.expression import SelectOfScalar

from api.plan.records import columns_of, conversion, row_class
from models import Release

MOST_NARROWED = 50
"""How many ways to narrow one statement are kept."""

MOST_KEPT = 300
"""How many statements are kept compiled; a request makes some of its own, which are kept as long
as any, and for nothing."""

VERSION = sa.select(sa.func.max(Release.version)).scalar_subquery()
"""The release that a statement sees, to stand at the end of each row where that can be another
than the statement before saw."""

Columns = Mapping[Any, tuple[str, ...]]
"""Which columns of a table are needed; of a table that is not named, all are."""

Shape = Callable[[list[Any]], Sequence[Any]]


@dataclass(frozen=True)
class Ready:
    """A statement as a driver takes it: its text, its values in order, and what rows become."""

    text: str
    values: Sequence[Any]
    shape: Shape


class Statements:
    """Compiles statements for one kind of database, each once."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._known: OrderedDict[int, Known] = OrderedDict()

    def ready(self, statement: Any, columns: Columns, given: Mapping[str, Any]) -> Ready:
        """Make a SELECT ready, whose records are to have some columns, with its values."""
        known = self._known.get(id(statement))
        if known is None:
            known = self._known[id(statement)] = Known(statement)
            if len(self._known) > MOST_KEPT:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(id(statement))
        chosen = tuple(map(columns.get, known.tables))
        narrow = known.narrowed.get(chosen)
        if narrow is None:
            if len(known.narrowed) >= MOST_NARROWED:
                known.narrowed.clear()
            narrow = known.narrowed[chosen] = Narrowed(statement, columns, self._dialect)
        return narrow.ready(given)


class Known:
    """A statement, which is kept so that no other takes its place in memory, and its tables."""

    def __init__(self, statement: Any) -> None:
        self.statement = statement
        tables = (table_in(each["expr"]) for each in statement.column_descriptions)
        self.tables = [table for table in tables if table]
        self.narrowed: dict[tuple[Any, ...], Narrowed] = {}


class Narrowed:
    """A statement whose records have only the columns that are needed, compiled."""

    def __init__(self, statement: Any, columns: Columns, dialect: Dialect) -> None:
        parts = [Part(each["expr"], columns) for each in statement.column_descriptions]
        every = [column for part in parts for column in part.columns]
        if guarded := dialect.name == "postgresql":
            every.append(VERSION)
        narrow = statement.with_only_columns(*every)
        self._compiled: SQLCompiler = narrow.compile(dialect=dialect)
        names = [each["name"] for each in statement.column_descriptions]
        lone = isinstance(statement, SelectOfScalar)
        self._shape = _shape(parts, names, dialect, lone=lone, guarded=guarded)
        binds = self._compiled.binds.items()
        self._processors = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in binds
        }
        self._kept: Kept | None = None

    def ready(self, given: Mapping[str, Any]) -> Ready:
        """Return it with the values of its parameters."""
        kept = self._kept
        if kept is None:
            state = self._compiled.construct_expanded_state(given, escape_names=False)
            kept = Kept(state, self._processors)
            if not state.parameter_expansion.keys() & given.keys():
                self._kept = kept  # else the text itself depends on how many values there are
        return Ready(kept.text, kept.values(given), self._shape)


class Kept:
    """The text of a statement, and the order of its parameters."""

    def __init__(self, state: ExpandedState, processors: Mapping[str, Any]) -> None:
        self.text = state.statement
        self._fixed = state.parameters
        processors = {**processors, **state.processors}
        self._order = [(name, processors.get(name)) for name in state.positiontup or ()]

    def values(self, given: Mapping[str, Any]) -> list[Any]:
        """Return the values in order, those that are not given as they were."""
        fixed = self._fixed
        found = []
        for name, process in self._order:
            value = given[name] if name in given else fixed[name]
            found.append(process(value) if process else value)
        return found


class Part:
    """One of the things that a statement selects: a record, or a column."""

    def __init__(self, expression: Any, columns: Columns) -> None:
        self.table = table_in(expression)
        self.columns = [expression]
        self.names: tuple[str, ...] = ()
        if self.table:
            self.names = columns.get(self.table) or tuple(columns_of(self.table))
            self.columns = [getattr(expression, name) for name in self.names]

    def make(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """Return what makes the thing out of its columns; None for one that is what it is."""
        if self.table:
            return row_class(self.table, self.names, dialect)
        return conversion(self.columns[0].type, dialect)


def _shape(
    parts: list[Part], names: list[str], dialect: Dialect, *, lone: bool, guarded: bool
) -> Shape:
    """Return what makes of raw rows, which may end with a version, what a session would return."""
    # Beside a record stands its place in an order, of which the text will do.
    beside = any(part.table for part in parts)
    makes = [None if beside and not part.table else part.make(dialect) for part in parts]
    [first, *others] = parts
    if first.table and not others:
        make: Any = makes[0]
        whole_row = slice(0, len(first.columns))
        return lambda found: _column(found, whole_row, make) if guarded else list(map(make, found))
    if lone:
        return lambda found: _column(found, 0, makes[0])
    places: list[int | slice] = []
    start = 0
    for part in parts:
        end = start + len(part.columns)
        places.append(slice(start, end) if part.table else start)
        start = end
    whole = None if beside else _tuples(names)

    def shape(found: list[Any]) -> Sequence[Any]:
        pieces = [_column(found, place, make) for place, make in zip(places, makes, strict=True)]
        rows = zip(*pieces, strict=True)
        return list(map(whole, rows)) if whole else list(rows)

    return shape


def _column(found: list[Any], place: int | slice, make: Callable[[Any], Any] | None) -> list[Any]:
    values = map(itemgetter(place), found)
    return list(map(make, values) if make else values)


def _tuples(names: list[str]) -> Callable[[Any], Any]:
    """Return what makes a tuple with names; columns of no name are reached by their place."""
    made: Any = namedtuple  # noqa: PYI024 - the names are known no sooner
    return made("Columns", names, rename=True)._make


def table_in(expression: Any) -> Any:
    """Return the class of the records that a part of a SELECT is of; None for a column."""
    about = sa.inspect(expression, raiseerr=False)
    return about.mapper.class_ if isinstance(about, Mapper | AliasedInsp) else None
