"""GraphQL over HTTP, as graphql-http audits it: https://github.com/graphql/graphql-http#audits.

The audits follow https://graphql.github.io/graphql-over-http/draft/, what servers MUST do and what
they SHOULD and MAY do alike.
"""

import json
import subprocess
from pathlib import Path

import pytest

from tests.running import Running

AUDITS = Path(__file__).parent / "audits"
COUNT = 61


def test_every_audit_finds_all_well(server: Running) -> None:
    if not (AUDITS / "node_modules").exists():
        pytest.skip("the audits need Node 20 and npm; then `make conformance` brings them")
    audited = subprocess.run(
        ["node", "audits.mjs", server.url],  # noqa: S607 - whatever Node is on the PATH
        cwd=AUDITS,
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(audited.stdout)

    assert len(found) == COUNT
    assert [each for each in found if each["status"] != "ok"] == []
