"""The files of an export: nothing is lost, and nothing differs without cause."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import URL
from sqlmodel import SQLModel

import models
from api.downloads.about import PAGES, about
from api.downloads.package import CHECKSUMS, DESCRIPTOR, PARAGRAPH, SQLITE, TITLE, read
from api.downloads.rows import CsvFile, JsonLinesFile
from api.downloads.sqlite import SqliteFile
from api.downloads.tables import Table
from fixtures.content import TABLES as SEEDED
from fixtures.load import load
from fixtures.rows import Rows
from fixtures.version import Version
from models.database import connect_url
from models.keys import authored
from tests import tiny
from tests.editions import edition
from tests.exporting import DATASETS, READERS, TABLES, Line, exported
from tests.seeding import seed


@pytest.fixture(scope="module", params=DATASETS)
def name(request: pytest.FixtureRequest) -> str:
    """The name of each dataset."""
    return str(request.param)


@pytest.fixture(scope="module")
def rows(name: str) -> Rows:
    """The dataset, as it is before it is in a database."""
    return DATASETS[name]()


@pytest.fixture(scope="module")
def tiny_url(lasting_url: Callable[[], URL]) -> URL:
    """A database that holds the tiny dataset."""
    url = lasting_url()
    load(tiny.rows(), url, print)
    return url


@pytest.fixture(scope="module")
def directory(
    name: str,
    tiny_url: URL,
    world_url: URL,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The dataset as files, from each kind of database."""
    urls = {"tiny": tiny_url, "world": world_url}
    url = urls.get(name) or request.getfixturevalue("dataset_url")
    return exported(url, tmp_path_factory.mktemp("export") / "downloads")


@pytest.mark.parametrize("reader", READERS)
def test_all_that_the_fixtures_say_is_in_every_kind_of_file(
    rows: Rows, directory: Path, reader: Callable[[Path, Table], Iterator[Line]]
) -> None:
    for name, lines in said(rows).items():
        assert list(reader(directory, TABLES[name])) == lines, name


def said(rows: Rows) -> dict[str, list[Line]]:
    """What the rows hold, table by table in the order of their keys, as the files should say it."""
    version = Version(rows)
    tables = {
        table.name: [
            published(TABLES[table.name], dict(zip(table.columns.keys(), line, strict=True)))
            for line in version.lines(table)
        ]
        for table in SEEDED
        if table.name in TABLES
    }
    for line in tables["dispute"]:
        line["field"] = line["field"] or None
    return {"record": list(register(rows)), **tables}


def published(table: Table, row: Line) -> Line:
    """The published columns of a row, whose lists and maps are JSON texts."""
    types = {column.name: column.type for column in table.columns}
    return {
        name: json.loads(value) if types[name] in ("array", "object") else value
        for name, value in row.items()
        if name in types
    }


def register(rows: Rows) -> Iterator[Line]:
    ids = {row.id: None for row in rows.records()} | rows.redirects
    for id_, redirect in sorted(ids.items()):
        yield {"id": id_, "kind": id_.partition("/")[0], "redirect_to": redirect}


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)))
@settings(deadline=None, max_examples=50)
def test_any_text_survives_in_every_kind_of_file(texts: list[str]) -> None:
    table = TABLES["model_modality"]
    lines = [["model/x", text] for text in texts]
    with TemporaryDirectory() as name:
        directory = Path(name)
        for kind in (CsvFile, JsonLinesFile):
            with closing(kind(directory, table)) as file:
                file.write(lines)
        with closing(SqliteFile(directory / SQLITE, [], [replace(table, key=())])) as sqlite:
            sqlite.write(table, lines)
            sqlite.finish()

        for reader in READERS:
            assert [line["modality"] for line in reader(directory, table)] == texts


HISTORY = {"release", "change"}
SEARCHED = {"spelling", "address", "spelling_word", "word_tail", "word_slip"}
INTERNAL = {*HISTORY, *SEARCHED, "timeline_entry"}
"""One database's history, and what serves the server alone."""


def test_every_table_of_facts_is_published() -> None:
    assert set(SQLModel.metadata.tables) - set(TABLES) == INTERNAL


def test_every_column_that_a_fixture_can_fill_is_published() -> None:
    kinds: list[type[models.Facts]] = [*models.TABLES.values(), models.Name, models.Identifier]
    for kind in kinds:
        names = {column.name for column in TABLES[str(kind.__tablename__)].columns}
        assert set(authored(kind)) <= names


def test_only_sort_keys_folded_texts_and_history_are_internal() -> None:
    internal = {
        f"{name}.{column}"
        for name, table in TABLES.items()
        for column in {each.name for each in SQLModel.metadata.tables[name].columns}
        - {each.name for each in table.columns}
    }

    assert {each for each in internal if not each.endswith(("_sort", "_folded"))} == {
        "name.folded",
        "record.added_in",
        "record.changed_in",
        "record.removed_in",
    }


