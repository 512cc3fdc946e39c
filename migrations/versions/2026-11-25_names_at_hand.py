"""The primary name beside each person, organization and model, where every question reads it."""

# House rules: one intent a file; a dated name; nothing but tables (data comes from fixtures);
# a comment on whatever would surprise; `downgrade` leaves what `upgrade` found.

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("person", "organization", "ai_model")


def upgrade() -> None:
    for name in TABLES:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("name", sa.String(), nullable=False, server_default=""))
        with op.batch_alter_table(name) as table:
            table.alter_column("name", existing_type=sa.String(), server_default=None)
    # Last, since PostgreSQL alters no table whose rows were updated before it commits. Without
    # the names, the next seeding would find that all of these records had changed.
    for name in TABLES:
        op.execute(
            f"UPDATE {name} SET name = (SELECT text FROM name"  # noqa: S608 - our own tables
            f" WHERE name.record_id = {name}.id AND name.kind = 'primary')"
            f" WHERE id IN (SELECT record_id FROM name WHERE kind = 'primary')"
        )


def downgrade() -> None:
    for name in TABLES:
        with op.batch_alter_table(name) as table:
            table.drop_column("name")
