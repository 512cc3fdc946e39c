"""Roles of a person or an organization are counted, and paged by their end, by index alone."""

# House rules: one intent a file; a dated name; nothing but tables (data comes from fixtures);
# a comment on whatever would surprise; `downgrade` leaves what `upgrade` found.

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STARTS = ("start_sort", "id")
COUNTED = ("rank", "status")
# SQLite takes the index that was made last, where several would do: that in the usual order.
LONGER = (
    ("person_id", *STARTS, *COUNTED),
    ("organization_id", "end_sort", "id", *COUNTED),
    ("organization_id", *STARTS, *COUNTED),
)


def upgrade() -> None:
    for owner in ("organization_id", "person_id"):
        op.drop_index(_name((owner, *STARTS)), "role")
    for columns in LONGER:
        op.create_index(_name(columns), "role", columns)


def downgrade() -> None:
    for columns in LONGER:
        op.drop_index(_name(columns), "role")
    for owner in ("organization_id", "person_id"):
        op.create_index(_name((owner, *STARTS)), "role", [owner, *STARTS])


def _name(columns: tuple[str, ...]) -> str:
    return op.f(f"ix_role_{'_'.join(columns)}")
