"""Organizations, how they hang together, and who belongs to whom on which day."""

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from models.base import (
    ByteOrder,
    Documented,
    Facts,
    choice,
    edtf,
    reference,
    spans,
)
from models.claim import ClaimFacts, SourcedFacts
from models.dates import Edtf


class OrganizationKind(Documented):
    """What sort of organization it is."""

    COMPANY = "company", "A company or a group of companies."
    LAB = "lab", "A research laboratory."
    TEAM = "team", "A team or division."
    UNIVERSITY = "university", "A university, or a school or department of one."
    GOVERNMENT = "government", "A government or one of its bodies."
    FUND = "fund", "An investor."
    OTHER = "other", "Something else."


class OrganizationFacts(SourcedFacts):
    """A company, lab, team, university or other body."""

    kind = "organization"

    organization_kind: OrganizationKind = Field(
        sa_type=choice(OrganizationKind), description="What sort of organization it is."
    )
    country: str | None = Field(
        default=None,
        schema_extra={"pattern": r"^[A-Z]{2}$", "examples": ["CN", "US"]},
        description="Where it has its seat, as an ISO 3166-1 alpha-2 code such as `CN` "
        "(https://www.iso.org/iso-3166-country-codes.html); null when not on record.",
    )
    founded_edtf: Edtf | None = edtf("When it was founded; null when not on record.")
    dissolved_edtf: Edtf | None = edtf("Its last day; null while it lasts, or when not on record.")


class Organization(OrganizationFacts, table=True):
    """All organizations, with the bounds of their lives and their sort keys."""

    founded_earliest: date | None = None
    founded_latest: date | None = None
    founded_sort: date = date.max
    dissolved_earliest: date | None = None
    dissolved_latest: date | None = None
    name_sort: str = Field(sa_type=ByteOrder)
    name: str = Field(default="", description="Its primary name, as in the table `name`.")

    __table_args__ = (
        *spans("founded", "dissolved"),
        CheckConstraint("id LIKE 'organization/_%'", name="id_kind"),
        CheckConstraint("length(country) = 2", name="country_code"),
        Index(None, "name_sort", "id"),
        Index(None, "founded_sort", "id"),
    )


class OrganizationRelationKind(Documented):
    """How an organization is related to another."""

    PART_OF = "part_of", "It is, or was, a part of the other; at most one at a time."
    MERGED_INTO = "merged_into", "It was merged into the other."
    SPUN_OUT_OF = "spun_out_of", "It came out of the other and stands by itself."
    ACQUIRED_BY = "acquired_by", "The other bought it."
    SUCCEEDED_BY = "succeeded_by", "The other took its place."


class OrganizationRelationFacts(ClaimFacts):
    """How one organization was related to another, and when."""

    kind = "relation"

    relation_kind: OrganizationRelationKind = Field(
        sa_type=choice(OrganizationRelationKind), description="How they are related."
    )
    organization_id: str = reference("organization", "The organization that this is told of.")
    other_id: str = reference("organization", "The other organization.")
    start_edtf: Edtf | None = edtf("First day, or the day it happened; null when not known.")
    end_edtf: Edtf | None = edtf("Last day; null while it lasts, or when not known.")


class OrganizationRelation(OrganizationRelationFacts, table=True):
    """All relations between organizations."""

    start_earliest: date | None = None
    start_latest: date | None = None
    start_sort: date = date.max
    end_earliest: date | None = None
    end_latest: date | None = None

    __table_args__ = (
        *spans(),
        CheckConstraint("id LIKE 'relation/_%'", name="id_kind"),
        CheckConstraint("organization_id <> other_id", name="not_to_itself"),
        Index(None, "start_sort", "id"),
    )


class OrganizationAncestor(Facts, table=True):
    """Which organizations stand above one, and from which day until which; derived.

    At depth 0 each organization stands above itself, always. A day has at most one parent:
    where the dates of two relations `part_of` leave it open, the later one begins on its first
    possible day. The newest state on record is that of the last day there is, 9999-12-31.
    """

    organization_id: str = Field(
        primary_key=True,
        foreign_key="organization.id",
        sa_type=ByteOrder,
        description="The organization.",
    )
    ancestor_id: str = Field(
        primary_key=True,
        foreign_key="organization.id",
        sa_type=ByteOrder,
        description="Who stands above it.",
    )
    from_day: date = Field(
        primary_key=True, description="From which day; 0001-01-01 where there is no first one."
    )
    until_day: date = Field(
        description="Until which day; 9999-12-31 where no last one is on record."
    )
    depth: int = Field(description="How many steps above: 1 for the parent, 0 for itself.")

    __table_args__ = (
        CheckConstraint("from_day <= until_day", name="days_in_order"),
        CheckConstraint("depth >= 0", name="depth_not_negative"),
        CheckConstraint("(depth = 0) = (organization_id = ancestor_id)", name="self_at_depth_0"),
        Index(None, "ancestor_id", "organization_id"),
    )
