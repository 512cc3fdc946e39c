"""Dates and times, described for readers; the formats are those of RFC 3339."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime

from strawberry.schema.types.base_scalars import DateDefinition, DateTimeDefinition
from strawberry.types.scalar import ScalarDefinition

from api.errors import BadUserInputError


def day(value: object) -> date:
    """Read a day as clients write it."""
    # date.fromisoformat takes more than RFC 3339 does, `2026-W10-3` among it.
    if isinstance(value, str) and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise BadUserInputError(f"{value!r} is no day: write one such as 2026-03-04.")


RFC_3339 = "https://www.rfc-editor.org/rfc/rfc3339"
SCALARS: Mapping[object, ScalarDefinition] = {
    date: replace(
        DateDefinition,
        parse_value=day,
        description="A calendar day, such as `2026-03-04`.",
        specified_by_url=RFC_3339,
    ),
    datetime: replace(
        DateTimeDefinition,
        description="A moment, such as `2026-03-04T08:30:00+00:00`.",
        specified_by_url=RFC_3339,
    ),
}
