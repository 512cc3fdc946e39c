"""What rests on sources, and what is a dated statement."""

from datetime import date

from sqlmodel import Field

from models.base import ByteOrder, Documented, Facts, RecordFacts, choice, derived
from models.confidence import Confidence


class Rank(Documented):
    """How a statement stands among rival ones, as on Wikidata."""

    PREFERRED = "preferred", "The best of several rival statements."
    NORMAL = "normal", "Neither preferred nor deprecated."
    DEPRECATED = "deprecated", "Known to be wrong or superseded; lists leave it out unless asked."


class SourcedFacts(RecordFacts):
    """Whatever rests on sources."""

    independent_source_count: int = derived(
        default=0,
        description="How many distinct known origins support it. All support of unknown origin "
        "counts as at most one: ten rewrites of one scoop are one.",
    )
    last_reported_on: date | None = derived(
        default=None,
        description="The newest day on which a source that supports it was published; "
        "null when none of them is dated.",
    )


class ClaimFacts(SourcedFacts):
    """A dated statement about entities."""

    rank: Rank = Field(
        default=Rank.NORMAL, sa_type=choice(Rank), description="How it stands among rivals."
    )
    confidence: Confidence = derived(
        default=Confidence.HEARSAY,
        sa_type=choice(Confidence),
        exclude=True,
        description="How sure it is: the lowest among the fields that make it what it is.",
    )


class FieldConfidence(Facts, table=True):
    """The confidence of one field of a record, where it is not that of the whole record."""

    record_id: str = Field(
        primary_key=True, foreign_key="record.id", sa_type=ByteOrder, description="The record."
    )
    field: str = Field(
        primary_key=True,
        sa_type=ByteOrder,
        description="The field, in the word of the fixtures: `start` is that of `start_edtf`.",
    )
    confidence: Confidence = Field(sa_type=choice(Confidence), description="How sure the field is.")
