"""Moves and disputes, which follow from roles and evidence; and amounts of pay in an order."""

# House rules: one intent a file; a dated name; nothing but tables (data comes from fixtures);
# a comment on whatever would surprise; `downgrade` leaves what `upgrade` found.

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Text that compares byte by byte on PostgreSQL too, whatever the language of the cluster.
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
REFERENCES = {
    "id": "record.id",
    "person_id": "person.id",
    "from_role_id": "role.id",
    "to_role_id": "role.id",
    "origin_id": "organization.id",
    "destination_id": "organization.id",
}
DAYS = (
    "left_earliest",
    "left_latest",
    "left_sort",
    "joined_earliest",
    "joined_latest",
    "joined_sort",
)
INDEXES = (
    ("from_role_id",),
    ("to_role_id",),
    ("origin_id",),
    ("destination_id",),
    ("joined_sort", "place", "id"),
    ("left_sort", "place", "id"),
    ("person_id", "place", "id"),
)
CHECKS = {
    "move_kind": "move_kind IN ('between_groups', 'within_group', 'first_known', 'exit')",
    "confidence": "weakest_confidence IN"
    " ('confirmed', 'reported', 'hearsay', 'disputed', 'denied')",
    "id_kind": "id LIKE 'move/_%'",
    "left_in_order": "left_earliest <= left_latest",
    "joined_in_order": "joined_earliest <= joined_latest",
    "from_unless_first_known": "(from_role_id IS NULL) = (move_kind = 'first_known')"
    " AND (from_role_id IS NULL) = (origin_id IS NULL)",
    "to_unless_exit": "(to_role_id IS NULL) = (move_kind = 'exit')"
    " AND (to_role_id IS NULL) = (destination_id IS NULL)",
    "place_not_negative": "place >= 0",
    "between_two_roles": "from_role_id <> to_role_id",
}


def upgrade() -> None:
    _make_moves()
    _make_disputes()
    _order_amounts()


def downgrade() -> None:
    with op.batch_alter_table("compensation_report") as table:
        table.drop_index(op.f("ix_compensation_report_currency_amount_sort_id"))
        table.drop_column("amount_sort")
    op.drop_table("dispute")
    op.drop_table("move")


def reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    """Return a foreign key that is checked at commit, so that rows may come in any order."""
    return sa.ForeignKeyConstraint(
        [column], [target], name=op.f(f"fk_{table}_{column}"), deferrable=True, initially="DEFERRED"
    )


def _make_moves() -> None:
    op.create_table(
        "move",
        sa.Column("id", KEY, nullable=False),
        sa.Column("move_kind", sa.String(40), nullable=False),
        sa.Column("weakest_confidence", sa.String(40), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        *(sa.Column(name, KEY, nullable=True) for name in REFERENCES if name[-7:] == "role_id"),
        sa.Column("origin_id", KEY, nullable=True),
        sa.Column("destination_id", KEY, nullable=True),
        sa.Column("left_edtf", sa.String(), nullable=True),
        sa.Column("joined_edtf", sa.String(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Date(), nullable=not name.endswith("sort")) for name in DAYS),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move")),
        *(reference("move", column, target) for column, target in REFERENCES.items()),
        *(sa.CheckConstraint(test, name=op.f(f"ck_move_{name}")) for name, test in CHECKS.items()),
    )
    for columns in INDEXES:
        op.create_index(op.f(f"ix_move_{'_'.join(columns)}"), "move", list(columns))


def _make_disputes() -> None:
    op.create_table(
        "dispute",
        sa.Column("record_id", KEY, nullable=False),
        sa.Column("field", KEY, nullable=False),
        sa.Column("sides", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "field", name=op.f("pk_dispute")),
        reference("dispute", "record_id", "record.id"),
    )


def _order_amounts() -> None:
    # The rows there are get their value here, so that the column need not be null even once.
    with op.batch_alter_table("compensation_report") as table:
        table.add_column(sa.Column("amount_sort", sa.Float(), nullable=True))
    op.execute("UPDATE compensation_report SET amount_sort = coalesce(amount_min, amount_max)")
    with op.batch_alter_table("compensation_report") as table:
        table.alter_column("amount_sort", existing_type=sa.Float(), nullable=False)
        table.create_index(
            op.f("ix_compensation_report_currency_amount_sort_id"),
            ["currency", "amount_sort", "id"],
        )
