"""The GraphQL types: the facts of each table, and the edges between them."""

from collections.abc import Collection
from datetime import date
from typing import Annotated, Any, Optional

import strawberry
from strawberry import ID, pydantic
from strawberry.pydantic import field

import models
from api import catalogue, tree
from api.conditions import HELD_RANKS
from api.context import Context, Info
from api.edges import ITSELF, UNASKED, Few, any_one, few, many, one
from api.errors import BadUserInputError, nearest
from api.lookup import find, records_by_id, rows_by_id
from api.money import MoneyRange
from api.paging import Connection, Page
from api.sentences import NAMES, sentence
from api.values import FieldValue, Figure, FuzzyDate, HeldCounts, fuzzy
from models import dates
from models.held import Bounds, held
from models.keys import field_of, fields_of

# Said again, because a type that narrows an inherited field drops its description.
NodeId = Annotated[
    ID, strawberry.field(description=models.RecordFacts.model_fields["id"].description)
]


@pydantic.interface(description="Anything with an id of its own.")
class Node(models.RecordFacts):
    """See https://relay.dev/graphql/objectidentification.htm."""

    id: NodeId

    @classmethod
    def is_type_of(cls, row: object, _info: Any) -> bool:
        """Tell whether a row is of this type, which has the name of its table's class."""
        return type(row).__name__ == cls.__name__

    @classmethod
    def resolve_type(cls, row: object, _info: Any, _abstract: Any) -> str:
        """Name the type of a row."""
        return type(row).__name__


def slug(self: Any) -> str:
    """Return the id without its kind."""
    path: str = self.id
    return path.partition("/")[2]


def slug_field() -> Any:
    """Declare the field for the part of the id that follows the name."""
    return field(slug, description="The id without its kind, such as `lin-junyang`.")


EVIDENCE = Few(models.Evidence, "subject_id", ("id",))
RESPONSES = Few(models.Response, "subject_id", ("id",))
IDENTIFIERS = Few(models.Identifier, "record_id", ("scheme",))
FIELD_CONFIDENCES = Few(models.FieldConfidence, "record_id", ("field",))
DEVELOPERS = Few(models.ModelDeveloper, "model_id", ("position",))
MODALITIES = Few(models.ModelModality, "model_id", ("modality",))
PARTIES = Few(models.EventMention, "event_id", ("position",), only="is_by")
SUBJECTS = Few(models.EventMention, "event_id", ("position",), only="is_about")


async def all_records(context: Context, edge: Few, parent: str, column: str) -> list[Any]:
    """Return the records, of whatever kind, that the rows of a bounded list name."""
    links = await context.load((few, edge), parent)
    ids = [getattr(link, column) for link in links]
    return await context.load_all((records_by_id,), ids)


EVERY_FIELD = {name for table in models.TABLES.values() for name in fields_of(table)}


@pydantic.interface(
    description="Whatever rests on sources. Every fact here does: a curator cannot enter one "
    "without its evidence."
)
class Sourced(models.SourcedFacts, Node):
    """Whatever rests on sources."""

    id: NodeId

    @field(
        graphql_type=list["Evidence"],
        description="What it rests on, and what speaks against it: at most 100 items.",
        metadata={"edge": EVIDENCE, UNASKED: (few, EVIDENCE)},
    )
    async def evidence(
        self,
        info: Info,
        field: Annotated[
            str | None,
            strawberry.argument(
                description="Only what speaks to this field, such as `end`, or to all of them."
            ),
        ] = strawberry.UNSET,
        stance: Annotated[
            models.Stance | None, strawberry.argument(description="Only this stance.")
        ] = strawberry.UNSET,
        tier: Annotated[
            list[models.SourceTier] | None,
            strawberry.argument(description="Only from sources of these tiers."),
        ] = strawberry.UNSET,
    ) -> list[Any]:
        """Return the evidence about this record.

        A field of another type is no mistake: lists can hold records of several types.
        """
        context = info.context
        if field and field not in EVERY_FIELD:
            known_field(field, self.kind, fields_of(models.TABLES[self.kind]))
        found = await context.load((few, EVIDENCE), self.id)
        if isinstance(tier, list):
            ids = [each.source_id for each in found]
            sources = await context.load_all((rows_by_id, models.Source), ids)
            tiers = [source.tier for source in sources]
            found = [each for each, its in zip(found, tiers, strict=True) if its in tier]
        return [
            each
            for each in found
            if (not stance or each.stance is stance)
            and (not field or speaks_to(self.kind, each, field))
        ]

    @field(
        graphql_type=list["Response"],
        description="What the parties answered when asked about it: at most 100.",
        metadata={"edge": RESPONSES, UNASKED: (few, RESPONSES)},
    )
    async def responses(self, info: Info) -> list[Any]:
        """Return the responses about this record."""
        found: list[Any] = await info.context.load((few, RESPONSES), self.id)
        return found


