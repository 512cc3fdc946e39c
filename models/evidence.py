"""Evidence: what a source says about a record, and how it knows."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from models.base import Documented, RecordFacts, choice, reference


class Stance(Documented):
    """Whether a source stands behind a fact."""

    SUPPORTS = "supports", "It says so."
    DISPUTES = "disputes", "It says that it is not so."


class Basis(Documented):
    """How the source knows."""

    FIRST_PARTY = "first_party", "A party to the fact says so."
    OFFICIAL_RECORD = "official_record", "An official record says so."
    NAMED_SOURCE = "named_source", "Somebody named, who is no party to it, says so."
    ANONYMOUS_SOURCE = "anonymous_source", "Somebody whom the source does not name says so."
    OTHER_MEDIA = "other_media", "It repeats what other media report."
    SPECULATION = "speculation", "It is offered as a guess or a rumour."
    UNSTATED = "unstated", "The outlet says so in its own voice, without telling how it knows."


class EvidenceFacts(RecordFacts):
    """The link from a source to a fact: what the source says of it, and on what basis."""

    kind = "evidence"

    stance: Stance = Field(
        default=Stance.SUPPORTS,
        sa_type=choice(Stance),
        description="Whether the source says that it is so, or that it is not.",
    )
    basis: Basis = Field(
        default=Basis.UNSTATED, sa_type=choice(Basis), description="How the source knows."
    )
    attributed_to: str | None = Field(
        default=None,
        description="Whom the source names as saying so, in its words where that is no entity "
        "on record, such as 'Chinese media'; null when it names nobody.",
    )
    fields: list[str] = Field(
        default_factory=list,
        sa_type=sa.JSON,
        description="The fields of the record that it speaks to; empty: the whole record.",
    )
    says: str | None = Field(
        default=None, description="Nuance, in the curator's words; null when there is none."
    )
    asserts: dict[str, Any] = Field(
        default_factory=dict,
        sa_type=sa.JSON,
        exclude=True,
        description="The values that this source gives where they differ from the record's.",
    )
    source_id: str = reference("source", "Where it says so.", index=False)
    subject_id: str = reference("record", "The record that it is about.", index=False)
    speaker_id: str | None = reference(
        "record", "Who says so, where that is an entity on record; null otherwise.", default=None
    )
    repeats_id: str | None = reference(
        "source", "The source that it repeats; null when it names none on record.", default=None
    )


class Evidence(EvidenceFacts, table=True):
    """All evidence."""

    __table_args__ = (
        CheckConstraint("id LIKE 'evidence/_%'", name="id_kind"),
        CheckConstraint("repeats_id <> source_id", name="no_self_repeating"),
        Index(None, "subject_id", "id"),
        Index(None, "source_id", "id"),
    )
