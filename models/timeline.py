"""Timelines: all that is dated about a person or an organization; derived."""

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field

from models.base import ByteOrder, Documented, Facts, choice, edtf, in_order
from models.dates import EdtfOrInterval


class TimelineKind(Documented):
    """What an item of a timeline is; the word is the kind that its id begins with."""

    ROLE = "role", "A role, by its start."
    MOVE = "move", "A move, by the day of joining; by that of leaving, for whoever was only left."
    EVENT = "event", "What happened or was said, by its day."
    COMPENSATION_REPORT = "pay", "A report of pay, by the time it is of."
    MODEL_CREDIT = "credit", "A credit, by the start of the work, else by the model's release."


class TimelineEntry(Facts, table=True):
    """What is dated about a person or an organization: an index over records, for the server.

    An organization has also what is of its parts, while they were its parts; `is_own` tells what
    names the entity itself. What no date is known of comes last.
    """

    entity_id: str = Field(primary_key=True, foreign_key="record.id", sa_type=ByteOrder)
    item_id: str = Field(primary_key=True, foreign_key="record.id", sa_type=ByteOrder)
    item_kind: TimelineKind = Field(sa_type=choice(TimelineKind))
    is_own: bool
    on_edtf: EdtfOrInterval | None = edtf("Where the item stands in time; null when not known.")
    on_earliest: date | None = None
    on_latest: date | None = None
    on_sort: date = date.max

    __table_args__ = (
        *in_order("on"),
        Index(None, "entity_id", "on_sort", "item_id"),
    )
