"""docs/observing.md tells of every figure and fact that there is, and of no other."""

import re
from pathlib import Path

from sqlalchemy import URL

from tests.watched import watched
from tests.web import post

PAGE = (Path(__file__).parent.parent / "docs" / "observing.md").read_text("utf-8")
ALWAYS = {"time", "level", "method", "path", "bytes", "traceback", "logger", "database"}


def named(section: str) -> set[str]:
    """The words of the first column of a section's table."""
    rows = re.findall(r"^\| (`.*?`) \|", PAGE.partition(f"\n## {section}\n")[2], re.MULTILINE)
    return {word for row in rows for word in re.findall(r"`([a-z_]+)`", row)}


def test_every_figure_is_on_the_page(dataset_url: URL) -> None:
    with watched(dataset_url) as (client, _):
        text = client.get("/metrics").text
    shown = set(re.findall(r"^# TYPE (\w+)", text, re.MULTILINE))

    assert {each for each in shown if each.startswith("roster_")} == named("Figures")


def test_every_fact_of_a_line_is_on_the_page(dataset_url: URL) -> None:
    told = named("The log") - named("Figures") | ALWAYS | {"text", "slowest"}
    with watched(dataset_url, slow=1e-6) as (client, heard):
        post(client, {"query": "query A { people(first: 1) { nodes { name } } }"})
        post(client, {"query": "{ __schema { types { name } } }"})
        post(client, {"query": "{"})
    facts = {fact for event in ("request", "slow") for each in heard.events(event) for fact in each}

    assert facts <= told
    assert told - facts <= ALWAYS | {"cost", "incident"}
