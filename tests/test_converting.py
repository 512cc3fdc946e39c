"""Pay in other currencies: as answered, filtered and ordered, on each kind of database."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import URL

import models
from api.database import Database
from models import CompensationReport
from models.exchange import QUOTED, SOURCE
from models.money import CURRENCIES
from tests.asking import answer, ask, ask_core
from tests.pay import many, told
from tests.served import database_of, served

FEW = told(
    {
        "key": "over",
        "published": "2026-03-04",
        "currency": "CNY",
        "amount_min": 1e6,
        "min_inclusive": False,
        "package": "signing",
    },
    {
        "key": "range",
        "published": "2024-04-01",
        "currency": "GBP",
        "amount_min": 1e6,
        "amount_max": 2e6,
        "approximate": True,
        "package": "signing",
    },
    {"key": "dollars", "amount_max": 3e6, "package": "other"},
    {"key": "undated", "currency": "CNY", "amount_max": 1e9},
    {"key": "early", "currency": "CNY", "amount_max": 1.0, "published": "1998-05"},
    {"key": "late", "currency": "CNY", "amount_max": 1.0, "published": "2040"},
    {"key": "roubles", "currency": "RUB", "amount_max": 1.0, "published": "2022-03-02"},
    {
        "key": "wrong",
        "published": "2026-03-04",
        "currency": "CNY",
        "amount_min": 2e6,
        "package": "signing",
        "rank": models.Rank.DEPRECATED,
    },
)
MANY = many(60)


few_url = database_of(FEW)


many_url = database_of(MANY)


@pytest.fixture
async def few(few_url: URL) -> AsyncIterator[Database]:
    """The few, as a server sees them."""
    async with served(few_url) as database:
        yield database


@pytest.fixture
async def much(many_url: URL) -> AsyncIterator[Database]:
    """The many, as a server sees them."""
    async with served(many_url) as database:
        yield database


async def amount(database: Database, key: str, what: str) -> dict[str, Any]:
    """Ask something of the amount of a report."""
    query = f"""query ($id: ID!) {{
        node(id: $id) {{ ... on CompensationReport {{ amount {{ {what} }} }} }} }}"""
    found = await ask(database, query, id=f"pay/lab.{key}")
    said: dict[str, Any] = found["node"]["amount"]
    return said


ALL = "min max currency rate rateDate rateSource text"


async def test_an_amount_in_dollars_tells_rate_day_and_source(few: Database) -> None:
    # One euro was 8.0347 yuan and 1.1649 dollars: a yuan was 0.144984 dollars.
    assert await amount(few, "over", f"converted {{ {ALL} }} notConvertedBecause") == {
        "converted": {
            "min": 144_984.0,
            "max": None,
            "currency": "USD",
            "rate": 0.144984,
            "rateDate": "2026-03-04",
            "rateSource": SOURCE,
            "text": "over 144,984 USD",
        },
        "notConvertedBecause": None,
    }


async def test_an_amount_in_a_third_currency_goes_through_the_euro(few: Database) -> None:
    # Of Maundy Thursday, for Easter Monday: 163.45 yen and 0.8551 pounds; 191.147 yen a pound.
    assert await amount(few, "range", f'converted(to: "jpy") {{ {ALL} }}') == {
        "converted": {
            "min": 191_147_000.0,
            "max": 382_294_000.0,
            "currency": "JPY",
            "rate": 191.147,
            "rateDate": "2024-03-28",
            "rateSource": SOURCE,
            "text": "about 191,147,000 to 382,294,000 JPY",
        }
    }


async def test_an_amount_in_euros(few: Database) -> None:
    found = await amount(few, "range", 'converted(to: "EUR") { min rate }')

    assert found["converted"] == {"min": 1_169_450.0, "rate": 1.16945}  # 1 / 0.8551


async def test_in_its_own_currency_an_amount_needs_no_rate(few: Database) -> None:
    assert await amount(few, "dollars", f"converted {{ {ALL} }} notConvertedBecause") == {
        "converted": {
            "min": None,
            "max": 3e6,
            "currency": "USD",
            "rate": 1.0,
            "rateDate": None,
            "rateSource": None,
            "text": "up to 3,000,000 USD",
        },
        "notConvertedBecause": None,
    }


REASONS = {
    ("undated", "USD"): "No source that supports the amount is dated",
    ("dollars", "EUR"): "No source that supports the amount is dated",
    (
        "early",
        "USD",
    ): "The day of this report, 1998-05-01, is before the first rates, of 1999-01-04",
    ("late", "USD"): "The day of this report, 2040-01-01, is after the last rates on record.",
    ("roubles", "USD"): "The European Central Bank fixed no rate of RUB on 2022-03-02",
    ("roubles", "aed"): "The European Central Bank fixed no rate of RUB and AED on 2022-03-02",
    ("over", "HRK"): "The European Central Bank fixed no rate of HRK on 2026-03-04",
}


@pytest.mark.parametrize(("key", "to"), REASONS)
async def test_what_cannot_be_converted_says_why(few: Database, key: str, to: str) -> None:
    what = f'converted(to: "{to}") {{ min }} notConvertedBecause(to: "{to}")'
    found = await amount(few, key, what)

    assert found["converted"] is None
    assert found["notConvertedBecause"].startswith(REASONS[key, to])


@pytest.mark.parametrize("field", ["converted(to: $to) { min }", "notConvertedBecause(to: $to)"])
@pytest.mark.parametrize(
    ("to", "says"),
    [
        ("EURO", "`EURO` is no ISO 4217 currency code. Did you mean `EUR`? Amounts can be"),
        ("", "`` is no ISO 4217 currency code. Amounts can be converted to AUD, BRL, CAD,"),
        ("RMB", "`RMB` is no ISO 4217 currency code."),
        ("U" * 1001, "A text has 1001 characters; 1000 is the most."),
    ],
)
async def test_what_is_no_currency_is_refused(
    few: Database, field: str, to: str, says: str
) -> None:
    query = f"query ($to: String!) {{ compensationReports {{ nodes {{ amount {{ {field} }} }} }} }}"
    result = await answer(few, query, to=to)

    assert result.errors
    assert result.errors[0].message.startswith(says)
    assert result.errors[0].extensions == {"code": "BAD_USER_INPUT"}


@pytest.mark.parametrize("first", [1, 60])
async def test_conversions_of_a_list_cost_one_statement(
    much: Database, statements: list[str], first: int
) -> None:
    query = """query ($first: Int) { compensationReports(first: $first) { nodes { amount {
        converted { min } notConvertedBecause
        euros: converted(to: "EUR") { min } yen: converted(to: "JPY") { min } } } } }"""
    await ask_core(much, query, first=first)

    # The page, and the rates.
    assert len(statements) == 2


lasting = settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@lasting
@given(to=st.sampled_from(sorted({*QUOTED, *CURRENCIES})))
async def test_either_it_is_converted_or_it_says_why_not(much: Database, to: str) -> None:
    query = """query ($to: String!) { compensationReports(first: 200) { nodes { amount {
        min max currency converted(to: $to) { min max rate } notConvertedBecause(to: $to) } } } }"""
    for node in (await ask(much, query, to=to))["compensationReports"]["nodes"]:
        money, told_ = node["amount"], node["amount"]["converted"]
        assert (told_ is None) == (money["notConvertedBecause"] is not None)
        if told_:
            for end in ("min", "max"):
                assert (told_[end] is None) == (money[end] is None)
                if told_[end] is not None:
                    assert told_[end] == pytest.approx(money[end] * told_["rate"], rel=1e-5)


async def test_the_bounds_that_are_filtered_by_are_what_is_answered(much: Database) -> None:
    query = "{ compensationReports(first: 200) { nodes { id amount { converted { min max } } } } }"
    rows = {row.id: row for row in MANY.of(CompensationReport)}
    for node in (await ask(much, query))["compensationReports"]["nodes"]:
        row = rows[node["id"]]
        expected = node["amount"]["converted"] or {"min": None, "max": None}
        assert (row.usd_min, row.usd_max) == (expected["min"], expected["max"])


LIMITS = st.sampled_from([0.0, -5.0, 14_498.4, 1e5, 36_000.0, 2.5e5, 1e6, 1e300])


@lasting
@given(least=st.none() | LIMITS, most=st.none() | LIMITS)
async def test_a_filter_by_dollars_keeps_what_surely_is_so(
    much: Database, least: float | None, most: float | None
) -> None:
    query = """query ($filter: CompensationFilter) {
        compensationReports(filter: $filter, first: 200) { nodes { id } } }"""
    asked = {"atLeastUsd": least, "atMostUsd": most}
    found = (await ask(much, query, filter=asked))["compensationReports"]["nodes"]

    assert {node["id"] for node in found} == {
        row.id
        for row in MANY.of(CompensationReport)
        if row.rank is not models.Rank.DEPRECATED
        and (least is None or (row.usd_min is not None and row.usd_min >= least))
        and (most is None or (row.usd_max is not None and row.usd_max <= most))
    }


async def keys(database: Database, arguments: str) -> list[str]:
    """Ask for reports; return their keys."""
    found = await ask(database, f"{{ compensationReports({arguments}) {{ nodes {{ id }} }} }}")
    return [node["id"].removeprefix("pay/lab.") for node in found["compensationReports"]["nodes"]]


async def test_over_is_at_least_as_much_and_up_to_is_not_known_to_be(few: Database) -> None:
    by_id = "orderBy: {field: AT}"
    assert await keys(few, f"filter: {{atLeastUsd: 144984}}, {by_id}") == ["over", "range"]
    assert await keys(few, f"filter: {{atLeastUsd: 144984.5}}, {by_id}") == ["range"]
    assert await keys(few, f"filter: {{atMostUsd: 3000000}}, {by_id}") == ["dollars", "range"]
    assert await keys(few, f"filter: {{atMostUsd: 2999999}}, {by_id}") == ["range"]
    assert await keys(few, "filter: {not: {atLeastUsd: 0, or: []}, rank: [DEPRECATED]}") == [
        "wrong"
    ]


async def test_by_dollars_the_most_comes_first_and_the_unknown_last(few: Database) -> None:
    # 3 million at most; from 1,264,300; over 144,984; and four that are not known in dollars.
    down = await keys(few, "orderBy: {field: AMOUNT_USD, direction: DESC}")
    assert down[:3] == ["dollars", "range", "over"]
    assert set(down[3:]) == {"undated", "early", "late", "roubles"}
    assert await keys(few, "orderBy: {field: AMOUNT_USD}") == down[::-1]


async def test_by_amount_one_currency_still_comes_after_the_other(few: Database) -> None:
    query = (
        """{ compensationReports(orderBy: {field: AMOUNT}) { nodes { amount { currency } } } }"""
    )
    found = (await ask(few, query))["compensationReports"]["nodes"]
    currencies = [node["amount"]["currency"] for node in found]

    assert currencies == sorted(currencies)


async def test_other_reports_are_those_of_the_same_package_but_deprecated_ones(
    few: Database,
) -> None:
    query = "{ compensationReports { nodes { id otherReports { totalCount nodes { id } } } } }"
    found = {
        node["id"].removeprefix("pay/lab."): [other["id"] for other in others["nodes"]]
        for node in (await ask(few, query))["compensationReports"]["nodes"]
        for others in [node["otherReports"]]
        if others["totalCount"] == len(others["nodes"])
    }

    assert found == {
        "over": ["pay/lab.range"],
        "range": ["pay/lab.over"],
        **{key: [] for key in ("dollars", "undated", "early", "late", "roubles")},
    }
