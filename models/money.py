"""Amounts of money, with open ends, and how they read."""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

# ISO 4217 active codes of currencies in use (https://www.six-group.com/en/products-services/
# financial-information/data-standards.html); funds, metals and testing codes left out.
_CODES = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP
    BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP
    GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR
    KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK
    MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR
    SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS
    UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES = tuple(_CODES.split())


def _known(currency: str) -> str:
    if currency not in CURRENCIES:
        raise ValueError(f'"{currency}" is no ISO 4217 currency code, such as USD or CNY')
    return currency


Currency = Annotated[
    str, AfterValidator(_known), WithJsonSchema({"type": "string", "enum": list(CURRENCIES)})
]


def wording(
    low: float | None, high: float | None, *, low_inclusive: bool, high_inclusive: bool, unit: str
) -> str:
    """Return a range in words: "over 1,000,000 CNY", "up to 5 USD", "500 to under 900 EUR"."""
    if low is not None and high is not None:
        if low == high:
            return f"{_plain(low)} {unit}"
        over = "" if low_inclusive else "over "
        under = "" if high_inclusive else "under "
        return f"{over}{_plain(low)} to {under}{_plain(high)} {unit}"
    if low is not None:
        return f"{_plain(low)} {unit} or more" if low_inclusive else f"over {_plain(low)} {unit}"
    if high is not None:
        return f"up to {_plain(high)} {unit}" if high_inclusive else f"under {_plain(high)} {unit}"
    return f"an unknown amount in {unit}"


def _plain(amount: float) -> str:
    """Write out a number in full: 1,300,000,000,000,000 rather than 1.3e+15."""
    return f"{Decimal(f'{amount:.15g}'):,f}"
