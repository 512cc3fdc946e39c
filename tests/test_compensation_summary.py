"""What the range of pay is: by hand for a few reports, and as Python would work it out for many."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import URL

from api import summary
from api.database import Database
from models import CompensationKind, CompensationReport, Confidence, PayPeriod, Rank
from tests.asking import answer, ask
from tests.pay import many, told
from tests.served import database_of, served
from tests.summing import expected

SUMMARY = """query ($filter: CompensationFilter) { compensationSummary(filter: $filter) {
    matchedCount countedCount leftOut { reason count }
    groups { compensationKind period spanMonths stage scope comparable count notConvertedCount
        usd { ...amounts } original { ...amounts } } } }
fragment amounts on AmountStatistics {
    currency count lowest lowestInclusive openBelow highest highestInclusive openAbove
    median medianCount }"""

YEARLY = [
    {"key": "a", "amount_min": 1e6, "amount_max": 3e6, "max_inclusive": False},
    {"key": "b", "amount_min": 5e5, "amount_max": 5e5},
    {"key": "c", "amount_min": 1e6, "amount_max": 2e6},
    {"key": "over", "amount_min": 9e6, "min_inclusive": False},
    {"key": "up-to", "amount_max": 4e5},
    # One euro was 8.0347 yuan and 1.1649 dollars: from 144,984 to 434,952 dollars.
    {
        "key": "yuan",
        "currency": "CNY",
        "amount_min": 1e6,
        "amount_max": 3e6,
        "published": "2026-03-04",
    },
    {"key": "undated", "currency": "CNY", "amount_min": 1.0, "amount_max": 2.0},
]
OTHERS = [
    {"key": "wrong", "amount_max": 1.0, "rank": Rank.DEPRECATED},
    {"key": "denied", "amount_max": 2.0, "confidence": Confidence.DENIED},
    {"key": "disputed", "amount_max": 3.0, "confidence": Confidence.DISPUTED},
    {"key": "daily", "amount_min": 100.0, "amount_max": 100.0, "period": PayPeriod.DAY},
    {"key": "whenever", "amount_min": 7.0, "amount_max": 7.0, "period": PayPeriod.UNKNOWN},
]
RIVALS: tuple[dict[str, Any], ...] = (
    {"confidence": Confidence.CONFIRMED},
    {"rank": Rank.PREFERRED, "confidence": Confidence.HEARSAY},
    {"span_months": 12},
    {"rank": Rank.PREFERRED, "confidence": Confidence.DENIED},
)
PACKAGES = [
    {
        "key": f"rival-{n}",
        "amount_min": float(n),
        "amount_max": float(n),
        "compensation_kind": CompensationKind.EQUITY,
        "period": PayPeriod.PACKAGE,
        "span_months": 48,
        "package": "rival",
        **how,
    }
    for n, how in enumerate(RIVALS)
]
FEW = told(*YEARLY, *OTHERS, *PACKAGES)
MANY = many(150)

few_url, many_url = database_of(FEW), database_of(MANY)


@pytest.fixture
async def few(few_url: URL) -> AsyncIterator[Database]:
    """A few reports, summed up by hand."""
    async with served(few_url) as database:
        yield database


@pytest.fixture
async def much(many_url: URL) -> AsyncIterator[Database]:
    """Many reports, which only a program sums up."""
    async with served(many_url) as database:
        yield database


async def summed(database: Database, **demands: Any) -> dict[str, Any]:
    found = await ask(database, SUMMARY, filter=demands)
    whole: dict[str, Any] = found["compensationSummary"]
    return whole


async def test_a_group_worked_out_by_hand(few: Database) -> None:
    found = await summed(few, period=["YEAR"])

    assert found == {
        "matchedCount": 10,
        "countedCount": 7,
        "leftOut": [
            {"reason": "DEPRECATED", "count": 1},
            {"reason": "DENIED", "count": 1},
            {"reason": "DISPUTED", "count": 1},
        ],
        "groups": [
            {
                "compensationKind": "TOTAL_PACKAGE",
                "period": "YEAR",
                "spanMonths": None,
                "stage": "OFFERED",
                "scope": "GROUP",
                "comparable": True,
                "count": 7,
                "notConvertedCount": 1,
                "usd": {
                    "currency": "USD",
                    "count": 6,
                    "lowest": 144_984.0,
                    "lowestInclusive": True,
                    "openBelow": 1,
                    "highest": 9e6,
                    "highestInclusive": False,
                    "openAbove": 1,
                    # Of the middles 289,968, 500,000, 1,500,000 and 2,000,000.
                    "median": 1e6,
                    "medianCount": 4,
                },
                "original": None,
            }
        ],
    }


async def test_in_one_currency_there_are_the_amounts_as_reported(few: Database) -> None:
    found = await summed(few, currency=["CNY"])

    assert [(group["usd"]["count"], group["original"]) for group in found["groups"]] == [
        (
            1,
            {
                "currency": "CNY",
                "count": 2,
                "lowest": 1.0,
                "lowestInclusive": True,
                "openBelow": 0,
                "highest": 3e6,
                "highestInclusive": True,
                "openAbove": 0,
                "median": 1_000_000.75,  # halfway between 1.5 and 2,000,000
                "medianCount": 2,
            },
        )
    ]


async def test_what_cannot_be_converted_has_no_amounts_in_dollars(few: Database) -> None:
    found = await summed(few, currency=["CNY"], atMostUsd=None, **{"not": {"atLeastUsd": 1}})
    [group] = found["groups"]

    assert (group["count"], group["notConvertedCount"], group["usd"]) == (1, 1, None)
    assert group["original"]["count"] == 1


async def test_unlike_periods_are_never_together_and_an_unknown_one_has_no_median(
    few: Database,
) -> None:
    found = await summed(few, period=["DAY", "UNKNOWN"])

    assert [
        (group["period"], group["comparable"], group["usd"]["lowest"], group["usd"]["median"])
        for group in found["groups"]
    ] == [("DAY", True, 100.0, 100.0), ("UNKNOWN", False, 7.0, None)]


async def test_of_a_package_one_report_counts_in_each_group_the_preferred_one(
    few: Database,
) -> None:
    found = await summed(few, kind=["EQUITY"])

    assert found["leftOut"] == [{"reason": "DENIED", "count": 1}, {"reason": "RIVAL", "count": 1}]
    assert [(group["spanMonths"], group["usd"]["lowest"]) for group in found["groups"]] == [
        (12, 2.0),
        (48, 1.0),
    ]


async def test_what_is_asked_for_is_not_left_out(few: Database) -> None:
    denied = await summed(few, confidence=["DENIED", "DISPUTED"])
    assert (denied["matchedCount"], denied["countedCount"], denied["leftOut"]) == (3, 3, [])

    wrong = await summed(few, rank=["DEPRECATED"])
    assert (wrong["matchedCount"], wrong["countedCount"], wrong["leftOut"]) == (1, 1, [])


async def test_of_nothing_the_summary_is_empty(few: Database) -> None:
    assert await summed(few, currency=["SEK"]) == {
        "matchedCount": 0,
        "countedCount": 0,
        "leftOut": [],
        "groups": [],
    }


async def test_without_a_filter_it_is_of_all(few: Database) -> None:
    query = "{ a: compensationSummary { ...n } b: compensationSummary(filter: null) { ...n } }"
    found = await ask(few, f"{query} fragment n on CompensationSummary {{ matchedCount }}")

    assert found == {"a": {"matchedCount": 16}, "b": {"matchedCount": 16}}


def some(choices: type[Any] | list[str]) -> st.SearchStrategy[list[str]]:
    names = choices if isinstance(choices, list) else [each.name for each in choices]
    return st.lists(st.sampled_from(names), unique=True, min_size=1)


ASKED = st.fixed_dictionaries(
    {},
    optional={
        "kind": some(CompensationKind),
        "period": some(PayPeriod),
        "currency": some(["USD", "CNY", "RUB", "EUR"]),
        "rank": some(Rank),
        "confidence": some(Confidence),
    },
)


def in_any_order(found: dict[str, Any]) -> dict[str, Any]:
    groups = sorted(found["groups"], key=lambda each: str([*each.values()][:5]))
    return {**found, "groups": groups}


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(asked=ASKED)
async def test_each_database_sums_up_as_the_words_say(
    much: Database, asked: dict[str, Any]
) -> None:
    """Both are held to the same, so that they are alike."""
    found = await summed(much, **asked)
    counts = [each["count"] for each in found["groups"]]

    assert in_any_order(found) == in_any_order(expected(MANY.of(CompensationReport), asked))
    assert counts == sorted(counts, reverse=True)
    left_out = sum(each["count"] for each in found["leftOut"])
    assert found["matchedCount"] == sum(counts) + left_out == found["countedCount"] + left_out


async def test_what_is_not_deprecated_is_what_the_list_has(much: Database) -> None:
    query = "{ compensationReports { totalCount } compensationSummary { ...n } }"
    found = await ask(
        much,
        f"{query} fragment n on CompensationSummary {{ matchedCount leftOut {{ reason count }} }}",
    )
    whole = found["compensationSummary"]
    counts = {each["reason"]: each["count"] for each in whole["leftOut"]}

    assert (
        whole["matchedCount"] - counts["DEPRECATED"] == found["compensationReports"]["totalCount"]
    )


@pytest.mark.parametrize("demands", [{}, {"payer": ["lab"]}, {"kind": ["OTHER"]}])
async def test_a_summary_costs_two_statements_and_one_for_the_ids_it_names(
    much: Database, statements: list[str], demands: dict[str, Any]
) -> None:
    await summed(much, **demands)

    assert len(statements) == 2 + ("payer" in demands)


WRONG = {
    "an organization that is not there": (
        {"payer": ["lap"]},
        "There is no organization `lap`. Did you mean `organization/lab`?",
    ),
    "what is no currency": (
        {"currency": ["EURO"]},
        "`EURO` is no ISO 4217 currency code, such as CNY. Did you mean `EUR`?",
    ),
    "too many values": ({"currency": ["USD"] * 201}, "A list has 201 values; 200 is the most."),
}


@pytest.mark.parametrize("what", WRONG)
async def test_a_filter_is_refused_as_elsewhere(few: Database, what: str) -> None:
    demands, says = WRONG[what]
    result = await answer(few, SUMMARY, filter=demands)

    assert result.errors
    assert result.errors[0].message.startswith(says)
    assert result.errors[0].extensions == {"code": "BAD_USER_INPUT"}


async def test_more_groups_than_anybody_reads_are_refused(
    few: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summary, "MOST_GROUPS", 4)
    result = await answer(few, SUMMARY)

    assert result.errors
    assert result.errors[0].message.startswith("The summary would have more than 4 groups. Narrow")


def test_the_made_up_reports_try_every_case() -> None:
    rows = MANY.of(CompensationReport)
    whole: Any = expected(rows, {})

    assert len(whole["leftOut"]) == 4
    assert {each["comparable"] for each in whole["groups"]} == {True, False}
    assert any(each["notConvertedCount"] for each in whole["groups"])
    assert any(each["original"] is None for each in whole["groups"])
