"""What the types answer beyond their columns: names, evidence, confidence, trees, money."""

from itertools import groupby
from typing import Any

import pytest
from graphql import GraphQLNonNull, get_named_type, is_leaf_type
from sqlalchemy import URL

from api.database import Database
from api.schema import schema
from api.types import NODES
from tests.asking import answer, ask

SPREAD = 50


async def test_records_of_every_type_answer_every_field(dataset_url: URL) -> None:
    """Every field of every type, of records spread over all there are, without an error."""
    database = Database(dataset_url)
    fields = {name: scalar_fields(name) for name in (kind.__name__ for kind in NODES)}
    fragments = " ".join(f"... on {name} {{ {' '.join(some)} }}" for name, some in fields.items())
    query = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ __typename id {fragments} }} }}"
    types = set()
    for ids in await ids_by_kind(database):
        asked = ids[:: len(ids) // SPREAD + 1]
        found = (await ask(database, query, ids=asked))["nodes"]
        assert [node["id"] for node in found] == asked
        types |= {node["__typename"] for node in found}
    await database.close()

    assert types == set(fields)


async def ids_by_kind(database: Database) -> list[list[str]]:
    """Return the ids of all records, those of a kind together."""
    query = """query ($after: String) { changes(since: 0, first: 200, after: $after) {
        nodes { recordId } pageInfo { hasNextPage endCursor } } }"""
    ids, more, cursor = [], True, None
    while more:
        page = (await ask(database, query, after=cursor))["changes"]
        ids += [change["recordId"] for change in page["nodes"]]
        more, cursor = page["pageInfo"]["hasNextPage"], page["pageInfo"]["endCursor"]
    kinds = groupby(sorted(ids), key=lambda record: record.partition("/")[0])
    return [list(some) for _, some in kinds]


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
    "from February 2026, as last reported on 4 March 2026.",
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


TOP = {"id": "organization/organization-0"}
# Two are parts of the first from 2024 on, and one of them until the middle of 2025.
TREES: dict[str, list[str]] = {
    "2023-12-31": [],
    "2024-01-01": ["organization/organization-1", "organization/organization-2"],
    "2025-06-30": ["organization/organization-1", "organization/organization-2"],
    "2025-07-01": ["organization/organization-1"],
    "9999-12-31": ["organization/organization-1"],
}


@pytest.mark.parametrize("on", TREES)
async def test_the_tree_is_that_of_the_day(world_database: Database, on: str) -> None:
    query = """query ($on: Date) {
        organization(id: "organization-0") {
            parent(on: $on) { id } topParent(on: $on) { id }
            children(on: $on) { nodes { id } } newest: children { nodes { id } } }
        nodes(ids: ["organization/organization-1", "organization/organization-2"]) {
            id ... on Organization { parent(on: $on) { id } topParent(on: $on) { id } } } }"""
    found = await ask(world_database, query, on=on)
    top = found["organization"]

    assert (top["parent"], top["topParent"]) == (None, TOP)
    assert [node["id"] for node in top["children"]["nodes"]] == TREES[on]
    assert [node["id"] for node in top["newest"]["nodes"]] == TREES["9999-12-31"]
    for child in found["nodes"]:
        under = child["id"] in TREES[on]
        assert child["parent"] == (TOP if under else None)
        assert child["topParent"] == (TOP if under else {"id": child["id"]})


@pytest.mark.parametrize("day", ["2023-06-01", "2024-06-01", "2025-09-01"])
async def test_a_day_rolls_up_alike_wherever_it_stands(world_database: Database, day: str) -> None:
    query = """query ($day: Date!) {
        a: organization(id: "organization-0") { roles(heldOn: $day) { nodes { id } } }
        b: organization(id: "organization-0") { roles(filter: {heldOn: $day}) { nodes { id } } }
        c: roles(heldOn: $day, filter: {organization: ["organization-0"]}) { nodes { id } }
        d: roles(filter: {heldOn: $day, organization: ["organization-0"]}) { nodes { id } }
        e: roles(heldOn: $day, filter: {and: [{organization: ["organization-0"]}]}) {
            nodes { id } }
        f: roles(filter: {heldOn: $day, or: [{organization: ["organization-0"]}]}) {
            nodes { id } } }"""
    found = await ask(world_database, query, day=day)
    lists = [each.get("roles", each)["nodes"] for each in found.values()]

    assert lists[0]
    assert all(each == lists[0] for each in lists)


async def test_models_roll_up_by_the_tree_of_their_release(world_database: Database) -> None:
    query = """query ($own: Boolean!) {
        organization(id: "organization-0") { models(includeDescendants: $own) { nodes { id } } }
        part: organization(id: "organization-1") {
            models { nodes { id released { earliest latest } } } }
        models(filter: {developer: ["organization-0"], includeDescendants: $own}) {
            nodes { id } } }"""
    found = await ask(world_database, query, own=True)
    own = await ask(world_database, query, own=False)
    of_part = {
        model["id"]: model["released"] or {"latest": None}
        for model in found["part"]["models"]["nodes"]
    }
    own_ids = {model["id"] for model in own["models"]["nodes"]}
    ids = {model["id"] for model in found["models"]["nodes"]}
    # The part came under the top in 2024: what surely came out before is not the top's.
    later = {each for each, out in of_part.items() if not (out["latest"] or "9999") < "2024"}

    assert set(of_part) - later
    assert ids == own_ids | later
    assert found["organization"]["models"]["nodes"] == found["models"]["nodes"]
    assert own["organization"]["models"]["nodes"] == own["models"]["nodes"]


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


async def test_an_unknown_field_of_evidence_is_refused(dataset_url: URL) -> None:
    database = Database(dataset_url)
    query = (
        "query ($field: String!) { roles(first: 1) { nodes { evidence(field: $field) { id } } } }"
    )
    refused = await answer(database, query, field="ende")
    of_another_type = await answer(database, query, field="released")
    await database.close()

    assert refused.errors
    assert "`ende` is no field of a role" in refused.errors[0].message
    assert "Did you mean `end`?" in refused.errors[0].message
    assert of_another_type.errors is None


async def test_a_part_of_an_amount_speaks_to_the_amount(dataset_url: URL) -> None:
    database = Database(dataset_url)
    query = """{ node(id: "pay/pang-ruoming.meta-package") { ... on CompensationReport {
        evidence { fields } amount: evidence(field: "amount") { fields } } } }"""
    found = (await ask(database, query))["node"]
    await database.close()

    assert found["amount"] == [
        each for each in found["evidence"] if not each["fields"] or "min" in each["fields"]
    ]


async def test_a_moment_has_its_zone(world_database: Database) -> None:
    found = await ask(world_database, "{ dataset { releasedAt } }")

    assert found["dataset"]["releasedAt"].endswith("+00:00")


async def test_null_is_as_nothing_said(world_database: Database) -> None:
    query = """query ($null: Boolean, $held: Held) { organization(id: "organization-0") {
        a: roles(heldOn: "2024-06-01") { totalCount }
        b: roles(heldOn: "2024-06-01", includeDescendants: $null, atLeast: $held) { totalCount }
        c: roles(filter: {organization: ["organization-0"]}) { totalCount }
        d: roles(filter: {organization: ["organization-0"], includeDescendants: $null}) {
            totalCount }
        e: models { totalCount } f: models(includeDescendants: $null) { totalCount }
        g: children { totalCount } h: children(recursive: $null) { totalCount } } }"""
    found = await ask(world_database, query, null=None, held=None)
    of = found["organization"]

    assert of["a"] == of["b"]
    assert of["c"] == of["d"]
    assert of["e"] == of["f"]
    assert of["g"] == of["h"]


async def test_null_is_as_nothing_said_to_search(dataset_url: URL) -> None:
    # The made-up world has names, but not the words that search looks up.
    database = Database(dataset_url)
    query = """query ($one: Int) {
        i: search(query: "alibaba") { score }
        j: search(query: "alibaba", first: $one) { score } }"""
    found = await ask(database, query, one=None)
    await database.close()

    assert found["i"] == found["j"] != []
