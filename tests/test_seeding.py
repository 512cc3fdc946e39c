"""Seeding is idempotent and numbered, and says what changed."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import models
from fixtures.rows import Rows
from fixtures.seeding import Loaded, Progress
from fixtures.version import Version
from tests import tiny
from tests.seeding import (
    IDS,
    changed,
    changes,
    connected,
    content,
    living,
    only_the_database,
    record,
    register,
    seed,
    stored,
    table,
    whole,
    without,
)


def test_the_first_seeding_is_release_1(database_url: str) -> None:
    loaded = seed(database_url)
    assert loaded == Loaded(1, loaded.hash, is_new=True, added=len(IDS))
    assert changes(database_url, 1) == dict.fromkeys(IDS, ("added",))
    assert record(database_url, "person/ada") == (1, 1, None, None)
    assert record(database_url, "person/ada-old") == (1, 1, 1, "person/ada")
    assert str(loaded) == f"Release 1. Records: {len(IDS)} added, 0 changed, 0 removed."


def test_both_databases_hold_the_same_and_say_the_same_hash(
    sqlite_url: str, postgres_url: str
) -> None:
    assert seed(sqlite_url) == seed(postgres_url)
    with connected(sqlite_url) as one, connected(postgres_url) as other:
        assert stored(one) == stored(other) == content(Version(tiny.rows()))


def test_seeding_again_changes_nothing_and_says_so(database_url: str) -> None:
    first = seed(database_url)
    before = whole(database_url)
    backwards = {kind: rows[::-1] for kind, rows in reversed(tiny.copy().items())}
    again = seed(database_url, tiny.rows(backwards))
    assert again == Loaded(1, first.hash, is_new=False)
    assert str(again) == "Nothing has changed since release 1."
    assert whole(database_url) == before


def test_seeding_again_leaves_the_same_file_and_no_other(sqlite_url: str, tmp_path: Path) -> None:
    seed(sqlite_url)
    before = (tmp_path / "roster.db").stat()
    seed(sqlite_url)
    after = (tmp_path / "roster.db").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert only_the_database(tmp_path)


# By what is done to the tiny dataset: the records that a release of it changes, and how.
CHANGES: dict[str, tuple[Rows, dict[str, tuple[str, ...]]]] = {
    "a column": (
        changed(models.Role, 0, title="Head", title_folded="head"),
        {"role/ada.lead": ("changed", "title")},
    ),
    "a date": (
        changed(models.Role, 0, start_edtf="2020-03~"),
        {"role/ada.lead": ("changed", "start")},
    ),
    "a reference": (
        changed(models.Role, 1, predecessor_id=None),
        {"role/bo.lead": ("changed", "predecessor")},
    ),
    "what is derived": (
        changed(models.Role, 1, sure_from=date(2020, 1, 1), last_reported_on=date(2024, 5, 2)),
        {"role/bo.lead": ("changed", "last_reported_on", "sure_from")},
    ),
    "a sort key": (
        changed(models.Organization, 0, name_sort="laboratory"),
        {"organization/lab": ("changed", "names")},
    ),
    "a value equal to the old in Python only": (
        changed(models.Evidence, 0, asserts={"end": 1}),
        {
            "evidence/role.ada.lead.post": ("changed", "asserts"),
            "role/ada.lead": ("changed", "evidence"),
        },
    ),
    "a name": (
        changed(models.Name, 1, text="Ada B", folded="ada b"),
        {"person/ada": ("changed", "names")},
    ),
    "an identifier": (
        changed(models.Identifier, 1, value="Q3"),
        {"person/bo": ("changed", "identifiers")},
    ),
    "how sure a field is": (
        changed(models.FieldConfidence, 0, confidence="denied"),
        {"role/ada.lead": ("changed", "confidence")},
    ),
    "a developer": (
        changed(models.ModelDeveloper, 0, organization_id="organization/firm"),
        {"model/owl": ("changed", "developers")},
    ),
    "a modality": (
        changed(models.ModelModality, 0, modality="image"),
        {"model/owl": ("changed", "modality")},
    ),
    "who says it": (
        changed(models.EventMention, 0, record_id="organization/firm"),
        {"event/users": ("changed", "by")},
    ),
    "what it is about": (
        changed(models.EventMention, 0, is_about=True),
        {"event/users": ("changed", "about")},
    ),
    "the subject of evidence": (
        changed(models.Evidence, 1, subject_id="person/bo"),
        {
            "evidence/person.ada.copy": ("changed", "subject"),
            "person/ada": ("changed", "evidence"),
            "person/bo": ("changed", "evidence"),
        },
    ),
    "evidence is gone": (
        tiny.rows(without("evidence/person.ada.copy")),
        {
            "evidence/person.ada.copy": ("removed",),
            "person/ada": ("changed", "evidence"),
        },
    ),
    "a former id": (
        tiny.rows(redirects={**tiny.REDIRECTS, "person/bob": "person/bo"}),
        {"person/bo": ("changed", "formerly")},
    ),
    "another ancestor": (changed(models.OrganizationAncestor, 0, depth=2), {}),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_release_tells_what_it_changed(database_url: str, what: str) -> None:
    rows, expected = CHANGES[what]
    seed(database_url)
    loaded = seed(database_url, rows)
    assert changes(database_url, 2) == expected
    actions = [action for action, *_ in expected.values()]
    assert (loaded.version, loaded.is_new, loaded.added) == (2, True, 0)
    assert (loaded.changed, loaded.removed) == (actions.count("changed"), actions.count("removed"))
    moves = {"changed": (1, 2, None, None), "removed": (1, 1, 2, None)}
    found = register(database_url)
    assert {id_: found[id_] for id_ in IDS} == {
        id_: moves[expected[id_][0]] if id_ in expected else (1, 1, None, None) for id_ in IDS
    }


def test_a_record_that_goes_is_remembered_and_may_come_back(database_url: str) -> None:
    seed(database_url)
    first = whole(database_url)
    seed(database_url, tiny.rows(without("credit/ada.owl")))
    assert changes(database_url, 2) == {"credit/ada.owl": ("removed",)}
    assert record(database_url, "credit/ada.owl") == (1, 1, 2, None)
    loaded = seed(database_url)
    assert loaded.hash == first["release"][0]["hash"]
    assert changes(database_url, 3) == {"credit/ada.owl": ("added",)}
    assert record(database_url, "credit/ada.owl") == (1, 3, None, None)


def test_a_record_that_is_renamed_is_found_by_its_old_id(database_url: str) -> None:
    seed(database_url)
    renamed = without("credit/lab.owl")
    renamed[models.ModelCredit].append(
        {**tiny.TINY[models.ModelCredit][1], "id": "credit/lab.owl-data"}
    )
    successor = {"credit/lab.owl": "credit/lab.owl-data"}
    seed(database_url, tiny.rows(renamed, tiny.REDIRECTS | successor))
    assert changes(database_url, 2) == {
        "credit/lab.owl": ("removed",),
        "credit/lab.owl-data": ("added",),
    }
    assert record(database_url, "credit/lab.owl") == (1, 1, 2, "credit/lab.owl-data")
    seed(database_url)
    assert record(database_url, "credit/lab.owl") == (1, 3, None, None)
    assert record(database_url, "credit/lab.owl-data") == (2, 2, 3, None)


def test_a_former_id_that_is_taken_back_leads_nowhere(database_url: str) -> None:
    seed(database_url)
    seed(database_url, tiny.rows(redirects={}))
    assert record(database_url, "person/ada-old") == (1, 1, 1, None)
    assert changes(database_url, 2) == {"person/ada": ("changed", "formerly")}


@st.composite
def versions(draw: st.DrawFn) -> Rows:
    """The tiny dataset less some records, with other titles and former ids."""
    gone = draw(st.sets(st.sampled_from(sorted(IDS)), max_size=6))
    kept = without(*gone)
    for row in kept[models.Role]:
        row["title"] = draw(st.sampled_from([None, "Head", "首席"]))
    ids = sorted(row["id"] for rows in kept.values() for row in rows if "id" in row)
    old = draw(st.sets(st.sampled_from(["person/old", "role/old.x"]))) if ids else set()
    return tiny.rows(kept, {id_: draw(st.sampled_from(ids)) for id_ in sorted(old)})


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=versions())
def test_after_any_history_a_database_holds_just_the_version(database_url: str, rows: Rows) -> None:
    """Each example is seeded over those before it."""
    version = Version(rows)
    loaded = seed(database_url, rows)
    with connected(database_url) as connection:
        assert stored(connection) == content(version)
        records = table(connection, "record")
    live = {row["id"] for row in records if row["removed_in"] is None}
    assert live == living(version)
    assert {r["id"]: r["redirect_to"] for r in records if r["redirect_to"]} == version.redirects
    assert loaded.hash == version.hash
    assert seed(database_url, rows) == Loaded(loaded.version, version.hash)


def test_what_is_quick_is_not_worth_a_word(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words: list[str] = []
    monkeypatch.setattr("fixtures.seeding.time.monotonic", lambda: 0.0)
    seed(database_url, say=words.append)
    assert words == []


def test_what_lasts_says_what_it_does() -> None:
    words: list[str] = []
    doing = Progress(words.append, every=0)
    doing("Writing name (0 of 9)")
    assert words == ["Writing name (0 of 9) ..."]
