"""Flows: an example worked out by hand, and the laws of how moves add up."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import URL

import models
from api.database import Database
from fixtures.derive import derive
from fixtures.rows import Rows
from models import Confidence, MoveKind
from tests.asking import answer, ask
from tests.crowd import Crowd
from tests.served import database_of, served
from tests.test_moves import career, role

CROWD = Crowd().rows
MOVES = CROWD.of(models.Move)
TREE = CROWD.of(models.OrganizationAncestor)
SUREST_FIRST = list(Confidence)
ASKED = """query (
    $joined: DateRange, $between: [ID!], $byTop: Boolean, $least: Confidence, $moves: Int
) {
    talentFlows(joined: $joined, between: $between, groupByTopParent: $byTop, minConfidence: $least,
        first: 200) {
        origin { id } destination { id } certainCount possibleCount
        reverse { origin { id } certainCount possibleCount }
        moves(first: $moves) { totalCount nodes { id } pageInfo { endCursor } } } }"""


crowd_url = database_of(CROWD)


@pytest.fixture
async def crowd(crowd_url: URL) -> AsyncIterator[Database]:
    """The crowd, as a server sees it."""
    async with served(crowd_url) as database:
        yield database


def person(name: str, *roles: models.Role) -> list[models.Role]:
    """Give roles to somebody."""
    for each in roles:
        each.person_id = f"person/{name}"
        each.id = f"role/{name}.{each.id.partition('.')[2]}"
    return list(roles)


def example() -> Rows:
    """Return some careers between a group with a lab and a team in it, and rivals."""
    rows = career(
        # Certainly in 2025, from a team of the group.
        *person(
            "ada", role("a", "team", "2020", "2025-03-31"), role("b", "rival", "2025-04", None)
        ),
        # Perhaps in 2025, perhaps the month before.
        *person(
            "bo",
            role("a", "lab", "2019", "2024-11"),
            role("b", "rival", "[2024-12..2025-02]", None),
        ),
        # The other way.
        *person("cy", role("a", "rival", "2018", "2025-05"), role("b", "lab", "2025-06-01", None)),
        # Left in 2019, when the company was nobody's yet; the buyer's it was from 2020.
        *person(
            "di", role("a", "bought", "2015", "2019-06"), role("b", "rival", "2025-03-03", None)
        ),
        *person("ed", role("a", "bought", "2021", "2025-01"), role("b", "rival", "2025-02", None)),
        # Inside the group.
        *person("flo", role("a", "lab", "2020", "2024"), role("b", "team", "2025-01", None)),
        # A year too late.
        *person("gus", role("a", "group", "2020", "2025-12"), role("b", "rival", "2026-01", None)),
        # From and to where is not on record.
        *person("hal", role("a", "rival", "2025", "2025-12")),
    )
    for name in ("bo", "cy", "di", "ed", "flo", "gus", "hal"):
        path = f"person/{name}"
        rows.of(models.Person).append(models.Person(id=path, name_sort=""))
        rows.of(models.Name).append(
            models.Name(
                record_id=path,
                position=0,
                text=name,
                folded=name,
                kind=models.NameKind.PRIMARY,
            )
        )
    return derive(rows)


example_url = database_of(example())


@pytest.fixture
async def careers(example_url: URL) -> AsyncIterator[Database]:
    """The example, as a server sees it."""
    async with served(example_url) as database:
        yield database


IN_2025 = {"from": "2025-01-01", "to": "2025-12-31"}
EXAMPLES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "groups in 2025": (
        {"joined": IN_2025},
        [
            "group > rival: 1 + 1 (ada, bo)",
            "bought > rival: 1 + 0 (di)",
            "buyer > rival: 1 + 0 (ed)",
            "rival > group: 1 + 0 (cy)",
        ],
    ),
    "organizations in 2025": (
        {"joined": IN_2025, "byTop": False},
        [
            "bought > rival: 2 + 0 (di, ed)",
            "lab > team: 1 + 0 (flo)",
            "rival > lab: 1 + 0 (cy)",
            "team > rival: 1 + 0 (ada)",
            "lab > rival: 0 + 1 (bo)",
        ],
    ),
    "groups at any time": (
        {},
        [
            "group > rival: 3 + 0 (ada, bo, gus)",
            "bought > rival: 1 + 0 (di)",
            "buyer > rival: 1 + 0 (ed)",
            "rival > group: 1 + 0 (cy)",
        ],
    ),
    "until a day within a vague one": (
        {"joined": {"to": "2025-01-31"}},
        ["group > rival: 0 + 1 (bo)"],
    ),
    "a part stands for its group": (
        {"joined": IN_2025, "between": ["team", "rival"]},
        ["group > rival: 1 + 1 (ada, bo)", "rival > group: 1 + 0 (cy)"],
    ),
    "a part stands for what it belonged to then": (
        {"joined": IN_2025, "between": ["bought", "organization/rival"]},
        ["bought > rival: 1 + 0 (di)", "buyer > rival: 1 + 0 (ed)"],
    ),
    "a whole includes its parts": (
        {"joined": IN_2025, "between": ["group", "rival"], "byTop": False},
        [
            "lab > team: 1 + 0 (flo)",
            "rival > lab: 1 + 0 (cy)",
            "team > rival: 1 + 0 (ada)",
            "lab > rival: 0 + 1 (bo)",
        ],
    ),
    "a single whole, by its parts": (
        {"between": ["group"], "byTop": False},
        ["lab > team: 1 + 0 (flo)"],
    ),
    "nothing is surer than hearsay": ({"least": "REPORTED"}, []),
    "null is as nothing said": (
        {"joined": {"from": "2026-01-01", "to": None}, "between": None, "byTop": None},
        ["group > rival: 1 + 0 (gus)"],
    ),
}


@pytest.mark.parametrize(("asked", "expected"), EXAMPLES.values(), ids=EXAMPLES)
async def test_examples(careers: Database, asked: dict[str, Any], expected: list[str]) -> None:
    found = await ask(careers, ASKED, **{"least": "HEARSAY", **asked})

    assert [told(flow) for flow in found["talentFlows"]] == expected


def told(flow: dict[str, Any]) -> str:
    """Return a flow in short, with those whose moves it lists."""
    ends = [flow[end]["id"].partition("/")[2] for end in ("origin", "destination")]
    people = sorted(move["id"][5:].partition(".")[0] for move in flow["moves"]["nodes"])
    counts = f"{flow['certainCount']} + {flow['possibleCount']}"
    return f"{' > '.join(ends)}: {counts} ({', '.join(people)})"


async def test_the_flow_the_other_way_stands_beside_each(careers: Database) -> None:
    query = """query ($joined: DateRange!) {
        talentFlows(joined: $joined, minConfidence: HEARSAY, first: 1) {
            certainCount possibleCount reverse {
                origin { id } destination { id } certainCount possibleCount
                moves { nodes { person { id } } } reverse { certainCount possibleCount } } } }"""
    [flow] = (await ask(careers, query, joined=IN_2025))["talentFlows"]

    assert flow == {
        "certainCount": 1,
        "possibleCount": 1,
        "reverse": {
            "origin": {"id": "organization/rival"},
            "destination": {"id": "organization/group"},
            "certainCount": 1,
            "possibleCount": 0,
            "moves": {"nodes": [{"person": {"id": "person/cy"}}]},
            "reverse": {"certainCount": 1, "possibleCount": 1},
        },
    }


async def test_least_confidence_is_reported_unless_said(crowd: Database) -> None:
    query = "{ a: talentFlows { ...f } b: talentFlows(minConfidence: REPORTED) { ...f } %s }"
    more = "c: talentFlows(minConfidence: null, groupByTopParent: null, first: null) { ...f }"
    fragment = " fragment f on TalentFlow { certainCount origin { id } destination { id } }"
    found = await ask(crowd, query % more + fragment)

    assert found["a"] == found["b"] == found["c"] != []


async def test_the_largest_none_are_none(crowd: Database) -> None:
    assert await ask(crowd, "{ talentFlows(first: 0) { certainCount } }") == {"talentFlows": []}


REFUSED = {
    'between: ["grop", "rival"]': "There is no organization `grop`. Did you mean "
    "`organization/group`?",
    'between: ["rival"]': "`between` needs two organizations or more",
    'between: ["rival", "organization/rival"]': "`between` needs two organizations or more",
    "between: []": "`between` needs two organizations or more",
    'joined: {from: "2026-01-02", to: "2026-01-01"}': "`from` (2026-01-02) is after `to`",
    "first: -1": "`first` is -1; it must be from 0 to 200.",
    "first: 201": "`first` is 201; it must be from 0 to 200.",
}


@pytest.mark.parametrize(("arguments", "words"), REFUSED.items(), ids=REFUSED)
async def test_a_question_without_sense_is_refused_in_words(
    careers: Database, arguments: str, words: str
) -> None:
    result = await answer(careers, f"{{ talentFlows({arguments}) {{ certainCount }} }}")

    assert result.errors
    assert words in result.errors[0].message
    assert result.errors[0].extensions == {"code": "BAD_USER_INPUT"}


@dataclass(frozen=True)
class Question:
    """What is asked of the crowd; `joined` is a range of days, None where none is given."""

    joined: tuple[date | None, date | None] | None
    between: tuple[str, ...] | None
    by_top: bool
    least: Confidence

    @property
    def variables(self) -> dict[str, Any]:
        """The same as variables of the query."""
        window = self.joined and dict(zip(("from", "to"), map(_iso, self.joined), strict=True))
        return {
            "joined": window,
            "between": self.between and [f"organization-{n}" for n in self.between],
            "byTop": self.by_top,
            "least": self.least.name,
        }

    @property
    def first(self) -> date:
        """The first day of the window."""
        return (self.joined and self.joined[0]) or date.min

    @property
    def last(self) -> date:
        """The last day of the window."""
        return (self.joined and self.joined[1]) or date.max

    def ends(self, move: models.Move) -> tuple[str | None, str | None]:
        """Between which two the move counts."""
        if self.by_top:
            return move.origin_top_id, move.destination_top_id
        return move.origin_id, move.destination_id

    def counts(self, move: models.Move) -> bool:
        """Tell whether a move is in a flow."""
        ends = self.ends(move)
        known = SUREST_FIRST.index(move.weakest_confidence) <= SUREST_FIRST.index(self.least)
        return (
            known
            and None not in ends
            and ends[0] != ends[1]
            and (not self.by_top or move.move_kind is MoveKind.BETWEEN_GROUPS)
            and (self.joined is None or self._may_fall_within(move))
            and all(self._is_among(move, end) for end in ("origin", "destination"))
        )

    def certain(self, move: models.Move) -> bool:
        """Tell whether all the days that joining may mean fall within."""
        earliest = move.joined_earliest or date.min
        return self.first <= earliest and (move.joined_latest or date.max) <= self.last

    def _may_fall_within(self, move: models.Move) -> bool:
        earliest, latest = move.joined_earliest or date.min, move.joined_latest or date.max
        return bool(move.joined_edtf) and earliest <= self.last and latest >= self.first

    def _is_among(self, move: models.Move, end: str) -> bool:
        if self.between is None:
            return True
        ids = {f"organization/organization-{n}" for n in self.between}
        when = {"origin": "left", "destination": "joined"}[end]
        first = getattr(move, f"{when}_earliest") or date.min
        last = getattr(move, f"{when}_latest") or date.max
        below, above = ("organization_id", "ancestor_id")
        if self.by_top:
            below, above = above, below
        side = getattr(move, f"{end}_top_id" if self.by_top else f"{end}_id")
        return any(
            getattr(window, below) == side
            and getattr(window, above) in ids
            and window.from_day <= last
            and window.until_day >= first
            for window in TREE
        )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


DAYS = st.dates(date(2022, 12, 1), date(2026, 6, 1))
WINDOWS = st.tuples(st.none() | DAYS, st.none() | DAYS).filter(
    lambda pair: not (pair[0] and pair[1] and pair[0] > pair[1])
)
QUESTIONS = st.builds(
    Question,
    st.none() | WINDOWS,
    st.none()
    | st.lists(st.sampled_from("012345678"), min_size=2, max_size=5, unique=True).map(tuple),
    st.booleans(),
    st.sampled_from(SUREST_FIRST),
)
lasting = settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@lasting
@given(question=QUESTIONS)
async def test_flows_are_the_moves_that_they_count(crowd: Database, question: Question) -> None:
    """Also that the moves of a flow are its counts, and that both databases agree."""
    flows: defaultdict[tuple[Any, Any], list[models.Move]] = defaultdict(list)
    for move in filter(question.counts, MOVES):
        flows[question.ends(move)].append(move)
    certain = {ends: sum(map(question.certain, moves)) for ends, moves in flows.items()}

    def size(ends: tuple[Any, Any]) -> dict[str, int]:
        sure = certain.get(ends, 0)
        return {"certainCount": sure, "possibleCount": len(flows.get(ends, ())) - sure}

    def place(ends: tuple[Any, Any]) -> tuple[Any, ...]:
        return -size(ends)["certainCount"], -size(ends)["possibleCount"], *ends

    found = (await ask(crowd, ASKED, **question.variables, moves=200))["talentFlows"]

    assert [(flow["origin"]["id"], flow["destination"]["id"]) for flow in found] == sorted(
        flows, key=place
    )
    for flow in found:
        ends = flow["origin"]["id"], flow["destination"]["id"]
        moves = sorted(flows[ends], key=lambda move: (move.joined_sort, move.place, move.id))
        assert {name: flow[name] for name in size(ends)} == size(ends)
        assert flow["reverse"] == {"origin": flow["destination"], **size(ends[::-1])}
        assert [node["id"] for node in flow["moves"]["nodes"]] == [move.id for move in moves]
        assert flow["moves"]["totalCount"] == flow["certainCount"] + flow["possibleCount"]


async def sums(crowd: Database, question: Question) -> Counter[str]:
    """Return the sums of all flows."""
    found = (await ask(crowd, ASKED, **question.variables, moves=1))["talentFlows"]
    counts: Counter[str] = Counter()
    for flow in found:
        counts.update(certain=flow["certainCount"], possible=flow["possibleCount"])
    return counts


@lasting
@given(question=QUESTIONS)
async def test_all_flows_add_up_to_the_moves_of_the_window(
    crowd: Database, question: Question
) -> None:
    """Of all organizations there are, at each floor of confidence, grouped or not."""
    every = replace(question, between=None)
    counted = [move for move in MOVES if every.counts(move)]
    certain = sum(map(every.certain, counted))

    assert await sums(crowd, every) == Counter(certain=certain, possible=len(counted) - certain)
    query = """query ($joined: DateRange, $confidence: [Confidence!]) {
        moves(filter: {kind: [BETWEEN_GROUPS], joined: $joined, confidence: $confidence}) {
            totalCount } }"""
    surer = [each.name for each in SUREST_FIRST[: SUREST_FIRST.index(every.least) + 1]]
    listed = await ask(crowd, query, joined=every.variables["joined"], confidence=surer)
    if every.by_top:
        assert listed["moves"]["totalCount"] == len(counted)


@lasting
@given(question=QUESTIONS, further=WINDOWS)
async def test_a_wider_window_never_has_less(
    crowd: Database, question: Question, further: tuple[date | None, date | None]
) -> None:
    first = further[0] and min(question.first, further[0])
    last = further[1] and max(question.last, further[1])
    narrow = await sums(crowd, question)
    wide = await sums(crowd, replace(question, joined=(first, last)))
    if question.joined is None:
        narrow, wide = wide, narrow  # nothing is wider than no window at all

    assert narrow["certain"] <= wide["certain"]
    assert narrow.total() <= wide.total()


@pytest.mark.parametrize("by_top", [True, False])
async def test_the_moves_of_a_flow_come_in_pages(crowd: Database, by_top: bool) -> None:
    query = """query ($after: String, $size: Int!, $byTop: Boolean!) {
        talentFlows(first: 1, minConfidence: DENIED, groupByTopParent: $byTop) {
            moves(first: $size, after: $after) {
                nodes { id } pageInfo { hasNextPage endCursor } } } }"""
    [whole] = (await ask(crowd, query, size=200, byTop=by_top))["talentFlows"]
    met, cursor, more = [], None, True
    while more:
        [flow] = (await ask(crowd, query, size=1, after=cursor, byTop=by_top))["talentFlows"]
        page = flow["moves"]["pageInfo"]
        met += flow["moves"]["nodes"]
        cursor, more = page["endCursor"], page["hasNextPage"]

    assert len(met) > 1
    assert met == whole["moves"]["nodes"]


def test_a_move_between_groups_has_another_top_at_either_end() -> None:
    found = example().of(models.Move)
    between = [move for move in found if move.move_kind is MoveKind.BETWEEN_GROUPS]

    assert len(between) == 6
    assert all(move.origin_top_id != move.destination_top_id for move in between)
