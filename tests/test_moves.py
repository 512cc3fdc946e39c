"""Moves, rule by rule: each case is a career, as a curator would tell it, and what follows."""

import random
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import models
from fixtures.dates import with_bounds
from fixtures.derive import derive
from fixtures.moves import moves, spells
from fixtures.rows import Rows
from fixtures.tops import tops_while_held, windows
from models import MoveKind, RoleKind, RoleStatus

TREE: dict[str, list[tuple[str, str | None, str | None]]] = {
    # part: [(whole, from, until)]
    "lab": [("group", None, None)],
    "team": [("lab", None, None)],
    "bought": [("buyer", "2020", None)],
    "brain": [("search", None, "2023-04")],
    "merged": [("search", "2023-04", None)],
}
ORGANIZATIONS = ("group", "lab", "team", "bought", "buyer", "brain", "merged", "search", "rival",
                 "third", "school")  # fmt: skip


def role(key: str, place: str, start: str | None, end: str | None, **more: Any) -> models.Role:
    """Return a role; without an end it is current, unless told otherwise."""
    status = more.pop("status", RoleStatus.ENDED if end else RoleStatus.CURRENT)
    return models.Role(
        id=f"role/ada.{key}",
        person_id="person/ada",
        organization_id=f"organization/{place}",
        role_kind=more.pop("kind", RoleKind.EMPLOYMENT),
        status=status,
        start_edtf=start,
        end_edtf=end,
        **more,
    )


def career(*roles: models.Role) -> Rows:
    """Return the rows of one person's career, derived columns included."""
    rows = Rows()
    rows.tables[models.Person] = [models.Person(id="person/ada", name_sort="")]
    rows.tables[models.Organization] = [
        models.Organization(
            id=f"organization/{name}",
            organization_kind=models.OrganizationKind.COMPANY,
            name_sort="",
        )
        for name in ORGANIZATIONS
    ]
    rows.tables[models.Name] = [
        models.Name(
            record_id=row.id,  # type: ignore[attr-defined]
            position=0,
            text="x",
            folded="x",
            kind=models.NameKind.PRIMARY,
        )
        for table in (models.Person, models.Organization)
        for row in rows.tables[table]
    ]
    rows.tables[models.OrganizationRelation] = [
        models.OrganizationRelation(
            id=f"relation/{part}.{whole}",
            relation_kind=models.OrganizationRelationKind.PART_OF,
            organization_id=f"organization/{part}",
            other_id=f"organization/{whole}",
            start_edtf=start,
            end_edtf=end,
        )
        for part, wholes in TREE.items()
        for whole, start, end in wholes
    ]
    rows.tables[models.Role] = list(roles)
    return derive(rows)


def told(*roles: models.Role) -> list[str]:
    """Return the moves of a career in short: kind, from and to."""
    found = career(*roles).of(models.Move)
    ordered = sorted(found, key=lambda move: move.place)
    return [_short(move) for move in ordered]


def _short(move: models.Move) -> str:
    ends = [each and each.partition(".")[2] for each in (move.from_role_id, move.to_role_id)]
    return f"{move.move_kind.value}: {ends[0] or '-'} > {ends[1] or '-'}"


