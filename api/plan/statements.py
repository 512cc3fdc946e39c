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

from api.newest import MOMENT, NEWEST
from api.plan.kept import Met
from api.plan.records import Convert, columns_of, conversion, row_class

MOST_NARROWED = 50
"""How many ways to narrow one statement are kept."""

MOST_KEPT = 300
"""How many statements are kept compiled; a request makes some of its own, which are kept as long
as any, and for nothing."""

MOMENT_SEEN = NEWEST.with_only_columns(MOMENT).correlate(None).scalar_subquery()
"""The release that a statement sees, to stand at the end of each row where that can be another
than the statement before saw. It is worked out once for a statement."""

Columns = Mapping[Any, tuple[str, ...]]
"""Which columns of a table are needed; of a table that is not named, all are."""

Shape = Callable[[list[Any], Met], Sequence[Any]]
"""Makes of raw rows what a session would return."""

Make = Callable[[list[Any], Met], list[Any]]


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
        if dialect.name == "postgresql":
            every.append(MOMENT_SEEN)
        narrow = statement.with_only_columns(*every)
        self._compiled: SQLCompiler = narrow.compile(dialect=dialect)
        names = [each["name"] for each in statement.column_descriptions]
        lone = isinstance(statement, SelectOfScalar)
        self._shape = _shape(parts, names, dialect, lone=lone)
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

    def make(self, place: int, dialect: Dialect) -> Make:
        """Return what makes the things out of raw rows in which their columns begin at a place."""
        if self.table is None:
            return _values(place, conversion(self.columns[0].type, dialect))
        kind = row_class(self.table, self.names, dialect)
        whole = slice(place, place + len(self.columns))
        if "id" in self.names:
            id_at = place + self.names.index("id")
            return lambda found, met: met.rows(kind, found, whole, id_at)
        return lambda found, _: [kind(values[whole]) for values in found]


def _values(place: int, convert: Convert | None) -> Make:
    value = itemgetter(place)
    if convert is None:
        return lambda found, _: list(map(value, found))
    return lambda found, _: list(map(convert, map(value, found)))


def _shape(parts: list[Part], names: list[str], dialect: Dialect, *, lone: bool) -> Shape:
    """Return what makes of raw rows, which may be longer, what a session would return."""
    # Beside a record stands its place in an order, of which the text will do.
    beside = any(part.table for part in parts)
    makes: list[Make] = []
    place = 0
    for part in parts:
        raw = beside and not part.table
        makes.append(_values(place, None) if raw else part.make(place, dialect))
        place += len(part.columns)
    if lone or (beside and len(parts) == 1):
        return makes[0]
    whole = None if beside else _tuples(names)

    def shape(found: list[Any], met: Met) -> Sequence[Any]:
        rows = zip(*(make(found, met) for make in makes), strict=True)
        return list(map(whole, rows)) if whole else list(rows)

    return shape


def _tuples(names: list[str]) -> Callable[[Any], Any]:
    """Return what makes a tuple with names; columns of no name are reached by their place."""
    made: Any = namedtuple  # noqa: PYI024 - the names are known no sooner
    return made("Columns", names, rename=True)._make


def table_in(expression: Any) -> Any:
    """Return the class of the records that a part of a SELECT is of; None for a column."""
    about = sa.inspect(expression, raiseerr=False)
    return about.mapper.class_ if isinstance(about, Mapper | AliasedInsp) else None
