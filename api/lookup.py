"""Finding records by id: the full path, the slug where its kind is known, or a retired id."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select

import models
from api.conditions import Wanted
from api.context import Context
from api.errors import BadUserInputError, nearest
from models.text import fold

SUGGESTIONS_FROM = 5000


async def rows_by_id(context: Context, table: Any, ids: list[str]) -> list[Any]:
    """Return the row of `table` with each id, or None."""
    found = {row.id: row for row in await context.rows(select(table).where(table.id.in_(ids)))}
    return [found.get(each) for each in ids]


async def records_by_id(context: Context, ids: list[str]) -> list[Any]:
    """Return the row with each id, whatever its kind, or None: one statement to a kind."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for each in ids:
        by_kind[each.partition("/")[0]].append(each)
    found: dict[str, Any] = {}
    for kind, some in by_kind.items():
        if table := models.TABLES.get(kind):
            rows = await rows_by_id(context, table, some)
            found |= {row.id: row for row in rows if row}
    return [found.get(each) for each in ids]


async def newest_ids(context: Context, wanted: list[Wanted]) -> list[str | None]:
    """Return the id under which each wanted record now stands; None where there is none."""
    record = models.Record
    paths = {path for each in wanted for path in _paths(each)}
    statement = select(record.id, record.redirect_to, record.removed_in).where(
        col(record.id).in_(paths)
    )
    found: dict[str, str] = {}
    for path, redirect, removed in await context.rows(statement):
        if redirect or removed is None:
            found[path] = redirect or path
    return [next((found[path] for path in _paths(each) if path in found), None) for each in wanted]


def _paths(wanted: Wanted) -> list[str]:
    kinds, text = wanted
    if "\0" in text:
        return []
    if "/" in text:
        return [text] if not kinds or text.partition("/")[0] in kinds else []
    return [f"{kind}/{text}" for kind in kinds]


async def find(context: Context, kinds: tuple[str, ...], text: str) -> Any:
    """Return the record that a slug or id names; None when there is none. No kinds: any kind."""
    path = await context.load((newest_ids,), (kinds, text))
    return path and await context.load((records_by_id,), path)


async def must_find(context: Context, kinds: tuple[str, ...], text: str) -> str:
    """Return the id of the record that a slug or id names; refuse one that is not there."""
    path: str | None = await context.load((newest_ids,), (kinds, text))
    if path is None:
        what = " or ".join(kinds)
        raise BadUserInputError(
            f"There is no {what} `{text}`.{await _suggestion(context, kinds, text)}"
        )
    return path


async def _suggestion(context: Context, kinds: tuple[str, ...], text: str) -> str:
    """Name the records that may be meant: those so named, else those with the nearest ids."""
    named = select(models.Name.record_id).where(models.Name.folded == fold(text)).limit(3)
    so_named = [path for path in await _rows(context, named, text) if path.split("/")[0] in kinds]
    if so_named:
        return f" Did you mean {' or '.join(f'`{path}`' for path in so_named)}?"
    slug = fold(text).rpartition("/")[2].replace(" ", "-")
    near: list[str] = []
    for kind in kinds:
        record = models.Record
        begin = select(record.id).where(
            col(record.kind) == kind,
            col(record.removed_in).is_(None),
            col(record.id).startswith(f"{kind}/{slug[:1]}", autoescape=True),
        )
        near += await _rows(context, begin.order_by(record.id).limit(SUGGESTIONS_FROM), text)
    return nearest(f"{kinds[0]}/{slug}", near)


async def _rows(context: Context, statement: Any, text: str) -> Sequence[str]:
    return [] if "\0" in text else await context.rows(statement)