CASES: dict[str, tuple[list[models.Role], list[str]]] = {
    "One job after the other, in two groups: the first is known, the second a move.": (
        [role("a", "group", "2020", "2022-05"), role("b", "rival", "2022-06", None)],
        ["first_known: - > a", "between_groups: a > b"],
    ),
    "What ended and led nowhere on record is an exit.": (
        [role("a", "group", "2020", "2022-05")],
        ["first_known: - > a", "exit: a > -"],
    ),
    "Two posts in one group, one after the other, are a move within it.": (
        [role("a", "lab", "2020", "2021-05"), role("b", "group", "2022", None)],
        ["first_known: - > a", "within_group: a > b"],
    ),
    "Two posts in one group that may have overlapped are no move.": (
        [role("a", "lab", "2020", "2022-05"), role("b", "group", "2022", None)],
        ["first_known: - > a"],
    ),
    "What is taken on beside a post that may last is no move, whatever ended before.": (
        [
            role("a", "lab", "2018", "2020"),
            role("lead", "team", "2021", "2025"),
            role("more", "group", "2024", None),
        ],
        ["first_known: - > a", "within_group: a > lead"],
    ),
    "A job at the whole hides no move between its parts.": (
        [
            role("all", "group", "2018", "2025"),
            role("a", "lab", "2019", "2021"),
            role("b", "team", "2022", None),
        ],
        ["first_known: - > all", "within_group: a > b"],
    ),
    "A job at the whole that began in between hides none either.": (
        [
            role("a", "lab", "2018", "2021"),
            role("all", "group", "2019", "2025"),
            role("b", "team", "2022", None),
        ],
        ["first_known: - > a", "within_group: a > b"],
    ),
    "Moves on the same vague days stand in the order of the career, not of their names.": (
        [
            role("a", "group", "2015", "2025-02"),
            role("z", "rival", "[2025-02..2025-08]", "[2025-02..2025-08]"),
            role("b", "third", "[2025-02..2025-08]", None),
        ],
        ["first_known: - > a", "between_groups: a > z", "between_groups: z > b"],
    ),
    "A spell is joined by its surely earliest role, not by one that may be as early.": (
        [
            role("a", "lab", "[2015..2017-08]", "[..2017]"),
            role("z", "group", "2015", "2025-02"),
        ],
        ["first_known: - > z", "exit: z > -"],
    ),
    "Of a whole and a part that may have ended together, the part was left.": (
        [
            role("all", "lab", "2022-12", "2026-03"),
            role("lead", "team", "2023-04", "2026-03-04"),
            role("b", "rival", "2026-04", None),
        ],
        ["first_known: - > all", "between_groups: lead > b"],
    ),
    "Of a whole and a part that ended on the same vague days, the part was left.": (
        [
            role("all", "lab", "2017-10-16", "[2017-10..2022-09]"),
            role("part", "team", "2017", "[2017-10..2022-09]"),
            role("b", "rival", "2022-10", None),
        ],
        ["first_known: - > all", "between_groups: part > b"],
    ),
    "Of two that ended together, the one with a known start was left.": (
        [
            role("lead", "team", "2021", "2025-02"),
            role("old", "team", None, "2025-02"),
            role("b", "rival", "2025-03", None),
        ],
        ["first_known: - > lead", "between_groups: lead > b"],
    ),
    "What is left once inside a group is not left again.": (
        [
            role("a", "group", "2018", "2021"),
            role("all", "lab", "2022", None),
            role("b", "team", "2023", None),
        ],
        ["first_known: - > a", "within_group: a > all"],
    ),
    "Of a role that ended some day, and one that ended on a known one, the second was left.": (
        [
            role("some", "lab", "2020", None, status=RoleStatus.ENDED),
            role("known", "team", "2021", "2024"),
            role("b", "rival", "2025", None),
        ],
        ["first_known: - > some", "between_groups: known > b"],
    ),
    "A post at a part and a job at the whole are one spell, left from what ended last.": (
        [
            role("all", "group", "2015", "2025-02"),
            role("head", "team", "2022", "2025-02"),
            role("next", "rival", "[2025-02..2025-08]", None),
        ],
        ["first_known: - > all", "between_groups: head > next"],
    ),
    "Concurrent: what began beside a job that surely lasted is no move, nor is it left for it.": (
        [role("job", "group", "2015", "2024"), role("side", "rival", "2018", "2020-06")],
        ["first_known: - > job", "exit: side > -", "exit: job > -"],
    ),
    "Concurrent: who leaves a job while another one lasts goes on from the one left.": (
        [
            role("a", "group", "2015", "2018-03"),
            role("own", "rival", "2016", "2024"),
            role("b", "third", "2018-05", None),
        ],
        ["first_known: - > a", "between_groups: a > b", "exit: own > -"],
    ),
    "A role without a start can be left and is never joined.": (
        [role("a", "group", None, "2017-10"), role("b", "rival", "2017-10-16", None)],
        ["between_groups: a > b"],
    ),
    "A role without any date moves nobody.": (
        [
            role("a", "group", None, None, status=RoleStatus.ENDED),
            role("b", "rival", "2020", None),
        ],
        ["first_known: - > b"],
    ),
    "An end that is only known to be no later than a day does not say what was left.": (
        [role("a", "group", None, "[..2025-02]"), role("b", "rival", "2017", None)],
        ["first_known: - > b"],
    ),
    "Of two that may have begun on the same days, the one that is over came first.": (
        [
            role("a", "group", "2015", "2025-02"),
            role("now", "third", "[2025-02..2025-08]", None),
            role("brief", "rival", "[2025-02..2025-08]", "[2025-02..2025-08]"),
        ],
        ["first_known: - > a", "between_groups: a > brief", "between_groups: brief > now"],
    ),
    "A return: back in a group after a job in another one.": (
        [
            role("a", "group", "2010", "2012-05"),
            role("b", "rival", "2012-06", "2015-01"),
            role("again", "lab", "2015-03", None),
        ],
        ["first_known: - > a", "between_groups: a > b", "between_groups: b > again"],
    ),
    "A gap about which nothing is known is no return, but a move within.": (
        [role("a", "group", "2010", "2012-05"), role("again", "lab", "2015-03", None)],
        ["first_known: - > a", "within_group: a > again"],
    ),
    "No return with an unknown start: the role may have been held all along.": (
        [
            role("a", "group", "2010", "2012-05"),
            role("b", "rival", "2012-06", "2015-01"),
            role("again", "lab", None, "2018-03"),
        ],
        ["first_known: - > a", "exit: b > -", "exit: again > -"],
    ),
    "Who stays where they are while the company is bought has not moved.": (
        [role("a", "bought", "2018", None)],
        ["first_known: - > a"],
    ),
    "A later post at the buyer is within the group, because both were under it on some day.": (
        [role("a", "bought", "2018", "2021-03"), role("b", "buyer", "2021-05", None)],
        ["first_known: - > a", "within_group: a > b"],
    ),
    "Who left before the company was bought, and later joins the buyer, comes from outside.": (
        [role("a", "bought", "2017", "2018-03"), role("b", "buyer", "2021-05", None)],
        ["first_known: - > a", "between_groups: a > b"],
    ),
    "Merged labs of one company are one group.": (
        [role("a", "brain", "2018", "2023-04-20"), role("b", "merged", "2023-05", None)],
        ["first_known: - > a", "within_group: a > b"],
    ),
    "Boards, advice and studies make no spell.": (
        [
            role("study", "school", "2010", "2014", kind=RoleKind.EDUCATION),
            role("board", "third", "2016", "2017", kind=RoleKind.BOARD),
            role("advice", "rival", "2018", None, kind=RoleKind.ADVISER),
            role("a", "group", "2015", None),
        ],
        ["first_known: - > a"],
    ),
    "What was only planned, or never began, moves nobody.": (
        [
            role("a", "group", "2015", "2020"),
            role("plan", "rival", "2021", None, status=RoleStatus.PLANNED),
            role("not", "third", "2021", None, status=RoleStatus.NEVER_STARTED),
        ],
        ["first_known: - > a", "exit: a > -"],
    ),
    "A role of which no source says whether it lasts may have been left.": (
        [
            role("a", "group", "2015", None, status=RoleStatus.UNKNOWN),
            role("b", "rival", "2020", None),
        ],
        ["first_known: - > a", "between_groups: a > b"],
    ),
    "Who may have left a job of unknown start by the time another began came from there.": (
        [
            role("own", "rival", "2016", "2025-12-24"),
            role("before", "group", None, "2016-09"),
            role("next", "third", "2025-12-26", None),
        ],
        ["between_groups: before > own", "between_groups: own > next"],
    ),
    "Who surely still had a job of unknown start when another began did not come from there.": (
        [role("own", "rival", "2016", None), role("job", "group", None, "2017-09")],
        ["first_known: - > own", "exit: job > -"],
    ),
    "What is over came before what began on a vaguer day of the same time.": (
        [
            role("a", "group", "2020", "2025-02"),
            role("b", "rival", "2025", None),
            role("brief", "third", "2025-02", None, status=RoleStatus.ENDED),
        ],
        ["first_known: - > a", "between_groups: a > brief", "between_groups: brief > b"],
    ),
    "Of two that were over, the one that ended last was left, not the one that began last.": (
        [
            role("job", "group", "2010", "2020-05"),
            role("side", "rival", "2015", "2016"),
            role("b", "third", "2020-06", None),
        ],
        ["first_known: - > job", "exit: side > -", "between_groups: job > b"],
    ),
    "Who begins something in the last year of a job, and goes on with it, left the job for it.": (
        [
            role("job", "group", "2010", "2026-01"),
            role("own", "rival", "2025-11", "2026-09"),
        ],
        ["first_known: - > job", "between_groups: job > own", "exit: own > -"],
    ),
    "So it is where the start of the job is not known, and the job would come last.": (
        [
            role("own", "rival", "2023-04", "2026"),
            role("job", "group", None, "2023-06"),
        ],
        ["between_groups: job > own", "exit: own > -"],
    ),
    "A job is not left for what began years before it ended, nor for what ended first.": (
        [
            role("job", "group", "2010", "2024"),
            role("own", "rival", "2016", "2026"),
            role("brief", "third", "2023-06", "2023-07"),
        ],
        ["first_known: - > job", "exit: brief > -", "exit: job > -", "exit: own > -"],
    ),
    "What is left for a later job is not left for what began beside it, too.": (
        [
            role("job", "group", "2010", "2024-03"),
            role("own", "rival", "2023-10", "2026"),
            role("b", "third", "2024-04", None),
        ],
        ["first_known: - > job", "between_groups: job > b", "exit: own > -"],
    ),
    "A post without a start that may have lasted is no less held than one with a start.": (
        [
            role("a", "lab", "2010", "[..2017]"),
            role("between", "team", None, "2025-12"),
            role("b", "lab", "2025-12", None),
        ],
        ["first_known: - > a"],
    ),
    "A post of which it is not known whether it began before or after the first hides a move.": (
        [
            role("a", "lab", "2007-03", "2011"),
            role("long", "team", "[2007..2023]", "2023"),
            role("b", "group", "2023-03", "2023"),
            role("next", "rival", "2023-04", None),
        ],
        ["first_known: - > a", "between_groups: long > next"],
    ),
    "A post begun by the day on which another began was held before it.": (
        [
            role("a", "lab", "2012", "2023-04-20"),
            role("b", "team", "[2023-04-20..2025-06-11]", None),
            role("c", "group", "2025-06-11", None),
        ],
        ["first_known: - > a"],
    ),
    "A post without a start is not left for another one inside a spell.": (
        [role("a", "lab", None, "2022"), role("b", "lab", "2024", None)],
        ["first_known: - > b"],
    ),
    "Of a post that ended some day in years, and one on a day, the one that surely lasted.": (
        [
            role("vague", "lab", "2022", "[2022..2026-03]"),
            role("known", "team", None, "2026-03-03"),
            role("b", "rival", "[2026-03-03..2026-03-12]", None),
        ],
        ["first_known: - > vague", "between_groups: known > b"],
    ),
    "A post begun when another ended was left after it, even on an unknown day.": (
        [
            role("a", "lab", "2013", "2016-01"),
            role("b", "team", "2016-01", None, status=RoleStatus.ENDED),
        ],
        ["first_known: - > a", "exit: b > -"],
    ),
    "A return is from elsewhere, also where it is the first spell that surely ended last.": (
        [
            role("a", "group", "2010", "2012-05"),
            role("b", "rival", "2011", "[2011..2013]"),
            role("again", "lab", "2014", None),
        ],
        ["first_known: - > a", "exit: a > -", "between_groups: b > again"],
    ),
    "A deprecated role moves nobody.": (
        [role("a", "group", "2015", "2020", rank=models.Rank.DEPRECATED)],
        [],
    ),
}


