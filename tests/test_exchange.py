"""Rates of exchange: whose they are, which day's they are, and what an amount is in another."""

from datetime import date, timedelta
from typing import Any

import pytest
from currency_converter import CurrencyConverter
from hypothesis import assume, given
from hypothesis import strategies as st

from fixtures.derive import derive
from fixtures.exchange import fixed, rates
from fixtures.version import Version
from models import CompensationReport, ExchangeRate, Stance
from models.exchange import (
    EURO,
    FIRST_FIXED,
    LONGEST_WAIT,
    QUOTED,
    STILL_QUOTED,
    converted,
    rate,
)
from models.money import CURRENCIES
from tests.pay import told

ECB = CurrencyConverter()
LAST_FIXED = ECB.bounds[EURO].last_date
DAYS = st.dates(FIRST_FIXED, LAST_FIXED)


def only(*reports: dict[str, Any], evidence: tuple[dict[str, Any], ...] = ()) -> CompensationReport:
    """Return the first report of a dataset."""
    return told(*reports, evidence=evidence).of(CompensationReport)[0]


def report(**columns: Any) -> CompensationReport:
    """Return a report of one amount."""
    return only({"key": "a", "amount_min": 1e6, "amount_max": 1e6, **columns})


def test_the_currencies_are_those_the_central_bank_has_rates_of() -> None:
    assert set(QUOTED) == ECB.currencies
    assert set(STILL_QUOTED) == {
        currency for currency, bounds in ECB.bounds.items() if bounds.last_date == LAST_FIXED
    }
    assert set(STILL_QUOTED) <= set(CURRENCIES)
    assert ECB.bounds[EURO].first_date == FIRST_FIXED


@given(day=DAYS)
def test_the_rates_of_a_day_are_those_of_the_package(day: date) -> None:
    assume(fixed(day) == day)
    found = {row.currency: row.per_euro for row in rates([day])}
    quoted = {
        currency
        for currency, bounds in ECB.bounds.items()
        if bounds.first_date <= day <= bounds.last_date
        and (currency == EURO or ECB._rates[currency][day] is not None)
    }

    assert found == {currency: ECB.convert(1, EURO, currency, day) for currency in quoted}


@given(day=DAYS)
def test_every_day_since_the_first_rates_has_rates_of_it_or_of_the_week_before(day: date) -> None:
    found = fixed(day)
    assert found is not None
    assert day - LONGEST_WAIT <= found <= day
    assert fixed(found) == found
    assert all(fixed(found + timedelta(days=n)) == found for n in range((day - found).days))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2020, 1, 3), date(2020, 1, 3)),
        (date(2020, 1, 4), date(2020, 1, 3)),  # a Saturday
        (date(2024, 4, 1), date(2024, 3, 28)),  # Easter Monday, after Good Friday
        (FIRST_FIXED, FIRST_FIXED),
        (FIRST_FIXED - timedelta(days=1), None),
        (LAST_FIXED + LONGEST_WAIT, LAST_FIXED),
        (LAST_FIXED + LONGEST_WAIT + timedelta(days=1), None),
        (None, None),
    ],
)
def test_the_rates_of_a_day_are_the_last_fixed_by_then(
    day: date | None, expected: date | None
) -> None:
    assert fixed(day) == expected


OTHERS: dict[str, tuple[dict[str, Any], date]] = {
    "an earlier source": ({"published": "2024-06"}, date(2024, 6, 1)),
    "a later source": ({"published": "2026"}, date(2025, 7, 1)),
    "one without a day": ({}, date(2025, 7, 1)),
    "one of which only the last day is known": ({"published": "[..2024]"}, date(2025, 7, 1)),
    "one that disputes it": ({"published": "2024", "stance": Stance.DISPUTES}, date(2025, 7, 1)),
    "one that gives another amount": (
        {"published": "2024", "asserts": {"max": "2000000"}},
        date(2025, 7, 1),
    ),
    "one that is about something else": (
        {"published": "2024", "fields": ["stage"]},
        date(2025, 7, 1),
    ),
    "one that is about the amount": ({"published": "2024", "fields": ["min"]}, date(2024, 1, 1)),
}


@pytest.mark.parametrize("what", OTHERS)
def test_the_day_of_a_report_is_the_earliest_on_which_a_source_gave_this_amount(what: str) -> None:
    other, expected = OTHERS[what]
    found = only(
        {"key": "a", "amount_max": 1e6, "published": "2025-07-01", "at_edtf": "2023"},
        evidence=({"key": "a", **other},),
    )

    assert found.conversion_day == expected


def test_without_a_dated_source_the_day_is_the_first_of_its_own_time_or_none() -> None:
    assert report(at_edtf="2024-08").conversion_day == date(2024, 8, 1)
    assert report(at_edtf="[..2024-08]").conversion_day is None
    assert report().conversion_day is None


