"""Releases: the numbered versions of the dataset in this database, and what each changed."""

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import CheckConstraint
from sqlmodel import Field

from models.base import ByteOrder, Documented, Facts, choice


class ChangeAction(Documented):
    """What a release did to a record."""

    ADDED = "added", "The record is new, or is back."
    CHANGED = "changed", "Some of its fields, names, identifiers or evidence are not as before."
    REMOVED = "removed", "The record is gone; its id answers null, or redirects."


class Release(Facts, table=True):
    """One seeding that changed something. `hash` identifies the content, in any database."""

    version: int = Field(primary_key=True)
    hash: str
    released_at: datetime = Field(
        default_factory=lambda: datetime.now(UTC), sa_type=sa.DateTime(timezone=True)
    )

    __table_args__ = (
        CheckConstraint("version >= 1", name="counts_from_one"),
        CheckConstraint("length(hash) = 64", name="hash_is_sha256"),
    )


class Change(Facts, table=True):
    """What one release did to one record."""

    version: int = Field(primary_key=True, foreign_key="release.version")
    record_id: str = Field(primary_key=True, foreign_key="record.id", sa_type=ByteOrder, index=True)
    action: ChangeAction = Field(sa_type=choice(ChangeAction))
    fields: list[str] = Field(default_factory=list, sa_type=sa.JSON)
