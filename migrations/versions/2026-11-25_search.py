"""What search looks names and addresses up by."""

# House rules: one intent a file; a dated name; nothing but tables (data comes from fixtures);
# a comment on whatever would surprise; `downgrade` leaves what `upgrade` found.

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Text that compares byte by byte on PostgreSQL too, whatever the language of the cluster.
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    _make_spellings()
    _make_addresses()
    _make_words()


def downgrade() -> None:
    for table in ("word_slip", "word_tail", "spelling_word", "address", "spelling"):
        op.drop_table(table)


def text(name: str) -> sa.Column[str]:
    """Return a column of text."""
    return sa.Column(name, KEY, nullable=False)


def number(name: str) -> sa.Column[int]:
    """Return a column of whole numbers."""
    return sa.Column(name, sa.Integer(), nullable=False, autoincrement=False)


def of_a_record(table: str) -> sa.ForeignKeyConstraint:
    """Return a foreign key that is checked at commit, so that rows may come in any order."""
    return sa.ForeignKeyConstraint(
        ["record_id"],
        ["record.id"],
        name=op.f(f"fk_{table}_record_id"),
        deferrable=True,
        initially="DEFERRED",
    )


def _make_spellings() -> None:
    op.create_table(
        "spelling",
        text("record_id"),
        number("position"),
        number("number"),
        text("text"),
        text("bare"),
        number("place"),
        sa.CheckConstraint("bare = replace(text, ' ', '')", name=op.f("ck_spelling_bare_is_text")),
        sa.CheckConstraint("number >= 0 AND place >= 0", name=op.f("ck_spelling_not_negative")),
        of_a_record("spelling"),
        sa.PrimaryKeyConstraint("record_id", "position", "number", name=op.f("pk_spelling")),
    )
    op.create_index(op.f("ix_spelling_bare"), "spelling", ["bare"])


def _make_addresses() -> None:
    op.create_table(
        "address",
        text("address"),
        text("record_id"),
        number("facts"),
        sa.CheckConstraint("facts >= 0", name=op.f("ck_address_facts_not_negative")),
        of_a_record("address"),
        sa.PrimaryKeyConstraint("address", "record_id", name=op.f("pk_address")),
    )


def _make_words() -> None:
    # A row is hardly more than its key, so SQLite keeps the key alone.
    op.create_table(
        "spelling_word",
        text("word"),
        text("record_id"),
        number("position"),
        number("number"),
        number("size"),
        number("place"),
        sa.PrimaryKeyConstraint(
            "word", "record_id", "position", "number", name=op.f("pk_spelling_word")
        ),
        sqlite_with_rowid=False,
    )
    for part in ("tail", "slip"):
        op.create_table(
            f"word_{part}",
            text(part),
            text("word"),
            sa.PrimaryKeyConstraint(part, "word", name=op.f(f"pk_word_{part}")),
            sqlite_with_rowid=False,
        )
