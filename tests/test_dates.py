"""Vague dates: which are accepted, which days they may mean, and how the others are refused."""

import re
import warnings
from datetime import date

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from models.dates import DatePrecision, Edtf, EdtfOrInterval, VagueDate, read

with warnings.catch_warnings():
    # python-edtf builds its grammar in a way that its parser library has come to warn of.
    warnings.simplefilter("ignore")
    from edtf import parse_edtf
    from edtf.parser.edtf_exceptions import EDTFParseException

DAY, MONTH, SEASON = DatePrecision.DAY, DatePrecision.MONTH, DatePrecision.SEASON
YEAR, RANGE = DatePrecision.YEAR, DatePrecision.RANGE

anywhere: TypeAdapter[str] = TypeAdapter(Edtf)
in_event: TypeAdapter[str] = TypeAdapter(EdtfOrInterval)

Row = tuple[str, str | None, str | None, DatePrecision, str, str]

ACCEPTED: list[Row] = [
    # text, first possible day, last possible day, precision, flags, in English
    ("2026", "2026-01-01", "2026-12-31", YEAR, "", "2026"),
    ("2026-03", "2026-03-01", "2026-03-31", MONTH, "", "March 2026"),
    ("2026-04", "2026-04-01", "2026-04-30", MONTH, "", "April 2026"),
    ("2026-12", "2026-12-01", "2026-12-31", MONTH, "", "December 2026"),
    ("2026-03-04", "2026-03-04", "2026-03-04", DAY, "", "4 March 2026"),
    # February: 2024 and 2000 are leap years; 2026 and 1900 are not.
    ("2024-02", "2024-02-01", "2024-02-29", MONTH, "", "February 2024"),
    ("2026-02", "2026-02-01", "2026-02-28", MONTH, "", "February 2026"),
    ("2000-02", "2000-02-01", "2000-02-29", MONTH, "", "February 2000"),
    ("1900-02", "1900-02-01", "1900-02-28", MONTH, "", "February 1900"),
    ("2024-02-29", "2024-02-29", "2024-02-29", DAY, "", "29 February 2024"),
    # Seasons of the north; a winter ends in the February after it.
    ("2025-21", "2025-03-01", "2025-05-31", SEASON, "", "spring 2025"),
    ("2025-22", "2025-06-01", "2025-08-31", SEASON, "", "summer 2025"),
    ("2025-23", "2025-09-01", "2025-11-30", SEASON, "", "autumn 2025"),
    ("2025-24", "2025-12-01", "2026-02-28", SEASON, "", "winter 2025"),
    ("2023-24", "2023-12-01", "2024-02-29", SEASON, "", "winter 2023"),
    # Flags say how sure the source is, and leave the days alone.
    ("2026~", "2026-01-01", "2026-12-31", YEAR, "~", "about 2026"),
    ("2026?", "2026-01-01", "2026-12-31", YEAR, "?", "possibly 2026"),
    ("2026%", "2026-01-01", "2026-12-31", YEAR, "%", "possibly about 2026"),
    ("2026-03~", "2026-03-01", "2026-03-31", MONTH, "~", "about March 2026"),
    ("2026-03-04?", "2026-03-04", "2026-03-04", DAY, "?", "possibly 4 March 2026"),
    ("2025-24%", "2025-12-01", "2026-02-28", SEASON, "%", "possibly about winter 2025"),
    # One unknown day within bounds.
    (
        "[2026-03..2026-05]", "2026-03-01", "2026-05-31", RANGE, "",
        "between March 2026 and May 2026",
    ),
    (
        "[2026-03-04..2026-03-09]", "2026-03-04", "2026-03-09", RANGE, "",
        "between 4 March 2026 and 9 March 2026",
    ),
    (
        "[2024-02-03..2025]", "2024-02-03", "2025-12-31", RANGE, "",
        "between 3 February 2024 and 2025",
    ),
    ("[2026..2026-03]", "2026-01-01", "2026-03-31", RANGE, "", "between 2026 and March 2026"),
    ("[..2026-05]", None, "2026-05-31", RANGE, "", "by May 2026"),
    ("[..2026-05-06]", None, "2026-05-06", RANGE, "", "by 6 May 2026"),
    ("[2026-03..]", "2026-03-01", None, RANGE, "", "March 2026 or later"),
    ("[2026..]", "2026-01-01", None, RANGE, "", "2026 or later"),
    # The first and the last year there are.
    ("0001-01-01", "0001-01-01", "0001-01-01", DAY, "", "1 January 1"),
    ("9999", "9999-01-01", "9999-12-31", YEAR, "", "9999"),
]  # fmt: skip

