"""Every node is found again by its id: https://relay.dev/graphql/objectidentification.htm."""

import json
from itertools import islice
from typing import Any

import pytest

from tests.conformance.lists import composite, document, facts, interface, nodes, objects, way
from tests.running import Running

KINDS = nodes()
MOST = 20
NO_IDS = ("", "garbage", "SXRlbTo=", "UXVlcnk6MQ==", "person/", "/", "person/a/b", "é", "x" * 9_999)


@pytest.fixture(params=KINDS)
def met(request: pytest.FixtureRequest, server: Running) -> list[Any]:
    """Some objects of each type, with their facts, as they are met on the way from the root."""
    path = way(request.param)
    asked = document(path, f"__typename {' '.join(facts(request.param))}")
    found = list(islice(objects(server.data(f"{{ {asked} }}"), path), MOST))
    assert found, "the dataset has none"
    return found


def refetched(server: Running, kind: str, ids: list[str]) -> Any:
    """Return what `nodes` and `node` find by ids."""
    inner = f"{{ __typename ... on {kind} {{ {' '.join(facts(kind))} }} }}"
    each = " ".join(f"n{n}: node(id: {json.dumps(id_)}) {inner}" for n, id_ in enumerate(ids))
    data = server.data(f"{{ nodes(ids: {json.dumps(ids)}) {inner} {each} }}")
    return data.pop("nodes"), list(data.values())


def test_there_are_the_fields_of_the_specification() -> None:
    root = composite("Query").fields
    one, many = root["node"], root["nodes"]

    assert str(interface("Node").fields["id"].type) == "ID!"
    assert (str(one.type), str(many.type)) == ("Node", "[Node]!")
    assert {name: str(about.type) for name, about in one.args.items()} == {"id": "ID!"}
    assert {name: str(about.type) for name, about in many.args.items()} == {"ids": "[ID!]!"}


def test_an_id_finds_the_very_object(server: Running, met: list[Any]) -> None:
    ids = [each["id"] for each in met]
    several, lone = refetched(server, met[0]["__typename"], ids)

    assert several == lone == met


def test_many_are_found_in_the_order_that_they_are_asked_in(
    server: Running, met: list[Any]
) -> None:
    ids = [each["id"] for each in reversed(met)]
    several, _ = refetched(server, met[0]["__typename"], [ids[0], *ids, "person/nobody"])

    assert [each and each["id"] for each in several] == [ids[0], *ids, None]


def test_ids_are_of_one_object_only(server: Running) -> None:
    found: list[tuple[str, str]] = []
    for kind in KINDS:
        data = server.data(f"{{ {document(way(kind), '__typename id')} }}")
        found += {(each["id"], each["__typename"]) for each in objects(data, way(kind))}

    assert len({id_ for id_, _ in found}) == len(set(found))


@pytest.mark.parametrize("id_", NO_IDS, ids=lambda id_: id_[:20] or "nothing")
def test_what_is_no_id_finds_nothing_or_is_refused_in_words(server: Running, id_: str) -> None:
    answer = server.ask("query ($id: ID!) { node(id: $id) { id } }", id=id_)
    codes = [error["extensions"]["code"] for error in answer.get("errors", ())]

    assert codes == ["BAD_USER_INPUT"] or answer["data"] == {"node": None}
