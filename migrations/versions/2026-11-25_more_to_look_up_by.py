"""Indexes by which roles of a title are found, and pages of lists that had to be sorted."""

# House rules: one intent a file; a dated name; nothing but tables (data comes from fixtures);
# a comment on whatever would surprise; `downgrade` leaves what `upgrade` found.

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# By table, the columns that were indexed, and those that take their place.
LONGER = (
    ("evidence", "source_id", ("id",)),
    ("model_credit", "organization_id", ("start_sort", "id")),
    ("model_credit", "person_id", ("start_sort", "id")),
    ("source", "publisher_folded", ("id",)),
)


def upgrade() -> None:
    op.create_index(op.f("ix_role_title_folded"), "role", ["title_folded"])
    for table, column, others in LONGER:
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
        op.create_index(_longer(table, column, others), table, [column, *others])


def downgrade() -> None:
    for table, column, others in LONGER:
        op.drop_index(_longer(table, column, others), table)
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.drop_index(op.f("ix_role_title_folded"), "role")


def _longer(table: str, column: str, others: tuple[str, ...]) -> str:
    return op.f(f"ix_{table}_{'_'.join((column, *others))}")