LASTING: list[Row] = [
    ("2026-03/2026-05", "2026-03-01", "2026-05-31", RANGE, "", "from March 2026 to May 2026"),
    (
        "2026-03-04/2026-03-05", "2026-03-04", "2026-03-05", RANGE, "",
        "from 4 March 2026 to 5 March 2026",
    ),
    ("2025/2026-02", "2025-01-01", "2026-02-28", RANGE, "", "from 2025 to February 2026"),
    ("2025-21/2025-24", "2025-03-01", "2026-02-28", RANGE, "", "from spring 2025 to winter 2025"),
    ("2025~/2026", "2025-01-01", "2026-12-31", RANGE, "~", "from about 2025 to 2026"),
    ("2025/2026?", "2025-01-01", "2026-12-31", RANGE, "?", "from 2025 to possibly 2026"),
    ("2025~/2026?", "2025-01-01", "2026-12-31", RANGE, "%", "from about 2025 to possibly 2026"),
]  # fmt: skip

FORMS = "write a day"
CALENDAR = "is no date of the calendar: after the year stands a month 01 to 12"
PLAIN = "the bounds are plain days, months or years, without ~ ? %"
BACKWARDS = "ends before it begins"

REFUSED = [
    ("", FORMS),
    ("March 2026", FORMS),
    ("26", FORMS),
    ("2026-3", FORMS),
    ("2026-3-4", FORMS),
    ("2026/03/04", FORMS),
    ("2026-03-04T00:00", FORMS),
    ("20260304", FORMS),
    ("2026-", FORMS),
    ("-2026", FORMS),
    (" 2026", FORMS),
    ("2026\n", FORMS),
    ("２０２６", FORMS),
    ("٢٠٢٦", FORMS),
    ("~2026", FORMS),
    ("2026~?", FORMS),
    ("2026-?03", FORMS),
    ("202X", FORMS),
    ("2026-XX", FORMS),
    ("unknown", FORMS),
    ("{2026..2027}", FORMS),
    ("2026..2027", FORMS),
    ("[2026]", FORMS),
    ("[2026,2027]", FORMS),
    ("[2026...2027]", FORMS),
    ("[a..b]", FORMS),
    ("[2026/2027..]", FORMS),
    ("0000", CALENDAR),
    ("2026-00", CALENDAR),
    ("2026-13", CALENDAR),
    ("2026-20", CALENDAR),
    ("2026-25", CALENDAR),
    ("2026-21-01", CALENDAR),
    ("2026-02-29", CALENDAR),
    ("1900-02-29", CALENDAR),
    ("2026-04-31", CALENDAR),
    ("2026-01-00", CALENDAR),
    ("2026-01-32", CALENDAR),
    ("2026-02-30~", CALENDAR),
    ("[2026-02-30..]", CALENDAR),
    ("9999-24", CALENDAR),  # it would end in the year 10000
    ("[..]", "has no bound at all: leave the date out"),
    ("[2026~..2027]", PLAIN),
    ("[..2027%]", PLAIN),
    ("[2026-21..2026-12]", PLAIN),
    ("[2027..2026]", BACKWARDS),
    ("[2026-03-05..2026-03-04]", BACKWARDS),
]

# An interval where one unknown day is asked for, and what the message says to write.
MENDED = [
    ("2026-03/2026-05", "[2026-03..2026-05]"),
    ("2026-03-04/2026", "[2026-03-04..2026]"),
    ("2026/", "[2026..]"),
    ("2026/..", "[2026..]"),
    ("/2026", "[..2026]"),
    ("../2026", "[..2026]"),
    ("2026-03~/2026-05", "[2026-03-01..2026-05-31]"),
    ("2025-21/2025-24", "[2025-03-01..2026-02-28]"),
]


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@pytest.mark.parametrize("row", [pytest.param(row, id=row[0]) for row in ACCEPTED + LASTING])
def test_accepted(row: Row) -> None:
    text, earliest, latest, precision, flags, english = row
    approximate, uncertain = flags in ("~", "%"), flags in ("?", "%")

    assert read(text) == VagueDate(
        text, day(earliest), day(latest), precision, approximate, uncertain, english
    )


