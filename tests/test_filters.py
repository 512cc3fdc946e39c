"""Filters mean what they say: every combination agrees with the same words in Python."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import models
from api.database import Database
from models.held import Bounds, held
from tests.asking import answer, ask
from tests.world import world

ROWS = world()
ROLES = ROWS.of(models.Role)
TREE = ROWS.of(models.OrganizationAncestor)
SUREST_FIRST = list(models.Held)

Says = Callable[[models.Role], bool]


@dataclass(frozen=True)
class Demand:
    """A filter as JSON, and what it demands of a role."""

    json: dict[str, Any]
    says: Says


def some_of(key: str, enum: type[models.Documented], column: str) -> st.SearchStrategy[Demand]:
    """A list of values, of which the column is one."""

    def demand(values: list[models.Documented]) -> Demand:
        names = [value.name for value in values]
        return Demand({key: names}, lambda role: getattr(role, column) in values)

    return st.lists(st.sampled_from(list(enum)), max_size=3).map(demand)


DAYS = st.dates(date(2022, 12, 1), date(2026, 6, 1))
BOUNDS = st.tuples(st.none() | DAYS, st.none() | DAYS).filter(
    lambda bounds: not (bounds[0] and bounds[1] and bounds[0] > bounds[1])
)


def range_of(key: str, column: str) -> st.SearchStrategy[Demand]:
    """A range of days, one of which the vague date may mean."""

    def demand(bounds: tuple[date | None, date | None]) -> Demand:
        first, last = bounds
        given = {"from": first and first.isoformat(), "to": last and last.isoformat()}

        def says(role: models.Role) -> bool:
            if getattr(role, f"{column}_edtf") is None:
                return False
            earliest = getattr(role, f"{column}_earliest") or date.min
            latest = getattr(role, f"{column}_latest") or date.max
            return earliest <= (last or date.max) and latest >= (first or date.min)

        return Demand({key: given}, says)

    return BOUNDS.map(demand)


def held_demand(day: date, at_least: models.Held) -> Demand:
    """Held on a day, at least so surely."""

    def says(role: models.Role) -> bool:
        days = Bounds(role.possible_from, role.sure_from, role.sure_until, role.possible_until)
        how = held(days, role.status, day)
        return how is not None and SUREST_FIRST.index(how) <= SUREST_FIRST.index(at_least)

    return Demand({"heldOn": day.isoformat(), "atLeast": at_least.name}, says)


def place_demand(slug: str, descendants: bool, full: bool) -> Demand:
    """At an organization, or at one below it while the role may have been held."""
    path = f"organization/{slug}"

    def says(role: models.Role) -> bool:
        if not descendants:
            return role.organization_id == path
        return any(
            row.organization_id == role.organization_id
            and row.ancestor_id == path
            and row.from_day <= role.possible_until
            and row.until_day >= role.possible_from
            for row in TREE
        )

    return Demand(
        {"organization": [path if full else slug], "includeDescendants": descendants}, says
    )


def title_demand(how: str, text: str) -> Demand:
    """A title that matches, whatever its case."""

    def says(role: models.Role) -> bool:
        title = (role.title or "").lower()
        matches = {
            "eq": title == text.lower(),
            "contains": text.lower() in title,
            "startsWith": title.startswith(text.lower()),
        }
        return bool(title) and matches[how]

    return Demand({"title": {how: text}}, says)


SLUGS = [f"organization-{n}" for n in range(6)]
FIELDS = st.one_of(
    some_of("kind", models.RoleKind, "role_kind"),
    some_of("status", models.RoleStatus, "status"),
    some_of("confidence", models.Confidence, "confidence"),
    some_of("rank", models.Rank, "rank"),
    range_of("started", "start"),
    range_of("ended", "end"),
    st.builds(held_demand, DAYS, st.sampled_from(list(models.Held))),
    st.builds(place_demand, st.sampled_from(SLUGS), st.booleans(), st.booleans()),
    st.builds(
        title_demand,
        st.sampled_from(["eq", "contains", "startsWith"]),
        st.sampled_from(["ENGINEER", "eng", "head of", "%", "_", "r"]),
    ),
    st.integers(0, 3).map(
        lambda most: Demand(
            {"maxIndependentSources": most}, lambda role: role.independent_source_count <= most
        )
    ),
    st.sampled_from(["person-0", "person-3"]).map(
        lambda slug: Demand({"person": [slug]}, lambda role: role.person_id == f"person/{slug}")
    ),
)


def all_of(parts: list[Demand]) -> Demand:
    return Demand(
        {"and": [part.json for part in parts]}, lambda role: all(p.says(role) for p in parts)
    )


def any_of(parts: list[Demand]) -> Demand:
    return Demand(
        {"or": [part.json for part in parts]}, lambda role: any(p.says(role) for p in parts)
    )


def none_of(part: Demand) -> Demand:
    return Demand({"not": part.json}, lambda role: not part.says(role))


FILTERS = st.recursive(
    FIELDS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(all_of),
        st.lists(inner, max_size=3).map(any_of),
        inner.map(none_of),
    ),
    max_leaves=6,
)

lasting = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def visible(demand: Demand) -> set[str]:
    """The roles that fulfil a demand; deprecated ones only where it speaks of rank."""
    asks = "'rank'" in repr(demand.json)
    return {
        role.id
        for role in ROLES
        if demand.says(role) and (asks or role.rank is not models.Rank.DEPRECATED)
    }


@lasting
@given(demand=FILTERS)
async def test_a_filter_keeps_what_its_words_say(world_database: Database, demand: Demand) -> None:
    query = """query ($filter: RoleFilter) {
        roles(filter: $filter, first: 200) { totalCount nodes { id } } }"""
    found = (await ask(world_database, query, filter=demand.json))["roles"]

    assert {node["id"] for node in found["nodes"]} == visible(demand)
    assert found["totalCount"] == len(found["nodes"])


@lasting
@given(demand=FILTERS)
async def test_people_by_their_roles_means_at_least_one(
    world_database: Database, demand: Demand
) -> None:
    query = "query ($filter: PersonFilter) { people(filter: $filter) { nodes { id } } }"
    found = await ask(world_database, query, filter={"roles": demand.json})
    whose = {role.person_id for role in ROLES if role.id in visible(demand)}

    assert {node["id"] for node in found["people"]["nodes"]} == whose


@lasting
@given(day=DAYS, at_least=st.sampled_from(list(models.Held)))
async def test_held_on_as_an_argument_is_as_in_the_filter_and_counts(
    world_database: Database, day: date, at_least: models.Held
) -> None:
    query = """query ($day: Date!, $atLeast: Held!, $filter: RoleFilter) {
        a: roles(heldOn: $day, atLeast: $atLeast) { ...all } b: roles(filter: $filter) { ...all } }
        fragment all on RoleConnection {
            nodes { id held(on: $day) } totalCount heldCounts { yes presumed possibly } }"""
    demand = held_demand(day, at_least)
    found = await ask(
        world_database, query, day=day.isoformat(), atLeast=at_least.name, filter=demand.json
    )
    answers = [node["held"] for node in found["a"]["nodes"]]
    names = [each.name for each in models.Held]

    assert found["a"] == found["b"]
    assert {node["id"] for node in found["a"]["nodes"]} == visible(demand)
    assert answers == sorted(answers, key=names.index)
    assert list(found["a"]["heldCounts"].values()) == [answers.count(name) for name in names]


OTHERS = {
    "organizations within": (
        'organizations(filter: {within: ["organization-3"]})',
        ["organization/organization-4"],
    ),
    "organizations by name": (
        'organizations(filter: {name: {in: ["ORGANIZATION 1"]}})',
        [
            "organization/organization-3",
            "organization/organization-4",
            "organization/organization-5",
        ],
    ),
    "people by name": (
        'people(filter: {name: {startsWith: "person 2"}})',
        ["person/person-6"],
    ),
    "organizations by the roles held there": (
        """organizations(filter: {roles: {person: ["person-0"],
            heldOn: "2024-06-01", atLeast: POSSIBLY}})""",
        ["organization/organization-2"],
    ),
    "models of a family, by release": (
        'models(filter: {family: ["model-0"], released: {to: "2024-02-15"}})',
        ["model/model-4", "model/model-8", "model/model-5"],
    ),
    "nobody is called so": ('people(filter: {name: {contains: "%"}})', []),
    "updated since": ("people(filter: {updatedSince: 1})", []),
    "models by a part of their developer": (
        'models(filter: {developer: ["organization-0"]}, first: 3, orderBy: {field: NAME})',
        ["model/model-0", "model/model-1", "model/model-2"],
    ),
    "models by their developer alone": (
        """models(filter: {developer: ["organization-1"], includeDescendants: false},
            orderBy: {field: NAME}, first: 2)""",
        ["model/model-1", "model/model-3"],
    ),
    "events by": (
        'events(filter: {by: ["person-0"]})',
        [],
    ),
    "sources by publisher": (
        'sources(filter: {publisher: {eq: "PAPER 1"}}, orderBy: {field: PUBLISHER})',
        ["source/source-1", "source/source-3", "source/source-5"],
    ),
    "responses": ('responses(party: ["person-0"])', []),
}


@pytest.mark.parametrize("field", ["moves", "events", "sources"])
async def test_records_are_found_by_the_release_that_changed_them(
    world_database: Database, field: str
) -> None:
    query = f"""{{ all: {field} {{ totalCount }}
        after0: {field}(filter: {{updatedSince: 0}}) {{ totalCount }}
        after1: {field}(filter: {{updatedSince: 1}}) {{ totalCount }} }}"""
    counts = {name: page["totalCount"] for name, page in (await ask(world_database, query)).items()}

    assert counts["after0"] == counts["all"] > 0
    assert counts["after1"] == 0


@pytest.mark.parametrize(("field", "ids"), OTHERS.values(), ids=OTHERS)
async def test_other_filters(world_database: Database, field: str, ids: list[str]) -> None:
    found = await ask(world_database, f"{{ all: {field} {{ nodes {{ id }} }} }}")

    assert [node["id"] for node in found["all"]["nodes"]] == ids


async def test_events_are_found_from_both_sides(world_database: Database) -> None:
    query = """{ by: events(filter: {by: ["organization-0"]}) { totalCount }
        about: events(filter: {about: ["person/person-0"]}) { totalCount }
        organization(id: "organization-0") { events { totalCount } }
        person(id: "person-0") { events { totalCount } } all: events { totalCount } }"""
    found = await ask(world_database, query)
    counts = {
        found["by"]["totalCount"],
        found["about"]["totalCount"],
        found["organization"]["events"]["totalCount"],
        found["person"]["events"]["totalCount"],
        found["all"]["totalCount"],
    }

    assert len(counts) == 1


UNKNOWN = {
    'roles(filter: {organization: ["organization-x"]})': "There is no organization "
    "`organization-x`. Did you mean `organization/organization-",
    'roles(filter: {not: {person: ["persn-1"]}})': "Did you mean `person/person-1`",
    'roles(filter: {person: ["Person 0"]})': "Did you mean `person/person-0` or ",
    'people(filter: {roles: {organization: ["person/person-1"]}})': "There is no organization "
    "`person/person-1`.",
    'events(filter: {about: ["nothing/at-all"]})': "`nothing/at-all`.",
    'responses(party: [""])': "There is no person or organization or model ``.",
    'models(filter: {developer: ["a\\u0000b"]})': "There is no organization",
}


@pytest.mark.parametrize(("field", "message"), UNKNOWN.items(), ids=UNKNOWN)
async def test_an_unknown_id_in_a_filter_is_refused_and_names_the_nearest(
    world_database: Database, field: str, message: str
) -> None:
    result = await answer(world_database, f"{{ {field} {{ nodes {{ id }} }} }}")

    assert result.errors
    assert message in result.errors[0].message
    assert result.errors[0].extensions == {"code": "BAD_USER_INPUT"}


REFUSED = {
    'roles(filter: {started: {from: "2026-01-01", to: "2025-01-01"}})': "`from` (2026-01-01) is "
    "after `to` (2025-01-01).",
    'compensationReports(filter: {currency: ["EURO"]})': "`EURO` is no ISO 4217 currency code",
    'roles(heldOn: "2025-3-1")': "'2025-3-1' is no day: write one such as 2026-03-04.",
    "roles(heldOn: 2025)": "2025 is no day: write one such as 2026-03-04.",
    'roles(heldOn: "20250301aa")': "'20250301aa' is no day",
}


@pytest.mark.parametrize(("field", "message"), REFUSED.items(), ids=REFUSED)
async def test_a_filter_that_means_nothing_is_refused_in_words(
    world_database: Database, field: str, message: str
) -> None:
    result = await answer(world_database, f"{{ {field} {{ nodes {{ id }} }} }}")

    assert result.errors
    assert message in result.errors[0].message


async def test_codes_may_be_written_in_small_letters(world_database: Database) -> None:
    query = """{
        small: compensationReports(filter: {currency: ["usd"]}) { nodes { id } }
        large: compensationReports(filter: {currency: ["USD"]}) { nodes { id } }
        cn: organizations(filter: {country: ["cn"]}) { nodes { id } }
        CN: organizations(filter: {country: ["CN"]}) { nodes { id } } }"""
    found = await ask(world_database, query)

    assert found["small"] == found["large"] != {"nodes": []}
    assert found["cn"] == found["CN"] != {"nodes": []}
