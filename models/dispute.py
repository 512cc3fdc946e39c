"""Disputes: what sources exclude each other on; derived from their evidence."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.base import ByteOrder, Documented, Facts


class DisputedKind(Documented):
    """What a record in dispute is; the word is the kind that its id begins with."""

    PERSON = "person", "A person."
    ORGANIZATION = "organization", "An organization."
    AI_MODEL = "model", "A model or model family."
    ROLE = "role", "A role."
    ORGANIZATION_RELATION = "relation", "A relation of two organizations."
    MODEL_CREDIT = "credit", "A credit for a model."
    COMPENSATION_REPORT = "pay", "A report of pay."
    EVENT = "event", "An event."


class Dispute(Facts, table=True):
    """A field of a record, or a record as a whole, on which sources exclude each other.

    Each of the `sides` holds its `value` (null: that it is not so), whether it is the one that is
    `recorded`, and the ids of its `evidence`.
    """

    record_id: str = Field(
        primary_key=True, foreign_key="record.id", sa_type=ByteOrder, description="The record."
    )
    field: str = Field(
        primary_key=True,
        sa_type=ByteOrder,
        # The public null is an empty text in our own tables: no part of a key can be null.
        description="The field, in the word of the fixtures; null for the record as a whole.",
    )
    sides: list[dict[str, Any]] = Field(
        default_factory=list,
        sa_type=sa.JSON,
        description="What is recorded, then other values, and last that it is not so.",
    )
