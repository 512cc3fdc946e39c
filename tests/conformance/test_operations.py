"""No operation that the schema allows ends in a server error, as schemathesis makes them up."""

from functools import cache
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from tests.conformance.lists import composite
from tests.running import PATIENCE, Running

REFUSALS = [schemathesis.checks.positive_data_acceptance]
"""What the schema allows may yet be refused in words, such as a page of a million rows."""

ROOTS = sorted(composite("Query").fields)


@cache
def operations(server: Running) -> dict[str, Any]:
    """Return what schemathesis found in the introspection of the server, by root field."""
    found: Any = schemathesis.graphql.from_url(server.url).get_all_operations()
    return {each.ok().label.removeprefix("Query."): each.ok() for each in found}


def test_schemathesis_finds_every_root_field(server: Running) -> None:
    assert sorted(operations(server)) == ROOTS


@pytest.mark.parametrize("root", ROOTS)
def test_no_operation_ends_in_a_server_error(server: Running, root: str, cases: int) -> None:
    made = 0

    @given(operations(server)[root].as_strategy())
    @settings(
        max_examples=-(-cases // len(ROOTS)), deadline=None, suppress_health_check=list(HealthCheck)
    )
    def ask(case: Any) -> None:
        nonlocal made
        made += 1
        case.validate_response(case.call(timeout=PATIENCE), excluded_checks=REFUSALS)

    ask()

    assert made * len(ROOTS) >= cases
