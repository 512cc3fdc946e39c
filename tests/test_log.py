"""The log: a line for each request, which tells enough, and no value that a client sent."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import URL
from starlette.testclient import TestClient

from api.desk import Desk, answered
from api.http.endpoint import Endpoint
from api.http.persisted import digest
from api.plan.readers import FileSnapshot, ServerSnapshot
from api.seeing.log import Handler, Log
from api.seeing.watch import SANE
from models.database import connect_url, passwords
from tests.watched import Heard, watched
from tests.web import RESPONSE, post

QUERY = "query Names($first: Int) { people(first: $first) { nodes { name } } }"
ASKED = {"query": QUERY, "operationName": "Names", "variables": {"first": 3}}
MARK = "a value that is nobody's business"
INTROSPECTION = {"query": "{ __schema { types { name } } }"}

Watched = tuple[TestClient, Heard]


@pytest.fixture
def server(dataset_url: URL) -> Iterator[Watched]:
    with watched(dataset_url) as made:
        yield made


@pytest.fixture
def slow_server(dataset_url: URL) -> Iterator[Watched]:
    """A server to which every request is slow."""
    with watched(dataset_url, slow=1e-6) as made:
        yield made


def test_a_request_has_a_line_that_tells_what_became_of_it(server: Watched) -> None:
    client, heard = server
    post(client, INTROSPECTION)
    responses = [post(client, ASKED) for _ in range(2)]
    other, first, again = heard.events("request")

    assert {each["path"] for each in (first, again)} == {"/graphql"}
    assert {each["operation"] for each in (first, again)} == {"Names"}
    assert first["document"] == again["document"] == digest(QUERY)[:16]
    assert (other["way"], first["way"], again["way"]) == ("core", "plan", "kept")
    assert other["reason"] == "the field __schema"
    assert first["statements"] > 0
    assert 0 < first["statements_ms"] < first["ms"]
    assert "statements" not in again
    for response, line in zip(responses, (first, again), strict=True):
        assert line["status"] == response.status_code == 200
        assert line["bytes"] == len(response.content)
        assert line["request"] == response.headers["x-request-id"]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("query Names { __typename }", "Names"),
        ("\n  query\n  _names2($a: Int) { __typename }", "_names2"),
        ("{ __typename }", None),
        ("query { __typename }", None),
        ("query ($a: Int) { Names: __typename }", None),
        ("{ query Names }", None),
    ],
)
def test_an_operation_that_is_not_chosen_by_its_name_has_that_of_its_document(
    server: Watched, query: str, name: str | None
) -> None:
    client, heard = server
    post(client, {"query": query})

    assert heard.events("request")[0].get("operation") == name


def test_statements_of_graphql_core_are_counted_too(dataset_url: URL) -> None:
    with watched(dataset_url, plan=False) as (client, heard):
        post(client, ASKED)
    [line] = heard.events("request")

    assert (line["way"], line["reason"]) == ("core", "plans are switched off")
    assert line["statements"] > 0


def test_a_line_tells_the_cost_where_the_answer_does(
    server: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def costly(*_: Any) -> Any:
        return answered({"data": {}, "extensions": {"cost": {"requested": 7, "limit": 9}}}, None)

    monkeypatch.setattr(Desk, "answer", costly)
    client, heard = server
    post(client, ASKED)

    assert heard.events("request")[0]["cost"] == 7


@pytest.mark.parametrize(
    ("body", "code", "way"),
    [
        ([], "BAD_REQUEST", None),
        ({"query": "{"}, "GRAPHQL_PARSE_FAILED", "none"),
        ({"query": "{ people(first: -1) { totalCount } }"}, "BAD_USER_INPUT", "plan"),
    ],
)
def test_a_line_tells_the_codes_of_errors(
    server: Watched, body: Any, code: str, way: str | None
) -> None:
    client, heard = server
    response = post(client, body, RESPONSE)
    [line] = heard.events("request")

    assert line["codes"] == [code]
    assert line.get("way") == way
    assert line["status"] == response.status_code


def test_files_and_pages_have_a_line_and_probes_have_none(server: Watched) -> None:
    client, heard = server
    for path in ("/downloads/", "/nothing", "/health", "/ready", "/metrics"):
        client.get(path)

    assert [each["path"] for each in heard.events("request")] == ["/downloads/", "/nothing"]


def test_only_what_is_grave_enough_is_logged(dataset_url: URL) -> None:
    with watched(dataset_url, level="warning", slow=1e-6) as (client, heard):
        post(client, ASKED)
    assert [json.loads(line)["event"] for line in heard.all] == ["slow"]

    with watched(dataset_url, level="error", slow=1e-6) as (client, heard):
        post(client, ASKED)
    assert heard.all == []


async def test_a_client_that_went_away_has_no_status(server: Watched) -> None:
    async def gone() -> Any:
        return {"type": "http.disconnect"}

    client, heard = server
    headers = [(b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "headers": headers}
    await client.app(scope, gone, None)  # type: ignore[arg-type]

    [line] = heard.events("request")
    assert line["status"] is None
    assert "ms" not in line


@given(st.binary(max_size=150))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_request_keeps_its_id_if_that_is_a_plain_word(
    server: Watched, given_id: bytes
) -> None:
    client, heard = server
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "PUT",
        "path": "/graphql",
        "headers": [(b"x-request-id", given_id)],
    }
    await client.app(scope, None, send)  # type: ignore[arg-type]
    returned = dict(sent[0]["headers"])[b"x-request-id"]

    assert SANE.fullmatch(returned)
    assert (returned == given_id) == bool(SANE.fullmatch(given_id))
    assert json.loads(heard.all[-1])["request"] == returned.decode()


def test_each_request_has_an_id_of_its_own(server: Watched) -> None:
    client, heard = server
    for _ in range(20):
        post(client, ASKED)

    assert len({each["request"] for each in heard.events("request")}) == 20


def test_a_slow_request_tells_its_document_and_what_its_statements_took(
    slow_server: Watched,
) -> None:
    client, heard = slow_server
    post(client, ASKED)
    [line] = heard.events("slow")

    assert line["text"] == QUERY
    assert line["operation"] == "Names"
    assert line["request"] == heard.events("request")[0]["request"]
    assert line["slowest"]
    for each in line["slowest"]:
        assert each["sql"].startswith(("SELECT", "WITH"))
        assert 0 < each["ms"] <= line["ms"]


EXAMPLES = sorted((Path(__file__).parent / "examples").glob("*.graphql"))


@pytest.mark.parametrize("plan", [True, False])
def test_whatever_is_slow_its_statements_can_be_written(dataset_url: URL, plan: bool) -> None:
    with watched(dataset_url, plan=plan, answers=0, rows=0, slow=1e-6) as (client, heard):
        for example in EXAMPLES:
            post(client, {"query": example.read_text("utf-8")})
    slow = heard.events("slow")

    assert len(slow) == len(EXAMPLES)
    assert heard.lost == 0
    assert {each["way"] for each in slow} == {"plan" if plan else "core"}
    assert all(each["sql"].startswith(("SELECT", "WITH")) for it in slow for each in it["slowest"])
    assert max(map(len, heard.all)) < 4_096


def test_a_line_that_fails_is_lost_and_the_request_is_not(
    server: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError

    client, heard = server
    monkeypatch.setattr(Log, "request", broken)

    assert post(client, ASKED).status_code == 200
    assert heard.lost == 1


def test_what_is_logged_of_a_slow_request_is_bounded(slow_server: Watched) -> None:
    client, heard = slow_server
    fields = " ".join(f"a{n}: people(first: 1) {{ nodes {{ name }} }}" for n in range(90))
    post(client, {"query": f"{{ {fields} }}"})
    [line] = heard.events("slow")

    assert len(line["text"]) == 1_500
    assert len(line["slowest"]) <= 8
    assert len(heard.all[-1]) < 4_096


@pytest.mark.parametrize("slow", [0, 60_000])
def test_what_is_quick_enough_is_not_slow(dataset_url: URL, slow: int) -> None:
    with watched(dataset_url, slow=slow) as (client, heard):
        post(client, ASKED)

    assert heard.events("slow") == []


def test_the_values_of_variables_are_never_logged(
    slow_server: Watched, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    query = "query ($id: ID!) { person(id: $id) { name } }"

    async def broken(*_: Any) -> Any:
        raise ValueError(f"cannot read {MARK}")

    client, heard = slow_server
    log = Log("json", "debug", heard)
    handler = Handler(log, ())
    logging.getLogger("roster").addHandler(handler)
    asked = {"query": query, "variables": {"id": MARK}}
    post(client, asked)
    for kind in (FileSnapshot, ServerSnapshot):
        monkeypatch.setattr(kind, "read", broken)
    post(client, asked | {"query": f"{query} # again"})
    monkeypatch.setattr(Desk, "answer", broken)
    post(client, asked)
    logging.getLogger("roster").removeHandler(handler)

    assert MARK in caplog.text  # so it would have been logged
    assert sum(b"traceback" in line for line in heard.all) >= 2
    assert all(MARK.encode() not in line for line in heard.all)


def test_an_incident_is_found_by_the_id_that_the_client_has(
    server: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> Any:
        raise RuntimeError("postgresql://user:p%40ss@host/db refused p@ss")

    monkeypatch.setattr(Desk, "answer", broken)
    client, heard = server
    url = connect_url("postgresql://user:p%40ss@host/db")
    handler = Handler(Log("json", "info", heard), passwords(url))
    logging.getLogger("roster").addHandler(handler)
    response = post(client, ASKED)
    logging.getLogger("roster").removeHandler(handler)

    [error] = response.json()["errors"]
    incident = error["message"].removesuffix(".").split()[-1]
    told, line = (each for each in map(json.loads, heard.all) if each.get("incident") == incident)
    assert told["level"] == "error"
    assert told["request"] == line["request"] == response.headers["x-request-id"]
    assert "RuntimeError" in told["traceback"]
    assert "ss@host" not in told["traceback"]
    assert "p@ss" not in told["traceback"]
    assert line["codes"] == ["INTERNAL_SERVER_ERROR"]


def test_an_exception_of_the_app_itself_is_a_line_too(
    dataset_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> None:
        raise RuntimeError

    with watched(dataset_url, raised=False) as (client, heard), monkeypatch.context() as patched:
        patched.setattr(Endpoint, "__call__", broken)
        client.get("/graphql")
        patched.undo()

    assert heard.events("request")[0]["status"] == 500


texts = st.text() | st.sampled_from(["\n{}", "\r", "\x1b[31m", "\x9b", "\u2028", "\x7f", "\ud800"])


@given(texts, texts, st.sampled_from(["json", "text"]))
@settings(deadline=None)
def test_what_clients_send_stays_within_one_line_of_printable_characters(
    event: str, value: str, form: str
) -> None:
    heard = Heard()
    handler = Handler(Log(form, "info", heard), ())
    record = logging.LogRecord("roster", logging.INFO, "", 0, "%s", (event,), None)
    record.facts = {"operation": value}
    handler.emit(record)
    [line] = heard.all

    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert all(32 <= byte < 127 for byte in line[:-1])
    if form == "json":
        told = json.loads(line)
        assert (told["event"], told["operation"]) == (event, value)


def test_on_a_terminal_a_traceback_is_set_off() -> None:
    heard = Heard()
    handler = Handler(Log("text", "info", heard), ())
    failure = RuntimeError("first\n12:00:00 info forged")
    info = (RuntimeError, failure, None)
    handler.emit(logging.LogRecord("roster", logging.ERROR, "", 0, "It broke", None, info))
    first, *others = heard.all[0].decode().splitlines()

    assert " error   It broke logger=roster" in first
    assert all(line.startswith("  | ") for line in others)
    assert "  | 12:00:00 info forged" in others


def test_a_line_that_cannot_be_made_is_counted() -> None:
    heard = Heard()
    record = logging.LogRecord("roster", logging.INFO, "", 0, "%d", ("no number",), None)
    Handler(Log("json", "info", heard), ()).emit(record)

    assert (heard.all, heard.lost) == ([], 1)
