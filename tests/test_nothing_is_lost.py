"""From the text of the fixtures to the exported database, without our own reader between them."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
import yaml
from sqlalchemy import URL

from api.downloads.package import SQLITE
from fixtures.read import HERE
from tests.exporting import exported

OWNERS = {"people": "person", "organizations": "organization", "models": "model"}
SECTIONS = {
    "roles": "role",
    "compensation": "pay",
    "credits": "credit",
    "responses": "response",
    "relations": "relation",
}
KEYED = {"events": "event", "sources": "source"}
KINDS = (*OWNERS.values(), *SECTIONS.values(), *KEYED.values())
PARTS = ("record_id", "subject_id", "model_id", "event_id")
"""The columns by which other tables hold parts of a record."""


def documents() -> Iterator[tuple[str, Any]]:
    """Yield each record as it is written: its id, and what stands under it."""
    for file in sorted(HERE.glob("*/*.yaml")):
        written = yaml.load(file.read_bytes(), yaml.CBaseLoader)  # noqa: S506 - text alone
        if kind := OWNERS.get(file.parent.name):
            yield from nested(kind, file.stem, written)
        elif kind := KEYED.get(file.parent.name):
            yield from ((f"{kind}/{slug}", record) for slug, record in written.items())
    pay = yaml.load((HERE / "compensation.yaml").read_bytes(), yaml.CBaseLoader)  # noqa: S506
    yield from ((f"pay/{slug}", record) for slug, record in pay.items())


def nested(kind: str, slug: str, written: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield a record of a file of its own, and those that are written within it."""
    yield f"{kind}/{slug}", {k: v for k, v in written.items() if k not in SECTIONS}
    for section, inner in SECTIONS.items():
        for key, record in written.get(section, {}).items():
            yield f"{inner}/{slug}.{key}", record


def leaves(written: Any) -> Iterator[str]:
    """Yield every text in a record that is a value, or a field that another value is given for."""
    if isinstance(written, dict):
        for key, value in written.items():
            # Retired ids are in the register, keys of evidence in ids, namesakes with the checks.
            if key not in {"formerly", "distinct_from", "key"}:
                yield from leaves(value)
    elif isinstance(written, list):
        for item in written:
            yield from leaves(item)
    else:
        yield " ".join(str(written).split())


@pytest.fixture(scope="module")
def cells(dataset_url: URL, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """All that the exported tables hold of each record, as text."""
    directory = exported(dataset_url, tmp_path_factory.mktemp("lost") / "downloads")
    found: defaultdict[str, set[str]] = defaultdict(set)
    with closing(sqlite3.connect(directory / SQLITE)) as database:
        database.row_factory = sqlite3.Row
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            for row in database.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - its own names
                for column in ("id", *PARTS):
                    if column in row.keys() and row[column]:  # noqa: SIM118 - no dict
                        found[row[column]].update(texts(tuple(row)))
    return found


def texts(row: tuple[Any, ...]) -> Iterator[str]:
    """Yield what the cells of a row say, lists and maps in them part by part."""
    for cell in row:
        if isinstance(cell, str) and cell[:1] in "[{":
            try:
                yield from leaves(json.loads(cell, parse_int=str, parse_float=str))
            except ValueError:
                yield cell
        if cell is not None:
            yield " ".join(str(cell).split())


def spellings(text: str, id_: str) -> Iterator[str]:
    """Yield the ways in which a table may write what a fixture says of a record."""
    yield text
    yield from (f"{kind}/{text}" for kind in KINDS)
    yield f"role/{id_.partition('/')[2].partition('.')[0]}.{text}"  # one of the person's own
    yield from {"true": "1", "false": "0"}.get(text, "")
    try:
        yield str(float(text))
    except ValueError:
        return


def test_every_value_of_every_fixture_is_in_the_exported_database(
    cells: dict[str, set[str]],
) -> None:
    records = values = 0
    lost = []
    for id_, written in documents():
        records += 1
        for text in leaves(written):
            values += 1
            if not any(way in cells[id_] for way in spellings(text, id_)):
                lost.append((id_, text))

    assert lost == []
    assert records > 4_000
    assert values > 30_000
