"""What stood at the top, by the trees of `tests.test_moves`: a part is one from or until a day."""

from datetime import date

import pytest

import models
from fixtures.rows import Rows
from fixtures.tops import top, tops_while_held, windows
from tests.test_moves import career, role


def above(rows: Rows, organization: str) -> list[models.OrganizationAncestor]:
    """Return the windows of an organization."""
    return list(windows(rows.of(models.OrganizationAncestor))[f"organization/{organization}"])


@pytest.mark.parametrize(
    ("organization", "day", "expected"),
    [
        ("brain", date(2023, 4, 30), "search"),
        ("brain", date(2023, 5, 1), "brain"),
        ("merged", date(2023, 3, 31), "merged"),
        ("merged", date(2023, 4, 1), "search"),
        ("team", date.min, "group"),
        ("team", date.max, "group"),
    ],
)
def test_the_top_is_that_of_the_day(organization: str, day: date, expected: str) -> None:
    assert top(above(career(), organization), day) == f"organization/{expected}"


@pytest.mark.parametrize(
    ("place", "start", "end", "expected"),
    [
        ("brain", "2022", "2023-04", {"search"}),
        ("brain", "2022", "2024", {"search", "brain"}),
        ("brain", "2023-05", "2024", {"brain"}),
        ("merged", "2022", "2024", {"merged", "search"}),
        ("merged", "2022", "[2023-01..2023-04]", {"merged", "search"}),
        ("merged", "2023-04", "2024", {"search"}),
        ("team", "2022", "2024", {"group"}),
    ],
)
def test_all_that_stood_at_the_top_while_a_role_was_held(
    place: str, start: str, end: str, expected: set[str]
) -> None:
    rows = career(role("a", place, start, end))
    [held] = rows.of(models.Role)
    tops = tops_while_held(held, windows(rows.of(models.OrganizationAncestor)))

    assert tops == {f"organization/{name}" for name in expected}
