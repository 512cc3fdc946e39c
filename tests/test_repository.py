"""What must hold of the repository itself: its locks name every package and no address."""

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
FORM = ROOT / ".github" / "ISSUE_TEMPLATE" / "correction.yml"
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


def test_the_npm_lock_names_no_download_address() -> None:
    path = ROOT / "examples/typescript/package-lock.json"
    packages = json.loads(path.read_text(encoding="utf-8"))["packages"]
    assert not [name for name, package in packages.items() if "resolved" in package]


def prose(page: Path) -> str:
    """A page without its blocks of code, in which other things look like links and headings."""
    text = page.read_text(encoding="utf-8")
    return re.sub(r"^( *)```.*?^\1```$", "", text, flags=re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """What a link may name in a page: its headings, as GitHub spells them in addresses."""
    headings = re.findall(r"^#+ (.*)$", prose(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_link_within_the_repository_leads_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\((?!https?://)([^)]*)\)", prose(page)):
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_the_readme_leads_to_each_page(page: Path) -> None:
    assert f"](docs/{page.name})" in prose(ROOT / "README.md")


def test_the_form_for_corrections_asks_what_its_page_says_and_names_the_private_way() -> None:
    form = yaml.safe_load(FORM.read_text(encoding="utf-8"))
    asked = {each["id"]: each for each in form["body"] if "id" in each}
    page = (ROOT / "docs" / "corrections.md").read_text(encoding="utf-8")

    assert list(asked) == ["record", "wrong", "page", "author"]
    assert {name for name, each in asked.items() if "validations" in each} == {"record", "wrong"}
    assert f"the form *{form['name']}*" in page
    for word in ("Report a vulnerability", "within fourteen days"):
        assert word in page
        assert word in form["body"][0]["attributes"]["value"]
