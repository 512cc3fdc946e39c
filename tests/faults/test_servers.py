"""PostgreSQL servers stop, start and take each other's place while clients read through Roster.

No answer is wrong, errors say that the database is not there, and they end in a few seconds.
"""

import time
from collections.abc import Iterator

import pytest

from tests.editions import edition
from tests.faults.clients import asking, outage, roster, until
from tests.faults.cluster import Node, primary, running
from tests.seeding import seed

FEW_SECONDS = 8
"""The longest outage, besides the time in which there is no server: a look that waits for one."""

READERS = pytest.mark.parametrize("plan", ["on", "off"])


@pytest.fixture
def first() -> Iterator[Node]:
    """A primary that holds the first edition."""
    with primary() as node:
        seed(node.url, edition(1))
        yield node


def both(one: Node, other: Node, wanted: str) -> str:
    return (
        f"postgresql://postgres@{one.address},{other.address}/postgres"
        f"?target_session_attrs={wanted}"
    )


@READERS
@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_a_server_is_restarted(first: Node, plan: str, how: str) -> None:
    with roster(first.url, ROSTER_PLAN=plan) as port, asking(port) as heard:
        until(heard, 1)
        stopping = time.monotonic()
        first.stop(how)
        time.sleep(1)
        first.start()
        away = time.monotonic() - stopping
        until(heard, 1)
        seed(first.url, edition(2))
        until(heard, 2)

    assert outage(heard) < away + FEW_SECONDS


@READERS
def test_a_standby_is_promoted(first: Node, plan: str) -> None:
    second = first.copy("second")
    with running(second):
        reads = both(second, first, "prefer-standby")
        with roster(reads, ROSTER_PLAN=plan) as port, asking(port) as heard:
            until(heard, 1)
            seed(both(second, first, "prefer-standby"), edition(2))  # which finds the primary
            until(heard, 2)
            first.stop("immediate")
            second.promote()
            seed(reads, edition(3))
            until(heard, 3)

    assert outage(heard) < FEW_SECONDS


@READERS
def test_the_standby_that_is_read_is_lost_and_comes_back(first: Node, plan: str) -> None:
    second = first.copy("second")
    with running(second):
        reads = both(second, first, "prefer-standby")
        with roster(reads, ROSTER_PLAN=plan) as port, asking(port) as heard:
            until(heard, 1)
            second.stop("kill")
            until(heard, 1)
            seed(reads, edition(2))
            until(heard, 2)
            second.start()
            seed(reads, edition(3))
            until(heard, 3)

    assert outage(heard) < FEW_SECONDS


@READERS
def test_servers_of_which_one_is_behind_are_never_mixed(first: Node, plan: str) -> None:
    """Some connections are to the primary, and some to a standby that holds an older release."""
    second = first.copy("second")
    with (second.data / "postgresql.auto.conf").open("a") as settings:
        settings.write("recovery_min_apply_delay = '2s'\n")
    with running(second):
        reads = both(second, first, "prefer-standby")
        with roster(reads, ROSTER_PLAN=plan) as port, asking(port) as heard:
            until(heard, 1)
            for number in (2, 3):
                second.stop("kill")
                until(heard, number - 1)
                second.start()
                seed(first.url, edition(number))
                first.ask(CUT_SOME)
                until(heard, number)

    assert outage(heard) < FEW_SECONDS


CUT_SOME = """SELECT count(pg_terminate_backend(pid)) FROM (
    SELECT pid FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() ORDER BY pid LIMIT 2
) AS found"""
