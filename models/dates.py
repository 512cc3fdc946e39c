"""Vague dates, written in a part of EDTF (ISO 8601-2, https://www.loc.gov/standards/datetime/).

`2026`, `2026-03`, `2026-03-04` and the seasons `2026-21` (spring) to `2026-24` (winter) may end
in `~` (approximate), `?` (uncertain) or `%` (both). `[a..b]`, `[..b]` and `[a..]` are one unknown
day within unqualified bounds. An event that lasted may be `a/b`, whose ends may be qualified; it
is as approximate or uncertain as either. Seasons are those of the northern half of the world; the
winter of a year begins in its December and ends in February.
"""

import re
from calendar import month_name, monthrange
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from models.base import Documented

SEASONS = {21: ("spring", 3), 22: ("summer", 6), 23: ("autumn", 9), 24: ("winter", 12)}
FORMS = (
    'write a day "2026-03-04", a month "2026-03", a season "2026-21" (spring) to "2026-24" '
    '(winter) or a year "2026", with ~ (about), ? (uncertain) or % (both) after it if need be, '
    'or one unknown day within bounds "[2026-03..2026-05]", "[..2026-05]", "[2026-03..]"'
)
_POINT = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([~?%]?)", re.ASCII)
_WITHIN = re.compile(r"\[([^.\[\]]*)\.\.([^.\[\]]*)\]")


class DatePrecision(Documented):
    """How exact a date is."""

    DAY = "day", "A calendar day."
    MONTH = "month", "A calendar month."
    SEASON = "season", "A quarter of a year, as in 'spring 2025'."
    YEAR = "year", "A calendar year."
    RANGE = "range", "Some day, or the days, between two bounds, of which one may be open."


@dataclass(frozen=True)
class VagueDate:
    """A date as exact as its source: the text it was written as, and the days it may mean."""

    edtf: str
    earliest: date | None
    latest: date | None
    precision: DatePrecision
    approximate: bool
    uncertain: bool
    text: str


@lru_cache(maxsize=65536)
def read(edtf: str) -> VagueDate:
    """Read a vague date; raise ValueError with words for a curator when it is not one."""
    if within := _WITHIN.fullmatch(edtf):
        return _range(edtf, within[1], within[2])
    if edtf.count("/") == 1:
        first, last = (_end(edtf, part) for part in edtf.split("/"))
        whole = _between(edtf, first, last, f"from {first.text} to {last.text}")
        return replace(
            whole,
            approximate=first.approximate or last.approximate,
            uncertain=first.uncertain or last.uncertain,
        )
    return _point(edtf)


def _range(edtf: str, lower: str, upper: str) -> VagueDate:
    first, last = (_plain(edtf, part) if part else None for part in (lower, upper))
    if first and last:
        return _between(edtf, first, last, f"between {first.text} and {last.text}")
    if last:
        return _open(edtf, None, last.latest, f"by {last.text}")
    if first:
        return _open(edtf, first.earliest, None, f"{first.text} or later")
    raise ValueError(f'"{edtf}" has no bound at all: leave the date out')


def _plain(edtf: str, part: str) -> VagueDate:
    point = _end(edtf, part)
    if point.precision is DatePrecision.SEASON or point.approximate or point.uncertain:
        raise ValueError(f'"{edtf}": the bounds are plain days, months or years, without ~ ? %')
    return point


def _end(edtf: str, part: str) -> VagueDate:
    """Read one end of a date; what is wrong with it is wrong with the whole."""
    if not part:
        raise ValueError(f'"{edtf}" is not a date, for one of its ends is missing: {FORMS}')
    try:
        return _point(part)
    except ValueError as error:
        raise ValueError(f'"{edtf}": {error}') from error


def _between(edtf: str, first: VagueDate, last: VagueDate, text: str) -> VagueDate:
    if first.earliest is None or last.latest is None or first.earliest > last.latest:
        raise ValueError(f'"{edtf}" ends before it begins')
    return _open(edtf, first.earliest, last.latest, text)


def _open(edtf: str, earliest: date | None, latest: date | None, text: str) -> VagueDate:
    return VagueDate(edtf, earliest, latest, DatePrecision.RANGE, False, False, text)


def _point(edtf: str) -> VagueDate:
    found = _POINT.fullmatch(edtf)
    if not found:
        raise ValueError(f'"{edtf}" is not a date: {FORMS}')
    month, day = (int(part) if part else None for part in found.group(2, 3))
    earliest, latest, precision, text = _days(edtf, int(found[1]), month, day)
    approximate, uncertain = found[4] in ("~", "%"), found[4] in ("?", "%")
    if approximate:
        text = f"about {text}"
    if uncertain:
        text = f"possibly {text}"
    return VagueDate(edtf, earliest, latest, precision, approximate, uncertain, text)


def _days(
    edtf: str, year: int, month: int | None, day: int | None
) -> tuple[date, date, DatePrecision, str]:
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31), DatePrecision.YEAR, str(year)
        if day is not None:
            exact = date(year, month, day)
            return exact, exact, DatePrecision.DAY, f"{day} {month_name[month]} {year}"
        if month in SEASONS:
            return _season(year, month)
        last = date(year, month, monthrange(year, month)[1])
    except ValueError as error:
        raise ValueError(
            f'"{edtf}" is no date of the calendar: after the year stands a month 01 to 12, '
            "with a day that it has, or a season 21 (spring) to 24 (winter)"
        ) from error
    return last.replace(day=1), last, DatePrecision.MONTH, f"{month_name[month]} {year}"


def _season(year: int, season: int) -> tuple[date, date, DatePrecision, str]:
    name, month = SEASONS[season]
    years, months = divmod(month + 1, 12)
    latest = date(year + years, months + 1, monthrange(year + years, months + 1)[1])
    return date(year, month, 1), latest, DatePrecision.SEASON, f"{name} {year}"


def _one_day_or_part(edtf: str) -> str:
    if "/" in edtf:
        raise ValueError(
            f'"{edtf}" would last from one to the other; '
            f'for one unknown day within, write "{_one_day_within(edtf)}"'
        )
    return read(edtf).edtf


def _one_day_within(interval: str) -> str:
    lower, upper = (end.strip(".") for end in interval.split("/", 1))
    with suppress(ValueError):
        return read(f"[{lower}..{upper}]").edtf
    # A season or a flag is no bound, and what is no date at all is refused here.
    lasting = read(interval)
    return f"[{lasting.earliest}..{lasting.latest}]"


def _also_lasting(edtf: str) -> str:
    return read(edtf).edtf


_PLAIN = "[0-9]{4}(-(0[1-9]|1[0-2]|2[1-4])(-[0-3][0-9])?)?"
_DAY = rf"{_PLAIN}[~?%]?"
PATTERN = rf"({_DAY}|\[({_PLAIN})?\.\.({_PLAIN})?\])"
LASTING_PATTERN = rf"({PATTERN}|{_DAY}/{_DAY})"
"""The form of a date for editors, which cannot know that 2026-02-30 is none."""


def _written(pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern}$"})


Edtf = Annotated[str, AfterValidator(_one_day_or_part), _written(PATTERN)]
EdtfOrInterval = Annotated[str, AfterValidator(_also_lasting), _written(LASTING_PATTERN)]
