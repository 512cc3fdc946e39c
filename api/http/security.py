"""What browsers are told of every page and file beside GraphQL, so that they do no more."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.replies import Header

ALL: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
)
POLICY = (
    b"default-src 'none'; style-src 'unsafe-inline'; "
    b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Our pages have no programs, and take nothing from elsewhere."""


def secured(app: ASGIApp, common: tuple[Header, ...]) -> ASGIApp:
    """Return the app with those headers on whatever it sends, and some more in common."""

    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                page = any(
                    name.lower() == b"content-type" and value.startswith(b"text/html")
                    for name, value in headers
                )
                headers += [
                    *ALL,
                    *common,
                    *([(b"content-security-policy", POLICY)] if page else []),
                ]
                message = {**message, "headers": headers}
            await send(message)

        await app(scope, receive, send_with)

    return run