def speaks_to(kind: str, evidence: Any, name: str) -> bool:
    """Tell whether a piece of evidence is about a field or a part of it, or the whole record.

    What it asserts is about the field too.
    """
    words = [*evidence.fields, *evidence.asserts]
    return not evidence.fields or any(name in (word, field_of(kind, word)) for word in words)


def known_field(name: str, kind: str, known: Collection[str]) -> None:
    """Refuse a field that no evidence can speak to, and name the nearest."""
    if name.partition(".")[0] not in known:
        raise BadUserInputError(
            f"`{name}` is no field of a {kind} that evidence speaks to."
            f"{nearest(name, known)} The fields are {', '.join(known)}."
        )


@pydantic.type(description=models.NameFacts.__doc__)
class Name(models.NameFacts):
    """A name, with what it rests on."""

    begun = fuzzy(models.NameFacts, "from")
    given_up = fuzzy(models.NameFacts, "until")

    @field(
        graphql_type=list["Evidence"],
        description="What speaks to this very name, to all names, or to the whole record.",
        metadata={"edge": EVIDENCE},
    )
    async def evidence(self, info: Info) -> list[Any]:
        """Return the evidence about this name."""
        row: Any = self
        found = await info.context.load((few, EVIDENCE), row.record_id)
        about = {"names", f"names.{self.text}"}
        return [each for each in found if not each.fields or about.intersection(each.fields)]


@pydantic.type(description=models.IdentifierFacts.__doc__)
class Identifier(models.IdentifierFacts):
    """An identifier, with the address of its register."""

    @field(description="Its page there; null for a register that is not known to Roster.")
    def url(self) -> str | None:
        """Return the page of the identifier."""
        page = REGISTERS.get(self.scheme)
        return page and page.format(self.value)


REGISTERS = {
    "wikidata": "https://www.wikidata.org/wiki/{}",
    "orcid": "https://orcid.org/{}",
    "github": "https://github.com/{}",
    "huggingface": "https://huggingface.co/{}",
    "arxiv-author": "https://arxiv.org/a/{}",
    "google-scholar": "https://scholar.google.com/citations?user={}",
    "ror": "https://ror.org/{}",
}


@pydantic.interface(description="A person, an organization or a model: it has names and a page.")
class Entity(Sourced):
    """What has names and a page."""

    id: NodeId
    slug = slug_field()
    events = many(catalogue.ENTITY_EVENTS, "What happened or was said by it or about it.")

    @field(
        description="Its primary name, or its foremost one in a language.",
        metadata={"edge": NAMES, UNASKED: "name"},
    )
    async def name(
        self,
        info: Info,
        lang: Annotated[
            str | None,
            strawberry.argument(
                description="A language such as `zh` or `zh-Hans`; where there is no name in "
                "it, the primary name is given."
            ),
        ] = strawberry.UNSET,
    ) -> str:
        """Return one name."""
        row: Any = self
        if not lang:
            return row.name
        names = await info.context.load((few, NAMES), self.id)
        primary = next(each for each in names if each.kind is models.NameKind.PRIMARY)
        in_use = [each for each in (primary, *names) if each.kind is not models.NameKind.FORMER]
        text: str = next((each.text for each in in_use if in_language(each, lang)), primary.text)
        return text

    @field(
        graphql_type=list[Name],
        description="All its names, former ones and those in other scripts included: at most 50.",
        metadata={"edge": NAMES, UNASKED: (few, NAMES)},
    )
    async def names(
        self,
        info: Info,
        kind: Annotated[
            list[models.NameKind] | None,
            strawberry.argument(description="Only names of these kinds."),
        ] = strawberry.UNSET,
    ) -> list[Any]:
        """Return the names, in the curator's order."""
        names = await info.context.load((few, NAMES), self.id)
        return [each for each in names if not isinstance(kind, list) or each.kind in kind]

    @field(
        graphql_type=list[Identifier],
        description="Its numbers in public registers: at most 50.",
        metadata={"edge": IDENTIFIERS, UNASKED: (few, IDENTIFIERS)},
    )
    async def identifiers(self, info: Info) -> list[Any]:
        """Return the identifiers, by scheme."""
        found: list[Any] = await info.context.load((few, IDENTIFIERS), self.id)
        return found


