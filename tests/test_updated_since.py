"""`updatedSince` keeps what releases after a version added or changed, and nothing else."""

from collections.abc import AsyncIterator, Callable

import pytest
from sqlalchemy import URL

import models
from api.database import Database
from fixtures.load import load
from models import RecordFacts
from tests import tiny
from tests.asking import ask
from tests.served import served

LISTS = {
    "people": "person",
    "organizations": "organization",
    "models": "model",
    "roles": "role",
    "compensationReports": "pay",
    "events": "event",
    "moves": "move",
    "sources": "source",
}
"""Each list with a filter, and the kind of its records."""


@pytest.fixture(scope="module")
def url(lasting_url: Callable[[], URL]) -> URL:
    """A database whose second release changes one record of each kind: the first."""
    made = lasting_url()
    load(tiny.rows(), made, print)
    changed = tiny.rows()
    for table, rows in changed.tables.items():
        if issubclass(table, RecordFacts) and hasattr(rows[0], "independent_source_count"):
            rows[0].independent_source_count += 1
    changed.of(models.Move)[0].place += 1
    changed.of(models.Source)[0].headline += " again"
    load(changed, made, print)
    return made


@pytest.fixture
async def database(url: URL) -> AsyncIterator[Database]:
    """It, as a server sees it."""
    async with served(url) as opened:
        yield opened


async def ids(database: Database, name: str, since: int | None) -> set[str]:
    """Return what a list holds since a version, or all of it."""
    # What is denied or deprecated is in a list only when asked for.
    query = (
        f"query ($since: Int) {{ {name}(filter: {{updatedSince: $since}}) {{ nodes {{ id }} }} }}"
    )
    answer = await ask(database, query, since=since)
    return {node["id"] for node in answer[name]["nodes"]}


async def changed(database: Database, kind: str, since: int) -> set[str]:
    """Return the records of a kind that `changes` tells of."""
    query = "query ($since: Int!) { changes(since: $since, first: 200) { nodes { recordId } } }"
    answer = await ask(database, query, since=since)
    found = {node["recordId"] for node in answer["changes"]["nodes"]}
    return {id_ for id_ in found if id_.startswith(f"{kind}/")}


@pytest.mark.parametrize(("name", "kind"), LISTS.items(), ids=LISTS)
async def test_a_list_since_a_release_is_what_changed_after_it(
    database: Database, name: str, kind: str
) -> None:
    everything = await ids(database, name, None)

    assert await ids(database, name, 0) == everything
    assert await ids(database, name, 1) == await changed(database, kind, 1) & everything
    assert len(await changed(database, kind, 1)) == 1
    assert await ids(database, name, 2) == set()
