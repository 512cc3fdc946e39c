"""What must hold of the repository itself: its locks name every package and no address."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")


def locked(lock: str) -> dict[str, str]:
    """The version of each package in a lock."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)==([^ ;]+)", text, flags=re.MULTILINE))


def wanted(*, to_develop: bool) -> set[str]:
    """The packages that the project names, its build backend among them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = settings["project"]
    texts = [*project["dependencies"], *settings["build-system"]["requires"]]
    texts += project["optional-dependencies"]["dev"] if to_develop else []
    return {canonicalize_name(Requirement(text).name) for text in texts}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_every_package_the_project_names(lock: str) -> None:
    missing = wanted(to_develop=lock == "requirements-dev.lock") - set(locked(lock))
    assert not missing, "run `make lock`"


def test_we_develop_with_the_packages_we_serve_with() -> None:
    served, developed = map(locked, LOCKS)
    assert served.items() <= developed.items(), "run `make lock`"


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_download_address(lock: str) -> None:
    assert "://" not in (ROOT / lock).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "directory", ["examples/typescript", "bench/peers", "tests/conformance/audits"]
)
def test_an_npm_lock_names_no_download_address(directory: str) -> None:
    path = ROOT / directory / "package-lock.json"
    packages = json.loads(path.read_text(encoding="utf-8"))["packages"]
    assert not [name for name, package in packages.items() if "resolved" in package]
