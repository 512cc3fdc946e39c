"""The root fields: where a question begins."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Optional

import sqlalchemy as sa
import strawberry
from sqlmodel import col, func, select
from strawberry import ID

import models
from api import catalogue, types
from api.context import Context, Info
from api.downloads.about import PAGES
from api.downloads.package import LICENSE
from api.downloads.routes import url
from api.edges import declared, demand_of, many, sign
from api.errors import BadUserInputError
from api.filters import CompensationFilter
from api.flows import Flow, largest
from api.lists import Argument, Listing
from api.lookup import find, find_all
from api.paging import LARGEST_PAGE, Connection, window
from api.search import search as find_by_name
from api.summary import CompensationSummary, summarize

HITS = 20
FLOWS = 50


@strawberry.type(description="How many records there are of each kind.")
class DatasetCounts:
    """Counts of the newest release."""

    people: int = strawberry.field(description="People.")
    organizations: int = strawberry.field(description="Organizations.")
    models: int = strawberry.field(description="Models and model families.")
    roles: int = strawberry.field(description="Roles.")
    compensation_reports: int = strawberry.field(description="Reports of pay.")
    events: int = strawberry.field(description="Events.")
    sources: int = strawberry.field(description="Sources.")
    evidence: int = strawberry.field(description="Pieces of evidence.")


COUNTED = {
    "people": models.Person,
    "organizations": models.Organization,
    "models": models.AIModel,
    "roles": models.Role,
    "compensation_reports": models.CompensationReport,
    "events": models.Event,
    "sources": models.Source,
    "evidence": models.Evidence,
}


@strawberry.type(description="A file with the whole dataset or with one table of it.")
class Download:
    """A download; the resolvers run on a `downloads.package.File`."""

    filename: str = strawberry.field(description="Its name, which no release changes.")
    media_type: str = strawberry.field(description="What it is, as an IANA media type.")
    bytes: float = strawberry.field(description="Its size; whole, but it may exceed an Int.")
    sha256: str = strawberry.field(
        description="Its SHA-256 sum in hexadecimal digits, which its ETag is, too."
    )
    table: str | None = strawberry.field(
        description="The one table that it holds; null for all tables, or for none."
    )
    rows: int | None = strawberry.field(
        description="How many rows that table has; null for a file that is not of one table."
    )

    @strawberry.field(description="Its address, from the root of this server.")
    def url(self) -> str:
        """Return the address."""
        file: Any = self
        return url(file)


@strawberry.type(description=f"The dataset itself: which release is being served. {PAGES}")
class Dataset:
    """The newest release; the resolvers run on its row."""

    version: int = strawberry.field(
        description="The number of the release in this server's database."
    )
    hash: str = strawberry.field(
        description="The identity of the content: servers with the same hash give the same facts."
    )

    @strawberry.field(description="When this server's database received it.")
    def released_at(self) -> datetime:
        """Return the moment; SQLite keeps it without its zone, which is UTC."""
        row: Any = self
        moment: datetime = row.released_at
        return moment.replace(tzinfo=moment.tzinfo or UTC)

    @strawberry.field(description="The licence of the data, as an SPDX identifier.")
    def license(self) -> str:
        """Return the licence."""
        return LICENSE["name"]

    @strawberry.field(description="How many records there are of each kind.")
    async def counts(self, info: Info) -> DatasetCounts:
        """Count the records."""
        counts = [
            select(func.count()).select_from(table).scalar_subquery() for table in COUNTED.values()
        ]
        [found] = await info.context.rows(sa.select(*counts))
        return DatasetCounts(**dict(zip(COUNTED, found, strict=True)))

    @strawberry.field(
        description="The newest day on which a source was published; null when none is dated."
    )
    async def newest_source_on(self, info: Info) -> date | None:
        """Return the day of the newest source."""
        newest = select(func.max(models.Source.published_earliest))
        found: date | None = (await info.context.rows(newest))[0]
        return found

    @strawberry.field(
        graphql_type=list[Download],
        description="The dataset as files: SQLite, and CSV and JSON Lines for each table, with "
        "`datapackage.json`, which describes them. Always of this very release: empty while "
        "whoever keeps this server has not exported it.",
    )
    def downloads(self, info: Info) -> list[Any]:
        """Return the files of the package."""
        offered = info.context.downloads
        package = offered and offered.of(self.hash)
        return list(package.files.values()) if package else []


def single(table: Any, what: str, example: str) -> Any:
    """Declare the root field for one record of a table."""
    described = strawberry.argument(
        description=f"A slug such as `{example}`, or a full id such as `{table.kind}/{example}`; "
        "a retired one finds the record it became."
    )

    async def resolve(info: Info, id: Annotated[ID, described]) -> Any:
        return await find(info.context, (table.kind,), id)

    resolve.__module__ = types.__name__
    return strawberry.field(
        resolve,
        graphql_type=Optional[getattr(types, table.__name__)],  # noqa: UP045
        description=f"One {what}; null when there is none of that id.",
    )


def every(listing: Listing, description: str, to: Any = None) -> Any:
    """Declare the root field for a list."""
    kind: Any = getattr(types, listing.table.__name__)
    to = to or Connection[kind]
    return many(listing, description, to=to, root=True)


def flows_field(description: str) -> Any:
    """Declare the root field for flows."""

    async def resolve(_self: Any, info: Info, **given: Any) -> list[Flow]:
        size = FLOWS if given["first"] is None else given["first"]
        window(size, None, None, None)
        demand = await demand_of(info.context, catalogue.FLOW_MOVES, given)
        return await largest(info.context, demand, size)

    first = Argument("first", int | None, f"How many at most: 0 to {LARGEST_PAGE}.", default=FLOWS)
    sign(resolve, (*catalogue.FLOWS, first))
    return declared(resolve, list[types.TalentFlow], description, catalogue.FLOW_MOVES, plain=True)


@strawberry.type(
    description="Roster: who builds AI. People, organizations, roles, models and reported pay, "
    "each fact with its evidence, dated as exactly as its source allows."
)
class Query:
    """The root."""

    person = single(models.Person, "person", "lin-junyang")
    organization = single(models.Organization, "organization", "tongyi-lab")
    model = single(models.AIModel, "model or model family", "qwen")
    source = single(models.Source, "source", "seed-gate")
    people = every(catalogue.PEOPLE, "All people.")
    organizations = every(catalogue.ORGANIZATIONS, "All organizations.")
    models = every(catalogue.ALL_MODELS, "All models and model families.")
    roles = every(catalogue.ALL_ROLES, "All roles.", to=types.RoleConnection)
    compensation_reports = every(catalogue.ALL_PAY, "All reports of pay.")

    @strawberry.field(
        description="What the range of reported pay is: the lowest and the highest bound and the "
        "median of reports that compare, and how many are left out, and why."
    )
    async def compensation_summary(
        self,
        info: Info,
        filter: Annotated[
            CompensationFilter | None,
            strawberry.argument(description="Only reports that fulfil this."),
        ] = strawberry.UNSET,
    ) -> CompensationSummary:
        """Summarize reports of pay."""
        return await summarize(info.context, filter or None)

    events = every(catalogue.ALL_EVENTS, "All events.")
    responses = every(catalogue.ALL_RESPONSES, "What parties answered when asked, or did not.")
    moves = every(
        catalogue.ALL_MOVES,
        "All moves of people from one organization to another, worked out from their roles.",
    )
    talent_flows = flows_field(
        "Who moves to whom: how many moves led from one group of organizations to another, the "
        "largest flows first: by certain moves, then by possible ones, then by the ids. Each end "
        "is the group as of its own day: the first that leaving, or joining, may mean. A move "
        "without a known origin or destination is in no flow; `moves` lists those, as FIRST_KNOWN "
        "and EXIT, and everything beyond `first`."
    )
    disputes = every(
        catalogue.DISPUTES,
        "What sources exclude each other on: each field or record, with every side of it.",
    )
    sources = every(catalogue.ALL_SOURCES, "All sources.")
    changes = every(
        catalogue.CHANGES,
        "What changed between releases, the oldest first: ask with the `version` you last saw.",
    )

    @strawberry.field(
        graphql_type=Optional[types.Node],  # noqa: UP045
        description="The record of any kind with this id; null when there is none.",
    )
    async def node(
        self,
        info: Info,
        id: Annotated[ID, strawberry.argument(description="A full id.")],
    ) -> Any:
        """Return one record."""
        return await find(info.context, (), id)

    @strawberry.field(
        graphql_type=list[Optional[types.Node]],  # noqa: UP045
        description="The records of any kind with these ids, in their order; null for each that "
        "does not exist.",
    )
    async def nodes(
        self,
        info: Info,
        ids: Annotated[
            list[ID], strawberry.argument(description=f"At most {LARGEST_PAGE} full ids.")
        ],
    ) -> list[Any]:
        """Return several records."""
        if len(ids) > LARGEST_PAGE:
            raise BadUserInputError(
                f"`ids` has {len(ids)} ids; it may have {LARGEST_PAGE} at most."
            )
        return await find_all(info.context, (), ids)

    @strawberry.field(
        graphql_type=list[types.SearchHit],
        description="People, organizations and models by any of their names, in any script and "
        "with the words in any order; the likeliest first. Case, accents, signs and spaces make no "
        "difference; a Chinese name is also found by its pinyin. What the query is comes before "
        "what it begins, what has its words, what it is inside, and then what it is but for typing "
        "errors: one in words of 4 letters or more, two in words of 8 or more. Among equals, the "
        "primary name and who has more facts on record come first. The web address of a profile "
        "finds whose it is; that of a source finds of whom its facts are, the most first.",
    )
    async def search(
        self,
        info: Info,
        query: Annotated[
            str,
            strawberry.argument(
                description="A name or a part of one, such as `俊旸` or `junyang`, up to 200 "
                "characters; or the whole address of a web page."
            ),
        ],
        first: Annotated[
            int | None, strawberry.argument(description=f"How many at most: 0 to {LARGEST_PAGE}.")
        ] = HITS,
    ) -> list[Any]:
        """Return what may be meant."""
        first = HITS if first is None else first
        window(first, None, None, None)
        return list(await find_by_name(info.context, query, first))

    @strawberry.field(graphql_type=Dataset, description="Which release is being served.")
    async def dataset(self, info: Info) -> Any:
        """Return the newest release."""
        return await newest_release(info.context)


async def newest_release(context: Context) -> Any:
    """Return the row of the newest release."""
    newest = select(models.Release).order_by(col(models.Release.version).desc()).limit(1)
    return (await context.rows(newest))[0]
