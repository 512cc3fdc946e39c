"""Requests that mean no good are answered or refused in time, and never by a server error."""

from bench.hostile import attack, wrong
from tests.running import Running

SEED = 20_250_601
DEADLINE = 10.0


def test_every_hostile_request_is_answered_or_refused(server: Running, cases: int) -> None:
    met = attack(server.port, SEED, cases, DEADLINE)

    assert wrong(met, DEADLINE) == []
    assert server.data("{ __typename }") == {"__typename": "Query"}
