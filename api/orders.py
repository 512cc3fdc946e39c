"""The orders of each list; the value of each field is the column it sorts by."""

from typing import Any

import strawberry
from sqlmodel import select

import models
from api.enums import publish
from api.paging import Term, column
from models import Documented


class OrderDirection(Documented):
    """Which way an order runs."""

    ASC = "asc", "From the first or least; unknown dates come last."
    DESC = "desc", "From the last or greatest; unknown dates come first."


publish(OrderDirection)
UPDATED = "updated", "The release that last changed it."


class PersonOrderField(Documented):
    """What people can be ordered by."""

    NAME = "name_sort", "The primary name."
    UPDATED = UPDATED


class OrganizationOrderField(Documented):
    """What organizations can be ordered by."""

    NAME = "name_sort", "The primary name."
    FOUNDED = "founded_sort", "The first day they may have been founded."
    UPDATED = UPDATED


class ModelOrderField(Documented):
    """What models can be ordered by."""

    NAME = "name_sort", "The primary name."
    RELEASED = "released_sort", "The first day they may have been released."
    PARAMETERS = "parameters_sort", "How many parameters they have; unknown counts as most."
    UPDATED = UPDATED


class RoleOrderField(Documented):
    """What roles can be ordered by."""

    START = "start_sort", "The first day they may have begun."
    END = "end_sort", "The first day they may have ended."
    PERSON = "person_id", "The id of the person, which follows the name."
    ORGANIZATION = "organization_id", "The id of the organization, which follows the name."
    UPDATED = UPDATED


class CompensationOrderField(Documented):
    """What reports of pay can be ordered by."""

    AMOUNT = (
        "currency amount_sort",
        "The least it is (the most, where that is open), one currency after the other.",
    )
    AMOUNT_USD = (
        "usd_sort",
        (
            "The least it is (the most, where that is open) in US dollars, at the rate of the day "
            "of the report; what cannot be converted counts as less than anything. An amount by "
            "the day stands beside one by the year as it is: see the filter's `period`."
        ),
    )
    AT = "at_sort", "The first day it may have been offered, agreed or paid."
    UPDATED = UPDATED


class MoveOrderField(Documented):
    """What moves can be ordered by."""

    JOINED = "joined_sort place", "The first day the person may have joined."
    LEFT = "left_sort place", "The first day the person may have left."


class EventOrderField(Documented):
    """What events can be ordered by."""

    ON = "on_sort", "The first day they may have happened."


class SourceOrderField(Documented):
    """What sources can be ordered by."""

    PUBLISHED = "published_sort", "The first day they may have been published."
    PUBLISHER = "publisher_folded", "The publisher's name."


def changed_in(table: Any) -> Any:
    """Return the release that last changed a row of the table."""
    record = models.Record
    return select(record.changed_in).where(record.id == table.id).scalar_subquery()


class Ordering:
    """What all orders share."""

    field: Any
    direction: OrderDirection

    def terms(self) -> list[Term]:
        """Return this as steps of an order."""
        names: list[str] = self.field.value.split()
        steps = [Term(n, changed_in) if n == UPDATED[0] else column(n) for n in names]
        down = self.direction is OrderDirection.DESC
        return [step.reversed() for step in steps] if down else steps


def _order(name: str, what: str, fields: type[Documented]) -> Any:
    """Make the input type of an order by one of the fields."""
    publish(fields)
    parts = {
        "__annotations__": {"field": fields, "direction": OrderDirection},
        "__doc__": f"An order of {what}.",
        "__module__": __name__,
        "field": strawberry.field(description="What to order by."),
        "direction": strawberry.field(default=OrderDirection.ASC, description="Which way."),
    }
    made = type(name, (Ordering,), parts)
    return strawberry.input(made, description=f"An order of {what}; the id breaks ties.")


PersonOrder = _order("PersonOrder", "people", PersonOrderField)
OrganizationOrder = _order("OrganizationOrder", "organizations", OrganizationOrderField)
ModelOrder = _order("ModelOrder", "models", ModelOrderField)
RoleOrder = _order("RoleOrder", "roles", RoleOrderField)
CompensationOrder = _order("CompensationOrder", "reports of pay", CompensationOrderField)
MoveOrder = _order("MoveOrder", "moves", MoveOrderField)
EventOrder = _order("EventOrder", "events", EventOrderField)
SourceOrder = _order("SourceOrder", "sources", SourceOrderField)
