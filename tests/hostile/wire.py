"""What is sent: requests as their bytes, and such as are hardly HTTP."""

import gzip
import json
from collections.abc import Mapping
from random import Random

from tests.hostile.documents import DOCUMENTS, amount

TYPES = (
    "", "application/json", "application/json; charset=utf-16", "text/plain", ";;;", "a" * 5_000,
    "application/graphql", "multipart/form-data", "application/x-www-form-urlencoded", "é/ü",
)  # fmt: skip
ACCEPTED = (
    "*/*", "", "image/png", "application/graphql-response+json", "text/html", "*/*;q=0", ",,,",
    "application/json;q=2", "text/event-stream", "application/json," * 500, "*;q=a;;", "\x7f",
)  # fmt: skip
ENCODINGS = ("gzip", "br, zstd", "identity;q=0", "*;q=0", "x" * 3_000, "gzip;q=nan", "")
METHODS = ("HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "get", "FOO", "POST", "GET")
GOOD = b'{"query": "{ __typename }"}'
HASHED = b'{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "%s"}}}'
LENGTH = b"content-length: %d" % len(GOOD)


def request(method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """Write a request; its length is told unless the headers tell one."""
    told = {"host": "127.0.0.1", "connection": "close", "content-length": str(len(body))}
    lines = [f"{method} {target} HTTP/1.1", *(f"{k}: {v}" for k, v in {**told, **headers}.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def posted(body: bytes, **headers: str) -> bytes:
    """Write a POST of JSON."""
    return request("POST", "/graphql", {"content-type": "application/json", **headers}, body)


def cut(random: Random) -> bytes:
    """Send JSON of which something is missing or changed."""
    body = bytearray(json.dumps({"query": random.choice(DOCUMENTS)(random)[:2_000]}).encode())
    for _ in range(random.randrange(1, 4)):
        at = random.randrange(len(body))
        body[at : at + random.randrange(3)] = random.randbytes(random.randrange(3))
    return posted(bytes(body))


def bodies(random: Random) -> bytes:
    """Send what is no request of GraphQL."""
    many = amount(random)
    return posted(
        random.choice(
            (
                b"", b"null", b"1", b'"x"', b"[]", b"[1]", b"{}", b'{"query": 1}', b"\xff\xfe{}",
                b"[" * many + b"]" * many, b'{"query":' * many, b"{" * many, random.randbytes(many),
                gzip.compress(GOOD), GOOD.decode().encode("utf-16"), b"[" + GOOD + b"]",
                GOOD[:-1] + b', "query": "{ a }"}', GOOD[:-1] + b', "variables": NaN}',
                GOOD[:-1] + b', "variables": {"a": 1e999}}', GOOD[:-1] + b', "variables": [1]}',
                GOOD[:-1] + b', "extensions": {"persistedQuery": 1}}', GOOD + b" " * 300_000,
                b'{"query": "{ node(id: \\"\\ud800\\") { id } }"}',
                HASHED % (b"0" * 64),
                b'{"documentId": "sha256:%s"}' % (b"f" * many),
            )
        )
    )  # fmt: skip


def headers(random: Random) -> bytes:
    """Send odd headers and methods."""
    given = {
        "content-type": random.choice(TYPES),
        "accept": random.choice(ACCEPTED),
        "accept-encoding": random.choice(ENCODINGS),
        "origin": random.choice(("null", "https://example.com", "é")),
        "if-none-match": random.choice(("*", '"x"', '"' * amount(random), "W/")),
    }
    few = dict(random.sample(sorted(given.items()), random.randrange(len(given))))
    target = random.choice(("/graphql", "/graphql?query={__typename}", "/graphql/", "/", "/%00"))
    return request(random.choice(METHODS), target, few, GOOD)


def targets(random: Random) -> bytes:
    """Ask at odd addresses."""
    path = random.choice(("/graphql", "/downloads/../../etc/passwd", "/downloads/%2e%2e/", "//"))
    query = random.choice(
        ("query", "query=%FF", "query={a", "&" * amount(random), "query={__typename}&variables=[")
    )
    return request("GET", f"{path}?{query}", {})


def mangled(random: Random) -> bytes:
    """Send what is no HTTP, and headers that contradict each other."""
    good = posted(GOOD)
    return random.choice(
        (
            b"\r\n" * 5 + good,
            b"GET\r\n\r\n",
            b"\x16\x03\x01" + random.randbytes(50) + b"\r\n\r\n",
            good.replace(b"HTTP/1.1", b"HTTP/9.9"),
            good.replace(b"host:", b"x: " + b"y" * 70_000 + b"\r\nhost:"),
            good.replace(b"host:", b"x: y\r\n" * amount(random) + b"host:"),
            good.replace(LENGTH, b"content-length: -1"),
            good.replace(LENGTH, b"content-length: " + b"9" * 500),
            good.replace(LENGTH, LENGTH + b"\r\ncontent-length: 1"),
            good.replace(LENGTH, b"transfer-encoding: chunked"),
            good.replace(b"content-length:", b"transfer-encoding: chunked\r\ncontent-length:"),
        )
    )
