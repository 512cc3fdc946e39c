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


UNSOURCED = {"rank", "package"}
"""Words that are the curator's own ordering, and no fact."""

AMOUNT = ("min", "max", "min_inclusive", "max_inclusive", "approximate", "currency")
"""The words for parts of an amount of pay, which is one field."""

FIELDS = {
    **{("pay", word): "amount" for word in AMOUNT},
    ("credit", "person"): "creditor",
    ("credit", "organization"): "creditor",
}
"""The field that a word of a kind of record is part of, where it is not itself one."""

LINKED = {
    "person": {"names", "identifiers"},
    "organization": {"names", "identifiers"},
    "model": {"names", "identifiers", "developers", "modality"},
    "event": {"by", "about"},
}
"""The fields of a kind of record that stand in a table of their own."""


def fields_of(table: type[RecordFacts]) -> list[str]:
    """Return the fields of a record that evidence may speak to."""
    words = {key_of(name) for name in authored(table)} - UNSOURCED
    return sorted({field_of(table.kind, word) for word in words} | LINKED.get(table.kind, set()))


def field_of(kind: str, word: str) -> str:
    """Return the field that a word is, or is part of: `min` of the amount of pay, `names.X`."""
    return FIELDS.get((kind, word), word.partition(".")[0])
