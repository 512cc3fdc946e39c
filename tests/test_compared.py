"""What `roster diff` compares with, and what it says where there is nothing to compare with."""

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from fixtures.difference.markdown import folded, link, plain
from fixtures.difference.section import CLOSING, Section, markdown
from fixtures.load import load
from fixtures.rows import Rows
from models.database import connect_url
from tests import tiny
from tests.command import roster
from tests.older import seed_as_it_was_once
from tests.repository import Repository

ADA, BO = "people/ada-example.yaml", "people/bo-example.yaml"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_a_branch_is_compared_with_where_it_left_main(repository: Repository) -> None:
    repository.git("switch", "--quiet", "--create=curating")
    repository.replace(ADA, "Chief scientist", "Head of science")
    repository.commit()
    repository.replace(ADA, "Training", "Design")
    repository.git("stash", "--quiet")
    repository.git("switch", "--quiet", "main")
    repository.replace(BO, "Chief scientist", "Somebody else's change")
    repository.commit()
    repository.git("switch", "--quiet", "curating")
    repository.git("stash", "pop", "--quiet")
    said = repository.diff()

    assert "Compared with the merge base with main (" in said
    assert "records 0 added, 2 changed, 0 removed." in said
    assert "→ Head of science" in said
    assert "→ Design" in said


def test_what_the_others_have_is_looked_for_before_ones_own_main(repository: Repository) -> None:
    repository.git("update-ref", "refs/remotes/origin/main", "HEAD")
    repository.replace(ADA, "Chief scientist", "Head of science")
    repository.commit()
    said = repository.diff()

    assert "Compared with the merge base with origin/main (" in said
    assert "→ Head of science" in said


def test_where_there_is_no_main_it_is_the_last_commit(repository: Repository) -> None:
    repository.git("branch", "--move", "trunk")

    assert "the same as HEAD (" in repository.diff()


