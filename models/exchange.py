"""Rates of exchange, and what an amount is in another currency.

The rates are the reference rates of the European Central Bank, which say what one euro is worth
in each currency that it quotes; any two currencies are compared through the euro. It fixes them
on working days, so that the rate of a day is the last one fixed on that day or in the week before.
"""

from datetime import date, timedelta

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from models.base import ByteOrder, Facts

EURO, DOLLAR = "EUR", "USD"
SOURCE = (
    "European Central Bank, euro foreign exchange reference rates "
    "(https://www.ecb.europa.eu/stats/eurofxref/)"
)
FIRST_FIXED = date(1999, 1, 4)
LONGEST_WAIT = timedelta(days=6)
"""How old a rate may be on the day it is used for; no holidays last longer."""

_STILL = """
    AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PHP PLN
    RON SEK SGD THB TRY USD ZAR
"""
_FORMERLY = "BGN CYP EEK HRK LTL LVL MTL ROL RUB SIT SKK TRL"
STILL_QUOTED = tuple(_STILL.split())
QUOTED = tuple(sorted([*STILL_QUOTED, *_FORMERLY.split()]))
"""The currencies that have a rate on some day, the euro itself among them."""

DIGITS = 6
"""How many digits of a rate, and of a converted amount, are given: hardly one more is known."""


class ExchangeRate(Facts, table=True):
    """What one euro was worth in a currency: the European Central Bank's reference rates.

    Only of the days that reports of pay are converted by.
    """

    day: date = Field(primary_key=True, description="The day on which the rate was fixed.")
    currency: str = Field(
        primary_key=True, sa_type=ByteOrder, description="ISO 4217 code of the currency."
    )
    per_euro: float = Field(description="How many units of the currency one euro was worth.")

    __table_args__ = (
        CheckConstraint("per_euro > 0", name="per_euro_positive"),
        CheckConstraint(f"currency IN {QUOTED}", name="currency_quoted"),
    )


def rate(per_euro: float, other_per_euro: float) -> float:
    """Return how many units of another currency one unit is worth, both told in euros."""
    return _rounded(other_per_euro / per_euro)


def converted(amount: float | None, at: float) -> float | None:
    """Return an amount at a rate, rounded; an open end stays open."""
    return None if amount is None else _rounded(amount * at)


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