def in_language(name: Any, lang: str) -> bool:
    """Tell whether a name is in a language; `zh` includes `zh-Hans`, and case means nothing."""
    asked, its = lang.casefold(), name.lang.casefold()
    return its == asked or its.startswith(f"{asked}-")


@pydantic.interface(
    description="A dated statement about entities. Where sources differ in details it is one "
    "statement, and its evidence says who says what."
)
class Claim(models.ClaimFacts, Sourced):
    """A dated statement."""

    id: NodeId

    @field(name="text", description="What it says, in one English sentence made from its fields.")
    async def sentence(self, info: Info) -> str:
        """Return the claim as a sentence."""
        return await sentence(self, info.context)

    @field(
        name="confidence",
        description=models.ClaimFacts.model_fields["confidence"].description,
        metadata={"edge": FIELD_CONFIDENCES, UNASKED: "confidence"},
    )
    async def sureness(
        self,
        info: Info,
        field: Annotated[
            str | None,
            strawberry.argument(
                description="Of this field alone, such as `end`; null: of the whole record."
            ),
        ] = strawberry.UNSET,
    ) -> models.Confidence:
        """Return how sure the record or a field of it is."""
        if not field:
            return self.confidence
        known_field(field, self.kind, fields_of(models.TABLES[self.kind]))
        found = await info.context.load((few, FIELD_CONFIDENCES), self.id)
        of: models.Confidence = next(
            (each.confidence for each in found if each.field == field), self.confidence
        )
        return of


TOLD_IN_ORDER = (
    "All that is dated about it, the earliest first: roles, moves, events, pay and credits. What "
    "no date is known of comes last; what is of one day, in the order of the ids, and so by kind."
)


@pydantic.type(description=models.PersonFacts.__doc__)
class Person(models.PersonFacts, Entity):
    """A person."""

    id: NodeId
    roles = many(catalogue.PERSON_ROLES, "The roles of this person.", to="RoleConnection")
    compensation_reports = many(catalogue.PERSON_PAY, "What this person is reported to be paid.")
    credits = many(catalogue.PERSON_CREDITS, "What this person is credited with on models.")
    moves = many(
        catalogue.PERSON_MOVES,
        "From where to where the person moved, worked out from the dates of the roles.",
    )
    timeline = many(catalogue.PERSON_TIMELINE, TOLD_IN_ORDER, to="TimelineConnection")


OnDay = Annotated[
    date | None,
    strawberry.argument(description="As of this day; null: in the newest state on record."),
]


