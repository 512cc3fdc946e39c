"""Which reports of pay a summary counts, in which groups: the statements that find out."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, and_, case, func, select

import models
from api.conditions import Use, fulfils, uses
from api.enums import publish
from api.filters import CompensationFilter
from models import Confidence, Documented, Rank
from models.confidence import SUREST_FIRST

REPORT: Any = models.CompensationReport
LIKE = ("compensation_kind", "period", "span_months", "stage", "scope")
"""What reports have in common that are counted together."""
MOST_GROUPS = 500
BOUNDS = {"usd": ("usd_min", "usd_max"), "original": ("amount_min", "amount_max")}
"""What is told of each group: the name of its amounts, and the columns of their bounds."""
TOLD = (
    "count",
    "lowest",
    "lowest_exact",
    "closed_below",
    "highest",
    "highest_exact",
    "closed_above",
    "median_low",
    "median_high",
    "median_count",
)
"""What is told of some amounts, each in a column that begins with their name."""


class LeftOutReason(Documented):
    """Why a summary leaves a report out; the first of these that holds is its one reason."""

    DEPRECATED = (
        "deprecated",
        "It is known to be wrong or superseded. Ask for it by `rank` in the filter.",
    )
    DENIED = (
        "denied",
        "A party denies it, and none supports it. Ask for it by `confidence` in the filter.",
    )
    DISPUTED = (
        "disputed",
        "Sources at least as good contradict it. Ask for it by `confidence` in the filter.",
    )
    RIVAL = (
        "rival",
        (
            "Another report of the same package stands for it in its group: the preferred one; "
            "else the surest; else that on the most independent sources; else the first by its id."
        ),
    )


publish(LeftOutReason)


def placed(given: CompensationFilter | None, use: Use) -> Any:
    """Select the reports that fulfil a filter, why each is left out, and its place among rivals."""
    wanted = fulfils(REPORT, given, use) if given else sa.true()
    judged = select(REPORT, _reason(given).label("reason")).where(wanted).subquery()
    columns = judged.c
    package = func.coalesce(columns.package, columns.id)  # no package is named as a report is
    best_first = (
        _rank(columns.rank, Rank),
        _rank(columns.confidence, SUREST_FIRST),
        columns.independent_source_count.desc(),
        columns.id,
    )
    place = func.row_number().over(
        partition_by=(columns.reason, package, *(columns[name] for name in LIKE)),
        order_by=best_first,
    )
    return select(judged, place.label("place")).subquery()


def numbers(reports: Any) -> Any:
    """Select how many of the placed reports are left out for each reason; None: counted."""
    columns = reports.c
    rival = (columns.place > 1, LeftOutReason.RIVAL.value)
    reason = case((columns.reason.is_not(None), columns.reason), rival).label("why")
    return select(reason, func.count()).group_by(sa.text("why"))


def grouped(reports: Any) -> Any:
    """Select what there is to tell of each group of the placed reports, one group too many."""
    kept = select(reports).where(reports.c.reason.is_(None), reports.c.place == 1).subquery()
    ordered = select(kept, *(each for name in BOUNDS for each in _in_order(kept, name))).subquery()
    like = [ordered.c[name] for name in LIKE]
    currency = ordered.c.currency
    told = [each for name in BOUNDS for each in _statistics(ordered, name)]
    alone = case((func.min(currency) == func.max(currency), func.min(currency)))
    rows = select(*like, func.count().label("count"), alone.label("currency"), *told)
    return rows.group_by(*like).limit(MOST_GROUPS + 1)


def _reason(given: CompensationFilter | None) -> ColumnElement[str | None]:
    """Return why a report is left out for itself; what a filter asks for by name is not."""
    unwanted: list[tuple[str, ColumnElement[bool], LeftOutReason]] = [
        ("rank", REPORT.rank == Rank.DEPRECATED, LeftOutReason.DEPRECATED),
        ("confidence", REPORT.confidence == Confidence.DENIED, LeftOutReason.DENIED),
        ("confidence", REPORT.confidence == Confidence.DISPUTED, LeftOutReason.DISPUTED),
    ]
    cases = [(test, why.value) for field, test, why in unwanted if not uses(given, field)]
    return case(*cases) if cases else sa.cast(sa.null(), sa.String)


def _rank(column: Any, order: Any) -> ColumnElement[int]:
    """Return the place of a word in its order."""
    return case(*((column == each, place) for place, each in enumerate(order)))


def _in_order(kept: Any, name: str) -> list[ColumnElement[Any]]:
    """Return the middle of each closed amount, its place among those of its group, their number."""
    least, most = (kept.c[column] for column in BOUNDS[name])
    middle = least / 2 + most / 2
    group = (*(kept.c[each] for each in LIKE), middle.is_(None))
    place = func.row_number().over(partition_by=group, order_by=(middle, kept.c.id))
    number = func.count().over(partition_by=group)
    # In the middle of an odd number is one place, and of an even number there are two.
    central = and_(2 * place >= number, 2 * place <= number + 2)
    return [middle.label(f"{name}_middle"), case((central, middle)).label(f"{name}_central")]


def _statistics(ordered: Any, name: str) -> list[ColumnElement[Any]]:
    """Return what is told of the amounts of a group, whose names begin with `name`."""
    columns = ordered.c
    least, most = (columns[column] for column in BOUNDS[name])
    exactly_least = case((columns.min_inclusive, least))
    exactly_most = case((columns.max_inclusive, most))
    middle, central = columns[f"{name}_middle"], columns[f"{name}_central"]
    told = (
        func.count(func.coalesce(least, most)),
        func.min(func.coalesce(least, most)),
        func.min(case((least.is_(None), exactly_most), else_=exactly_least)),
        func.count(least),
        func.max(func.coalesce(most, least)),
        func.max(case((most.is_(None), exactly_least), else_=exactly_most)),
        func.count(most),
        func.min(central),
        func.max(central),
        func.count(middle),
    )
    return [value.label(f"{name}_{each}") for each, value in zip(TOLD, told, strict=True)]
