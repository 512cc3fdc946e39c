"""What `roster check` and `roster seed` say of fixtures that are wrong, many, or missing."""

from pathlib import Path
from typing import NoReturn

import pytest

from api.cli import curating
from fixtures.files import FILES
from fixtures.load import load
from fixtures.rows import Rows
from fixtures.seeding import SeedingError
from models import TABLES
from models.database import connect_url
from tests import tiny
from tests.broken_cases import VALID
from tests.editing import roster


def stop(text: object) -> NoReturn:
    raise AssertionError(text)


@pytest.mark.parametrize("command", ["check", "seed"])
def test_a_directory_without_fixtures_is_refused(
    command: str, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    assert roster("seed", "--fixtures", VALID).exit_code == 0
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "README.md").write_text("none are here")

    done = roster(command, "--fixtures", tmp_path / "pictures")

    assert done.exit_code == 1
    assert "pictures:1:1: no fixture is here; they stand in people/<slug>.yaml, " in done.output
    assert "Nothing has changed since release 1." in roster("seed", "--fixtures", VALID).output


def test_no_seeding_removes_everything(database_url: str) -> None:
    url = connect_url(database_url)
    load(tiny.rows(), url, print)

    with pytest.raises(SeedingError, match=r"not one record to seed, and all \d+ that it holds"):
        load(Rows(), url, print)

    assert str(load(tiny.rows(), url, print)) == "Nothing has changed since release 1."


def test_the_name_of_no_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for name, words in {
        "": "--fixtures names nothing: leave it out",
        str(tmp_path / "file"): "is no directory; --fixtures names the one that holds people/",
        str(tmp_path / ("n" * 300)): "cannot be read: File name too long.",
    }.items():
        done = roster("check", "--fixtures", name)
        assert done.exit_code == 1
        assert words in done.output


def test_of_very_many_mistakes_the_first_are_told_and_the_others_counted(tmp_path: Path) -> None:
    (tmp_path / "people").mkdir()
    keys = [f"k{n}: x\n" for n in range(1233)]
    head = f"{FILES[0].first_line}\nnames: [Ada]\n"
    (tmp_path / "people" / "ada.yaml").write_text(head + "".join(keys))

    *told, more, sum_of_all = roster("check", "--fixtures", tmp_path).output.splitlines()

    places = [line.split(":")[1] for line in told]
    assert places == ["1", *(str(n) for n in range(3, 202))]
    assert more == "… and 1,034 more, which show when these are mended."
    assert sum_of_all == "1,234 things are wrong."


def test_all_kinds_are_counted_in_words() -> None:
    assert curating.COUNTED.keys() == TABLES.keys()
    said = curating.summary(curating.rows(str(VALID), stop))
    assert said.startswith("2 people, 2 organizations, 2 models, 3 roles, 1 relation, ")
    assert ", 1 response, " in said
