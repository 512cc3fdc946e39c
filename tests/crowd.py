"""The made-up dataset with a crowd of moves, events and credits of everybody in it."""

from typing import Any

import models
from fixtures.timelines import timelines
from tests.world import DAYS, END_DAYS, World

JOINED = (*DAYS, *END_DAYS, "[2025-03..]", "[2024-11..2025-02]", "2025-01-01", "2025-12-31")


class Crowd(World):
    """Makes the rows of the made-up dataset, and more."""

    def __init__(self, *, moves: int = 90, **sizes: int) -> None:
        super().__init__(**sizes)
        for n in range(moves):
            self.moved(n)
        for n in range(20):
            self.told_of(n)
            self.credited(n)
        self.rows.tables[models.TimelineEntry] = list(timelines(self.rows))

    def moved(self, n: int) -> None:
        """Add a move of anybody from anywhere to anywhere, of the kind that it then is."""
        origin, destination = self.some([None, *self.organizations]), self.some(self.organizations)
        if origin and not n % 9:
            destination = None
        left = self.dated("left", END_DAYS) if origin else self.when("left", None)
        joined = self.when("joined", self.some(JOINED) if destination else None)
        tops = [
            end and self.top(end, days)
            for end, days in (
                (origin, left["left_earliest"]),
                (destination, joined["joined_earliest"]),
            )
        ]
        self.add(
            models.Move,
            id=f"move/crowd.key-{n}",
            move_kind=kind_of(*tops),
            weakest_confidence=self.some(models.Confidence),
            person_id=self.some(self.people),
            from_role_id=origin and self.roles[0],
            to_role_id=destination and self.roles[1],
            origin_id=origin,
            destination_id=destination,
            origin_top_id=tops[0],
            destination_top_id=tops[1],
            place=n % 3,
            **self.sorted_by("left", left),
            **self.sorted_by("joined", joined),
        )

    def told_of(self, n: int) -> None:
        """Add an event about a person and an organization."""
        event = f"event/crowd-{n}"
        self.add(
            models.Event,
            id=event,
            event_kind=self.some(models.EventKind),
            statement=f"Event {n} happened to some.",
            rank=self.rank(n),
            **self.sorted_by("on", self.dated("on", DAYS)),
        )
        for position, record in enumerate((self.some(self.people), self.some(self.organizations))):
            self.add(
                models.EventMention,
                event_id=event,
                record_id=record,
                position=position,
                is_about=True,
            )

    def credited(self, n: int) -> None:
        """Add a credit of a person or an organization."""
        whose: dict[str, Any] = {"person_id": self.some(self.people)}
        if n % 2:
            whose = {"organization_id": self.some(self.organizations)}
        self.add(
            models.ModelCredit,
            id=f"credit/crowd.key-{n}",
            model_id=self.some(self.models),
            contribution="Made some of it.",
            rank=self.rank(n),
            **whose,
            **self.sorted_by("start", self.dated("start", DAYS)),
        )

    def rank(self, n: int) -> models.Rank:
        """Return that of every seventh is deprecated."""
        return models.Rank.NORMAL if n % 7 else models.Rank.DEPRECATED


def kind_of(origin: str | None, destination: str | None) -> models.MoveKind:
    """Return what a move is by the tops of its ends."""
    if origin is None:
        return models.MoveKind.FIRST_KNOWN
    if destination is None:
        return models.MoveKind.EXIT
    same = origin == destination
    return models.MoveKind.WITHIN_GROUP if same else models.MoveKind.BETWEEN_GROUPS
