"""Fixtures read as they are written: the dataset is good, and order means nothing."""

import random
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import yaml

from fixtures import files
from fixtures.checks import CHECKS
from fixtures.document import Loader
from fixtures.drafts import Drafts
from fixtures.fields import DEFINING, FIELDS, OWNER
from fixtures.problem import FixtureErrors
from fixtures.read import HERE, read, survey
from fixtures.rows import Rows
from fixtures.sections import EVIDENCE, NAME
from fixtures.shapes import (
    Column,
    Group,
    Listed,
    Records,
    Section,
    Shape,
    Values,
    Words,
)
from fixtures.version import Version
from models import (
    ClaimFacts,
    CompensationReport,
    Evidence,
    Facts,
    Name,
    NameKind,
    RecordFacts,
)
from models.keys import authored, fields_of
from tests.broken_cases import VALID

SECTIONS = [*(each.section for each in files.FILES), EVIDENCE, NAME]


def hash_of(rows: Rows) -> str:
    return Version(rows).hash


def test_the_dataset_reads_without_a_problem() -> None:
    assert len(list(read().records())) > 100


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check.__name__))
def test_a_rule_is_told_in_one_sentence(check: Any) -> None:
    assert check.__doc__
    assert len(check.__doc__.splitlines()) == 1
    assert check.__doc__.endswith(".")


def shuffled(node: Any, random: random.Random) -> Any:
    """The same document with the keys of every map in another order."""
    if isinstance(node, list):
        return [shuffled(item, random) for item in node]
    if not isinstance(node, dict):
        return node
    keys = list(node)
    random.shuffle(keys)
    return {key: shuffled(node[key], random) for key in keys}


def documents(root: Path) -> dict[str, Any]:
    found = {file.path: file.path.read_text("utf-8") for file in files.find(root, Drafts([]))}
    return {
        path.relative_to(root).as_posix(): yaml.load(text, Loader)  # noqa: S506 - all is text to it
        for path, text in found.items()
    }


def write(root: Path, contents: dict[str, Any]) -> Path:
    for name, content in contents.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (root / name).write_text(text, "utf-8")
    return root


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("root", [HERE, VALID], ids=["dataset", "example"])
def test_the_order_of_keys_means_nothing(root: Path, seed: int, tmp_path: Path) -> None:
    mixed = random.Random(seed)  # noqa: S311 - no secret is made
    again = write(tmp_path / "fixtures", shuffled(documents(root), mixed))
    assert hash_of(read(again)) == hash_of(read(root))


@pytest.mark.parametrize("root", [HERE, VALID], ids=["dataset", "example"])
def test_the_order_of_files_means_nothing(root: Path) -> None:
    expected = hash_of(read(root))
    backwards = list(files.find(root, Drafts([])))[::-1]
    with mock.patch.object(files, "find", return_value=backwards):
        assert hash_of(read(root)) == expected


def test_problems_stand_in_the_order_of_lines(tmp_path: Path) -> None:
    write(tmp_path / "fixtures", {"people/b.yaml": {"x": "1", "y": "2"}, "people/a.yaml": {}})
    with pytest.raises(FixtureErrors) as refusal:
        read(tmp_path / "fixtures")
    places = [(p.file, p.line, p.column) for p in refusal.value.problems]
    assert places == sorted(places)
    assert str(refusal.value).splitlines() == [str(p) for p in refusal.value.problems]


def test_files_are_named_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "data" / "fixtures", {"people/a.yaml": {}})
    monkeypatch.chdir(tmp_path)
    _, problems = survey(Path("data/fixtures"))
    assert problems[0].file == "data/fixtures/people/a.yaml"


