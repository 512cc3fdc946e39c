"""The held-on rule, compared with an enumeration of all possible worlds.

A world says on which day a role began, which was its last day (or that it is still held), and
on which day the report of it was published. What is on record rules worlds out; what is left is
all that may be so. The days asked about are 0 to 6; worlds reach further on both sides.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models.held import NEVER, Bounds, Days, Held, bounds, held
from models.role import RoleStatus

Span = tuple[int | None, int | None]
World = tuple[int, int]

ASKED = range(7)
STILL = 99
NOTHING_COMES_OF_IT = (STILL, -STILL)
WORLDS = [(start, end) for start in range(-2, 9) for end in [*range(start, 9), STILL]]
UNKNOWN: Span = (None, None)

STATUSES_WITH_END = (RoleStatus.ENDED, RoleStatus.UNKNOWN, RoleStatus.PLANNED)


def spans(first: tuple[int, ...], last: tuple[int, ...]) -> list[Span]:
    """All pairs of known or unknown bounds in order."""
    pairs = product((None, *first), (None, *last))
    return [(a, b) for a, b in pairs if a is None or b is None or a <= b]


STARTS = spans((0, 1, 3, 5), (0, 1, 3, 5))
ENDS = spans((1, 2, 4, 5), (1, 2, 4, 5))
LIVES = spans((0, 2), (3, 4))
REPORTS: list[Span | None] = [None, (2, 2), (4, 4), (1, 3), (2, 5), (None, 3), (3, None)]


def day(number: int) -> date:
    return date(2026, 1, 10) + timedelta(days=number)


def days(span: Span) -> Days:
    first, last = span
    return Days.of(None if first is None else day(first), None if last is None else day(last))


def within(number: int, span: Span) -> bool:
    first, last = span
    return (first is None or first <= number) and (last is None or number <= last)


def report_days(span: Span) -> list[int]:
    return [number for number in range(-2, 9) if within(number, span)]


@cache
def worlds_of_dates(start: Span, end: Span, life: Span) -> frozenset[World]:
    """The worlds that the authored dates leave, in a role inside its organization's life."""
    founded, dissolved = life
    return frozenset(
        (begun, last)
        for begun, last in WORLDS
        if within(begun, start)
        and within(last, end)
        and within(begun, (founded, None))
        and within(last, (None, dissolved))
    )


@cache
def worlds_of_report(status: RoleStatus, end: Span, report: Span | None) -> frozenset[World]:
    """The worlds in which what the report says was so on a day it may have been published."""
    if report is None or status not in (RoleStatus.CURRENT, RoleStatus.ENDED):
        return frozenset(WORLDS)
    published = report_days(report)
    if status is RoleStatus.CURRENT:
        return frozenset(
            (begun, last)
            for begun, last in WORLDS
            if any(begun <= reported <= last for reported in published)
        )
    end_first = end[0] if end[0] is not None else -STILL
    return frozenset(
        (begun, last)
        for begun, last in WORLDS
        # It was over by the report, unless the authored end is later: the report announced it.
        if any(last <= reported or end_first > reported for reported in published)
    )


Role = tuple[RoleStatus, Span, Span, Span, Span | None]


def worlds(role: Role) -> frozenset[World]:
    """All that may be so, where the role comes about."""
    status, start, end, life, report = role
    possible = worlds_of_dates(start, end, life) & worlds_of_report(status, end, report)
    if status is RoleStatus.PLANNED and report:
        # It had not begun on the day on which the plan was first reported.
        first = min(report_days(report))
        possible = frozenset(world for world in possible if world[0] >= first)
    return possible


def truth(status: RoleStatus, possible: frozenset[World], on: int) -> Held | None:
    """What the worlds say of a day."""
    if status is RoleStatus.PLANNED:
        possible |= {NOTHING_COMES_OF_IT}
    held_in = {begun <= on <= last for begun, last in possible}
    if held_in == {True}:
        return Held.YES
    if held_in == {False}:
        return None
    begun_in_all = all(begun <= on for begun, _ in possible)
    return Held.PRESUMED if status is RoleStatus.CURRENT and begun_in_all else Held.POSSIBLY


def rule(role: Role) -> Bounds:
    status, start, end, life, report = role
    reported = None if report is None else days(report)
    return bounds(
        status,
        days(start),
        days(end),
        days(life),
        last_report=reported if status is RoleStatus.CURRENT else None,
        end_report=reported if status is RoleStatus.ENDED else None,
        plan_report=reported if status is RoleStatus.PLANNED else None,
    )


def roles() -> Iterator[Role]:
    """Every combination of what may be on record."""
    for start, life, report in product(STARTS, LIVES, REPORTS):
        yield RoleStatus.CURRENT, start, UNKNOWN, life, report
        for end in ENDS:
            yield RoleStatus.ENDED, start, end, life, report
    for start, end, life in product(STARTS, ENDS, LIVES):
        yield RoleStatus.UNKNOWN, start, end, life, None
        for report in REPORTS:
            yield RoleStatus.PLANNED, start, end, life, report


