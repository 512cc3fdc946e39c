"""What all tables share: strict columns, byte order, described choices, named constraints."""

import re
from enum import Enum
from typing import Any, ClassVar, Self

import sqlalchemy as sa
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

# Ids and sort keys compare byte by byte, so that a page has one order on every database.
# SQLite does so by default (BINARY); PostgreSQL would follow the language of its cluster.
ByteOrder = sa.String().with_variant(sa.String(collation="C"), "postgresql")

SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"


class Documented(Enum):
    """An enum whose members carry their public description; stored as the fixture's word."""

    description: str

    def __new__(cls, value: str, description: str) -> Self:
        """Make a member out of the word and its description."""
        member = object.__new__(cls)
        member._value_, member.description = value, description
        return member


def choice(enum: type[Documented]) -> Any:
    """Return a text column type with a named CHECK, alike on both databases."""
    return sa.Enum(
        enum,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=re.sub(r"(?<!^)(?=[A-Z])", "_", enum.__name__).lower(),
        values_callable=lambda members: [member.value for member in members],
    )


class Facts(SQLModel):
    """The authored and public columns of a table; a key that is not one is refused."""

    # Only reading fixtures validates; a server starts sooner without what that needs.
    model_config = {"extra": "forbid", "allow_inf_nan": False, "defer_build": True}

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805 - SQLAlchemy calls it with the class
        """Name the table by the class, in snake case."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<!^)(?=[A-Z][a-z])", "_", cls.__name__).lower()


class RecordFacts(Facts):
    """The columns of everything that has an id of its own."""

    kind: ClassVar[str]

    id: str = Field(
        primary_key=True,
        foreign_key="record.id",
        sa_type=ByteOrder,
        description="Permanent path of this record, such as `person/lin-junyang`: "
        "its kind and its slug. A retired id still finds the record it became.",
    )


def derived(**options: Any) -> Any:
    """Declare a column that seeding computes and no fixture may hold."""
    return Field(schema_extra={"json_schema_extra": {"derived": True}}, **options)


def edtf(description: str) -> Any:
    """Declare the authored text of a vague date; its bounds stand in columns of the table.

    See `models.dates` for what may be written.
    """
    return Field(default=None, exclude=True, description=description)


def language(description: str) -> Any:
    """Declare the language of a text."""
    return Field(
        default="en",
        schema_extra={
            "pattern": r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$",
            "examples": ["en", "zh-Hans"],
        },
        description=description,
    )


def web_address(description: str) -> Any:
    """Declare the address of a page, null when none is known."""
    return Field(
        default=None,
        schema_extra={"pattern": r"^https?://\S+$", "examples": ["https://example.com/news"]},
        description=description,
    )


def reference(target: str, description: str, *, index: bool = True, **options: Any) -> Any:
    """Declare the id of another record, shown to readers as that record."""
    return Field(
        foreign_key=f"{target}.id",
        index=index,
        exclude=True,
        sa_type=ByteOrder,
        description=description,
        **options,
    )


def in_order(*names: str) -> list[sa.CheckConstraint]:
    """Return CHECKs that each vague date's first possible day is no later than its last."""
    return [
        sa.CheckConstraint(f"{name}_earliest <= {name}_latest", name=f"{name}_in_order")
        for name in names
    ]


def spans(start: str = "start", end: str = "end") -> list[sa.CheckConstraint]:
    """Return CHECKs for a pair of vague dates that begin and end something."""
    begins_first = sa.CheckConstraint(
        f"{start}_earliest <= {end}_latest", name=f"{start}_before_{end}"
    )
    return [*in_order(start, end), begins_first]
