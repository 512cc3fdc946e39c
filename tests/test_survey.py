"""Nothing of the survey that the dataset began with is lost (see tests/survey/README.md)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from fixtures.read import read
from fixtures.rows import Rows
from models import Evidence, Response
from models.dispute import Dispute
from models.evidence import Stance

SURVEY = Path(__file__).parent / "survey"
RECORDS = {
    "people": 271,
    "organizations": 184,
    "roles": 604,
    "models": 580,
    "pay": 100,
    "sources": 314,
    "events": 72,
}
CONFLICTS = 49
ENOUGH = 12
"""How many characters a reason has at least: a word is none."""


def survey(name: str) -> dict[str, Any]:
    """Return what became of each key of one list."""
    text = (SURVEY / f"{name}.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


@pytest.fixture(scope="module")
def rows() -> Rows:
    """The dataset."""
    return read()


@pytest.fixture(scope="module")
def ids(rows: Rows) -> set[str]:
    """Every id that leads to a record."""
    return {record.id for record in rows.records()} | set(rows.redirects)


def places(account: Any) -> Iterator[str]:
    """Yield the ids that an account names."""
    match account:
        case str():
            yield account
        case list():
            yield from account


def reason(account: Any) -> str:
    """Return why something was left out; empty when it was not."""
    return str(account["left_out"]) if isinstance(account, dict) else ""


@pytest.mark.parametrize("name", RECORDS)
def test_each_key_leads_to_a_record_or_has_a_reason(name: str, ids: set[str]) -> None:
    accounts = survey(name)

    lost = {key: place for key, account in accounts.items() for place in places(account)}
    assert {key: place for key, place in lost.items() if place not in ids} == {}
    unexplained = [
        key
        for key, account in accounts.items()
        if not [*places(account)] and len(reason(account)) < ENOUGH
    ]
    assert unexplained == []


@pytest.mark.parametrize(("name", "count"), RECORDS.items())
def test_no_key_is_forgotten(name: str, count: int) -> None:
    assert len(survey(name)) == count


def told(rows: Rows, shown: list[str], how: str) -> bool:
    """Tell whether records show more than one side, in the way that is claimed."""
    found = [row for row in rows.of(Evidence) if row.id in shown]
    disputed = {row.record_id for row in rows.of(Dispute)}
    responses = {row.id for row in rows.of(Response)}
    ways = {
        "dispute": bool(disputed & set(shown)),
        "asserts": any(row.asserts or row.stance is Stance.DISPUTES for row in found),
        "says": any(row.says for row in found),
        "response": bool(responses & set(shown)),
        "rival_rows": len(set(shown) - {row.id for row in found}) > 1,
        "event": any(place.startswith("event/") for place in shown),
    }
    return ways[how]


def test_each_conflict_can_be_seen(rows: Rows, ids: set[str]) -> None:
    conflicts = survey("conflicts")

    assert len(conflicts) == CONFLICTS
    for key, conflict in conflicts.items():
        shown = conflict.get("shown", [])
        assert set(shown) <= ids, key
        if conflict["how"] == "none":
            assert len(conflict["reason"]) >= ENOUGH, key
        else:
            assert told(rows, shown, conflict["how"]), key
