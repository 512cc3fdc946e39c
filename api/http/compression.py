"""Compression of answers, each in the way that costs little and saves nearly all there is."""

import gzip
import sys
from collections.abc import Callable

import brotli

from api.http.negotiation import Coding

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SMALLEST = 1_000
"""Bytes below which an answer fits into one packet anyway."""

WAYS: dict[Coding, Callable[[bytes], bytes]] = {
    Coding.GZIP: lambda body: gzip.compress(body, compresslevel=5, mtime=0),
    Coding.BROTLI: lambda body: brotli.compress(body, quality=4),
    Coding.ZSTD: lambda body: zstd.compress(body, level=3),
}


def compressed(body: bytes, coding: Coding) -> tuple[Coding, bytes]:
    """Return a body in a coding, or as it is where that is small; and which of them it is."""
    if coding is Coding.IDENTITY or len(body) < SMALLEST:
        return Coding.IDENTITY, body
    return coding, WAYS[coding](body)
