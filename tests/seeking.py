"""Whether statements look their rows up, by what a database says of how it runs them."""

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, text

from api.plan.readers import FileSnapshot, ServerSnapshot

EXPLAIN: dict[Any, str] = {
    FileSnapshot: "EXPLAIN QUERY PLAN ",
    ServerSnapshot: "EXPLAIN (FORMAT JSON) ",
}
SMALL: dict[Any, int] = {FileSnapshot: 100, ServerSnapshot: 1000}
"""A table of fewer rows may be read as a whole, which is the quickest way; the more so on a
PostgreSQL, where many rows are on one page."""

PLACE = re.compile(r"\) [<>] \(")
"""How a statement compares a row with the place of a cursor."""

BEYOND = re.compile(r"[<>][(?]")
"""How SQLite says that it begins at such a place."""


def faults(kind: type, asked: str, plan: list[Any], sizes: dict[str, int]) -> set[str]:
    """Tell what a statement does that is no look-up, table by table.

    It `scans` all of a table; or it `walks` an index in the order of a list from its very
    beginning, until a page is full; or it `skips` what is before a cursor, row by row.
    """
    large = {table for table, size in sizes.items() if size >= SMALL[kind]}
    if kind is FileSnapshot:
        return set(_in_file(asked, [row[-1] for row in plan], large))
    return set(_in_server(plan[0][0][0]["Plan"], large))


def _in_file(asked: str, steps: list[str], large: set[str]) -> Iterator[str]:
    sorts = "USE TEMP B-TREE FOR ORDER BY" in steps
    for step in steps:
        verb, _, rest = step.partition(" ")
        table = re.sub(r"_\d+$", "", rest.partition(" ")[0])
        if table not in large:
            continue
        if verb == "SCAN":
            in_order = "USING" in rest and "LIMIT" in asked and "ORDER BY" in asked and not sorts
            yield f"{'walks' if in_order else 'scans'} {table}"
        elif "AUTOMATIC" in rest:  # an index that is made of the whole table, for one statement
            yield f"scans {table}"
    if PLACE.search(asked) and not any(BEYOND.search(step) for step in steps):
        yield "skips"


def _in_server(node: dict[str, Any], large: set[str], *, limited: bool = False) -> Iterator[str]:
    table = node.get("Relation Name", "")
    kind = node["Node Type"]
    if table in large:
        if kind == "Seq Scan":
            yield f"scans {table}"
        if kind in ("Index Scan", "Index Only Scan") and "Index Cond" not in node:
            yield f"{'walks' if limited else 'scans'} {table}"
    by_place = any("ROW(" in node.get(part, "") for part in ("Filter", "Join Filter"))
    if by_place and (table in large or not table):
        yield "skips"
    limited = kind == "Limit" or (limited and kind not in ("Sort", "Aggregate", "Hash"))
    for part in node.get("Plans", ()):
        yield from _in_server(part, large, limited=limited)


def sizes(connection: Connection) -> dict[str, int]:
    """Return how many rows the planner takes each table to have."""
    if connection.dialect.name == "postgresql":
        found = connection.execute(text("SELECT relname, reltuples FROM pg_class"))
        return {table: int(size) for table, size in found}
    stat = connection.execute(text("SELECT tbl, stat FROM sqlite_stat1"))
    return {table: int(numbers.split()[0]) for table, numbers in stat}


def pretend(connection: Connection, times: int) -> None:
    """Have SQLite believe that all tables are so many times as long, with as many more keys.

    A PostgreSQL knows better, for it looks at the files.
    """
    for row, numbers in connection.execute(text("SELECT rowid, stat FROM sqlite_stat1")).all():
        size, *keys = numbers.split()
        stat = " ".join([str(int(size) * times), *keys])
        change = text("UPDATE sqlite_stat1 SET stat = :stat WHERE rowid = :row")
        connection.execute(change, {"stat": stat, "row": row})
    connection.commit()