def test_rule_agrees_with_all_possible_worlds() -> None:
    cases, wrong = 0, []
    for role in roles():
        possible = worlds(role)
        if not possible:
            continue
        status, found = role[0], rule(role)
        for on in ASKED:
            cases += 1
            said, true = held(found, status, day(on)), truth(status, possible, on)
            if said is not true:
                wrong.append((role, on, said, true))

    assert not wrong, f"{len(wrong)} of {cases} cases are wrong, such as {wrong[:3]}"
    assert cases == 205_513, "the enumeration itself has changed"


def test_a_role_is_contradictory_when_no_world_is_left() -> None:
    wrong = [role for role in roles() if rule(role).contradictory == bool(worlds(role))]

    assert not wrong, f"{len(wrong)} roles, such as {wrong[:3]}"


def test_bounds_are_those_of_the_worlds() -> None:
    for role in roles():
        possible = worlds(role)
        if not possible or role[0] is RoleStatus.PLANNED:
            continue
        found = rule(role)
        begun, last = zip(*possible, strict=True)
        exact = {
            found.possible_from: min(begun),
            found.sure_from: max(begun),
            found.sure_until: min(last),
            found.possible_until: max(last),
        }
        for bound, number in exact.items():
            reaches_the_edge = number in (-2, 8, STILL)
            assert reaches_the_edge or bound == day(number), role


def test_a_role_that_never_started_is_held_on_no_day() -> None:
    never = bounds(RoleStatus.NEVER_STARTED, days((1, 3)), Days())

    assert never == NEVER
    assert not never.contradictory
    assert {held(never, RoleStatus.NEVER_STARTED, on) for on in (date.min, day(2), date.max)} == {
        None
    }


def answers(role: Role) -> list[Held | None]:
    found = rule(role)
    return [held(found, role[0], day(on)) for on in ASKED]


YES, PRESUMED, POSSIBLY, NO = Held.YES, Held.PRESUMED, Held.POSSIBLY, None


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        pytest.param(
            (RoleStatus.CURRENT, (1, 1), UNKNOWN, UNKNOWN, (3, 3)),
            [NO, YES, YES, YES, PRESUMED, PRESUMED, PRESUMED],
            id="began on day 1 and held when reported on day 3",
        ),
        pytest.param(
            (RoleStatus.CURRENT, UNKNOWN, UNKNOWN, UNKNOWN, (3, 3)),
            [POSSIBLY, POSSIBLY, POSSIBLY, YES, PRESUMED, PRESUMED, PRESUMED],
            id="no start on record, held when reported on day 3",
        ),
        pytest.param(
            (RoleStatus.CURRENT, (1, 1), UNKNOWN, UNKNOWN, (2, 4)),
            [NO, YES, YES, PRESUMED, PRESUMED, PRESUMED, PRESUMED],
            id="the report is of some day between 2 and 4",
        ),
        pytest.param(
            (RoleStatus.CURRENT, (1, 1), UNKNOWN, (None, 5), (3, 3)),
            [NO, YES, YES, YES, PRESUMED, PRESUMED, NO],
            id="the organization was dissolved on day 5",
        ),
        pytest.param(
            (RoleStatus.ENDED, (1, 1), (3, 3), UNKNOWN, (4, 4)),
            [NO, YES, YES, YES, NO, NO, NO],
            id="from day 1 to day 3; the end is the last day held",
        ),
        pytest.param(
            (RoleStatus.ENDED, (1, 1), UNKNOWN, UNKNOWN, (4, 4)),
            [NO, YES, POSSIBLY, POSSIBLY, POSSIBLY, NO, NO],
            id="left by day 4, on a day that is not known",
        ),
        pytest.param(
            (RoleStatus.ENDED, (1, 1), (5, 5), UNKNOWN, (3, 3)),
            [NO, YES, YES, YES, YES, YES, NO],
            id="on day 3 it was announced to end on day 5",
        ),
        pytest.param(
            (RoleStatus.ENDED, (1, 1), (4, 6), UNKNOWN, (3, 3)),
            [NO, YES, YES, YES, YES, POSSIBLY, POSSIBLY],
            id="on day 3 it was announced to end on some day from 4 to 6",
        ),
        pytest.param(
            (RoleStatus.UNKNOWN, (1, 2), UNKNOWN, UNKNOWN, None),
            [NO, POSSIBLY, POSSIBLY, POSSIBLY, POSSIBLY, POSSIBLY, POSSIBLY],
            id="began on day 1 or 2, and no source says whether it lasts",
        ),
        pytest.param(
            (RoleStatus.PLANNED, (3, 3), UNKNOWN, UNKNOWN, None),
            [NO, NO, NO, POSSIBLY, POSSIBLY, POSSIBLY, POSSIBLY],
            id="to begin on day 3",
        ),
        pytest.param(
            (RoleStatus.PLANNED, UNKNOWN, UNKNOWN, UNKNOWN, (2, 2)),
            [NO, NO, POSSIBLY, POSSIBLY, POSSIBLY, POSSIBLY, POSSIBLY],
            id="still to begin on day 2, and not told when",
        ),
    ],
)
def test_examples(role: Role, expected: list[Held | None]) -> None:
    assert answers(role) == expected


