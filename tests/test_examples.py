"""Every example question gets the answer that was worked out for it, on both databases."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from graphql import parse
from sqlalchemy import URL

from api.database import Database
from tests.asking import ask
from tests.test_facts import IDS

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCKS = re.compile(r"```graphql\n(.*?)```\s+```json\n(.*?)```", re.DOTALL)
ON_PAGES = [
    pytest.param(*found, id=page.stem)
    for page in PAGES
    for found in BLOCKS.findall(page.read_text(encoding="utf-8"))
]
FIXTURES = ROOT / "fixtures"
HEAD = re.compile(r"(.+) Rests on: (.+) Worked out: (.+)")
EXAMPLES = sorted((Path(__file__).parent / "examples").glob("*.graphql"))


@pytest.fixture
async def database(dataset_url: URL) -> AsyncIterator[Database]:
    """The curated dataset, as a server sees it."""
    made = Database(dataset_url)
    yield made
    await made.close()


QUESTIONS = [
    pytest.param(
        example.read_text(encoding="utf-8"),
        example.with_suffix(".json").read_text(encoding="utf-8"),
        id=example.stem,
    )
    for example in EXAMPLES
]


@pytest.mark.parametrize(("question", "expected"), QUESTIONS)
async def test_example(database: Database, question: str, expected: str) -> None:
    assert {"data": await ask(database, question)} == json.loads(expected)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.stem)
def test_example_says_what_it_asks_and_rests_on(example: Path) -> None:
    text = example.read_text(encoding="utf-8")
    head = HEAD.fullmatch(_comments(text))
    assert head, "the comments are a question, `Rests on:` and `Worked out:`"
    question, rests_on, _ = head.groups()
    grounds = rests_on.split(", ")

    assert parse(text)
    assert "?" in question
    assert [each for each in grounds if each not in IDS and not (FIXTURES / each).is_file()] == []


def _comments(text: str) -> str:
    return " ".join(line[1:].strip() for line in text.splitlines() if line.startswith("#"))


def test_there_are_examples_enough_and_none_without_an_answer() -> None:
    answers = {path.stem for path in EXAMPLES[0].parent.glob("*.json")}

    assert len(EXAMPLES) >= 30
    assert answers == {path.stem for path in EXAMPLES}


@pytest.mark.parametrize(("question", "expected"), ON_PAGES)
async def test_question_on_a_page_has_its_answer(
    database: Database, question: str, expected: str
) -> None:
    assert {"data": await ask(database, question)} == json.loads(expected)


def test_every_question_on_a_page_is_tried() -> None:
    shown = sum(page.read_text(encoding="utf-8").count("```graphql") for page in PAGES)

    assert len(ON_PAGES) == shown