@pytest.mark.parametrize(("roles", "expected"), CASES.values(), ids=CASES)
def test_a_career_gives_these_moves(roles: list[models.Role], expected: list[str]) -> None:
    assert told(*roles) == expected


DAYS = st.sampled_from(
    ["2015", "2016-03", "2017", "2018-05-06", "[2018..2019]", "2020~", "[..2021]", "[2022..]"]
)
PLACES = st.sampled_from(ORGANIZATIONS)


@dataclass(frozen=True)
class Drawn:
    """What a role is made of."""

    place: str
    start: str | None
    end: str | None
    kind: RoleKind
    status: RoleStatus


ROLES = st.builds(
    Drawn,
    PLACES,
    st.none() | DAYS,
    st.none() | DAYS,
    st.sampled_from(list(RoleKind)),
    st.sampled_from([RoleStatus.ENDED, RoleStatus.CURRENT, RoleStatus.UNKNOWN]),
)
CAREERS = st.lists(ROLES, max_size=7)


def made(drawn: list[Drawn]) -> Rows:
    """Return the career of what was drawn, without what cannot be."""
    roles = []
    for n, each in enumerate(drawn):
        end = None if each.status is RoleStatus.CURRENT else each.end
        row = role(f"r{n}", each.place, each.start, end, kind=each.kind, status=each.status)
        bounds = with_bounds(row)
        first, last = bounds.start_earliest, bounds.end_latest
        if not (first and last and first > last):
            roles.append(row)
    return career(*roles)


