"""Moves by the group they led out of and into, and timelines."""

# House rules: one intent a file; a dated name; nothing but tables (data comes from fixtures);
# a comment on whatever would surprise; `downgrade` leaves what `upgrade` found.

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