numbers = st.none() | st.integers(0, 6)
any_span = st.tuples(numbers, numbers).filter(
    lambda span: span[0] is None or span[1] is None or span[0] <= span[1]
)


@st.composite
def any_role(draw: st.DrawFn) -> Role:
    status = draw(
        st.sampled_from([status for status in RoleStatus if status != RoleStatus.NEVER_STARTED])
    )
    end = draw(any_span) if status in STATUSES_WITH_END else UNKNOWN
    report = draw(st.none() | any_span)
    return status, draw(any_span), end, draw(any_span), report


def narrowed(draw: st.DrawFn, span: Span) -> Span:
    first, last = span
    low, high = draw(any_span)
    return (
        low if first is None else max(first, low if low is not None else first),
        high if last is None else min(last, high if high is not None else last),
    )


@st.composite
def role_and_narrowed(draw: st.DrawFn) -> tuple[Role, Role]:
    status, start, end, life, report = role = draw(any_role())
    closer = narrowed(draw, end) if status in STATUSES_WITH_END else UNKNOWN
    narrow = status, narrowed(draw, start), closer, narrowed(draw, life), report
    return role, narrow


def announced(role: Role) -> bool:
    """Whether the report of the end may have been made before the end."""
    _, _, (end_first, _), _, report = role
    if report is None or end_first is None:
        return False
    return report[0] is None or end_first > report[0]


@settings(deadline=None, max_examples=300)
@given(role_and_narrowed())
def test_knowing_more_never_takes_back_what_was_sure(pair: tuple[Role, Role]) -> None:
    role, narrow = pair
    # A later end makes of a report "it has ended" one of "it will end", which says less.
    assume(role[0] is not RoleStatus.ENDED or announced(role) == announced(narrow))
    assume(not rule(role).contradictory)
    assume(not rule(narrow).contradictory)

    for before, after in zip(answers(role), answers(narrow), strict=True):
        if before in (Held.YES, None):
            assert after is before
        if before is Held.PRESUMED:
            assert after is not Held.POSSIBLY


@st.composite
def role_and_closer_dates(draw: st.DrawFn) -> tuple[Role, Role]:
    """A role, and the same with a start and an end that may mean fewer days."""
    status, start, end, life, report = role = draw(any_role())
    closer = narrowed(draw, end) if status in STATUSES_WITH_END else UNKNOWN
    return role, (status, narrowed(draw, start), closer, life, report)


@settings(deadline=None, max_examples=1000)
@given(role_and_closer_dates())
def test_narrowing_its_dates_never_loses_a_sure_day_that_stays_inside(
    pair: tuple[Role, Role],
) -> None:
    """Inside: it may have begun by that day, and not ended before it, by the narrower dates."""
    role, narrow = pair
    (first, _), (_, last) = narrow[1:3]
    assume(not rule(role).contradictory)

    for on, before, after in zip(ASKED, answers(role), answers(narrow), strict=True):
        if before is Held.YES and within(on, (first, last)):
            assert after is not None


@settings(deadline=None, max_examples=300)
@given(any_role())
def test_tightened_bounds_lie_within_the_authored_ones(role: Role) -> None:
    _, start, end, life, _ = role
    found = rule(role)
    assume(not found.contradictory)

    assert found.possible_from >= max(days(start).first, days(life).first)
    assert found.possible_until <= min(days(end).last, days(life).last)
    if role[0] is not RoleStatus.PLANNED:
        assert found.possible_from <= found.sure_from <= days(start).last
        assert days(end).first <= found.sure_until <= found.possible_until


@settings(deadline=None, max_examples=300)
@given(any_role())
def test_a_role_is_held_within_its_possible_days_only(role: Role) -> None:
    """A contradictory role is no exception."""
    found = rule(role)

    for on, answer in zip(ASKED, answers(role), strict=True):
        assert (answer is not None) == (found.possible_from <= day(on) <= found.possible_until)


@settings(deadline=None, max_examples=300)
@given(any_role())
def test_surely_held_days_are_one_run(role: Role) -> None:
    """First impossible, then possible, sure, presumed or possible again, impossible."""
    sure = [on for on, answer in zip(ASKED, answers(role), strict=True) if answer is Held.YES]
    may = [on for on, answer in zip(ASKED, answers(role), strict=True) if answer is not None]

    for run in (sure, may):
        assert run == list(range(run[0], run[-1] + 1)) if run else True
