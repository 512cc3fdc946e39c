"""A request that is not answered, and why."""

import orjson

from api.errors import Code


class Refused(Exception):  # noqa: N818 - it is no failure of ours
    """The request is refused; the message says what is wrong with it and what would be right.

    `as_json` is the status where the answer is application/json, if that is another: a request
    that is well-formed has 200 there.
    """

    def __init__(
        self,
        status: int,
        code: Code,
        message: str,
        *,
        as_json: int | None = None,
        **headers: str,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.as_json = as_json or status
        self.body = orjson.dumps({"errors": [{"message": message, "extensions": {"code": code}}]})
        self.headers = tuple(
            (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
        )


def malformed(message: str) -> Refused:
    """Return the refusal of what is no request of GraphQL over HTTP."""
    return Refused(400, Code.BAD_REQUEST, message)
