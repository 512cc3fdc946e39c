"""What is derived follows from what was written, by the rules and by their laws."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from fixtures.derive import derive
from fixtures.fields import DEFINING, FIELDS, fields_named
from fixtures.read import HERE, read
from fixtures.reports import Report, origin, weighed
from fixtures.rows import Rows
from fixtures.tenure import days_of
from fixtures.version import Version
from models import (
    AIModel,
    Basis,
    ClaimFacts,
    CompensationReport,
    Confidence,
    Event,
    EventMention,
    Evidence,
    Facts,
    FieldConfidence,
    Name,
    NameKind,
    Organization,
    Person,
    Role,
    RoleKind,
    RoleStatus,
    Source,
    SourcedFacts,
    SourceTier,
    Stance,
    confidence,
    dates,
)
from models.held import Days
from models.text import fold
from tests.broken_cases import VALID, Case


@pytest.fixture(params=[HERE, VALID], ids=["dataset", "example"])
def rows(request: pytest.FixtureRequest) -> Rows:
    return read(request.param)


@pytest.fixture
def example() -> Rows:
    return read(VALID)


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str, str, str], Rows]:
    """Reads the example with a text of one of its files changed."""

    def change(name: str, old: str, new: str) -> Rows:
        return read(Case("", "", "", edit={name: [[old, new]]}).spoil(tmp_path / "fixtures"))

    return change


def record(rows: Rows, id: str) -> Any:
    return next(row for row in rows.records() if row.id == id)


def test_deriving_again_changes_nothing(rows: Rows) -> None:
    before = Version(rows).hash
    assert Version(derive(rows)).hash == before


def test_every_date_has_the_bounds_of_what_was_written(rows: Rows) -> None:
    for row in (row for table in rows.tables.values() for row in table):
        for column in type(row).model_fields:
            if column.endswith("_edtf"):
                assert_bounds(row, column.removesuffix("_edtf"))


def assert_bounds(row: Any, name: str) -> None:
    written = getattr(row, f"{name}_edtf")
    when = dates.read(written) if written else None
    earliest, latest = (when.earliest, when.latest) if when else (None, None)
    assert getattr(row, f"{name}_earliest") == earliest
    assert getattr(row, f"{name}_latest") == latest
    assert getattr(row, f"{name}_sort", None) in (None, earliest or latest or date.max)


def test_search_keys_are_folded_texts(rows: Rows) -> None:
    primary = {n.record_id: n.text for n in rows.of(Name) if n.kind is NameKind.PRIMARY}
    entities: list[Any] = [*rows.of(Person), *rows.of(Organization), *rows.of(AIModel)]
    assert all(row.name == primary[row.id] for row in entities)
    assert all(row.name_sort == fold(primary[row.id]) for row in entities)
    assert all(name.folded == fold(name.text) for name in rows.of(Name))
    assert all(source.publisher_folded == fold(source.publisher) for source in rows.of(Source))
    assert all(role.title_folded == fold(role.title or "") for role in rows.of(Role))


def test_unknown_parameters_sort_last(example: Rows) -> None:
    assert record(example, "model/example-1").parameters_sort == 7e9
    assert record(example, "model/example-2").parameters_sort == 2.0**63


def test_a_field_is_listed_only_where_it_is_not_as_sure_as_the_record(rows: Rows) -> None:
    sure = {row.id: row.confidence for row in rows.records() if isinstance(row, ClaimFacts)}
    listed = rows.of(FieldConfidence)
    assert all(row.confidence is not sure[row.record_id] for row in listed)


def test_a_disputed_end_leaves_the_role_as_sure_as_it_was(example: Rows) -> None:
    role = record(example, "role/ada-example.chief")
    fields = {(row.record_id, row.field): row.confidence for row in example.of(FieldConfidence)}
    assert role.confidence is Confidence.REPORTED
    assert fields[role.id, "end"] is Confidence.DISPUTED


def sureness(rows: Rows) -> dict[tuple[str, str], Confidence]:
    """The confidence of every record and of every field that has its own."""
    found = {(r.record_id, r.field): r.confidence for r in rows.of(FieldConfidence)}
    claims = (row for row in rows.records() if isinstance(row, ClaimFacts))
    return found | {(row.id, ""): row.confidence for row in claims}


def support(rows: Rows) -> dict[str, int]:
    sourced = (row for row in rows.records() if isinstance(row, SourcedFacts))
    return {row.id: row.independent_source_count for row in sourced}


def more(rows: Rows, row: Any, **values: Any) -> Rows:
    """The rows with one more piece of evidence about a record."""
    evidence = Evidence(id=f"{row.id}.more", subject_id=row.id, **values)
    pieces: list[Facts] = [*rows.of(Evidence), evidence]
    return derive(Rows({**rows.tables, Evidence: pieces}, rows.redirects))


def strength(rows: Rows, row: Any, field: str) -> int:
    """The best support of a field."""
    sources = {source.id: source for source in rows.of(Source)}
    told = [
        weighed(e, sources[e.source_id], type(row))
        for e in rows.of(Evidence)
        if e.subject_id == row.id
    ]
    return max((one.strength for one in told if one.supports(field)), default=0)


def weaker(rows: Rows) -> list[tuple[ClaimFacts, str, dict[str, Any]]]:
    """Every claim, field that it rests on, and evidence weaker than that field's support."""
    return [
        (row, field, {"source_id": source.id, "basis": basis})
        for row in rows.records()
        if isinstance(row, ClaimFacts)
        for field in DEFINING[type(row)]
        for source in rows.of(Source)
        for basis in Basis
        if confidence.Testimony(Stance.SUPPORTS, basis, source.tier).strength
        < min(strength(rows, row, name) for name in fields_named(type(row), (field,)))
    ]


