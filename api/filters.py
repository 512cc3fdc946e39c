"""The filters: what clients write, and which column each field looks at."""

import datetime as dt
from typing import Any, Optional

import strawberry
from sqlalchemy import or_
from sqlmodel import col, select
from strawberry import ID

import api.enums  # noqa: F401 - publishes them first
import models
from api import conditions as where
from api.conditions import Demands, demand, option
from api.errors import BadUserInputError
from api.listed import among
from models.money import CURRENCIES
from models.text import storable

ENTITY_KINDS = tuple(table.kind for table in models.ENTITIES)
ANY_KIND = tuple(models.TABLES)
RANK = "How it stands among rivals. Without this, deprecated ones are left out."
CONFIDENCE = "How sure it is."
CHANGED = "Only what changed in a release after this version."
NAME = "Some name of it, in any language, matches."
FEW_SOURCES = "Only what rests on at most so many independent sources: 1 finds what hangs on one."
DESCENDANTS = (
    "Whether an organization stands for all its parts too, as they belonged to it at the time."
)


def few_sources(table: Any, most: int, _: where.Use) -> Any:
    """The row rests on at most so many independent sources."""
    return table.independent_source_count <= most


@strawberry.input(
    description="Days from one to another, both included; either may be missing. A vague date "
    "falls within when one of the days it may mean does; an unknown date never does."
)
class DateRange(Demands):
    """A range of days."""

    from_: dt.date | None = strawberry.field(
        default=strawberry.UNSET, name="from", description="First day; null: no matter how early."
    )
    to: dt.date | None = strawberry.field(
        default=strawberry.UNSET, description="Last day; null: no matter how late."
    )

    def __post_init__(self) -> None:
        """Refuse a range that ends before it begins."""
        super().__post_init__()
        if self.from_ and self.to and self.from_ > self.to:
            raise BadUserInputError(f"`from` ({self.from_}) is after `to` ({self.to}).")


@strawberry.input(
    description="Demands on a text, all of which must hold. Case, diacritics and width are "
    "ignored: `ALiBaBa` equals `Alibaba`. There are no wildcards; `%` is a percent sign."
)
class TextFilter(Demands):
    """Demands on a text."""

    eq: str | None = strawberry.field(default=strawberry.UNSET, description="It is this.")
    in_: list[str] | None = strawberry.field(
        default=strawberry.UNSET, name="in", description="It is one of these."
    )
    contains: str | None = strawberry.field(
        default=strawberry.UNSET, description="It has this inside."
    )
    starts_with: str | None = strawberry.field(
        default=strawberry.UNSET, description="It begins with this."
    )


def combined(name: str, what: str) -> Any:
    """Declare `and`, `or` or `not` of a filter."""
    function = {"and": where.all_of, "or": where.any_of, "not": where.none_of}[name]
    return strawberry.field(
        name=name,
        default=strawberry.UNSET,
        description=what,
        metadata={"where": function, "kinds": ()},
    )


AND = "All of these hold as well."
OR = "At least one of these holds."
NOT = "This does not hold: what is unknown does not fulfil it, and so is in the list."


@strawberry.input(description="Demands on a role, all of which must hold.")
class RoleFilter(Demands):
    """Demands on a role."""

    and_: list["RoleFilter"] | None = combined("and", AND)
    or_: list["RoleFilter"] | None = combined("or", OR)
    not_: Optional["RoleFilter"] = combined("not", NOT)
    kind: list[models.RoleKind] | None = demand(where.chosen("role_kind"), "What sort it is.")
    status: list[models.RoleStatus] | None = demand(
        where.chosen("status"), "What sources last say of it."
    )
    confidence: list[models.Confidence] | None = demand(where.chosen("confidence"), CONFIDENCE)
    rank: list[models.Rank] | None = demand(where.chosen("rank"), RANK)
    organization: list[ID] | None = demand(
        where.under("organization_id", ("possible_from", "possible_until")),
        "Where it was held: a slug or an id of each.",
        kinds=("organization",),
    )
    include_descendants: bool | None = option(True, DESCENDANTS)
    person: list[ID] | None = demand(
        where.refers("person_id"),
        "Who held it: a slug or an id of each.",
        kinds=("person",),
    )
    title: TextFilter | None = demand(where.text_matches("title_folded"), "Its title.")
    started: DateRange | None = demand(where.within("start"), "It may have started then.")
    ended: DateRange | None = demand(where.within("end"), "It may have ended then.")
    held_on: dt.date | None = demand(
        where.held_on, "It was held on this day, at least as surely as `atLeast` says."
    )
    at_least: models.Held | None = option(
        models.Held.POSSIBLY, "How sure it must be that it was held on the day of `heldOn`."
    )
    max_independent_sources: int | None = demand(few_sources, FEW_SOURCES)
    updated_since: int | None = demand(where.changed_since, CHANGED)


