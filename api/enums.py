"""Enums that carry the description of each member into the schema.

Imported before any type that uses one, because Strawberry gives an enum it does not know a
definition without descriptions.
"""

import strawberry

import models
from models import Documented


def publish(choices: type[Documented]) -> None:
    """Make an enum a GraphQL enum with its own descriptions."""
    made = strawberry.enum(choices, description=choices.__doc__)
    for value in made.__strawberry_definition__.values:  # type: ignore[attr-defined]
        value.description = choices[value.name].description


for each in vars(models).values():
    if isinstance(each, type) and issubclass(each, Documented) and each is not Documented:
        publish(each)
