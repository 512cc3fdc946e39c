"""The files over HTTP, and as `dataset { downloads }` lists them."""

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from sqlalchemy import URL
from starlette.testclient import TestClient

from api.app import create_app
from api.downloads.package import CHECKSUMS, DESCRIPTOR, LICENSE, SOURCES, SQLITE, read
from api.settings import Settings
from models.database import connect_url
from tests.exporting import TABLES, exported
from tests.seeding import seed
from tests.test_answers import released

LIST = """{ dataset { hash downloads {
    filename url mediaType bytes sha256 table rows
} } }"""


@pytest.fixture(scope="module")
def url(lasting_url: Callable[[], URL]) -> str:
    """A seeded database."""
    text = lasting_url().render_as_string(hide_password=False)
    seed(text)
    return text


@pytest.fixture(scope="module")
def directory(url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its downloads."""
    return exported(connect_url(url), tmp_path_factory.mktemp("downloads") / "downloads")


@pytest.fixture
def client(url: str, directory: Path) -> Iterator[TestClient]:
    """A client of a server that offers them."""
    with serving(url, directory) as made:
        yield made


def serving(url: str, directory: Path) -> TestClient:
    return TestClient(create_app(Settings(database_url=url, downloads=str(directory))))


def listed(client: TestClient) -> list[dict[str, Any]]:
    answered = client.post("/graphql", json={"query": LIST}).json()
    assert "errors" not in answered
    found: list[dict[str, Any]] = answered["data"]["dataset"]["downloads"]
    return found


def test_every_file_is_listed_and_is_what_the_list_says(
    client: TestClient, directory: Path
) -> None:
    files = listed(client)

    assert {file["filename"] for file in files} == {each.name for each in directory.iterdir()}
    for file in files:
        got = client.get(file["url"])
        assert got.status_code == 200
        assert got.headers["content-type"].partition(";")[0] == file["mediaType"]
        assert got.headers["content-length"] == str(len(got.content)) == f"{file['bytes']:.0f}"
        assert hashlib.sha256(got.content).hexdigest() == file["sha256"]
        assert got.headers["etag"] == f'"{file["sha256"]}"'


def test_the_list_says_which_table_a_file_holds_and_how_much_of_it(client: TestClient) -> None:
    told = {file["filename"]: (file["table"], file["rows"]) for file in listed(client)}

    assert told["role.csv"] == told["role.jsonl"] == ("role", 2)
    assert {told[name] for name in (SQLITE, DESCRIPTOR, CHECKSUMS)} == {(None, None)}
    assert {table for table, _ in told.values()} == {None, *TABLES}


def test_head_tells_all_but_the_content(client: TestClient) -> None:
    client.headers["x-request-id"] = "both"
    whole, head = (client.request(method, "/downloads/role.csv") for method in ("GET", "HEAD"))

    assert head.content == b""
    assert head.headers == whole.headers


@pytest.mark.parametrize("known", ["{}", "W/{}", '"other", {}', "*"])
def test_who_has_a_file_gets_no_second_copy(client: TestClient, known: str) -> None:
    etag = client.get("/downloads/role.csv").headers["etag"]
    again = client.get("/downloads/role.csv", headers={"if-none-match": known.format(etag)})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == etag


def test_who_has_another_file_gets_this_one(client: TestClient) -> None:
    etag = client.get("/downloads/person.csv").headers["etag"]
    got = client.get("/downloads/role.csv", headers={"if-none-match": etag})

    assert got.status_code == 200


def test_a_download_that_broke_off_can_go_on(client: TestClient) -> None:
    whole = client.get(f"/downloads/{SQLITE}")
    ask = {"range": "bytes=1000-", "if-range": whole.headers["etag"]}
    rest = client.get(f"/downloads/{SQLITE}", headers=ask)
    changed = client.get(f"/downloads/{SQLITE}", headers={**ask, "if-range": '"other"'})

    assert (rest.status_code, rest.content) == (206, whole.content[1000:])
    assert (changed.status_code, changed.content) == (200, whole.content)


@pytest.mark.parametrize("name", ["nothing.csv", "..%2Froster.db", "%2Fetc%2Fpasswd"])
def test_nothing_else_is_given_away(client: TestClient, name: str) -> None:
    assert client.get(f"/downloads/{name}").status_code == 404


def test_a_wrong_name_is_answered_with_where_the_names_are(client: TestClient) -> None:
    said = client.get("/downloads/people.csv").text

    assert said == "There is no people.csv here; /downloads/ lists what there is.\n"


@pytest.mark.parametrize("address", ["/downloads", "/downloads/"])
def test_a_page_lists_the_files_and_says_whose_they_are(client: TestClient, address: str) -> None:
    shown = client.get(address)

    assert shown.headers["content-type"].startswith("text/html")
    assert "Epoch AI" in shown.text
    for file in listed(client):
        assert (
            f'<a href="{file["url"]}">{file["filename"]}</a><td>{file["bytes"]:,.0f}' in shown.text
        )


def test_the_page_says_what_the_files_say_of_themselves_and_links_what_that_names(
    client: TestClient, directory: Path
) -> None:
    package = read(directory)
    page = client.get("/downloads/").text

    assert package is not None
    assert package.hash in page
    for paragraph in package.about:
        assert f"<p>{paragraph}</p>" in re.sub(r"</?a\b[^>]*>", "", page)
    for address in (LICENSE["path"], "https://www.loc.gov/standards/datetime/"):
        assert f'(<a href="{address}">{address}</a>)' in page
    for source in SOURCES:
        assert f'href="{source["path"]}"' in page


@pytest.mark.parametrize("address", ["/downloads", "/downloads/"])
def test_head_tells_of_the_page_as_well(client: TestClient, address: str) -> None:
    client.headers["x-request-id"] = "both"
    whole, head = (client.request(method, address) for method in ("GET", "HEAD"))

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == whole.headers


def test_downloads_of_another_release_are_not_offered_until_it_is_exported(
    database_url: str, tmp_path: Path
) -> None:
    directory = tmp_path / "downloads"
    with serving(database_url, directory) as client:
        for number in (1, 2):
            released(database_url, number)

            refused = client.get(f"/downloads/{SQLITE}")
            assert refused.status_code == 404
            assert refused.text.startswith("There are no downloads of the release that is served")
            assert "`roster export`" in refused.text
            assert listed(client) == []

            if directory.exists():
                directory.rename(directory.with_name("old"))
            exported(connect_url(database_url), directory)
            assert client.get(f"/downloads/{SQLITE}").status_code == 200
            assert listed(client)


def test_without_a_dataset_there_are_no_downloads(tmp_path: Path) -> None:
    with serving(f"sqlite:///{tmp_path / 'none.db'}", tmp_path / "none") as client:
        answered = client.get(f"/downloads/{SQLITE}")

    assert answered.status_code == 503
    assert "run `roster seed`" in answered.text


def test_a_package_is_looked_into_once(client: TestClient, directory: Path) -> None:
    with mock.patch("api.downloads.package.read", wraps=read) as reading:
        for _ in range(3):
            assert client.head("/downloads/role.csv").status_code == 200

    reading.assert_called_once_with(directory)


def test_the_front_page_leads_to_the_downloads(client: TestClient) -> None:
    page = client.get("/").text

    for name in ("", SQLITE):
        assert f'href="/downloads/{name}"' in page
        assert client.get(f"/downloads/{name}").status_code == 200
