"""The clock of the server jumps by a year, and back by two: nothing waits, and nothing ends."""

import time
from pathlib import Path

import pytest

from tests.editions import edition
from tests.faults.clients import asking, outage, roster, until
from tests.seeding import seed

FAKER = next(iter(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")), None)

pytestmark = pytest.mark.skipif(FAKER is None, reason="libfaketime is not installed")


def test_the_clock_jumps(database_url: str, tmp_path: Path) -> None:
    seed(database_url, edition(1))
    clock = tmp_path / "clock"
    clock.write_text("+0")
    faked = {
        "LD_PRELOAD": str(FAKER),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # as where someone sets the clock
    }
    with roster(database_url, **faked) as port, asking(port) as heard:
        until(heard, 1)
        for number, jump in enumerate(("+365d", "-365d", "+0"), 2):
            clock.write_text(jump)
            time.sleep(0.3)
            seed(database_url, edition(number))
            until(heard, number)

    assert outage(heard) < 5
    assert [each for each in heard if each.codes] == []
