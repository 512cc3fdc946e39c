"""What search looks up stays in step with the names, and is sought, never scanned."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import URL, Connection

from api.matches import Typed
from api.seeks import SEEKS, Statement, in_use, misspelt, similar
from fixtures.derive import derive
from fixtures.load import load
from fixtures.rows import Rows
from models import Name, NameKind, Person, Spelling
from models.database import connect_url, engine
from models.spelling import WORD_INDEX
from tests.people import people
from tests.seeding import connected

# Names that hold the same words in turn, so that a word goes, stays and comes back.
VERSIONS: list[list[list[str]]] = [
    [["Ada Lovelace"], ["Bo Lovelace", "林俊旸"]],
    [["Ada Byron"], ["Bo Lovelace", "林俊旸"]],
    [["Ada Byron"], ["Bo Byron"]],
    [["Ada King Lovelace", "Ada Byron"], ["林俊"]],
    [["Ada Byron"]],
]


def named(version: list[list[str]]) -> Rows:
    """People with these names."""
    rows = Rows()
    for number, names in enumerate(version):
        rows.of(Person).append(Person(id=f"person/p{number}", name_sort=""))
        for position, text in enumerate(names):
            kind = NameKind.ALIAS if position else NameKind.PRIMARY
            rows.of(Name).append(
                Name(
                    record_id=f"person/p{number}",
                    position=position,
                    text=text,
                    kind=kind,
                    folded="",
                )
            )
    return derive(rows)


def index(url: str) -> dict[str, set[tuple[Any, ...]]]:
    with connected(url) as connection:
        return {
            table.name: set(map(tuple, connection.execute(sa.select(table))))
            for table in WORD_INDEX
        }


def test_the_index_is_that_of_the_names_after_any_history(
    database_url: str, tmp_path: Path
) -> None:
    for number, version in enumerate([*VERSIONS, *reversed(VERSIONS)]):
        load(named(version), connect_url(database_url), print)
        fresh = f"sqlite:///{tmp_path / f'fresh-{number}.db'}"
        load(named(version), connect_url(fresh), print)
        assert index(database_url) == index(fresh)
        assert all(index(fresh).values())


def spelt(*names: tuple[str, NameKind], record: str = "person/p") -> list[str]:
    """The spellings of some names of one record."""
    rows = Rows({Person: [Person(id="person/p", name_sort="")]})
    for position, (text, kind) in enumerate(names):
        rows.of(Name).append(
            Name(record_id=record, position=position, text=text, kind=kind, folded="")
        )
    rows.of(Person)[0].id = record
    return [each.text for each in derive(rows).of(Spelling)]


def test_a_chinese_name_is_read_unless_its_pinyin_is_on_record() -> None:
    english, han = ("Allen Lin", NameKind.PRIMARY), ("林俊旸", NameKind.NATIVE)

    assert spelt(english, han) == ["allen lin", "林俊旸", "lin junyang"]
    assert spelt(english, han, ("Lin Jun-yang", NameKind.ALIAS)) == [
        "allen lin",
        "林俊旸",
        "lin jun yang",
    ]


def test_a_family_name_is_read_as_families_read_it_and_otherwise() -> None:
    assert spelt(("曾鸣", NameKind.PRIMARY)) == ["曾鸣", "ceng ming", "zeng ming"]


# Each statement, with a query of which it finds little among many.
LATIN, HAN = Typed(["lin", "junyang"]), Typed(["俊旸"])
TURNED = Typed(["junyanglin"])
NEAR = Typed(["lin", "junyagn"], [{"lin": 0}, {"junyang": 1, "junyagn": 0}])
SOUGHT: dict[str, Callable[[], Statement | None]] = {
    **{f"{seek.__name__}-latin": lambda seek=seek: seek(LATIN) for seek in SEEKS},  # type: ignore[misc]
    **{f"{seek.__name__}-han": lambda seek=seek: seek(HAN) for seek in SEEKS},  # type: ignore[misc]
    **{f"{seek.__name__}-turned": lambda seek=seek: seek(TURNED) for seek in SEEKS},  # type: ignore[misc]
    "misspelt": lambda: misspelt(NEAR),
    "similar": lambda: similar(["junyagn"]),
    "in_use": lambda: in_use(["lin", "junyang"]),
}


@pytest.fixture(scope="module")
def many_url(lasting_url: Callable[[], URL]) -> URL:
    """So many people that a planner would rather seek than scan."""
    url = lasting_url()
    load(people(3000), url, print)
    return url


@pytest.fixture
def connection(many_url: URL) -> Iterator[Connection]:
    made = engine(many_url)
    with made.connect() as connection:
        yield connection
    made.dispose()


@pytest.mark.parametrize("name", SOUGHT)
def test_a_statement_seeks(connection: Connection, name: str) -> None:
    statement = SOUGHT[name]()
    if statement is None:  # it is not for such a query
        return
    plan = explain(connection, statement.limit(20))

    assert not re.search(r"\bSCAN (?!found\b|\(?subquery)|Seq Scan", plan), plan
    assert re.search(r"SEARCH .* USING|Index (Only )?Scan|Bitmap Index Scan", plan), plan


def test_a_scan_would_be_seen(connection: Connection) -> None:
    scan = sa.select(Spelling.record_id).where(sa.func.length(Spelling.text) > 1)  # type: ignore[call-overload]

    assert re.search(r"\bSCAN |Seq Scan", explain(connection, scan))


def explain(connection: Connection, statement: Any) -> str:
    """How the database goes about a statement."""
    compiled = statement.compile(
        dialect=connection.dialect, compile_kwargs={"render_postcompile": True}
    )
    order = compiled.positiontup
    values = compiled.params if order is None else tuple(compiled.params[name] for name in order)
    how = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    lines = connection.exec_driver_sql(f"{how} {compiled}", values)
    return "\n".join(str(line[-1]) for line in lines)
