"""Disputes: what sources exclude each other on, derived from their evidence and never written."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import URL

import models
from api.database import Database
from fixtures.derive import derive
from fixtures.disputes import disputes
from fixtures.reports import reports
from fixtures.rows import Rows
from models import Basis, SourceTier, Stance
from tests.asking import answer, ask

ROLE = "role/ada.lead"


def rows(*evidence: dict[str, Any]) -> Rows:
    """Return a role that ended in 2024 and the evidence about it, each from a source of its own."""
    made = Rows()
    made.tables = {
        models.Person: [models.Person(id="person/ada", name_sort="ada")],
        models.Organization: [
            models.Organization(
                id="organization/lab",
                organization_kind=models.OrganizationKind.LAB,
                name_sort="lab",
            )
        ],
        models.Name: [
            models.Name(
                record_id=record, position=0, text="x", folded="x", kind=models.NameKind.PRIMARY
            )
            for record in ("person/ada", "organization/lab")
        ],
        models.Role: [
            models.Role(
                id=ROLE,
                person_id="person/ada",
                organization_id="organization/lab",
                role_kind=models.RoleKind.EMPLOYMENT,
                status=models.RoleStatus.ENDED,
                end_edtf="2024",
            )
        ],
        models.Source: [
            models.Source(
                id=f"source/s{n}",
                headline="x",
                publisher=f"Paper {n}",
                publisher_folded="",
                tier=SourceTier.MAJOR_MEDIA,
            )
            for n in range(len(evidence))
        ],
        models.Evidence: [
            models.Evidence(
                id=f"evidence/role.ada.lead.s{n}",
                subject_id=ROLE,
                source_id=f"source/s{n}",
                **each,
            )
            for n, each in enumerate(evidence)
        ],
    }
    return derive(made)


def told(*evidence: dict[str, Any]) -> list[tuple[str, list[tuple[str | None, bool, str]]]]:
    """Return the disputes in short: the field, and each side's value, standing and sources."""
    found = rows(*evidence).of(models.Dispute)
    return [(each.field, [_short(side) for side in each.sides]) for each in found]


def _short(side: dict[str, Any]) -> tuple[str | None, bool, str]:
    return side["value"], side["recorded"], "".join(path[-1] for path in side["evidence"])


AGREES: dict[str, Any] = {}
OTHER_END = {"asserts": {"end": "2025-01"}}
DENIES = {"stance": Stance.DISPUTES, "basis": Basis.FIRST_PARTY}


def test_agreement_is_no_dispute() -> None:
    assert told(AGREES, {"fields": ["end"]}) == []


def test_another_value_is_a_side_of_its_own() -> None:
    assert told(AGREES, OTHER_END, {**OTHER_END, "fields": ["end"]}) == [
        ("end", [("2024", True, "0"), ("2025-01", False, "12")])
    ]


def test_three_values_are_three_sides() -> None:
    third = {"asserts": {"end": "2023"}}

    assert told(AGREES, OTHER_END, third) == [
        ("end", [("2024", True, "0"), ("2023", False, "2"), ("2025-01", False, "1")])
    ]


def test_a_denial_of_the_whole_is_about_the_record() -> None:
    assert told(AGREES, DENIES) == [("", [(None, True, "0"), (None, False, "1")])]


def test_a_denial_of_one_field_is_about_it_alone() -> None:
    assert told(AGREES, {**DENIES, "fields": ["end"]}) == [
        ("end", [("2024", True, "0"), (None, False, "1")])
    ]


def test_who_speaks_to_another_field_takes_no_side() -> None:
    assert told({"fields": ["title"]}, OTHER_END) == [
        ("end", [("2024", True, ""), ("2025-01", False, "1")])
    ]


EVIDENCE = st.sampled_from([AGREES, OTHER_END, DENIES, {"fields": ["end"]}, {"fields": ["title"]}])


@given(st.lists(EVIDENCE, max_size=5))
def test_there_is_a_dispute_exactly_where_somebody_contradicts(
    evidence: list[dict[str, Any]],
) -> None:
    found = {field for field, _ in told(*evidence)}
    expected = {"end"} if OTHER_END in evidence else set()

    assert found == expected | ({""} if DENIES in evidence else set())