@pytest.mark.parametrize("text", [row[0] for row in ACCEPTED])
def test_what_is_one_day_is_accepted_everywhere(text: str) -> None:
    assert anywhere.validate_python(text) == text
    assert in_event.validate_python(text) == text


@pytest.mark.parametrize("text", [row[0] for row in LASTING])
def test_what_lasts_is_accepted_of_events_only(text: str) -> None:
    assert in_event.validate_python(text) == text
    with pytest.raises(ValidationError, match="would last from one to the other"):
        anywhere.validate_python(text)


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_refused(text: str, message: str) -> None:
    for kind in (anywhere, in_event):
        with pytest.raises(ValidationError, match=re.escape(message)):
            kind.validate_python(text)


@pytest.mark.parametrize("text", ["2026-05/2026-03", "2026/2025"])
def test_what_lasts_does_not_end_before_it_begins(text: str) -> None:
    for kind in (anywhere, in_event):
        with pytest.raises(ValidationError, match=BACKWARDS):
            kind.validate_python(text)


@pytest.mark.parametrize(("text", "instead"), MENDED)
def test_an_interval_outside_events_is_told_what_to_write(text: str, instead: str) -> None:
    with pytest.raises(ValidationError) as refused:
        anywhere.validate_python(text)

    assert f'for one unknown day within, write "{instead}"' in str(refused.value)
    assert anywhere.validate_python(instead) == instead


@pytest.mark.parametrize(
    "text", ["2024-12-31/", "/2024", "2024-13-01/2025", "2024/soon", "[2024-02-30..]", "[..soon]"]
)
def test_a_date_of_two_ends_is_named_whole_when_one_is_wrong(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f'"{text}"')):
        read(text)


def test_the_forms_in_the_message_are_accepted() -> None:
    with pytest.raises(ValueError, match=FORMS) as refused:
        read("no date")

    quoted = re.findall(r'"([^"]*)"', str(refused.value).removeprefix('"no date"'))
    assert len(quoted) == 8
    for form in quoted:
        assert read(form).edtf == form


years = st.integers(0, 9999) | st.integers(2015, 2030)
parts = st.integers(0, 32) | st.integers(1, 12)
flags = st.sampled_from(["", "~", "?", "%"])
plain = st.one_of(
    st.builds("{:04}".format, years),
    st.builds("{:04}-{:02}".format, years, parts),
    st.builds("{:04}-{:02}-{:02}".format, years, parts, parts),
)
points = st.builds("{}{}".format, plain, flags)
within = st.builds("[{}..{}]".format, plain | st.just(""), plain | st.just(""))
intervals = st.builds("{}/{}".format, points, points)
anything = points | within | intervals
law = settings(deadline=None, max_examples=300)
slow_law = settings(deadline=None, max_examples=100)  # python-edtf takes 10 ms a date


def reading(text: str) -> VagueDate | None:
    try:
        return read(text)
    except ValueError:
        return None


def theirs(text: str) -> tuple[date | None, date | None] | None:
    """The bounds that python-edtf gives; None where it refuses, or gives no day that exists."""
    try:
        parsed = parse_edtf(text)
        lower, upper = parsed.lower_strict(), parsed.upper_strict()
        return _their_day(lower), _their_day(upper)
    except (EDTFParseException, ValueError):
        return None


def _their_day(bound: object) -> date | None:
    return None if isinstance(bound, float) else date(*tuple(bound)[:3])  # type: ignore[arg-type]


# Where python-edtf 5.0.2 is wrong, with an example of each: what it makes of it, and why not so.
THEY_END_WINTER_IN_DECEMBER = (
    "2025-24",
    (date(2025, 12, 1), date(2025, 12, 31)),
    "a winter has three months, of which the last two are in the year after",
)
THEY_REFUSE = {
    "2025-21~": "a qualified season is of level 1 like its parts",
    "[2024-02-03..2025]": "the ends of a set may be of unlike precision",
    "[2024-02..2025-02-03]": "as above",
    "[2024..2025-02]": "as above",
}
THEY_ACCEPT = {
    "2023-02-29": "1 to 29 are days of any February to its grammar",
    "1900-02-29": "as above",
    "[2025..2024]": "no day is both after 2025 began and before 2024 ended",
    "2025-03/2025-02": "it ends before it begins",
    "0000": "right by ISO 8601, but neither Python nor PostgreSQL has that year",
    " 2026": "it strips what surrounds a date",
    "2026\n": "as above",
    "2026/": "an unknown end, which it takes to be within ten years",
    "2026-25": "of level 2, as further ways of cutting up a year are",
    "202X": "of level 1, and not needed here: write the range",
}


