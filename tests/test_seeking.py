"""Statements look their rows up, so that a question costs as much in a larger dataset.

Every question of `tests.every_question` is asked, and each statement that this takes is explained
by the database that runs it. What no index can find stands in `EXCEPTIONS`, with the reason.
"""

import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from sqlalchemy import URL, Connection

from api.plan.readers import ReleasedError, reader
from fixtures.load import load
from models.database import engine
from tests.every_question import questions
from tests.explaining import Explained
from tests.mass import Mass
from tests.seeking import pretend, sizes
from tests.served import served

TIMES = 25
"""How many times as large as it is SQLite takes the dataset to be: that of 100,000 people."""

FEW_VALUES = (
    "kind|status|confidence|rank|stage|scope|currency|period|tier|openWeights|country|field|answer|"
    "maxIndependentSources|atLeastUsd|atMostUsd|modality|not"
)
DATES = "started|ended|released|joined|left|on|published"

# By reason, what a question may do: its name, and what its statements do that is no look-up.
EXCEPTIONS = {
    "the first page of a whole list: its index is walked until the page is full": (
        r"[a-z]\w+( atLeast)?( total)?( orderBy \w+ \w+)?: walks \w+"
    ),
    "the rows of a whole table are counted": (
        r"[a-z]\w+( atLeast)? total: scans \w+|dataset\.(counts|newestSourceOn): scans \w+"
    ),
    "many rows have the same value, or any other one": (
        rf"[a-z]\w+( filter)? ({FEW_VALUES})( total)?: (scans|walks) \w+"
        r"|responses answer (after|before): skips"
        r"|AIModel.members( of many)? filter modality total: scans model_modality"
    ),
    "a vague date may span any number of days, so that no index bounds it from both sides": (
        rf"[a-z]\w+ filter ({DATES})( total)?: (scans|walks) \w+"
    ),
    "a text may be inside any other": r".* filter \w+\.contains( total)?: (scans|walks) \w+",
    "how sure a role was held on a day depends on the day, and many were held on any": (
        r"roles( filter)? heldOn( total)?: scans role|.* heldOn (after|before): skips"
        r"|roles heldOn (after|before): scans role"
    ),
    "when a record changed stands in another table": (
        r"[a-z]\w+ orderBy UPDATED \w+( after| before)?: scans \w+"
        r"|.* orderBy UPDATED \w+ (after|before): skips"
    ),
    "the list of one record, which is found, is sorted by something else than its index": (
        r"[A-Z]\w+\.\w+( of many)? orderBy \w+ \w+ (after|before): skips"
    ),
    "the list is of several organizations, or of either side, each of which is looked up": (
        r"Organization\.(?!timeline|events|credits).* (after|before): skips"
        r"|talentFlows\(groupByTopParent: false.* moves of (one|many) (after|before): skips"
    ),
    "the reports of one package are few": r"\w+\.otherReports( of many)? (after|before): skips",
    "all moves or reports are summed up": r"talentFlows.*: scans move"
    r"|compensationSummary: scans compensation_report",
}
ON_POSTGRESQL = {
    "it takes what has all words for so rare that it would rather read all names": (
        r"search .*: scans (spelling|name)"
    ),
}


@pytest.fixture(scope="session")
def mass() -> Mass:
    """The made-up dataset."""
    return Mass()


@pytest.fixture(scope="module")
def mass_url(mass: Mass, lasting_url: Callable[[], URL]) -> URL:
    """A database that holds it."""
    url = lasting_url()
    load(mass, url, print)
    if url.get_backend_name() == "sqlite":
        with connected(url) as connection:
            pretend(connection, TIMES)
    return url


@pytest.fixture
async def explained(mass_url: URL, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Explained]:
    """That database, which explains what it reads."""
    with connected(mass_url) as connection:
        known = sizes(connection)
    async with served(mass_url) as database:
        made = Explained(database, known)
        made.listen(monkeypatch)
        yield made


@contextmanager
def connected(url: URL) -> Iterator[Connection]:
    """Connect to a database."""
    made = engine(url)
    try:
        with made.connect() as connection:
            yield connection
    finally:
        made.dispose()


async def test_statements_seek(explained: Explained, mass: Mass) -> None:
    for question in questions(mass.ids):
        await explained.ask_all(question)
    told = [f"{name}: {what}" for name, found in explained.found.items() for what in sorted(found)]
    allowed = EXCEPTIONS | (ON_POSTGRESQL if explained.database.dialect == "postgresql" else {})

    assert [each for each in told if not any(map(matching(each), allowed.values()))] == []
    assert [
        why for why, which in allowed.items() if not any(re.fullmatch(which, t) for t in told)
    ] == []


def matching(told: str) -> Callable[[str], bool]:
    """Return what tells whether an exception is of this."""
    return lambda which: bool(re.fullmatch(which, told))


ALL = "SELECT id FROM role"
OF_ONE = f"{ALL} WHERE person_id = 'person/person-0-1'"
BEYOND = "(end_sort, id) > ('2020-01-01', 'role/a') ORDER BY end_sort, id LIMIT 1"
ODD = f"{ALL} WHERE grade = 'P10'"
STATEMENTS = {
    "scans": (ODD, {"scans role"}),
    "counts": ("SELECT count(*) FROM person", {"scans person"}),
    "sorts": ("SELECT id FROM role ORDER BY sure_from LIMIT 1", {"scans role"}),
    "walks": (f"{ALL} WHERE grade IS NULL ORDER BY start_sort LIMIT 1", {"walks role"}),
    "skips": (f"{OF_ONE} AND {BEYOND}", {"skips"}),
    "seeks": (OF_ONE, set()),
    "seeks a page": (f"{ALL} WHERE {BEYOND}", set()),
}


@pytest.mark.parametrize(("statement", "found"), STATEMENTS.values(), ids=STATEMENTS)
async def test_what_does_not_seek_is_seen(
    explained: Explained, statement: str, found: set[str]
) -> None:
    reading = reader(explained.database, 0)
    snapshot = await reading.open()
    try:
        with suppress(ReleasedError):  # for it does not tell which release it saw
            await snapshot.read(statement, [])
    finally:
        await snapshot.close()
        await reading.close()

    assert explained.found[""] == found
