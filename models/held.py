"""On which days a role was held, surely, presumably or possibly."""

from dataclasses import dataclass, replace
from datetime import date

from models.base import Documented
from models.role import RoleStatus


class Held(Documented):
    """How sure it is that a role was held on a day."""

    YES = "yes", "Held on that day in every reading of its dates."
    PRESUMED = (
        "presumed",
        "Begun by that day and held when last reported, before it; no end is on record.",
    )
    POSSIBLY = "possibly", "Held on that day in some readings of its dates, and not in others."


SUREST_FIRST = tuple(Held)


@dataclass(frozen=True)
class Days:
    """A first and a last day; unknown ones are the first and the last day there are."""

    first: date = date.min
    last: date = date.max

    @classmethod
    def of(cls, first: date | None, last: date | None) -> "Days":
        """Make days of bounds that may be unknown."""
        return cls(first or date.min, last or date.max)


@dataclass(frozen=True)
class Bounds:
    """The days on which a role may have been held, and those on which it surely was."""

    possible_from: date
    sure_from: date
    sure_until: date
    possible_until: date

    @property
    def contradictory(self) -> bool:
        """Tell whether no reading of its dates agrees with all that is known of it."""
        return self.possible_from > self.sure_from or self.sure_until > self.possible_until


NEVER = Bounds(date.max, date.max, date.min, date.min)


def bounds(
    status: RoleStatus,
    start: Days,
    end: Days,
    life: Days = Days(),
    *,
    last_report: Days | None = None,
    end_report: Days | None = None,
    plan_report: Days | None = None,
) -> Bounds:
    """Tighten the bounds of a role by all that is known of it.

    `life` is its organization's, from the first day to the last on which it may have existed;
    `last_report` the days on which the newest report of the role may have been published;
    `end_report` those of the first report that it had ended. A role that ended did so by then
    (unless that report may have announced a later end); a current one had begun by its last
    report and not ended before it. It lies inside its organization's life, begins no later than
    it may end, and ends no earlier than it may begin. A planned one may not come about, and
    had not begun by the first report of the plan, of `plan_report`.
    """
    if status is RoleStatus.NEVER_STARTED:
        return NEVER
    first, begun = max(start.first, life.first), start.last
    lasts, last = end.first, min(end.last, life.last)
    if status is RoleStatus.ENDED and end_report and end.first <= end_report.first:
        last = min(last, end_report.last)
    if status is RoleStatus.CURRENT and last_report:
        begun, lasts = min(begun, last_report.last), max(lasts, last_report.first)
    if status is RoleStatus.PLANNED and plan_report:
        first = max(first, plan_report.first)
    found = Bounds(first, min(begun, last), max(lasts, first), last)
    if status is RoleStatus.PLANNED and not found.contradictory:
        return replace(found, sure_from=NEVER.sure_from, sure_until=NEVER.sure_until)
    return found


def held(days: Bounds, status: RoleStatus, on: date) -> Held | None:
    """Return how surely a role was held on a day; None when it surely was not."""
    if not days.possible_from <= on <= days.possible_until:
        return None
    if days.sure_from <= on <= days.sure_until:
        return Held.YES
    presumed = status is RoleStatus.CURRENT and days.sure_from <= on
    return Held.PRESUMED if presumed else Held.POSSIBLY