@settings(deadline=None, max_examples=150)
@given(CAREERS)
def test_laws_of_moves(drawn: list[Drawn]) -> None:
    rows = made(drawn)
    roles = {row.id: row for row in rows.of(models.Role)}
    found = rows.of(models.Move)
    for move in found:
        from_role = roles.get(move.from_role_id or "")
        to_role = roles.get(move.to_role_id or "")
        sides = [each for each in (from_role, to_role) if each]
        # A move's bounds are those of its roles, and its place is theirs.
        assert (move.left_earliest, move.left_latest) == (
            (from_role.end_earliest, from_role.end_latest) if from_role else (None, None)
        )
        assert (move.joined_earliest, move.joined_latest) == (
            (to_role.start_earliest, to_role.start_latest) if to_role else (None, None)
        )
        assert move.origin_id == (from_role and from_role.organization_id)
        assert move.destination_id == (to_role and to_role.organization_id)
        assert {side.person_id for side in sides} == {move.person_id}
        # Nothing that has no start is joined, so no role with an unknown start is a return.
        assert to_role is None or to_role.start_edtf is not None
        assert all(side.role_kind in (
            RoleKind.EMPLOYMENT, RoleKind.FOUNDER, RoleKind.INTERNSHIP, RoleKind.OTHER,
        ) for side in sides)  # fmt: skip
    joined = [move.to_role_id for move in found if move.to_role_id]
    between = [move for move in found if move.move_kind is not MoveKind.WITHIN_GROUP]
    left = [move.from_role_id for move in between if move.from_role_id]
    # A role is joined at most once, and a spell left at most once.
    assert len(joined) == len(set(joined))
    assert len(left) == len(set(left))
    assert len([m for m in found if m.move_kind is MoveKind.FIRST_KNOWN]) <= 1


