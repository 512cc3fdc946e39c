"""What the plan of one operation reads: rows of tuples, for many keys at a time."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from api.database import Database
from api.downloads.offer import Downloads
from api.plan.kept import FIELDS_OF_A_ROW, Met, rows_in, rows_of
from api.plan.readers import Snapshot
from api.plan.statements import Statements

if TYPE_CHECKING:
    from api.plan.selecting import Plan  # it stands above this module


class PlanContext:
    """The context of a request, in which a statement runs when it is awaited.

    The batch functions run on it as they are: a tuple has the columns of its table as attributes,
    and the name of its class. Nothing else of the request goes on meanwhile.
    """

    def __init__(
        self,
        database: Database,
        downloads: Downloads | None,
        snapshot: Snapshot,
        statements: Statements,
        plan: "Plan",
    ) -> None:
        self.database = database
        self.downloads = downloads
        self._snapshot = snapshot
        self._statements = statements
        self._columns = plan.columns
        self._kept = snapshot.kept
        self._found = snapshot.kept.of(plan)
        self._met = Met(self._found, snapshot.kept)

    async def rows(self, statement: Any, given: Mapping[str, Any] | None = None) -> Sequence[Any]:
        """Run a SELECT; its records are tuples."""
        ready = self._statements.ready(statement, self._columns, given or {})
        found = await self._snapshot.read(ready.text, ready.values)
        return ready.shape(found, self._met)

    def objects(self, block: object) -> dict[int, tuple[Any, dict[str, Any]]]:
        """Return the objects made of rows, each with its row, by the identity of the row."""
        return self._found.setdefault((block,), {})

    def count(self, objects: int, fields: int) -> None:
        """Count objects of so many fields that were added to these."""
        self._kept.count(objects * (1 + fields // FIELDS_OF_A_ROW))

    async def load(self, batch: tuple[Any, ...], key: object) -> Any:
        """Return what the batch `(function, *arguments)` finds for `key`."""
        [found] = await self.load_all(batch, (key,))
        return found

    async def load_all(self, batch: tuple[Any, ...], keys: Collection[Any]) -> list[Any]:
        """Return what the batch finds for each of the keys; none is looked up twice."""
        found = self._found.setdefault(batch, {})
        if missing := [key for key in dict.fromkeys(keys) if key not in found]:
            function, *arguments = batch
            values = await function(self, *arguments, missing)
            found.update(zip(missing, values, strict=True))
            self._kept.count(sum(map(rows_in, values)) + rows_of(arguments))
        return [found[key] for key in keys]
