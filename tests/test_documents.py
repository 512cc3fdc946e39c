"""What the documents tell a newcomer to type is right."""

import re
from pathlib import Path

import pytest
import yaml

from fixtures.formatting import find, put_in_form
from fixtures.read import read
from models import CompensationReport, Role

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted(
    path for pattern in ("*.md", "docs/**/*.md", "examples/*/*.md") for path in ROOT.glob(pattern)
)
FORM = ROOT / ".github" / "ISSUE_TEMPLATE" / "correction.yml"


def in_form(path: Path, root: Path) -> str:
    """Put a fixture in canonical form."""
    (file,) = find(root, [path])
    put_in_form(file)
    return path.read_text(encoding="utf-8")


def test_the_example_of_adding_a_fact_is_accepted(tmp_path: Path) -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    blocks = re.findall(
        r"^   ```yaml\n   # fixtures/(\S+)\n(.*?)^   ```", text, re.DOTALL | re.MULTILINE
    )
    for name, block in blocks:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(re.sub("^   ", "", block, flags=re.MULTILINE), encoding="utf-8")
        kept = path.read_text(encoding="utf-8")
        assert in_form(path, tmp_path).partition("\n")[2] == kept
    rows = read(tmp_path)
    roles = ["role/ada-example.researcher", "role/ada-example.adviser"]
    assert [role.id for role in rows.of(Role)] == roles
    assert [(pay.id, pay.role_id) for pay in rows.of(CompensationReport)] == [
        ("pay/ada-example.first-year", roles[0])
    ]


def prose(document: Path) -> str:
    """A document without its blocks of code, in which other things look like links and headings."""
    text = document.read_text(encoding="utf-8")
    return re.sub(r"^( *)```.*?^\1```$", "", text, flags=re.MULTILINE | re.DOTALL)


def anchors(document: Path) -> set[str]:
    """What a link may name in a document: its headings, as GitHub spells them in addresses."""
    headings = re.findall(r"^#+ (.*)$", prose(document), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_link_leads_somewhere(document: Path) -> None:
    for link in re.findall(r"\]\((?!https?:)([^)]+)", prose(document)):
        name, _, anchor = link.partition("#")
        target = document.parent / name if name else document
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


def test_the_readme_names_only_targets_that_make_knows() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    known = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = {
        target
        for document in DOCUMENTS
        for target in re.findall(
            r"(?:`|^ {4})make ([a-z]+)", document.read_text("utf-8"), re.MULTILINE
        )
    }
    assert named
    assert named <= known
