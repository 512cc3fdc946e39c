"""Roles: who worked where, as what, and when."""

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from models.base import ByteOrder, Documented, choice, edtf, reference, spans
from models.claim import ClaimFacts
from models.dates import Edtf


class RoleKind(Documented):
    """What sort of tenure it is."""

    EMPLOYMENT = "employment", "Work for the organization."
    FOUNDER = "founder", "The person founded it, alone or with others."
    BOARD = "board", "A seat on its board."
    ADVISER = "adviser", "Advice, without employment."
    EDUCATION = "education", "Studies there."
    INTERNSHIP = "internship", "An internship."
    OTHER = "other", "Something else."


class RoleStatus(Documented):
    """What sources last say of a role."""

    PLANNED = "planned", "It is announced to begin, and not reported to have begun."
    CURRENT = "current", "It was held on the day on which it was last reported."
    ENDED = "ended", "It is over, also where the day is not known."
    UNKNOWN = "unknown", "No source says whether it lasts."
    NEVER_STARTED = "never_started", "It was announced and did not come about."


class RoleFacts(ClaimFacts):
    """A person's tenure at an organization, for one span of time."""

    kind = "role"

    title: str | None = Field(
        default=None, description="The title, as sources give it; null when none does."
    )
    role_kind: RoleKind = Field(sa_type=choice(RoleKind), description="What sort of tenure it is.")
    grade: str | None = Field(
        default=None, description="The job grade, such as `P10`; null when not on record."
    )
    status: RoleStatus = Field(
        sa_type=choice(RoleStatus), description="What sources last say of it."
    )
    person_id: str = reference("person", "Who holds or held it.", index=False)
    organization_id: str = reference("organization", "Where.", index=False)
    predecessor_id: str | None = reference(
        "role", "The role whose place it took; null when not on record.", default=None
    )
    start_edtf: Edtf | None = edtf("First day in the role; null when not known.")
    end_edtf: Edtf | None = edtf(
        "Last day in the role; null while it lasts, or when not known (see `status`)."
    )


class Role(RoleFacts, table=True):
    """All roles.

    `possible_from` to `possible_until` are the days on which the role may have been held,
    `sure_from` to `sure_until` those on which it surely was; see `models.held`.
    """

    start_earliest: date | None = None
    start_latest: date | None = None
    start_sort: date = date.max
    end_earliest: date | None = None
    end_latest: date | None = None
    end_sort: date = date.max
    possible_from: date = Field(
        default=date.min,
        description="First day on which it may have been held, by all that is known of it; "
        "0001-01-01 where there is none.",
    )
    sure_from: date = Field(
        default=date.max,
        description="First day on which it surely was held; 9999-12-31 where there is none.",
    )
    sure_until: date = Field(
        default=date.min,
        description="Last day on which it surely was held; 0001-01-01 where there is none.",
    )
    possible_until: date = Field(
        default=date.max,
        description="Last day on which it may have been held; 9999-12-31 where there is none.",
    )
    title_folded: str = Field(default="", sa_type=ByteOrder)

    __table_args__ = (
        *spans(),
        CheckConstraint("id LIKE 'role/_%'", name="id_kind"),
        CheckConstraint("predecessor_id <> id", name="not_its_own_predecessor"),
        CheckConstraint("status <> 'current' OR end_edtf IS NULL", name="current_has_no_end"),
        CheckConstraint(
            "status <> 'never_started' OR end_edtf IS NULL", name="never_started_has_no_end"
        ),
        Index(None, "start_sort", "id"),
        Index(None, "end_sort", "id"),
        # With what lists leave out and filters ask for, so that counting reads no table.
        Index(None, "person_id", "start_sort", "id", "rank", "status"),
        Index(None, "organization_id", "end_sort", "id", "rank", "status"),
        # SQLite takes the index made last, where several would do: that in the usual order.
        Index(None, "organization_id", "start_sort", "id", "rank", "status"),
        Index(None, "title_folded"),
    )
