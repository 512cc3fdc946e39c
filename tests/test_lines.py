"""Lines on their way to the log: nobody waits for them, whatever becomes of them."""

import os
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from api.seeing.lines import AT_ONCE, Lines


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    yield reading, writing
    for each in (reading, writing):
        os.close(each)


def test_all_lines_arrive_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "log"
    told = [b"%d %s\n" % (n, b"." * (n % 300)) for n in range(3_000)]
    with path.open("ab") as file:
        lines = Lines(file.fileno())
        for line in told:
            lines.add(line)
        lines.settle(10)

    assert path.read_bytes() == b"".join(told)
    assert lines.lost == 0


def test_a_line_longer_than_what_is_written_at_once_arrives_whole(tmp_path: Path) -> None:
    path = tmp_path / "log"
    long = b"." * (3 * AT_ONCE) + b"\n"
    with path.open("ab") as file:
        lines = Lines(file.fileno())
        for line in (b"before\n", long, b"after\n"):
            lines.add(line)
        lines.settle(10)

    assert path.read_bytes() == b"before\n" + long + b"after\n"


def test_a_full_disk_costs_the_lines_alone() -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    lines = Lines(full)
    for _ in range(10):
        lines.add(b"line\n")
    lines.settle(10)
    os.close(full)

    assert lines.lost == 10


def test_where_there_is_nowhere_to_write_nothing_waits() -> None:
    lines = Lines(None)
    lines.add(b"line\n")
    lines.settle(0)

    assert lines.lost == 1


def test_a_reader_that_went_away_costs_the_lines_alone() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    lines = Lines(writing)
    lines.add(b"line\n")
    lines.settle(10)
    os.close(writing)

    assert lines.lost == 1


def test_a_reader_that_stopped_keeps_nobody_waiting(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    lines = Lines(writing, most=1_000)
    began = monotonic()
    for n in range(50):
        for _ in range(1_000):
            lines.add(b"%99d\n" % n)
        sleep(0.001)
    lines.settle(0.1)
    taken = monotonic() - began

    assert taken < 10  # and not for ever
    assert lines.lost > 40_000
    read = 0
    while read < (50_000 - lines.lost) * 100:
        read += len(os.read(reading, 2**16))
    lines.settle(10)
    lines.add(b"and on\n")
    assert os.read(reading, 100) == b"and on\n"
