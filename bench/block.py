"""A block of the made-up crowd: a thousand people, a tenth as many organizations, and their facts.

A block is made without looking at any other. Its people work at its own organizations; those of
the first blocks, which are alike in a crowd of any size, also at the known ones.
"""

from bench.known import KNOWN, Share, known
from bench.making import Maker
from models import (
    AIModel,
    Answer,
    CompensationKind,
    CompensationReport,
    CompensationScope,
    CompensationStage,
    Event,
    EventKind,
    EventMention,
    Evidence,
    Identifier,
    ModelCredit,
    ModelDeveloper,
    ModelModality,
    NameKind,
    Organization,
    OrganizationKind,
    OrganizationRelation,
    OrganizationRelationKind,
    PayPeriod,
    Person,
    Rank,
    Response,
    Role,
    RoleKind,
    RoleStatus,
)

PEOPLE = 1000
ORGANIZATIONS = 100
ROLES = 3000
MODELS = 200
PAY = 500
EVIDENCE = 4000
SOURCES = 300
CREDITS = EVENTS = RELATIONS = 50
RESPONSES = 10
TOPS = 10
"""How many organizations of a block are parts of none."""

LOYAL = 0.6
"""The share of the roles that are dealt out three to a person; the others are anybody's."""

TITLES = (
    "Research Scientist",
    "Research Engineer",
    "Software Engineer",
    "Head of Research",
    "Chief Scientist",
    "Product Manager",
    "Doctoral Student",
    "Professor",
)
CURRENCIES = ("USD", "USD", "CNY", "EUR", "GBP")
COUNTRIES = ("US", "CN", "GB", "FR", "CA", "DE", "JP", None)
STATUSES = (RoleStatus.CURRENT, RoleStatus.ENDED, RoleStatus.ENDED, RoleStatus.UNKNOWN)


