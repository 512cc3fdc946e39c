"""The playground: a page in which people write queries."""

import re
from base64 import b64encode
from hashlib import sha256

from strawberry.http.ides import get_graphql_ide_html

from api.http.replies import Header, Reply, begun, ended

PLACE = "https://unpkg.com"
"""From where the page takes its programs."""


def _page() -> str:
    """Return the page, which takes its query from the address under `query`.

    Strawberry's page reads and writes `q`, which no other client would understand.
    """
    page = get_graphql_ide_html("graphiql")
    return page.replace("parameters.q ", "parameters.query ").replace("({ q: ", "({ query: ")


def _policy(page: str) -> str:
    """Return a policy that lets the page run its own programs, and ask its own server."""
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digests = [b64encode(sha256(each.encode()).digest()).decode() for each in scripts]
    rules = {
        "default-src": "'none'",
        "script-src": " ".join([PLACE, *(f"'sha256-{each}'" for each in digests)]),
        "style-src": f"{PLACE} 'unsafe-inline'",
        "font-src": f"{PLACE} data:",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def playground(common: tuple[Header, ...]) -> Reply:
    """Return the reply that shows the page."""
    page = _page()
    body = page.encode()
    headers = (
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"public, no-cache"),
        (b"content-security-policy", _policy(page).encode()),
        (b"referrer-policy", b"strict-origin-when-cross-origin"),
        *common,
    )
    return Reply(begun(200, headers), ended(body))