@settings(deadline=None, max_examples=150)
@given(CAREERS)
def test_either_end_of_a_move_has_a_top_while_its_role_may_have_been_held(
    drawn: list[Drawn],
) -> None:
    """And a move between groups has two different ones, so that no flow leads to itself."""
    rows = made(drawn)
    roles = {row.id: row for row in rows.of(models.Role)}
    above = windows(rows.of(models.OrganizationAncestor))
    for move in rows.of(models.Move):
        for end, top in (
            (move.from_role_id, move.origin_top_id),
            (move.to_role_id, move.destination_top_id),
        ):
            assert (end is None) == (top is None)
            if end:
                assert top in tops_while_held(roles[end], above)
        if move.move_kind is MoveKind.BETWEEN_GROUPS:
            assert move.origin_top_id != move.destination_top_id


@settings(deadline=None, max_examples=50)
@given(CAREERS, st.integers())
def test_the_order_of_the_rows_means_nothing(drawn: list[Drawn], seed: int) -> None:
    rows = made(drawn)
    shuffled = list(rows.of(models.Role))
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - no secret is made
    again = moves(shuffled, rows.of(models.OrganizationAncestor))

    assert sorted(map(repr, map(with_bounds, again))) == sorted(map(repr, rows.of(models.Move)))


def test_spells_of_nobody_are_none() -> None:
    assert spells([], {}) == []


def test_the_founding_of_an_organization_says_when_a_role_can_have_ended() -> None:
    rows = career(
        role("own", "third", None, None, kind=RoleKind.FOUNDER, status=RoleStatus.UNKNOWN),
        role("b", "rival", "2025", None),
    )
    [third] = [row for row in rows.of(models.Organization) if row.id == "organization/third"]
    third.founded_edtf = "2023"
    found = derive(rows).of(models.Move)

    assert [_short(move) for move in found] == ["between_groups: own > b"]