@pydantic.type(description=models.OrganizationFacts.__doc__)
class Organization(models.OrganizationFacts, Entity):
    """An organization."""

    id: NodeId
    founded = fuzzy(models.OrganizationFacts, "founded")
    dissolved = fuzzy(models.OrganizationFacts, "dissolved")
    children = many(catalogue.CHILDREN, "The organizations that are its parts.")
    relations = many(
        catalogue.ORGANIZATION_RELATIONS,
        "How it is related to other organizations, told from either side.",
    )
    roles = many(
        catalogue.ORGANIZATION_ROLES,
        "The roles held here, and in its parts while they were its parts.",
        to="RoleConnection",
    )
    developed = many(
        catalogue.ORGANIZATION_MODELS,
        "The models that it, or a part of it, developed.",
        name="models",
    )
    credits = many(
        catalogue.ORGANIZATION_CREDITS, "What it is credited with on models, as an organization."
    )
    compensation_reports = many(
        catalogue.ORGANIZATION_PAY, "What it, or a part of it, is reported to pay."
    )
    arrivals = many(
        catalogue.ARRIVALS,
        "Moves into it, or into one of its parts, from elsewhere or from where is not known.",
    )
    departures = many(
        catalogue.DEPARTURES,
        "Moves out of it, or out of one of its parts, to elsewhere or to where is not known.",
    )
    timeline = many(catalogue.ORGANIZATION_TIMELINE, TOLD_IN_ORDER, to="TimelineConnection")

    @field(
        graphql_type=Optional["Organization"],
        description="The organization it is a part of; null when it is part of none.",
        metadata={"edge": tree.parents, UNASKED: (tree.parents, date.max)},
    )
    async def parent(self, info: Info, on: OnDay = strawberry.UNSET) -> Any:
        """Return the parent on a day."""
        return await info.context.load((tree.parents, on or date.max), self.id)

    @field(
        graphql_type="Organization",
        description="The organization at the top of its tree; itself when it is part of none.",
        metadata={"edge": tree.tops, UNASKED: (tree.tops, date.max)},
    )
    async def top_parent(self, info: Info, on: OnDay = strawberry.UNSET) -> Any:
        """Return the top of the tree on a day."""
        return await info.context.load((tree.tops, on or date.max), self.id)


@pydantic.type(description=models.AIModelFacts.__doc__)
class AIModel(models.AIModelFacts, Entity):
    """A model."""

    id: NodeId
    released = fuzzy(models.AIModelFacts, "released")
    family = one(
        models.AIModel,
        "family_id",
        "The family it belongs to; null when it belongs to none on record.",
        null=True,
    )
    credits = many(catalogue.MODEL_CREDITS, "Who is credited with what.")
    members = many(catalogue.MODEL_MEMBERS, "The models of this family, where it is one.")

    @field(
        description="What it reads or makes, such as `text` or `image`; empty when not on record.",
        metadata={"edge": MODALITIES},
    )
    async def modality(self, info: Info) -> list[str]:
        """Return the modalities, in the order of the alphabet."""
        return [each.modality for each in await info.context.load((few, MODALITIES), self.id)]

    @field(
        graphql_type=list[Organization],
        description="Who developed it: at most 50; empty when not on record.",
        metadata={"edge": DEVELOPERS},
    )
    async def developers(self, info: Info) -> list[Any]:
        """Return the developers, in the curator's order."""
        return await all_records(info.context, DEVELOPERS, self.id, "organization_id")


@pydantic.type(description=models.OrganizationRelationFacts.__doc__)
class OrganizationRelation(models.OrganizationRelationFacts, Claim):
    """A relation between organizations."""

    id: NodeId
    start = fuzzy(models.OrganizationRelationFacts, "start")
    end = fuzzy(models.OrganizationRelationFacts, "end")
    organization = one(
        models.Organization, "organization_id", "The organization that this is told of."
    )
    other = one(models.Organization, "other_id", "The other organization.")


@pydantic.type(description=models.RoleFacts.__doc__)
class Role(models.RoleFacts, Claim):
    """A role."""

    id: NodeId
    start = fuzzy(models.RoleFacts, "start")
    end = fuzzy(models.RoleFacts, "end")
    person = one(models.Person, "person_id", "Who holds or held it.")
    organization = one(models.Organization, "organization_id", "Where.")
    predecessor = one(
        models.Role,
        "predecessor_id",
        "The role whose place it took; null when not on record.",
        null=True,
    )
    successors = many(catalogue.SUCCESSORS, "The roles that took its place.", to="RoleConnection")

    @field(
        name="held",
        description="How surely it was held on a day; null when it surely was not.",
    )
    def held_on(
        self,
        on: Annotated[date, strawberry.argument(description="The day.")],
    ) -> models.Held | None:
        """Return how surely it was held on a day."""
        row: Any = self
        bounds = Bounds(row.possible_from, row.sure_from, row.sure_until, row.possible_until)
        return held(bounds, self.status, on)


@pydantic.type(description=models.ModelCreditFacts.__doc__)
class ModelCredit(models.ModelCreditFacts, Claim):
    """A credit."""

    id: NodeId
    start = fuzzy(models.ModelCreditFacts, "start")
    end = fuzzy(models.ModelCreditFacts, "end")
    model = one(models.AIModel, "model_id", "The model.")

    @field(
        graphql_type=Entity,
        description="The person or the organization credited.",
        metadata={"edge": ("person_id", "organization_id")},
    )
    async def creditor(self, info: Info) -> Any:
        """Return who is credited."""
        return await info.context.load((records_by_id,), self.person_id or self.organization_id)


