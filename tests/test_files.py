"""Whatever stands where a fixture should, it is read or it is one problem: no crash, no waiting."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest

from fixtures.problem import FixtureErrors
from fixtures.read import read
from tests.broken_cases import VALID

NO_PLAIN_FILE = "no file belongs here but one of plain text: this is a folder, a pipe or the like"


def cleared(path: Path) -> Path:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    return path


def linked_folder(root: Path) -> None:
    (root / "people").rename(root.parent / "elsewhere")
    (root / "people").symlink_to("../elsewhere")


ADA, SOURCES = "people/ada-example.yaml", "sources/2024-01.yaml"
CASES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a link to nothing": (
        lambda root: cleared(root / ADA).symlink_to("nothing"),
        f"{ADA}:1:1: cannot be read: No such file or directory",
    ),
    "a link to itself": (
        lambda root: cleared(root / SOURCES).symlink_to("2024-01.yaml"),
        f"{SOURCES}:1:1: cannot be read: Too many levels of symbolic links",
    ),
    "a folder for a file": (
        lambda root: cleared(root / ADA).mkdir(),
        f"{ADA}:1:1: {NO_PLAIN_FILE}",
    ),
    "a pipe": (
        lambda root: os.mkfifo(cleared(root / SOURCES)),
        f"{SOURCES}:1:1: {NO_PLAIN_FILE}",
    ),
    "an endless device": (
        lambda root: cleared(root / ADA).symlink_to("/dev/zero"),
        f"{ADA}:1:1: {NO_PLAIN_FILE}",
    ),
    "a file for a folder": (
        lambda root: cleared(root / "people").touch(),
        "people:1:1: no file belongs here: fixtures stand in people/<slug>.yaml",
    ),
    "a link for a folder": (
        linked_folder,
        "people:1:1: no link to a folder belongs here: put the folder itself here",
    ),
    "a link round in a circle": (
        lambda root: (root / "people" / "again").symlink_to(".."),
        "people/again:1:1: no link to a folder belongs here: put the folder itself here",
    ),
}


def problems(root: Path) -> str:
    with pytest.raises(FixtureErrors) as refusal:
        read(root)
    return str(refusal.value)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the valid dataset."""
    return Path(shutil.copytree(VALID, tmp_path / "fixtures"))


@pytest.mark.parametrize(("spoil", "told"), CASES.values(), ids=CASES)
def test_what_is_no_readable_file_is_one_problem(
    spoil: Callable[[Path], object], told: str, root: Path
) -> None:
    spoil(root)
    assert problems(root) == f"fixtures/{told}"


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), OSError("odd")])
def test_a_file_that_cannot_be_opened_is_one_problem(error: OSError, root: Path) -> None:
    read_bytes = Path.read_bytes

    def refusing(path: Path) -> bytes:
        if path.name == "ada-example.yaml":
            raise error
        return read_bytes(path)

    with mock.patch.object(Path, "read_bytes", refusing):
        assert problems(root) == f"fixtures/{ADA}:1:1: cannot be read: {error.strerror or error}"


@pytest.mark.parametrize("folder", ["", "people", "sources", "organizations"])
def test_a_folder_that_cannot_be_opened_is_one_problem(folder: str, root: Path) -> None:
    scandir = os.scandir

    def refusing(path: str) -> object:
        if Path(path) == root / folder:
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    with mock.patch.object(os, "scandir", refusing):
        told = problems(root)
    assert told == f"{Path('fixtures', folder)}:1:1: cannot be read: Permission denied"


def test_a_file_that_vanishes_meanwhile_is_one_problem(root: Path) -> None:
    read_bytes = Path.read_bytes

    def vanishing(path: Path) -> bytes:
        if path.name == "example-lab.yaml":
            path.unlink()
        return read_bytes(path)

    with mock.patch.object(Path, "read_bytes", vanishing):
        told = problems(root)
    assert told == (
        "fixtures/organizations/example-lab.yaml:1:1: cannot be read: No such file or directory"
    )


def test_an_empty_directory_says_what_belongs_there(tmp_path: Path) -> None:
    told = problems(tmp_path)
    assert told.startswith(f"{tmp_path.name}:1:1: no fixture is here; they stand in people/<slug>")


def test_hidden_files_and_folders_are_left_alone(root: Path) -> None:
    (root / "people" / ".ada-example.yaml.swp").write_text("half")
    (root / ".trash").mkdir()
    (root / ".trash" / "old.yaml").write_text("half")
    assert read(root).redirects == read(VALID).redirects
