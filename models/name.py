"""Names and identifiers of people, organizations and models."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from models.base import ByteOrder, Documented, Facts, choice, edtf, language, spans
from models.dates import Edtf


class NameKind(Documented):
    """What sort of name it is."""

    PRIMARY = "primary", "The name used here; each record has exactly one."
    NATIVE = "native", "The name in its own script."
    ROMANIZED = "romanized", "A spelling in Latin letters."
    ALIAS = "alias", "Another name in use, a variant or a misspelling found in sources."
    FORMER = "former", "A name that was given up; see when in `until`."
    ABBREVIATION = "abbreviation", "A short form."


WIDEST_FIRST = (
    NameKind.PRIMARY,
    NameKind.NATIVE,
    NameKind.ROMANIZED,
    NameKind.ALIAS,
    NameKind.ABBREVIATION,
    NameKind.FORMER,
)
"""The kinds of names, those in wider use first: of two that match alike, these come first."""


class NameFacts(Facts):
    """One name of a person, an organization or a model."""

    text: str = Field(min_length=1, description="The name as it is written.")
    lang: str = language(
        "Its language, and script where that matters, as a BCP 47 tag "
        "(https://www.rfc-editor.org/info/bcp47), such as `en` or `zh-Hans`.",
    )
    kind: NameKind = Field(
        default=NameKind.ALIAS, sa_type=choice(NameKind), description="What sort of name it is."
    )
    from_edtf: Edtf | None = edtf("First day the name was in use; null when not known.")
    until_edtf: Edtf | None = edtf("Last day the name was in use; null while it lasts.")


class Name(NameFacts, table=True):
    """The names of a record, in the order its fixture lists them."""

    record_id: str = Field(
        primary_key=True,
        foreign_key="record.id",
        sa_type=ByteOrder,
        description="Whose name it is: a person, an organization or a model.",
    )
    position: int = Field(primary_key=True, description="Its place in the list of names, from 0.")
    from_earliest: date | None = None
    from_latest: date | None = None
    until_earliest: date | None = None
    until_latest: date | None = None
    folded: str = Field(sa_type=ByteOrder, index=True)

    __table_args__ = (
        *spans("from", "until"),
        CheckConstraint("text <> ''", name="text_not_empty"),
        Index(
            "uq_name_primary",
            "record_id",
            unique=True,
            sqlite_where=text("kind = 'primary'"),
            postgresql_where=text("kind = 'primary'"),
        ),
    )


class IdentifierFacts(Facts):
    """The same thing's number in a public register."""

    scheme: str = Field(description="The register, such as `wikidata`, `orcid` or `github`.")
    value: str = Field(min_length=1, description="The number or handle there.")


class Identifier(IdentifierFacts, table=True):
    """The identifiers of a record: one a register."""

    record_id: str = Field(
        primary_key=True,
        foreign_key="record.id",
        sa_type=ByteOrder,
        description="Whose number it is: a person's, an organization's or a model's.",
    )
    scheme: str = Field(primary_key=True, sa_type=ByteOrder)

    __table_args__ = (
        CheckConstraint("scheme <> '' AND value <> ''", name="not_empty"),
        Index("uq_identifier_scheme_value", "scheme", "value", unique=True),
    )
