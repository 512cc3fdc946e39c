"""The newest edition is looked for once for all that ask in one turn, and anew in the next."""

import asyncio
from pathlib import Path

import pytest

from api.database import Database
from api.downloads.offer import Downloads
from api.editions import Editions
from fixtures.load import load
from models.database import connect_url
from tests.editions import edition


@pytest.fixture
def editions(sqlite_url: str, tmp_path: Path) -> Editions:
    load(edition(1), connect_url(sqlite_url), print)
    return Editions(Database(connect_url(sqlite_url)), Downloads(tmp_path))


async def test_those_who_ask_in_one_turn_share_a_look(editions: Editions, sqlite_url: str) -> None:
    first = await editions()
    load(edition(2), connect_url(sqlite_url), print)

    assert await editions() == first


async def test_the_next_turn_looks_anew(editions: Editions, sqlite_url: str) -> None:
    first = await editions()
    load(edition(2), connect_url(sqlite_url), print)
    await asyncio.sleep(0)

    assert await editions() not in (None, first)


async def test_a_fresh_look_is_shared_from_then_on(editions: Editions, sqlite_url: str) -> None:
    first = await editions()
    load(edition(2), connect_url(sqlite_url), print)
    fresh = await editions(fresh=True)

    assert fresh != first
    assert await editions() == fresh


async def test_there_is_none_before_there_is_a_dataset(tmp_path: Path) -> None:
    database = Database(connect_url(f"sqlite:///{tmp_path / 'none.db'}"))

    assert await Editions(database, Downloads(tmp_path))() is None
