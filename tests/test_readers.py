"""The downloads as their users read them: with Frictionless, DuckDB and pandas."""

import json
from pathlib import Path

import duckdb
import frictionless
import pandas as pd
import pytest

from api.downloads.package import DESCRIPTOR, SQLITE
from api.downloads.tables import Table
from fixtures.load import load
from models.database import connect_url
from tests.exporting import DATASETS, TABLES, exported, from_csv

DUCKDB = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "array": "JSON",
    "object": "JSON",
}
TEXTS = ("string", "array", "object")
PANDAS = {"integer": "Int64", "number": "Float64", "boolean": "boolean"}


@pytest.fixture(scope="module", params=["dataset", "world"])
def directory(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each dataset as files."""
    return files(request.param, tmp_path_factory.mktemp("readers"))


def files(name: str, home: Path) -> Path:
    """A dataset as files, which are the same from any database."""
    url = connect_url(f"sqlite:///{home / 'roster.db'}")
    load(DATASETS[name](), url, print)
    return exported(url, home / "downloads")


def schema(directory: Path, table: Table) -> dict[str, str]:
    """The type of each column, as the package tells it to those who read it."""
    package = json.loads((directory / DESCRIPTOR).read_text(encoding="utf-8"))
    [resource] = [each for each in package["resources"] if each["name"] == table.name]
    return {field["name"]: field["type"] for field in resource["schema"]["fields"]}


def problems(directory: Path) -> set[tuple[str, str]]:
    """Each sort of thing that is wrong, with the file where it is."""
    report = frictionless.Package(str(directory / DESCRIPTOR)).validate()
    return {(str(task.place), error.type) for task in report.tasks for error in task.errors}


def test_frictionless_finds_the_package_valid(directory: Path) -> None:
    assert problems(directory) == set()


SPOILT = {
    "constraint-error": ("role.csv", ",employment,", ",enjoyment,"),
    "type-error": ("source.csv", ",2024-", ",20x4-"),
    "foreign-key": ("role.csv", ",organization/", ",organization/x-"),
    "byte-count": ("name.csv", ",primary,", ",alias,"),
}


@pytest.mark.parametrize("problem", SPOILT)
def test_frictionless_would_find_what_is_wrong(tmp_path: Path, problem: str) -> None:
    file, old, new = SPOILT[problem]
    spoilt = files("world", tmp_path)
    text = (spoilt / file).read_text(encoding="utf-8")
    assert old in text
    (spoilt / file).write_text(text.replace(old, new), encoding="utf-8")

    assert (file, problem) in problems(spoilt)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_duckdb_reads_each_table_in_its_types(directory: Path, table: Table) -> None:
    types = {name: DUCKDB[type_] for name, type_ in schema(directory, table).items()}
    read = duckdb.read_csv(str(directory / f"{table.name}.csv"), columns=types)

    assert dict(zip(read.columns, map(str, read.types), strict=True)) == types
    assert len(read.fetchall()) == len(list(from_csv(directory, table)))


@pytest.mark.parametrize("name", ["person", "role", "compensation_report", "evidence"])
def test_duckdb_tells_the_types_by_itself(directory: Path, name: str) -> None:
    read = duckdb.read_csv(str(directory / f"{name}.csv"))
    told = dict(zip(read.columns, map(str, read.types), strict=True))
    lines = list(from_csv(directory, TABLES[name]))
    types = {
        column: DUCKDB[type_]
        for column, type_ in schema(directory, TABLES[name]).items()
        if type_ not in TEXTS and any(line[column] is not None for line in lines)
    }

    assert {column: told[column] for column in types} == types


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_pandas_reads_each_table_in_its_types(directory: Path, table: Table) -> None:
    types = schema(directory, table)
    days = [name for name, type_ in types.items() if type_ == "date"]
    frame = pd.read_csv(
        directory / f"{table.name}.csv",
        dtype={name: PANDAS.get(type_, "str") for name, type_ in types.items()},
        parse_dates=days,
        date_format="%Y-%m-%d",
        keep_default_na=False,
        na_values=[""],
    )
    lines = list(from_csv(directory, table))

    assert list(frame.columns) == list(types)
    if lines:  # a table without rows tells pandas nothing
        assert [name for name in days if frame[name].dtype.kind != "M"] == []
    for name in types:
        assert frame[name].notna().sum() == sum(line[name] is not None for line in lines)


def test_pandas_reads_the_json_lines(directory: Path) -> None:
    frame = pd.read_json(directory / "evidence.jsonl", lines=True)

    assert set(map(type, frame["fields"])) == {list}
    assert len(frame) == len(list(from_csv(directory, TABLES["evidence"])))


def test_pandas_reads_the_sqlite_file(directory: Path) -> None:
    frame = pd.read_sql("SELECT * FROM role", f"sqlite:///{directory / SQLITE}")

    assert len(frame) == len(list(from_csv(directory, TABLES["role"])))
