"""What filters and arguments demand of a row, as conditions for the database."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, and_, case, func, not_, or_
from sqlmodel import col, select

import models
from api.beginnings import begins
from api.errors import BadUserInputError, nearest
from api.listed import among
from models.text import fold, storable

Wanted = tuple[tuple[str, ...], str]
"""The kinds that a record may be of (none: any), and the slug or id given for it."""

ROLLED_UP = "include_descendants"
"""The argument by which an organization's lists hold what belongs to its parts, too."""


@dataclass(frozen=True)
class Use:
    """What a condition may know besides its own value.

    `ids` are the ids of the records named anywhere in the request's arguments; `beside` holds
    the arguments, or the fields of the filter, that the value was given with; `day` is the day of
    the nearest `heldOn` around it, by which organizations are rolled up.
    """

    ids: Mapping[Wanted, str]
    beside: Mapping[str, Any]
    day: Any = None

    @property
    def own_only(self) -> bool:
        """Whether what belongs to the parts of an organization is unwanted."""
        return self.beside.get(ROLLED_UP) is False  # null is as nothing said


Where = Callable[[Any, Any, Use], ColumnElement[bool]]
"""From (table, value, use) to a condition."""


def demand(where: Where, description: str, *, kinds: tuple[str, ...] = ()) -> Any:
    """Declare a field of a filter: what it demands of a row, and which records it names."""
    return strawberry.field(
        default=strawberry.UNSET,
        description=description,
        metadata={"where": where, "kinds": kinds},
    )


class Demands:
    """What all filters share: a field that is left out is as one that is null."""

    def __post_init__(self) -> None:
        """Forget the difference, which no filter makes."""
        for name, value in vars(self).items():
            if value is strawberry.UNSET:
                setattr(self, name, None)


def option(default: Any, description: str) -> Any:
    """Declare a field of a filter that only says how another one is meant."""
    return strawberry.field(default=default, description=description)


def fulfils(table: Any, given: Any, use: Use) -> ColumnElement[bool]:
    """Return the condition that a row fulfils every field of a filter."""
    held_on = getattr(given, "held_on", None)
    inner = Use(use.ids, vars(given), use.day if held_on is None else held_on)
    return and_(
        True,
        *(where(table, value, inner) for where, _, value in _demands(given)),
    )


def named(given: Any) -> Iterator[Wanted]:
    """Yield every record that a filter names, at any depth."""
    for _, kinds, value in _demands(given):
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, Demands):
                yield from named(each)
            elif kinds:
                yield kinds, each


def uses(given: Any, name: str) -> bool:
    """Tell whether a filter uses the field `name`, at any depth of and, or and not."""
    if given is None:
        return False
    parts = [*(given.and_ or []), *(given.or_ or []), given.not_] if hasattr(given, "and_") else []
    return getattr(given, name, None) is not None or any(uses(part, name) for part in parts)


def _demands(given: Any) -> Iterator[tuple[Where, tuple[str, ...], Any]]:
    for part in type(given).__strawberry_definition__.fields:
        value = getattr(given, part.python_name)
        if "where" in part.metadata and value is not None:
            yield part.metadata["where"], part.metadata["kinds"], value


def all_of(table: Any, filters: Any, use: Use) -> ColumnElement[bool]:
    """Every filter holds."""
    return and_(True, *(fulfils(table, each, use) for each in filters))


def any_of(table: Any, filters: Any, use: Use) -> ColumnElement[bool]:
    """At least one filter holds."""
    return or_(False, *(fulfils(table, each, use) for each in filters))


def none_of(table: Any, given: Any, use: Use) -> ColumnElement[bool]:
    """The filter does not hold, be it because a value is unknown."""
    return not_(_known(fulfils(table, given, use)))


