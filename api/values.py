"""Values that types hold: vague dates, figures and counts; nothing leads on from them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Optional

import strawberry
from strawberry.pydantic import field

import api.enums  # noqa: F401 - publishes them first
import models
from models import dates


@strawberry.type(
    description="A date exactly as vague as its source. Compare by `earliest` and `latest`, "
    "show `text`."
)
class FuzzyDate:
    """A vague date as clients see it; the resolvers run on a `models.VagueDate`."""

    edtf: str = strawberry.field(
        description="As the curator wrote it, in EDTF (ISO 8601-2, "
        "https://www.loc.gov/standards/datetime/), such as `2025-02` or `[2025-02..2025-08]`."
    )
    text: str = strawberry.field(description="In English words, such as `about March 2026`.")
    earliest: date | None = strawberry.field(
        description="The first day it may mean; null when it may be arbitrarily early."
    )
    latest: date | None = strawberry.field(
        description="The last day it may mean; null when it may be arbitrarily late."
    )
    precision: models.DatePrecision = strawberry.field(description="How exact it is.")
    approximate: bool = strawberry.field(
        description="Whether the source, or the curator's reading of it, is only about right."
    )
    uncertain: bool = strawberry.field(description="Whether the source is itself in doubt of it.")


@dataclass(frozen=True)
class Through:
    """To the value that follows from what stands in `column` alone, unless that is null."""

    column: str
    function: Callable[[Any], Any]


def fuzzy(facts: Any, name: str) -> Any:
    """Declare the field for the vague date that is written in the column `<name>_edtf`."""
    column = f"{name}_edtf"

    def resolve(self: Any) -> Any:
        edtf = getattr(self, column)
        return edtf and dates.read(edtf)

    description = facts.model_fields[column].description
    return field(
        resolve,
        name=name,
        graphql_type=Optional[FuzzyDate],  # noqa: UP045
        description=description,
        metadata={"edge": Through(column, dates.read)},
    )


@strawberry.type(description="The value that a source gives for a field.")
class FieldValue:
    """A field and a value."""

    field: str = strawberry.field(description="The field.")
    value: str = strawberry.field(description="The value, as text.")


def described(facts: Any, column: str, name: str | None = None) -> Any:
    """Declare a plain field, of another name if one is given, with the description of a column."""
    return strawberry.field(name=name, description=facts.model_fields[column].description)


@strawberry.type(description="A number that an event tells: what is measured, and how much it is.")
class Figure:
    """The figure columns of an event."""

    measure: str = described(models.EventFacts, "figure_measure")
    of: str | None = described(models.EventFacts, "figure_of")
    as_of: FuzzyDate | None = described(models.EventFacts, "figure_as_of_edtf")
    min: float | None = described(models.EventFacts, "figure_min")
    max: float | None = described(models.EventFacts, "figure_max")
    min_inclusive: bool = described(models.EventFacts, "figure_min_inclusive")
    max_inclusive: bool = described(models.EventFacts, "figure_max_inclusive")
    unit: str = described(models.EventFacts, "figure_unit")


@strawberry.type(description="How many roles of a list were held on the day, by how surely.")
class HeldCounts:
    """Counts by certainty."""

    yes: int = strawberry.field(description="Surely held on that day.")
    presumed: int = strawberry.field(description="Presumably held on that day.")
    possibly: int = strawberry.field(description="Possibly held on that day.")
