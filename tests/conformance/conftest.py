"""The server that is asked: one for each kind of database, of the curated dataset."""

from collections.abc import Iterator

import pytest
from sqlalchemy import URL

from tests.running import Running, running

CASES = 300


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--cases",
        type=int,
        default=CASES,
        help=f"How many questions are made up for each kind of database; without it, {CASES}.",
    )


@pytest.fixture(scope="session")
def cases(request: pytest.FixtureRequest) -> int:
    """How many questions to make up."""
    return int(request.config.getoption("--cases"))


@pytest.fixture(scope="session")
def server(dataset_url: URL) -> Iterator[Running]:
    """A server of the curated dataset."""
    with running(dataset_url) as made:
        yield made
