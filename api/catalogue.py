"""Every list that can be asked for: its rows, its arguments and its order."""

from datetime import date
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, and_, not_, or_
from sqlmodel import col, select

import models
from api import conditions as where
from api import filters, flows, orders
from api.conditions import ROLLED_UP, Use, at_any_time, below, developed_by, rolled_up
from api.lists import Argument, Listing

HELD_ON = Argument(
    "held_on",
    date | None,
    "Only roles held on this day, the surest first; see `heldCounts`.",
    where=where.held_on,
)
AT_LEAST = Argument(
    "at_least",
    models.Held | None,
    "With `heldOn`: how sure it must be that a role was held on that day.",
    default=models.Held.POSSIBLY,
)
DESCENDANTS = Argument(
    ROLLED_UP,
    bool | None,
    "Whether to include what belongs to the organization's parts, while they were its parts.",
    default=True,
)

JOINED = Argument(
    "joined",
    filters.DateRange | None,
    "Only moves whose day of joining may fall within; without it, all moves, as certain ones.",
    where=where.within("joined"),
)
BETWEEN = Argument(
    "between",
    list[strawberry.ID] | None,
    "Only flows whose ends are both among these: a slug or an id of each. A part stands for the "
    "group that it belonged to then; without `groupByTopParent`, a whole includes its parts.",
    where=flows.between,
    kinds=("organization",),
    fixed=True,
)
BY_TOP = Argument(
    "group_by_top_parent",
    bool | None,
    "Whether each end is the organization that stood at the top on the day of leaving or of "
    "joining, so that moves inside a group are no flow; else it is the one of the role itself, and "
    "moves between two organizations of a group are flows too.",
    default=True,
)
MIN_CONFIDENCE = Argument(
    "min_confidence",
    models.Confidence | None,
    "Only moves whose `weakestConfidence` is this or surer; `DENIED` takes all.",
    default=models.Confidence.REPORTED,
)
KINDS = Argument(
    "kinds",
    list[models.TimelineKind] | None,
    "Only items of these kinds.",
    where=where.chosen("item_kind"),
)
AROUND = Argument(
    "between",
    filters.DateRange | None,
    "Only what may have been within these days, by the `on` of each edge.",
    where=where.within("on"),
)


def filtered(kind: type) -> Argument:
    """Declare the argument `filter`."""
    return Argument("filter", kind | None, "Only what fulfils this.", where=where.fulfils)


def ordered(kind: Any, order: str) -> Argument:
    """Declare the argument `orderBy`, and say what holds without it."""
    description = f"What to order by, the most important first. Without it: {order}."
    return Argument("order_by", list[kind] | None, description)


ROLES = (
    HELD_ON,
    AT_LEAST,
    filtered(filters.RoleFilter),
    ordered(orders.RoleOrder, "by start, or with `heldOn` the surest first"),
)
PAY = (
    filtered(filters.CompensationFilter),
    ordered(orders.CompensationOrder, "by the time it is of"),
)
FLOWS = (JOINED, BETWEEN, BY_TOP, MIN_CONFIDENCE)
TIMELINE = (KINDS, AROUND)
MODELS = (filtered(filters.ModelFilter), ordered(orders.ModelOrder, "by release"))


def of_organization(column: str, span: tuple[str, str]) -> where.Where:
    """The organization in `column` is the parent or, unless that is unwanted, below it."""

    def belongs(table: Any, parent: Any, use: Use) -> ColumnElement[bool]:
        return rolled_up(table, column, span, lambda each: each == parent, use)

    return belongs


def developed(table: Any, parent: Any, use: Use) -> ColumnElement[bool]:
    """The organization, or one below it when the model came out, developed the model."""
    return developed_by(table, lambda each: each == parent, use)


def in_timeline(table: Any, parent: Any, use: Use) -> ColumnElement[bool]:
    """The item is of the entity or, unless that is unwanted, of a part of it."""
    its: ColumnElement[bool] = table.entity_id == parent
    if use.own_only:
        return and_(its, table.is_own)
    return its


def child_of(table: Any, parent: Any, use: Use) -> ColumnElement[bool]:
    """The organization is a part of the parent on the day asked about."""
    tree = models.OrganizationAncestor
    above = col(tree.ancestor_id) == parent
    if not use.beside.get("recursive"):
        above = above & (col(tree.depth) == 1)
    return table.id.in_(below(above, day=use.beside.get("on"), depth=1))


def either_end(table: Any, parent: Any, _: Use) -> ColumnElement[bool]:
    """The relation is from or to the organization."""
    return or_(table.organization_id == parent, table.other_id == parent)


def mentions(table: Any, parent: Any, _: Use) -> ColumnElement[bool]:
    """The event is by or about the entity."""
    mention = models.EventMention
    return table.id.in_(select(mention.event_id).where(mention.record_id == parent))


def rival(table: Any, parent: Any, _: Use) -> ColumnElement[bool]:
    """The report is of the same package as another one."""
    report = models.CompensationReport
    package = select(report.package).where(report.id == parent).scalar_subquery()
    return (table.package == package) & (table.id != parent)


def moved(end: str, other: str) -> where.Where:
    """The move led into the organization, or out of it: only its `end` lies there.

    An organization's parts count as they belonged to it when the person joined or left.
    """
    columns = {"destination_id": "joined", "origin_id": "left"}

    def belongs(table: Any, parent: Any, _: Use) -> ColumnElement[bool]:
        def inside(column: str) -> ColumnElement[bool]:
            when = columns[column]
            span = (getattr(table, f"{when}_earliest"), getattr(table, f"{when}_latest"))
            tree = col(models.OrganizationAncestor.ancestor_id) == parent
            return and_(
                getattr(table, column).in_(at_any_time(tree)),
                getattr(table, column).in_(below(tree, span=span)),
            )

        elsewhere = or_(getattr(table, other).is_(None), not_(inside(other)))
        return and_(inside(end), elsewhere)

    return belongs