@pydantic.type(description=models.EventFacts.__doc__)
class Event(models.EventFacts, Claim):
    """An event."""

    id: NodeId
    happened = fuzzy(models.EventFacts, "on")

    @field(
        graphql_type=list[Entity],
        description="Who did or said it: at most 50; empty when not on record.",
        metadata={"edge": PARTIES},
    )
    async def by(self, info: Info) -> list[Any]:
        """Return the parties, in the curator's order."""
        return await all_records(info.context, PARTIES, self.id, "record_id")

    @field(
        graphql_type=list[Node],
        description="What it is about, of whatever kind: at most 50.",
        metadata={"edge": SUBJECTS},
    )
    async def about(self, info: Info) -> list[Any]:
        """Return the subjects, in the curator's order."""
        return await all_records(info.context, SUBJECTS, self.id, "record_id")

    @field(description="The number it tells; null when it tells none.")
    def figure(self) -> Figure | None:
        """Return the figure."""
        if self.figure_measure is None or self.figure_unit is None:
            return None
        as_of: Any = self.figure_as_of_edtf and dates.read(self.figure_as_of_edtf)
        return Figure(
            measure=self.figure_measure,
            of=self.figure_of,
            as_of=as_of,
            min=self.figure_min,
            max=self.figure_max,
            min_inclusive=self.figure_min_inclusive,
            max_inclusive=self.figure_max_inclusive,
            unit=self.figure_unit,
        )


@pydantic.type(description=models.CompensationReportFacts.__doc__)
class CompensationReport(models.CompensationReportFacts, Claim):
    """A report of pay."""

    id: NodeId
    time = fuzzy(models.CompensationReportFacts, "at")
    payer = one(
        models.Organization,
        "payer_id",
        "Who pays; null when not known, or a whole sector.",
        null=True,
    )
    recipient = one(
        models.Person, "recipient_id", "Who is paid; null where it is not one person.", null=True
    )
    role = one(models.Role, "role_id", "The role it is for; null when not known.", null=True)
    other_reports = many(
        catalogue.OTHER_REPORTS,
        "What other reports say of the same package: other amounts, and amounts for another span "
        "of time. Deprecated ones are left out.",
    )

    @field(graphql_type=MoneyRange, description="How much it is.", metadata={"edge": ITSELF})
    def amount(self) -> Any:
        """Return the row, whose columns the amount is."""
        return self


@pydantic.type(description=models.MoveFacts.__doc__)
class Move(models.MoveFacts, Node):
    """A move."""

    id: NodeId
    departure = fuzzy(models.MoveFacts, "left")
    arrival = fuzzy(models.MoveFacts, "joined")
    person = one(models.Person, "person_id", "Who moved.")
    from_role = one(
        models.Role, "from_role_id", "The role left; null for the first known one.", null=True
    )
    to_role = one(models.Role, "to_role_id", "The role joined; null for an exit.", null=True)
    origin = one(
        models.Organization,
        "origin_id",
        "The organization left; null for the first known role.",
        null=True,
    )
    destination = one(
        models.Organization,
        "destination_id",
        "The organization joined; null for an exit.",
        null=True,
    )
    origin_top_parent = one(
        models.Organization,
        "origin_top_id",
        "What stood at the top of `origin` on the day of leaving: the first one that `left` may "
        "mean, or `joined` where that is not known. Null for the first known role.",
        null=True,
    )
    destination_top_parent = one(
        models.Organization,
        "destination_top_id",
        "What stood at the top of `destination` on the first day that `joined` may mean; null for "
        "an exit.",
        null=True,
    )


@pydantic.type(description=models.SourceFacts.__doc__)
class Source(models.SourceFacts, Node):
    """A source."""

    id: NodeId
    slug = slug_field()
    published = fuzzy(models.SourceFacts, "published")
    republishes = one(
        models.Source,
        "republishes_id",
        "The source whose text it carries; null when none is on record.",
        null=True,
    )
    supports = many(catalogue.SOURCE_SUPPORTS, "The evidence that is drawn from it.")


