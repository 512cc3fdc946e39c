"""A server whose log and figures are looked at."""

import contextlib
import json
from collections.abc import Iterator
from typing import Any

from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import URL
from starlette.testclient import TestClient

from api.app import create_app
from api.seeing.lines import Lines
from api.seeing.log import Log
from api.settings import Settings


class Heard(Lines):
    """Keeps the lines, instead of writing them."""

    def __init__(self) -> None:
        self.lost = 0
        self.all: list[bytes] = []

    def add(self, line: bytes) -> None:
        self.all.append(line)

    def settle(self, seconds: float = 0) -> None:
        """Wait for nothing."""

    def events(self, event: str) -> list[dict[str, Any]]:
        """Return what was told of events of a kind, in a log of JSON."""
        told = [json.loads(line) for line in self.all]
        return [each for each in told if each["event"] == event]


@contextlib.contextmanager
def watched(
    url: URL, *, form: str = "json", level: str = "info", raised: bool = True, **settings: Any
) -> Iterator[tuple[TestClient, Heard]]:
    """Serve a database; what the server fails at is `raised`."""
    made = Settings(database_url=url.render_as_string(hide_password=False), **settings)
    heard = Heard()
    app = create_app(made, Log(form, level, heard))
    with TestClient(app, raise_server_exceptions=raised) as client:
        client.headers.clear()
        yield client, heard


def figures(client: TestClient) -> dict[str, float]:
    """Return the figures by their names and the values of their labels."""
    text = client.get("/metrics").text
    return {
        " ".join([each.name, *sorted(each.labels.values())]): each.value
        for family in text_string_to_metric_families(text)
        for each in family.samples
    }
