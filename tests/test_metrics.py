"""The figures: what was counted, by few labels, of one process or of all of a server."""

import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import generate_latest
from prometheus_client.core import Metric
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import URL

from api.answers import Answer, Question
from api.seeing import counts, metrics
from api.seeing.counts import COSTS, Counts, Histogram
from api.seeing.figures import Figures
from api.seeing.record import Seen, Way
from api.seeing.shared import Directory, added
from models.database import connect_url
from tests.watched import figures, watched
from tests.web import RESPONSE, post

ASKED = {"query": "query Names { people(first: 3) { nodes { name } } }"}
INTROSPECTION = {"query": "{ __schema { types { name } } }"}


@pytest.fixture(autouse=True)
def nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "KEPT", 0.0)


def test_requests_are_counted_by_way_status_and_code(dataset_url: URL) -> None:
    with watched(dataset_url) as (client, _):
        for body in (ASKED, ASKED, ASKED, INTROSPECTION, {"query": "{"}):
            sent = len(post(client, body, RESPONSE).content)
        found = figures(client)

    assert found["roster_requests_total  200 plan"] == 1
    assert found["roster_requests_total  200 kept"] == 2
    assert found["roster_requests_total  200 core"] == 1
    assert found["roster_requests_total 400 GRAPHQL_PARSE_FAILED none"] == 1
    assert found["roster_plan_fallbacks_total the field __schema"] == 1
    assert found["roster_statements_total plan"] == 1
    assert 0 < found["roster_statements_seconds_total plan"] < 10
    assert found["roster_request_seconds_count kept"] == 2
    assert found["roster_request_seconds_bucket +Inf kept"] == 2
    assert found["roster_response_bytes_total"] > sent


def test_what_a_process_keeps_and_uses_is_told(dataset_url: URL) -> None:
    worker = os.getpid()
    with watched(dataset_url) as (client, heard):
        post(client, ASKED)
        heard.lost = 3
        found = figures(client)

    assert found[f"roster_answers_kept {worker}"] == 1
    assert found[f"roster_answers_kept_bytes {worker}"] > 100
    assert found[f"roster_rows_kept {worker}"] > 0
    assert found[f"roster_requests_in_flight {worker}"] == 1  # the look itself
    assert found[f"roster_log_lines_lost {worker}"] == 3
    assert found[f"process_resident_memory_bytes {worker}"] > 2**20
    assert found[f"process_open_fds {worker}"] > 2
    assert found["roster_release_version"] == 1
    assert 0 <= found["roster_release_age_seconds"] < 86_400


def test_names_of_operations_make_no_figures(dataset_url: URL) -> None:
    with watched(dataset_url) as (client, _):
        post(client, ASKED)
        figures(client)  # the look is counted, too
        before = figures(client)
        for n in range(30):
            post(client, {"query": f"query Names{n} {{ people(first: 3) {{ nodes {{ name }} }} }}"})
        after = figures(client)

    assert after.keys() == before.keys()


def test_a_server_without_a_database_has_figures(tmp_path: Path) -> None:
    with watched(connect_url(f"sqlite:///{tmp_path / 'none.db'}")) as (client, _):
        post(client, ASKED)
        found = figures(client)

    assert "roster_release_version" not in found
    assert found["roster_requests_total 200 NOT_READY plan"] == 1


def test_a_page_is_made_once_however_often_it_is_asked_for(
    dataset_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "KEPT", 60.0)
    with watched(dataset_url) as (client, _):
        pages = {client.get("/metrics").text for _ in range(3)}
        kind = client.get("/metrics").headers["content-type"]

    assert len(pages) == 1
    assert kind == "text/plain; version=0.0.4; charset=utf-8"


@given(st.lists(st.floats(0, 2e5)))
def test_a_bucket_counts_what_is_not_above_its_bound(values: list[float]) -> None:
    histogram = Histogram(COSTS)
    for each in values:
        histogram.add(each)

    assert [count for _, count in histogram.buckets()] == [
        len([each for each in values if each <= bound]) for bound in (*COSTS, float("inf"))
    ]
    assert histogram.sum == pytest.approx(sum(values))


def seen(**facts: Any) -> Seen:
    it = Seen(b"1", "POST", "/graphql")
    it.asks(Question("{ a }", "null", None))
    for name, value in facts.items():
        setattr(it, name, value)
    it.begins(200)
    return it


def test_costs_are_counted_where_they_are_known() -> None:
    counted = Counts()
    it = seen()
    it.answered(Answer(b"", failed=False, cost=50))
    for each in (it, seen()):
        counted.add(each)

    assert counted.costs.buckets()[-1] == ("+Inf", 1.0)
    assert counted.costs.sum == 50


def test_reasons_are_told_apart_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "MOST_REASONS", 2)
    counted = Counts()
    for reason in "abcda":
        counted.add(seen(way=Way.CORE, reason=reason))

    assert counted.reasons == {"a": 2, "b": 1, "others": 2}


def told(counted: Counts) -> dict[str, float]:
    return samples(Figures(counted, ()).collect())


def samples(families: Any) -> dict[str, float]:
    return {
        " ".join([each.name, *sorted(each.labels.values())]): each.value
        for family in families
        for each in family.samples
    }


@pytest.fixture
def others(tmp_path: Path) -> Path:
    """The figures of another process, which answered two requests."""
    counted = Counts()
    for _ in range(2):
        counted.add(seen(way=Way.PLAN))
    Directory(tmp_path).write(Figures(counted, ()))
    path = tmp_path / "another.prom"
    (tmp_path / f"{os.getpid()}.prom").rename(path)
    return path


def test_processes_add_up_what_they_counted(others: Path) -> None:
    counted = Counts()
    counted.add(seen(way=Way.PLAN))
    own = Figures(counted, ())
    directory = Directory(others.parent)
    directory.write(own)
    found = samples(added([own.collect(), *directory.others()]))

    assert found["roster_requests_total  200 plan"] == 3
    assert found["roster_request_seconds_bucket +Inf plan"] == 3


def test_what_a_process_counted_stays_when_it_is_over_and_what_it_used_does_not(
    others: Path,
) -> None:
    own = Figures(Counts(), ())
    directory = Directory(others.parent)
    [living] = directory.others()
    os.utime(others, (0, 0))
    [over] = directory.others()

    assert {"roster_requests_in_flight", "process_open_fds"} <= {each.name for each in living}
    assert {each.name for each in over} < {each.name for each in living}
    assert {each.type for each in over} == {"counter", "histogram"}
    assert samples(added([own.collect(), over]))["roster_requests_total  200 plan"] == 2


def test_figures_are_the_same_when_they_were_written_and_read() -> None:
    counted = Counts()
    counted.add(seen(way=Way.CORE, reason='"\\\n', codes=("DEADLINE",), statements=2))
    families: list[Metric] = added([Figures(counted, ()).collect()])
    text = generate_latest(metrics.Families(families)).decode()

    read = samples(text_string_to_metric_families(text))
    assert {name: each for name, each in read.items() if name.startswith("roster")} == {
        name: each for name, each in told(counted).items() if name.startswith("roster")
    }


def test_a_directory_that_is_gone_is_no_reason_to_fail(
    dataset_url: URL,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = tmp_path / "figures"
    place.mkdir()
    monkeypatch.setattr(metrics, "EVERY", 0.01)
    with watched(dataset_url, metrics=str(place)) as (client, _):
        shutil.rmtree(place)
        time.sleep(0.1)
        assert client.get("/metrics").status_code == 200
        assert "roster_requests_total" in client.get("/metrics").text

    assert "The figures cannot be told to the other processes" in caplog.text
