"""The server over HTTP: questions, the playground, the front page and the sign of life."""

import gc
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import URL
from starlette.testclient import TestClient

from api.app import create_app
from api.downloads.about import PAGES
from api.limits.declared import DEFAULT
from api.settings import Settings
from api.welcome import EXAMPLES, link
from fixtures.migrate import migrate
from models.database import engine


@pytest.fixture
def client(dataset_url: URL) -> Iterator[TestClient]:
    """A client of a server of the curated dataset."""
    url = dataset_url.render_as_string(hide_password=False)
    with TestClient(create_app(Settings(database_url=url))) as made:
        yield made


def test_a_question_is_answered(client: TestClient) -> None:
    query = "query ($id: ID!) { person(id: $id) { name } }"
    given = {"query": query, "variables": {"id": "yan-zhijie"}}

    answered = client.post("/graphql", json=given).json()
    assert answered == {
        "data": {"person": {"name": "Yan Zhijie"}},
        "extensions": {"cost": {"requested": 2, "limit": DEFAULT.cost}},
    }


@pytest.mark.parametrize("question", EXAMPLES)
def test_the_suggested_questions_have_answers(client: TestClient, question: str) -> None:
    answered = client.get(link(EXAMPLES[question]), headers={"accept": "application/json"}).json()

    assert "errors" not in answered
    assert next(iter(answered["data"].values()))


def test_a_browser_gets_the_playground_with_the_query_of_its_address(client: TestClient) -> None:
    page = client.get("/graphql?query={x}", headers={"accept": "text/html,*/*;q=0.8"})

    assert page.headers["content-type"].startswith("text/html")
    assert "GraphiQL" in page.text
    assert "parameters.query " in page.text
    assert "updateURL({ query: " in page.text
    assert not re.search(r"parameters\.q\b", page.text)


def test_the_front_page_says_what_this_is_and_links_to_queries(client: TestClient) -> None:
    page = client.get("/").text
    links = [unescape(found) for found in re.findall(r'href="(/graphql\?[^"]*)"', page)]

    assert "who builds AI" in page
    assert links == [link(query) for query in EXAMPLES.values()]


def test_the_front_page_names_what_to_read_before_trusting_it(client: TestClient) -> None:
    page = client.get("/").text

    assert f"<p>{PAGES}</p>" in page


def test_it_shows_that_it_is_alive(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok"}


@pytest.mark.parametrize("prepare", [None, "empty", "migrated"])
def test_without_a_dataset_every_query_says_what_to_do(tmp_path: Path, prepare: str | None) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'none.db'}")
    if prepare == "empty":
        (tmp_path / "none.db").touch()
    if prepare == "migrated":
        with engine(settings.url).begin() as connection:
            migrate(connection)
    with TestClient(create_app(settings)) as client:
        answered = client.post("/graphql", json={"query": "{ people { totalCount } }"}).json()

    assert "run `roster seed`" in answered["errors"][0]["message"]
    assert answered["errors"][0]["extensions"] == {"code": "NOT_READY"}


def test_only_a_process_that_serves_collects_its_garbage_seldom() -> None:
    program = (
        "import gc, api.app as it; it.create_app();"
        "print(gc.get_freeze_count(), gc.get_threshold());"
        "it.app; print(gc.get_freeze_count() > 100_000, gc.get_threshold()[0] > 1_000)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout

    assert told.decode().splitlines() == [f"0 {gc.get_threshold()}", "True True"]
