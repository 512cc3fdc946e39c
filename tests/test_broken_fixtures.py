"""Each broken dataset is refused, for each of its faults in its place, and changes no database."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import URL, CheckConstraint, Engine
from sqlmodel import SQLModel

from fixtures.checks import CHECKS
from fixtures.load import load
from fixtures.problem import FixtureErrors, Problem
from fixtures.read import read, survey
from models.database import engine
from tests.broken_cases import VALID, Case, cases

CASES = cases()
BY_CHECK = {check.__name__: check for check in CHECKS}
TABLES = SQLModel.metadata.tables

# What no fixture can say, because it is derived.
DERIVED = {f"ck_{table}_confidence" for table in TABLES} | {
    "ck_event_mention_by_or_about",
    "ck_compensation_report_usd_in_order",
    "ck_compensation_report_rate_by_its_day",
}


def named(case: Case) -> str:
    return f"{case.rule}: {case.about}"


def begins(problems: list[Problem], beginnings: list[str]) -> bool:
    said = list(map(str, problems))
    return len(said) == len(beginnings) and all(map(str.startswith, said, beginnings))


def constraints() -> set[str]:
    """The constraints of the tables that fixtures fill."""
    dataset, _ = survey(VALID)
    tables = [TABLES[str(table.__tablename__)] for table in dataset.entries]
    checks = {c.name for t in tables for c in t.constraints if isinstance(c, CheckConstraint)}
    unique = {index.name for table in tables for index in table.indexes if index.unique}
    return {str(name) for name in checks | unique} - DERIVED


def test_the_dataset_that_is_spoilt_is_good() -> None:
    assert read(VALID).tables


@pytest.mark.parametrize("case", CASES, ids=named)
def test_every_fault_is_told_in_its_place(case: Case, tmp_path: Path) -> None:
    with pytest.raises(FixtureErrors) as refusal:
        read(case.spoil(tmp_path / "fixtures"))
    assert begins(list(refusal.value.problems), case.problems), str(refusal.value)


@pytest.mark.parametrize("case", [c for c in CASES if c.rule in BY_CHECK], ids=named)
def test_a_check_finds_what_breaks_its_rule(case: Case, tmp_path: Path) -> None:
    dataset, unread = survey(case.spoil(tmp_path / "fixtures"))
    found = sorted(set(BY_CHECK[case.rule](dataset)))
    assert unread == []
    assert begins(found, case.problems)


def test_every_rule_has_two_cases() -> None:
    counted = Counter(case.rule for case in CASES)
    assert [name for name in BY_CHECK if counted[name] < 2] == []
    assert [rule for rule in counted if counted[rule] < 2] == []


def test_every_constraint_of_the_database_has_two_cases() -> None:
    counted = Counter(name for case in CASES for name in set(case.database))
    assert counted.keys() == constraints()
    assert [name for name in counted if counted[name] < 2] == []


def test_ten_datasets_are_refused_for_three_faults_each() -> None:
    threefold = [case for case in CASES if case.rule == "three"]
    assert len(threefold) >= 10
    assert {len(case.problems) for case in threefold} == {3}


@dataclass
class Seeded:
    """A database that holds the dataset before it was spoilt, and every row of it."""

    url: URL
    opened: Engine
    rows: dict[str, Any]


@pytest.fixture(scope="module")
def seeded(lasting_url: Callable[[], URL]) -> Iterator[Seeded]:
    """The same database for all cases, one of each kind."""
    url = lasting_url()
    load(read(VALID), url, print)
    opened = engine(url)
    yield Seeded(url, opened, rows_of(opened))
    opened.dispose()


@pytest.mark.parametrize("rule", sorted({case.rule for case in CASES}))
def test_a_database_stays_as_it_was(rule: str, seeded: Seeded, tmp_path: Path) -> None:
    for n, case in enumerate(case for case in CASES if case.rule == rule):
        with pytest.raises(FixtureErrors):
            load(read(case.spoil(tmp_path / str(n) / "fixtures")), seeded.url, print)
    assert rows_of(seeded.opened) == seeded.rows


def rows_of(opened: Engine) -> dict[str, Any]:
    """Every row of every table."""
    with opened.connect() as connection:
        return {
            name: connection.execute(sa.select(table).order_by(*table.primary_key)).all()
            for name, table in TABLES.items()
        }
