"""Rates of exchange, and what amounts are in US dollars."""

# House rules: one intent a file; a dated name; nothing but tables (data comes from fixtures);
# a comment on whatever would surprise; `downgrade` leaves what `upgrade` found.

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Text that compares byte by byte on PostgreSQL too, whatever the language of the cluster.
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
QUOTED = (
    "'AUD', 'BGN', 'BRL', 'CAD', 'CHF', 'CNY', 'CYP', 'CZK', 'DKK', 'EEK', 'EUR', 'GBP', 'HKD',"
    " 'HRK', 'HUF', 'IDR', 'ILS', 'INR', 'ISK', 'JPY', 'KRW', 'LTL', 'LVL', 'MTL', 'MXN', 'MYR',"
    " 'NOK', 'NZD', 'PHP', 'PLN', 'ROL', 'RON', 'RUB', 'SEK', 'SGD', 'SIT', 'SKK', 'THB', 'TRL',"
    " 'TRY', 'USD', 'ZAR'"
)
CHECKS = {
    "usd_in_order": "usd_min <= usd_max",
    "rate_by_its_day": "rate_day <= conversion_day",
}
COLUMNS: dict[str, TypeEngine[Any]] = {
    "conversion_day": sa.Date(),
    "rate_day": sa.Date(),
    "usd_min": sa.Float(),
    "usd_max": sa.Float(),
}
SORT = "usd_sort"
INDEX = "ix_compensation_report_usd_sort_id"


def upgrade() -> None:
    op.create_table(
        "exchange_rate",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("currency", KEY, nullable=False),
        sa.Column("per_euro", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("day", "currency", name=op.f("pk_exchange_rate")),
        sa.CheckConstraint("per_euro > 0", name=op.f("ck_exchange_rate_per_euro_positive")),
        sa.CheckConstraint(
            f"currency IN ({QUOTED})", name=op.f("ck_exchange_rate_currency_quoted")
        ),
    )
    with op.batch_alter_table("compensation_report") as table:
        for name, kind in COLUMNS.items():
            table.add_column(sa.Column(name, kind, nullable=True))
        # Until the next seeding nothing is known in US dollars, which sorts below every amount.
        # By a default, since PostgreSQL alters no table whose rows were updated before it commits.
        table.add_column(sa.Column(SORT, sa.Float(), nullable=False, server_default="-1"))
    with op.batch_alter_table("compensation_report") as table:
        table.alter_column(SORT, existing_type=sa.Float(), server_default=None)
        table.create_index(op.f(INDEX), ["usd_sort", "id"])
        for name, test in CHECKS.items():
            table.create_check_constraint(op.f(f"ck_compensation_report_{name}"), test)


def downgrade() -> None:
    with op.batch_alter_table("compensation_report") as table:
        for name in CHECKS:
            table.drop_constraint(op.f(f"ck_compensation_report_{name}"), type_="check")
        table.drop_index(op.f(INDEX))
        for name in (*COLUMNS, SORT):
            table.drop_column(name)
    op.drop_table("exchange_rate")
