"""Who stands above an organization: the derived windows agree with the rule, day by day.

The rule: on any day, the parent is the last one to have begun, if it may still last. A relation
begins on its first possible day; of several that begin on one day, the one that ends first comes
first. The parent's parent of that day stands above too.
"""

from datetime import date, timedelta
from itertools import pairwise
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from fixtures.ancestors import ancestors, parents
from fixtures.dates import with_bounds
from models import OrganizationAncestor, OrganizationRelation, OrganizationRelationKind, Rank

FIRST = date(2020, 1, 1)
LENGTH = 24
DAYS = [date.min, *(FIRST + timedelta(days=n) for n in range(LENGTH)), date.max]
NAMES = ["a", "b", "c", "d", "e"]
PART_OF, MERGED = OrganizationRelationKind.PART_OF, OrganizationRelationKind.MERGED_INTO


def relation(
    child: str,
    parent: str,
    start: str | None = None,
    end: str | None = None,
    *,
    kind: OrganizationRelationKind = PART_OF,
    rank: Rank = Rank.NORMAL,
) -> OrganizationRelation:
    return with_bounds(
        OrganizationRelation(
            id=f"relation/{child}.{parent}",
            relation_kind=kind,
            organization_id=child,
            other_id=parent,
            start_edtf=start,
            end_edtf=end,
            rank=rank,
        )
    )


def parent_on(day: date, child: str, relations: list[OrganizationRelation]) -> str | None:
    """The rule, without windows."""
    told = [r for r in relations if r.organization_id == child and counts(r)]
    begun = [r for r in told if (r.start_earliest or date.min) <= day]
    newest = max((r.start_earliest or date.min for r in begun), default=date.min)
    last = [r for r in begun if (r.start_earliest or date.min) == newest]
    lasting = [r for r in last if day <= (r.end_latest or date.max)]
    lasting.sort(key=lambda r: (r.end_latest or date.max, r.other_id))
    return lasting[0].other_id if lasting else None


def counts(told: OrganizationRelation) -> bool:
    return told.relation_kind is PART_OF and told.rank is not Rank.DEPRECATED


def above_on(day: date, child: str, relations: list[OrganizationRelation]) -> dict[str, int]:
    found = {child: 0}
    at = parent_on(day, child, relations)
    while at:
        assume(at not in found)
        found[at] = len(found)
        at = parent_on(day, at, relations)
    return found


def derived(relations: list[OrganizationRelation]) -> list[OrganizationAncestor]:
    return ancestors(NAMES, parents(relations))


days = st.integers(0, LENGTH - 1).map(lambda n: (FIRST + timedelta(days=n)).isoformat())
windows = st.tuples(days, days).map(sorted).map(lambda w: f"[{w[0]}..{w[1]}]")
vague = st.one_of(
    st.none(), days, windows, days.map(lambda d: f"[..{d}]"), days.map(lambda d: f"[{d}..]")
)


@st.composite
def histories(draw: st.DrawFn) -> list[OrganizationRelation]:
    """Relations of a few organizations that lead upward in the order of their names."""
    drawn = []
    for child, parent in draw(st.lists(st.tuples(*[st.sampled_from(NAMES)] * 2), max_size=9)):
        kind = draw(st.sampled_from([PART_OF, PART_OF, PART_OF, MERGED]))
        rank = draw(st.sampled_from([*Rank, Rank.NORMAL, Rank.NORMAL]))
        drawn.append(relation(child, parent, draw(vague), draw(vague), kind=kind, rank=rank))
    return [
        told
        for told in drawn
        if told.organization_id < told.other_id
        and (told.start_earliest or date.min) <= (told.end_latest or date.max)
    ]


@given(histories())
def test_windows_agree_with_the_rule_on_every_day(relations: list[OrganizationRelation]) -> None:
    found = derived(relations)
    for day in DAYS:
        for child in NAMES:
            windows = [
                (w.ancestor_id, w.depth)
                for w in found
                if w.organization_id == child and w.from_day <= day <= w.until_day
            ]
            assert len(dict(windows)) == len(windows)
            assert dict(windows) == above_on(day, child, relations)


@given(histories())
def test_windows_do_not_touch(relations: list[OrganizationRelation]) -> None:
    found = sorted(derived(relations), key=lambda w: (w.organization_id, w.ancestor_id, w.from_day))
    for one, other in pairwise(found):
        if (one.organization_id, one.ancestor_id) == (other.organization_id, other.ancestor_id):
            apart = (other.from_day - one.until_day).days
            assert apart > 1 or (apart == 1 and one.depth != other.depth)


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_relations_changes_nothing(
    relations: list[OrganizationRelation], random: Random
) -> None:
    shuffled = list(relations)
    random.shuffle(shuffled)
    assert derived(shuffled) == derived(relations)


def told(found: list[OrganizationAncestor]) -> set[tuple[str, str, date, date, int]]:
    return {
        (w.organization_id, w.ancestor_id, w.from_day, w.until_day, w.depth)
        for w in found
        if w.depth
    }


def test_a_relation_without_dates_lasts_forever() -> None:
    assert told(derived([relation("a", "b")])) == {("a", "b", date.min, date.max, 1)}


def test_each_stands_above_itself_on_every_day() -> None:
    found = derived([relation("a", "b", "2020", "2020")])
    own = {(w.organization_id, w.from_day, w.until_day) for w in found if not w.depth}
    assert own == {(name, date.min, date.max) for name in NAMES}


def test_a_later_parent_takes_over_on_its_first_possible_day() -> None:
    found = derived([relation("a", "b", "2015"), relation("a", "c", "2020-03", "2021")])
    assert told(found) == {
        ("a", "b", date(2015, 1, 1), date(2020, 2, 29), 1),
        ("a", "c", date(2020, 3, 1), date(2021, 12, 31), 1),
    }


def test_of_two_without_a_beginning_the_one_that_ends_comes_first() -> None:
    found = derived([relation("a", "b"), relation("a", "c", None, "2020")])
    assert told(found) == {
        ("a", "c", date.min, date(2020, 12, 31), 1),
        ("a", "b", date(2021, 1, 1), date.max, 1),
    }


def test_grandparents_stand_above_while_both_relations_last() -> None:
    found = derived([relation("a", "b", "2015", "2020"), relation("b", "c", "2018", "2022")])
    assert ("a", "c", date(2018, 1, 1), date(2020, 12, 31), 2) in told(found)


def test_a_change_in_between_leaves_one_window_for_those_above() -> None:
    found = derived(
        [
            relation("a", "b", "2015", "2017"),
            relation("a", "c", "2018"),
            relation("b", "d"),
            relation("c", "d"),
        ]
    )
    assert ("a", "d", date(2015, 1, 1), date.max, 2) in told(found)


def test_what_is_known_to_be_wrong_counts_for_nothing() -> None:
    assert told(derived([relation("a", "b", rank=Rank.DEPRECATED)])) == set()
    assert told(derived([relation("a", "b", kind=MERGED)])) == set()
