"""What the range of reported pay is, among reports that can be compared.

A report is counted at most once, in the group of those like it, or is left out for one reason.
The database sorts, counts and finds the middle; docs/decisions/0011 says why it does so this way.
"""

from typing import Any

import strawberry

import models
from api.conditions import Use, named, refuse_too_large
from api.context import Context
from api.errors import BadUserInputError
from api.filters import CompensationFilter
from api.forms import Forming
from api.lookup import must_find
from api.pay_groups import MOST_GROUPS, TOLD, LeftOutReason, grouped, numbers, placed
from api.values import described
from models import CompensationKind, PayPeriod
from models.compensation import CompensationReportFacts
from models.exchange import DOLLAR


@strawberry.type(description="How many reports a summary leaves out for a reason.")
class LeftOut:
    """A reason and a number."""

    reason: LeftOutReason = strawberry.field(description="The reason.")
    count: int = strawberry.field(description="How many reports it holds for; never 0.")


@strawberry.type(
    description="The range of some amounts in one currency. An amount may itself be a range, and "
    "open at an end, such as `over 200m` or `up to 300m`."
)
class AmountStatistics:
    """The range and the median of amounts."""

    currency: str = strawberry.field(description="ISO 4217 code of the currency.")
    count: int = strawberry.field(description="How many reports this is of.")
    lowest: float = strawberry.field(
        description="The lowest bound that a report names: the least it gives, or where that is "
        "open, the most."
    )
    lowest_inclusive: bool = strawberry.field(
        description="Whether, by a report, it may be exactly `lowest`; false where it is `over` or "
        "`under` that."
    )
    open_below: int = strawberry.field(
        description="How many reports give no least, such as `up to 300m`: these may be of less "
        "than `lowest`."
    )
    highest: float = strawberry.field(
        description="The highest bound that a report names: the most it gives, or where that is "
        "open, the least."
    )
    highest_inclusive: bool = strawberry.field(
        description="Whether, by a report, it may be exactly `highest`; false where it is `over` "
        "or `under` that."
    )
    open_above: int = strawberry.field(
        description="How many reports give no most, such as `over 200m`: these may be of more "
        "than `highest`."
    )
    median: float | None = strawberry.field(
        description="The median of the middles of those amounts that are closed at both ends; a "
        "single amount is its own middle. Of an even number of them, halfway between the two in "
        "the middle. Open amounts, often the largest, are not in it: see `medianCount`. Null when "
        "none is closed, or the group is not `comparable`."
    )
    median_count: int = strawberry.field(description="How many reports the median is of.")


@strawberry.type(
    description="Reports of pay that are alike: of the same kind, for the same span of time, at "
    "the same stage and of the same scope."
)
class CompensationGroup:
    """Reports that are counted together."""

    compensation_kind: CompensationKind = described(CompensationReportFacts, "compensation_kind")
    period: PayPeriod = described(CompensationReportFacts, "period")
    span_months: int | None = described(CompensationReportFacts, "span_months")
    stage: models.CompensationStage = described(CompensationReportFacts, "stage")
    scope: models.CompensationScope = described(CompensationReportFacts, "scope")
    comparable: bool = strawberry.field(
        description="Whether its amounts are for like things: false where the span of time is not "
        "known, or the kind is OTHER. There is no median then, and the bounds are no more than "
        "the lowest and the highest that were reported."
    )
    count: int = strawberry.field(description="How many reports are counted in it.")
    not_converted_count: int = strawberry.field(
        description="How many of them are not in `usd`, because there is no rate for them: see "
        "`notConvertedBecause` of their amounts."
    )
    usd: AmountStatistics | None = strawberry.field(
        description="Their amounts in US dollars, each at the rate of the day of its report; null "
        "when none can be converted."
    )
    original: AmountStatistics | None = strawberry.field(
        description="Their amounts as reported; null when these are in several currencies."
    )


@strawberry.type(
    description="What the range of reported pay is. Reports that do not compare are never put "
    "together: amounts by the day and by the year, or offered and paid, are in groups of their own."
)
class CompensationSummary:
    """Groups of like reports, and what is in none."""

    matched_count: int = strawberry.field(
        description="How many reports fulfil the filter, deprecated ones included: those counted "
        "and those left out."
    )
    counted_count: int = strawberry.field(description="How many reports the groups count.")
    left_out: list[LeftOut] = strawberry.field(
        description="How many reports are in no group, and why: one item a reason."
    )
    groups: list[CompensationGroup] = strawberry.field(
        description=f"The groups, the largest first; at most {MOST_GROUPS}."
    )


async def summarize(context: Context, given: CompensationFilter | None) -> CompensationSummary:
    """Summarize the reports that fulfil a filter, in a constant number of statements."""
    refuse_too_large(given)
    ids = await must_find(context, sorted(set(named(given)) if given else ()))
    forming = Forming(ids)
    reports = placed(forming.formed("filter", given, ()), Use(ids, {}))
    counts = dict(await context.rows(numbers(reports), forming.values))
    rows = await context.rows(grouped(reports), forming.values)
    if len(rows) > MOST_GROUPS:
        raise BadUserInputError(
            f"The summary would have more than {MOST_GROUPS} groups. Narrow it by `filter`: by "
            "`kind`, `period`, `stage` or `scope`."
        )
    return CompensationSummary(
        matched_count=sum(counts.values()),
        counted_count=counts.get(None, 0),
        left_out=[
            LeftOut(reason=each, count=counts[each.value])
            for each in LeftOutReason
            if counts.get(each.value)
        ],
        groups=sorted(map(_group, rows), key=_largest_first),
    )


def _group(row: Any) -> CompensationGroup:
    known = row.period not in (PayPeriod.UNKNOWN, PayPeriod.PACKAGE) or row.span_months is not None
    comparable = known and row.compensation_kind is not CompensationKind.OTHER
    return CompensationGroup(
        compensation_kind=row.compensation_kind,
        period=row.period,
        span_months=row.span_months,
        stage=row.stage,
        scope=row.scope,
        comparable=comparable,
        count=row.count,
        not_converted_count=row.count - row.usd_count,
        usd=_amounts(row, "usd", DOLLAR, comparable) if row.usd_count else None,
        original=_amounts(row, "original", row.currency, comparable) if row.currency else None,
    )


def _amounts(row: Any, name: str, currency: str, comparable: bool) -> AmountStatistics:
    told = {key: getattr(row, f"{name}_{key}") for key in TOLD}
    low, high = told["median_low"], told["median_high"]
    return AmountStatistics(
        currency=currency,
        count=told["count"],
        lowest=told["lowest"],
        lowest_inclusive=told["lowest"] == told["lowest_exact"],
        open_below=told["count"] - told["closed_below"],
        highest=told["highest"],
        highest_inclusive=told["highest"] == told["highest_exact"],
        open_above=told["count"] - told["closed_above"],
        median=_halfway(low, high) if comparable and low is not None else None,
        median_count=told["median_count"] if comparable else 0,
    )


def _halfway(low: float, high: float) -> float:
    """Return the number between two, without the last digits, which are the machine's."""
    return float(f"{low / 2 + high / 2:.12g}")


def _largest_first(group: CompensationGroup) -> tuple[Any, ...]:
    choices = (group.compensation_kind, group.period, group.stage, group.scope)
    return (
        -group.count,
        *(list(type(each)).index(each) for each in choices),
        group.span_months or 0,
    )
