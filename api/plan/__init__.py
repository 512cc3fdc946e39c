"""Operations answered by plan: compiled once, then run level by level over batches of raw rows.

The entrance is `Plans.answer`. A plan is made from the very declarations that the typed resolvers
are made from, and calls the same functions; what it does not cover it says so of, with the reason,
and graphql-core answers instead.
"""

from api.plan.errors import NotCoveredError
from api.plan.plans import Plans

__all__ = ["NotCoveredError", "Plans"]
