"""Each constraint of the tables refuses a bad row, by its name, on both databases.

The tiny dataset is good. A bad row is one of its rows with a few values changed, so that it
breaks one rule only.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Engine,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from fixtures.load import load
from models import TABLES as RECORDS
from models.database import connect_url, engine
from tests import postgres, tiny

TABLES = SQLModel.metadata.tables
KINDS = (CheckConstraint, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint)
PREFIX = {str(table.__tablename__): kind for kind, table in RECORDS.items()}

UPSIDE_DOWN = {"start_earliest": "2030-01-01", "start_latest": "2030-01-02"}
EMPTY_ID: dict[str, Any] = {"id": "nothing/at-all"}

# By table and CHECK, what spoils the table's first row. `where` chooses another row.
BAD: dict[str, dict[str, dict[str, Any]]] = {
    "release": {
        "counts_from_one": {"version": 0},
        "hash_is_sha256": {"hash": "short"},
    },
    "record": {
        "added_before_changed": {"added_in": 2},
        "id_starts_with_kind": {"kind": "source"},
        "no_self_redirect": {"where": {"id": "person/ada-old"}, "redirect_to": "person/ada-old"},
        "redirect_when_removed": {"redirect_to": "person/bo"},
        "removed_last": {"removed_in": 0},
    },
    "person": {"id_kind": EMPTY_ID},
    "organization": {
        "id_kind": EMPTY_ID,
        "country_code": {"country": "France"},
        "founded_in_order": {"founded_latest": "1999-01-01"},
        "dissolved_in_order": {"dissolved_earliest": "2030-01-01"},
        "founded_before_dissolved": {
            "founded_earliest": "2030-01-01",
            "founded_latest": "2030-01-01",
        },
    },
    "organization_ancestor": {
        "days_in_order": {"until_day": "2000-01-01"},
        "depth_not_negative": {"depth": -1},
        "self_at_depth_0": {"depth": 0},
    },
    "ai_model": {
        "id_kind": EMPTY_ID,
        "not_its_own_family": {"family_id": "model/owl"},
        "parameters_positive": {"parameters": 0.0},
        "released_in_order": {"released_latest": "1999-01-01"},
    },
    "model_modality": {"not_empty": {"modality": ""}},
    "name": {
        "text_not_empty": {"text": ""},
        "from_in_order": {"from_earliest": "2000-01-02", "from_latest": "2000-01-01"},
        "until_in_order": {"until_earliest": "2000-01-02", "until_latest": "2000-01-01"},
        "from_before_until": {"from_earliest": "2000-01-02", "until_latest": "2000-01-01"},
    },
    "identifier": {"not_empty": {"scheme": ""}},
    "spelling": {"bare_is_text": {"bare": "a d a"}, "not_negative": {"place": -1}},
    "address": {"facts_not_negative": {"facts": -1}},
    "role": {
        "id_kind": EMPTY_ID,
        "start_in_order": {"start_latest": "1999-01-01"},
        "end_in_order": {"end_earliest": "2030-01-01"},
        "start_before_end": UPSIDE_DOWN,
        "current_has_no_end": {"status": "current"},
        "never_started_has_no_end": {"status": "never_started"},
        "not_its_own_predecessor": {"predecessor_id": "role/ada.lead"},
    },
    "organization_relation": {
        "id_kind": EMPTY_ID,
        "start_in_order": {"start_latest": "1999-01-01"},
        "end_in_order": {"end_earliest": "2030-01-01"},
        "start_before_end": UPSIDE_DOWN,
        "not_to_itself": {"other_id": "organization/lab"},
    },
    "model_credit": {
        "id_kind": EMPTY_ID,
        "start_in_order": {"start_latest": "1999-01-01"},
        "end_in_order": {"end_earliest": "2030-01-01"},
        "start_before_end": UPSIDE_DOWN,
        "one_creditor": {"organization_id": "organization/lab"},
        "contribution_not_empty": {"contribution": ""},
    },
    "compensation_report": {
        "id_kind": EMPTY_ID,
        "at_in_order": {"at_latest": "1999-01-01"},
        "amount_not_negative": {"amount_min": -1.0},
        "amount_in_order": {"amount_min": 300.0},
        "has_amount": {"amount_min": None, "amount_max": None},
        "exact_amount_inclusive": {"amount_min": 200.0, "min_inclusive": False},
        "currency_known": {"currency": "EURO"},
        "usd_in_order": {"usd_min": 300.0},
        "rate_by_its_day": {"rate_day": "2020-01-05"},
        "span_positive": {"span_months": 0},
        "span_of_package": {"period": "year"},
        "recipient_of_person_scope": {"recipient_id": None},
        "audience_of_others": {"scope": "group", "recipient_id": None},
    },
    "exchange_rate": {
        "per_euro_positive": {"per_euro": 0.0},
        "currency_quoted": {"currency": "AED"},
    },
    "move": {
        "id_kind": EMPTY_ID,
        "left_in_order": {"left_latest": "1999-01-01"},
        "joined_in_order": {"joined_latest": "1999-01-01"},
        "from_unless_first_known": {"from_role_id": None},
        "to_unless_exit": {"to_role_id": None},
        "place_not_negative": {"place": -1},
        "between_two_roles": {"from_role_id": "role/ada.lead"},
        "origin_has_top": {"origin_top_id": None},
        "destination_has_top": {"destination_top_id": None},
    },
    "timeline_entry": {"on_in_order": {"on_latest": "1999-01-01"}},
    "event": {
        "id_kind": EMPTY_ID,
        "on_in_order": {"on_latest": "1999-01-01"},
        "figure_as_of_in_order": {"figure_as_of_latest": "1999-01-01"},
        "statement_not_empty": {"statement": ""},
        "figure_in_order": {"figure_max": 1.0},
        "figure_whole": {"figure_unit": None},
        "exact_figure_inclusive": {"figure_max": 10.0, "figure_max_inclusive": False},
    },
    "event_mention": {"by_or_about": {"is_by": False}},
    "source": {
        "id_kind": EMPTY_ID,
        "published_in_order": {"published_latest": "1999-01-01"},
        "no_self_republishing": {"republishes_id": "source/post"},
        "not_empty": {"publisher": ""},
    },
    "evidence": {
        "id_kind": EMPTY_ID,
        "no_self_repeating": {"repeats_id": "source/post"},
    },
    "response": {
        "id_kind": EMPTY_ID,
        "on_in_order": {"on_latest": "1999-01-01"},
    },
}
CHECKS = {
    f"ck_{table}_{name}": (table, spoiled)
    for table, named in BAD.items()
    for name, spoiled in named.items()
}

UNIQUE: dict[str, tuple[str, dict[str, Any]]] = {
    "uq_name_primary": ("name", {"where": {"position": 1}, "kind": "primary"}),
    "uq_identifier_scheme_value": (
        "identifier",
        {"where": {"record_id": "person/bo"}, "value": "Q1"},
    ),
}

# What is free yet, for a row that differs from one that is there in all but its key.
NOT_TAKEN: dict[str, dict[str, Any]] = {
    "name": {"kind": "alias"},
    "identifier": {"value": "Q3"},
}

CHOICES = {
    f"ck_{table.name}_{column.type.name}": column
    for table in TABLES.values()
    for column in table.columns
    if isinstance(column.type, sa.Enum)
}
FOREIGN_KEYS = {
    str(key.name): next(iter(key.columns))
    for table in TABLES.values()
    for key in table.foreign_key_constraints
}
NEVER_NULL = {
    f"{column.table.name}.{column.name}": column
    for table in TABLES.values()
    for column in table.columns
    if not column.nullable
}
del NEVER_NULL["release.version"]  # SQLite would number it itself

# The rows that break one rule only, where the first would break another too or has no value.
CHOSEN = {
    "ck_compensation_report_compensation_scope": {"id": "pay/lab.interns"},
    "ck_compensation_report_pay_period": {"id": "pay/lab.interns"},
    "fk_record_redirect_to": {"id": "person/ada-old"},
}
FIRST: dict[str, dict[str, Any]] = {
    "release": {"version": 1},
    "record": {"id": "person/ada"},
    "change": {"record_id": "person/ada"},
    "spelling_word": {"word": "ada"},
    "word_tail": {"tail": "ada"},
    "word_slip": {"slip": "orth"},
    **{str(kind.__tablename__): rows[0] for kind, rows in tiny.TINY.items()},
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def seeded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """A database of each kind that holds the tiny dataset; no test leaves a change in it."""
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("constraints") / "roster.db"
        yield from seed(f"sqlite:///{file}")
    else:
        with postgres.database(request.getfixturevalue("postgres_server")) as url:
            yield from seed(url)


def seed(url: str) -> Iterator[Engine]:
    load(tiny.rows(), connect_url(url), print)
    made = engine(connect_url(url))
    yield made
    made.dispose()


@pytest.fixture
def connection(seeded: Engine) -> Iterator[Connection]:
    """A connection whose changes are undone."""
    with seeded.connect() as connection:
        yield connection
        connection.rollback()


def spoil(connection: Connection, table: Table, changes: dict[str, Any]) -> None:
    """Change the table's first row, or the one that `where` names."""
    where = changes.get("where", FIRST[table.name])
    values = {name: typed(table.c[name], to) for name, to in changes.items() if name != "where"}
    changed = connection.execute(sa.update(table).where(*same(table, where)).values(values))
    assert changed.rowcount == 1


