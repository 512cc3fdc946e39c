"""What the types answer beyond their columns: names, evidence, confidence, trees, money."""

from typing import Any

import pytest
from graphql import GraphQLNonNull, get_named_type, is_leaf_type
from sqlalchemy import URL

from api.database import Database
from api.schema import schema
from api.types import NODES
from tests.asking import ask


async def test_every_record_answers_every_field(dataset_url: URL) -> None:
    """Every field of every type, of every record there is, without an error."""
    database = Database(dataset_url)
    fields = {name: scalar_fields(name) for name in (kind.__name__ for kind in NODES)}
    fragments = " ".join(f"... on {name} {{ {' '.join(some)} }}" for name, some in fields.items())
    cursor, count = None, 0
    while True:
        query = """query ($after: String) { changes(since: 0, first: 200, after: $after) {
            nodes { recordId } pageInfo { hasNextPage endCursor } } }"""
        page = (await ask(database, query, after=cursor))["changes"]
        ids = [change["recordId"] for change in page["nodes"]]
        query = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ __typename id {fragments} }} }}"
        found = await ask(database, query, ids=ids)
        count += len(found["nodes"])
        assert [node["id"] for node in found["nodes"]] == ids
        cursor = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    await database.close()

    assert count > 300


def scalar_fields(name: str) -> list[str]:
    """Return selections of all fields of a type, one level deep."""
    kind: Any = schema._schema.type_map[name]
    found = []
    for field, about in kind.fields.items():
        if any(isinstance(argument.type, GraphQLNonNull) for argument in about.args.values()):
            continue
        target = get_named_type(about.type)
        inner = "" if is_leaf_type(target) else " { __typename }"
        found.append(f"{name}_{field}: {field}{inner}")
    return found


SENTENCES = {
    "role/pang-ruoming.openai": "Pang Ruoming works at OpenAI (Member of technical staff) "
    "from February 2026.",
    "role/lin-junyang.qwen-lead": "Lin Junyang worked at Qwen team (Technical lead) "
    "from April 2023 until 4 March 2026.",
    "role/yan-zhijie.tencent": "Yan Zhijie worked at Tencent, beginning between February 2025 "
    "and 11 August 2025, ending between February 2025 and 11 August 2025.",
    "relation/tongyi-lab.alibaba-cloud": "Tongyi Lab was part of Alibaba Cloud "
    "from about December 2022 until 15 March 2026.",
    "credit/lin-junyang.qwen-core": "Lin Junyang is credited for Qwen: "
    "Core technical figure from 2023.",
    "pay/china-ai-interns": "AI interns in China: wage of over 500 CNY a day.",
    "pay/pang-ruoming.meta-package": "Pang Ruoming: agreed total package "
    "of over 200,000,000 USD from Meta (July 2025).",
}


@pytest.mark.parametrize(("record", "text"), SENTENCES.items(), ids=SENTENCES)
async def test_a_claim_reads_as_a_sentence(dataset_url: URL, record: str, text: str) -> None:
    database = Database(dataset_url)
    query = "query ($id: ID!) { node(id: $id) { ... on Claim { text } } }"
    found = await ask(database, query, id=record)
    await database.close()

    assert found["node"]["text"] == text


async def test_names_are_chosen_by_language(dataset_url: URL) -> None:
    database = Database(dataset_url)
    query = """{ person(id: "lin-junyang") { name zh: name(lang: "zh") hans: name(lang: "zh-Hans")
        none: name(lang: "xx") } model(id: "qwen") { name names(kind: FORMER) { text } } }"""
    found = await ask(database, query)
    await database.close()

    assert found["person"] == {
        "name": "Lin Junyang",
        "zh": "林俊旸",
        "hans": "林俊旸",
        "none": "Lin Junyang",
    }
    assert found["model"]["name"] == "Qwen"
    assert "Tongyi Qianwen" in {name["text"] for name in found["model"]["names"]}


async def test_evidence_is_narrowed_by_field_stance_and_tier(dataset_url: URL) -> None:
    database = Database(dataset_url)
    query = """{ node(id: "role/lin-junyang.qwen-lead") { ... on Role {
        all: evidence { id fields source { tier } }
        end: evidence(field: "end") { id fields asserts { field } }
        media: evidence(tier: [MAJOR_MEDIA, TRADE_MEDIA]) { source { tier } }
        against: evidence(stance: DISPUTES) { id } } } }"""
    role = (await ask(database, query))["node"]
    await database.close()
    tiers = [each["source"]["tier"] for each in role["all"]]

    assert 0 < len(role["end"]) < len(role["all"])
    assert all(not each["fields"] or "end" in each["fields"] for each in role["end"])
    assert [each["source"]["tier"] for each in role["media"]] == [
        tier for tier in tiers if tier in ("MAJOR_MEDIA", "TRADE_MEDIA")
    ]
    assert role["against"] == []


async def test_the_tree_is_that_of_the_day(world_database: Database) -> None:
    query = """query ($on: Date) {
        child: organization(id: "organization-1") {
            parent(on: $on) { id } topParent(on: $on) { id } newest: parent { id } }
        top: organization(id: "organization-0") {
            parent(on: $on) { id } topParent(on: $on) { id }
            children(on: $on) { nodes { id } } } }"""
    before = await ask(world_database, query, on="2023-12-31")
    after = await ask(world_database, query, on="2024-01-01")
    top, child = {"id": "organization/organization-0"}, {"id": "organization/organization-1"}

    assert before["child"] == {"parent": None, "topParent": child, "newest": top}
    assert before["top"] == {"parent": None, "topParent": top, "children": {"nodes": []}}
    assert after["child"] == {"parent": top, "topParent": top, "newest": top}
    assert child in after["top"]["children"]["nodes"]


async def test_what_a_part_held_before_it_was_a_part_is_not_rolled_up(
    world_database: Database,
) -> None:
    query = """{ organization(id: "organization-0") {
        before: roles(heldOn: "2023-06-01") { nodes { organization { id } } }
        after: roles(heldOn: "2024-06-01") { nodes { organization { id } } }
        own: roles(heldOn: "2024-06-01", includeDescendants: false) {
            nodes { organization { id } } } } }"""
    found = (await ask(world_database, query))["organization"]
    places = {
        name: {node["organization"]["id"] for node in page["nodes"]} for name, page in found.items()
    }

    assert places["own"] == places["before"] == {"organization/organization-0"}
    assert places["after"] > places["own"]