@pytest.mark.parametrize("stance", list(Stance))
def test_weaker_evidence_changes_no_confidence(example: Rows, stance: Stance) -> None:
    before = sureness(example)
    found = weaker(example)
    assert found
    for row, field, piece in found:
        assert sureness(more(example, row, fields=[field], stance=stance, **piece)) == before


@pytest.mark.parametrize("seed", range(40))
def test_more_support_never_counts_for_fewer_sources(example: Rows, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - no secret is made
    row = chance.choice([r for r in example.records() if isinstance(r, SourcedFacts)])
    before = support(example)
    basis, source = chance.choice(list(Basis)), chance.choice(example.of(Source))
    after = support(more(example, row, source_id=source.id, basis=basis))
    assert 0 <= after.pop(row.id) - before.pop(row.id) <= 1
    assert after == before


def test_what_disputes_a_record_neither_counts_nor_reports(example: Rows) -> None:
    role = record(example, "role/bo-example.chief")
    before = (role.independent_source_count, role.last_reported_on)
    more(example, role, source_id="source/daily-ada", stance=Stance.DISPUTES)
    assert (role.independent_source_count, role.last_reported_on) == before


def source(name: str, **values: Any) -> Source:
    about: dict[str, Any] = {"publisher": name.title(), "tier": SourceTier.MAJOR_MEDIA}
    return Source(id=f"source/{name}", headline="H", **about | values)


SOURCES = {
    made.id: made
    for made in (
        source("paper"),
        source("blog", tier=SourceTier.AGGREGATOR),
        source("copy", tier=SourceTier.AGGREGATOR, republishes_id="source/paper"),
        source("copied-copy", republishes_id="source/copy"),
        source("agency", original_publisher="The  AGENCY", tier=SourceTier.AGGREGATOR),
    )
}
ORIGINS: list[tuple[str, dict[str, Any], str | None]] = [
    ("paper", {}, "paper"),
    ("paper", {"basis": Basis.ANONYMOUS_SOURCE}, "paper"),
    ("paper", {"basis": Basis.OTHER_MEDIA}, None),
    ("paper", {"basis": Basis.SPECULATION}, None),
    ("paper", {"speaker_id": "person/a", "basis": Basis.FIRST_PARTY}, "person/a"),
    ("paper", {"speaker_id": "person/a", "repeats_id": "source/agency"}, "the agency"),
    ("paper", {"repeats_id": "source/copied-copy", "basis": Basis.OTHER_MEDIA}, "paper"),
    ("blog", {}, None),
    ("blog", {"basis": Basis.NAMED_SOURCE, "speaker_id": "person/a"}, "person/a"),
    ("copy", {}, "paper"),
    ("copied-copy", {"basis": Basis.OTHER_MEDIA}, "paper"),
    ("agency", {}, "the agency"),
]


@pytest.mark.parametrize(("carrier", "values", "expected"), ORIGINS)
def test_the_origin_is_who_said_it_first(
    carrier: str, values: dict[str, Any], expected: str | None
) -> None:
    piece = Evidence(id="e", subject_id="role/a", source_id=f"source/{carrier}", **values)
    assert origin(piece, SOURCES) == expected


def test_parts_of_an_amount_speak_to_the_amount_and_to_whose_it_is() -> None:
    named = fields_named(CompensationReport, ("min",))
    assert named == {"amount", "recipient", "payer"}
    assert fields_named(Event, ("figure.min", "by")) == {"figure", "by"}
    assert fields_named(Role, ("end",)) == {"end"}
    assert fields_named(Role, ("organization",)) == {"organization", "person"}


def test_evidence_can_name_every_field_of_a_claim() -> None:
    assert set(FIELDS[Role]) == {
        *("person", "organization", "title", "kind", "grade", "status", "predecessor"),
        *("start", "end"),
    }


def report(day: str | None, **values: Any) -> Report:
    when = dates.read(day) if day else None
    made = source("paper", published_edtf=day)
    if when:
        made.published_earliest, made.published_latest = when.earliest, when.latest
    piece = Evidence(id="e", subject_id="role/a", source_id=made.id, **values)
    return Report(piece, made, weighed(piece, made, Role))


EMPLOYMENT = RoleKind.EMPLOYMENT


def tenure(status: RoleStatus, *reports: Report) -> tuple[date, date, date, date]:
    role = Role(id="role/a", person_id="", organization_id="", role_kind=EMPLOYMENT, status=status)
    role.start_earliest, role.start_latest = date(2020, 1, 1), date(2020, 12, 31)
    days = days_of(role, Days(), reports)
    return days.possible_from, days.sure_from, days.sure_until, days.possible_until


def test_a_current_role_lasts_at_least_until_its_newest_dated_support() -> None:
    found = tenure(
        RoleStatus.CURRENT,
        report("2021-03-04"),
        report("2022-05-06"),
        report("2024", stance=Stance.DISPUTES),
        report(None),
        report("[..2025]"),
    )
    assert found == (date(2020, 1, 1), date(2020, 12, 31), date(2022, 5, 6), date.max)


def test_a_planned_role_had_not_begun_when_its_plan_was_first_reported() -> None:
    first = report("2020-05-06")
    found = tenure(RoleStatus.PLANNED, report("2020-07"), first, report(None))
    assert found[0] == date(2020, 5, 6)


def test_an_ended_role_ended_by_the_first_report_that_tells_of_the_end() -> None:
    found = tenure(
        RoleStatus.ENDED,
        report("2021-01-01", fields=["title", "start"]),
        report("2022-05-06", fields=["status"]),
        report("2023-01-01", fields=["end"], asserts={"end": "2022"}),
        report("2021-06-01", asserts={"status": "current"}),
        report("2021-06-01", stance=Stance.DISPUTES),
    )
    assert found[-1] == date(2022, 5, 6)


def test_a_role_lies_inside_the_life_of_its_organization(example: Rows) -> None:
    role = record(example, "role/bo-example.chief")
    assert role.possible_until == date(2025, 12, 31)


def test_who_says_it_comes_before_what_it_is_about(rows: Rows) -> None:
    for event in rows.of(Event):
        mentions = [m for m in rows.of(EventMention) if m.event_id == event.id]
        mentions.sort(key=lambda mention: mention.position)
        assert [m.position for m in mentions] == list(range(len(mentions)))
        assert [m.is_by for m in mentions] == sorted((m.is_by for m in mentions), reverse=True)


def test_a_record_that_an_event_is_by_and_about_is_mentioned_once(
    changed: Callable[[str, str, str], Rows],
) -> None:
    about = "by: [ada-example]\n  about: [example-1, ada-example]"
    rows = changed("events/undated.yaml", "by: [ada-example]", about)
    mentions = [m for m in rows.of(EventMention) if m.event_id == "event/models-are-hard"]
    assert {(m.record_id, m.position, m.is_by, m.is_about) for m in mentions} == {
        ("person/ada-example", 0, True, True),
        ("model/example-1", 1, False, True),
    }


def test_a_retired_owner_retires_all_that_it_holds(example: Rows) -> None:
    every = (row.id for row in example.records())
    held = {own for own in every if "ada-example" in own and not own.startswith("evidence/event")}
    assert example.redirects == {own.replace("ada-example", "ada-sample"): own for own in held}


def test_a_retired_key_retires_the_evidence_too(changed: Callable[[str, str, str], Rows]) -> None:
    rows = changed("people/bo-example.yaml", "    title:", "    formerly: [head]\n    title:")
    assert rows.redirects.items() >= {
        ("role/bo-example.head", "role/bo-example.chief"),
        ("evidence/role.bo-example.head.weekly-ada", "evidence/role.bo-example.chief.weekly-ada"),
    }


def test_a_role_may_have_been_another_person_s(changed: Callable[[str, str, str], Rows]) -> None:
    moved = "    formerly: [role/ada-example.deputy]\n    title:"
    rows = changed("people/bo-example.yaml", "    title:", moved)
    assert rows.redirects["role/ada-example.deputy"] == "role/bo-example.chief"


def test_a_retired_source_retires_its_evidence(changed: Callable[[str, str, str], Rows]) -> None:
    rows = changed("sources/undated.yaml", "  tier:", "  formerly: [corp-site]\n  tier:")
    found = {new for old, new in rows.redirects.items() if "corp-site" in old}
    spoken = {e.id for e in rows.of(Evidence) if e.source_id == "source/corp-page"}
    assert found == spoken | {"source/corp-page"}
