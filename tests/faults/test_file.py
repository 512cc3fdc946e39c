"""The SQLite file is replaced, or gone for a while, under the server that reads it."""

import shutil
import time
from pathlib import Path

import pytest

from models.database import connect_url
from tests.editions import edition
from tests.faults.clients import asking, outage, roster, until
from tests.seeding import seed

READERS = pytest.mark.parametrize("plan", ["on", "off"])


@READERS
def test_a_file_is_replaced_again_and_again(sqlite_url: str, plan: str) -> None:
    seed(sqlite_url, edition(1))
    with roster(sqlite_url, ROSTER_PLAN=plan) as port, asking(port) as heard:
        until(heard, 1)
        for number in range(2, 8):
            seed(sqlite_url, edition(number))
            until(heard, number)

    outage(heard)
    assert [each for each in heard if each.codes] == []


@READERS
def test_a_file_that_was_shipped_takes_the_place_of_another(tmp_path: Path, plan: str) -> None:
    """An older one as well, as when a release is taken back."""
    files = [tmp_path / f"{number}.db" for number in (1, 2)]
    for number, file in enumerate(files, 1):
        for step in range(1, number + 1):
            seed(f"sqlite:///{file}", edition(step))
    served = tmp_path / "roster.db"
    url = f"sqlite:///{served}"

    def ship(number: int) -> None:
        shutil.copy(files[number - 1], tmp_path / ".roster.db.new")
        (tmp_path / ".roster.db.new").replace(served)

    ship(1)
    with roster(url, ROSTER_PLAN=plan) as port, asking(port) as heard:
        for number in (1, 2, 1, 2):
            ship(number)
            until(heard, number)

    outage(heard)
    assert [each for each in heard if each.codes] == []


@READERS
def test_a_file_that_is_gone_for_a_while(sqlite_url: str, plan: str) -> None:
    seed(sqlite_url, edition(1))
    file = Path(connect_url(sqlite_url).database or "")
    with roster(sqlite_url, ROSTER_PLAN=plan) as port, asking(port) as heard:
        until(heard, 1)
        file.rename(file.with_suffix(".away"))
        time.sleep(0.5)
        file.with_suffix(".away").rename(file)
        until(heard, 1)

    assert outage(heard) < 2
    assert [each for each in heard if each.codes] != []
