"""Made-up reports of pay, each told by a source of its own, as rows with their derived columns."""

import random
from typing import Any

import models
from fixtures.derive import derive
from fixtures.rows import Rows
from models import (
    CompensationKind,
    CompensationReport,
    CompensationStage,
    NameKind,
    PayPeriod,
    SourceTier,
)

PAYER = "organization/lab"


def told(*reports: dict[str, Any], evidence: tuple[dict[str, Any], ...] = ()) -> Rows:
    """Return a dataset of reports of pay.

    Each has a `key`, may have a day on which it was `published` and any other column, and is a
    yearly total package where nothing else is said. More `evidence` names its `key` and
    `published`, too. A column that is derived stays as it is given here.
    """
    rows = Rows()
    lab = models.Organization(id=PAYER, organization_kind=models.OrganizationKind.LAB, name_sort="")
    rows.of(models.Organization).append(lab)
    name = models.Name(record_id=PAYER, position=0, text="Lab", kind=NameKind.PRIMARY, folded="")
    rows.of(models.Name).append(name)
    for each in reports:
        rows.of(CompensationReport).append(_report(each))
    for number, each in enumerate((*reports, *evidence)):
        _add_evidence(rows, number, each)
    derive(rows)
    for each, row in zip(reports, rows.of(CompensationReport), strict=True):
        for column in ("confidence", "independent_source_count"):
            setattr(row, column, each.get(column, getattr(row, column)))
    return rows


def _report(given: dict[str, Any]) -> CompensationReport:
    columns = {
        "compensation_kind": CompensationKind.TOTAL_PACKAGE,
        "stage": CompensationStage.OFFERED,
        "scope": models.CompensationScope.GROUP,
        "audience": "researchers",
        "period": PayPeriod.YEAR,
        "currency": "USD",
        "payer_id": PAYER,
        **{name: value for name, value in given.items() if name not in ("key", "published")},
    }
    return CompensationReport(id=f"pay/lab.{given['key']}", **columns)


def _add_evidence(rows: Rows, number: int, given: dict[str, Any]) -> None:
    source = f"source/s{number}"
    rows.of(models.Source).append(
        models.Source(
            id=source,
            headline="Pay",
            publisher=f"Paper {number}",
            publisher_folded="",
            tier=SourceTier.MAJOR_MEDIA,
            published_edtf=given.get("published"),
        )
    )
    said = {name: given[name] for name in ("stance", "fields", "asserts") if name in given}
    rows.of(models.Evidence).append(
        models.Evidence(
            id=f"evidence/pay.lab.{given['key']}.s{number}",
            subject_id=f"pay/lab.{given['key']}",
            source_id=source,
            **said,
        )
    )


PUBLISHED = (None, "1998-05-01", "2004-07-01", "2022-03-05", "2024-03-31", "2025-07-05", "2026-03")
AMOUNTS = (1e5, 2.5e5, 2.5e5, 1e6, 3e6)


def many(number: int, seed: int = 1) -> Rows:
    """Return a dataset of reports of few sorts, many of which share a group, amount or package."""
    pick = random.Random(seed)  # noqa: S311 - no secret is made
    return told(*(_any_report(pick, n) for n in range(number)))


def _any_report(pick: random.Random, number: int) -> dict[str, Any]:
    low, high = sorted(pick.choice(AMOUNTS) for _ in range(2))
    low_open, high_open = pick.choice([(0, 0), (0, 0), (0, 1), (1, 0)])
    exact = low == high
    period = pick.choice([PayPeriod.YEAR, PayPeriod.YEAR, PayPeriod.PACKAGE, PayPeriod.UNKNOWN])
    span = pick.choice([None, 48]) if period is PayPeriod.PACKAGE else None
    return {
        "key": f"k{number}",
        "published": pick.choice(PUBLISHED),
        "amount_min": None if low_open else low,
        "amount_max": None if high_open else high,
        "min_inclusive": low_open or exact or pick.random() < 0.7,
        "max_inclusive": high_open or exact or pick.random() < 0.7,
        "currency": pick.choice(["USD", "CNY", "RUB", "EUR"]),
        "compensation_kind": pick.choice([CompensationKind.TOTAL_PACKAGE, CompensationKind.OTHER]),
        "stage": pick.choice([CompensationStage.OFFERED, CompensationStage.PAID]),
        "period": period,
        "span_months": span,
        "package": pick.choice([None, None, "one", "two", "three"]),
        "rank": pick.choice(
            [*[models.Rank.NORMAL] * 4, models.Rank.PREFERRED, models.Rank.DEPRECATED]
        ),
        "confidence": pick.choice(list(models.Confidence)),
        "independent_source_count": pick.randrange(3),
    }
