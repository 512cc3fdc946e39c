"""The data dictionary: what each published table and column holds, as a page to read."""

from collections.abc import Iterator

from api.downloads.tables import Column, Table, published

INTRODUCTION = """\
# Data dictionary

What the tables of the [downloads](../README.md#take-it-all) hold.
The SQLite file, the CSV files and the JSON Lines files have the same tables and columns.
The API tells the same facts in names of its own, which [`schema.graphql`](../schema.graphql)
describes.

This page is made from the descriptions in `models/` by `make schema`.

Text is UTF-8, and a day is written `2025-03-04`.
Columns that end in `_edtf` hold dates that are as vague as their sources, in
[EDTF](https://www.loc.gov/standards/datetime/) (ISO 8601-2): `2025`, `2025-03~` (about that
month), `[2025-03..2025-05]` (some day within).
The first and the last day that they may mean stand beside them.
"""


def markdown() -> str:
    """Return the page."""
    tables = published()
    contents = "\n".join(f"- [`{each.name}`](#{each.name}): {each.description}" for each in tables)
    sections = (part for table in tables for part in _section(table))
    return "\n".join([INTRODUCTION, contents, *sections]) + "\n"


def _section(table: Table) -> Iterator[str]:
    yield f"\n## {table.name}\n\n{table.description}\n"
    if table.key:
        yield f"Key: {', '.join(f'`{name}`' for name in table.key)}.\n"
    yield "| column | type | what it holds |\n|---|---|---|"
    for column in table.columns:
        yield f"| `{column.name}` | {_type(column)} | {_told(column)} |"
    for column in table.columns:
        yield from _words(column)


def _type(column: Column) -> str:
    return column.type if column.required else f"{column.type} or null"


def _told(column: Column) -> str:
    to = f" Refers to [`{column.refers_to}`](#{column.refers_to})." if column.refers_to else ""
    return f"{column.description}{to}".replace("|", "\\|")


def _words(column: Column) -> Iterator[str]:
    if column.words:
        yield f"\nThe words of `{column.name}`:\n"
        for word, meaning in column.words.items():
            yield f"- `{word}`: {meaning}"