def nested(sections: list[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        inner = [s.section for s in section.keys.values() if isinstance(s, Records)]
        yield from nested(inner)


def columns(shape: Shape) -> set[str]:
    if isinstance(shape, Group):
        return {column.column for column in shape.keys.values()}
    if isinstance(shape, Column):
        return {shape.column, *shape.by_kind.values()}
    return {shape.column} if isinstance(shape, (Words, Values)) else set()


def test_every_authored_column_has_a_place_in_the_files() -> None:
    filled: dict[type[Facts], set[str]] = {}
    for section in nested(SECTIONS):
        found = filled.setdefault(section.table, set())
        found |= {section.owner, *section.implied}
        found |= {column for shape in section.keys.values() for column in columns(shape)}
    for table, found in filled.items():
        assert found - {""} == set(authored(table)), table


def test_no_derived_column_is_a_key() -> None:
    for section in nested(SECTIONS):
        assert not {"confidence", "last_reported_on", "independent_source_count", "id"} & set(
            section.keys
        )


def test_every_claim_says_which_fields_make_it_what_it_is() -> None:
    claims = {table for table in FIELDS if issubclass(table, ClaimFacts)}
    assert claims == DEFINING.keys()
    for table, fields in (*DEFINING.items(), *OWNER.items()):
        assert set(fields) <= set(FIELDS[table].values())


def test_every_list_of_rows_has_its_table() -> None:
    listed = [s for each in nested(SECTIONS) for s in each.keys.values() if isinstance(s, Listed)]
    assert all(shape.owner in shape.table.model_fields for shape in listed)


@pytest.fixture(scope="module")
def example() -> Rows:
    return read(VALID)


def test_ids_are_paths(example: Rows) -> None:
    ids = {row.id for row in example.records()}
    assert {
        "person/ada-example",
        "role/ada-example.chief",
        "pay/ada-example.offer",
        "pay/sector",
        "credit/example-2.bo",
        "relation/example-lab.example-corp",
        "response/ada-example.offer",
        "event/lab-moves",
        "source/daily-ada",
        "evidence/role.ada-example.chief.weekly-ada",
        "evidence/person.ada-example.daily-ada",
    } <= ids


def test_the_first_plain_name_is_the_primary_one(example: Rows) -> None:
    ada = [name for name in example.of(Name) if name.record_id == "person/ada-example"]
    assert [(n.position, n.kind) for n in ada] == [
        (0, NameKind.PRIMARY),
        (1, NameKind.NATIVE),
        (2, NameKind.FORMER),
    ]


def test_a_bare_key_is_a_role_of_the_same_person(example: Rows) -> None:
    rows = {row.id: row for row in example.records()}
    offer = rows["pay/ada-example.offer"]
    assert isinstance(offer, CompensationReport)
    assert offer.role_id == "role/ada-example.adviser"


def test_asserted_values_have_the_types_of_the_columns(tmp_path: Path) -> None:
    contents = documents(VALID)
    evidence = contents["people/ada-example.yaml"]["compensation"]["offer"]["evidence"]
    asserted = {"min": "3e6", "payer": "example-lab", "stage": "paid", "approximate": "false"}
    evidence.append({"source": "weekly-ada", "fields": ["amount"], "asserts": asserted})
    rows = read(write(tmp_path / "fixtures", contents))
    (found,) = (e for e in rows.of(Evidence) if e.id == "evidence/pay.ada-example.offer.weekly-ada")
    assert found.asserts == {
        "min": 3e6,
        "payer": "organization/example-lab",
        "stage": "paid",
        "approximate": False,
    }


WORDS = ["2024", "[..2020]", "1", "-1", "true", "current", "ended", "disputes", "person", "part_of"]


def slots(node: Any) -> Iterator[tuple[Any, Any]]:
    keys: Any = list(node) if isinstance(node, dict) else range(len(node))
    for key in keys if isinstance(node, (dict, list)) else ():
        yield node, key
        if isinstance(node[key], (dict, list)):
            yield from slots(node[key])


@pytest.mark.parametrize("seed", range(60))
def test_whatever_is_changed_the_rows_are_good_or_the_problems_are_told(
    seed: int, tmp_path: Path
) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret is made
    contents = documents(VALID)
    for _ in range(chance.choice([1, 1, 2, 3])):
        node, key = chance.choice(list(slots(contents)))
        other, its = chance.choice(list(slots(contents)))
        if chance.random() < 0.2:
            del node[key]
        else:
            node[key] = deepcopy(chance.choice([other[its], chance.choice(WORDS)]))
    root = write(tmp_path / "fixtures", contents)
    with suppress(FixtureErrors):
        assert hash_of(read(root))


@pytest.mark.parametrize("table", FIELDS, ids=lambda table: table.__name__)
def test_evidence_and_the_api_know_the_same_fields(table: type[RecordFacts]) -> None:
    assert fields_of(table) == sorted(set(FIELDS[table].values()))
