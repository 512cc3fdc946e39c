"""The word for each column, in fixtures and in evidence: a column `x_edtf` or `x_id` is `x`.

Derived columns, and those that stand only in a table class, have no word: nobody writes them.
"""

from models.base import Facts, RecordFacts

RENAMED = {"statement": "text", "amount_min": "min", "amount_max": "max"}
GROUPED = {"figure_": "figure"}
"""Columns that stand together under one key, by how they begin."""


def facts_of(table: type[Facts]) -> type[Facts]:
    """Return the class that holds the authored columns of a table."""
    base = table.__bases__[0]
    return base if issubclass(base, Facts) and base not in (Facts, RecordFacts) else table


def authored(table: type[Facts]) -> list[str]:
    """Return the columns that a fixture may fill."""
    fields = facts_of(table).model_fields
    return [
        name
        for name, about in fields.items()
        if name != "id" and not (about.json_schema_extra or {}).get("derived")  # type: ignore[union-attr]
    ]


def key_of(column: str) -> str:
    """Return the word for a column; those of a group stand under it, as `figure.min`."""
    for prefix, group in GROUPED.items():
        if column.startswith(prefix):
            return f"{group}.{key_of(column.removeprefix(prefix))}"
    if column.endswith("_kind"):
        return "kind"
    return RENAMED.get(column, column.removesuffix("_edtf").removesuffix("_id"))
