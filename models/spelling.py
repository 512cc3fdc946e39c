"""What search looks names and addresses up by; derived, and no facts of their own.

The words of all spellings, and what is left of each when it is looked for from inside or mistyped,
stand in tables that repeat nothing but the spellings: seeding keeps them in step, and they are no
part of a release's content.
"""

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.base import ByteOrder, Facts


class Spelling(Facts, table=True):
    """One way to write a name: as it stands, or as a Chinese one is read in Latin letters."""

    record_id: str = Field(primary_key=True, foreign_key="record.id", sa_type=ByteOrder)
    position: int = Field(primary_key=True)  # of the name
    number: int = Field(primary_key=True)  # 0 for the name as it stands, from 1 for its readings
    text: str = Field(sa_type=ByteOrder)  # its words, with spaces between
    bare: str = Field(sa_type=ByteOrder, index=True)  # without spaces
    place: int  # of two that match alike, the lower one comes first

    __table_args__ = (
        sa.CheckConstraint("bare = replace(text, ' ', '')", name="bare_is_text"),
        sa.CheckConstraint("number >= 0 AND place >= 0", name="not_negative"),
    )


class Address(Facts, table=True):
    """Whom a web address means: whose profile it is (0 facts), or whom a source speaks of."""

    address: str = Field(primary_key=True, sa_type=ByteOrder)
    record_id: str = Field(primary_key=True, foreign_key="record.id", sa_type=ByteOrder)
    facts: int  # how many of its facts rest on the source

    __table_args__ = (sa.CheckConstraint("facts >= 0", name="facts_not_negative"),)


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, ByteOrder, primary_key=True)


def _number(name: str, *, key: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, primary_key=key, nullable=False, autoincrement=False)


# A row is hardly more than its key, so that SQLite keeps the key alone.
SPELLING_WORD = sa.Table(
    "spelling_word",
    SQLModel.metadata,
    _key("word"),
    _key("record_id"),
    _number("position", key=True),
    _number("number", key=True),
    _number("size"),  # how many words the spelling has; negative for two of them joined
    _number("place"),
    sqlite_with_rowid=False,
)
WORD_TAIL = sa.Table(
    "word_tail", SQLModel.metadata, _key("tail"), _key("word"), sqlite_with_rowid=False
)
WORD_SLIP = sa.Table(
    "word_slip", SQLModel.metadata, _key("slip"), _key("word"), sqlite_with_rowid=False
)

WORD_INDEX = (SPELLING_WORD, WORD_TAIL, WORD_SLIP)
"""The tables that repeat the spellings, word by word."""
