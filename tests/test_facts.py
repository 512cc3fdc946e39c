"""Each fact of the two articles is on record, as `tests/facts` works it out by hand."""

import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import URL

from api.database import Database
from tests.asking import ask

FACTS = Path(__file__).parent / "facts"
ARTICLES = {"seed-scmp": "S1", "seed-gate": "S2"}
IDS = [f"S1-{n:02}" for n in range(1, 28)] + [f"S2-{n:02}" for n in range(1, 61)]
NONE = {"S1-20", "S1-26", "S1-27", "S2-10", "S2-26", "S2-33"}
TYPES = {
    "person": "Person",
    "organization": "Organization",
    "model": "AIModel",
    "role": "Role",
    "credit": "ModelCredit",
    "pay": "CompensationReport",
    "event": "Event",
    "relation": "OrganizationRelation",
    "source": "Source",
    "evidence": "Evidence",
    "response": "Response",
}
CLAIMS = {"role", "credit", "pay", "event", "relation"}
UNSOURCED = {"source", "evidence", "response"}
QUERY = """
query ($id: ID!, $field: String) {
  node(id: $id) {
    id
    ... on %s { %s }
    ... on Claim { text confidence(field: $field) }
    ... on Sourced { evidence(field: $field) {
      basis stance attributedTo speaker { name } source { slug }
    } }
  }
}
"""


@dataclass(frozen=True)
class Assertion:
    """What one record must say of a fact."""

    fact: str
    article: str
    record: str
    asks: str = "__typename"
    answer: Any = None
    text: str | None = None
    mentions: tuple[str, ...] = ()
    field: str | None = None
    confidence: str | None = None
    said: tuple[str, ...] | None = None

    @property
    def kind(self) -> str:
        """The kind of its record."""
        return self.record.partition("/")[0]

    @property
    def query(self) -> str:
        """The question."""
        return QUERY % (TYPES[self.kind], self.asks)

    def values(self) -> Iterator[tuple[str, str, str]]:
        """Yield each value that is expected: of which record, of which field, and what it is."""
        for path, value in leaves(self.answer or {}):
            yield self.record, path, json.dumps(value)
        if self.text is not None:
            yield self.record, "text", self.text
        for words in self.mentions:
            yield self.record, "text", words


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the values within maps, each with its path; a list is one value."""
    if not isinstance(value, dict):
        yield path, value
        return
    for key, inner in value.items():
        yield from leaves(inner, f"{path}.{key}" if path else key)


def written(article: str) -> dict[str, dict[str, Any]]:
    """The facts of an article, as they are written."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(text_of(article))
    return found


def text_of(article: str) -> str:
    """The text of an article's list of facts."""
    return (FACTS / f"{article}.yaml").read_text(encoding="utf-8")


def assertions(article: str) -> Iterator[Assertion]:
    """Yield what the records must say of an article's facts."""
    for fact, entry in written(article).items():
        for part in (entry, *entry.get("also", ())):
            if "none" not in part:
                known = {key: held(value) for key, value in part.items() if key in KEYS}
                yield Assertion(fact, article, **known)


def held(value: Any) -> Any:
    """A value that cannot be changed, where it was a list."""
    return tuple(value) if isinstance(value, list) else value


KEYS = Assertion.__annotations__.keys() - {"fact", "article"}
WRITTEN = {key: entry for article in ARTICLES for key, entry in written(article).items()}
ASSERTIONS = [one for article in ARTICLES for one in assertions(article)]


@pytest.fixture
async def database(dataset_url: URL) -> AsyncIterator[Database]:
    """The curated dataset, as a server sees it."""
    made = Database(dataset_url)
    yield made
    await made.close()


@pytest.mark.parametrize("one", ASSERTIONS, ids=lambda one: f"{one.fact}-{one.record}")
async def test_a_fact_is_on_record(database: Database, one: Assertion) -> None:
    answered = await ask(database, one.query, id=one.record, field=one.field)
    node = answered["node"]

    assert node is not None, f"there is no {one.record}"
    assert node["id"] == one.record
    assert {key: node[key] for key in one.answer or {}} == (one.answer or {})
    assert one.text in {None, node.get("text")}
    assert [words for words in one.mentions if words not in node.get("text", "")] == []
    assert node.get("confidence") == one.confidence
    assert said(node, one.article) == one.said


def said(node: dict[str, Any], article: str) -> tuple[str, ...] | None:
    """How an article knows of a record, and whom it names; none of what rests on no source."""
    if "evidence" not in node:
        return None
    told = (piece for piece in node["evidence"] if piece["source"]["slug"] == article)
    return tuple(sorted(words(piece) for piece in told))


def words(piece: dict[str, Any]) -> str:
    """Such as `FIRST_PARTY: Alibaba Group`."""
    speaker = piece["speaker"]["name"] if piece["speaker"] else piece["attributedTo"]
    basis = piece["basis"] if piece["stance"] == "SUPPORTS" else f"not so, {piece['basis']}"
    return f"{basis}: {speaker}" if speaker else str(basis)


def test_every_fact_of_the_articles_is_listed_once() -> None:
    listed = [
        key
        for article, first in ARTICLES.items()
        for key in re.findall(rf"^({first}-\d\d):$", text_of(article), flags=re.MULTILINE)
    ]

    assert listed == IDS
    assert list(WRITTEN) == IDS


def test_just_six_facts_have_no_record_each_for_a_reason() -> None:
    reasons = {key: entry["none"] for key, entry in WRITTEN.items() if "none" in entry}

    assert set(reasons) == NONE
    assert all(reasons.values())


def test_no_two_facts_share_an_assertion() -> None:
    asserted = Counter(value for one in ASSERTIONS for value in one.values())
    shared = [value for value, count in asserted.items() if count > 1]

    assert shared == []
    assert all(set(one.values()) for one in ASSERTIONS)


def test_the_whole_text_of_each_event_is_expected() -> None:
    events = {one.record for one in ASSERTIONS if one.kind == "event"}

    assert {one.record for one in ASSERTIONS if one.text is not None} == events


@pytest.mark.parametrize("entry", WRITTEN.values(), ids=WRITTEN)
def test_a_fact_says_all_that_it_can(entry: dict[str, Any]) -> None:
    known = {"fact", "reading", "none", "also"} | KEYS
    assert entry["fact"]
    assert set(entry) <= known
    for part in (entry, *entry.get("also", ())):
        kind = part.get("record", "").partition("/")[0]
        assert ("confidence" in part) == (kind in CLAIMS)
        assert ("said" in part) == (kind not in {"", *UNSOURCED})
