"""A summary of pay as Python works it out, in the words of the schema: what databases must say."""

from itertools import groupby
from statistics import median
from typing import Any

import pytest

from models import CompensationKind, CompensationReport, Confidence, PayPeriod, Rank


def reason(row: CompensationReport, asked: dict[str, Any]) -> str | None:
    if row.rank is Rank.DEPRECATED and "rank" not in asked:
        return "DEPRECATED"
    unsure = row.confidence in (Confidence.DENIED, Confidence.DISPUTED)
    return row.confidence.name if unsure and "confidence" not in asked else None


def like(row: CompensationReport) -> tuple[str, ...]:
    choices = (row.compensation_kind, row.period, row.stage, row.scope)
    return (*(each.name for each in choices), str(row.span_months))


def merit(row: CompensationReport) -> tuple[Any, ...]:
    place = (list(Rank).index(row.rank), list(Confidence).index(row.confidence))
    return (*place, -row.independent_source_count, row.id)


def chosen(rows: list[CompensationReport]) -> list[CompensationReport]:
    """Of each package, take the best."""
    best: dict[str, CompensationReport] = {}
    for row in sorted(rows, key=merit):
        best.setdefault(row.package or row.id, row)
    return list(best.values())


def bounds(row: CompensationReport, name: str) -> tuple[Any, Any]:
    low, high = ("amount_min", "amount_max") if name == "original" else ("usd_min", "usd_max")
    return getattr(row, low), getattr(row, high)


def amounts(rows: list[CompensationReport], name: str, currency: str, comparable: bool) -> Any:
    """Work out what is to be told of some amounts; None where none is known."""
    known = [(*bounds(row, name), row) for row in rows]
    known = [(low, high, row) for low, high, row in known if (low, high) != (None, None)]
    if not known:
        return None
    lows = [
        (high, row.max_inclusive) if low is None else (low, row.min_inclusive)
        for low, high, row in known
    ]
    highs = [
        (low, row.min_inclusive) if high is None else (high, row.max_inclusive)
        for low, high, row in known
    ]
    lowest, highest = min(low for low, _ in lows), max(high for high, _ in highs)
    closed = [(low + high) / 2 for low, high, _ in known if None not in (low, high)]
    middles = closed if comparable else []
    return {
        "currency": currency,
        "count": len(known),
        "lowest": lowest,
        "lowestInclusive": (lowest, True) in lows,
        "openBelow": sum(low is None for low, *_ in known),
        "highest": highest,
        "highestInclusive": (highest, True) in highs,
        "openAbove": sum(high is None for _, high, _ in known),
        "median": pytest.approx(median(middles), rel=1e-11) if middles else None,
        "medianCount": len(middles),
    }


def group(rows: list[CompensationReport]) -> dict[str, Any]:
    one = rows[0]
    spanned = one.period is not PayPeriod.UNKNOWN and (
        one.period is not PayPeriod.PACKAGE or one.span_months is not None
    )
    comparable = spanned and one.compensation_kind is not CompensationKind.OTHER
    alone = len({row.currency for row in rows}) == 1
    usd = amounts(rows, "usd", "USD", comparable)
    return {
        "compensationKind": one.compensation_kind.name,
        "period": one.period.name,
        "spanMonths": one.span_months,
        "stage": one.stage.name,
        "scope": one.scope.name,
        "comparable": comparable,
        "count": len(rows),
        "notConvertedCount": len(rows) - (usd["count"] if usd else 0),
        "usd": usd,
        "original": amounts(rows, "original", one.currency, comparable) if alone else None,
    }


def fulfils(row: CompensationReport, asked: dict[str, Any]) -> bool:
    columns = {"kind": "compensation_kind"}
    values: list[Any] = [getattr(row, columns.get(name, name)) for name in asked]
    names = [getattr(value, "name", value) for value in values]
    return all(name in wanted for name, wanted in zip(names, asked.values(), strict=True))


def expected(rows: list[CompensationReport], asked: dict[str, Any]) -> dict[str, Any]:
    matched = [row for row in rows if fulfils(row, asked)]
    kept = sorted((row for row in matched if reason(row, asked) is None), key=like)
    groups = [chosen(list(members)) for _, members in groupby(kept, key=like)]
    counted = sum(map(len, groups))
    why = [reason(row, asked) for row in matched] + ["RIVAL"] * (len(kept) - counted)
    return {
        "matchedCount": len(matched),
        "countedCount": counted,
        "leftOut": [
            {"reason": each, "count": why.count(each)}
            for each in ("DEPRECATED", "DENIED", "DISPUTED", "RIVAL")
            if each in why
        ],
        "groups": [group(members) for members in groups],
    }
