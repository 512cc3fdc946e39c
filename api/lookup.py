"""Finding records by id: the full path, the slug where its kind is known, or a retired id."""

from collections import defaultdict
from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, or_
from sqlmodel import col, select

import models
from api.beginnings import begins
from api.conditions import Wanted
from api.context import Context
from api.errors import BadUserInputError, nearest
from api.listed import among, listed
from models.text import fold, storable

SUGGESTIONS_FROM = 2000
LONGEST_ECHO = 100


async def rows_by_id(context: Context, table: Any, ids: list[str]) -> list[Any]:
    """Return the row of `table` with each id, or None."""
    if len(ids) == 1:
        return list(await context.rows(_with_id(table), {"id": ids[0]})) or [None]
    rows = await context.rows(_with_ids(table), {"ids": ids})
    found = {row.id: row for row in rows}
    return [found.get(each) for each in ids]


@cache
def _with_id(table: Any) -> Any:
    return select(table).where(table.id == bindparam("id"))


@cache
def _with_ids(table: Any) -> Any:
    return select(table).where(among(table.id, listed("ids")))


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


REGISTERED = select(models.Record.id, models.Record.redirect_to, models.Record.removed_in).where(
    among(col(models.Record.id), listed("paths"))
)


async def newest_ids(context: Context, wanted: list[Wanted]) -> list[str | None]:
    """Return the id under which each wanted record now stands; None where there is none."""
    paths = sorted({path for each in wanted for path in _paths(each)})
    found: dict[str, str] = {}
    for path, redirect, removed in await context.rows(REGISTERED, {"paths": paths}):
        if redirect or removed is None:
            found[path] = redirect or path
    return [next((found[path] for path in _paths(each) if path in found), None) for each in wanted]


def _paths(wanted: Wanted) -> list[str]:
    kinds, text = wanted[0], storable(wanted[1])
    if "/" in text:
        return [text] if not kinds or text.partition("/")[0] in kinds else []
    return [f"{kind}/{text}" for kind in kinds]


async def find(context: Context, kinds: tuple[str, ...], text: str) -> Any:
    """Return the record that a slug or id names; None when there is none. No kinds: any kind."""
    [found] = await find_all(context, kinds, [text])
    return found


async def find_all(context: Context, kinds: tuple[str, ...], texts: Collection[str]) -> list[Any]:
    """Return the record that each slug or id names, or None."""
    found = await _standing(context, kinds, texts)
    if missing := [text for text in texts if text not in found]:
        wanted = [(kinds, text) for text in missing]
        paths = dict(zip(missing, await context.load_all((newest_ids,), wanted), strict=True))
        newest = await context.load_all((records_by_id,), list(filter(None, paths.values())))
        by_id = {record.id: record for record in newest if record}
        found |= {text: by_id.get(path) for text, path in paths.items()}
    return [found[text] for text in texts]


async def _standing(
    context: Context, kinds: tuple[str, ...], texts: Collection[str]
) -> dict[str, Any]:
    """Return the records whose very id is meant, by the texts that were given for them.

    Nearly all that are asked for are found so, without a look at the register of ids.
    """
    paths = {
        text: path for text in texts if len(found := _paths((kinds, text))) == 1 for path in found
    }
    records = await context.load_all((records_by_id,), list(paths.values()))
    pairs = zip(paths, records, strict=True)
    return {text: record for text, record in pairs if record}


async def must_find(context: Context, wanted: Collection[Wanted]) -> dict[Wanted, str]:
    """Return the id of each record that a slug or id names; refuse one that is not there."""
    found = await context.load_all((newest_ids,), wanted)
    ids = dict(zip(wanted, found, strict=True))
    for (kinds, text), path in ids.items():
        if path is None:
            what = " or ".join(kinds) if len(kinds) < len(models.TABLES) else "record"
            suggestion = await _suggestion(context, kinds, storable(text))
            raise BadUserInputError(f"There is no {what} `{text[:LONGEST_ECHO]}`.{suggestion}")
    return ids


async def _suggestion(context: Context, kinds: tuple[str, ...], text: str) -> str:
    """Name the records that may be meant: those so named, else those with the nearest slugs."""
    kind = text.partition("/")[0]
    kinds = (kind,) if kind in kinds else kinds
    named = select(models.Name.record_id).where(models.Name.folded == fold(text)).limit(3)
    so_named = [path for path in await context.rows(named) if path.split("/")[0] in kinds]
    if so_named:
        return f" Did you mean {' or '.join(f'`{path}`' for path in so_named)}?"
    slug = fold(text).rpartition("/")[2].replace(" ", "-")
    record = models.Record
    begin = or_(*(and_(*begins(col(record.id), f"{kind}/{slug[:1]}")) for kind in kinds))
    near = await context.rows(
        select(record.id)
        .where(begin, col(record.removed_in).is_(None))
        .order_by(record.id)
        .limit(SUGGESTIONS_FROM)
    )
    slugs = {path.partition("/")[2]: path for path in near}
    return nearest(slug, slugs, show=slugs.__getitem__)