def add_again(connection: Connection, table: Table, changes: dict[str, Any]) -> None:
    """Add the table's first row once more, a little changed."""
    found = connection.execute(sa.select(table).where(*same(table, FIRST[table.name])))
    connection.execute(sa.insert(table).values({**found.mappings().one(), **changes}))


def same(table: Table, row: dict[str, Any]) -> list[sa.ColumnElement[bool]]:
    """Return what holds for a row of the tiny dataset only."""
    keys = [column for column in table.primary_key if column.name in row]
    return [column == typed(column, row[column.name]) for column in keys]


def typed(column: Column[Any], value: Any) -> Any:
    """Return a value as its column takes it."""
    if value is None:
        return sa.null()  # to a JSON column, None is a value
    return date.fromisoformat(value) if isinstance(column.type, sa.Date) else value


def refused_by(error: IntegrityError) -> str:
    """What the database names: a constraint, or the columns that may not be as they are."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is None:
        return str(error.orig).partition(": ")[2]
    if diagnosis.constraint_name:
        return str(diagnosis.constraint_name)
    return f"{diagnosis.table_name}.{diagnosis.column_name}"


def test_no_constraint_is_without_a_bad_row() -> None:
    constraints = {c for table in TABLES.values() for c in table.constraints}
    names = {kind: {str(c.name) for c in constraints if isinstance(c, kind)} for kind in KINDS}
    indexes = {str(index.name) for t in TABLES.values() for index in t.indexes if index.unique}
    assert names[CheckConstraint] == CHECKS.keys() | CHOICES.keys()
    assert names[ForeignKeyConstraint] == FOREIGN_KEYS.keys()
    assert names[UniqueConstraint] | indexes == UNIQUE.keys()
    assert names[PrimaryKeyConstraint] == {f"pk_{table}" for table in TABLES}


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_refuses(connection: Connection, name: str) -> None:
    table, changes = CHECKS[name]
    with pytest.raises(IntegrityError) as refusal:
        spoil(connection, TABLES[table], changes)
    assert refused_by(refusal.value) == name


@pytest.mark.parametrize("name", CHOICES)
def test_an_unknown_word_is_refused(connection: Connection, name: str) -> None:
    column = CHOICES[name]
    with pytest.raises(IntegrityError) as refusal:
        spoil(connection, column.table, {**chosen(name), column.name: "nonsense"})
    assert refused_by(refusal.value) == name


@pytest.mark.parametrize("name", NEVER_NULL)
def test_a_missing_value_is_refused(connection: Connection, name: str) -> None:
    column = NEVER_NULL[name]
    with pytest.raises(IntegrityError) as refusal:
        spoil(connection, column.table, {column.name: None})
    assert refused_by(refusal.value) == name


@pytest.mark.parametrize("name", UNIQUE)
def test_a_second_one_is_refused(connection: Connection, name: str) -> None:
    table, changes = UNIQUE[name]
    with pytest.raises(IntegrityError) as refusal:
        spoil(connection, TABLES[table], changes)
    index = next(index for index in TABLES[table].indexes if index.name == name)
    columns = ", ".join(f"{table}.{column.name}" for column in index.columns)
    assert refused_by(refusal.value) in (name, columns)


@pytest.mark.parametrize("name", TABLES)
def test_a_key_is_refused_a_second_time(connection: Connection, name: str) -> None:
    table = TABLES[name]
    with pytest.raises(IntegrityError) as refusal:
        add_again(connection, table, NOT_TAKEN.get(name, {}))
    columns = ", ".join(f"{name}.{column.name}" for column in table.primary_key)
    assert refused_by(refusal.value) in (f"pk_{name}", columns)


@pytest.mark.parametrize("name", FOREIGN_KEYS)
def test_a_reference_to_nothing_is_refused_at_commit(connection: Connection, name: str) -> None:
    column = FOREIGN_KEYS[name]
    if column.name == "id":
        add_again(connection, column.table, {"id": nothing(column)})
    else:
        row = chosen(name) or referring(column)
        spoil(connection, column.table, {**row, column.name: nothing(column)})
    named = orphans(connection) if connection.dialect.name == "sqlite" else {name}
    with pytest.raises(IntegrityError) as refusal:
        connection.commit()
    assert refused_by(refusal.value) in (name, "")
    assert name in named


def chosen(name: str) -> dict[str, Any]:
    """Return the row to spoil, where it is not the first."""
    return {"where": CHOSEN[name]} if name in CHOSEN else {}


def referring(column: Column[Any]) -> dict[str, Any]:
    """Return the first row of the tiny dataset that refers to something by the column."""
    rows = next((v for k, v in tiny.TINY.items() if k.__tablename__ == column.table.name), [])
    return next(({"where": row} for row in rows if row.get(column.name)), {})


def nothing(column: Column[Any]) -> Any:
    """Return an id of the right kind, or a number, that nothing has."""
    if isinstance(column.type, sa.Integer):
        return 0 if column.name == "added_in" else 99
    target = next(iter(column.foreign_keys)).column.table.name
    kind = PREFIX.get(column.table.name if column.name == "id" else target, "person")
    return f"{kind}/nobody"


def orphans(connection: Connection) -> set[str]:
    """The foreign keys that rows now break; SQLite names none when it refuses a commit."""
    found = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return {broken(connection, table, number) for table, _, _, number in found}


def broken(connection: Connection, table: str, number: int) -> str:
    keys = connection.exec_driver_sql(f"PRAGMA foreign_key_list({table})").mappings()
    return next(f"fk_{table}_{key['from']}" for key in keys if key["id"] == number)