class Block(Maker):
    """Makes the rows that somebody would author; the same number makes the same rows.

    The tag stands in all its ids, to keep them apart from those of other blocks. With `core`, so
    many blocks share the roles and models of the known organizations.
    """

    def __init__(self, number: int, tag: str, core: int = 0) -> None:
        super().__init__(number, tag, SOURCES)
        self.known = known(self.rows) if core else []
        self.known_relations = [row.id for row in self.rows.of(OrganizationRelation)]
        self.roles_at = Share("roles", number * ROLES, core * ROLES)
        self.models_by = Share("models", number * MODELS, core * MODELS)
        self.has_known = bool(core) and number == 0
        if self.has_known:
            for record in [*self.rows.records()][SOURCES:]:
                self.evidence(record.id)
        fewer = ORGANIZATIONS - (KNOWN if self.has_known else 0)
        self.organizations = [self._organization(n) for n in range(fewer)]
        self.people = [self._person(n) for n in range(PEOPLE)]
        self.roles = [self._role(n) for n in range(ROLES)]
        self.models = [self._model(n) for n in range(MODELS)]
        for n in range(RELATIONS):
            self._relation(n)
        for n in range(PAY):
            self._pay(n)
        for n in range(CREDITS):
            self._credit(n)
        for n in range(EVENTS):
            self._event(n)
        for n in range(RESPONSES):
            self._response(n)
        for _ in range(EVIDENCE - len(self.rows.of(Evidence))):
            self.evidence(self.some(self.roles).id)

    def _organization(self, n: int) -> str:
        row = Organization(
            id=f"organization/organization-{self.tag}-{n}",
            organization_kind=self.some(tuple(OrganizationKind)),
            country=self.some(COUNTRIES),
            founded_edtf=self.day(1990, 2016),
            name_sort="",
        )
        names = iter([(f"{self.namer.family()} Lab {n}", NameKind.PRIMARY)])
        self.named(self.fact(row).id, names, 1)
        return row.id

    def _relation(self, n: int) -> None:
        """Make an organization a part of one of the tops, or a part of such a part."""
        at = TOPS + n % RELATIONS
        if at >= len(self.organizations):
            return
        whole = self.organizations[self.random.randrange(TOPS if n % 3 else at)]
        start = self.day(2017, 2020)
        self.fact(
            OrganizationRelation(
                id=f"relation/{self.organizations[at].partition('/')[2]}.whole",
                relation_kind=OrganizationRelationKind.PART_OF,
                organization_id=self.organizations[at],
                other_id=whole,
                start_edtf=start,
                end_edtf=None if n % 5 else self.day(2022, 2025),
            )
        )

    def _person(self, n: int) -> str:
        row = self.add(Person(id=f"person/person-{self.tag}-{n}", name_sort=""))
        names = self.namer.chinese() if n % 2 else self.namer.other()
        self.named(row.id, names, self.some((1, 1, 2, 2, 3)))
        if n % 10 == 0:
            self.add(Identifier(record_id=row.id, scheme="github", value=f"handle-{self.tag}-{n}"))
        return str(row.id)

    def _place(self, n: int) -> str:
        """Return where the role of a number was held."""
        if (at := self.roles_at.of(n)) is not None:
            return self.known[at]
        # Some are larger than others.
        return self.organizations[int(len(self.organizations) * self.random.random() ** 2)]

    def _role(self, n: int) -> Role:
        person = self.people[n // 3] if self.random.random() < LOYAL else self.some(self.people)
        status = self.some(STATUSES)
        ended = status is RoleStatus.ENDED
        row: Role = self.fact(
            Role(
                id=f"role/{person.partition('/')[2]}.key-{n}",
                person_id=person,
                organization_id=self._place(n),
                role_kind=RoleKind.EMPLOYMENT if n % 7 else self.some(tuple(RoleKind)),
                status=status,
                title=self.some(TITLES) if n % 5 else None,
                rank=Rank.NORMAL if n % 50 else Rank.DEPRECATED,
                start_edtf=self.day(2010, 2019),
                end_edtf=self.day(2020, 2025) if ended else None,
            )
        )
        return row

    def _model(self, n: int) -> str:
        parameters = self.some((None, 7e9, 32e9, 70e9, 1e12))
        at = self.models_by.of(n)
        row = self.fact(
            AIModel(
                id=f"model/model-{self.tag}-{n}",
                open_weights=self.some((None, True, False)),
                parameters=parameters,
                family_id=f"model/model-{self.tag}-{n // 10 * 10}" if n % 10 else None,
                released_edtf=self.day(2018, 2025),
                name_sort="",
            )
        )
        self.named(row.id, iter([(f"{self.namer.family()}-{n}", NameKind.PRIMARY)]), 1)
        developer = self.some(self.organizations) if at is None else self.known[at]
        self.add(ModelDeveloper(model_id=row.id, organization_id=developer, position=0))
        for modality in ("text", "image")[: 1 + n % 2]:
            self.add(ModelModality(model_id=row.id, modality=modality))
        return str(row.id)

    def _pay(self, n: int) -> None:
        role = self.some(self.roles)
        lowest = float(self.random.randrange(50, 2000) * 1000)
        self.fact(
            CompensationReport(
                id=f"pay/{role.person_id.partition('/')[2]}.key-{n}",
                recipient_id=role.person_id,
                payer_id=role.organization_id,
                role_id=role.id,
                compensation_kind=self.some(tuple(CompensationKind)),
                stage=self.some(tuple(CompensationStage)),
                scope=CompensationScope.PERSON,
                period=PayPeriod.YEAR if n % 4 else PayPeriod.ONE_OFF,
                currency=self.some(CURRENCIES),
                amount_min=lowest,
                amount_max=lowest if n % 2 else lowest * 2,
                at_edtf=self.day(2019, 2025),
            )
        )

    def _credit(self, n: int) -> None:
        model = self.some(self.models)
        self.fact(
            ModelCredit(
                id=f"credit/{model.partition('/')[2]}.key-{n}",
                model_id=model,
                person_id=self.some(self.people),
                contribution="Made some of it.",
                start_edtf=self.day(2017, 2024),
            )
        )

    def _event(self, n: int) -> None:
        event = f"event/event-{self.tag}-{n}"
        row = Event(
            id=event,
            event_kind=self.some(tuple(EventKind)),
            statement=f"Event {n} happened.",
            on_edtf=self.day(2018, 2025),
        )
        self.fact(row)
        for position, record in enumerate((self.some(self.organizations), self.some(self.people))):
            self.add(
                EventMention(
                    event_id=event,
                    record_id=record,
                    position=position,
                    is_by=position == 0,
                    is_about=position == 1,
                )
            )

    def _response(self, n: int) -> None:
        role = self.some(self.roles)
        self.add(
            Response(
                id=f"response/{role.organization_id.partition('/')[2]}.key-{self.tag}-{n}",
                answer=self.some(tuple(Answer)),
                party_id=role.organization_id,
                subject_id=role.id,
                source_id=self.some(self.sources),
                on_edtf=self.day(2020, 2025),
            )
        )
