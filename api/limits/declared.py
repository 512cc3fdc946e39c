"""The limits as data: what each bounds, how much is allowed, and what to do about it."""

from dataclasses import dataclass

from graphql import GraphQLError
from pydantic import BaseModel, Field

from api.errors import Code


class Limits(BaseModel):
    """The most that a request may ask for; each is set by a variable of its name after ROSTER_."""

    cost: int = Field(
        default=50_000, ge=1, le=10_000_000, description="Objects that an answer may hold"
    )
    unplanned: int = Field(
        default=5_000,
        ge=1,
        le=10_000_000,
        description="The same, where an operation that plans do not cover is executed at length",
    )
    depth: int = Field(default=12, ge=2, le=50, description="Fields of a query inside each other")
    aliases: int = Field(default=100, ge=0, le=10_000, description="Aliases in a document")
    directives: int = Field(default=100, ge=0, le=10_000, description="Directives in a document")
    repeats: int = Field(
        default=10, ge=1, le=1_000, description="Times that one name is asked for at one place"
    )
    fragments: int = Field(
        default=60, ge=1, le=1_000, description="Fragments and operations of a document"
    )
    tokens: int = Field(
        default=3_000, ge=10, le=100_000, description="Words and marks of a document"
    )
    letters: int = Field(
        default=30_000, ge=100, le=1_000_000, description="Characters of a document"
    )


class Patience(BaseModel):
    """How long things may take; each is set by a variable of its name after ROSTER_."""

    deadline: float = Field(
        default=10, gt=0, le=600, description="Seconds within which a query must be answered"
    )
    waiting: int = Field(
        default=100, ge=0, le=10_000, description="Costly queries that may wait for their turn"
    )


DEFAULT, USUAL = Limits(), Patience()


@dataclass(frozen=True)
class Told:
    """How clients are told that they are over a limit: by a code, a sentence, and advice."""

    code: Code
    found: str
    advice: str


TOLD = {
    "cost": Told(
        Code.COST_LIMIT,
        "may be answered by {found:,} objects",
        "Ask for smaller pages by `first` and `last`, which count as 50 where neither is given, "
        "above all where pages are inside pages.",
    ),
    "unplanned": Told(
        Code.COST_LIMIT,
        "may be answered by {found:,} objects, has several errors or asks about the schema, too",
        "Mend the errors, which a smaller page shows, too, and ask about the schema by itself.",
    ),
    "depth": Told(
        Code.DEPTH_LIMIT,
        "is {found:,} fields deep",
        "Ask for the inner records in a query of their own, by their ids: `nodes(ids: …)` takes "
        "many.",
    ),
    "aliases": Told(
        Code.ALIAS_LIMIT,
        "has {found:,} aliases",
        "Ask for many records at once by `nodes(ids: …)` or by a filter.",
    ),
    "directives": Told(
        Code.DIRECTIVE_LIMIT,
        "has {found:,} directives",
        "Put one on a fragment in the place of one on each field.",
    ),
    "repeats": Told(
        Code.REPEAT_LIMIT,
        "asks for the same name {found:,} times at one place",
        "Once is enough: the answer holds it once.",
    ),
    "fragments": Told(
        Code.FRAGMENT_LIMIT,
        "has {found:,} fragments and operations",
        "Send only the operation that is meant, with its fragments.",
    ),
    "tokens": Told(
        Code.TOKEN_LIMIT,
        "has more than {found:,} words and marks",
        "Part it into several requests, and put long lists of values into variables.",
    ),
    "letters": Told(
        Code.TOKEN_LIMIT,
        "has {found:,} characters",
        "Put long values into variables, and leave out comments.",
    ),
}
"""By the name of a limit."""


class OverLimitError(GraphQLError):
    """A request asks for more than a limit allows."""

    def __init__(self, limit: str, what: str, found: int, most: int) -> None:
        told = TOLD[limit]
        super().__init__(
            f"{what} {told.found.format(found=found)}, and {most:,} is the most that is allowed. "
            f"{told.advice}",
            extensions={"code": told.code},
        )
        self.limit = limit


def refuse_over(limits: Limits, limit: str, what: str, found: int) -> None:
    """Raise OverLimitError where more was found than the limit allows."""
    most: int = getattr(limits, limit)
    if found > most:
        raise OverLimitError(limit, what, found, most)
