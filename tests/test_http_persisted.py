"""Documents asked for by an id: sent once by a client, or trusted beforehand."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import URL
from starlette.testclient import TestClient

from api.answers import Question
from api.http.asked import Asked
from api.http.persisted import LONGEST, MOST, Persisted, digest
from api.settings import SettingsError, read_settings
from tests.web import JSON, RESPONSE, client_of, get, post, refusal

QUERY = "query Version($shown: Boolean = true) { __typename @include(if: $shown) }"
ID = digest(QUERY)
TRUSTED = "query Trusted { __typename }"
TYPENAME = {"__typename": "Query"}
NOT_FOUND = ("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")


@pytest.fixture
def client(dataset_url: URL) -> Iterator[TestClient]:
    with client_of(dataset_url) as made:
        yield made


@pytest.fixture
def manifest(tmp_path: Path) -> str:
    """A list of a document by its SHA-256, and of another by an id of its own."""
    path = tmp_path / "persisted-documents.json"
    path.write_text(json.dumps({digest(TRUSTED): TRUSTED, "by-name": QUERY}), encoding="utf-8")
    return str(path)


def automatic(identifier: str, **given: Any) -> dict[str, Any]:
    """Name a document in the way of Apollo."""
    return {**given, "extensions": {"persistedQuery": {"version": 1, "sha256Hash": identifier}}}


def by_id(identifier: str, **given: Any) -> dict[str, Any]:
    """Name a document in the way of the draft."""
    return {**given, "documentId": f"sha256:{identifier}"}


@pytest.mark.parametrize("named", [automatic, by_id])
def test_a_document_is_sent_once_and_then_named(client: TestClient, named: Any) -> None:
    for accept, status in ((JSON, 200), (RESPONSE, 404)):
        assert refusal(post(client, named(ID), accept)) == (status, *NOT_FOUND)
    assert post(client, named(ID, query=QUERY)).json()["data"] == TYPENAME
    for _ in range(2):
        assert post(client, named(ID, variables={"shown": True})).json()["data"] == TYPENAME


def test_a_document_may_be_sent_and_named_in_the_address(client: TestClient) -> None:
    extensions = json.dumps(automatic(ID)["extensions"])

    missing = get(client, extensions=extensions)
    assert refusal(missing) == (200, *NOT_FOUND)
    assert missing.headers["cache-control"] == "no-store"
    assert get(client, query=QUERY, extensions=extensions).json()["data"] == TYPENAME
    found = get(client, extensions=extensions)
    assert found.json()["data"] == TYPENAME
    assert found.headers["etag"]
    assert get(client, documentId=f"sha256:{ID}").json()["data"] == TYPENAME
    assert get(client, documentId=ID).json()["data"] == TYPENAME


MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "the hash of another": (automatic("0" * 64, query=QUERY), "The id is not the SHA-256 of"),
    "the id of another": (by_id("0" * 64, query=QUERY), "The id is not the SHA-256 of"),
    "an id of no hash": ({"documentId": "mine", "query": QUERY}, "The id is not the SHA-256 of"),
    "two ids": ({**automatic(ID), "documentId": "0" * 64}, "name two documents: name one"),
    "a hash in capitals": (automatic(ID.upper(), query=QUERY), "in lower-case hex"),
    "no hash": ({"extensions": {"persistedQuery": {"version": 1}}}, "in lower-case hex"),
    "another version": (
        {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": ID}}},
        '{"version": 1',
    ),
}


@pytest.mark.parametrize(("given", "says"), MISTAKES.values(), ids=MISTAKES)
def test_an_id_that_does_not_fit_is_refused(
    client: TestClient, given: dict[str, Any], says: str
) -> None:
    status, code, message = refusal(post(client, given))

    assert (status, code) == (400, "BAD_REQUEST")
    assert says in message
    assert refusal(post(client, automatic(ID)))[1:] == NOT_FOUND


def test_a_bad_document_is_not_kept(client: TestClient) -> None:
    bad = "{ nothing }"
    post(client, automatic(digest(bad), query=bad))

    assert refusal(post(client, automatic(digest(bad))))[1:] == NOT_FOUND


def test_a_trusted_document_is_known_beforehand(dataset_url: URL, manifest: str) -> None:
    with client_of(dataset_url, trusted=manifest) as client:
        for named in (automatic, by_id):
            assert post(client, named(digest(TRUSTED))).json()["data"] == TYPENAME
        assert post(client, {"documentId": "by-name"}).json()["data"] == TYPENAME
        assert post(client, {"documentId": "by-name", "query": QUERY}).json()["data"] == TYPENAME
        assert post(client, {"query": QUERY}).json()["data"] == TYPENAME
        assert refusal(post(client, {"documentId": "other"}))[1:] == NOT_FOUND


def test_a_list_may_be_all_that_is_allowed(dataset_url: URL, manifest: str) -> None:
    with client_of(dataset_url, trusted=manifest, trusted_only=True) as client:
        trusted = by_id(digest(TRUSTED))
        assert post(client, trusted).json()["data"] == TYPENAME
        assert post(client, {**trusted, "query": TRUSTED}).json()["data"] == TYPENAME
        for given in ({"query": TRUSTED}, automatic(ID, query=QUERY)):
            for accept, status in ((JSON, 200), (RESPONSE, 403)):
                told = refusal(post(client, given, accept))
                assert told[:2] == (status, "PERSISTED_QUERY_ID_REQUIRED")
                assert "by its `documentId`" in told[2]
        assert refusal(post(client, automatic(ID)))[1:] == NOT_FOUND


BAD_LISTS = {
    "no JSON": ("{", "it is no JSON"),
    "a list": ("[]", "it is no object of documents by their ids"),
    "a number": ('{"a": 1}', "it is no object of documents by their ids"),
    "a wrong hash": (json.dumps({"0" * 64: "{ a }"}), "is not the SHA-256 of its document"),
}


@pytest.mark.parametrize(("text", "says"), BAD_LISTS.values(), ids=BAD_LISTS)
def test_a_list_that_is_none_is_refused(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "list.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError, match="ROSTER_TRUSTED .*" + says):
        read_settings(trusted=str(path))


def test_a_list_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="it cannot be read: No such file"):
        read_settings(trusted=str(tmp_path / "none.json"))
    with pytest.raises(SettingsError, match="ROSTER_TRUSTED_ONLY True: no file"):
        read_settings(trusted_only=True)


@given(st.lists(st.integers(1, LONGEST // 8), min_size=1, max_size=40))
def test_the_documents_that_are_kept_stay_within_bounds(lengths: list[int]) -> None:
    persisted = Persisted({}, only=False)
    for length in lengths:
        text = "#" * length
        persisted.keep(Asked(Question(text, "null", None), None, digest(text)))

    assert len(persisted._sent) <= MOST
    assert persisted._length == sum(map(len, persisted._sent.values())) <= LONGEST
    assert all(digest(text) == each for each, text in persisted._sent.items())