def _known(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Read unknown as false, so that a row is always in one of `filter` and `not: filter`."""
    return case((condition, True), else_=False).is_(True)


def chosen(name: str) -> Where:
    """The column is one of the choices."""
    return lambda table, values, _: getattr(table, name).in_(values)


def code(name: str, known: Collection[str], what: str) -> Where:
    """The column is one of the codes, which clients may write in small letters."""

    def where(table: Any, values: Any, _: Use) -> ColumnElement[bool]:
        codes = [value.upper() for value in values]
        for value, each in zip(values, codes, strict=True):
            if each not in known:
                raise BadUserInputError(f"`{value}` is no {what}.{nearest(each, known)}")
        return getattr(table, name).in_(codes)

    return where


def exactly(name: str) -> Where:
    """The column is the value."""
    return lambda table, value, _: getattr(table, name) == value


def refers(name: str) -> Where:
    """The column names one of the records."""
    return lambda table, records, _: among(getattr(table, name), records)


def changed_since(table: Any, version: int, _: Use) -> ColumnElement[bool]:
    """The record changed in a later release."""
    record = models.Record
    changed = select(record.id).where(record.kind == table.kind, record.changed_in > version)
    return table.id.in_(changed)


def of_changed_since(table: Any, version: int, _: Use) -> ColumnElement[bool]:
    """The row is about a record that changed in a later release."""
    record = models.Record
    changed = select(record.id).where(
        col(record.kind).in_(models.TABLES), record.changed_in > version
    )
    return table.record_id.in_(changed)


def within(name: str) -> Where:
    """The vague date may fall within the range; an unknown one does not."""

    def where(table: Any, value: Any, _: Use) -> ColumnElement[bool]:
        earliest, latest = getattr(table, f"{name}_earliest"), getattr(table, f"{name}_latest")
        known = or_(earliest.is_not(None), latest.is_not(None))
        found = [known]
        if value.to is not None:
            found.append(or_(earliest.is_(None), earliest <= value.to))
        if value.from_ is not None:
            found.append(or_(latest.is_(None), latest >= value.from_))
        return and_(*found)

    return where


def surely_within(table: Any, name: str, value: Any) -> ColumnElement[bool]:
    """The vague date falls within the range, whatever day of those it may mean is the right one."""
    earliest, latest = getattr(table, f"{name}_earliest"), getattr(table, f"{name}_latest")
    return and_(
        func.coalesce(earliest, date.min) >= (date.min if value.from_ is None else value.from_),
        func.coalesce(latest, date.max) <= (date.max if value.to is None else value.to),
    )


def text_matches(name: str) -> Where:
    """The folded column, which is empty where there is no text, matches."""
    return lambda table, value, _: and_(
        getattr(table, name) != "", _text(getattr(table, name), value)
    )


def name_matches(table: Any, value: Any, _: Use) -> ColumnElement[bool]:
    """At least one name of the record matches."""
    name = models.Name
    return table.id.in_(select(name.record_id).where(_text(col(name.folded), value)))


def _text(folded: Any, value: Any) -> ColumnElement[bool]:
    conditions = []
    if value.eq is not None:
        conditions.append(folded == _key(value.eq))
    if value.in_ is not None:
        conditions.append(folded.in_(map(_key, value.in_)))
    if value.contains is not None:
        conditions.append(folded.contains(_key(value.contains), autoescape=True))
    if value.starts_with is not None:
        conditions += begins(folded, _key(value.starts_with))
    return and_(True, *conditions)


def _key(text: str) -> str:
    return fold(storable(text))


def has(table: Any, column: str) -> Where:
    """At least one row of another table, which names this one in `column`, fulfils a filter.

    Where the filter names records, few rows do, which are found first; else nearly any row may,
    and those of each row of the list are looked at.
    """

    def where(parent: Any, given: Any, use: Use) -> ColumnElement[bool]:
        rows = select(getattr(table, column)).where(fulfils(table, given, use))
        if not uses(given, "rank"):
            rows = rows.where(table.rank != models.Rank.DEPRECATED)
        if _narrows(given):
            return parent.id.in_(rows)
        return rows.where(getattr(table, column) == parent.id).exists()

    return where


def _narrows(given: Any) -> bool:
    """Tell whether a filter names records, so that an index finds all rows that fulfil it."""
    parts = type(given).__strawberry_definition__.fields
    return any(
        part.metadata.get("kinds") and getattr(given, part.python_name) is not None
        for part in parts
    )


def held_rank(table: Any, day: Any) -> ColumnElement[int]:
    """Return 0 where a role was surely held on a day, 1 presumably, 2 possibly.

    The rule of `models.held.held`, for rows that may have been held on that day at all.
    """
    begun = table.sure_from <= day
    return case(
        (and_(begun, table.sure_until >= day), 0),
        (and_(begun, table.status == models.RoleStatus.CURRENT), 1),
        else_=2,
    )


HELD_RANKS = {models.Held.YES: 0, models.Held.PRESUMED: 1, models.Held.POSSIBLY: 2}


def held_on(table: Any, day: Any, use: Use) -> ColumnElement[bool]:
    """The role was held on a day, at least as surely as `atLeast` says."""
    at_least = use.beside.get("at_least") or models.Held.POSSIBLY
    return and_(
        table.possible_from <= day,
        table.possible_until >= day,
        held_rank(table, day) <= HELD_RANKS[at_least],
    )


def below(
    ancestors: ColumnElement[bool],
    *,
    day: Any = None,
    span: tuple[Any, Any] | None = None,
    depth: int = 0,
) -> Any:
    """Select the ids of the organizations below those that `ancestors` describes.

    As of a day; or at some time of a span, whose ends may be unknown; or else in the newest
    state on record. Each organization is below itself at depth 0.
    """
    tree = models.OrganizationAncestor
    found = select(tree.organization_id).where(ancestors, tree.depth >= depth)
    if span and day is None:
        return found.where(_during(*span))
    day = date.max if day is None else day
    return found.where(tree.from_day <= day, tree.until_day >= day)


def at_any_time(ancestors: ColumnElement[bool]) -> Any:
    """Select the ids of the organizations that ever were below those that `ancestors` describes.

    No other condition on the tree can be looked up: each may depend on the row it is asked for.
    """
    return select(models.OrganizationAncestor.organization_id).where(ancestors)


def _during(first: Any, last: Any) -> ColumnElement[bool]:
    """The window of the tree shares a day with a span, whose ends may be unknown."""
    tree = models.OrganizationAncestor
    return and_(
        or_(first.is_(None), tree.until_day >= first), or_(last.is_(None), tree.from_day <= last)
    )


Those = Callable[[Any], ColumnElement[bool]]
"""From a column with ids of organizations to the condition that it names one of those meant."""


def rolled_up(table: Any, column: str, span: tuple[str, str], those: Those, use: Use) -> Any:
    """The organization in `column` is one of those meant or, unless unwanted, a part of one.

    As of the day that is asked about; else at some time of the row's own span.
    """
    owner = getattr(table, column)
    if use.own_only:
        return those(owner)
    above = those(col(models.OrganizationAncestor.ancestor_id))
    if use.day is not None:
        return owner.in_(below(above, day=use.day))
    ends = (getattr(table, span[0]), getattr(table, span[1]))
    parts = owner.in_(below(above, span=ends, depth=1))  # looked at only for what is of a part
    return and_(owner.in_(at_any_time(above)), or_(those(owner), parts))


def developed_by(table: Any, those: Those, use: Use) -> ColumnElement[bool]:
    """One of those meant or, unless unwanted, a part of one when it came out, made the model."""
    tree, developer = models.OrganizationAncestor, models.ModelDeveloper
    if use.own_only:
        own = select(developer.model_id).where(those(col(developer.organization_id)))
        return table.id.in_(own)
    ever = select(developer.model_id).where(
        col(developer.organization_id).in_(at_any_time(those(col(tree.ancestor_id))))
    )
    made = (
        select(developer.model_id)
        .join(tree, col(tree.organization_id) == developer.organization_id)
        .where(developer.model_id == table.id, those(col(tree.ancestor_id)))
        .where(_during(table.released_earliest, table.released_latest))
    )
    return and_(table.id.in_(ever), made.exists())


def one_of(records: Any) -> Those:
    """Those that clients name."""
    return lambda column: among(column, records)


def under(column: str, span: tuple[str, str]) -> Where:
    """The organization in `column` is one of those named, or below one while the row held."""
    return lambda table, records, use: rolled_up(table, column, span, one_of(records), use)


MOST_VALUES, MOST_FILTERS, DEEPEST, LONGEST = 200, 50, 10, 1000


def refuse_too_large(given: Any) -> None:
    """Refuse an argument that would cost the database more than anybody's question needs."""
    waiting, filters = [(given, 0)], 0
    while waiting:
        value, depth = waiting.pop()
        filters += isinstance(value, Demands)
        if isinstance(value, str) and len(value) > LONGEST:
            raise BadUserInputError(f"A text has {len(value)} characters; {LONGEST} is the most.")
        if isinstance(value, list) and len(value) > MOST_VALUES:
            raise BadUserInputError(f"A list has {len(value)} values; {MOST_VALUES} is the most.")
        if filters > MOST_FILTERS:
            raise BadUserInputError(f"A filter holds more than {MOST_FILTERS} others.")
        if depth > DEEPEST:
            raise BadUserInputError(f"A filter is nested deeper than {DEEPEST} levels.")
        if isinstance(value, list):
            waiting += [(each, depth) for each in value]
        if isinstance(value, Demands):
            waiting += [(each, depth + 1) for each in vars(value).values()]
