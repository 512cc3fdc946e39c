"""A worker of several is killed: the other goes on, and a new one takes its place."""

import os
import signal
import time
from pathlib import Path

from tests.command import ROSTER, free_port, serving
from tests.editions import edition
from tests.faults.clients import asking, outage, until, wait_for
from tests.seeding import seed

SECONDS_TO_REPLACE = 15


def workers_of(process: int) -> set[int]:
    """Return the processes that listen for it: its children but for Python's own helpers."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return {
        int(child)
        for child in children
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
    }


def test_a_worker_is_killed(sqlite_url: str) -> None:
    seed(sqlite_url, edition(1))
    port = free_port()
    given = {"DATABASE_URL": sqlite_url, "ROSTER_WORKERS": "2"}
    with serving(*ROSTER, "serve", "--port", str(port), **given) as process:
        wait_for(port)
        before = workers_of(process.pid)
        assert len(before) == 2
        with asking(port, may_be_cut_off=True) as heard:
            until(heard, 1)
            os.kill(next(iter(before)), signal.SIGKILL)
            deadline = time.monotonic() + SECONDS_TO_REPLACE
            while len(workers_of(process.pid) - before) != 1 and time.monotonic() < deadline:
                time.sleep(0.1)
            until(heard, 1)
        after = workers_of(process.pid)

    assert len(after) == 2
    assert len(after & before) == 1
    assert outage(heard) < 5
    assert [each for each in heard if each.codes] == []
