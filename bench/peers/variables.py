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
PLACES = 600
"""How many different places in lists a question begins after: more than servers keep statements."""

FIRST_DAY, DAYS = date(2019, 1, 1), 2500

PEOPLE = "SELECT id FROM person ORDER BY id"
WITH_ROLES = "SELECT DISTINCT person_id FROM role WHERE rank <> 'deprecated' ORDER BY 1"
BY_ROLES = """
    SELECT organization_id FROM role GROUP BY 1 HAVING count(*) BETWEEN ? AND ? ORDER BY 1"""
BIG, GIANT = (200, 500), (800, 1200)
"""How many roles the organizations have that questions ask about, at every size."""

Variables = dict[str, Any]


def chosen(file: Path) -> dict[str, list[Variables]]:
    """Return the variables of each question; `after` is the number of a place, from 0."""
    dice = random.Random(SEED)  # noqa: S311 - not for secrets
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as rows:

        def ids(query: str, *given: int) -> list[str]:
            return [found for (found,) in rows.execute(query, given)]

        big, giant = ids(BY_ROLES, *BIG), ids(BY_ROLES, *GIANT)
        return {
            "Q1": [{"id": each} for each in some(dice, ids(PEOPLE))],
            "Q2": [{"id": each} for each in some(dice, ids(WITH_ROLES))],
            "Q3": [{"id": each} for each in some(dice, big)],
            "Q4": [{"id": each} for each in some(dice, big)],
            "Q5": [{"after": place} for place in range(PLACES)],
            "Q6": [{"id": each, "day": day(dice)} for each in dice.choices(big, k=PLACES)],
            "Q7": [{"id": giant[place % len(giant)], "after": place} for place in range(PLACES)],
        }


def some(dice: random.Random, all_: Sequence[Any]) -> list[Any]:
    """Return as many as are wanted, or all, in an order of chance."""
    return dice.sample(all_, min(MOST, len(all_)))


def day(dice: random.Random) -> str:
    """Return a day."""
    return str(FIRST_DAY + timedelta(days=dice.randrange(DAYS)))
