"""Migrations make exactly the tables of the metadata, and unmake them."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, Inspector, inspect, text
from sqlmodel import SQLModel

from fixtures.migrate import migrate
from models.database import connect_url, engine
from tests import postgres
from tests.editions import edition
from tests.older import alembic, held, seed_as_it_was_once
from tests.seeding import changes, register, seed

ROOT = Path(__file__).parents[1]


@pytest.fixture(params=["sqlite", "postgresql"])
def two_databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Two new, empty databases of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'one.db'}", f"sqlite:///{tmp_path / 'two.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    with postgres.database(server) as one, postgres.database(server) as two:
        yield one, two


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    made = engine(connect_url(url), enforce=False)
    try:
        with made.begin() as connection:
            yield connection
    finally:
        made.dispose()


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def test_up_from_nothing_down_to_nothing_and_up_again(database_url: str) -> None:
    for step, expected in (
        (command.upgrade, set(SQLModel.metadata.tables)),
        (command.downgrade, set()),
        (command.upgrade, set(SQLModel.metadata.tables)),
    ):
        with connected(database_url) as connection:
            step(alembic(connection), "head" if step is command.upgrade else "base")
        with connected(database_url) as connection:
            assert tables(connection) == expected


def test_alembic_finds_nothing_to_add(database_url: str) -> None:
    with connected(database_url) as connection:
        migrate(connection)
        command.check(alembic(connection))


def test_an_upgrade_keeps_every_row_of_the_first_tables(database_url: str) -> None:
    seed_as_it_was_once(database_url)
    before = held(database_url)
    assert all(before[table] for table in before)
    with connected(database_url) as connection:
        command.upgrade(alembic(connection), "head")
    after = held(database_url)
    for table in before.keys() - {"alembic_version"}:
        columns = before[table][0].keys()
        kept = [{column: row[column] for column in columns} for row in after[table]]
        assert sorted(kept, key=str) == before[table], table
    amounts = {row["amount_sort"] for row in after["compensation_report"]}
    assert amounts == {100.0}  # the least, or the most where no least is known


def test_a_seeding_on_top_of_older_tables_goes_on_with_their_history(database_url: str) -> None:
    seed_as_it_was_once(database_url)
    before = register(database_url)
    loaded = seed(database_url, edition(2))
    now = register(database_url)
    assert loaded.version == 2
    assert {id_: now[id_][0] for id_ in before} == dict.fromkeys(before, 1)
    assert changes(database_url, 2)["move/ada.lead"] == ("added",)
    assert changes(database_url, 2)["role/ada.lead"] == ("changed", "disputes", "title")
    # Her name was put beside her from the older tables, which hold that of nobody else.
    assert "names" not in changes(database_url, 2)["person/ada"]


def test_the_command_reads_database_url_and_a_step_that_fails_leaves_nothing(
    database_url: str,
) -> None:
    with connected(database_url) as connection:
        connection.execute(text("CREATE TABLE event_mention (in_the_way INTEGER)"))
    failed = upgrade_by_command(database_url)
    assert failed.returncode
    assert "event_mention" in failed.stderr
    with connected(database_url) as connection:
        assert tables(connection) == {"event_mention"}
        connection.execute(text("DROP TABLE event_mention"))
    assert upgrade_by_command(database_url).returncode == 0
    with connected(database_url) as connection:
        assert tables(connection) == set(SQLModel.metadata.tables)


def test_the_command_says_which_steps_it_took(database_url: str) -> None:
    up = by_command(database_url, "upgrade", "head").stdout.splitlines()
    again = by_command(database_url, "upgrade", "head").stdout
    down = by_command(database_url, "downgrade", "base").stdout.splitlines()

    assert [line.split(": ")[0] for line in up[:2]] == ["up to 0001", "up to 0002"]
    assert up[0].startswith("up to 0001: First tables: ")
    assert again == ""
    assert [line.replace("back from", "up to") for line in reversed(down)] == up


def test_seeding_takes_its_steps_in_silence(
    database_url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with connected(database_url) as connection:
        migrate(connection)
    assert capfd.readouterr() == ("", "")


def upgrade_by_command(url: str) -> subprocess.CompletedProcess[str]:
    return by_command(url, "upgrade", "head")


def by_command(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "alembic", *words],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )


# `alembic check` sees neither CHECKs nor what is special about an index or a foreign key.


def checks(found: Inspector, table: str) -> Any:
    return {
        check["name"]: re.sub(r"\s+", " ", check["sqltext"])
        for check in found.get_check_constraints(table)
    }


def indexes(found: Inspector, table: str) -> Any:
    return {
        index["name"]: (index["column_names"], index["unique"], predicate(index))
        for index in found.get_indexes(table)
    }


def predicate(index: Any) -> str:
    options = index.get("dialect_options", {})
    return str(options.get("sqlite_where", options.get("postgresql_where", "")))


def foreign_keys(found: Inspector, table: str) -> Any:
    return {
        key["name"]: (
            key["constrained_columns"],
            key["referred_table"],
            key["referred_columns"],
            key["options"],
        )
        for key in found.get_foreign_keys(table)
    }


def columns(found: Inspector, table: str) -> Any:
    return [
        (column["name"], repr(column["type"]), column["nullable"], column["default"])
        for column in found.get_columns(table)
    ]


def primary_keys(found: Inspector, table: str) -> Any:
    return found.get_pk_constraint(table)


def unique_constraints(found: Inspector, table: str) -> Any:
    return found.get_unique_constraints(table)


@pytest.mark.parametrize(
    "part", [checks, indexes, foreign_keys, columns, primary_keys, unique_constraints]
)
def test_migrated_tables_are_those_of_the_metadata(
    two_databases: tuple[str, str], part: Callable[[Inspector, str], Any]
) -> None:
    migrated, made = two_databases
    with connected(migrated) as one, connected(made) as two:
        migrate(one)
        SQLModel.metadata.create_all(two)
        for table in SQLModel.metadata.tables:
            assert part(inspect(one), table) == part(inspect(two), table), table


def test_the_comparison_sees_what_it_compares(database_url: str) -> None:
    with connected(database_url) as connection:
        migrate(connection)
        found = inspect(connection)
        assert "ck_role_current_has_no_end" in checks(found, "role")
        assert "kind = 'primary'" in re.sub(
            "[()]|::text", "", indexes(found, "name")["uq_name_primary"][2]
        )
        assert foreign_keys(found, "role")["fk_role_person_id"] == (
            ["person_id"],
            "person",
            ["id"],
            {"deferrable": True, "initially": "DEFERRED"},
        )


def test_ids_have_byte_order_whatever_the_cluster_speaks(postgres_url: str) -> None:
    with connected(postgres_url) as connection:
        migrate(connection)
        statement = text(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND collation_name IS DISTINCT FROM 'C'"
            " AND (column_name = 'id' OR column_name LIKE '%\\_id' OR column_name LIKE '%\\_sort')"
            " AND data_type = 'character varying'"
        )
        assert connection.execute(statement).all() == []
