"""Whom the questions ask about: drawn from a seed, over as many as there are.

Cursors are each server's own, so a place in a list is drawn here as its number, and a server's
cursor is put there later.
"""

import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

SEED, MOST = 20260101, 1000
PLACES = 1000
"""How many of the first places of the list of people cursors are taken of."""

FIRST_DAY, DAYS = date(2019, 1, 1), 2500

PEOPLE = "SELECT id FROM person ORDER BY id"
WITH_ROLES = "SELECT DISTINCT person_id FROM role WHERE rank <> 'deprecated' ORDER BY 1"
BY_ROLES = """
    SELECT organization_id FROM role GROUP BY 1 HAVING count(*) BETWEEN ? AND ? ORDER BY 1"""
BIG, GIANT = (200, 500), (800, 1200)
"""How many roles the organizations have that questions ask about; as many at every size."""

Variables = dict[str, Any]


def chosen(file: Path) -> dict[str, list[Variables]]:
    """Return the variables of each question; `after` is the number of a place, from 0."""
    dice = random.Random(SEED)  # noqa: S311 - not for secrets
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as rows:

        def ids(query: str, *given: int) -> list[str]:
            return [found for (found,) in rows.execute(query, given)]

        big, giant = ids(BY_ROLES, *BIG), ids(BY_ROLES, *GIANT)
        return {
            "Q1": of(some(dice, ids(PEOPLE))),
            "Q2": of(some(dice, ids(WITH_ROLES))),
            "Q3": of(some(dice, big)),
            "Q4": of(some(dice, big)),
            "Q5": [{"after": place} for place in some(dice, range(PLACES))],
            "Q6": [{"id": each, "day": day(dice)} for each in dice.choices(big, k=MOST)],
            "Q7": [
                {"id": each, "after": place} for each in giant for place in some(dice, range(600))
            ],
        }


def of(ids: Sequence[str]) -> list[Variables]:
    """Return variables that name one record each."""
    return [{"id": each} for each in ids]


def some(dice: random.Random, all_: Sequence[Any]) -> list[Any]:
    """Return as many as are wanted, or all, in an order of chance."""
    return dice.sample(all_, min(MOST, len(all_)))


def day(dice: random.Random) -> str:
    """Return a day."""
    return str(FIRST_DAY + timedelta(days=dice.randrange(DAYS)))
