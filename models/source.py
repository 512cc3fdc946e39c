"""Sources: the pages that the dataset rests on."""

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from models.base import (
    ByteOrder,
    Documented,
    RecordFacts,
    choice,
    edtf,
    in_order,
    language,
    reference,
    web_address,
)
from models.dates import Edtf


class SourceTier(Documented):
    """What sort of publisher stands behind a source."""

    FIRST_PARTY = "first_party", "A party's own page, post, paper or filing-like statement."
    OFFICIAL_RECORD = "official_record", "A register, court, regulator or government record."
    MAJOR_MEDIA = "major_media", "A general or business newsroom of wide reach."
    TRADE_MEDIA = "trade_media", "A newsroom of the technology or AI trade."
    AGGREGATOR = "aggregator", "A carrier of others' texts, a blog, a forum, a rewrite."
    DATASET = "dataset", "A published dataset."


class SourceFacts(RecordFacts):
    """A page, post, paper or record that facts here rest on."""

    kind = "source"

    url: str | None = web_address("Where it was read; null when no address is known.")
    archived_url: str | None = web_address("An archived copy; null when none is known.")
    headline: str = Field(min_length=1, description="Its headline or title.")
    publisher: str = Field(min_length=1, description="Who published the page that was read.")
    original_publisher: str | None = Field(
        default=None,
        description="Who first published the text, where the page carries another's; "
        "null when it is the publisher's own or its origin is not known.",
    )
    tier: SourceTier = Field(
        sa_type=choice(SourceTier), description="What sort of publisher it is."
    )
    lang: str = language("Its language, as a BCP 47 tag.")
    republishes_id: str | None = reference(
        "source",
        "The source whose text this one carries; null when none is on record.",
        default=None,
    )
    published_edtf: Edtf | None = edtf("When it was published; null when the page does not say.")


class Source(SourceFacts, table=True):
    """The sources, with the bounds of when they were published."""

    published_earliest: date | None = None
    published_latest: date | None = None
    published_sort: date = date.max
    publisher_folded: str = Field(sa_type=ByteOrder)

    __table_args__ = (
        *in_order("published"),
        CheckConstraint("id LIKE 'source/_%'", name="id_kind"),
        CheckConstraint("republishes_id <> id", name="no_self_republishing"),
        CheckConstraint("headline <> '' AND publisher <> ''", name="not_empty"),
        Index(None, "published_sort", "id"),
        Index(None, "publisher_folded", "id"),
    )
