"""The codes of errors: each can be had, has the status that clients are told of, and is told of."""

import ast
import asyncio
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL
from starlette.testclient import TestClient

from api.desk import Desk, answered
from api.errors import BusyError, Code, TooLongError
from api.http.persisted import digest
from api.http.reading import Reader
from models.database import connect_url
from tests.web import JSON, RESPONSE, client_of, post

ROOT = Path(__file__).parent.parent
QUERY = {"query": "{ __typename }"}
ROW = re.compile(r"\| `(\w+)` \| (\d+) \| ([^|]+) \| [^|]+ \|")
TOLD = {
    code: (int(status), words)
    for code, status, words in ROW.findall((ROOT / "docs/errors.md").read_text("utf-8"))
}


def asking(query: str, **variables: Any) -> Callable[[TestClient], Any]:
    return lambda client: post(client, {"query": query, "variables": variables}, RESPONSE)


def sending(body: Any, **headers: str) -> Callable[[TestClient], Any]:
    return lambda client: post(client, body, RESPONSE, **headers)


def getting(**headers: str) -> Callable[[TestClient], Any]:
    told = {"accept": RESPONSE} | {name.replace("_", "-"): each for name, each in headers.items()}
    return lambda client: client.get("/graphql", params=QUERY, headers=told)


DEAR = "{ people(first: 200) { nodes { roles(first: 200) { nodes { evidence { id } } } } } }"
PROVOKED: dict[Code, Callable[[TestClient], Any]] = {
    Code.ALIAS_LIMIT: asking("{" + " ".join(f"a{n}: __typename" for n in range(101)) + "}"),
    Code.BAD_REQUEST: sending([]),
    Code.BAD_USER_INPUT: asking("query ($n: Int!) { people(first: $n) { totalCount } }", n="x"),
    Code.BODY_TOO_LARGE: sending(b" " * 1_025),
    Code.BUSY: sending(QUERY),
    Code.COST_LIMIT: asking(DEAR),
    Code.CSRF: getting(origin="https://example.com"),
    Code.DEADLINE: sending(QUERY),
    Code.DEPTH_LIMIT: asking("{" + "a {" * 13 + "a" + "}" * 14),
    Code.DIRECTIVE_LIMIT: asking("{ __typename " + "@skip(if: false) " * 101 + "}"),
    Code.FRAGMENT_LIMIT: asking("{ __typename }" + " fragment f on Query { __typename }" * 60),
    Code.GRAPHQL_PARSE_FAILED: asking("{"),
    Code.GRAPHQL_VALIDATION_FAILED: asking("{ nothing }"),
    Code.INTERNAL_SERVER_ERROR: sending(QUERY),
    Code.METHOD_NOT_ALLOWED: lambda client: client.put("/graphql", headers={"accept": RESPONSE}),
    Code.NOT_ACCEPTABLE: getting(accept="image/png"),
    Code.NOT_READY: asking("{ people { totalCount } }"),
    Code.PERSISTED_QUERY_ID_REQUIRED: sending(QUERY),
    Code.PERSISTED_QUERY_NOT_FOUND: sending({"documentId": digest("{ unknown }")}),
    Code.READ_TIMEOUT: sending(QUERY),
    Code.REPEAT_LIMIT: asking("{" + "__typename " * 11 + "}"),
    Code.TOKEN_LIMIT: asking("{ __typename }".ljust(30_001)),
    Code.UNSUPPORTED_MEDIA_TYPE: sending(b"{}", content_type="text/plain"),
}


FAILURES = {Code.BUSY: BusyError(), Code.DEADLINE: TooLongError(5)}


@pytest.fixture
def prepared(
    code: Code, dataset_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    """A server that is in the state in which a code is to be had."""
    url = dataset_url
    settings: dict[str, Any] = {"body": 1 if code is Code.BODY_TOO_LARGE else 64, "reading": 0.01}

    async def failing(*_: Any) -> Any:
        return answered({}, [FAILURES[code]])

    async def broken(*_: Any) -> Any:
        raise RuntimeError

    async def never(*_: Any) -> Any:
        await asyncio.Event().wait()

    match code:
        case Code.BUSY | Code.DEADLINE:
            monkeypatch.setattr(Desk, "answer", failing)
        case Code.INTERNAL_SERVER_ERROR:
            monkeypatch.setattr(Desk, "answer", broken)
        case Code.READ_TIMEOUT:
            monkeypatch.setattr(Reader, "_whole", never)
        case Code.NOT_READY:
            url = connect_url(f"sqlite:///{tmp_path / 'none.db'}")
        case Code.PERSISTED_QUERY_ID_REQUIRED:
            trusted = tmp_path / "trusted.json"
            trusted.write_text("{}", encoding="utf-8")
            settings |= {"trusted": str(trusted), "trusted_only": True}
    with client_of(url, **settings) as client:
        yield client


@pytest.mark.parametrize("code", Code)
def test_each_code_can_be_had_with_the_status_that_clients_are_told(
    code: Code, prepared: TestClient
) -> None:
    response = PROVOKED[code](prepared)

    assert {each["extensions"]["code"] for each in response.json()["errors"]} == {code}
    assert response.status_code == TOLD[code][0]


def test_clients_are_told_of_every_code_in_its_words_and_of_no_other() -> None:
    assert {code: words for code, (_, words) in TOLD.items()} == {
        code.value: code.description for code in Code
    }
    assert list(TOLD) == sorted(TOLD)


def codes_in(source: str) -> Iterator[str]:
    """What a program gives as the code of an error other than by the list."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "code":
                    word = ast.unparse(value)
                    if isinstance(value, ast.Constant) or word.isupper():
                        yield word


def test_no_code_is_raised_that_is_not_in_the_list() -> None:
    found = {path: list(codes_in(path.read_text("utf-8"))) for path in (ROOT / "api").rglob("*.py")}

    assert {path: words for path, words in found.items() if words} == {}


def test_a_code_of_its_own_is_found() -> None:
    assert list(codes_in('{"code": "MINE"}')) == ["'MINE'"]
    assert list(codes_in('{"code": Code.MINE, "message": "MINE"}')) == []


DOCUMENT, VALUE = Code.GRAPHQL_VALIDATION_FAILED, Code.BAD_USER_INPUT
WRONG = {
    '{ people(first: "x") { totalCount } }': DOCUMENT,
    "{ people(orderBy: {field: NONE}) { totalCount } }": DOCUMENT,
    "query ($n: None) { people(first: $n) { totalCount } }": DOCUMENT,
    "{ people(first: -3) { totalCount } }": VALUE,
    '{ people(after: "zzz") { totalCount } }': VALUE,
    '{ roles(filter: {heldOn: "2025-13-45"}) { totalCount } }': VALUE,
    "query ($n: Int!) { people(first: $n) { totalCount } }": VALUE,
}


@pytest.mark.parametrize(("query", "code"), WRONG.items(), ids=WRONG)
def test_a_wrong_value_is_told_from_a_document_that_does_not_fit(
    dataset_url: URL, query: str, code: Code
) -> None:
    with client_of(dataset_url) as client:
        [error] = post(client, {"query": query}, JSON).json()["errors"]

    assert error["extensions"]["code"] == code
