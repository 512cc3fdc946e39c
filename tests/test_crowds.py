"""The made-up crowd of the benchmarks is always the same, and is what the loader takes."""

import random
from collections import Counter
from itertools import pairwise

import pytest

from bench.block import MODELS, PEOPLE, ROLES, Block
from bench.crowds import CORE, TAG, own, tagged
from bench.known import GIANTS, KNOWN, SHARES, Share
from fixtures.content import RECORDS, TABLES, line_of, table_of
from fixtures.rows import Rows
from models import (
    AIModel,
    Evidence,
    Facts,
    Name,
    NameKind,
    Organization,
    Person,
    Role,
    SourcedFacts,
)
from tests.seeding import seed


@pytest.fixture(scope="module")
def rows() -> Rows:
    """A block of a pattern."""
    made = Rows()
    for row in own(Block(CORE, TAG)):
        made.of(type(row)).append(row)
    return made


def test_a_block_is_always_the_same(rows: Rows) -> None:
    again: Counter[type[Facts]] = Counter(type(row) for row in own(Block(CORE, TAG)))

    assert again == Counter({kind: len(found) for kind, found in rows.tables.items() if found})
    assert [len(rows.of(kind)) for kind in (Person, Role)] == [PEOPLE, ROLES]


def test_every_fact_has_evidence(rows: Rows) -> None:
    backed = {piece.subject_id for piece in rows.of(Evidence)}
    facts = {row.id for row in rows.records() if isinstance(row, SourcedFacts)}

    assert {id_.partition("/")[0] for id_ in facts - backed} == {"person"}


def test_the_primary_name_is_at_hand(rows: Rows) -> None:
    primary = {each.record_id: each.text for each in rows.of(Name) if each.kind is NameKind.PRIMARY}
    named: list[Person | Organization | AIModel]
    named = [*rows.of(Person), *rows.of(Organization), *rows.of(AIModel)]

    assert "" not in primary.values()
    assert {each.id: each.name for each in named} == primary


def test_the_loader_takes_a_block(rows: Rows, sqlite_url: str) -> None:
    loaded = seed(sqlite_url, rows)

    assert loaded.added == len(list(rows.records()))


def test_a_pattern_becomes_blocks_that_have_no_key_in_common(rows: Rows) -> None:
    for table in TABLES:
        kinds = [kind for kind in rows.tables if table_of(kind) is table]
        lines = [line_of(table)(row) for kind in kinds for row in rows.of(kind)]
        one, other = (set(tagged(lines, tag)) for tag in ("10", "11"))

        assert len(one) == len(lines)
        assert table.name not in RECORDS or not one & other


@pytest.mark.parametrize(("things", "count"), [("roles", ROLES), ("models", MODELS)])
def test_the_known_get_their_share_whatever_else_there_is(things: str, count: int) -> None:
    parts = [Share(things, number * count, CORE * count) for number in range(CORE)]
    dealt = Counter(at for part in parts for n in range(count) if (at := part.of(n)) is not None)

    assert [dealt[at] for at in range(KNOWN)] == SHARES[things]
    assert dealt.keys() == set(range(KNOWN))
    assert all(a >= b for a, b in pairwise(SHARES[things][:GIANTS]))
    assert random.Random(things).random() == random.Random(things).random()  # noqa: S311
