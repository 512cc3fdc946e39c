"""A server of some settings, and a client that speaks HTTP with it."""

import contextlib
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import URL
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings

JSON = "application/json"
RESPONSE = "application/graphql-response+json"
MEDIA = (JSON, RESPONSE)


@contextlib.contextmanager
def client_of(url: URL, **settings: Any) -> Iterator[TestClient]:
    """Serve a database; what the server fails at, the test fails at."""
    made = Settings(database_url=url.render_as_string(hide_password=False), **settings)
    with TestClient(create_app(made)) as client:
        client.headers.clear()
        yield client


def post(client: TestClient, given: Any, accept: str = JSON, **headers: str) -> Any:
    """Send a body, as it is or as JSON."""
    content = given if isinstance(given, bytes) else json.dumps(given)
    told = {"content-type": JSON, "accept": accept} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return client.post("/graphql", content=content, headers=told)


def get(client: TestClient, accept: str = JSON, /, **given: str) -> Any:
    """Send parameters in the address."""
    return client.get("/graphql", params=given, headers={"accept": accept})


def refusal(response: Any) -> tuple[int, str, str]:
    """Return the status, the code and the message of what was refused with a single error."""
    told = response.json()
    assert "data" not in told
    [error] = told["errors"]
    return response.status_code, error["extensions"]["code"], error["message"]