@pydantic.type(description=models.EvidenceFacts.__doc__)
class Evidence(models.EvidenceFacts, Node):
    """A piece of evidence."""

    id: NodeId
    source = one(models.Source, "source_id", "Where it says so.")
    subject = any_one("subject_id", "Sourced", "The record that it is about.")
    speaker = any_one(
        "speaker_id",
        "Entity",
        "Who says so, where that is an entity on record; null otherwise.",
        null=True,
    )
    repeats = one(
        models.Source,
        "repeats_id",
        "The source that it repeats; null when it names none on record.",
        null=True,
    )

    @field(
        name="asserts",
        description="The values that this source gives where they differ from the record's. "
        "Empty when it gives none.",
    )
    def other_values(self) -> list[FieldValue]:
        """Return the values that differ."""
        return [FieldValue(field=name, value=str(value)) for name, value in self.asserts.items()]


@pydantic.type(description=models.ResponseFacts.__doc__)
class Response(models.ResponseFacts, Node):
    """A response."""

    id: NodeId
    answered = fuzzy(models.ResponseFacts, "on")
    party = any_one("party_id", "Entity", "Who was asked.")
    subject = any_one("subject_id", "Sourced", "The record it was asked about.")
    source = one(models.Source, "source_id", "Where the answer is reported.")


@strawberry.type(description="A page of roles.")
class RoleConnection(Connection[Role]):
    """A page of roles, which can be counted by how surely they were held."""

    @strawberry.field(
        description="How many of the whole list were held on the day of `heldOn`, by how surely; "
        "null when no day was asked about."
    )
    async def held_counts(self, info: Info) -> HeldCounts | None:
        """Count the roles of the list by certainty."""
        page: Page[Any] = self  # type: ignore[assignment]
        counts = await info.context.load(page.held_counts, page.parent)
        if counts is None:
            return None
        yes, presumed, possibly = (counts.get(rank, 0) for rank in HELD_RANKS.values())
        return HeldCounts(yes=yes, presumed=presumed, possibly=possibly)


TimelineItem = Annotated[
    Role | Move | Event | CompensationReport | ModelCredit,
    strawberry.union("TimelineItem", description="What can stand in a timeline."),
]


@strawberry.type(description="An item of a timeline, and its place there.")
class TimelineEdge:
    """An item; the resolvers run on its cursor and its row."""

    cursor: str = strawberry.field(description="Its place: pass it as `after` or `before`.")
    entry: strawberry.Private[Any]

    @strawberry.field(
        graphql_type=Optional[FuzzyDate],  # noqa: UP045
        description="Where it stands in time: the start of a role; the day of joining of a move, "
        "and for the organization that was only left, of leaving; the day of an event; the time "
        "that pay is of; the start of the work credited, else the release of the model. Null when "
        "not known.",
    )
    def on(self) -> Any:
        """Return the vague date."""
        return self.entry.on_edtf and dates.read(self.entry.on_edtf)

    @strawberry.field(graphql_type=TimelineItem, description="The item.")
    async def node(self, info: Info) -> Any:
        """Return the record."""
        return await info.context.load((records_by_id,), self.entry.item_id)


@strawberry.type(description="A page of a timeline.")
class TimelineConnection(Connection[TimelineItem]):
    """A page of a timeline; the rows of the page name the items."""

    @strawberry.field(graphql_type=list[TimelineItem], description="The items of this page.")
    async def nodes(self, info: Info) -> list[Any]:
        """Return the items."""
        page: Page[Any] = self  # type: ignore[assignment]
        ids = [row.item_id for row in page.rows]
        return await info.context.load_all((records_by_id,), ids)

    @strawberry.field(description="The items of this page, each with its day and cursor.")
    def edges(self) -> list[TimelineEdge]:
        """Return the items with their cursors."""
        page: Page[Any] = self  # type: ignore[assignment]
        pairs = zip(page.cursors, page.rows, strict=True)
        return [TimelineEdge(cursor=cursor, entry=row) for cursor, row in pairs]


