"""Whoever has an answer already gets no other, and caches learn what they may keep."""

from collections.abc import Iterator

import pytest
from sqlalchemy import URL
from starlette.testclient import TestClient

from tests.web import JSON, MEDIA, RESPONSE, client_of, get, post

SMALL = "/graphql?query={dataset{hash}}"
LARGE = "/graphql?query={people(first:100){nodes{id+name}}}"


@pytest.fixture(scope="module")
def client(dataset_url: URL) -> Iterator[TestClient]:
    with client_of(dataset_url) as made:
        yield made


@pytest.mark.parametrize("accept", MEDIA)
def test_whoever_has_an_answer_already_gets_no_other(client: TestClient, accept: str) -> None:
    first = client.get(SMALL, headers={"accept": accept})
    tag = first.headers["etag"]

    assert first.headers["cache-control"] == "public, no-cache"
    for known in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = client.get(SMALL, headers={"accept": accept, "if-none-match": known})
        assert (again.status_code, again.content) == (304, b"")
        for name in ("etag", "vary", "cache-control", "access-control-allow-origin"):
            assert again.headers[name] == first.headers[name]
    other = client.get(SMALL, headers={"accept": accept, "if-none-match": '"x"'})
    assert other.content == first.content


def test_each_form_of_an_answer_has_a_tag_of_its_own(client: TestClient) -> None:
    forms = [
        {"accept": accept, "accept-encoding": coding}
        for accept in MEDIA
        for coding in ("identity", "gzip", "br", "zstd")
    ]
    tags = [client.get(LARGE, headers=form).headers["etag"] for form in forms]

    assert len(set(tags)) == len(forms)
    assert tags == [client.get(LARGE, headers=form).headers["etag"] for form in forms]
    for form, tag in zip(forms, tags, strict=True):
        met = [
            client.get(LARGE, headers={**each, "if-none-match": tag}).status_code == 304
            for each in forms
        ]
        assert met == [each is form for each in forms]


def test_other_answers_have_other_tags(client: TestClient) -> None:
    assert client.get(SMALL).headers["etag"] != client.get(LARGE).headers["etag"]


def test_a_small_answer_has_one_tag_in_all_codings(client: TestClient) -> None:
    tags = {
        client.get(SMALL, headers={"accept-encoding": each}).headers["etag"]
        for each in ("identity", "br", "gzip, zstd")
    }

    assert len(tags) == 1


def test_nobody_is_to_keep_an_error_or_the_answer_to_a_post(client: TestClient) -> None:
    failed = [get(client, accept, query="{ nothing }") for accept in (JSON, RESPONSE)]
    posted = post(client, {"query": "{ dataset { hash } }"}, if_none_match="*")

    for each in (*failed, posted):
        assert each.headers["cache-control"] == "no-store"
        assert "etag" not in each.headers
    assert posted.status_code == 200


def test_a_post_after_a_get_is_still_not_to_be_kept(client: TestClient) -> None:
    client.get(SMALL)

    assert "etag" not in post(client, {"query": "{dataset{hash}}"}).headers


def test_caches_may_be_let_answer_for_a_while(dataset_url: URL) -> None:
    with client_of(dataset_url, max_age=60) as client:
        assert client.get(SMALL).headers["cache-control"] == "public, max-age=60"
        assert client.get(f"{SMALL}x").headers["cache-control"] == "no-store"