def test_amounts_in_dollars_worked_out_by_hand() -> None:
    # Of 4 March 2026: one euro was 8.0347 yuan, and 1.1649 dollars.
    yuan = only(
        {
            "key": "a",
            "published": "2026-03-04",
            "currency": "CNY",
            "amount_min": 1e6,
            "amount_max": 5e6,
        }
    )
    # Of Thursday 28 March 2024, the last before Easter Monday: 0.8551 pounds and 1.0811 dollars.
    pounds = report(published="2024-04-01", currency="GBP")

    assert rate(8.0347, 1.1649) == 0.144984
    assert (yuan.usd_min, yuan.usd_max, yuan.usd_sort) == (144_984.0, 724_920.0, 144_984.0)
    assert pounds.rate_day == date(2024, 3, 28)
    assert pounds.usd_min == 1_264_300.0  # 1.0811 / 0.8551 = 1.264296..., and six digits of it


def test_an_open_end_stays_open_and_the_other_end_sorts() -> None:
    up_to = only({"key": "a", "published": "2026-03-04", "currency": "CNY", "amount_max": 1e6})

    assert (up_to.usd_min, up_to.usd_max, up_to.usd_sort) == (None, 144_984.0, 144_984.0)


def test_dollars_need_no_rate_and_are_as_reported() -> None:
    assert report(amount_min=None, amount_max=1_234_567.89).usd_max == 1_234_567.89


@pytest.mark.parametrize(
    "columns",
    [
        {"currency": "CNY"},
        {"currency": "CNY", "published": "1998-12-31"},
        {"currency": "CNY", "published": "2005-03-31"},  # its first rate was fixed a day later
        {"currency": "RUB", "published": "2022-03-02"},  # its last rate was fixed a day before
        {"currency": "AED", "published": "2024-08-01"},
        {"currency": "CNY", "published": (LAST_FIXED + timedelta(days=7)).isoformat()},
    ],
)
def test_without_a_rate_nothing_is_known_in_dollars_and_sorts_below_all(
    columns: dict[str, Any],
) -> None:
    found = report(**columns)

    assert (found.usd_min, found.usd_max, found.usd_sort) == (None, None, -1.0)


def test_only_the_rates_of_days_of_reports_are_kept_and_all_of_each_such_day() -> None:
    rows = told(
        {"key": "a", "amount_max": 1.0, "published": "2020-01-04"},
        {"key": "b", "amount_max": 1.0, "published": "2020-01-03"},
        {"key": "c", "amount_max": 1.0, "published": "1998"},
    )
    kept = rows.of(ExchangeRate)

    assert {row.day for row in kept} == {date(2020, 1, 3)}
    assert len(kept) == 33  # the euro, and the 32 currencies that were quoted then
    assert [row.currency for row in kept] == sorted(row.currency for row in kept)


def test_deriving_again_changes_nothing_and_another_rate_is_another_content() -> None:
    rows = told({"key": "a", "amount_max": 1.0, "currency": "CNY", "published": "2020-01-03"})
    before = Version(rows).hash
    assert Version(derive(rows)).hash == before

    rows.of(ExchangeRate)[0].per_euro += 1
    assert Version(rows).hash != before


RATES = st.floats(min_value=0.3, max_value=30_000)
PAID = st.floats(min_value=0.01, max_value=1e12)


@given(amount=PAID, one=RATES, other=RATES)
def test_there_and_back_is_the_same_amount_to_within_rounding(
    amount: float, one: float, other: float
) -> None:
    there = converted(amount, rate(one, other))
    back = converted(there, rate(other, one))

    assert back == pytest.approx(amount, rel=2e-5)


@given(amount=PAID, day=DAYS, data=st.data())
def test_there_and_back_by_the_rates_of_a_day(
    amount: float, day: date, data: st.DataObject
) -> None:
    on = fixed(day)
    assert on
    quoted = {row.currency: row.per_euro for row in rates([on])}
    one, other = (data.draw(st.sampled_from(sorted(quoted))) for _ in range(2))
    there = converted(amount, rate(quoted[one], quoted[other]))
    back = converted(there, rate(quoted[other], quoted[one]))

    assert there == pytest.approx(ECB.convert(amount, one, other, on), rel=1e-5)
    assert back == pytest.approx(amount, rel=2e-5)


@given(amounts=st.tuples(PAID, PAID).map(sorted), one=RATES, other=RATES)
def test_the_least_stays_the_least(amounts: list[float], one: float, other: float) -> None:
    low, high = (converted(amount, rate(one, other)) for amount in amounts)

    assert low is not None
    assert high is not None
    assert low <= high


def test_an_open_end_is_open_in_every_currency() -> None:
    assert converted(None, 2.0) is None


def test_a_rate_of_a_currency_to_itself_is_one() -> None:
    assert rate(7.4513, 7.4513) == 1.0