def pay(key: str, low: float | None, high: float | None, **more: Any) -> models.CompensationReport:
    """Return a report of yearly pay in one package."""
    return models.CompensationReport(
        id=f"pay/ada.{key}",
        recipient_id="person/ada",
        scope=models.CompensationScope.PERSON,
        compensation_kind=models.CompensationKind.TOTAL_PACKAGE,
        stage=models.CompensationStage.PAID,
        period=more.pop("period", models.PayPeriod.YEAR),
        currency=more.pop("currency", "USD"),
        amount_min=low,
        amount_max=high,
        package=more.pop("package", "lab-2024"),
        **more,
    )


def excluded(*reports_of_pay: models.CompensationReport) -> set[str]:
    """Return the keys of the reports that another one excludes."""
    found = disputes(reports_of_pay, reports([], {}, {}))
    assert all(each.field == "amount" for each in found)
    return {each.record_id.partition(".")[2] for each in found}


def test_amounts_of_one_package_that_cannot_both_be_right_exclude_each_other() -> None:
    assert excluded(pay("a", 1, 2), pay("b", 3, None)) == {"a", "b"}
    assert excluded(pay("a", 1, 3), pay("b", 2, 5)) == set()
    assert excluded(pay("a", 1, 2), pay("b", 2, 3)) == set()
    assert excluded(pay("a", 1, 2, max_inclusive=False), pay("b", 2, 3)) == {"a", "b"}
    assert excluded(pay("a", None, 2), pay("b", 3, None), pay("c", 1, 9)) == {"a", "b"}


def test_what_does_not_compare_excludes_nothing() -> None:
    a = pay("a", 1, 2)

    assert excluded(a, pay("b", 3, 4, currency="CNY")) == set()
    assert excluded(a, pay("b", 3, 4, period=models.PayPeriod.MONTH)) == set()
    assert excluded(a, pay("b", 3, 4, package="other")) == set()
    assert excluded(a, pay("b", 3, 4, rank=models.Rank.DEPRECATED)) == set()


@pytest.fixture
async def database(dataset_url: URL) -> AsyncIterator[Database]:
    """The curated dataset, as a server sees it."""
    made = Database(dataset_url)
    yield made
    await made.close()


async def test_disputes_can_be_narrowed_by_kind_record_and_field(database: Database) -> None:
    query = """query ($filter: DisputeFilter) { disputes(filter: $filter, first: 200) {
        totalCount nodes { record { id } field } } }"""

    async def found(**demands: Any) -> set[tuple[str, str | None]]:
        nodes = (await ask(database, query, filter=demands))["disputes"]["nodes"]
        return {(each["record"]["id"], each["field"]) for each in nodes}

    everything = await found()
    assert await found(kind=None, record=None, field=None) == everything
    assert await found(kind=[]) == set()
    kinds = {path.partition("/")[0] for path, _ in everything}
    assert {"role", "event"} <= kinds
    assert await found(kind=["ROLE", "EVENT"]) == {
        each for each in everything if each[0].startswith(("role/", "event/"))
    }
    assert await found(field=["end", None]) == {
        each for each in everything if each[1] in {"end", None}
    }
    lead = "role/lin-junyang.qwen-lead"
    assert (lead, "end") in await found(record=[lead])
    assert await found(kind=["ROLE"], record=[lead], field=["end"]) == {(lead, "end")}
    assert await found(kind=["EVENT"], record=[lead]) == set()
    assert await found(updatedSince=0) == everything
    assert await found(updatedSince=1) == set()


async def test_a_record_that_is_none_is_no_filter_of_disputes(database: Database) -> None:
    result = await answer(database, '{ disputes(filter: {record: ["nobody"]}) { totalCount } }')

    assert result.errors
    assert "nobody" in result.errors[0].message


async def test_clients_see_each_side_with_its_sources(database: Database) -> None:
    query = """{ disputes(first: 200) { totalCount nodes {
        record { id } field sides { value recorded evidence { source { slug } } } } } }"""
    found = (await ask(database, query))["disputes"]["nodes"]
    [end] = [
        each
        for each in found
        if each["record"]["id"] == "role/lin-junyang.qwen-lead" and each["field"] == "end"
    ]
    [daily] = [each for each in found if each["record"]["id"] == "event/qwen-daily-users-metric"]

    assert (end["sides"][0]["value"], end["sides"][0]["recorded"]) == ("2026-03-04", True)
    assert {"2026-03-03", "2026-03-05"} <= {side["value"] for side in end["sides"]}
    assert all(side["evidence"] for side in end["sides"])
    assert daily["field"] is None
