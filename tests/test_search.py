"""Search finds by any name, in any script and order, and says why."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import URL

from api.database import Database
from tests.asking import answer, ask


@pytest.fixture
async def database(dataset_url: URL) -> AsyncIterator[Database]:
    """The curated dataset, as a server sees it."""
    made = Database(dataset_url)
    yield made
    await made.close()


QUERY = """query ($query: String!, $first: Int! = 20) { search(query: $query, first: $first) {
    node { id } matchedName { text } why score } }"""

# What is typed, who is meant, and the name by which they are found.
FIRST = {
    "Lin Junyang": ("person/lin-junyang", "Lin Junyang", "is the primary name"),
    "林俊旸": ("person/lin-junyang", "林俊旸", "is the native name"),
    "俊旸": ("person/lin-junyang", "林俊旸", "is inside the native name"),
    "Junyang Lin": ("person/lin-junyang", "Junyang Lin", "is the "),
    "lin jun yang": ("person/lin-junyang", "Lin Junyang", "is, but for spaces, the primary name"),
    "ＬＩＮ　ＪＵＮＹＡＮＧ": ("person/lin-junyang", "Lin Junyang", "is the primary name"),
    "Zhijie Yan": ("person/yan-zhijie", "Zhijie Yan", "is the romanized name"),
    "Huang Jensen": ("person/jensen-huang", "Jensen Huang", "has the words of the primary name"),
    "Hui Bin": ("person/hui-binyuan", "Hui Bin", "is the alias name"),
    "qianwen tongyi": ("model/qwen", "Tongyi Qianwen", "has the words of the former name"),
    "千问": ("model/qwen", "千问", ""),
    "alibaba gr": ("organization/alibaba-group", "Alibaba Group", "begins the primary name"),
    "lin junyagn": ("person/lin-junyang", "Lin Junyang", "is, but for a typing error, the primary"),
    "linjunyagn": ("person/lin-junyang", "Lin Junyang", "is, but for a typing error, the primary"),
    "junyanglin": ("person/lin-junyang", "Junyang Lin", "is, but for spaces, the "),
    "旸": ("person/lin-junyang", "林俊旸", "is inside the native name"),
    "deepmnid": ("organization/deepmind", "DeepMind", "is, but for a typing error, the primary"),
    "karpathi": ("person/andrej-karpathy", "Andrej Karpathy", "is, but for a typing error, a part"),
}


@pytest.mark.parametrize(("typed", "meant"), FIRST.items(), ids=FIRST)
async def test_the_one_meant_comes_first(
    database: Database, typed: str, meant: tuple[str, str, str]
) -> None:
    hit = (await ask(database, QUERY, query=typed))["search"][0]
    record, name, why = meant

    assert (hit["node"]["id"], hit["matchedName"]["text"]) == (record, name)
    assert f"`{typed}` {why}" in hit["why"]


async def test_the_best_come_first_and_each_record_once(database: Database) -> None:
    hits = (await ask(database, QUERY, query="qwen"))["search"]
    scores = [hit["score"] for hit in hits]
    ids = [hit["node"]["id"] for hit in hits]

    assert hits[0]["node"]["id"] == "model/qwen"
    assert scores == sorted(scores, reverse=True)
    assert len(set(ids)) == len(ids) > 3
    assert (await ask(database, QUERY, query="qwen", first=2))["search"] == hits[:2]


@pytest.mark.parametrize("typed", ["%", "_", "nobody at all"])
async def test_there_are_no_wildcards(database: Database, typed: str) -> None:
    assert (await ask(database, QUERY, query=typed))["search"] == []


@pytest.mark.parametrize(
    "given", [{"query": ""}, {"query": " "}, {"query": "x" * 201}, {"query": f"x.io/{'x' * 2000}"}]
)
async def test_what_is_no_name_is_refused(database: Database, given: dict[str, str]) -> None:
    result = await answer(database, QUERY, **given)

    assert result.errors
    assert "`query` is a name or a part of one" in result.errors[0].message


async def test_the_address_of_a_source_finds_of_whom_its_facts_are(database: Database) -> None:
    query = '{ person(id: "lin-junyang") { evidence { source { url } } } }'
    evidence = (await ask(database, query))["person"]["evidence"]
    url = next(each["source"]["url"] for each in evidence if each["source"]["url"])
    other = "http://www." + url.partition("://")[2].removeprefix("www.") + "#top"
    hits = (await ask(database, QUERY, query=url, first=200))["search"]

    assert "person/lin-junyang" in [hit["node"]["id"] for hit in hits]
    assert all("is a source: " in hit["why"] for hit in hits)
    assert [hit["node"] for hit in hits] == [
        hit["node"] for hit in (await ask(database, QUERY, query=other, first=200))["search"]
    ]


async def test_an_address_that_no_record_has_finds_nothing(database: Database) -> None:
    url = f"https://example.com/{'x' * 300}"

    assert (await ask(database, QUERY, query=url))["search"] == []


async def test_none_of_the_matches_may_be_asked_for(database: Database) -> None:
    assert (await ask(database, QUERY, query="wang", first=0))["search"] == []


async def test_more_than_a_page_is_refused(database: Database) -> None:
    result = await answer(database, QUERY, query="x", first=201)

    assert result.errors
    assert "`first` is 201; it must be from 0 to 200." in result.errors[0].message
