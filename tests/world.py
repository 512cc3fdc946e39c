"""A made-up dataset with many ties and unknown values, as rows with their derived columns."""

import random
from collections.abc import Iterable
from datetime import date
from typing import Any

import models
from fixtures.rows import Rows
from fixtures.timelines import timelines
from fixtures.tops import top, windows
from models import dates

DAYS = ("2023", "2024", "2024-03", "2024-03-05", "[2024-01..2024-06]", "[..2024-02]", "2025-22~")
LAST_MODEL = 9
END_DAYS = ("2025", "2025-06", "[2025-01..2025-09]", "2026-03-04")


class World:
    """Makes rows; the same seed makes the same rows."""

    def __init__(self, *, organizations: int = 9, people: int = 7, seed: int = 1) -> None:
        self.random = random.Random(seed)  # noqa: S311 - no secret is made
        self.rows = Rows()
        self.sources = [self.source(n) for n in range(6)]
        self.organizations = [self.organization(n) for n in range(organizations)]
        self.people = [self.person(n) for n in range(people)]
        self.roles = [self.role(n) for n in range(3 * people)]
        self.models = [self.model(n) for n in range(LAST_MODEL + 1)]
        for n in range(11):
            self.credit(n)
            self.pay(n)
            self.event(n)
            self.relation(n)
            self.response(n)
            self.move(n)
        self.rows.tables[models.TimelineEntry] = list(timelines(self.rows))

    def add(self, table: Any, **values: Any) -> Any:
        """Add a row."""
        row = table(**values)
        self.rows.of(table).append(row)
        return row

    def some(self, choices: Iterable[Any]) -> Any:
        """Pick one."""
        return self.random.choice(list(choices))

    def dated(self, name: str, days: Iterable[str]) -> dict[str, Any]:
        """Pick a vague date, or none: the columns of `name`."""
        return self.when(name, self.some([None, *days]))

    def when(self, name: str, edtf: str | None) -> dict[str, Any]:
        """Return the columns of a vague date."""
        read = edtf and dates.read(edtf)
        return {
            f"{name}_edtf": edtf,
            f"{name}_earliest": read and read.earliest,
            f"{name}_latest": read and read.latest,
        }

    def sorted_by(self, name: str, columns: dict[str, Any]) -> dict[str, Any]:
        """Add the column that sorts by a vague date."""
        return columns | {f"{name}_sort": columns[f"{name}_earliest"] or date.max}

    def named(self, kind: str, n: int) -> dict[str, Any]:
        """Name a record, three of which share each name."""
        text = f"{kind.title()} {n // 3}"
        record = f"{kind}/{kind}-{n}"
        self.add(
            models.Name,
            record_id=record,
            position=0,
            text=text,
            kind=models.NameKind.PRIMARY,
            folded=text.lower(),
        )
        return {"id": record, "name": text, "name_sort": text.lower()}

    def source(self, n: int) -> str:
        """Add a source."""
        columns = self.sorted_by("published", self.dated("published", DAYS))
        publisher = f"Paper {n % 2}"
        tier = self.some(models.SourceTier)
        self.add(
            models.Source,
            id=f"source/source-{n}",
            headline=f"Headline {n}",
            publisher=publisher,
            publisher_folded=publisher.lower(),
            tier=tier,
            **columns,
        )
        return f"source/source-{n}"

    def organization(self, n: int) -> str:
        """Add an organization: of three, two are parts of the first from 2024, one until 2025."""
        columns = self.named("organization", n)
        row = self.add(
            models.Organization,
            **columns,
            organization_kind=self.some(models.OrganizationKind),
            country=self.some([None, "CN", "US"]),
            **self.sorted_by("founded", self.dated("founded", ["2020", "2021"])),
        )
        self._above(row.id, row.id, (date.min, date.max), 0)
        if n % 3:
            parent = f"organization/organization-{n // 3 * 3}"
            left = date.max if n % 3 == 1 else date(2025, 6, 30)
            self._above(row.id, parent, (date(2024, 1, 1), left), 1)
        return str(row.id)

    def _above(self, organization: str, ancestor: str, days: tuple[date, date], depth: int) -> None:
        self.add(
            models.OrganizationAncestor,
            organization_id=organization,
            ancestor_id=ancestor,
            from_day=days[0],
            until_day=days[1],
            depth=depth,
        )

    def top(self, organization: str, day: date | None) -> str:
        """Return what stands at the top of an organization on a day, or in the newest state."""
        return top(
            windows(self.rows.of(models.OrganizationAncestor))[organization], day or date.max
        )

    def person(self, n: int) -> str:
        """Add a person."""
        return str(self.add(models.Person, **self.named("person", n)).id)

    def role(self, n: int) -> str:
        """Add a role, at few places, so that a list of them is long; and its evidence."""
        status = self.some(models.RoleStatus)
        open_ended = status in (models.RoleStatus.CURRENT, models.RoleStatus.NEVER_STARTED)
        start, end = self.dated("start", DAYS), self.dated("end", () if open_ended else END_DAYS)
        possible = (start["start_earliest"] or date.min, end["end_latest"] or date.max)
        sure = (start["start_latest"] or date.max, end["end_earliest"] or date.min)
        person = self.people[n // 3]
        row = self.add(
            models.Role,
            id=f"role/{person.partition('/')[2]}.key-{n}",
            person_id=person,
            organization_id=self.organizations[n % min(5, len(self.organizations))],
            role_kind=self.some(models.RoleKind),
            status=status,
            title=self.some([None, "Head of Research", "Engineer"]),
            title_folded="",
            rank=self.some([*[models.Rank.NORMAL] * 6, models.Rank.DEPRECATED]),
            confidence=self.some(models.Confidence),
            independent_source_count=n % 3,
            possible_from=possible[0],
            sure_from=sure[0],
            sure_until=sure[1],
            possible_until=possible[1],
            **self.sorted_by("start", start),
            **self.sorted_by("end", end),
        )
        row.title_folded = (row.title or "").lower()
        self.evidence(row.id, n)
        return str(row.id)

    def evidence(self, subject: str, n: int) -> None:
        """Add a piece of evidence."""
        source = self.sources[n % len(self.sources)]
        self.add(
            models.Evidence,
            id=f"evidence/{subject.replace('/', '.')}.{source.partition('/')[2]}",
            subject_id=subject,
            source_id=source,
        )

    def model(self, n: int) -> str:
        """Add a model, developed by one or two organizations."""
        columns = self.named("model", n)
        # One surely came out before its developer was part of another organization.
        last = n == LAST_MODEL
        released = self.when("released", "2023") if last else self.dated("released", DAYS)
        parameters = self.some([None, 7e9, 7e9, 70e9])
        self.add(
            models.AIModel,
            **columns,
            parameters=parameters,
            parameters_sort=parameters or float(2**63),
            open_weights=self.some([None, True, False]),
            family_id="model/model-0" if n % 3 else None,
            **self.sorted_by("released", released),
        )
        for position in range(1 + n % 2):
            self.add(
                models.ModelDeveloper,
                model_id=columns["id"],
                organization_id=self.organizations[position],
                position=position,
            )
        return str(columns["id"])

    def credit(self, n: int) -> None:
        """Add a credit of a person or an organization."""
        person = self.people[0] if n % 2 else None
        self.add(
            models.ModelCredit,
            id=f"credit/model-{n % 2}.key-{n}",
            model_id=self.models[n % 2],
            person_id=person,
            organization_id=None if person else self.organizations[0],
            contribution="Made it.",
            **self.sorted_by("start", self.dated("start", DAYS)),
        )

    def pay(self, n: int) -> None:
        """Add a report of pay to one person, in two packages."""
        amount = self.some([5e5, 1e6, 1e6])
        self.add(
            models.CompensationReport,
            id=f"pay/person-0.key-{n}",
            recipient_id=self.people[0],
            payer_id=self.organizations[n % 2],
            compensation_kind=self.some(models.CompensationKind),
            stage=self.some(models.CompensationStage),
            scope=models.CompensationScope.PERSON,
            period=models.PayPeriod.YEAR,
            currency=self.some(["USD", "CNY"]),
            amount_min=amount,
            amount_sort=amount,
            package=f"package-{n % 2}",
            **self.sorted_by("at", self.dated("at", DAYS)),
        )

    def event(self, n: int) -> None:
        """Add an event by one organization about a person."""
        self.add(
            models.Event,
            id=f"event/event-{n}",
            event_kind=self.some(models.EventKind),
            statement=f"Event {n} happened.",
            **self.sorted_by("on", self.dated("on", DAYS)),
        )
        for position, record in enumerate((self.organizations[0], self.people[0])):
            self.add(
                models.EventMention,
                event_id=f"event/event-{n}",
                record_id=record,
                position=position,
                is_by=position == 0,
                is_about=position == 1,
            )

    def relation(self, n: int) -> None:
        """Add a relation from the first organization to another."""
        self.add(
            models.OrganizationRelation,
            id=f"relation/organization-0.key-{n}",
            relation_kind=models.OrganizationRelationKind.SPUN_OUT_OF,
            organization_id=self.organizations[0],
            other_id=self.organizations[1 + n % (len(self.organizations) - 1)],
            **self.sorted_by("start", self.dated("start", DAYS)),
        )

    def response(self, n: int) -> None:
        """Add a response of one organization."""
        self.add(
            models.Response,
            id=f"response/organization-0.key-{n}",
            answer=self.some(models.Answer),
            party_id=self.organizations[0],
            subject_id=self.roles[0],
            source_id=self.sources[0],
            **self.sorted_by("on", self.dated("on", DAYS)),
        )

    def move(self, n: int) -> None:
        """Add a move of one person, from one group of organizations to another or within one."""
        left, joined = self.dated("left", END_DAYS), self.dated("joined", END_DAYS)
        kind = models.MoveKind.BETWEEN_GROUPS if n % 4 else models.MoveKind.WITHIN_GROUP
        origin, destination = self.organizations[1], self.organizations[4 if n % 4 else 2]
        self.add(
            models.Move,
            id=f"move/person-0.key-{n}",
            move_kind=kind,
            weakest_confidence=self.some(models.Confidence),
            person_id=self.people[0],
            from_role_id=self.roles[0],
            to_role_id=self.roles[1],
            origin_id=origin,
            destination_id=destination,
            origin_top_id=self.top(origin, left["left_earliest"]),
            destination_top_id=self.top(destination, joined["joined_earliest"]),
            place=n % 3,
            **self.sorted_by("left", left),
            **self.sorted_by("joined", joined),
        )
        self.add(models.Dispute, record_id=self.roles[n % 2], field=f"field-{n}")


def world(**sizes: int) -> Rows:
    """Return a made-up dataset."""
    return World(**sizes).rows
