"""Pages of other sites: which may read answers, and which requests they must ask leave for."""

from collections.abc import Mapping

from api.errors import Code
from api.http.refused import Refused
from api.http.replies import Header

METHODS = b"GET, HEAD, POST, OPTIONS"
ASKED_BEFORE = (b"apollo-require-preflight", b"x-apollo-operation-name")
SIMPLE = (b"application/x-www-form-urlencoded", b"multipart/form-data", b"text/plain")
EXPOSED = (b"access-control-expose-headers", b"ETag, Retry-After, X-Request-ID")
"""What pages of other sites may read besides what they always may."""

PREFLIGHT_KEPT = b"7200"  # seconds; no browser keeps a leave for longer


class Origins:
    """Which origins' pages may read the answers: all of them for `*`, or those that are named."""

    def __init__(self, named: frozenset[str]) -> None:
        self._named = frozenset(each.encode() for each in named)
        self.all = b"*" in self._named
        self.common: tuple[Header, ...] = (
            ((b"access-control-allow-origin", b"*"), EXPOSED) if self.all else ()
        )

    def headers(self, headers: Mapping[bytes, bytes]) -> tuple[Header, ...]:
        """Return what is to be told this very origin, besides what all are told."""
        origin = headers.get(b"origin", b"")
        if self.all or origin not in self._named:
            return ()
        return ((b"access-control-allow-origin", origin), EXPOSED)


def preflight(headers: Mapping[bytes, bytes]) -> tuple[Header, ...]:
    """Return what to tell who asks which requests there are, as browsers do before some."""
    allowed = ((b"allow", METHODS),)
    if b"access-control-request-method" not in headers:
        return allowed
    return (
        *allowed,
        (b"access-control-allow-methods", METHODS),
        (b"access-control-allow-headers", b"*"),
        (b"access-control-max-age", PREFLIGHT_KEPT),
    )


def require_leave(headers: Mapping[bytes, bytes]) -> None:
    """Refuse a request that a browser made for another site without asking for leave.

    A browser asks for leave, by CORS, where there is a header that no plain link or image has;
    which headers count is as in
    https://www.apollographql.com/docs/apollo-server/security/cors/#preventing-cross-site-request-forgery-csrf.
    Other than there, who is no browser at another site needs none: it is nobody's accomplice.
    """
    site = headers.get(b"sec-fetch-site", b"none")
    if site in (b"none", b"same-origin") and b"origin" not in headers:
        return
    kind = headers.get(b"content-type", SIMPLE[0]).partition(b";")[0].strip().lower()
    if kind not in SIMPLE or any(headers.get(each) for each in ASKED_BEFORE):
        return
    raise Refused(
        400,
        Code.CSRF,
        "A page of another site sent this without asking the server for leave. Send it with the "
        "header `apollo-require-preflight: true`, or as a POST of JSON.",
    )
