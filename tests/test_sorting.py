"""What is too much for memory waits in a file, and comes back as it was, in order."""

from operator import itemgetter
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

import fixtures.lines
import fixtures.sorting
from fixtures.content import TABLES, canonical
from fixtures.seeding import SeedingError
from fixtures.sorting import Sorted, Spool, batches
from fixtures.version import Version, writer
from models.base import ByteOrder
from tests import tiny
from tests.seeding import changes, content, many, register, seed, whole

values = st.none() | st.booleans() | st.integers(-(2**31), 2**31) | st.text()
lines = st.lists(st.tuples(st.text(), values))


@pytest.fixture
def little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold but a few lines in memory."""
    monkeypatch.setattr(fixtures.sorting, "MOST", 7)
    monkeypatch.setattr(fixtures.sorting, "FEW", 5)
    monkeypatch.setattr(fixtures.sorting, "PIECE", 3)


@pytest.mark.usefixtures("little_memory")
@settings(deadline=None)
@given(items=lines)
def test_what_is_put_aside_comes_back(items: list[tuple[str, object]]) -> None:
    spool, in_order = Spool(items), Sorted(items, itemgetter(0))

    for _ in range(2):
        assert list(spool) == items
        assert list(in_order) == sorted(items, key=itemgetter(0))


def test_batches_are_of_the_size_and_lose_nothing() -> None:
    assert list(batches(range(5), 2)) == [[0, 1], [2, 3], [4]]


@pytest.mark.usefixtures("little_memory")
def test_little_memory_makes_no_difference(database_url: str, tmp_path: Path) -> None:
    """Though nearly all of it has to wait in files, and what changes, too."""
    ample = seed(f"sqlite:///{tmp_path / 'ample.db'}", many(40))
    first = seed(database_url)
    second, last = seed(database_url, many(40)), seed(database_url, many(20))

    assert (first.version, second.version, last.version) == (1, 2, 3)
    assert second.hash == ample.hash
    assert (second.added, last.removed) == (40, 20)
    assert len(changes(database_url, 2)) == 40
    assert whole(database_url)["person"] == content(Version(many(20)))["person"]
    assert register(database_url)["person/p30"] == (2, 2, 3, None)


@pytest.mark.usefixtures("little_memory")
def test_two_rows_with_one_key_are_found_however_far_apart() -> None:
    rows = many(40)
    for table, members in tiny.rows().tables.items():
        rows.of(table).extend(members)

    with pytest.raises(SeedingError, match="have the key"):
        Version(rows)


@given(line=st.lists(values).map(tuple))
def test_a_line_is_hashed_as_json_whoever_writes_it(line: tuple[object, ...]) -> None:
    exact = [t for t in TABLES if not any(isinstance(c.type, sa.Float) for c in t.columns)]

    assert {writer(table)(line) for table in TABLES} == {f"{canonical(line)}\n".encode()}
    assert len(exact) < len(TABLES)


def test_texts_of_keys_are_compared_as_python_does() -> None:
    """Otherwise the lines of a database would not come in the order of those they meet."""
    keys = [column.type for table in TABLES for column in table.primary_key]

    assert {type(kind) for kind in keys if kind is not ByteOrder} <= {sa.Date, sa.Integer}
