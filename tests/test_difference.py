"""`roster diff`: what a change says otherwise, told to whoever reviews it."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.cli.curating import COUNTED
from fixtures.difference.facts import facts
from fixtures.difference.past import Past
from fixtures.difference.report import PAGES, report
from fixtures.difference.side import OWNERS, Side
from fixtures.load import load
from fixtures.read import read
from models import TABLES
from models.database import connect_url
from tests.repository import Repository
from tests.world import world

ADA, BO = "people/ada-example.yaml", "people/bo-example.yaml"
EVIDENCE = "    evidence:\n      - {source: daily-ada}\n"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def role(key: str, organization: str, start: str, end: str, kind: str = "employment") -> str:
    """Return a role that is over, as a fixture has it."""
    return (
        f"  {key}:\n    organization: {organization}\n    kind: {kind}\n    status: ended\n"
        f'    start: "{start}"\n    end: "{end}"\n{EVIDENCE}'
    )


def section(report: str, title: str) -> str:
    """Return what stands under a heading; it must be there once."""
    found = re.findall(rf"^### {title}\n\n(.*?)(?=\n\n### |\Z)", report, re.MULTILINE | re.DOTALL)
    assert len(found) == 1, report
    return str(found[0]).strip()


def test_no_difference_is_one_sentence(repository: Repository) -> None:
    said = repository.diff("main")

    assert re.fullmatch(
        r"The fixtures say the same as main \([0-9a-f]{10}\): "
        r"nothing is added, changed or removed\.\n",
        said,
    )


CHANGES = {
    "a title": (ADA, "status: ended", "grade: P9\n    status: ended", "grade: nothing → P9"),
    "a date": (
        ADA,
        'end: "2023-06-30"',
        'end: "2023-05~"',
        "end: `2023-06-30` (30 June 2023) → `2023-05~` (about May 2023)",
    ),
    "pay": (
        ADA,
        "min: 1000000",
        "min: 1500000",
        "amount: about 1,000,000 to under 2,000,000 USD → about 1,500,000 to under 2,000,000 USD",
    ),
    "a name": (ADA, "text: 艾达", "text: 爱达", "added 爱达 (native, zh-Hans); removed 艾达"),
    "an identifier": (ADA, "Q1", "Q3", "identifiers: added wikidata Q3; removed wikidata Q1"),
    "a credit": (ADA, "Training", "Design", "contribution: Training → Design"),
    "a response": (ADA, "answer: denied", "answer: confirmed", "answer: denied → confirmed"),
    "a relation": (
        "organizations/example-lab.yaml",
        'start: "2012"',
        'start: "2013"',
        "start: `2012` (2012) → `2013` (2013)",
    ),
    "a kind": ("organizations/example-lab.yaml", "kind: lab", "kind: team", "kind: lab → team"),
    "developers": (
        "models/example-2.yaml",
        "[example-lab, example-corp]",
        "[example-corp, example-lab]",
        "developers: in another order, Example Corp (`organization/example-corp`), Example Lab",
    ),
    "a reference": (
        "models/example-2.yaml",
        "family: example-1\n",
        "",
        "family: Example 1 (`model/example-1`) → nothing",
    ),
    "a modality": ("models/example-1.yaml", "[text, image]", "[text]", "modality: removed image"),
    "weights": (
        "models/example-1.yaml",
        "open_weights: false",
        "open_weights: true",
        "open\\_weights: no → yes",
    ),
    "a number": (
        "models/example-1.yaml",
        "parameters: 7e9",
        "parameters: 8e9",
        "parameters: 7,000,000,000 → 8,000,000,000",
    ),
    "an event": ("events/2024.yaml", "Many people", "Few people", "text: Many people used"),
    "a figure": ("events/2024.yaml", "min: 1000000", "min: 900000", "figure.min: 1,000,000 → 900"),
    "whom an event is about": (
        "events/2024.yaml",
        "about: [example-1]",
        "about: [example-2]",
        "about: added Example 2 (`model/example-2`); removed Example 1 (`model/example-1`)",
    ),
    "a source": (
        "sources/2024-01.yaml",
        "Ada again",
        "Ada once more",
        "headline: Ada again → Ada once more",
    ),
    "evidence": (
        BO,
        "basis: other_media",
        "basis: speculation",
        "evidence changed, The Weekly Example, “Ada again”: basis: other media → speculation",
    ),
    "a rank": (ADA, "rank: normal", "rank: deprecated", "rank: normal → deprecated"),
    "sector pay": ("compensation.yaml", "max: 90000", "max: 80000", "up to 90,000 EUR → up to 80"),
}


@pytest.mark.parametrize(("path", "old", "new", "words"), CHANGES.values(), ids=CHANGES)
def test_a_changed_field_is_told_from_what_to_what(
    repository: Repository, path: str, old: str, new: str, words: str
) -> None:
    repository.replace(path, old, new)
    said = repository.diff()

    assert f"\n  - {words}" in said or f" {words}" in said, said
    assert "records 0 added, 1 changed, 0 removed." in said
    assert said.count("**changed**") == 1


def test_what_comes_is_told_whole(repository: Repository) -> None:
    repository.append(
        "people/cy-example.yaml",
        "names: [Cy Example]\nevidence:\n  - {source: daily-ada}\nroles:\n"
        + role("intern", "example-lab", "2021-06", "2021-09", "internship").replace(
            "{source: daily-ada}", "{source: daily-ada, basis: first_party, speaker: cy-example}"
        ),
    )
    said = repository.diff()

    assert "records 4 added, 0 changed, 0 removed." in said
    assert "| people | 1 |  |  |\n| roles | 1 |  |  |" in said
    assert section(said, "People") == (
        "#### Cy Example\n\n"
        "- **added** Cy Example (`person/cy-example`)\n"
        "  - names: Cy Example (primary, en)\n"
        "  - evidence added, [The Daily Example, “Who is Ada?”](<https://daily.example/ada>)\n"
        "- **added** Cy Example was an intern at Example Lab from June 2021 until September 2021. "
        "(`role/cy-example.intern`)\n"
        "  - kind: internship\n"
        "  - status: ended\n"
        "  - organization: Example Lab (`organization/example-lab`)\n"
        "  - start: `2021-06` (June 2021)\n"
        "  - end: `2021-09` (September 2021)\n"
        "  - evidence added, [The Daily Example, “Who is Ada?”](<https://daily.example/ada>): "
        "basis: first party; speaker: Cy Example (`person/cy-example`)"
    )


def test_what_goes_is_told_with_its_evidence(repository: Repository) -> None:
    (repository.fixtures / "compensation.yaml").unlink()
    said = repository.diff()

    assert "records 0 added, 0 changed, 2 removed." in said
    told = section(said, "Pay of whole sectors")
    assert "**removed** everybody in the field: base salary of up to 90,000 EUR a year" in told
    assert "  - evidence removed, [The Daily Example" in told


def test_a_renamed_record_is_no_other_one(repository: Repository) -> None:
    repository.git("mv", f"fixtures/{ADA}", "fixtures/people/ada-new.yaml")
    for file in repository.fixtures.rglob("*.yaml"):
        text = file.read_text("utf-8").replace("formerly: [", "formerly: [ada-example, ")
        keep = text.replace("[ada-example, ", "[KEPT, ").replace("ada-example", "ada-new")
        file.write_text(keep.replace("KEPT", "ada-example"), "utf-8")
    said = repository.diff()

    assert "records 0 added, 0 changed, 0 removed, 1 renamed." in said
    assert section(said, "Renamed") == "- `person/ada-example` → `person/ada-new`: Ada Example"
    assert said.count("### ") == 1


def test_a_renamed_record_may_change_as_well(repository: Repository) -> None:
    repository.replace(
        BO, "  chief:\n    organization", "  head:\n    formerly: [chief]\n    organization"
    )
    repository.replace(BO, "title: Chief scientist", "title: Head")
    said = repository.diff()

    assert "records 0 added, 1 changed, 0 removed, 1 renamed." in said
    assert "- `role/bo-example.chief` → `role/bo-example.head`: Bo Example at Exam" in said
    assert "  - title: Chief scientist → Head" in said


def test_a_former_id_that_comes_or_goes_is_told(repository: Repository) -> None:
    repository.replace(ADA, "formerly: [ada-sample]", "formerly: [ada-simple]")

    assert section(repository.diff(), "Renamed") == (
        "- `person/ada-simple` now leads to `person/ada-example`\n"
        "- `person/ada-sample` no longer leads to `person/ada-example`"
    )


def test_a_record_that_becomes_part_of_another_is_removed(repository: Repository) -> None:
    (repository.fixtures / "models/example-2.yaml").unlink()
    repository.replace("models/example-1.yaml", "names:", "formerly: [example-2]\nnames:")
    repository.replace("organizations/example-lab.yaml", "model: example-2", "model: example-1")
    said = repository.diff()

    assert "records 0 added, 1 changed, 4 removed." in said
    assert "- `model/example-2` now leads to `model/example-1`" in section(said, "Renamed")
    assert "**removed** Example 2 (`model/example-2`)" in section(said, "Models")


def test_what_becomes_disputed_and_what_no_longer(repository: Repository) -> None:
    repository.replace(ADA, 'asserts: {end: "2023-07"}, says: a month later}', 'says: "in June"}')
    repository.append(
        "people/bo-example.yaml",
        "      - {source: corp-page, stance: disputes, basis: first_party, "
        "speaker: example-corp}\n",
    )
    said = repository.diff()

    assert section(said, "Becomes disputed") == (
        "- Bo Example at Example Lab (Chief scientist) (`role/bo-example.chief`), "
        "whether it is so: that it is so (recorded) against that it is not so"
    )
    assert section(said, "No longer disputed") == (
        "- Ada Example at Example Lab (Chief scientist) (`role/ada-example.chief`), end: "
        "it was 2023-06-30 (recorded) against 2023-07"
    )
    assert "as a whole: hearsay → denied" in section(said, "Confidence")


def test_another_rival_value_is_told_beside_the_one_so_far(repository: Repository) -> None:
    repository.replace(ADA, 'asserts: {end: "2023-07"}', 'asserts: {end: "2023-08"}')

    assert section(repository.diff(), "Becomes disputed").endswith(
        "end: 2023-06-30 (recorded) against 2023-08; so far 2023-06-30 (recorded) against 2023-07"
    )


def test_the_confidence_of_a_field_is_told_by_its_name(repository: Repository) -> None:
    repository.replace(
        ADA,
        "fields: [end], asserts",
        "fields: [end], stance: disputes, basis: first_party, speaker: example-lab, asserts",
    )
    repository.replace("sources/2024-01.yaml", "tier: aggregator", "tier: major_media")

    told = section(repository.diff(), "Confidence")
    assert "(`role/ada-example.chief`): end: disputed → denied" in told


def test_a_gap_that_a_change_makes_is_told(repository: Repository) -> None:
    repository.append(BO, role("first", "example-corp", "2015", "2019-12"))
    repository.replace(BO, '    end: "2019-12"\n', "")
    repository.commit()
    repository.replace(BO, 'start: "2015"\n', 'start: "2015"\n    end: "2019-12"\n')

    assert section(repository.diff("HEAD"), "Gaps in careers") == (
        "- Bo Example (`person/bo-example`) has no role for about 3.5 years, between Example Corp "
        "(`role/bo-example.first`) and Example Lab (`role/bo-example.chief`): "
        "from 2020-01-01 to 2023-06-30 surely"
    )


def test_a_gap_that_shrinks_is_no_new_one(repository: Repository) -> None:
    repository.replace(BO, 'start: "[2023-07..]"', 'start: "2023-07"')
    repository.append(BO, role("first", "example-corp", "2015", "2019-12"))
    repository.commit()
    repository.replace(BO, 'end: "2019-12"', 'end: "2020-12"')
    assert "### Gaps" not in repository.diff("HEAD")
    repository.replace(BO, 'end: "2020-12"', 'end: "2018-12"')

    assert "from 2019-01-01 to 2023-06-30" in section(repository.diff("HEAD"), "Gaps in careers")


def test_a_month_between_two_roles_is_no_gap(repository: Repository) -> None:
    repository.replace(BO, 'start: "[2023-07..]"', 'start: "2023-07"')
    repository.append(BO, role("first", "example-corp", "2015", "2023-05"))

    assert "### Gaps" not in repository.diff()


def test_employments_at_unrelated_organizations_overlap(repository: Repository) -> None:
    repository.replace("organizations/example-lab.yaml", 'end: "2024"', 'end: "2018"')
    repository.append(BO, role("one", "example-lab", "2019-01", "2020-12"))
    repository.append(BO, role("two", "example-corp", "2020-03", "2021-06"))
    said = repository.diff()

    assert section(said, "Employments that overlap") == (
        "- Bo Example (`person/bo-example`) works at Example Lab (`role/bo-example.one`) and "
        "Example Corp (`role/bo-example.two`) at once, from 2020-03-31 to 2020-12-01 surely"
    )


@pytest.mark.parametrize(
    ("lab_is_part_until", "second"),
    [
        ("2024", role("two", "example-corp", "2020-03", "2021-06")),
        ("2018", role("two", "example-corp", "2020-12", "2021-06")),
        ("2018", role("two", "example-corp", "2020-03", "2021-06", "adviser")),
    ],
    ids=["of related organizations", "perhaps", "no employment"],
)
def test_what_does_not_surely_overlap_is_not_told(
    repository: Repository, lab_is_part_until: str, second: str
) -> None:
    repository.replace(
        "organizations/example-lab.yaml", 'end: "2024"', f'end: "{lab_is_part_until}"'
    )
    repository.append(BO, role("one", "example-lab", "2019-01", "2020-12") + second)

    assert "### Employments" not in repository.diff()


def test_moves_appear_change_and_vanish(repository: Repository) -> None:
    repository.append(BO, role("first", "example-corp", "2005", "2009"))
    repository.commit()
    repository.replace(BO, '    start: "2005"\n', "")
    said = repository.diff("HEAD")

    assert section(said, "Moves that appear") == (
        "- Bo Example is first seen at Example Lab, joined `[2023-07..]` (July 2023 or later) "
        "(`move/bo-example.chief`); so far Bo Example goes from Example Corp to Example Lab, "
        "left `2009` (2009), joined `[2023-07..]` (July 2023 or later)"
    )
    assert section(said, "Moves that vanish") == (
        "- Bo Example is first seen at Example Corp, joined `2005` (2005) (`move/bo-example.first`)"
    )


def test_a_move_that_only_goes_by_another_role_is_none(repository: Repository) -> None:
    repository.append(BO, role("first", "example-corp", "2005", "2009"))
    repository.commit()
    repository.replace(BO, "  first:\n", "  second:\n")

    assert "### Moves" not in repository.diff("HEAD")


def test_signs_of_markdown_in_data_are_shown_as_they_are(repository: Repository) -> None:
    repository.replace(BO, "title: Chief scientist", 'title: "<b>*x*</b> | @someone `y` [z](w)"')

    assert (
        "→ &lt;b&gt;\\*x\\*&lt;/b&gt; \\| @<!-- -->someone \\`y\\` \\[z\\](w)"
    ) in repository.diff()


@pytest.fixture
def seeded(repository: Repository, database_url: str) -> str:
    """A database that holds the fixtures as they are committed."""
    load(read(repository.fixtures), connect_url(database_url), print)
    return database_url


def test_a_database_is_compared_like_a_revision(repository: Repository, seeded: str) -> None:
    assert "nothing is added, changed or removed." in repository.diff("--database", seeded)
    repository.replace(ADA, "Chief scientist", "Head of science")
    repository.append(BO, role("first", "example-corp", "2005", "2009"))
    of_revision, of_database = repository.diff(), repository.diff("--database", seeded)

    assert "  - title: Chief scientist → Head of science" in of_database
    assert of_database.partition("\n\n|")[2] == of_revision.partition("\n\n|")[2]


def test_the_password_of_a_database_is_not_told(repository: Repository) -> None:
    told = repository.refusal("--database", "postgresql://someone:secret@127.0.0.1:1/roster")

    assert "The database cannot be read: " in told
    assert "See that it runs, and that --database is right." in told
    assert "secret" not in told


def test_each_kind_of_record_has_a_place_in_the_report() -> None:
    assert set(OWNERS) | set(PAGES) | {"evidence"} == set(TABLES)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 99), st.integers(0, 99), st.integers(3, 9))
def test_no_record_that_differs_is_left_out(one: int, other: int, people: int) -> None:
    old, new = world(seed=one), world(seed=other, people=people)
    sides = Side(old), Side(new)
    told = "\n".join(map(str, report(Past(old), new, "then", COUNTED)))
    unlike = {
        id_
        for id_ in {**sides[0].records, **sides[1].records}
        if not id_.startswith(("evidence/", "move/")) and not _same(id_, *sides)
    }

    assert [id_ for id_ in sorted(unlike) if f"(`{id_}`)\n" not in f"{told}\n"] == []


def _same(id_: str, old: Side, new: Side) -> bool:
    before, now = old.records.get(id_), new.records.get(id_)
    return before is not None and now is not None and facts(before, old) == facts(now, new)