@strawberry.type(
    description="How many moves led from one organization, or group, to another. Whoever moved "
    "twice counts twice."
)
class TalentFlow:
    """A flow; the resolvers run on a `flows.Flow`."""

    origin = one(models.Organization, "origin_id", "Where they left.", plain=True)
    destination = one(models.Organization, "destination_id", "Where they went.", plain=True)
    certain_count: int = strawberry.field(
        description="Moves that surely fall within `joined`: every day that joining may mean does."
    )
    possible_count: int = strawberry.field(
        description="Further moves that may fall within: some day that joining may mean does, and "
        "another does not."
    )
    moves = many(
        catalogue.FLOW_MOVES,
        "The very moves that are counted, certain and possible, by the day of joining.",
        given=lambda flow: flow.demand.given,
    )

    @strawberry.field(
        graphql_type="TalentFlow",
        description="The flow the other way, whose counts may be 0. What is net is the difference: "
        "surely at least `certainCount` less both counts of `reverse`.",
    )
    def reverse(self) -> Any:
        """Return the opposite flow."""
        return self.reverse


@strawberry.type(description="One side of a dispute: a value, and who stands behind it.")
class DisputeSide:
    """A side; the resolvers run on what the row of the dispute holds of it."""

    value: str | None = strawberry.field(
        description="The value, as the fixtures write it; null for the record as a whole, for a "
        "field that has no value, and where a source says only that it is not so."
    )
    recorded: bool = strawberry.field(description="Whether it is what the record says.")
    paths: strawberry.Private[list[str]]

    @strawberry.field(graphql_type=list[Evidence], description="Who says so: at most 100.")
    async def evidence(self, info: Info) -> list[Any]:
        """Return the evidence for this side."""
        return await info.context.load_all((records_by_id,), self.paths)


@strawberry.type(
    description="A field of a record, or a record as a whole, on which sources exclude each other; "
    "and a report of pay that another one of the same package excludes."
)
class Dispute:
    """A dispute; the resolvers run on its row."""

    @strawberry.field(graphql_type=Sourced, description="The record.")
    async def record(self, info: Info) -> Any:
        """Return the record."""
        row: Any = self
        return await info.context.load((records_by_id,), row.record_id)

    @strawberry.field(
        name="field", description="The field, such as `end`; null for the record as a whole."
    )
    def about(self) -> str | None:
        """Return the field."""
        row: Any = self
        return row.field or None

    @strawberry.field(
        description="What is recorded, then other values in their order, and last that it is "
        "not so: at most 100."
    )
    def sides(self) -> list[DisputeSide]:
        """Return the sides."""
        row: Any = self
        return [
            DisputeSide(value=side["value"], recorded=side["recorded"], paths=side["evidence"])
            for side in row.sides
        ]


@strawberry.type(description="A record that a search found, and why.")
class SearchHit:
    """A hit; the resolvers run on a `search.Hit`."""

    why: str = strawberry.field(
        description="In words, how the name matched; or what the web address is that was asked for."
    )
    score: float = strawberry.field(
        description="How well it matched, from 0 to 1; only to be compared within one answer."
    )

    @strawberry.field(graphql_type=Entity, description="The record.")
    async def node(self, info: Info) -> Any:
        """Return the record."""
        hit: Any = self
        return await info.context.load((records_by_id,), hit.name.record_id)

    @strawberry.field(
        graphql_type=Name,
        description="The name that matched; the primary one where a web address was asked for.",
    )
    def matched_name(self) -> Any:
        """Return the row of the name."""
        return self.name  # type: ignore[attr-defined]


@strawberry.type(description="What one release did to one record.")
class Change:
    """A change; the resolvers run on its row."""

    version: int = strawberry.field(description="The release that did it.")
    action: models.ChangeAction = strawberry.field(description="What it did.")
    record_id: ID = strawberry.field(description="The id of the record.")
    fields: list[str] = strawberry.field(
        description="What changed of it; empty when the record was added or removed."
    )

    @strawberry.field(
        graphql_type=Optional[Node],  # noqa: UP045
        description="The record as it is now, under its newest id; null when it was removed.",
    )
    async def node(self, info: Info) -> Any:
        """Return the record."""
        return await find(info.context, (), self.record_id)


NODES = (
    Person,
    Organization,
    AIModel,
    Role,
    OrganizationRelation,
    ModelCredit,
    CompensationReport,
    Event,
    Source,
    Evidence,
    Response,
    Move,
)
"""Every type that stands behind an interface."""
