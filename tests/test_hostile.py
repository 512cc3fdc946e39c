"""What is made up against a server is the same again, and its faults are seen."""

import asyncio
from dataclasses import replace
from random import Random

import pytest
from graphql import GraphQLError, parse

from bench.hostile import Met, Withstood, wrong
from bench.wire import Answered, once, percentile, told
from tests.hostile.documents import DOCUMENTS, braces
from tests.hostile.making import KINDS, OPERATION, hostile

LONGEST_PARSED = 2_000
GOOD = Met("deep", 7, Answered(200, (), 0.1))
STATES = {
    "good": (GOOD, []),
    "a fault of the server": (
        Met("deep", 7, Answered(503, ("NOT_READY",), 0.1)),
        ["deep 7 is answered 503 NOT_READY"],
    ),
    "a fault in an answer": (
        Met("deep", 7, Answered(200, ("INTERNAL_SERVER_ERROR",), 0.1)),
        ["deep 7 is answered 200 INTERNAL_SERVER_ERROR"],
    ),
    "late": (Met("deep", 7, Answered(200, (), 11.2)), ["deep 7 is answered after 11.2 s"]),
    "in time": (Met("deep", 7, Answered(200, ("DEADLINE",), 10.9)), []),
    "silent": (Met("deep", 7, Answered(0, (), 0.1)), ["deep 7 is not answered"]),
    "silent to no HTTP": (Met("mangled", 7, Answered(0, (), 0.1)), []),
}
CALM = Withstood([GOOD], [0.01] * 100, [0.04] * 100, 100, 109)


@pytest.mark.parametrize(("met", "faults"), STATES.values(), ids=STATES)
def test_what_is_wrong_with_an_answer_is_told(met: Met, faults: list[str]) -> None:
    assert wrong([met], deadline=10) == faults


def test_memory_that_grows_and_others_who_wait_are_faults() -> None:
    assert CALM.faults(10) == []
    assert replace(CALM, after=111).faults(10) == ["memory grew from 100 to 111 MB"]
    assert replace(CALM, beside=[0.06] * 100).faults(10) == [
        "the client that means well waits 6.0 times as long (p99)"
    ]


def test_a_number_is_always_the_same_request() -> None:
    numbers = [number for number in range(300) if hostile(1, number).kind != OPERATION]

    assert [hostile(1, each) for each in numbers] == [hostile(1, each) for each in numbers]
    assert [hostile(2, each).raw for each in numbers] != [hostile(1, each).raw for each in numbers]


def test_every_kind_is_made() -> None:
    made = {hostile(1, number).kind for number in range(2_000)}

    assert made >= {each.__name__ for each in DOCUMENTS}
    assert made >= set(KINDS) - {"document"}


def test_some_documents_are_well_formed() -> None:
    for write in set(DOCUMENTS) - {braces}:
        texts = [write(Random(number)) for number in range(200)]  # noqa: S311 - to be the same again
        assert any(well_formed(text) for text in texts if len(text) < LONGEST_PARSED), write


def well_formed(text: str) -> bool:
    """Tell whether a document can be parsed."""
    try:
        parse(text)
    except GraphQLError:
        return False
    return True


@pytest.mark.parametrize(
    ("received", "found"),
    {
        b"": (0, ()),
        b"HTTP/1.1 204 No Content\r\n\r\n": (204, ()),
        b"HTTP/1.1 200 OK\r\n\r\n[]": (200, ()),
        b'HTTP/1.1 400 No\r\n\r\n{"errors": [{"extensions": {"code": "CSRF"}}]}': (400, ("CSRF",)),
    }.items(),
)
def test_a_status_and_codes_are_read_of_an_answer(
    received: bytes, found: tuple[int, tuple[str, ...]]
) -> None:
    assert told(received) == found


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([3.0, 1.0, 2.0], 0.99) == 3.0


async def test_who_is_never_answered_stops_to_wait() -> None:
    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.read(100):
                pass
        finally:  # also where the test is over before
            writer.close()

    async with await asyncio.start_server(hold, "127.0.0.1") as server:
        port = server.sockets[0].getsockname()[1]
        answered = await once(port, b"GET / HTTP/1.1\r\n\r\n", patience=0.05)

    assert answered.status == 0
    assert answered.seconds < 1