def test_equal_datasets_make_equal_files_whatever_the_database_and_its_history(
    sqlite_url: str, postgres_url: str, tmp_path: Path
) -> None:
    for number in (1, 2, 3):
        seed(sqlite_url, edition(number))
    seed(postgres_url, edition(3))
    one, other = (
        exported(connect_url(url), tmp_path / name)
        for name, url in {"one": sqlite_url, "other": postgres_url}.items()
    )

    assert contents(one) == contents(other)
    assert len(contents(one)) == 2 * len(TABLES) + len((SQLITE, DESCRIPTOR, CHECKSUMS))


def contents(directory: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in directory.iterdir()}


def test_a_package_is_known_again(rows: Rows, directory: Path) -> None:
    package = read(directory)

    assert package is not None
    assert package.hash == Version(rows).hash
    assert set(package.files) == {file.name for file in directory.iterdir()}
    assert package.files["role.jsonl"].rows == len(rows.of(models.Role))


@pytest.mark.parametrize("spoilt", ["role.csv", SQLITE, DESCRIPTOR, CHECKSUMS])
@pytest.mark.parametrize("spoil", [Path.unlink, lambda file: file.write_text("{}")])
def test_half_a_package_is_none(sqlite_url: str, tmp_path: Path, spoilt: str, spoil: Any) -> None:
    seed(sqlite_url)
    directory = exported(connect_url(sqlite_url), tmp_path / "downloads")
    spoil(directory / spoilt)

    # The checksums are for those who download; only that they are there is looked at.
    whole = spoilt == CHECKSUMS and (directory / spoilt).exists()
    assert (read(directory) is not None) == whole


def test_the_sqlite_file_holds_together(directory: Path) -> None:
    with closing(sqlite3.connect(directory / SQLITE)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_sqlite_file_explains_each_table_and_column_in_its_schema_and_in_about(
    directory: Path,
) -> None:
    with closing(sqlite3.connect(directory / SQLITE)) as connection:
        declared = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql <> ''"))
        about = {
            (table, column): meaning
            for table, column, meaning in connection.execute(
                "SELECT table_name, column_name, meaning FROM about WHERE word IS NULL"
            )
        }
        words = set(connection.execute("SELECT word, meaning FROM about WHERE word IS NOT NULL"))

    for name, table in TABLES.items():
        assert f"-- {table.description}\n" in declared[name]
        assert about[name, None] == table.description != ""
        for column in table.columns:
            assert column.description
            assert about[name, column.name].startswith(column.description)
            assert f"-- {about[name, column.name]}\n  {column.name} " in declared[name]
    assert {(each.value, each.description) for each in models.RoleStatus} <= words


def test_the_files_say_whose_data_they_are(directory: Path) -> None:
    package = json.loads((directory / DESCRIPTOR).read_text(encoding="utf-8"))
    with closing(sqlite3.connect(directory / SQLITE)) as connection:
        query = "SELECT meaning FROM about WHERE table_name IS NULL"
        about = " ".join(meaning for (meaning,) in connection.execute(query))

    assert [each["name"] for each in package["licenses"]] == ["CC-BY-4.0"]
    titles = [each["title"] for each in package["sources"]]
    for text in (about, package["description"], " ".join(titles)):
        assert "Epoch AI, Notable AI Models, CC BY 4.0" in text
        assert "Stanford CRFM, Ecosystem Graphs, no licence stated" in text


def test_every_kind_of_file_tells_the_same_of_the_whole(rows: Rows, directory: Path) -> None:
    package = json.loads((directory / DESCRIPTOR).read_text(encoding="utf-8"))
    with closing(sqlite3.connect(directory / SQLITE)) as connection:
        query = "SELECT meaning FROM about WHERE table_name IS NULL ORDER BY rowid"
        told = tuple(meaning for (meaning,) in connection.execute(query))

    days = [source.published_earliest for source in rows.of(models.Source)]
    newest = max(filter(None, days), default=None)
    assert told == tuple(package["description"].split(PARAGRAPH)) == about(package["hash"], newest)


def test_the_files_say_what_they_are_and_what_to_beware_of() -> None:
    told = " ".join(about("e5ad", date(2026, 3, 4)))

    assert told.startswith(f"{TITLE}. ")
    assert "The hash of its content is e5ad; its newest source was published on 2026-03-04." in told
    assert "Coverage is uneven" in told
    assert "a count says as much about reporting as about the field" in told
    assert "excerpts" in told
    for column in ("organization_ancestor", "redirect_to"):
        assert column in told


def test_pages_that_the_files_name_are_there() -> None:
    root = Path(__file__).parent.parent
    pages = re.findall(r"docs/[a-z-]+\.md", PAGES)

    assert len(pages) == 3
    assert all((root / page).is_file() for page in pages)


def test_a_dataset_without_dated_sources_says_so() -> None:
    assert "its newest source is undated" in " ".join(about("e5ad", None))
