"""Amounts of money: which currencies there are, and how a range reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from models.money import CURRENCIES, Currency, wording

currency: TypeAdapter[str] = TypeAdapter(Currency)


@pytest.mark.parametrize(
    ("low", "high", "inclusive", "expected"),
    [
        (500.0, 900.0, (True, True), "500 to 900 CNY"),
        (1e7, 1e8, (True, False), "10,000,000 to under 100,000,000 CNY"),
        (1.0, 5.0, (False, True), "over 1 to 5 CNY"),
        (1.0, 5.0, (False, False), "over 1 to under 5 CNY"),
        (500.0, 500.0, (True, True), "500 CNY"),
        (1_000_000.0, None, (True, True), "1,000,000 CNY or more"),
        (1_000_000.0, None, (False, True), "over 1,000,000 CNY"),
        (None, 5.0, (True, True), "up to 5 CNY"),
        (None, 5.0, (True, False), "under 5 CNY"),
        (None, None, (True, True), "an unknown amount in CNY"),
        (0.5, None, (True, True), "0.5 CNY or more"),
        (0.1 + 0.2, None, (True, True), "0.3 CNY or more"),
        (12_345.67, None, (True, True), "12,345.67 CNY or more"),
        (0.00001, None, (True, True), "0.00001 CNY or more"),
        (0.0, 0.0, (True, True), "0 CNY"),
        (1.3e15, None, (True, True), "1,300,000,000,000,000 CNY or more"),
        (36e12, 1e18, (True, True), "36,000,000,000,000 to 1,000,000,000,000,000,000 CNY"),
        (7, 8, (True, True), "7 to 8 CNY"),
    ],
)
def test_wording(
    low: float | None, high: float | None, inclusive: tuple[bool, bool], expected: str
) -> None:
    low_inclusive, high_inclusive = inclusive

    words = wording(
        low, high, low_inclusive=low_inclusive, high_inclusive=high_inclusive, unit="CNY"
    )

    assert words == expected


@given(st.integers(0, 10**15 - 1))
def test_whole_amounts_are_written_out_in_full(amount: int) -> None:
    words = wording(amount, amount, low_inclusive=True, high_inclusive=True, unit="USD")

    assert words == f"{amount:,} USD"


@given(st.floats(min_value=0, max_value=1e20, allow_subnormal=False))
def test_no_amount_is_written_with_an_exponent(amount: float) -> None:
    words = wording(amount, None, low_inclusive=True, high_inclusive=True, unit="")

    assert "e" not in words.removesuffix(" or more").lower()
    assert float(words.partition(" ")[0].replace(",", "")) == pytest.approx(amount, rel=1e-14)


def test_currencies_are_distinct_codes_in_order() -> None:
    assert list(CURRENCIES) == sorted(set(CURRENCIES))
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in CURRENCIES)


IN_USE = """
    AED AUD BRL CAD CHF CNY DKK EUR GBP HKD IDR ILS INR JPY KRW KZT MOP MXN MYR NOK NZD PHP PLN
    QAR RUB SAR SEK SGD SLE THB TRY TWD UAH USD VED VES VND XAF XCG XOF ZAR ZWG
"""


@pytest.mark.parametrize("code", IN_USE.split())
def test_a_currency_in_use_is_known(code: str) -> None:
    assert currency.validate_python(code) == code


@pytest.mark.parametrize(
    "code",
    ["", "usd", "RMB", "CNH", "US$", "USDT", " USD", "USD ", "XAU", "XXX", "XTS", "DEM", "HRK"],
)
def test_what_is_no_currency_in_use_is_refused(code: str) -> None:
    with pytest.raises(ValidationError, match=r"is no ISO 4217 currency code, such as USD or CNY"):
        currency.validate_python(code)
