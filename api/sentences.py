"""The sentence that a claim makes, with the names that it needs loaded."""

from typing import Any

import models
from api.context import Context
from api.edges import Few
from api.lookup import records_by_id
from models.sentences import NAMED, SENTENCES

NAMES = Few(models.Name, "record_id", ("position",))


async def primary_name(context: Context, record: str) -> str:
    """Return the name of an entity."""
    found = await context.load((records_by_id,), record)
    return found.name if found else record


async def sentence(row: Any, context: Context) -> str:
    """Tell in one sentence what a claim says."""
    ids = filter(None, (getattr(row, column) for column in NAMED[row.kind]))
    return SENTENCES[row.kind](row, {id_: await primary_name(context, id_) for id_ in ids})
