"""The server writes nothing: neither to its file and its directory, nor to its database."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx2
import psycopg
import pytest

from models.database import connect_url
from tests.command import ROOT, ROSTER, free_port, serving
from tests.editions import edition
from tests.exporting import exported
from tests.faults.clients import ask, wait_for
from tests.seeding import seed

BOUND = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search,-fowner"]
"""Makes root mind what may be written to, as any other user must."""

HELD = [] if os.geteuid() else BOUND
FORBIDDEN = (b"DELETE FROM role", b"CREATE TABLE mine (a int)", b"CREATE TEMP TABLE mine (a int)")
READ_ONLY = ROOT / "docs" / "read-only-role.sql"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A directory to which nothing can be written, with a dataset in it and its downloads."""
    if HELD and not shutil.which("setpriv"):
        pytest.skip("setpriv is not installed, without which root may write anywhere")
    home = tmp_path / "home"
    home.mkdir()
    url = f"sqlite:///{home / 'roster.db'}"
    seed(url, edition(1))
    exported(connect_url(url), home / "downloads")
    every = [home, *home.rglob("*")]
    for each in every:
        each.chmod(0o555 if each.is_dir() else 0o444)
    yield home
    for each in every:
        each.chmod(0o755)


def test_a_file_and_a_directory_that_cannot_be_written_to_are_served(place: Path) -> None:
    touch = [*HELD, "touch", str(place / "roster.db"), str(place / "new")]
    before = sorted(each.name for each in place.rglob("*"))
    port = free_port()
    given = {
        "DATABASE_URL": f"sqlite:///{place / 'roster.db'}",
        "ROSTER_DOWNLOADS": str(place / "downloads"),
    }
    with (
        serving(*HELD, *ROSTER, "serve", "--port", str(port), **given),
        httpx2.Client(timeout=20) as client,
    ):
        wait_for(port)
        answers = [ask(client, port) for _ in range(3)]
        file = client.get(f"http://127.0.0.1:{port}/downloads/role.csv")

    assert [each.edition for each in answers] == [1, 1, 1]
    assert file.status_code == 200
    assert sorted(each.name for each in place.rglob("*")) == before
    assert subprocess.run(touch, capture_output=True, check=False).returncode != 0


@pytest.mark.parametrize("plan", ["on", "off"])
def test_a_role_that_may_only_read_is_enough(postgres_url: str, plan: str) -> None:
    role = f"reader_{plan}"
    with psycopg.connect(postgres_url, autocommit=True) as owner:
        script = READ_ONLY.read_text("utf-8")
        owner.execute(script.replace("roster_reader", role).encode())
    seed(postgres_url, edition(1))  # whose tables are made after the role
    url = postgres_url.replace("postgres@", f"{role}@")
    port = free_port()
    given = {"DATABASE_URL": url, "ROSTER_PLAN": plan}
    with (
        serving(*ROSTER, "serve", "--port", str(port), **given),
        httpx2.Client(timeout=20) as client,
    ):
        wait_for(port)
        answers = [ask(client, port) for _ in range(3)]

    assert [each.edition for each in answers] == [1, 1, 1]
    with psycopg.connect(url, autocommit=True) as reader:
        reader.execute("SET default_transaction_read_only = off")
        for forbidden in FORBIDDEN:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(forbidden)
    with psycopg.connect(postgres_url, autocommit=True) as owner:
        owner.execute(f"DROP OWNED BY {role}".encode())
        owner.execute(f"DROP ROLE {role}".encode())
