"""Requests that mean no good are answered or refused in time, and never by a server error."""

import asyncio

from bench.hostile import attack, wrong
from tests.running import Running

SEED = 20_250_601
DEADLINE = 10.0


def test_every_hostile_request_is_answered_or_refused(server: Running, cases: int) -> None:
    met = asyncio.run(attack(server.port, SEED, range(cases), DEADLINE))

    assert wrong(met, DEADLINE) == []
    assert server.ask("{ __typename }") == {"data": {"__typename": "Query"}}
