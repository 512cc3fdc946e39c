"""Moves of people between and within groups of organizations; derived from their roles."""

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from models.base import Documented, RecordFacts, choice, edtf, in_order, reference
from models.confidence import Confidence
from models.dates import Edtf


class MoveKind(Documented):
    """What sort of move it is."""

    BETWEEN_GROUPS = (
        "between_groups",
        "From an organization to one of another group, that is under another top parent.",
    )
    WITHIN_GROUP = (
        "within_group",
        "From a role to one under the same top parent that began when the first was surely over.",
    )
    FIRST_KNOWN = "first_known", "To the first dated role on record; where from is not."
    EXIT = "exit", "Away from the last role of a group; where the person went is not on record."


class MoveFacts(RecordFacts):
    """A person's move, worked out from the dates of two roles; it has no evidence of its own."""

    kind = "move"

    move_kind: MoveKind = Field(sa_type=choice(MoveKind), description="What sort of move it is.")
    weakest_confidence: Confidence = Field(
        sa_type=choice(Confidence),
        description="How sure the least sure of its roles is, or of the end of the one left, or "
        "of the start of the one joined.",
    )
    person_id: str = reference("person", "Who moved.", index=False)
    from_role_id: str | None = reference(
        "role", "The role left; null for the first known one.", default=None
    )
    to_role_id: str | None = reference("role", "The role joined; null for an exit.", default=None)
    origin_id: str | None = reference(
        "organization", "The organization left; null for the first known role.", default=None
    )
    destination_id: str | None = reference(
        "organization", "The organization joined; null for an exit.", default=None
    )
    left_edtf: Edtf | None = edtf("The last day in the role left; null when not known.")
    joined_edtf: Edtf | None = edtf("The first day in the role joined; null for an exit.")


class Move(MoveFacts, table=True):
    """All moves; `place` is that in the person's career, which the days may leave open."""

    place: int = Field(default=0, description="Its place in the career of the person, from 0.")
    left_earliest: date | None = None
    left_latest: date | None = None
    left_sort: date = date.max
    joined_earliest: date | None = None
    joined_latest: date | None = None
    joined_sort: date = date.max
    origin_top_id: str | None = reference(
        "organization",
        "What stood at the top of the organization left on the day of leaving: the first one that "
        "this may mean or, where it is not known, that of joining. Null for the first known role.",
        index=False,
        default=None,
    )
    destination_top_id: str | None = reference(
        "organization",
        "What stood at the top of the organization joined on the first day that joining may mean; "
        "null for an exit.",
        default=None,
    )

    __table_args__ = (
        *in_order("left", "joined"),
        CheckConstraint("id LIKE 'move/_%'", name="id_kind"),
        CheckConstraint(
            "(from_role_id IS NULL) = (move_kind = 'first_known')"
            " AND (from_role_id IS NULL) = (origin_id IS NULL)",
            name="from_unless_first_known",
        ),
        CheckConstraint(
            "(to_role_id IS NULL) = (move_kind = 'exit')"
            " AND (to_role_id IS NULL) = (destination_id IS NULL)",
            name="to_unless_exit",
        ),
        CheckConstraint("from_role_id <> to_role_id", name="between_two_roles"),
        CheckConstraint("place >= 0", name="place_not_negative"),
        CheckConstraint("(origin_id IS NULL) = (origin_top_id IS NULL)", name="origin_has_top"),
        CheckConstraint(
            "(destination_id IS NULL) = (destination_top_id IS NULL)", name="destination_has_top"
        ),
        Index(None, "joined_sort", "place", "id"),
        Index(None, "left_sort", "place", "id"),
        Index(None, "person_id", "place", "id"),
        Index(None, "origin_top_id", "destination_top_id", "joined_sort", "place", "id"),
    )
