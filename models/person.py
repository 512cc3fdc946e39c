"""People, in their professional, publicly reported capacity."""

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from models.base import ByteOrder
from models.claim import SourcedFacts


class PersonFacts(SourcedFacts):
    """A person, in a professional and publicly reported capacity."""

    kind = "person"


class Person(PersonFacts, table=True):
    """All people, with the key that sorts them by primary name."""

    name_sort: str = Field(sa_type=ByteOrder)
    name: str = Field(default="", description="Its primary name, as in the table `name`.")

    __table_args__ = (
        CheckConstraint("id LIKE 'person/_%'", name="id_kind"),
        Index(None, "name_sort", "id"),
    )