def winter_is_last(text: str) -> bool:
    return re.search(r"\b\d{4}-24[~?%]?$", text) is not None


@slow_law
@given(anything)
@example("2024-02")
@example("0001-01-24")
@example("2025-23/2025-24")
@example("[2024-02-03..2025-02-03]")
@example("[..2026-05]")
@example("2024~/2025-03-04%")
def test_bounds_agree_with_python_edtf(text: str) -> None:
    ours, other = reading(text), theirs(text)
    assume(ours is not None)
    assume(other is not None)
    assert ours is not None
    assert other is not None

    assert ours.earliest == other[0]
    if winter_is_last(text):
        assert other[1] is not None
        assert other[1] == date(other[1].year, 12, 31)
    else:
        assert ours.latest == other[1]


@slow_law
@given(
    st.dates(),
    st.dates(),
    st.sampled_from([4, 7, 10]),
    st.sampled_from(["{a}~", "{a}?", "{a}", "[{a}..{b}]", "[..{b}]", "[{a}..]", "{a}/{b}%"]),
)
def test_real_dates_agree_with_python_edtf(one: date, other: date, cut: int, form: str) -> None:
    """As above, without the many that are refused."""
    a, b = (exact.isoformat()[:cut] for exact in sorted([one, other]))
    text = form.format(a=a, b=b)
    ours = read(text)

    assert (ours.earliest, ours.latest) == theirs(text)


def test_python_edtf_is_still_wrong_of_winter() -> None:
    text, bounds, _ = THEY_END_WINTER_IN_DECEMBER

    assert theirs(text) == bounds
    assert read(text).latest == date(2026, 2, 28)


@pytest.mark.parametrize("text", THEY_REFUSE)
def test_python_edtf_still_refuses(text: str) -> None:
    assert theirs(text) is None
    assert reading(text) is not None


@pytest.mark.parametrize("text", THEY_ACCEPT)
def test_python_edtf_still_accepts(text: str) -> None:
    parse_edtf(text)
    assert reading(text) is None


@law
@given(anything | st.text("0123456789-~?%[]./ ", max_size=24))
def test_authored_text_is_never_rewritten(text: str) -> None:
    ours = reading(text)
    assume(ours is not None)
    assert ours is not None

    assert ours.edtf == text
    assert in_event.validate_python(text) == text


@law
@given(plain, flags)
def test_flags_never_move_a_bound(text: str, flag: str) -> None:
    bare, flagged = reading(text), reading(text + flag)
    assume(bare is not None)
    assert bare is not None
    assert flagged is not None

    assert (flagged.earliest, flagged.latest) == (bare.earliest, bare.latest)
    assert flagged.precision is bare.precision
    assert flagged.approximate == (flag in ("~", "%"))
    assert flagged.uncertain == (flag in ("?", "%"))
    assert flagged.text.endswith(bare.text)


@law
@given(anything)
def test_bounds_are_in_order(text: str) -> None:
    ours = reading(text)
    assume(ours is not None)
    assert ours is not None

    assert ours.earliest or ours.latest
    assert ours.earliest is None or ours.latest is None or ours.earliest <= ours.latest


@law
@given(anything | st.text(max_size=12))
def test_whatever_is_told_to_be_written_is_accepted(text: str) -> None:
    try:
        anywhere.validate_python(text)
    except ValidationError as refused:
        for instead in re.findall(r'within, write "([^"]*)"', str(refused)):
            assert anywhere.validate_python(instead) == instead


@law
@given(years, st.integers(0, 99), st.integers(0, 99))
def test_days_that_do_not_exist_are_refused(year: int, month: int, number: int) -> None:
    text = f"{year:04}-{month:02}-{number:02}"
    try:
        exact = date(year, month, number)
    except ValueError:
        assert reading(text) is None
    else:
        assert read(text).earliest == read(text).latest == exact