PEOPLE = Listing(
    models.Person,
    arguments=(filtered(filters.PersonFilter), ordered(orders.PersonOrder, "by name")),
    order=("name_sort",),
)
ORGANIZATIONS = Listing(
    models.Organization,
    arguments=(
        filtered(filters.OrganizationFilter),
        ordered(orders.OrganizationOrder, "by name"),
    ),
    order=("name_sort",),
)
ALL_MODELS = Listing(models.AIModel, arguments=MODELS, order=("released_sort",))
ALL_ROLES = Listing(models.Role, arguments=ROLES, order=("start_sort",))
ALL_PAY = Listing(models.CompensationReport, arguments=PAY, order=("at_sort",))
ALL_EVENTS = Listing(
    models.Event,
    arguments=(filtered(filters.EventFilter), ordered(orders.EventOrder, "by day")),
    order=("on_sort",),
)
ALL_MOVES = Listing(
    models.Move,
    arguments=(
        filtered(filters.MoveFilter),
        ordered(orders.MoveOrder, "by the day of joining"),
    ),
    order=("joined_sort", "place"),
)
DISPUTES = Listing(
    models.Dispute,
    arguments=(filtered(filters.DisputeFilter),),
    order=("record_id",),
    tie="field",
)
ALL_SOURCES = Listing(
    models.Source,
    arguments=(filtered(filters.SourceFilter), ordered(orders.SourceOrder, "by day")),
    order=("published_sort",),
)
ALL_RESPONSES = Listing(
    models.Response,
    arguments=(
        Argument(
            "party",
            list[strawberry.ID] | None,
            "Only what these answered: a slug or an id of each.",
            where=where.refers("party_id"),
            kinds=filters.ENTITY_KINDS,
        ),
        Argument(
            "answer",
            list[models.Answer] | None,
            "Only these answers.",
            where=where.chosen("answer"),
        ),
    ),
    order=("on_sort",),
)
CHANGES = Listing(
    models.Change,
    arguments=(
        Argument(
            "since",
            int,
            "Only what changed in releases after this version; 0 for all there were.",
            where=lambda table, version, _: table.version > version,
        ),
    ),
    order=("version",),
    tie="record_id",
)

PERSON_ROLES = Listing(models.Role, "person_id", ROLES, ("start_sort",))
PERSON_PAY = Listing(models.CompensationReport, "recipient_id", PAY, ("at_sort",))
PERSON_MOVES = Listing(models.Move, "person_id", order=("place",))
PERSON_CREDITS = Listing(models.ModelCredit, "person_id", order=("start_sort",))

ORGANIZATION_ROLES = Listing(
    models.Role,
    of_organization("organization_id", ("possible_from", "possible_until")),
    (DESCENDANTS, *ROLES),
    ("start_sort",),
)
ORGANIZATION_PAY = Listing(
    models.CompensationReport,
    of_organization("payer_id", ("at_earliest", "at_latest")),
    (DESCENDANTS, *PAY),
    ("at_sort",),
)
ORGANIZATION_MODELS = Listing(models.AIModel, developed, (DESCENDANTS, *MODELS), ("released_sort",))
ORGANIZATION_CREDITS = Listing(models.ModelCredit, "organization_id", order=("start_sort",))
ORGANIZATION_RELATIONS = Listing(models.OrganizationRelation, either_end, order=("start_sort",))
ARRIVALS = Listing(
    models.Move,
    moved("destination_id", "origin_id"),
    (filtered(filters.MoveFilter),),
    ("joined_sort", "place"),
)
DEPARTURES = Listing(
    models.Move,
    moved("origin_id", "destination_id"),
    (filtered(filters.MoveFilter),),
    ("left_sort", "place"),
)
CHILDREN = Listing(
    models.Organization,
    child_of,
    (
        Argument("on", date | None, "As of this day; null: in the newest state on record."),
        Argument(
            "recursive",
            bool | None,
            "Whether to include the parts of parts, at any depth.",
            default=False,
        ),
    ),
    ("name_sort",),
)

PERSON_TIMELINE = Listing(models.TimelineEntry, "entity_id", TIMELINE, ("on_sort",), tie="item_id")
ORGANIZATION_TIMELINE = Listing(
    models.TimelineEntry, in_timeline, (DESCENDANTS, *TIMELINE), ("on_sort",), tie="item_id"
)
FLOW_MOVES = Listing(models.Move, flows.along, FLOWS, ("joined_sort", "place"))

MODEL_MEMBERS = Listing(models.AIModel, "family_id", MODELS, ("released_sort",))
MODEL_CREDITS = Listing(models.ModelCredit, "model_id", order=("start_sort",))
SUCCESSORS = Listing(models.Role, "predecessor_id", order=("start_sort",))
OTHER_REPORTS = Listing(models.CompensationReport, rival, order=("at_sort",))
ENTITY_EVENTS = Listing(
    models.Event,
    mentions,
    (
        Argument(
            "kind",
            list[models.EventKind] | None,
            "Only events of these kinds.",
            where=where.chosen("event_kind"),
        ),
    ),
    ("on_sort",),
)
SOURCE_SUPPORTS = Listing(models.Evidence, "source_id")
