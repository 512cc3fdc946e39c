"""Events: things that happened or were said, market figures included."""

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from models.base import ByteOrder, Documented, Facts, choice, edtf, in_order
from models.claim import ClaimFacts
from models.dates import Edtf, EdtfOrInterval


class EventKind(Documented):
    """What sort of event it is."""

    FOUNDING = "founding", "Something was founded."
    RENAME = "rename", "Something got another name."
    REORGANIZATION = "reorganization", "An organization was split, joined or moved."
    DEAL = "deal", "A purchase, investment, licence or contract; a deal is never pay."
    STAFFING = "staffing", "People came or went, in general or in number."
    APPOINTMENT = "appointment", "Somebody was put in a post."
    LAUNCH = "launch", "Something was released."
    POLICY = "policy", "A rule, programme or visa of a government or company."
    ANNOUNCEMENT = "announcement", "Something was announced."
    DEPARTURE_REASON = "departure_reason", "A reason given for, or guessed behind, a departure."
    OPINION = "opinion", "An opinion with its speaker."
    MARKET_FIGURE = "market_figure", "A number measured on a market, product or field."
    LEGAL = "legal", "A suit, ruling or filing."
    OTHER = "other", "Something else."


class EventFacts(ClaimFacts):
    """Something that happened or was said: a launch, a rename, an opinion, a market figure."""

    kind = "event"

    event_kind: EventKind = Field(
        sa_type=choice(EventKind), description="What sort of event it is."
    )
    statement: str = Field(
        min_length=1, exclude=True, description="What happened, in one sentence."
    )
    on_edtf: EdtfOrInterval | None = edtf("When it happened or was said; null when not known.")
    figure_measure: str | None = Field(
        default=None, exclude=True, description="What is measured, such as `monthly active users`."
    )
    figure_of: str | None = Field(
        default=None,
        exclude=True,
        description="What it is measured of, such as `Qwen app`; null when the event's subject.",
    )
    figure_min: float | None = Field(
        default=None, exclude=True, description="The least it is; null when open."
    )
    figure_max: float | None = Field(
        default=None, exclude=True, description="The most it is; null when open."
    )
    figure_min_inclusive: bool = Field(
        default=True, exclude=True, description="Whether it may be exactly the least."
    )
    figure_max_inclusive: bool = Field(
        default=True, exclude=True, description="Whether it may be exactly the most."
    )
    figure_unit: str | None = Field(
        default=None, exclude=True, description="The unit, such as `people` or `percent`."
    )
    figure_as_of_edtf: Edtf | None = edtf(
        "The time the number is true of, which may be long before it was told; null when not said."
    )


class Event(EventFacts, table=True):
    """All events."""

    on_earliest: date | None = None
    on_latest: date | None = None
    on_sort: date = date.max
    figure_as_of_earliest: date | None = None
    figure_as_of_latest: date | None = None

    __table_args__ = (
        *in_order("on", "figure_as_of"),
        CheckConstraint("id LIKE 'event/_%'", name="id_kind"),
        CheckConstraint("statement <> ''", name="statement_not_empty"),
        CheckConstraint("figure_min <= figure_max", name="figure_in_order"),
        CheckConstraint(
            "(figure_measure IS NULL AND figure_unit IS NULL AND figure_of IS NULL"
            " AND figure_as_of_edtf IS NULL AND figure_min IS NULL AND figure_max IS NULL)"
            " OR (figure_measure IS NOT NULL AND figure_unit IS NOT NULL"
            " AND (figure_min IS NOT NULL OR figure_max IS NOT NULL))",
            name="figure_whole",
        ),
        CheckConstraint(
            "figure_min <> figure_max OR (figure_min_inclusive AND figure_max_inclusive)",
            name="exact_figure_inclusive",
        ),
        Index(None, "on_sort", "id"),
    )


class EventMention(Facts, table=True):
    """Who did or said what an event tells (`is_by`), and what it is about (`is_about`)."""

    event_id: str = Field(
        primary_key=True, foreign_key="event.id", sa_type=ByteOrder, description="The event."
    )
    record_id: str = Field(
        primary_key=True,
        foreign_key="record.id",
        sa_type=ByteOrder,
        index=True,
        description="The record that it mentions.",
    )
    position: int = Field(description="Its place among those mentioned, from 0.")
    is_by: bool = Field(default=False, description="Whether it did or said what the event tells.")
    is_about: bool = Field(default=False, description="Whether the event is about it.")

    __table_args__ = (CheckConstraint("is_by OR is_about", name="by_or_about"),)
