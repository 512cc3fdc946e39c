"""The form of an answer: which media type and which coding, by what the client takes."""

import gzip
import sys
from collections.abc import Callable, Iterator

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import URL
from starlette.testclient import TestClient

from api.http.compression import SMALLEST
from api.http.negotiation import Coding, Media, agreed
from api.http.refused import Refused
from tests.web import JSON, MEDIA, RESPONSE, client_of, post, refusal

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LARGE = {"query": "{ people(first: 100) { nodes { id name } } }"}


@pytest.fixture(scope="module")
def client(dataset_url: URL) -> Iterator[TestClient]:
    with client_of(dataset_url) as made:
        yield made


ACCEPTED = {
    "": JSON,
    "*/*": JSON,
    "application/*": JSON,
    "application/json": JSON,
    "application/graphql-response+json": RESPONSE,
    "APPLICATION/GraphQL-Response+JSON; charset=utf-8": RESPONSE,
    "application/graphql-response+json, application/json": RESPONSE,
    "application/json, application/graphql-response+json": RESPONSE,
    "application/json, application/graphql-response+json;q=0.9": JSON,
    "application/json;q=0.5, */*;q=0.4": JSON,
    "application/json;q=0.5, */*": RESPONSE,
    "application/json, */*": JSON,
    "application/graphql-response+json, */*;q=0.1": RESPONSE,
    "application/json;q=0, */*": RESPONSE,
    "application/graphql-response+json;q=0, application/*": JSON,
    "image/png, application/json;q=0.001": JSON,
    "text/html;q=0.5, application/json": JSON,
}


@pytest.mark.parametrize(("accept", "media"), ACCEPTED.items())
def test_the_media_type_is_the_best_that_the_client_takes(accept: str, media: str) -> None:
    for method in ("GET", "POST"):
        assert agreed(method, accept.encode(), b"").media == media


BROWSERS = [
    "text/html",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "text/html, application/json;q=0.9",
]


@pytest.mark.parametrize("accept", BROWSERS)
def test_a_page_is_for_who_comes_with_a_browser(accept: str) -> None:
    assert agreed("GET", accept.encode(), b"").media is Media.HTML


@pytest.mark.parametrize(
    "accept", ["image/png", "application/json;q=0", "text/*", "*/*;q=0", "json", "*/*;q=x"]
)
def test_who_takes_none_of_ours_gets_none(client: TestClient, accept: str) -> None:
    status, code, message = refusal(post(client, {"query": "{ __typename }"}, accept))

    assert (status, code) == (406, "NOT_ACCEPTABLE")
    assert RESPONSE in message
    assert "Accept" in message


@pytest.mark.parametrize("accept", MEDIA)
def test_the_answer_says_its_type_and_what_it_depends_on(client: TestClient, accept: str) -> None:
    answered = post(client, {"query": "{ __typename }"}, accept)

    assert answered.headers["content-type"] == f"{accept}; charset=utf-8"
    assert answered.headers["vary"] == "Accept, Accept-Encoding"


CODINGS = {
    "": "identity",
    "gzip": "gzip",
    "GZIP, deflate": "gzip",
    "br": "br",
    "gzip, deflate, br, zstd": "zstd",
    "gzip, br;q=0.9": "gzip",
    "gzip;q=0": "identity",
    "*": "zstd",
    "zstd;q=0, *": "br",
    "identity, gzip;q=0.5": "identity",
    "deflate": "identity",
    "gzip;q=x": "identity",
}


@pytest.mark.parametrize(("accepted", "coding"), CODINGS.items())
def test_the_coding_is_the_best_that_the_client_takes(accepted: str, coding: str) -> None:
    assert agreed("POST", b"", accepted.encode()).coding == coding


@given(st.sampled_from(["GET", "POST"]), st.text(), st.text())
def test_any_headers_lead_to_terms_or_are_refused(method: str, accept: str, coding: str) -> None:
    try:
        terms = agreed(method, accept.encode(), coding.encode())
    except Refused as refused:
        assert refused.status == 406  # noqa: PT017 - either is right
    else:
        assert terms is agreed(method, accept.encode(), coding.encode())


UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": zstd.decompress,
}


def raw(client: TestClient, accepted: str) -> tuple[bytes, str | None]:
    """Return the bytes of an answer as they were sent, and their coding."""
    given = {"content-type": JSON, "accept-encoding": accepted}
    with client.stream("POST", "/graphql", json=LARGE, headers=given) as answered:
        return b"".join(answered.iter_raw()), answered.headers.get("content-encoding")


@pytest.mark.parametrize("coding", UNPACK)
def test_a_large_answer_is_compressed(client: TestClient, coding: str) -> None:
    plain, none = raw(client, "identity")
    for _ in range(2):
        packed, told = raw(client, coding)
        assert told == coding
        assert len(packed) < len(plain) / 2
        assert UNPACK[coding](packed) == plain

    assert none is None


def test_a_small_answer_is_not_compressed(client: TestClient) -> None:
    answered = post(client, {"query": "{ __typename }"}, accept_encoding="gzip, br, zstd")

    assert len(answered.content) < SMALLEST
    assert "content-encoding" not in answered.headers


def test_every_coding_can_be_made() -> None:
    assert set(UNPACK) | {Coding.IDENTITY} == set(Coding)
