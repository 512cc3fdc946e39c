"""Dates and times, described for readers; the formats are those of RFC 3339."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from strawberry.schema.types.base_scalars import DateDefinition, DateTimeDefinition
from strawberry.types.scalar import ScalarDefinition

RFC_3339 = "https://www.rfc-editor.org/rfc/rfc3339"
SCALARS: Mapping[object, ScalarDefinition] = {
    date: replace(
        DateDefinition,
        description="A calendar day, such as `2026-03-04`.",
        specified_by_url=RFC_3339,
    ),
    datetime: replace(
        DateTimeDefinition,
        description="A moment, such as `2026-03-04T08:30:00+00:00`.",
        specified_by_url=RFC_3339,
    ),
}
