"""The comparison with peers: what is asked means the same to all, and the figures add up."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
import typer
from graphql import build_schema, parse, validate
from sqlalchemy import URL

from api.database import Database
from bench.peers import asking, limit, load, results, rounds, servers, table
from bench.peers.__main__ import SERVERS, chosen
from bench.peers.asking import AskingError, Client, compare, plain
from bench.peers.servers import Server
from tests.asking import ask
from tests.command import ROOT
from tests.served import served

GRAPHQL = asking.WORDS / "graphql"
PARENTS = """
    { organizations(first: 200) { nodes { id children(first: 1) { nodes { id } } } } }"""


@pytest.fixture
async def database(dataset_url: URL) -> AsyncIterator[Database]:
    async with served(dataset_url) as database:
        yield database


@pytest.fixture
async def source(dataset_url: URL) -> AsyncIterator[limit.Source]:
    made: limit.Source = limit.SQLite(dataset_url.database or "")
    if dataset_url.get_backend_name() == "postgresql":
        url = dataset_url.set(drivername="postgresql")
        made = limit.PostgreSQL(url.render_as_string(hide_password=False))
    await made.open()
    yield made
    await made.close()


async def answers(
    database: Database, source: limit.Source, question: str, **variables: Any
) -> tuple[Any, Any]:
    """What Roster answers, and what the statement written by hand does; cursors included."""
    query = (GRAPHQL / f"{question}.graphql").read_text(encoding="utf-8")
    by_roster = await ask(database, query, **variables)
    return by_roster, json.loads(await source.answer(question, variables))


@pytest.mark.parametrize("question", ["Q1", "Q2"])
async def test_the_limit_tells_of_a_person_as_roster_does(
    database: Database, source: limit.Source, question: str
) -> None:
    people = await ask(database, "{ people(first: 100) { nodes { id } } }")
    for person in people["people"]["nodes"]:
        own, its = await answers(database, source, question, id=person["id"])
        assert plain(its) == plain(own)


@pytest.mark.parametrize(
    ("question", "more"), [("Q3", {}), ("Q4", {}), ("Q6", {"day": "2023-05-01"})]
)
async def test_the_limit_tells_of_an_organization_as_roster_does(
    database: Database, source: limit.Source, question: str, more: dict[str, str]
) -> None:
    found = await ask(database, PARENTS)
    wholes = [each["id"] for each in found["organizations"]["nodes"] if each["children"]["nodes"]]
    assert len(wholes) > 10
    for each in wholes:
        own, its = await answers(database, source, question, id=each, **more)
        assert plain(its) == plain(own)


@pytest.mark.parametrize(("question", "more"), [("Q5", {}), ("Q7", {"id": "organization/openai"})])
async def test_the_limit_goes_on_after_a_cursor_as_roster_does(
    database: Database, source: limit.Source, question: str, more: dict[str, str]
) -> None:
    own, its = await answers(database, source, asking.CURSORS[question], after=None, **more)
    pairs = zip(*(asking.connection_in(each)["edges"] for each in (own, its)), strict=True)
    for mine, theirs in list(pairs)[::9]:
        query = (GRAPHQL / f"{question}.graphql").read_text(encoding="utf-8")
        by_roster = await ask(database, query, after=mine["cursor"], **more)
        by_hand = await source.answer(question, {"after": theirs["cursor"], **more})
        assert plain(json.loads(by_hand)) == plain(by_roster)


def test_every_question_is_put_in_all_words() -> None:
    names = {*asking.QUESTIONS, *asking.CURSORS.values()}
    for words in ("graphql", "postgraphile", "sqlite", "postgresql"):
        assert {file.stem for file in (asking.WORDS / words).iterdir()} == names


def test_the_questions_are_of_rosters_schema() -> None:
    schema = build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))
    for file in GRAPHQL.iterdir():
        assert validate(schema, parse(file.read_text(encoding="utf-8"))) == []


def test_a_servers_own_is_not_compared() -> None:
    own = {"roles": {"nodes": [{"start": {"edtf": "2020"}, "end": None}]}}
    its = {"roles": [{"startEdtf": "2020", "endEdtf": None}]}
    assert plain(own) == plain(its)
    assert plain({"endCursor": "a", "least": 5.0}) == {"least": 5}


class Answering:
    """A client of a server that always says the same."""

    def __init__(self, name: str, says: object) -> None:
        self.server = Server(name, 0, 0, Path())
        self.says = says

    def answer(self, _: bytes) -> object:
        return self.says


def compared(*says: object) -> int:
    """Compare servers that say this."""
    clients = [Answering(str(number), each) for number, each in enumerate(says)]
    requests = {(client.server, "Q1"): [b"one", b"two"] for client in clients}
    return compare(cast("list[Client]", clients), "Q1", requests)


def test_servers_that_answer_otherwise_are_refused() -> None:
    assert compared({"a": 1}, {"a": 1}, {"a": 1.0}) == 4
    with pytest.raises(AskingError, match="1 does not answer as 0 does"):
        compared({"a": 1}, {"a": 2})


def test_names_of_values_are_numbered() -> None:
    text, names = limit.numbered("SELECT :id::text, :after::json ->> 0, :id")
    assert text == "SELECT $1::text, $2::json ->> 0, $1"
    assert names == ["id", "after"]


def test_what_is_under_way_at_the_end_counts_as_half_done() -> None:
    told = {"requests": 92, "microseconds": 2_000_000, "p50": 1, "p99": 2, "bytes": 0, "failed": 0}
    found = load.figures(told, 16, load.Used(server=1.0, database=0.5, ours=0.3, machine=2.8))
    assert (found["rate"], found["server"], found["database"]) == (46, 10_000, 5_000)
    assert found["foreign"] == pytest.approx(0.5)


def test_a_slow_server_has_a_longer_turn() -> None:
    length = rounds.Length(rounds=1, seconds=2, clients=[16])
    assert [length.of(16, rate) for rate in (1000, 40, 1)] == [2, 4, 8]


def figures(rate: float) -> results.Figures:
    """What a round says of a server that is as fast."""
    return results.Figures(
        rate=rate, p50=1, p99=2, server=300, database=40, foreign=0, bytes=9, failed=0
    )


def of_two_servers() -> results.Results:
    """The results of two rounds."""
    found = results.Results(10_000)
    for ours, theirs in ((200, 100), (330, 110)):
        found.note("plan-sqlite", "Q1", 16, figures(ours))
        found.note(table.PEER, "Q1", 16, figures(theirs))
    return found


def test_tables_tell_medians_and_ratios_within_rounds() -> None:
    found = of_two_servers()
    assert table.rate(found, "plan-sqlite", "Q1") == "265"
    assert table.ratio(found, "plan-sqlite", "Q1") == "2.50 (2.00–3.00)"
    assert table.cost(found, "plan-sqlite", "Q1") == "300 + 40"
    assert table.wait(found, "plan-sqlite", "Q1") == table.NOTHING


def test_results_of_a_size_take_the_place_of_earlier_ones(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    for each in (results.Results(100_000), results.Results(10_000), of_two_servers()):
        results.keep(file, each)
    assert list(results.read(file)) == [of_two_servers(), results.Results(100_000)]


def test_tables_and_a_picture_are_written_between_the_marks(tmp_path: Path) -> None:
    kept, document = tmp_path / "results.json", tmp_path / "page.md"
    results.keep(kept, of_two_servers())
    document.write_text(f"Before.\n{table.BEGIN}\nold\n{table.END}\nAfter.\n", encoding="utf-8")
    command = [sys.executable, "-m", "bench.peers.table", str(kept), str(document)]
    subprocess.run(command, cwd=ROOT, check=True)
    text = document.read_text(encoding="utf-8")
    assert text.startswith("Before.\n")
    assert text.endswith("\nAfter.\n")
    assert "old" not in text
    assert "10,000 people" in text
    assert "plan-sqlite" in (tmp_path / "page.svg").read_text(encoding="utf-8")


def test_a_document_without_the_marks_is_refused(tmp_path: Path) -> None:
    document = tmp_path / "page.md"
    document.write_text("Nothing.", encoding="utf-8")
    with pytest.raises(SystemExit, match="no place for tables"):
        table.main(tmp_path / "results.json", document)


def test_an_unknown_server_is_refused() -> None:
    assert chosen("hello,mercurius", SERVERS) == ["hello", "mercurius"]
    with pytest.raises(typer.BadParameter, match="apache is none of core-sqlite"):
        chosen("hello,apache", SERVERS)


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (["/nowhere/node"], "failing needs its packages: run `npm ci --prefix bench/peers`"),
        ([sys.executable, "-c", "raise SystemExit('No database.')"], "did not start: No database."),
    ],
)
def test_a_server_that_does_not_start_says_why(
    command: list[str], says: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(servers.KINDS, "failing", servers.Kind(command, None, "file"))
    with (
        pytest.raises(servers.NotStartedError, match=says),
        servers.running("failing", {"file": ""}, tmp_path),
    ):
        pass


def test_who_has_no_wrk_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(load.WrkMissingError, match="apt install wrk"):
        load.wrk()
