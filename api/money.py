"""Amounts of money as clients see them, and what they are in other currencies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import strawberry
from sqlmodel import col, select

import models
from api.conditions import refuse_too_large
from api.context import Context, Info
from api.errors import BadUserInputError, nearest
from api.values import described
from models.exchange import DOLLAR, FIRST_FIXED, QUOTED, SOURCE, STILL_QUOTED, converted, rate
from models.money import CURRENCIES, wording
from models.sentences import amount as in_words

To = Annotated[
    str,
    strawberry.argument(
        description="The currency to convert to, as an ISO 4217 code such as `EUR`. The European "
        f"Central Bank quotes {', '.join(STILL_QUOTED)}, and in former years others."
    ),
]


@strawberry.type(
    description="An amount in another currency, at the reference rates that the European Central "
    "Bank fixed for the day of the report, through the euro. It says what the amount was worth "
    "then; it is not adjusted for inflation, and the span of time it is for stays as reported."
)
class ConvertedMoney:
    """What an amount is in another currency."""

    min: float | None = strawberry.field(
        description="The least it is: `rate` times the reported least, rounded to six significant "
        "digits; null when open. There and back it is the reported one again to within a "
        "50,000th."
    )
    max: float | None = strawberry.field(
        description="The most it is, in the same way; null when open."
    )
    currency: str = strawberry.field(description="ISO 4217 code of the currency converted to.")
    rate: float = strawberry.field(
        description="How many units of this currency one unit of the reported one was worth, to "
        "six significant digits; 1 where both are the same, and the amount is then as reported."
    )
    rate_date: date | None = strawberry.field(
        description="The day on which the rate was fixed: the day of the report, or the last "
        "working day before it. Null where both currencies are the same, so that no rate is used."
    )
    rate_source: str | None = strawberry.field(
        description="Whose rate it is; null where no rate is used."
    )
    text: str = strawberry.field(description="In English words, such as `over 72.492 USD`.")


@dataclass(frozen=True)
class Unconvertible:
    """Why an amount is not known in another currency, in a sentence."""

    because: str


@strawberry.type(description="An amount of money, or a range that may be open at either end.")
class MoneyRange:
    """The amount columns of a report of pay; the resolvers run on its row."""

    amount_min: float | None = described(models.CompensationReportFacts, "amount_min", "min")
    amount_max: float | None = described(models.CompensationReportFacts, "amount_max", "max")
    min_inclusive: bool = described(models.CompensationReportFacts, "min_inclusive")
    max_inclusive: bool = described(models.CompensationReportFacts, "max_inclusive")
    approximate: bool = described(models.CompensationReportFacts, "approximate")
    currency: str = described(models.CompensationReportFacts, "currency")

    @strawberry.field(description="In English words, such as `over 500 CNY`.")
    def text(self) -> str:
        """Tell the amount."""
        return in_words(self)

    @strawberry.field(
        description="What it was worth in another currency on the day of the report: the earliest "
        "day on which a source that supports the amount was published, or where none is dated the "
        "first day that `at` may mean. Null where it cannot be told; `notConvertedBecause` says "
        "why."
    )
    async def converted(self, info: Info, to: To = DOLLAR) -> ConvertedMoney | None:
        """Convert the amount."""
        found = await _conversion(info.context, self, to)
        return found if isinstance(found, ConvertedMoney) else None

    @strawberry.field(
        description="Why `converted` to the same currency is null, in an English sentence; null "
        "where it is not."
    )
    async def not_converted_because(self, info: Info, to: To = DOLLAR) -> str | None:
        """Say why the amount cannot be converted."""
        found = await _conversion(info.context, self, to)
        return found.because if isinstance(found, Unconvertible) else None


async def _conversion(context: Context, money: Any, to: str) -> ConvertedMoney | Unconvertible:
    code = _known(to)
    if code == money.currency:
        return _at(money, code, 1.0)
    if money.rate_day is None:
        return Unconvertible(_without_rates(money.conversion_day))
    codes = (money.currency, code)
    pair = await context.load_all((per_euro,), [(money.rate_day, each) for each in codes])
    if missing := [each for each, its in zip(codes, pair, strict=True) if its is None]:
        return Unconvertible(
            f"The European Central Bank fixed no rate of {' and '.join(missing)} on "
            f"{money.rate_day}, whose rates hold for the day of this report."
        )
    return _at(money, code, rate(*pair))


def _at(money: Any, code: str, at: float) -> ConvertedMoney:
    same = code == money.currency
    least = money.amount_min if same else converted(money.amount_min, at)
    most = money.amount_max if same else converted(money.amount_max, at)
    text = wording(
        least,
        most,
        low_inclusive=money.min_inclusive,
        high_inclusive=money.max_inclusive,
        unit=code,
    )
    return ConvertedMoney(
        min=least,
        max=most,
        currency=code,
        rate=at,
        rate_date=None if same else money.rate_day,
        rate_source=None if same else SOURCE,
        text=f"about {text}" if money.approximate else text,
    )


def _known(to: str) -> str:
    """Return the code of a currency, which clients may write in small letters."""
    refuse_too_large(to)
    code = to.upper()
    if code not in CURRENCIES and code not in QUOTED:
        raise BadUserInputError(
            f"`{to}` is no ISO 4217 currency code.{nearest(code, QUOTED)} Amounts can be "
            f"converted to {', '.join(STILL_QUOTED)}."
        )
    return code


def _without_rates(day: date | None) -> str:
    if day is None:
        return (
            "No source that supports the amount is dated, and neither is the pay itself: there is "
            "no day whose rate could be used."
        )
    if day < FIRST_FIXED:
        return f"The day of this report, {day}, is before the first rates, of {FIRST_FIXED}."
    return (
        f"The day of this report, {day}, is after the last rates on record. A later release of "
        "the dataset will have them."
    )


async def per_euro(context: Context, keys: list[tuple[date, str]]) -> Sequence[float | None]:
    """Return what one euro was worth on each day in each currency; None where it had no rate."""
    days, currencies = {day for day, _ in keys}, {currency for _, currency in keys}
    fixed = models.ExchangeRate
    rows = await context.rows(
        select(fixed).where(
            col(fixed.day).in_(sorted(days)), col(fixed.currency).in_(sorted(currencies))
        )
    )
    found = {(row.day, row.currency): row.per_euro for row in rows}
    return [found.get(key) for key in keys]