def test_fixtures_in_any_directory_are_compared(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.git("mv", "fixtures", "my facts")
    repository.commit()
    repository.fixtures = tmp_path / "my facts"
    repository.replace(ADA, "Chief scientist", "Head of science")

    assert "→ Head of science" in repository.diff("HEAD")
    assert "are no fixtures of HEAD~1 to compare with" in repository.refusal("HEAD~1")


def test_files_that_are_no_data_are_not_read(repository: Repository) -> None:
    (repository.fixtures / "people" / "elsewhere.yaml").symlink_to("/etc/passwd")
    repository.append("read.py", "code")
    repository.commit()
    (repository.fixtures / "people" / "elsewhere.yaml").unlink()

    assert "nothing is added, changed or removed" in repository.diff("HEAD")


@pytest.mark.parametrize("name", ["nowhere", "HEAD~99", "--output=x", "", "main:fixtures"])
def test_an_unknown_revision_is_told(repository: Repository, name: str) -> None:
    told = repository.refusal("--", name) if name.startswith("-") else repository.refusal(name)

    assert f"git knows no revision {name!r} here: name a branch, a tag or a commit" in told


def test_a_directory_outside_of_git_is_told(repository: Repository) -> None:
    shutil.rmtree(repository.fixtures.parent / ".git")

    assert "is in no git repository, so that it has no older version: name a" in (
        repository.refusal()
    )


def test_a_repository_without_a_commit_is_told(repository: Repository) -> None:
    shutil.rmtree(repository.fixtures.parent / ".git")
    repository.git("init", "--quiet")

    assert "git knows no revision 'HEAD' here" in repository.refusal()


def test_a_machine_without_git_is_told(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")

    assert "There is no git on this machine" in repository.refusal()
    assert "--database" in repository.refusal()


def test_one_older_version_is_enough(repository: Repository, sqlite_url: str) -> None:
    told = repository.refusal("HEAD", "--database", sqlite_url)

    assert "A revision and --database are two things to compare with" in told


def test_fixtures_that_are_wrong_are_told_like_those_of_check(repository: Repository) -> None:
    repository.replace(ADA, "kind: employment", "kind: employed")

    assert 'people/ada-example.yaml:13:5: "kind" cannot be "employed"' in repository.refusal()


def test_an_older_version_that_breaks_a_rule_is_compared_all_the_same(
    repository: Repository,
) -> None:
    evidence = (
        "    evidence:\n      - {source: weekly-ada, repeats: daily-ada, basis: other_media}\n"
    )
    repository.replace(BO, evidence, "")
    repository.commit()
    repository.append(BO, evidence)
    said = repository.diff("HEAD")

    assert "| pieces of evidence | 1 |  |  |" in said
    assert re.search(
        r"<details><summary>The fixtures of HEAD \([0-9a-f]{10}\) are wrong by today's rules "
        r"at 1 place; what is not understood of them seems to be added</summary>\n\n"
        r"- fixtures/people/bo-example\.yaml:[0-9:]+ ",
        said,
    )


PARTLY = {
    "an unknown key": (ADA, ("kind: adviser", "kind: adviser\n    salary: 1"), "unknown key", ""),
    "a kind": (ADA, ("kind: adviser", "kind: guru"), "kind cannot be guru", "5 added, 0 changed"),
    "a reference": (ADA, ("example-corp\n    kind", "x\n    kind"), "there is no organ", "5 added"),
    "a file": (BO, ("names:", "names: ["), "YAML", "6 added, 0 changed"),
    "no text": ("models/example-2.yaml", ("MIT", "[MIT]"), "is plain text", "0 added, 1 changed"),
    "no number": ("models/example-1.yaml", ("7e9", "many"), "is no number", "0 added, 1 changed"),
}


@pytest.mark.parametrize(("path", "texts", "problem", "counts"), PARTLY.values(), ids=PARTLY)
def test_an_older_version_is_compared_so_far_as_it_is_understood(
    repository: Repository, path: str, texts: tuple[str, str], problem: str, counts: str
) -> None:
    repository.replace(path, *texts)
    repository.commit()
    repository.replace(path, *reversed(texts))
    said = re.sub(r'["\\]', "", repository.diff("HEAD"))

    assert "are wrong by today's rules at 1 place" in said
    assert problem in said
    assert f"records {counts}" in said if counts else "say the same as HEAD" in said


@pytest.mark.parametrize(
    ("path", "old", "new", "words"),
    [
        (ADA, "names:\n  - Ada Example\n", "names:\n", "primary"),
        ("models/example-1.yaml", "[example-lab]", "[example-lab, example-lab]", "twice"),
    ],
)
def test_an_older_version_that_means_nothing_is_refused(
    repository: Repository, path: str, old: str, new: str, words: str
) -> None:
    repository.replace(path, old, new)
    repository.commit()
    repository.replace(path, new, old)
    told = repository.refusal("HEAD")

    assert "The fixtures of HEAD cannot be compared, for today's Roster does not understand" in told
    assert f"  fixtures/{path}:" in told
    assert words in told
    assert "Name a newer revision. Or let the Roster of then seed a database" in told
    assert "git worktree add ../roster-then" in told


def test_an_older_version_with_a_circle_is_refused_and_not_walked_for_ever(
    repository: Repository,
) -> None:
    repository.append(
        "organizations/example-corp.yaml",
        "relations:\n  example-lab:\n    kind: part_of\n    other: example-lab\n"
        "    evidence:\n      - {source: corp-page}\n",
    )
    repository.commit()
    repository.git("revert", "--no-edit", "HEAD")

    assert "an organization is part of itself" in repository.refusal("HEAD~1")


def test_a_database_that_is_none_is_told(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("This is no database, and long enough to be taken for one." * 99)
    for name, words in {
        "none.db": f"There is no file {tmp_path}/none.db: name the database of a Roster.",
        "text": "The database cannot be read: file is not a database. See that it runs, and",
    }.items():
        assert words in repository.refusal("--database", f"sqlite:///{tmp_path}/{name}")
    assert not (tmp_path / "none.db").exists()


def test_the_tables_of_an_older_roster_are_told(repository: Repository, database_url: str) -> None:
    seed_as_it_was_once(database_url)

    assert "The tables of the database are not those of this Roster" in (
        repository.refusal("--database", database_url)
    )


def test_a_database_that_does_not_hold_roster_is_told(
    repository: Repository, postgres_url: str
) -> None:
    assert "The tables of the database are not those of this Roster" in (
        repository.refusal("--database", postgres_url)
    )


def test_a_database_without_a_dataset_is_told(repository: Repository, database_url: str) -> None:
    load(Rows(), connect_url(database_url), print)

    assert "The database holds no dataset yet: run `roster seed`" in (
        repository.refusal("--database", database_url)
    )


def test_comparing_leaves_a_database_as_it_is(repository: Repository, tmp_path: Path) -> None:
    file = tmp_path / "roster.db"
    load(tiny.rows(), connect_url(f"sqlite:///{file}"), print)
    before = file.read_bytes(), sorted(tmp_path.iterdir())
    repository.diff("--database", f"sqlite:///{file}")

    assert (file.read_bytes(), sorted(tmp_path.iterdir())) == before


def test_the_command_prints_markdown_and_says_elsewhere_what_it_reads(
    repository: Repository,
) -> None:
    repository.replace(ADA, "Chief scientist", "首席科学家")
    done = roster("diff", "HEAD", "--fixtures", str(repository.fixtures))

    assert done.returncode == 0
    first, *_, last = done.stderr.splitlines()
    assert (first, last) == ("Reading the fixtures ...", "Comparing ...")
    assert done.stdout.startswith("## What the dataset says otherwise\n\nCompared with HEAD (")
    assert "  - title: Chief scientist → 首席科学家\n" in done.stdout


def test_a_long_report_says_what_is_left_out_and_how_to_see_it(repository: Repository) -> None:
    for number in range(200):
        repository.append(
            f"models/m-{number}.yaml",
            f"names: [Model {number}]\nevidence:\n  - {{source: corp-page}}\n",
        )
    whole, cut = repository.diff("main"), repository.diff("main", "--limit", "5000")

    assert "<details><summary>200 in all</summary>" in whole
    assert whole.count("**added**") == 200
    assert len(cut) < 5000
    left_out = re.search(r"\*\*([0-9,]+) of ([0-9,]+) parts of this report are left out", cut)
    assert left_out
    shown = cut.count("**added**")
    assert int(left_out[1]) == 200 - shown
    assert int(left_out[2]) == 201
    assert f"`roster diff main --fixtures {repository.fixtures}` prints it whole." in cut


TEXTS = st.lists(st.text(min_size=1, max_size=900).map(lambda text: f"- {text}"), max_size=30)


@given(TEXTS, st.booleans(), st.integers(2000, 9000))
def test_no_report_is_longer_than_its_limit(blocks: list[str], is_list: bool, limit: int) -> None:
    parts: list[str | Section] = ["head", Section("One", blocks, is_list), Section("Two", blocks)]
    text = markdown(parts, limit, "roster diff HEAD")
    left_out = re.search(r"\*\*([0-9,]+) of ([0-9,]+) parts", text)

    assert len(text) <= limit
    assert bool(left_out) == (len(markdown(parts, None, "")) > limit)
    if left_out:
        assert int(left_out[1].replace(",", "")) > 0
        assert int(left_out[2].replace(",", "")) == 2 * len(blocks) + 1


def test_the_words_about_what_is_left_out_have_room() -> None:
    said = markdown(["x" * 5000], 2000, "roster diff " + "y" * 300)

    assert len(said) < CLOSING


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
@pytest.mark.parametrize(
    ("before", "shows"), [("- ", ""), ("- **added** ", "added "), ("#### ", "")]
)
def test_any_text_shows_as_it_is(before: str, shows: str, text: str) -> None:
    rendered = (
        MarkdownIt("gfm-like", {"linkify": False}).enable("table").parse(before + plain(text))
    )
    shown = "".join(
        "" if child.type == "html_inline" else child.content
        for token in rendered
        for child in token.children or []
    )

    assert shown.strip() == f"{shows}{' '.join(text.split())}".strip()


def test_what_would_call_somebody_or_name_an_issue_is_kept_from_it() -> None:
    assert plain("@someone, #12, $5") == "@<!-- -->someone, \\#<!-- -->12, <span>$</span>5"


def test_an_address_stays_within_its_link() -> None:
    assert (
        link("a]", "https://x.example/a(b)>c d|e") == "[a\\]](<https://x.example/a(b)%3Ec%20d%7Ce>)"
    )


def test_a_summary_is_no_html() -> None:
    assert folded("<i>", "x") == "<details><summary>&lt;i&gt;</summary>\n\nx\n\n</details>"