@strawberry.input(description="Demands on a person, all of which must hold.")
class PersonFilter(Demands):
    """Demands on a person."""

    and_: list["PersonFilter"] | None = combined("and", AND)
    or_: list["PersonFilter"] | None = combined("or", OR)
    not_: Optional["PersonFilter"] = combined("not", NOT)
    name: TextFilter | None = demand(where.name_matches, NAME)
    roles: RoleFilter | None = demand(
        where.has(models.Role, "person_id"), "At least one role of the person fulfils this."
    )
    updated_since: int | None = demand(where.changed_since, CHANGED)


def inside(table: Any, records: Any, _: where.Use) -> Any:
    """The organization is a part of one of those named, at any depth, in the newest state."""
    tree = models.OrganizationAncestor
    return table.id.in_(where.below(among(col(tree.ancestor_id), records), depth=1))


def in_country(table: Any, values: Any, _: where.Use) -> Any:
    """The organization has its seat in one of the countries; small letters will do."""
    return table.country.in_([storable(value.upper()) for value in values])


@strawberry.input(description="Demands on an organization, all of which must hold.")
class OrganizationFilter(Demands):
    """Demands on an organization."""

    and_: list["OrganizationFilter"] | None = combined("and", AND)
    or_: list["OrganizationFilter"] | None = combined("or", OR)
    not_: Optional["OrganizationFilter"] = combined("not", NOT)
    name: TextFilter | None = demand(where.name_matches, NAME)
    kind: list[models.OrganizationKind] | None = demand(
        where.chosen("organization_kind"), "What sort it is."
    )
    country: list[str] | None = demand(
        in_country, "Its country, as a two-letter code such as `CN`."
    )
    roles: RoleFilter | None = demand(
        where.has(models.Role, "organization_id"),
        "At least one role held there, and not in a part of it, fulfils this.",
    )
    within: list[ID] | None = demand(
        inside,
        "It is a part, at any depth, of one of these (a slug or an id of each), in the newest "
        "state on record.",
        kinds=("organization",),
    )
    updated_since: int | None = demand(where.changed_since, CHANGED)


def made_by(table: Any, records: Any, use: where.Use) -> Any:
    """One of the organizations named, or a part of one when it came out, developed the model."""
    return where.developed_by(table, where.one_of(records), use)


def of_modality(table: Any, values: Any, _: where.Use) -> Any:
    """The model reads or makes one of the modalities."""
    modality = models.ModelModality
    return table.id.in_(
        select(modality.model_id).where(col(modality.modality).in_(map(storable, values)))
    )


@strawberry.input(description="Demands on a model, all of which must hold.")
class ModelFilter(Demands):
    """Demands on a model."""

    and_: list["ModelFilter"] | None = combined("and", AND)
    or_: list["ModelFilter"] | None = combined("or", OR)
    not_: Optional["ModelFilter"] = combined("not", NOT)
    name: TextFilter | None = demand(where.name_matches, NAME)
    developer: list[ID] | None = demand(
        made_by,
        "One of these developed it: a slug or an id of each.",
        kinds=("organization",),
    )
    include_descendants: bool | None = option(True, DESCENDANTS)
    family: list[ID] | None = demand(
        where.refers("family_id"),
        "It belongs to one of these families: a slug or an id of each.",
        kinds=("model",),
    )
    released: DateRange | None = demand(where.within("released"), "It may have come out then.")
    open_weights: bool | None = demand(
        where.exactly("open_weights"), "Whether its weights can be downloaded."
    )
    modality: list[str] | None = demand(
        of_modality, "It reads or makes at least one of these, such as `text` or `image`."
    )
    updated_since: int | None = demand(where.changed_since, CHANGED)


def at_least_usd(table: Any, amount: float, _: where.Use) -> Any:
    """The least that is reported, in US dollars, is no less."""
    return table.usd_min >= amount


def at_most_usd(table: Any, amount: float, _: where.Use) -> Any:
    """The most that is reported, in US dollars, is no more."""
    return table.usd_max <= amount