def test_a_role_placed_by_a_founding_alone_is_left_for_the_first_dated_one_only() -> None:
    rows = career(
        role("own", "third", None, None, kind=RoleKind.FOUNDER, status=RoleStatus.UNKNOWN),
        role("a", "group", "2015", "2016"),
        role("b", "rival", "2017", "2018"),
        role("c", "search", "2018", None),
    )
    [third] = [row for row in rows.of(models.Organization) if row.id == "organization/third"]
    third.founded_edtf = "2015-06"
    found = derive(rows).of(models.Move)

    assert not any("role/ada.own" in (move.from_role_id, move.to_role_id) for move in found)


def test_of_roles_placed_by_foundings_the_one_that_may_have_lasted_longest_was_left() -> None:
    rows = career(
        role("a", "third", None, "[..2023-05]"),
        role("own", "rival", None, "[..2025-06-26]", kind=RoleKind.FOUNDER),
        role("b", "group", "2025-06", None),
    )
    for row in rows.of(models.Organization):
        founded = {"organization/third": "2000", "organization/rival": "2023-03"}
        row.founded_edtf = founded.get(row.id)
    found = derive(rows).of(models.Move)

    assert [_short(move) for move in found] == ["between_groups: own > b"]


def test_back_on_an_unknown_day_where_nobody_can_have_been_all_along_is_a_return() -> None:
    rows = career(
        role("a", "brain", None, "2019-06"),
        role("b", "rival", "2019-07", "2022"),
        role("again", "merged", None, "2025-06"),
        role("c", "third", "2025-06", None),
    )
    [merged] = [row for row in rows.of(models.Organization) if row.id == "organization/merged"]
    merged.founded_edtf = "2023-04-20"
    found = sorted(derive(rows).of(models.Move), key=lambda move: move.place)

    assert [_short(move) for move in found] == [
        "between_groups: a > b",
        "exit: b > -",
        "between_groups: again > c",
    ]


def test_what_was_current_when_last_reported_is_left_only_for_what_began_later() -> None:
    rows = career(role("chair", "school", "2020", None), role("own", "rival", "2025-10", None))
    [chair, own] = rows.of(models.Role)
    days = [date(2025, 9, 30), date(2025, 10, 1)]
    found = {}
    for day in days:
        chair.sure_until = day
        found[day] = moves([chair, own], rows.of(models.OrganizationAncestor))

    assert [[_short(move) for move in found[day]] for day in days] == [
        ["first_known: - > chair", "between_groups: chair > own"],
        ["first_known: - > chair"],
    ]


def test_foundings_alone_neither_order_a_career_nor_end_a_job() -> None:
    rows = career(
        role("old", "third", None, "[..2016]"),
        role("a", "rival", None, "[..2016]"),
        role("b", "group", "2016", None),
    )
    for row in rows.of(models.Organization):
        founded = {"organization/third": "2000", "organization/rival": "2010"}
        row.founded_edtf = founded.get(row.id)
    found = derive(rows).of(models.Move)

    assert [_short(move) for move in found] == ["first_known: - > b"]


def test_a_move_is_as_sure_as_its_least_sure_end() -> None:
    rows = career(role("a", "group", "2020", "2022-05"), role("b", "rival", "2022-06", None))
    for row in rows.of(models.Role):
        row.confidence = models.Confidence.CONFIRMED
    ends = [
        models.FieldConfidence(record_id=f"role/ada.{key}", field=name, confidence=sure)
        for key, name, sure in (
            ("a", "end", models.Confidence.HEARSAY),
            ("a", "start", models.Confidence.DENIED),
            ("b", "start", models.Confidence.REPORTED),
            ("b", "title", models.Confidence.DENIED),
        )
    ]
    found = moves(rows.of(models.Role), rows.of(models.OrganizationAncestor), ends)

    assert [(_short(move), move.weakest_confidence.value) for move in found] == [
        ("first_known: - > a", "denied"),
        ("between_groups: a > b", "hearsay"),
    ]
