"""Records: the register of everything that has an id."""

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from models.base import ByteOrder, Facts


class Record(Facts, table=True):
    """One line for every id there is or was, whatever its kind.

    Whatever names, sources or versions a record points here, so the database itself refuses
    an orphan. A retired id redirects; a removed one stays, with the release that removed it.
    """

    id: str = Field(
        primary_key=True,
        sa_type=ByteOrder,
        description="Permanent path of the record: its kind and its slug.",
    )
    kind: str = Field(
        sa_type=ByteOrder, description="Its kind, the first part of its id, such as `person`."
    )
    redirect_to: str | None = Field(
        default=None,
        foreign_key="record.id",
        sa_type=ByteOrder,
        index=True,
        description="The record that took the place of a retired id; null for one in use.",
    )
    added_in: int = Field(foreign_key="release.version")
    changed_in: int = Field(foreign_key="release.version")
    removed_in: int | None = Field(default=None, foreign_key="release.version")

    __table_args__ = (
        CheckConstraint("id LIKE kind || '/_%'", name="id_starts_with_kind"),
        CheckConstraint("redirect_to <> id", name="no_self_redirect"),
        CheckConstraint(
            "redirect_to IS NULL OR removed_in IS NOT NULL", name="redirect_when_removed"
        ),
        CheckConstraint("added_in <= changed_in", name="added_before_changed"),
        CheckConstraint("changed_in <= removed_in", name="removed_last"),
        Index(None, "kind", "changed_in", "id"),
    )