@strawberry.input(description="Demands on a report of pay, all of which must hold.")
class CompensationFilter(Demands):
    """Demands on a report of pay."""

    and_: list["CompensationFilter"] | None = combined("and", AND)
    or_: list["CompensationFilter"] | None = combined("or", OR)
    not_: Optional["CompensationFilter"] = combined("not", NOT)
    kind: list[models.CompensationKind] | None = demand(
        where.chosen("compensation_kind"), "What sort of pay it is."
    )
    stage: list[models.CompensationStage] | None = demand(where.chosen("stage"), "How far it came.")
    scope: list[models.CompensationScope] | None = demand(where.chosen("scope"), "Whose pay it is.")
    currency: list[str] | None = demand(
        where.code("currency", CURRENCIES, "ISO 4217 currency code, such as CNY"),
        "Its currency, as an ISO 4217 code such as `CNY`.",
    )
    period: list[models.PayPeriod] | None = demand(
        where.chosen("period"), "What span of time the amount is for."
    )
    payer: list[ID] | None = demand(
        where.refers("payer_id"),
        "Who pays: a slug or an id of each.",
        kinds=("organization",),
    )
    recipient: list[ID] | None = demand(
        where.refers("recipient_id"),
        "Who is paid: a slug or an id of each.",
        kinds=("person",),
    )
    at_least_usd: float | None = demand(
        at_least_usd,
        "It surely is this much in US dollars, at the rate of the day of the report: `over 200m` "
        "is at least 100m, and `up to 300m` is not known to be. Whatever cannot be converted "
        "fulfils neither this nor `atMostUsd`. Spans of time are not made alike: see `period`.",
    )
    at_most_usd: float | None = demand(
        at_most_usd,
        "It surely is no more than this in US dollars, at the rate of the day of the report: `up "
        "to 300m` is at most 300m, and `over 200m` is not known to be.",
    )
    confidence: list[models.Confidence] | None = demand(where.chosen("confidence"), CONFIDENCE)
    rank: list[models.Rank] | None = demand(where.chosen("rank"), RANK)
    max_independent_sources: int | None = demand(few_sources, FEW_SOURCES)
    updated_since: int | None = demand(where.changed_since, CHANGED)


def mentioned(part: str) -> where.Where:
    """The event mentions one of the records as a party or as a subject."""

    def condition(table: Any, records: Any, _: where.Use) -> Any:
        mention = models.EventMention
        found = select(mention.event_id).where(among(col(mention.record_id), records))
        return table.id.in_(found.where(getattr(mention, part)))

    return condition


@strawberry.input(description="Demands on a move, all of which must hold.")
class MoveFilter(Demands):
    """Demands on a move."""

    kind: list[models.MoveKind] | None = demand(where.chosen("move_kind"), "What sort it is.")
    joined: DateRange | None = demand(where.within("joined"), "The person may have joined then.")
    left: DateRange | None = demand(where.within("left"), "The person may have left then.")
    origin: list[ID] | None = demand(
        where.under("origin_id", ("left_earliest", "left_latest")),
        "Where the person came from: a slug or an id of each.",
        kinds=("organization",),
    )
    destination: list[ID] | None = demand(
        where.under("destination_id", ("joined_earliest", "joined_latest")),
        "Where the person went: a slug or an id of each.",
        kinds=("organization",),
    )
    include_descendants: bool | None = option(True, DESCENDANTS)
    confidence: list[models.Confidence] | None = demand(
        where.chosen("weakest_confidence"), "How sure the least sure of its roles and days is."
    )
    updated_since: int | None = demand(where.changed_since, CHANGED)


@strawberry.input(description="Demands on an event, all of which must hold.")
class EventFilter(Demands):
    """Demands on an event."""

    kind: list[models.EventKind] | None = demand(where.chosen("event_kind"), "What sort it is.")
    on: DateRange | None = demand(where.within("on"), "It may have happened then.")
    about: list[ID] | None = demand(
        mentioned("is_about"), "It is about one of these: the slug or id of each.", kinds=ANY_KIND
    )
    by: list[ID] | None = demand(
        mentioned("is_by"),
        "One of these did or said it: the slug or id of each.",
        kinds=ENTITY_KINDS,
    )
    confidence: list[models.Confidence] | None = demand(where.chosen("confidence"), CONFIDENCE)
    updated_since: int | None = demand(where.changed_since, CHANGED)


def record_of(table: Any, kinds: list[models.DisputedKind], _: where.Use) -> Any:
    """The record is of one of the kinds, with which its id begins."""
    return or_(False, *(table.record_id.startswith(f"{kind.value}/") for kind in kinds))


def about_field(table: Any, fields: list[str | None], _: where.Use) -> Any:
    """The field is one of these; null is the record as a whole."""
    return table.field.in_([storable(name or "") for name in fields])


@strawberry.input(description="Demands on a dispute, all of which must hold.")
class DisputeFilter(Demands):
    """Demands on a dispute."""

    kind: list[models.DisputedKind] | None = demand(record_of, "What the record is.")
    record: list[ID] | None = demand(
        where.refers("record_id"),
        "It is about one of these records: the slug or id of each.",
        kinds=ANY_KIND,
    )
    field: list[str | None] | None = demand(
        about_field,
        "It is about one of these fields, such as `end`; null: the record as a whole.",
    )
    updated_since: int | None = demand(
        where.of_changed_since, "Only of records that changed in a release after this version."
    )


@strawberry.input(description="Demands on a source, all of which must hold.")
class SourceFilter(Demands):
    """Demands on a source."""

    tier: list[models.SourceTier] | None = demand(
        where.chosen("tier"), "What sort of publisher it is."
    )
    publisher: TextFilter | None = demand(where.text_matches("publisher_folded"), "Its publisher.")
    published: DateRange | None = demand(
        where.within("published"), "It may have been published then."
    )
    updated_since: int | None = demand(where.changed_since, CHANGED)
