"""Moves by the group they led out of and into, timelines, and the models of a family in order."""

# House rules: one intent a file; a dated name; nothing but tables (data comes from fixtures);
# a comment on whatever would surprise; `downgrade` leaves what `upgrade` found.

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Text that compares byte by byte on PostgreSQL too, whatever the language of the cluster.
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
TOPS = {"origin_top_id": "origin", "destination_top_id": "destination"}
FLOW = ("origin_top_id", "destination_top_id", "joined_sort", "place", "id")
FAMILY = ("family_id", "released_sort", "id")
CHECKS = {
    "timeline_kind": "item_kind IN ('role', 'move', 'event', 'pay', 'credit')",
    "on_in_order": "on_earliest <= on_latest",
}


def upgrade() -> None:
    _add_tops()
    _make_timelines()
    op.drop_index(op.f("ix_ai_model_family_id"), "ai_model")
    op.create_index(op.f(f"ix_ai_model_{'_'.join(FAMILY)}"), "ai_model", list(FAMILY))


def downgrade() -> None:
    op.drop_index(op.f(f"ix_ai_model_{'_'.join(FAMILY)}"), "ai_model")
    op.create_index(op.f("ix_ai_model_family_id"), "ai_model", ["family_id"])
    op.drop_table("timeline_entry")
    op.drop_index(op.f(f"ix_move_{'_'.join(FLOW)}"), "move")
    op.drop_index(op.f("ix_move_destination_top_id"), "move")
    with op.batch_alter_table("move") as table:
        for column, end in TOPS.items():
            table.drop_constraint(op.f(f"ck_move_{end}_has_top"), type_="check")
            table.drop_constraint(op.f(f"fk_move_{column}"), type_="foreignkey")
            table.drop_column(column)


def _add_tops() -> None:
    with op.batch_alter_table("move") as table:
        for column in TOPS:
            table.add_column(sa.Column(column, KEY, nullable=True))
    # Until the next seeding works the tops out, each organization stands alone.
    op.execute("UPDATE move SET origin_top_id = origin_id, destination_top_id = destination_id")
    with op.batch_alter_table("move") as table:
        for column, end in TOPS.items():
            table.create_foreign_key(
                op.f(f"fk_move_{column}"),
                "organization",
                [column],
                ["id"],
                deferrable=True,
                initially="DEFERRED",
            )
            table.create_check_constraint(
                op.f(f"ck_move_{end}_has_top"), f"({end}_id IS NULL) = ({column} IS NULL)"
            )
        table.create_index(op.f("ix_move_destination_top_id"), ["destination_top_id"])
        table.create_index(op.f(f"ix_move_{'_'.join(FLOW)}"), list(FLOW))


def _make_timelines() -> None:
    op.create_table(
        "timeline_entry",
        sa.Column("entity_id", KEY, nullable=False),
        sa.Column("item_id", KEY, nullable=False),
        sa.Column("item_kind", sa.String(40), nullable=False),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.Column("on_edtf", sa.String(), nullable=True),
        sa.Column("on_earliest", sa.Date(), nullable=True),
        sa.Column("on_latest", sa.Date(), nullable=True),
        sa.Column("on_sort", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("entity_id", "item_id", name=op.f("pk_timeline_entry")),
        *(
            sa.ForeignKeyConstraint(
                [column],
                ["record.id"],
                name=op.f(f"fk_timeline_entry_{column}"),
                deferrable=True,
                initially="DEFERRED",
            )
            for column in ("entity_id", "item_id")
        ),
        *(
            sa.CheckConstraint(test, name=op.f(f"ck_timeline_entry_{name}"))
            for name, test in CHECKS.items()
        ),
    )
    columns = ["entity_id", "on_sort", "item_id"]
    op.create_index(op.f(f"ix_timeline_entry_{'_'.join(columns)}"), "timeline_entry", columns)
