"""Pages of other sites, and what browsers are told of ours."""

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256

import pytest
from sqlalchemy import URL
from starlette.testclient import TestClient

from api.settings import SettingsError, read_settings
from tests.web import JSON, client_of, post, refusal

ADDRESS = "/graphql?query={__typename}"
OURS, OTHERS = "https://roster.example", "https://other.example"


@pytest.fixture(scope="module")
def client(dataset_url: URL) -> Iterator[TestClient]:
    with client_of(dataset_url) as made:
        yield made


WITHOUT_LEAVE: list[dict[str, str]] = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"origin": OTHERS},
    {"origin": "null"},
    {"origin": OTHERS, "content-type": "text/plain"},
    {"origin": OTHERS, "content-type": "multipart/form-data; boundary=x"},
    {"origin": OTHERS, "apollo-require-preflight": ""},
]
WITH_LEAVE: list[dict[str, str]] = [
    {},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "cross-site", "apollo-require-preflight": "true"},
    {"origin": OTHERS, "x-apollo-operation-name": "A"},
    {"origin": OTHERS, "content-type": "application/json"},
]


@pytest.mark.parametrize("headers", WITHOUT_LEAVE)
def test_what_a_page_of_another_site_sends_without_leave_is_refused(
    client: TestClient, headers: dict[str, str]
) -> None:
    status, code, message = refusal(client.get(ADDRESS, headers=headers))

    assert (status, code) == (400, "CSRF")
    assert "`apollo-require-preflight: true`" in message


@pytest.mark.parametrize("headers", WITH_LEAVE)
def test_what_is_sent_with_leave_or_by_no_page_is_answered(
    client: TestClient, headers: dict[str, str]
) -> None:
    assert client.get(ADDRESS, headers=headers).status_code == 200


def test_a_link_from_another_site_opens_the_playground(client: TestClient) -> None:
    headers = {"sec-fetch-site": "cross-site", "accept": "text/html"}

    assert client.get(ADDRESS, headers=headers).status_code == 200


def test_any_page_may_read_and_ask_first(client: TestClient) -> None:
    asked = {"origin": OTHERS, "access-control-request-method": "POST"}
    leave = client.options("/graphql", headers=asked)

    assert leave.status_code == 204
    assert leave.headers["access-control-allow-origin"] == "*"
    assert leave.headers["access-control-allow-methods"] == "GET, HEAD, POST, OPTIONS"
    assert leave.headers["access-control-allow-headers"] == "*"
    assert leave.headers["access-control-max-age"] == "7200"
    for answered in (
        post(client, {"query": "{ __typename }"}, origin=OTHERS),
        post(client, {"query": "{"}, origin=OTHERS),
        post(client, b"", origin=OTHERS),
    ):
        assert answered.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answered.headers


def test_reading_may_be_for_the_pages_of_some_origins(dataset_url: URL) -> None:
    with client_of(dataset_url, origins=f"{OURS} https://more.example") as client:
        ours, others, none = (
            post(client, {"query": "{ __typename }"}, **each)
            for each in ({"origin": OURS}, {"origin": OTHERS}, {})
        )

    assert ours.headers["access-control-allow-origin"] == OURS
    assert "access-control-allow-origin" not in others.headers
    assert "access-control-allow-origin" not in none.headers
    for each in (ours, others, none):
        assert each.headers["vary"] == "Accept, Accept-Encoding, Origin"
        assert each.status_code == 200


@pytest.mark.parametrize("origins", ["example.com", "https://example.com/", "ftp://example.com"])
def test_what_is_no_origin_is_refused(origins: str) -> None:
    with pytest.raises(SettingsError, match=r"ROSTER_ORIGINS .*is no origin"):
        read_settings(origins=origins)


@pytest.mark.parametrize("path", ["/", "/health", "/downloads/", ADDRESS])
def test_nothing_is_taken_for_what_it_is_not(client: TestClient, path: str) -> None:
    headers = client.get(path, headers={"accept": JSON}).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["access-control-allow-origin"] == "*"


def test_a_page_runs_no_program_and_stands_in_no_frame(client: TestClient) -> None:
    page = client.get("/")

    assert "<script" not in page.text
    assert page.headers["referrer-policy"] == "strict-origin-when-cross-origin"
    for rule in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert rule in page.headers["content-security-policy"]


def test_the_playground_runs_its_own_programs_alone(client: TestClient) -> None:
    page = client.get("/graphql", headers={"accept": "text/html"})
    rules = dict(each.split(" ", 1) for each in page.headers["content-security-policy"].split("; "))
    inline = re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL)

    assert inline
    for script in inline:
        found = b64encode(sha256(script.encode()).digest()).decode()
        assert f"'sha256-{found}'" in rules["script-src"]
    assert "unsafe" not in rules["script-src"]
    for place in re.findall(r'(?:src|href)="(https://[^/]+)/', page.text):
        assert place in rules["script-src"]
        assert place in rules["style-src"]
    assert rules["connect-src"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"
    assert page.headers["vary"] == "Accept, Accept-Encoding"
    assert "etag" not in page.headers
