"""What the documents tell a newcomer to type is right."""

import re
from pathlib import Path

import pytest

from fixtures.formatting import find, put_in_form
from fixtures.read import read
from models import CompensationReport, Role

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted(
    path for pattern in ("*.md", "docs/**/*.md", "examples/*/*.md") for path in ROOT.glob(pattern)
)


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


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_link_leads_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    assert not [target for target in targets if not (document.parent / target).exists()]


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
